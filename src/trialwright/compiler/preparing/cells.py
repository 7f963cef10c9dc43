"""Cells: "CLDN18.2 in >= 75 % of tumor cells" in; the marker with its share, without the cells that such shares are of, out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import Setting
from trialwright.compiler.wording.sought import needs, sought
from trialwright.vocabulary.records import anew

_OF_CELLS = sought(
    r"\s?(?:of )?(?:(?:the|all|viable|invasive|neoplastic|malignant|stained|positive|evaluable) )*"
    r"(?:(?:tumou?r|cancer|carcinoma)[- ])(?:cells?|cell nuclei)\b"
    r"(?: (?:that )?(?:are |were |is )?(?:staining positive|staining|stained|stain positive|positive|positively stained))*"
    r"(?: (?:by|with|for) (?:membranous |membrane )?(?:staining|IHC|immunohistochemistry))?",
    re.IGNORECASE,
)
_SHOWING_IT = re.compile(
    r"\s?(?:\+|[- ]?(?:positive|expressing|stained)\b)\s?(?:(?:viable|invasive|neoplastic|malignant) )*"
    r"(?:(?:tumou?r|cancer|carcinoma|malignant|leuk(?:a)?emic|myeloma|lymphoma|plasma)[- ]?)?"
    r"(?:cells?|cell nuclei)\b",
    re.IGNORECASE,
)
""" ">= 26 % CD70+ tumor cells": the share of cells that show the marker."""
_MARKERS = frozenset({"biomarker", "gene"})
_SHOWS = frozenset(
    {"positive", "expressing", "+", "-", "tumor", "tumors", "disease", "cancer", "with", "showing", "having", "and"}
)
_AT_LEAST = (">", ">=")


@needs("%", "percent", "per cent", "positive")
def without_cells(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The chunks without "of tumor cells" behind the share of a marker that is named before it."""
    kept: list[Chunk] = []
    end = 0
    for place, chunk in enumerate(chunks):
        showing = _cells_that_show(chunks, place, setting)
        if showing is not None:
            kept, end = _with_share(kept, chunks[place : place + 2]), showing
            continue
        if chunk.start < end and chunk.sort is not Sort.VARIABLE:
            continue
        kept.append(chunk)
        if chunk.amount is not None and chunk.amount.unit == "%" and _marked(kept, setting):
            found = _OF_CELLS.pattern.match(setting.normal.text, chunk.end)
            end = found.end() if found is not None else 0
    return _positive_as_told(kept, setting)


def _cells_that_show(chunks: Sequence[Chunk], place: int, setting: Setting) -> int | None:
    """Where "CD70+ tumor cells" behind a share ends; None where no marker with its cells stands behind it."""
    amount = chunks[place].amount
    behind = chunks[place + 1] if place + 1 < len(chunks) else None
    if amount is None or amount.unit != "%" or behind is None or not _marks(behind, setting):
        return None
    found = _SHOWING_IT.match(setting.normal.text, behind.end)
    return found.end() if found is not None else None


def _with_share(before: Sequence[Chunk], share: Sequence[Chunk]) -> list[Chunk]:
    """The chunks with a share of cells as the value of the marker that they show."""
    kept, (amount, marker) = list(before), share
    signs: list[Chunk] = []
    while kept and kept[-1].sort is Sort.CMP:
        signs.insert(0, kept.pop())
    return [*kept, anew(marker, value=""), *signs, amount]


def _positive_as_told(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """ "CD30-positive lymphoma with CD30 >= 10 %": the share tells what positive means."""
    marks = [place for place, chunk in enumerate(chunks) if _marks(chunk, setting)]
    for first, second in pairwise(marks):
        between, behind = chunks[first + 1 : second], chunks[second + 1 : second + 3]
        told = chunks[first].names == chunks[second].names and any(chunk.text.lower() == "positive" for chunk in between[:2])
        least = len(behind) > 1 and behind[0].value in _AT_LEAST and behind[1].amount is not None
        if told and least and all(chunk.sort is Sort.CONCEPT or chunk.text.lower() in _SHOWS for chunk in between):
            of_what = any(chunk.sort is Sort.CONCEPT for chunk in between)
            kept = [chunk for chunk in between if chunk.sort is Sort.CONCEPT or chunk.text.lower() == "with"] if of_what else []
            return (*chunks[:first], *kept, *chunks[second:])
    return tuple(chunks)


def _marks(chunk: Chunk, setting: Setting) -> bool:
    return chunk.sort is Sort.VARIABLE and bool(chunk.names) and setting.vocabulary.kind(chunk.names[-1]) in _MARKERS


def _marked(before: Sequence[Chunk], setting: Setting) -> bool:
    named = [chunk for chunk in before if chunk.sort is Sort.VARIABLE]
    return bool(named) and _marks(named[-1], setting)
