"""Negative for: "negative for EGFR mutations and ALK rearrangements" in; the denial of each of them out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import Setting
from trialwright.compiler.wording.sought import needs
from trialwright.vocabulary.records import anew

_TEST = re.compile(r"tests?|testing|results?|screen(?:ing|s)?|FISH|ISH|NGS|PCR|sequencing|status|analysis", re.IGNORECASE)
_TESTED = re.compile(r"tested|documented|known|confirmed|be|is|are|was|were|tumou?rs?", re.IGNORECASE)
_ALTERED = re.compile(
    r"(?:mutations?|rearrangements?|fusions?|translocations?|amplifications?|alterations?|deletions?|insertions?|variants?)\b",
    re.IGNORECASE,
)
_LISTED = frozenset({Sort.CONCEPT, Sort.WORD, Sort.NARROWING, Sort.FILL, Sort.OR, Sort.AND, Sort.COMMA, Sort.SLASH, Sort.CODES})
_MOST = 4


@needs("negative")
def with_negative_for(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The chunks with "negative (test) for" as a denial of what is altered in the genes behind it, where that is named; a result
    of the gene itself ("negative for EGFR and ALK") stays one."""
    place = next((place for place, chunk in enumerate(chunks) if chunk.text.lower() == "negative"), None)
    start = place + 1 if place is not None else 0
    end = next((index for index in range(start, min(start + _MOST, len(chunks))) if chunks[index].sort is Sort.FOR), None)
    if place is None or end is None or any(not _TEST.fullmatch(chunk.text) for chunk in chunks[start:end]):
        return tuple(chunks)
    stop = next((index for index in range(end + 1, len(chunks)) if chunks[index].sort not in _LISTED), len(chunks))
    listed = chunks[end + 1 : stop]
    if not _altered_genes(listed, setting):
        return tuple(chunks)
    first = place
    while first and _TESTED.fullmatch(chunks[first - 1].text):
        first -= 1
    denial = anew(chunks[place], sort=Sort.NEG, value="not", end=chunks[end].end, text="no", names=())
    each = (anew(chunk, sort=Sort.OR, value="or") if chunk.sort is Sort.AND else chunk for chunk in listed)
    return (*chunks[:first], denial, *each, *chunks[stop:])


def _altered_genes(listed: Sequence[Chunk], setting: Setting) -> bool:
    genes = [chunk for chunk in listed if chunk.sort is Sort.CONCEPT]
    of_genes = all(setting.vocabulary.kind(name) in ("gene", "biomarker") for chunk in genes for name in chunk.names)
    return bool(genes) and of_genes and any(_ALTERED.search(chunk.text) for chunk in listed)
