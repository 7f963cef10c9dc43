"""A long text of a record enters, its headings, paragraphs and lists leave; the words are those of the record, all of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from trialwright.portal.shown import plain, shown

_BULLET = re.compile(r"\s*(?:[*•·▪◦–-]|\d{1,2}[.)])\s+(?=\S)")
_HEADING = re.compile(r"[^.!?:]{2,70}:")


@dataclass(frozen=True, kw_only=True, slots=True)
class Block:
    """A heading, a paragraph, or the points of a list (`numbers` stand before them where the record numbers them)."""

    kind: str
    text: str = ""
    items: tuple[str, ...] = ()


def blocks_of(text: str) -> tuple[Block, ...]:
    """The blocks of a text. Nothing is left out: put together they are its words."""
    return tuple(_blocks(plain(shown(text))))


def _blocks(text: str) -> Iterator[Block]:
    points: list[str] = []
    for row in text.splitlines():
        words = row.strip()
        if not words:
            continue
        if _BULLET.match(row):
            points.append(words)
            continue
        if points:
            yield _list(points)
            points = []
        yield Block(kind="heading" if _HEADING.fullmatch(words) else "paragraph", text=words)
    if points:
        yield _list(points)


def _list(points: list[str]) -> Block:
    numbered = all(point[0].isdigit() for point in points)
    return Block(
        kind="numbered" if numbered else "list",
        items=tuple(points if numbered else [_BULLET.sub("", point, count=1) for point in points]),
    )
