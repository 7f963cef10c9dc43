"""What is shown of a trial and the stems asked enter, the stretches where they stand leave, with the places of the words."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache

from trialwright.find.asking import Snippet
from trialwright.findings import Span

WIDTH = 240
_NOTHING = re.compile(r"(?!)")
_MOST, _MOST_WORDS = 3, 20_000


class Stems(dict[str, str]):
    """The stem of every word met so far, of so many; then it begins again."""

    def __init__(self, stem: Callable[[str], str]) -> None:
        super().__init__()
        self._stem = stem

    def __missing__(self, word: str) -> str:
        if len(self) >= _MOST_WORDS:
            self.clear()
        found = self[word] = self._stem(word)
        return found


def snippets(shown: Mapping[str, Sequence[str]], wanted: frozenset[str], stem: Stems) -> tuple[Snippet, ...]:
    """Up to three stretches, best first: those that hold most of the stems wanted; none where the words stand elsewhere."""
    looks = _looks_like(wanted)
    found: list[Snippet] = []
    for piece, values in shown.items():
        for value in values:
            places = [place.span() for place in looks.finditer(value) if stem[place[0].lower()] in wanted]
            match = _snippet(piece, value, _with_numbers(value, places, wanted))
            if match is not None:
                found.append(match)
    ranked = sorted(enumerate(found), key=lambda item: (-_different(item[1], stem), item[0]))
    return tuple(snippet for _, snippet in ranked[:_MOST])


def _different(snippet: Snippet, stem: Stems) -> int:
    return len({stem[mark.cut(snippet.text).lower()] for mark in snippet.marks})


@lru_cache(maxsize=256)
def _looks_like(wanted: frozenset[str]) -> re.Pattern[str]:
    """Words that begin like one of the stems, and so may be of it: "surgeri" is of surgery."""
    beginnings = sorted({stem[:-1] if len(stem) > 3 else stem for stem in wanted}, key=len, reverse=True)
    ends = "|".join(rf"{re.escape(begin)}\d*" if begin.isdigit() else rf"{re.escape(begin)}[^\W\d_]*" for begin in beginnings)
    return re.compile(rf"(?<![^\W\d_])(?:{ends})", re.IGNORECASE) if beginnings else _NOTHING


def _with_numbers(text: str, places: Sequence[tuple[int, int]], wanted: frozenset[str]) -> list[tuple[int, int]]:
    """A number is of the word right before it: "HER2" and "CA 19-9" are marked whole, the 2 of "part 2" is not, where words were
    asked for too."""
    kept: list[tuple[int, int]] = []
    for start, end in places:
        follows = bool(kept) and start - kept[-1][1] <= 1
        if text[start:end].isdigit() and not follows and not all(stem.isdigit() for stem in wanted):
            continue
        number = _NUMBER.match(text, end)
        kept.append((start, number.end() if number is not None and number[0] in wanted else end))
    return kept


_NUMBER = re.compile(r"\d+")


def _snippet(piece: str, text: str, places: Sequence[tuple[int, int]]) -> Snippet | None:
    if not places:
        return None
    start, end = _window(text, places)
    marks = [Span(start=a - start, end=b - start, source=piece) for a, b in places if start <= a and b <= end]
    return Snippet(area=piece, text=text[start:end], marks=tuple(_joined(marks)))


def _window(text: str, places: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """The stretch of the text that holds most places, from the beginning of a word to the end of one."""
    if len(text) <= WIDTH:
        return 0, len(text)
    starts = [start for start, _ in places]
    first = max(starts, key=lambda start: bisect_left(starts, start + WIDTH - 40) - bisect_left(starts, start))
    start = max(0, min(first - 40, len(text) - WIDTH))
    end = min(len(text), start + WIDTH)
    if start:
        start = text.find(" ", start, first) + 1 or start
    if end < len(text):
        end = max(text.rfind(" ", first, end), first + 1)
    return start, max(end, next(b for a, b in places if a == first))


def _joined(marks: Sequence[Span]) -> Iterator[Span]:
    """Marks of the same word twice are one."""
    yield from dict.fromkeys(marks)
