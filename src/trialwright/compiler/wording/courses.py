"""What a number of treatments counts enters as words ("lines", "cycles", "courses"); the attribute that is compared leaves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from trialwright.protocol.criteria import Target
from trialwright.vocabulary.concepts import Vocabulary

LINES, CYCLES = "lines", "cycles"
COURSES_OF = "a course may be a whole line of treatment or one cycle of it"
_IN_LINES = ("line", "regimen")
_IN_CYCLES = ("cycle",)
_EITHER = ("course",)
"""Older trials call a whole regimen a course, newer ones a cycle of it."""


def counted_in(nouns: Iterable[str], targets: Sequence[Target], vocabulary: Vocabulary) -> tuple[str, ...]:
    """What is counted where treatments are: lines, cycles, or (a course of a drug) either.

    A course of radiotherapy is a line of it; courses of first-line chemotherapy are cycles, as the line is named.
    """
    said = [noun.lower() for noun in nouns]
    if any(noun.startswith(_IN_LINES) for noun in said):
        return (LINES,)
    if any(noun.startswith(_IN_CYCLES) for noun in said):
        return (CYCLES,)
    if not any(noun.startswith(_EITHER) for noun in said) or all(vocabulary.kind(it.concept) == "radiotherapy" for it in targets):
        return (LINES,)
    return (CYCLES,) if any(it.qualifier("line") is not None for it in targets) else (LINES, CYCLES)
