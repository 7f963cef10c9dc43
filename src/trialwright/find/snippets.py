"""What is shown of a trial and the stems asked enter, the stretches where they stand leave, with the places of the words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from trialwright.find.asking import Snippet
from trialwright.findings import Span

WIDTH = 240
_WORD = re.compile(r"[^\W\d_]+|\d+(?:\.\d+)?")
_MOST = 3


class Stems(dict[str, str]):
    """The stem of every word met so far."""

    def __init__(self, stem: Callable[[str], str]) -> None:
        super().__init__()
        self._stem = stem

    def __missing__(self, word: str) -> str:
        found = self[word] = self._stem(word)
        return found


def snippets(shown: Mapping[str, Sequence[str]], wanted: frozenset[str], stem: Stems) -> tuple[Snippet, ...]:
    """Up to three stretches, best first: those that hold most of the stems wanted; where none does, the beginning of the text."""
    found = [snippet for piece, values in shown.items() for value in values if (snippet := _snippet(piece, value, wanted, stem))]
    ranked = sorted(enumerate(found), key=lambda item: (-_different(item[1], stem), item[0]))
    return tuple(snippet for _, snippet in ranked[:_MOST])


def _different(snippet: Snippet, stem: Stems) -> int:
    return len({stem[mark.cut(snippet.text).lower()] for mark in snippet.marks})


def _snippet(piece: str, text: str, wanted: frozenset[str], stem: Stems) -> Snippet | None:
    places = [(match.start(), match.end()) for match in _WORD.finditer(text) if stem[match[0].lower()] in wanted]
    if not places:
        return None
    start, end = _window(text, places)
    marks = [Span(start=a - start, end=b - start, source=piece) for a, b in places if start <= a and b <= end]
    return Snippet(area=piece, text=text[start:end], marks=tuple(_joined(marks)))


def _window(text: str, places: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """The stretch of the text that holds most places, from the beginning of a word to the end of one."""
    if len(text) <= WIDTH:
        return 0, len(text)
    first = max(places, key=lambda place: sum(place[0] <= start < place[0] + WIDTH - 40 for start, _ in places))[0]
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
