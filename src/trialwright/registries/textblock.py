"""A hard-wrapped text block of a legacy ClinicalTrials.gov XML enters, the text as API v2 prints it leaves."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator

_BULLET = re.compile(r"(\s*)-\s{1,3}(?=\S)")
_NUMBER = re.compile(r"(\s*)(?:\(?\d{1,2}[.)]|\(?[a-zA-Z][.)])\s+(?=\S)")
_LEVEL = 2


def unwrapped(block: str) -> str:
    """Paragraphs on one line each, list items one a line with `*`, nested ones indented by two blanks a level, as in v2."""
    text = textwrap.dedent(block.replace("\r\n", "\n").replace("\r", "\n").replace("\t", "    ")).strip("\n")
    pieces = list(_pieces(text))
    margins = sorted({depth for depth, _, item in pieces if item})
    found: list[str] = []
    before = False
    for depth, words, item in pieces:
        level = margins.index(depth) if item else 0
        line = " " * (_LEVEL * level) + re.sub(r"^-\s+", "* ", words) if item else words
        found.append(("\n" if item and before else "\n\n") + line)
        before = item
    return "".join(found).strip("\n")


def _pieces(text: str) -> Iterator[tuple[int, str, bool]]:
    """Each paragraph or list item: how far it is indented, its words on one line, whether it is an item."""
    for paragraph in re.split(r"\n\s*\n", text):
        held: list[str] = []
        for line in paragraph.split("\n"):
            if held and (_BULLET.match(line)):
                yield _piece(held)
                held = []
            if line.strip():
                held.append(line)
        if held:
            yield _piece(held)


def _piece(lines: list[str]) -> tuple[int, str, bool]:
    match = _BULLET.match(lines[0]) or _NUMBER.match(lines[0])
    words = re.sub(r"[ \t]+", " ", " ".join(line.strip() for line in lines))
    return (len(match.group(1)) if match else 0), words, match is not None
