"""Resistance: "platinum-resistant disease" in; "failed platinum" out, for it is the disease that resists, and the therapy that
did not help."""

from __future__ import annotations

from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrasing.targets import THERAPY_KINDS
from trialwright.compiler.setting import Setting
from trialwright.compiler.wording.sought import needs
from trialwright.vocabulary.records import anew

_DISEASE = frozenset({"disease", "cancer", "tumor", "malignancy"})


@needs("refractory")
def with_resistance_told(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The chunks with a therapy and the disease of no name that resists it as that therapy, which failed."""
    result: list[Chunk] = []
    place = 0
    while place < len(chunks):
        end = _end_of_resistance(chunks, place, setting)
        if end is not None:
            chunk, last = chunks[place], chunks[end - 1]
            said = setting.normal.text[chunk.end : last.end]
            result.append(anew(chunk, sort=Sort.FAILED, names=(), value="failed", start=chunk.end, end=last.end, text=said))
        result.append(chunks[place])
        place = end if end is not None else place + 1
    return tuple(result)


def _end_of_resistance(chunks: Sequence[Chunk], place: int, setting: Setting) -> int | None:
    """Where "platinum resistant disease" ends that begins at a place; None where none does."""
    first = chunks[place]
    if first.sort is not Sort.CONCEPT or not all(setting.vocabulary.kind(name) in THERAPY_KINDS for name in first.names):
        return None
    behind = place + 1
    behind += behind < len(chunks) and chunks[behind].text == "-"
    word = chunks[behind] if behind < len(chunks) else first
    if word.sort is Sort.CONCEPT and word.names == ("refractory disease",):
        return behind + 1
    disease = chunks[behind + 1] if behind + 1 < len(chunks) else first
    named = disease.names[:1] == ("malignancy",) or (disease.sort is Sort.HEADNOUN and disease.text.lower() in _DISEASE)
    return behind + 2 if word.names == ("refractory=refractory",) and named else None
