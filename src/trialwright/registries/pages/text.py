"""A page's text or saved HTML enters, a `PageText` leaves: the text of the page and its lines, each with its place in it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from trialwright.registries.pages.html import html_address, html_text, looks_like_html


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One line of a page: its number (from 1), its characters `start` to `end` (line break left out), and those characters."""

    number: int
    start: int
    end: int
    text: str

    @property
    def words(self) -> str:
        """The line without white space at its ends."""
        return self.text.strip()


@dataclass(frozen=True, kw_only=True, slots=True)
class PageText:
    """A page as lines. `text` is what every offset counts in; `lines` holds all of its lines, the blank ones too.

    For every line `text[line.start:line.end] == line.text`. `url` is the address that was given with the page, else the one
    that a saved HTML page names itself (canonical link, `og:url`).
    """

    name: str
    url: str | None
    text: str
    lines: tuple[Line, ...] = field(repr=False)

    @property
    def printed(self) -> tuple[Line, ...]:
        """The lines that are not blank."""
        return tuple(line for line in self.lines if line.words)


def page_text(data: str, *, name: str = "page", url: str | None = None) -> PageText:
    """The page that `data` (HTML or plain text) holds; a plain text is kept to the character, line breaks aside (`\\n`)."""
    text = data.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if looks_like_html(text):
        return PageText(name=name, url=url or html_address(text), text=(shown := html_text(text)), lines=_lines(shown))
    return PageText(name=name, url=url, text=text, lines=_lines(text))


def _lines(text: str) -> tuple[Line, ...]:
    found = []
    for number, match in enumerate(re.finditer(r"[^\n]*(?:\n|\Z)", text), start=1):
        if match.start() == len(text) and number > 1:
            break
        words = match.group().removesuffix("\n")
        found.append(Line(number=number, start=match.start(), end=match.start() + len(words), text=words))
    return tuple(found)
