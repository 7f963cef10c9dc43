"""Cells: "CLDN18.2 in >= 75 % of tumor cells" in; the marker with its share, without the cells that such shares are of, out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import Setting
from trialwright.compiler.sought import sought

_OF_CELLS = sought(
    r"\s?(?:of )?(?:(?:the|all|viable|invasive|neoplastic|malignant|stained|positive|evaluable) )*"
    r"(?:(?:tumou?r|cancer|carcinoma)[- ])(?:cells?|cell nuclei)\b"
    r"(?: (?:that )?(?:are |were |is )?(?:staining positive|staining|stained|stain positive|positive|positively stained))*"
    r"(?: (?:by|with|for) (?:membranous |membrane )?(?:staining|IHC|immunohistochemistry))?",
    re.IGNORECASE,
)
_MARKERS = frozenset({"biomarker", "gene"})


def without_cells(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The chunks without "of tumor cells" behind the share of a marker that is named before it."""
    kept: list[Chunk] = []
    end = 0
    for chunk in chunks:
        if chunk.start < end and chunk.sort is not Sort.VARIABLE:
            continue
        kept.append(chunk)
        if chunk.amount is not None and chunk.amount.unit == "%" and _marked(kept, setting):
            found = _OF_CELLS.pattern.match(setting.normal.text, chunk.end)
            end = found.end() if found is not None else 0
    return tuple(kept)


def _marked(before: Sequence[Chunk], setting: Setting) -> bool:
    named = [name for chunk in before if chunk.sort is Sort.VARIABLE for name in chunk.names]
    return bool(named) and setting.vocabulary.kind(named[-1]) in _MARKERS
