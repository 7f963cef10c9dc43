"""Relapse states: "melanoma in first relapse or progression" in; the second state as one of the same cancer out.

Read as a thing of its own, the progression of any cancer would do.
"""

from __future__ import annotations

from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import Setting
from trialwright.compiler.wording.sought import needs
from trialwright.vocabulary.records import anew

_STATES: dict[tuple[str, ...], str] = {
    ("disease progression",): "stability=unstable",
    ("refractory disease",): "refractory=refractory",
}
_CANCERS = frozenset({"cancer", "histology", "metastasis"})
_ENDS = frozenset({Sort.STOP, Sort.SEMICOLON, Sort.COMMA, Sort.GROUP, Sort.WINDOW, Sort.AND, Sort.ALSO})
_SPAN = 3


@needs("progression", "progressive", "refractory")
@needs("relapse", "recurren")
def with_states_of_the_same(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The chunks with a progression that "or" joins to a relapse behind a cancer as a state of that cancer."""
    result: list[Chunk] = []
    for place, chunk in enumerate(chunks):
        state = _STATES.get(chunk.names) if chunk.sort is Sort.CONCEPT else None
        closes = place + 1 == len(chunks) or chunks[place + 1].sort in _ENDS
        if state is not None and closes and _behind_relapse(result, setting):
            result.append(anew(chunk, sort=Sort.NARROWING, names=(state,), value=""))
        else:
            result.append(chunk)
    return tuple(result)


def _behind_relapse(before: Sequence[Chunk], setting: Setting) -> bool:
    """ "Melanoma in first relapse or …"."""
    if len(before) < _SPAN:
        return False
    cancer, relapse, joint = before[-_SPAN:]
    told = relapse.sort is Sort.NARROWING and all(name.startswith("recurrence=") for name in relapse.names)
    named = cancer.sort is Sort.CONCEPT and all(setting.vocabulary.kind(name) in _CANCERS for name in cancer.names)
    return named and told and joint.sort in (Sort.OR, Sort.SLASH)
