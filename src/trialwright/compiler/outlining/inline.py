"""One row's raw text enters, what is enumerated in it leaves: `defined as: (i) … (ii) …`, nested, references left alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from trialwright.compiler.outlining.markers import BULLETS, Enumerator, enumerator_at
from trialwright.vocabulary.records import record

_CANDIDATE = re.compile(
    r"\\?[<＜〈]\s*\d{1,2}\s*\\?[>＞〉]|[①-⑳]|\\?[(（]\s*(?:\d{1,2}|[ivxl]{1,5}|[IVXL]{1,5}|[a-zA-Z])\s*\\?[)）]"
    r"|(?<![^\s;,:：；，。.])(?:\d{1,2}|[ivx]{1,4}|[a-z])[)）](?=\s*\S)"
    r"|(?<=\s)(?:\d{1,2}|[ivx]{1,4}|[a-zA-Z])\.(?=\s+[^\W\d]|\s*[<>≤≥])"
)
_DOTTED_FIRST = re.compile(
    r"(?:[:;.]|\b(?:following|have|has|had|either|includes?|including|as|with|are|is))\s*$|^\s*$", re.IGNORECASE
)
_BEFORE_NUMBER = re.compile(
    r"(?:[<>≤≥=±x×/+-]|\b(?:than|least|most|of|or|to|by|is|was|equals?|about|over|under|above|below|within|every|only|for|at|from|"
    r"day|days|week|month|cycle|line|dose|factor|type|HLA|vitamin|hepatitis|version|score|status|ECOG|PS|WHO|Zubrod|ASA))\s*$",
    re.IGNORECASE,
)
"""What stands before a number, or a letter, that ends a sentence ("ECOG 0 or 1. Age …") and opens nothing."""
_REFERENCE_AFTER = re.compile(
    r"\s*(?:(?:or|and|and/or|to|through|-|–|~|,|/|&)\s*(?:either\s+)?(?:\\?[<(（＜]|[①-⑳])|(?:below|above|or|and|only|applies)\b|[.,;:)\]）。]|$)",
    re.IGNORECASE,
)
_REFERENCE_BEFORE = re.compile(
    r"(?:\b(?:criteri(?:a|on)|items?|points?|sections?|groups?|cohorts?|arms?|stages?|grades?|class(?:es)?|phases?|types?|parts?|numbers?|"
    r"no\.|levels?|vitamin|interleukin|hepatitis|see|under|in|factor)"
    r"|\\?[<(（＜]\s*(?:\d{1,2}|[ivxl]{1,5}|[a-zA-Z])\s*\\?[>)）＞]\s*(?:or|and|and/or|to|through|-|–|~|,|/))\s*$",
    re.IGNORECASE,
)
# Each begins where its run of blanks begins, and takes the run as a whole: a long run costs no more than its length.
_SEAM = re.compile(r"(?<![\s,;，；])[\s,;，；]*+(?:\b(?:and\s*+/\s*+or|or|and)\b)?[\s,;，；]*+$", re.IGNORECASE)
_BULLET_TAIL = re.compile(rf"(?<![\s;；])[\s;；]*\n[^\S\n]*+(?:\\?[{re.escape(BULLETS)}]\s*+){{1,3}}$")
_TRAIL = re.compile(r"(?<![\s;；,，])[\s;；,，]*+$")


@record(frozen=True, kw_only=True, slots=True)
class Mark:
    """An enumerator within a sentence: the place where it stands, where its content starts, and its list."""

    start: int
    enumerator: Enumerator
    key: tuple[str, str]
    value: int


@dataclass(kw_only=True, slots=True)
class Piece:
    """A stretch of text with what is enumerated in it. `start` to `end` is its own text; `seam` what joined it to the next."""

    start: int
    end: int
    mark: str | None = None
    seam: str = ""
    children: list[Piece] = field(default_factory=list)


def pieces(text: str, start: int, end: int) -> Piece:
    """The stretch from `start` to `end` taken apart; without a sequence of at least two enumerators it stays whole."""
    marks = _candidates(text, start, end)
    root = Piece(start=start, end=end)
    if len(marks) < 2:
        return root
    return _assemble(text, root, _nested(marks), end)


def going_on(text: str, start: int, end: int, first: Enumerator) -> tuple[Piece, ...]:
    """The stretch behind the first enumerator of a list that goes on in the same row ("A. Breast cancer B. Lung cancer"), taken
    apart; nothing where it does not."""
    marks = _candidates(text, start, end)
    for script, value in first.readings:
        stack = [_Level(key=(first.style, script), value=1)] if value == 1 else []
        found = _nested(marks, stack) if stack else []
        if found and found[0][0] == 0 and all(mark.key == (first.style, script) or depth for depth, mark in found):
            root = _assemble(text, Piece(start=start, end=end), found, end)
            own = root.end
            return Piece(start=start, end=own, seam=text[own : found[0][1].start]), *root.children
    return ()


def _candidates(text: str, start: int, end: int) -> list[tuple[int, Enumerator]]:
    found: list[tuple[int, Enumerator]] = []
    depth = _Depth(text, start)
    for match in _CANDIDATE.finditer(text, start, end):
        enumerator = enumerator_at(text, match.start(), end)
        if enumerator is None or _REFERENCE_AFTER.match(text, match.end(), end):
            continue
        before = text[max(start, match.start() - 30) : match.start()]
        if enumerator.style == "dot" and not _opens_dotted(enumerator, before):
            continue
        if _REFERENCE_BEFORE.search(before) or depth.at(match.start()) > 0:
            continue
        found.append((match.start(), enumerator))
    return found


def _opens_dotted(enumerator: Enumerator, before: str) -> bool:
    """True for "1." behind a colon, a stop or words that lead on to a list, and for a later number that ends no sentence."""
    if any(value == 1 for _script, value in enumerator.readings):
        return _DOTTED_FIRST.search(before) is not None
    return _BEFORE_NUMBER.search(before) is None


@dataclass(slots=True)
class _Depth:
    """How many brackets are open at a place, read from left to right; an enumerator's own brackets open and close."""

    text: str
    place: int
    open: int = 0

    def at(self, place: int) -> int:
        for sign in self.text[self.place : place]:
            if sign in "([（":
                self.open += 1
            elif sign in ")]）":
                self.open = max(0, self.open - 1)
        self.place = place
        return self.open


@dataclass(slots=True)
class _Level:
    key: tuple[str, str]
    value: int


def _nested(candidates: list[tuple[int, Enumerator]], open_lists: Sequence[_Level] = ()) -> list[tuple[int, Mark]]:
    """The marks that run in sequence, each with its depth; a first mark counts only when its second follows at its level.
    `open_lists`: those of which a first mark stands before."""
    stack = list(open_lists)
    found: list[tuple[int, Mark]] = []
    for index, (place, enumerator) in enumerate(candidates):
        for depth in range(len(stack) - 1, -1, -1):
            level = stack[depth]
            if enumerator.style == level.key[0] and enumerator.ordinal(level.key[1]) == level.value + 1:
                del stack[depth + 1 :]
                level.value += 1
                found.append((depth, Mark(start=place, enumerator=enumerator, key=level.key, value=level.value)))
                break
        else:
            key = _opens(candidates, index, stack)
            if key is not None:
                stack.append(_Level(key=key, value=1))
                found.append((len(stack) - 1, Mark(start=place, enumerator=enumerator, key=key, value=1)))
    return found


def _opens(candidates: list[tuple[int, Enumerator]], index: int, stack: list[_Level]) -> tuple[str, str] | None:
    """The list that the candidate opens: its second mark comes before the next mark of any list that is already open."""
    enumerator = candidates[index][1]
    for script, value in enumerator.readings:
        key = (enumerator.style, script)
        if value != 1 or any(level.key == key for level in stack):
            continue
        for _, later in candidates[index + 1 :]:
            if any(later.style == level.key[0] and later.ordinal(level.key[1]) == level.value + 1 for level in stack):
                break
            if later.style == enumerator.style and later.ordinal(script) == 2:
                return key
    return None


def _assemble(text: str, root: Piece, marks: list[tuple[int, Mark]], end: int) -> Piece:
    path = [root]
    for index, (depth, mark) in enumerate(marks):
        stop = marks[index + 1][1].start if index + 1 < len(marks) else end
        if index == 0:
            root.end = _own_end(text, root.start, mark.start, opens=True)
        del path[depth + 1 :]
        opens = index + 1 < len(marks) and marks[index + 1][0] > depth
        last = index + 1 == len(marks)
        own = stop if last else _own_end(text, mark.enumerator.end, stop, opens=opens)
        piece = Piece(start=min(mark.enumerator.end, own), end=own, mark=mark.enumerator.text, seam=text[own:stop])
        path[-1].children.append(piece)
        path.append(piece)
    return root


def _own_end(text: str, start: int, stop: int, *, opens: bool) -> int:
    """Where a stretch ends before the next mark: separators, a joining word and a bullet before the mark are not part of it."""
    tail = _BULLET_TAIL.search(text[start:stop])
    stop = start + tail.start() if tail else stop
    trail = (_TRAIL if opens else _SEAM).search(text[start:stop])
    return start + trail.start() if trail else stop
