"""Codons: words for places in a gene ("codons 12, 13 or 61", "exons 2-4") in; the results that they are called by out."""

from __future__ import annotations

import re

from trialwright.vocabulary.results import result_word

_CODON = re.compile(r"(codon|exon)s?\b|\d{1,3}", re.IGNORECASE)


def places_in_gene(gene: str, kind: str | None, text: str) -> tuple[str, ...]:
    """The results that "codons 12, 13 or 61" or "exons 2-4" name of a gene; none where one of them has no name."""
    sort = ""
    found: list[str] = []
    for match in _CODON.finditer(text.split("(", maxsplit=1)[0]):
        if match[1]:
            sort = match[1].lower()
            continue
        word = result_word(gene, kind, f"{sort} {match[0]}") if sort else None
        if word is None:
            return ()
        found.append(word)
    return tuple(dict.fromkeys(found))
