"""Failures: "refractory to or relapsed after", "progressed on or intolerant of" before a therapy in; one chunk for all that may
have become of it out."""

from __future__ import annotations

from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import Setting
from trialwright.compiler.targets import THERAPY_KINDS
from trialwright.vocabulary.records import anew

FAILED, NOT_TOLERATED = "failed", "not tolerated"
"""What may have become of a therapy: the values of the family `outcome` that a fact on record is held against."""
_JOINTS = frozenset({Sort.OR, Sort.SLASH, Sort.COMMA})
_PASSED = frozenset({Sort.FILL, Sort.HIST, Sort.MUST})
_AFTER = frozenset({"after", "on", "to", "of", "following", "during", "with", "on or after", "during or after", "while on"})
_MOVES = frozenset({"disease progression", "recurrence"})
_STATES = frozenset({"recurrence=recurrent", "refractory=refractory"})
_GOES_ON = frozenset({Sort.CMP, Sort.AMOUNT, Sort.HIST, Sort.HEADNOUN, Sort.FILL, Sort.NARROWING, Sort.EITHER, Sort.OTHER})


def with_failures_joined(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The chunks with each run of such words before a therapy as one; a word of a disease alone stays with the disease."""
    items = list(chunks)
    if not any(_verb(chunk) for chunk in items):
        return tuple(items)
    index = 0
    while index < len(items):
        end, values = _run(items, index)
        if values and _therapy_at(items, end, setting):
            whole = anew(items[index], sort=Sort.FAILED, names=(), value=";".join(values), end=items[end - 1].end)
            while end < len(items) and items[end].sort is Sort.COMMA:
                end += 1
            items[index:end] = [whole]
        index += 1
    return tuple(items)


def _verb(chunk: Chunk) -> str:
    """What a word says became of a therapy; nothing for other words."""
    if chunk.sort is Sort.ALLERGY:
        return NOT_TOLERATED if chunk.text.lower().startswith("intoleran") else ""
    if chunk.sort is Sort.WORD:
        return NOT_TOLERATED if chunk.text.lower() in ("intolerant", "intolerance") else ""
    failed = (
        chunk.sort is Sort.FAILED
        or (chunk.sort is Sort.NARROW and chunk.text.lower() == "refractory to")
        or (chunk.sort is Sort.NARROWING and _STATES.issuperset(chunk.names))
        or (chunk.sort is Sort.CONCEPT and _MOVES.issuperset(chunk.names))
    )
    return FAILED if failed else ""


def _run(items: Sequence[Chunk], start: int) -> tuple[int, tuple[str, ...]]:
    """The end of a run of such words, the last of which leads on to what it is said of, and what they say; two words, or one that
    is said of nothing but a therapy."""
    found: list[str] = []
    place, end = start, start
    tied = False
    while place < len(items) and (said := _verb(items[place])):
        found.append(said)
        tied = items[place].sort in (Sort.FAILED, Sort.NARROW, Sort.ALLERGY)
        place += 1
        if place < len(items) and items[place].sort in (Sort.PREP, Sort.FOR) and items[place].text.lower() in _AFTER:
            tied = True
            place += 1
        end = place
        step = place
        while step < len(items) and items[step].sort in _JOINTS | _PASSED:
            step += 1
        joined = any(chunk.sort in _JOINTS for chunk in items[place:step])
        if not joined or step >= len(items) or not _verb(items[step]):
            break
        place = step
    relapsed = items[start].sort is Sort.NARROWING and "recurrence=recurrent" in items[start].names and end == start + 2
    if not tied or (len(found) < _SEVERAL and not (relapsed and tied)):
        return start, ()
    return end, tuple(dict.fromkeys(found))


_SEVERAL = 2


def _therapy_at(items: Sequence[Chunk], place: int, setting: Setting) -> bool:
    """True where the next thing that is named is a therapy, or a number of lines of one."""
    while place < len(items) and items[place].sort in _GOES_ON | {Sort.COMMA, Sort.FAILED}:
        if items[place].sort is Sort.HEADNOUN:
            return items[place].text.lower().rstrip("s") in ("line", "regimen", "therapy", "treatment", "therapie", "course")
        place += 1
    if place >= len(items) or items[place].sort is not Sort.CONCEPT:
        return False
    return all(setting.vocabulary.kind(name) in THERAPY_KINDS for name in items[place].names)
