"""A question about a patient who is held against many trials enters, the answer leaves; one given before is not worked out again.

It stands below `match.known`, whose patients have one, and so cannot name them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from trialwright.match.context import Context
from trialwright.protocol.criteria import Has


class Memory(Protocol):
    """What was found out of a patient for other trials (`match.repeatedly`)."""

    def known(self, context: Context) -> Any:
        """The patient (`Known`) in another context."""

    def answer(self, node: Has, known: Any, ask: Callable[[Has, Any], Any]) -> Any:
        """The answer (`Answer`) of `ask` about a patient (`Known`), which need not be asked twice."""
