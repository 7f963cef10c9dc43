"""A value chosen of a facet, or a code asked of a field, enters; it leaves as the index has it, or with a note that none has."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from difflib import get_close_matches

from trialwright.find.schema import code

_LIKE, _SHOWN = 0.6, 40
_MOST_COMPARED = 5_000


def as_held(value: str, held: Callable[[str], bool], values: Callable[[], Sequence[str]]) -> tuple[str, str]:
    """The value as trials of the shelf have it ("phase 3": PHASE3), and "" or what is said where none has it.

    `held` tells whether a trial has a value, `values` gives all that trials have.

    >>> as_held("phase 3", {"PHASE3"}.__contains__, lambda: ["NA", "PHASE3"])
    ('PHASE3', '')
    >>> as_held("PHASE_5", {"PHASE3"}.__contains__, lambda: ["NA", "PHASE3"])
    ('PHASE_5', "no trial here has the value 'PHASE_5'; did you mean PHASE3?")
    """
    if held(value) or not code(value):
        return value, ""
    known = [item for item in values() if code(item)]
    same = next((item for item in known if code(item) == code(value)), None)
    return (value, _unknown(value, known)) if same is None else (same, "")


def _unknown(value: str, known: Sequence[str]) -> str:
    said = f"no trial here has the value {value[:_SHOWN]!r}"
    by_code = {code(item): item for item in known[:_MOST_COMPARED]}
    near = [by_code[item] for item in get_close_matches(code(value)[:100], by_code, n=3, cutoff=_LIKE)]
    if near:
        return f"{said}; did you mean {' or '.join(near)}?"
    return f"{said}; the values are {', '.join(known)}" if 0 < len(known) <= 20 else said
