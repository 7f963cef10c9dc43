"""A page's lines enter; pieces (a line or a table cell, without its bullet) and the labels each may begin with leave."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from trialwright.registries.markup import unescape
from trialwright.registries.pages.labels import Label, labels_of
from trialwright.registries.pages.text import Line, PageText

_RULE = re.compile(r"^\s*\|?[\s:|]*-{2,}[\s:|-]*$|^\s*[=_*-]{3,}\s*$")
_MARK = re.compile(
    r"^\s*(?:>\s?)*((?:(?:#{1,6}|[-*•‣⁃–·●○▪◦►✓✔❖➢]|\(?\d{1,2}\\?[.)]|\(?[a-h][.)]|\(?[ivx]{1,4}\))\s+)*(?:[•‣⁃●○▪◦►✓✔❖➢](?=\S))?)"
)
_COLON = re.compile(r"\s*[:：]\s*|\t+|=(?=\")")
_DASH = re.compile(r"\s+[-–—=]\s+")
_JOINT = re.compile(
    r"(?<=[a-z)?\]])(?=[A-Z0-9<>=≥≤\[])|(?<=[A-Za-z)?])(?=[\u3040-\u9fff])|(?<=[\u3040-\u9fff\uac00-\ud7a3])(?=[A-Za-z0-9])"
)
_BAR = re.compile(r"(?:^\s*(?:[-*•]\s+)?|(?<=\s))(?<!\\)\|(?=\s|$)")
_TAB = re.compile(r"(?<=\S)\s*\t\s*(?=\S)")
_MOST_WORDS = 10
_REACH = 140
_MOST_HEAD_WORDS = 14


@dataclass(frozen=True, kw_only=True, slots=True)
class Piece:
    """A line, or a cell of a table's row: its words without bullet and bold marks, and where it stands.

    `mark` is the bullet, number or heading sign it had, `gap` tells whether a blank line stands before, `row` is the whole row.
    """

    text: str
    line: Line
    start: int
    end: int
    mark: str = ""
    indent: int = 0
    gap: bool = False
    column: int = 0
    columns: int = 1
    ruled: bool = False
    bold: bool = False

    @property
    def level(self) -> int:
        """The level of a markdown heading, 0 for any other piece."""
        return len(self.mark) if self.mark.startswith("#") else 0

    @property
    def bulleted(self) -> bool:
        """Whether it is an item of a list."""
        return bool(self.mark) and not self.mark.startswith("#")

    def rest(self, text: str) -> Piece:
        """The same place with only the end `text` of its words."""
        found = self.line.text.rfind(text[:40], self.start - self.line.start)
        start = self.line.start + found if found >= 0 else self.start
        return replace(self, text=text, start=start, mark="", gap=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """One way to see a label at a piece's start: the table's rows, what follows it, and how the two are joined.

    `how`: "alone", "colon", "dash", "blank" (only a blank between them) or "glued".
    """

    labels: tuple[Label, ...]
    rest: str
    how: str
    told: str | None = None
    colon: bool = False


def pieces(page: PageText) -> list[Piece]:
    """Every piece of the page in its order; rules and blank lines are left out."""
    found: list[Piece] = []
    blank = False
    for line in page.lines:
        if not line.words:
            blank = True
        elif _RULE.match(line.text):
            _rule(found)
        else:
            found += _pieces(line, blank)
            blank = False
    return found


def _rule(found: list[Piece]) -> None:
    """A line of dashes below a row of cells makes that row a table's head."""
    last = found[-1].line.number if found else 0
    for at in range(len(found) - 1, -1, -1):
        if found[at].line.number != last:
            break
        found[at] = replace(found[at], ruled=True)


def _pieces(line: Line, gap: bool) -> Iterator[Piece]:
    cells = list(_cells(line.text))
    for column, (start, text) in enumerate(cells):
        mark = _MARK.match(text)
        begin = mark.end() if mark else 0
        words = unescape(text[begin:]).replace("**", "").strip()
        words = words[1:-1] if len(words) > 2 and words[0] == words[-1] == "`" else words
        if words:
            yield Piece(
                text=words,
                line=line,
                start=line.start + start + begin + len(text[begin:]) - len(text[begin:].lstrip()),
                end=line.start + start + len(text.rstrip()),
                mark=mark.group(1).strip() if mark else "",
                indent=len(text) - len(text.lstrip()),
                gap=gap,
                column=column,
                columns=len(cells),
                bold=text[begin:].lstrip().startswith("**"),
            )


def _cells(text: str) -> Iterator[tuple[int, str]]:
    """The cells of a row of a table (set apart by bars or tabs) with their places, or the line itself."""
    bars = list(_BAR.finditer(text)) or list(_TAB.finditer(text.rstrip()))
    if not bars:
        yield 0, text
        return
    begin = 0
    for bar in bars:
        if begin or text[: bar.start()].strip(" -*•"):
            yield begin, text[begin : bar.start()]
        begin = bar.end()
    if text[begin:].strip():
        yield begin, text[begin:]


def readings(piece: Piece) -> list[Reading]:
    """All labels that a piece may begin with, the likeliest first."""
    text = piece.text
    found = []
    labels, told = labels_of(text)
    if labels:
        found.append(Reading(labels=labels, rest="", how="alone", told=told, colon=text.rstrip("* ").endswith((":", "："))))
    found += _cut(text, _COLON, "colon")
    found += _cut(text, _DASH, "dash")
    found += _spaced(text)
    found += _cut(text, _JOINT, "glued")
    return found


def _cut(text: str, joint: re.Pattern[str], how: str) -> list[Reading]:
    """The longest label that ends at one of the joints."""
    for match in reversed(list(joint.finditer(text[:_REACH]))):
        rest = text[match.end() :].strip()
        if match.start() == 0 or not rest:
            continue
        labels, told = labels_of(text[: match.start()])
        if labels:
            return [Reading(labels=labels, rest=rest, how=how, told=told)]
    return []


def _spaced(text: str) -> list[Reading]:
    words = list(re.finditer(r"\S+", text[:_REACH]))[: _MOST_WORDS + 1]
    for count in range(len(words) - 1, 0, -1):
        end = words[count - 1].end()
        labels, told = labels_of(text[:end]) if text[end - 1] not in ".,;" else ((), None)
        if labels:
            return [Reading(labels=labels, rest=text[end:].strip(), how="blank", told=told)]
    return []


def joined_labels(text: str) -> tuple[tuple[Label, ...], ...]:
    """The labels of a table's head whose separators are lost ("Condition or disease Intervention/treatment Phase"), or ()."""
    words = text.split()
    if not 3 <= len(words) <= _MOST_HEAD_WORDS or labels_of(text)[0] or text.rstrip().endswith((".", ":", ",", ";")):
        return ()
    found: list[tuple[Label, ...]] = []
    at = 0
    while at < len(words):
        taken = next(
            (
                count
                for count in range(min(_MOST_WORDS, len(words) - at), 0, -1)
                if labels_of(" ".join(words[at : at + count]))[0]
            ),
            0,
        )
        if not taken:
            return ()
        found.append(labels_of(" ".join(words[at : at + taken]))[0])
        at += taken
    return tuple(found) if len(found) > 2 else ()
