"""How often a law is tried: for a change a part of the times, with the same inputs; for `make laws` many times, with new ones.

TRIALWRIGHT_LAWS=5 tries each law five times as often as its test says.
"""

from __future__ import annotations

import os
from typing import Any

from hypothesis import settings

FEWEST = 10
_PART_FOR_A_CHANGE = 0.25
_LAWS = os.environ.get("TRIALWRIGHT_LAWS")


def often(times: int, **more: Any) -> settings:
    """The settings of a law that `times` inputs are enough for."""
    part = float(_LAWS) if _LAWS else _PART_FOR_A_CHANGE
    return settings(max_examples=max(FEWEST, round(times * part)), deadline=None, derandomize=not _LAWS, **more)
