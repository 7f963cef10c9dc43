"""A raw eligibility text enters, its rows leave: physical lines without their wraps, each with indentation and list markers."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from trialwright.compiler.clean import clean
from trialwright.compiler.headings import Heading, heading
from trialwright.compiler.markers import Enumerator, Lead, lead_at

_CONNECTOR = re.compile(r"\W*(?:and\s*/\s*or|or|and|plus)\W*$", re.IGNORECASE)
_WIDEST_WRAP = 110
_NARROWEST_WRAP = 55


@dataclass(kw_only=True, slots=True)
class Row:
    """One row of the text: content from `start` to `end`; `indent` is the column of its first sign, `column` that of its content."""

    start: int
    end: int
    indent: int
    column: int
    bullet: str = ""
    enumerator: Enumerator | None = None
    blank_before: bool = False
    heading: Heading | None = None
    inline: bool = False
    prefix: Heading | None = None
    label: tuple[int, int] | None = None

    @property
    def marked(self) -> bool:
        """Whether the row is a list item."""
        return bool(self.bullet) or self.enumerator is not None


@dataclass(frozen=True, kw_only=True, slots=True)
class _Line:
    start: int
    end: int
    indent: int
    blank_before: bool
    lead: Lead


@dataclass(kw_only=True, slots=True)
class _Seen:
    """The enumerators accepted so far under one heading: a letter or roman numeral counts only in its sequence."""

    places: set[tuple[str, str, int]] = field(default_factory=set)

    def accepts(self, enumerator: Enumerator) -> bool:
        """Whether the enumerator starts a list or goes on with one; plain numbers always do."""
        known = [(enumerator.style, script, value) for script, value in enumerator.readings]
        good = any(
            (script == "number" and not style.startswith("dotted")) or value == 1 or (style, script, value - 1) in self.places
            for style, script, value in known
        )
        if good:
            self.places.update(known)
        return good


def _lines(text: str) -> list[_Line]:
    found: list[_Line] = []
    blank, place = True, 0
    for raw in text.splitlines(keepends=True):
        body = raw.strip()
        if body:
            start = place + len(raw) - len(raw.lstrip())
            end = start + len(body)
            indent = len(raw[: start - place].expandtabs(4))
            found.append(_Line(start=start, end=end, indent=indent, blank_before=blank, lead=lead_at(text, start, end)))
        blank = not body
        place += len(raw)
    return found


def rows(text: str) -> list[Row]:
    """The rows of `text` in their order. Hard-wrapped lines are joined, headings are recognised."""
    lines = _lines(text)
    width = max((line.end - line.start + line.indent for line in lines), default=0)
    wrapped = _NARROWEST_WRAP <= width <= _WIDEST_WRAP
    marked = [line for line in lines if line.lead.bullet or line.lead.enumerator]
    loose = wrapped and len(marked) >= 3 and sum(line.blank_before for line in marked) >= 0.85 * len(marked)
    found: list[Row] = []
    last: _Line | None = None
    seen = _Seen()
    for line in lines:
        new = _row(text, line, seen)
        if found and last is not None and _continues(text, found[-1], last, line, new, width if wrapped else 0, loose):
            found[-1].end = line.end
        else:
            if new.heading is not None and new.heading.kind:
                seen = _Seen()
            found.append(new)
        last = line
    return found


def _row(text: str, line: _Line, seen: _Seen) -> Row:
    enumerator = line.lead.enumerator
    if enumerator is not None and not seen.accepts(enumerator):
        enumerator = None
    start = enumerator.end if enumerator else line.lead.start
    start = min(start, line.end)
    row = Row(
        start=start,
        end=line.end,
        indent=line.indent,
        column=line.indent + start - line.start,
        bullet=line.lead.bullet,
        enumerator=enumerator,
        blank_before=line.blank_before,
    )
    row.heading = heading(text[start : line.end])
    return row


def _continues(text: str, row: Row, last: _Line, line: _Line, new: Row, width: int, loose: bool) -> bool:
    """Whether `line` is the rest of `row`, whose last line so far is `last`."""
    raw = text[line.start : line.end]
    if _CONNECTOR.match(raw):
        return row.heading is None
    if row.heading is not None or (new.heading is not None and new.heading.kind) or line.blank_before:
        return False
    if loose and line.indent >= row.column - 1 and row.marked:
        return True
    if new.marked:
        return False
    before = text[last.start : last.end]
    if row.marked and line.indent > row.indent:
        return not (clean(before).endswith((":", "：")) and raw[:1].isupper())
    return _flows(before, raw, room=width - last.indent if width else 0)


def _flows(before: str, raw: str, *, room: int) -> bool:
    """Whether a sentence runs on from one line into the next: it has no end, or the next word had no room on the line."""
    if before.endswith((":", "：", ";", "；")):
        return False
    if room and len(before) + 1 + len(raw.split()[0]) > room - 1:
        return True
    return raw[:1].islower() and not before.endswith(".") and len(before) > 40
