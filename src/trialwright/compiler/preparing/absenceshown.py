"""Absence shown: "a malignancy that do not have confirmation of absence of a malignancy" in; the clause as one description of the
illness, and no second denial, out.

Read as a denial of its own it would let in whoever has the illness.
"""

from __future__ import annotations

from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import Setting
from trialwright.compiler.wording.sought import needs
from trialwright.vocabulary.records import anew

_SHOWN = frozenset(
    {"confirmation", "proof", "documentation", "verification", "evidence", "certainty", "record", "test", "result"}
)
_ABSENCE = ("absence of", "freedom from")
_BEFORE = 3
_ENDS = frozenset({Sort.STOP, Sort.SEMICOLON, Sort.COMMA, Sort.EXC})


@needs("absence", "freedom")
def with_absence_shown(chunks: Sequence[Chunk], _setting: Setting) -> tuple[Chunk, ...]:
    """The chunks with what shows, or does not show, an absence as plain words of the clause that it stands in."""
    result = list(chunks)
    for place, chunk in enumerate(chunks):
        if chunk.sort is not Sort.NEG or not chunk.text.lower().startswith(_ABSENCE):
            continue
        shown = any(before.text.lower() in _SHOWN for before in chunks[max(place - _BEFORE, 0) : place])
        if not shown or not _in_clause(chunks[:place]):
            continue
        end = next((at for at in range(place, len(chunks)) if chunks[at].sort in _ENDS), len(chunks))
        result[place:end] = [anew(said, sort=Sort.WORD, names=(), value="") for said in chunks[place:end]]
    return tuple(result)


def _in_clause(before: Sequence[Chunk]) -> bool:
    """Whether a clause about what stands before it is open ("that do not have")."""
    return any(chunk.sort is Sort.NARROW for chunk in before)
