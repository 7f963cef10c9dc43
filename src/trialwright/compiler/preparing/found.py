"""Found: the chunks of a statement in; the same without what only tells how something was found ("as determined by IHC")."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import LIST_SIGNS, Setting, stripped, with_inner
from trialwright.compiler.tagging.ways import cue_at, may_cue, words_of

_SIGNS = LIST_SIGNS | {Sort.OTHER_SIGN}
_ENDS = LIST_SIGNS | {
    Sort.STOP,
    Sort.SEMICOLON,
    Sort.COLON,
    Sort.WINDOW,
    Sort.SPAN_OF_TIME,
    Sort.EXC,
    Sort.IF,
    Sort.ALSO,
    Sort.MUST,
    Sort.PERMIT,
    Sort.BARRED,
    Sort.NARROW,
    Sort.NEG,
    Sort.GROUP,
}
_OPENED = frozenset({Sort.GROUP, Sort.DEFINES})
_LETTERS = re.compile(r"[\w+'/-]+")
_GUIDELINE, _OF_GUIDELINE = frozenset({"HER2"}), ("HER2-", "HER2 ")
"""Tests that laboratories report by one guideline, so that a trial's own words for it need not be read (ASCO/CAP HER2, 2018)."""


def without_ways_found(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The chunks without stretches and brackets that only say how something is found or by whose rule."""
    if not any(chunk.sort in _OPENED or may_cue(chunk.text) for chunk in chunks):
        return tuple(chunks)
    kept: list[Chunk] = []
    place = 0
    while place < len(chunks):
        chunk = chunks[place]
        end = _stretch(chunks, place, setting) if kept and kept[-1].sort not in (Sort.NEG, Sort.UNMET) else place
        if end > place and stripped(kept):
            place = end
            continue
        place += 1
        if chunk.sort is Sort.GROUP and chunk.inner:
            if kept and (_only_method(chunk.inner, _her2_before(kept)) or _by_an_assay(chunk.inner, setting)):
                continue
            chunk = with_inner(chunk, without_ways_found(chunk.inner, setting))
        kept.append(chunk)
    return tuple(kept)


def _her2_before(chunks: Sequence[Chunk]) -> bool:
    """True where HER2 was said to be positive or negative, whatever the trial's words for that are."""
    place = max((index for index, chunk in enumerate(chunks) if _guided(chunk)), default=None)
    if place is None:
        return False
    said = " ".join(chunk.text.lower() for chunk in chunks[max(place - 1, 0) : place + 4])
    said = f"{chunks[place].value} {said} {' '.join(chunks[place].names)}".lower()
    return re.search(r"\b(?:positive|negative|low|ultralow|zero|null|overexpress\w*|amplifi\w*)", said) is not None


def _guided(chunk: Chunk) -> bool:
    return bool(chunk.names) and _names_guided(chunk.names)


@lru_cache(maxsize=4096)
def _names_guided(names: tuple[str, ...]) -> bool:
    return any(name.upper() in _GUIDELINE or name.upper().startswith(_OF_GUIDELINE) for name in names)


def _stretch(chunks: Sequence[Chunk], place: int, setting: Setting) -> int:
    """Where a stretch of method words that begins at `place` ends; `place` itself where none does."""
    begins = cue_at(setting.normal.text, chunks[place].start)
    if begins is None and chunks[place].sort is not Sort.DEFINES:
        return place
    her2 = _her2_before(chunks[:place])
    if begins is None and not her2:
        return place
    begins = chunks[place].end if begins is None else begins
    end = next((index for index in range(place, len(chunks)) if chunks[index].start >= begins), len(chunks))
    first = end
    before = setting.normal.text[: chunks[place].start].lower()
    while end < len(chunks) and (_assay(chunks[end], setting) or _method(chunks[end], her2) or _again(chunks, end, before)):
        end += 1
    while end > first and (chunks[end - 1].sort in _SIGNS or _function_word(chunks[end - 1])):
        end -= 1
    if not any(_strong(chunk) for chunk in chunks[first:end]):
        return place
    after = chunks[end] if end < len(chunks) else None
    closed = after is None or after.sort in _ENDS or after.text.lower() == "with"
    return end if closed else place


def _again(chunks: Sequence[Chunk], place: int, before: str) -> bool:
    """The test that a method is for, named once more ("BRAF V600E positive by BRAF V600E immunohistochemistry"); not one with a
    limit of its own ("defined as ER < 5 %")."""
    chunk = chunks[place]
    limited = place + 1 < len(chunks) and chunks[place + 1].sort in (Sort.CMP, Sort.AMOUNT)
    if limited or chunk.sort not in (Sort.CONCEPT, Sort.VARIABLE, Sort.WORD) or len(chunk.text) < _SHORTEST:
        return False
    return re.search(rf"(?<!\w){re.escape(chunk.text.lower())}(?!\w)", before) is not None


_SHORTEST = 2


_ASSAY = re.compile(r"(?:22C3|28-8|SP\d{2,3}|SP-?\d{2,3}|73-10|E1L3N|4B5|D5F3|CDx|F1CDx|\d{2,3} ?genes?)\b")
""" "22C3", "SP263": antibodies and kits, whose figures are no amounts."""


def _assay(chunk: Chunk, setting: Setting) -> bool:
    text = setting.normal.text
    return any(
        found.start() <= chunk.start < found.end() for found in _ASSAY.finditer(text, max(chunk.start - 8, 0), chunk.end + 8)
    )


def _only_method(chunks: Sequence[Chunk], her2: bool) -> bool:
    cued = all(_method(chunk, her2) or chunk.sort in (Sort.TAIL, Sort.DEFINES) for chunk in chunks)
    return cued and any(_strong(chunk) or (chunk.sort is Sort.FILL and chunk.value == "") for chunk in chunks)


_STATES = frozenset({Sort.NEG, Sort.EXC, Sort.IF, Sort.AMOUNT, Sort.CMP, Sort.CODES, Sort.WINDOW, Sort.NARROWING, Sort.OR})


_STANDARDS = frozenset(
    {"system", "criteria", "criterion", "classification", "guideline", "edition", "definition", "recommendation"}
)


def _by_an_assay(chunks: Sequence[Chunk], setting: Setting) -> bool:
    """ "(tested by the Acme MRD assay)": a bracket that says only by which test, whatever its name."""
    cued = cue_at(setting.normal.text, chunks[0].start) is not None
    standard = chunks[-1].text.lower().rstrip("s") in _STANDARDS
    return cued and (standard or _strong(chunks[-1])) and not any(chunk.sort in _STATES for chunk in chunks)


def _method(chunk: Chunk, her2: bool) -> bool:
    if chunk.sort is Sort.GROUP:
        return all(_method(item, her2) or item.sort in (Sort.TAIL, Sort.WORD) for item in chunk.inner)
    if chunk.sort in _SIGNS or (chunk.sort is Sort.FILL and chunk.value == ""):
        return True
    if her2 and chunk.sort in (Sort.AMOUNT, Sort.CMP, Sort.CODES):
        return True
    if chunk.sort in (Sort.NEG, Sort.ALSO, Sort.EXC, Sort.IF, Sort.AMOUNT, Sort.CMP, Sort.CODES, Sort.WINDOW) and not her2:
        return False
    words = _LETTERS.findall(chunk.text.lower())
    known = _known(her2)
    return bool(words) and all(word in known or word.strip("+-") in known for word in words)


@cache
def _known(her2: bool) -> frozenset[str]:
    """The words that a method is told in."""
    return words_of("method") | words_of("beside") | (words_of("her2") if her2 else frozenset())


def _function_word(chunk: Chunk) -> bool:
    return chunk.sort in (Sort.PREP, Sort.FOR, Sort.EITHER)


def _strong(chunk: Chunk) -> bool:
    if chunk.sort is Sort.GROUP:
        return any(_strong(item) for item in chunk.inner)
    return any(word in words_of("method") for word in _LETTERS.findall(chunk.text.lower()))
