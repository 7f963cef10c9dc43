"""Anchors: a phrase with a time that counts up to a therapy ("within 7 days prior to surgery") in; where that stands, out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrasing.targets import THERAPY_KINDS
from trialwright.compiler.setting import Setting
from trialwright.protocol.criteria import WindowKind

_UP_TO = re.compile(
    r"(?:prior to|before|preceding)(?: (?:the|any|planned|scheduled|definitive|study|their|undergoing|starting|initiating))* $",
    re.IGNORECASE,
)
_STARTS = re.compile(
    r"\b(?:starts?|starting|initiation|initiating|beginning|commencement|first doses?)(?: of(?: (?:neo-?)?adjuvant)?)?$",
    re.IGNORECASE,
)
_OF = re.compile(r"(?: (?:of|with))?(?: [\w-]+){0,2} $", re.IGNORECASE)


def up_to_a_therapy(chunks: Sequence[Chunk], setting: Setting) -> tuple[int, int, bool] | None:
    """The time and the therapy behind it, as places of the first chunk and behind the last, and whether the therapy only tells of
    which treatment the start is meant ("within 7 days of the start of radiotherapy", "prior to initiation of ADT"); None for a
    phrase without one."""
    for place, chunk in enumerate(chunks):
        if not place or not _may_count_up(chunks, place):
            continue
        end = next((index for index in range(place + 1, len(chunks)) if chunks[index].sort is Sort.CONCEPT), None)
        if end is None or any(setting.vocabulary.kind(name) not in THERAPY_KINDS for name in chunks[end].names):
            continue
        between = setting.normal.text[chunk.end : chunks[end].start]
        behind = _behind_all(chunks, end, setting)
        if chunk.sort is not Sort.WINDOW:
            if _UP_TO.fullmatch(setting.normal.text[chunk.start : chunks[end].start]):
                return place, behind, False
            continue
        of_start = _STARTS.search(chunk.text) is not None and _OF.match(between) is not None
        if of_start or (chunk.window is not None and _UP_TO.match(between.lstrip()) and not _STARTS.search(chunk.text)):
            return place, behind, of_start
    return None


def _behind_all(chunks: Sequence[Chunk], place: int, setting: Setting) -> int:
    """Where the therapies that are named together end ("before the first doses of pertuzumab and trastuzumab")."""
    end = place + 1
    while end + 1 < len(chunks) and chunks[end].sort in _JOINS and chunks[end + 1].sort is Sort.CONCEPT:
        if any(setting.vocabulary.kind(name) not in THERAPY_KINDS for name in chunks[end + 1].names):
            break
        end += 2
    return end


_JOINS = frozenset({Sort.AND, Sort.OR, Sort.SLASH, Sort.COMMA})


def _may_count_up(chunks: Sequence[Chunk], place: int) -> bool:
    """True for a time that counts back, for the bare start of something, and for "before" or "prior to" behind what was named."""
    chunk = chunks[place]
    if chunk.sort is Sort.WINDOW:
        return chunk.window is None or chunk.window.kind is WindowKind.WITHIN_BEFORE
    named = any(earlier.sort in (Sort.CONCEPT, Sort.VARIABLE) for earlier in chunks[:place])
    return named and chunk.text.lower() in _BEFORE


_BEFORE = frozenset({"before", "prior", "prior to", "preceding"})
