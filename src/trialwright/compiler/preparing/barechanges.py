"""Bare changes: "T790M positive", "V600E mutation" of no gene that was named in; the same with the gene that alone can be meant
named, out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrasing.results import tested
from trialwright.compiler.setting import LIST_SIGNS, Setting
from trialwright.vocabulary.records import anew
from trialwright.vocabulary.results import all_results

_CODE = re.compile(r"(?:p\.)?[A-Z]\d{3,4}[A-Z]")
_SAID = re.compile(r"positive|negative|mutations?|mutated|mutant|substitutions?|status|wild", re.IGNORECASE)


@cache
def _genes() -> dict[str, str]:
    """The changes that only one gene has, each with that gene."""
    found: dict[str, set[str]] = {}
    for result in all_results():
        for code in (result.value, *result.spellings):
            if _CODE.fullmatch(code):
                found.setdefault(code.removeprefix("p."), set()).update(result.of)
    return {code: next(iter(genes)) for code, genes in found.items() if len(genes) == 1}


def with_genes_named(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The chunks with a change that stands without its gene as a test of that gene."""
    result = list(chunks)
    for place, chunk in enumerate(chunks):
        found = _CODE.match(chunk.text) if chunk.sort is Sort.WORD else None
        gene = _genes().get(found[0].removeprefix("p.")) if found else None
        denied = bool(place) and chunks[place - 1].sort is Sort.NEG
        if found is None or gene is None or (_gene_beside(chunks, place, setting) and not denied):
            continue
        after = chunks[place + 1] if place + 1 < len(chunks) else None
        if found.end() < len(chunk.text) or denied or (after is not None and _SAID.match(after.text)):
            result[place] = anew(chunk, sort=Sort.CONCEPT, names=(gene,), value=found[0].removeprefix("p."))
    return tuple(result)


_POINT = re.compile(r"(?:p\.)?[A-Z]\d{1,4}[A-Z]\b")


def with_changes_of_one_gene(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """ "KRAS G12C or G12D mutation": the chunks with the gene apart from the first of its changes, so that the others are of it
    too."""
    result: list[Chunk] = []
    for place, chunk in enumerate(chunks):
        behind = [item for item in chunks[place + 1 : place + 4] if item.sort not in LIST_SIGNS][:1]
        joined = place + 1 < len(chunks) and chunks[place + 1].sort in LIST_SIGNS
        said = re.search(r"(?<= )(?:p\.)?[A-Z]\d{1,4}[A-Z]$", chunk.text) if chunk.sort is Sort.CONCEPT and chunk.value else None
        goes_on = joined and bool(behind) and behind[0].sort is Sort.WORD and _POINT.match(behind[0].text) is not None
        if said is None or not goes_on or len(chunk.names) != 1 or not tested(chunk, setting):
            result.append(chunk)
            continue
        cut = chunk.start + said.start()
        result.append(anew(chunk, end=cut - 1, text=chunk.text[: said.start() - 1], value=""))
        result.append(Chunk(sort=Sort.WORD, start=cut, end=chunk.end, text=said[0], value=said[0]))
    return tuple(result)


def _gene_beside(chunks: Sequence[Chunk], place: int, setting: Setting) -> bool:
    """True where a gene was named in the same member of the list, or in the one before without a change of its own."""
    for chunk in reversed(chunks[:place]):
        if chunk.sort in (Sort.CONCEPT, Sort.VARIABLE):
            return tested(chunk, setting)
        if chunk.sort in LIST_SIGNS and chunk.text == ",":
            return False
    return False
