"""Slashed heads: "Burkitt leukemia/lymphoma", "NK-cell leukemia/lymphoma" in; the second of the two with the words that stand
before the first, or unread where no such disease is known, out."""

from __future__ import annotations

from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import Setting
from trialwright.compiler.tagging.tag import tag
from trialwright.compiler.wording.sought import needs
from trialwright.vocabulary.records import anew

_BARE = frozenset({"leukemia", "lymphoma"})


@needs("leuk", "lymphoma")
def with_slashed_heads(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """ "Exclusion: T-cell leukemia/lymphoma" keeps out those of T cells, and not every lymphoma."""
    if any(chunk.sort is Sort.COLON for chunk in chunks):
        return tuple(chunks)  # a label has to stay one
    said = list(chunks)
    for place in range(2, len(said)):
        before, sign, chunk = said[place - 2 : place + 1]
        bare = chunk.sort is Sort.CONCEPT and len(chunk.names) == 1 and chunk.names[0] in _BARE
        if bare and sign.sort is Sort.SLASH and before.sort is Sort.CONCEPT and before.names != chunk.names:
            said[place] = _of_its_kind(chunk, before, said[: place - 2], setting)
    return tuple(said)


def _of_its_kind(chunk: Chunk, before: Chunk, first: Sequence[Chunk], setting: Setting) -> Chunk:
    if len(before.names) == 1 and before.names[0] in _BARE:
        narrowed = bool(first) and first[-1].sort is Sort.WORD
        return anew(chunk, sort=Sort.WORD, names=()) if narrowed else chunk
    kind = before.text.rpartition(" ")[0]
    known = tag(f"{kind} {chunk.text}", setting.tagger) if kind else ()
    named = len(known) == 1 and known[0].sort is Sort.CONCEPT
    return anew(chunk, names=known[0].names) if named else anew(chunk, sort=Sort.WORD, names=())
