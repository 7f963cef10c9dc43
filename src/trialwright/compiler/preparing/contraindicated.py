"""Contraindicated: "it should be contraindicated for patients with X" among what excludes in; those patients out: nothing is
required of anybody."""

from __future__ import annotations

from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import Setting
from trialwright.compiler.wording.sought import needs

_LEADS = frozenset({Sort.FILL, Sort.MUST, Sort.NARROW})
_SUBJECTS = frozenset({"it", "this", "this trial", "this study", "the study", "the trial", "treatment", "participation", "there"})
_STARTS = frozenset({Sort.STOP, Sort.SEMICOLON})
_CONTRAINDICATED = ("contraindicat", "contra-indicat")
_JOINS = frozenset({"for", "in"})


@needs("contraindicat", "contra-indicat")
def without_contraindicated(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The chunks without "it is contraindicated for" at the beginning of a sentence, before people who are named."""
    if not setting.exclusion:
        return tuple(chunks)
    result: list[Chunk] = []
    place = 0
    while place < len(chunks):
        begins = not place or chunks[place - 1].sort in _STARTS
        end = _people_at(chunks, place) if begins else None
        place = place if end is None else end
        result.append(chunks[place])
        place += 1
    return tuple(result)


def _people_at(chunks: Sequence[Chunk], place: int) -> int | None:
    """Where, behind "it should be contraindicated for", the people begin; None for a sentence of another form."""
    start = place
    while place < len(chunks) and chunks[place].sort in _LEADS:
        place += 1
    led = any(chunk.text.lower() in _SUBJECTS or chunk.sort is Sort.MUST for chunk in chunks[start:place])
    said = chunks[place] if place < len(chunks) else None
    if not led or said is None or said.sort is not Sort.ASKED or not said.text.lower().startswith(_CONTRAINDICATED):
        return None
    place += 1
    if place < len(chunks) and chunks[place].text.lower() in _JOINS:
        place += 1
    return place if place < len(chunks) and chunks[place].sort is Sort.IF else None
