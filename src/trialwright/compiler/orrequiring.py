"""Or requiring: "uncontrolled infection or requiring antibiotics" in; the thing named for either alternative out."""

from __future__ import annotations

from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import Setting
from trialwright.vocabulary.records import anew

_CLAUSES = ("requiring", "that require", "which require", "needing", "in need of", "that need")
_DISEASES = frozenset({"condition", "finding", "infection", "metastasis", "cancer", "histology"})


def with_either_named(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The chunks with the thing once more behind an "or" that a clause about it stands behind, where it is narrowed before: the
    one narrowing or the other, not both."""
    result: list[Chunk] = []
    for place, chunk in enumerate(chunks):
        result.append(chunk)
        behind = chunks[place + 1] if place + 1 < len(chunks) else None
        if chunk.sort is Sort.OR and behind is not None and behind.text.lower().startswith(_CLAUSES):
            named = _named_before(chunks[:place], setting)
            if named is not None:
                result.append(anew(named, start=behind.start, end=behind.start))
    return tuple(result)


def _named_before(before: Sequence[Chunk], setting: Setting) -> Chunk | None:
    """The disease right before, that narrowing words stand before."""
    named = before[-1] if before else None
    if named is None or named.sort is not Sort.CONCEPT or len(before) < _WITH_ITS_WORD or before[-2].sort is not Sort.NARROWING:
        return None
    return named if all(setting.vocabulary.kind(name) in _DISEASES for name in named.names) else None


_WITH_ITS_WORD = 2
