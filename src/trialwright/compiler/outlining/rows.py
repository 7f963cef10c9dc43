"""A raw eligibility text enters, its rows leave: physical lines without their wraps, each with indentation and list markers."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

from trialwright.compiler.outlining.headings import Heading, heading
from trialwright.compiler.outlining.markers import Enumerator, Lead, lead_at
from trialwright.compiler.wording.sought import sought
from trialwright.vocabulary.records import record

CONNECTOR = re.compile(r"\W*(?:and\s*/\s*or|or|and|plus)\W*$", re.IGNORECASE)
_WIDEST_WRAP = 110
_NARROWEST_WRAP = 55
_SHORTEST_BROKEN = 40


@record(kw_only=True, slots=True)
class Row:
    """One row of the text: content from `start` to `end`; `indent` is its first sign's column, `column` that of its content."""

    start: int
    end: int
    indent: int
    column: int
    bullet: str = ""
    enumerator: Enumerator | None = None
    blank_before: bool = False
    heading: Heading | None = None
    prefix: Heading | None = None
    label: tuple[int, int] | None = None

    @property
    def marked(self) -> bool:
        """Whether the row is a list item."""
        return bool(self.bullet) or self.enumerator is not None


@record(frozen=True, kw_only=True, slots=True)
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


_TILDE = re.compile(r"(?<=~)(?=[^\s~])")
_NAMED_BY_TILDE = sought(r"criteria:?~\S", re.IGNORECASE)


def _physical(text: str) -> list[str]:
    """The lines with their ends; a text in one line may part its items by a tilde ("Inclusion Criteria:~Age 18~ECOG 0")."""
    raws = text.splitlines(keepends=True)
    return [part for raw in raws for part in (_TILDE.split(raw) if _NAMED_BY_TILDE.search(raw) else (raw,))]


def _lines(text: str) -> list[_Line]:
    found: list[_Line] = []
    blank, place = True, 0
    for raw in _physical(text):
        body = raw.strip().rstrip("~")
        if body:
            start = place + len(raw) - len(raw.lstrip())
            end = start + len(body)
            indent = len(raw[: start - place].expandtabs(4))
            found.append(_Line(start=start, end=end, indent=indent, blank_before=blank, lead=lead_at(text, start, end)))
        blank = not body
        place += len(raw)
    return found


@record(frozen=True, kw_only=True, slots=True)
class _Layout:
    """How the text is set: its line width where lines are hard-wrapped (else 0), whether blank lines part its items, and whether
    its items are lines that begin with small letters."""

    width: int
    loose: bool
    small: bool = False


def _layout(text: str, lines: list[_Line]) -> _Layout:
    width = max((line.end - line.start + line.indent for line in lines), default=0)
    rests = any(not line.blank_before and not line.lead.bullet and not line.lead.enumerator for line in lines[1:])
    wrapped = rests and _NARROWEST_WRAP <= width <= _WIDEST_WRAP and _are_full(text, lines, width)
    marked = [line for line in lines if line.lead.bullet or line.lead.enumerator]
    loose = wrapped and len(marked) >= 3 and sum(line.blank_before for line in marked) >= 0.85 * len(marked)
    return _Layout(width=width if wrapped else 0, loose=loose, small=not wrapped and _are_small(text, lines))


_FEWEST_SMALL, _SHORT_LINE = 2, 60
_OPEN_END = re.compile(
    r"(?:\b(?:and|or|of|the|an?|in|on|by|to|for|with|without|from|at|as|than|within|prior|before|after|per|who|that|which|have|has|"
    r"had|is|are|be|been|received|receiving|not|no|if|any|all|other|either|both|including|following|first|least|last|"
    r"must|should|may|will|can|between|until|during|while|when|under|over|into|onto|their|its|this|these|those|such)|[,(/&-])\s*$",
    re.IGNORECASE,
)


def _are_small(text: str, lines: list[_Line]) -> bool:
    """Whether lines with a small first letter are items: where nothing is hard-wrapped, they follow short lines that need no more
    ("patients must have signed informed consent" over "must be able to swallow tablets")."""
    pairs = [
        text[last.start : last.end]
        for last, line in pairwise(lines)
        if not (line.blank_before or line.lead.bullet or line.lead.enumerator) and text[line.start : line.start + 1].islower()
    ]
    whole = [before for before in pairs if not (_OPEN_END.search(before) or before.endswith((":", "：", ";", "；", ".")))]
    short = [before for before in whole if len(before) < _SHORT_LINE]
    return len(whole) >= _FEWEST_SMALL and 3 * len(short) >= len(whole) and 2 * len(whole) >= len(pairs)


def _are_full(text: str, lines: list[_Line], width: int) -> bool:
    """Whether lines end where no room is left, and not mostly with a sentence: then each would be a line of its own."""
    pairs = [
        (last, line)
        for last, line in pairwise(lines)
        if not (line.blank_before or line.lead.bullet or line.lead.enumerator) and text[last.start : last.end][-1] not in ":："
    ]
    ended = [
        text[last.start : last.end].endswith((".", ";", "。", "；"))
        and last.indent + last.end - last.start + 1 + len(text[line.start : line.end].split(maxsplit=1)[0]) < width - 1
        for last, line in pairs
    ]
    return 2 * sum(ended) <= len(ended)


def rows(text: str) -> list[Row]:
    """The rows of `text` in their order. Hard-wrapped lines are joined, headings are recognised."""
    lines = _lines(text)
    joins = _Joins(text=text, layout=_layout(text, lines))
    found: list[Row] = []
    last: _Line | None = None
    seen = _Seen()
    for line in lines:
        new = _row(text, line, seen)
        if found and last is not None and joins.within(found[-1], last, line, new):
            found[-1].end = line.end
        else:
            if new.heading is not None and new.heading.kind:
                seen = _Seen()
            found.append(new)
        last = line
    return _with_lists_labelled(text, found)


_LONGEST_LABEL = 6


def _with_lists_labelled(text: str, found: list[Row]) -> list[Row]:
    """Rows such as "MELANOMA:" and "NON-MELANOMA:", each right before a list of inclusions, as the cohorts that they name."""
    labels = [
        row
        for row, behind in pairwise(found)
        if row.heading is None
        and not row.marked
        and text[row.start : row.end].rstrip().endswith((":", "："))
        and len(text[row.start : row.end].split()) <= _LONGEST_LABEL
        and behind.heading is not None
        and behind.heading.kind == "inclusion"
        and behind.heading.cohort is None
    ]
    if len(labels) > 1:
        for row in labels:
            row.heading = Heading(cohort=text[row.start : row.end].strip(" :：").lower())
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


@record(frozen=True, kw_only=True, slots=True)
class _Joins:
    """Tells whether a line is the rest of the row before it."""

    text: str
    layout: _Layout

    def within(self, row: Row, last: _Line, line: _Line, new: Row) -> bool:
        """Whether `line`, which would be the row `new`, goes on with `row`, whose last line so far is `last`."""
        if row.heading is None and CONNECTOR.match(self.text, line.start, line.end):
            return True
        if line.blank_before and not new.marked and self._within_bracket(row, last):
            return True
        if (
            line.blank_before
            or self.text.startswith("~", last.end)
            or row.heading is not None
            or (new.heading is not None and new.heading.kind)
        ):
            return False
        if self.layout.loose and row.marked and line.indent >= row.column - 1:
            return True
        if new.marked and not self._only_looks_marked(row, last, line, new):
            return False
        raw, before = self.text[line.start : line.end], self.text[last.start : last.end]
        if row.marked and line.indent > row.indent:
            return not (before.endswith((":", "：")) and raw[:1].isupper())
        if not row.marked and before.endswith((":", "：")) and raw[:1].isupper():
            return False  # "None of the following:" over "Heart failure", in lines without bullets
        if self.layout.small and raw[:1].islower() and not _OPEN_END.search(before):
            return False
        return _flows(before, raw, room=self.layout.width - last.indent if self.layout.width else 0)

    def _within_bracket(self, row: Row, last: _Line) -> bool:
        """ "(ALT <= 2.5 x ULN or" over a blank line and "5 x ULN if liver metastases)": an open bracket after a word that needs
        another goes on."""
        said = self.text[row.start : last.end]
        return said.count("(") > said.count(")") and _OPEN_END.search(said) is not None

    def _only_looks_marked(self, row: Row, last: _Line, line: _Line, new: Row) -> bool:
        """A line broken before "2. dimension": it stands under the words of its item, behind a line that was full."""
        if new.bullet or not row.marked or line.indent != row.column or not self.layout.width:
            return False
        if new.enumerator is None or any(value == 1 for _, value in new.enumerator.readings):
            return False
        word = self.text[line.start : line.end].split(maxsplit=1)[0]
        return last.indent + last.end - last.start + 1 + len(word) > self.layout.width


def _flows(before: str, raw: str, *, room: int) -> bool:
    """Whether a sentence runs on from one line into the next: it has no end, or the next word had no room on the line."""
    if room and len(before) + 1 + len(raw.split(maxsplit=1)[0]) > room - 1:
        return True
    if before.endswith((":", "：", ";", "；", ".")):
        return False
    return raw[:1].islower() and len(before) > _SHORTEST_BROKEN
