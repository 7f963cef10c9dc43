"""Hemoptysis: "hemoptysis (1/2 teaspoon or more of bright red blood)" in; gross hemoptysis, which such a volume makes it, out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.wording.sought import needs
from trialwright.vocabulary.records import anew

_NAMES, GROSS = frozenset({"hemoptysis", "gross hemoptysis"}), "gross hemoptysis"
_LEAST = r"(?:>=?|≥|at least|more than|greater than|in excess of|exceeding|a minimum of|over)"
_VOLUME = (
    r"(?:approximately |about |~ ?|an? )*(?:one[- ]half|half|½|1 ?/ ?2|0?[.,]5|1|one|2[.,]5|5)(?: or more| or greater)?"
    r"(?: ?of)?(?: ?an?)? ?[- ]?(?:teaspoons?|teaspoonfuls?|tsps?|ml|milliliters?|millilitres?|cc)\b\.?"
)
_BLOOD = (
    r"(?:(?:expectoration|coughing|coughing up|coughed up|spitting|production|bright|fresh|frank|red|of|blood|sputum)[ ,-]*)+"
)
_EACH = r"(?: ?(?:per|in any|in a single|at each|in|/) ?(?:episode|event|day|24 hours?|time)(?: of coughing| of bleeding)?)?"
_SAME = rf"(?:[ ,]*(?:[(\[,]|or|=)? ?{_LEAST}? ?{_VOLUME} ?[)\]]?)?"
_GROSS = re.compile(
    rf"[ ,]*(?:[(\[] ?)?(?:(?:defined as|i\.e\.|e\.g\.|that is|such as|with|of|,) ?,?)*(?: ?{_BLOOD})?"
    rf"(?: ?{_LEAST} ?{_VOLUME}| ?{_VOLUME}[ ,]*(?:or (?:more|greater)|and (?:more|above))|(?<=\() ?{_VOLUME})"
    rf"{_SAME}(?: ?{_BLOOD})?(?:or (?:more|greater))?{_EACH}(?: ?{_BLOOD})? ?[)\]]?(?=\W|$)",
    re.IGNORECASE,
)


@needs("hemoptysis")
def with_volumes_of_blood(chunks: Sequence[Chunk], text: str) -> tuple[Chunk, ...]:
    """The chunks with a coughed up volume of half a teaspoon or a teaspoon as gross hemoptysis."""
    kept: list[Chunk] = []
    end = 0
    for chunk in chunks:
        if chunk.start < end:
            continue
        coughed = chunk.sort is Sort.CONCEPT and not _NAMES.isdisjoint(chunk.names)
        found = _GROSS.match(text, chunk.end) if coughed else None
        if found is not None and found[0].count("(") == found[0].count(")") and _closed(chunks, found.end()):
            end = found.end()
            kept.append(anew(chunk, names=(GROSS,)))
        else:
            kept.append(chunk)
    return tuple(kept)


def _closed(chunks: Sequence[Chunk], end: int) -> bool:
    """True where no chunk goes on beyond the end."""
    return all(chunk.end <= end or chunk.start >= end for chunk in chunks)
