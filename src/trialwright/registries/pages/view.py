"""The pieces of a page enter; how the page prints its labels, where its tables are and what follows what leave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from trialwright.registries.pages.blocks import Piece, Reading, joined_labels, readings
from trialwright.registries.pages.labels import Label, choose
from trialwright.registries.pages.numbers import Printed
from trialwright.registries.pages.values import scalar

_MANY_BLANK, _MANY_GLUED = 3, 2
_FEWEST_HEADS = 2
Heads = tuple[tuple[Label, ...], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Style:
    """How a page prints its labels: how many stand alone with a colon and without, before a blank, and glued to their value."""

    colon: int = 0
    plain: int = 0
    blank: int = 0
    glued: int = 0
    inclusion: int = 0

    @property
    def never_colon(self) -> bool:
        """Whether labels in lines of their own have no colon on this page."""
        return self.plain > 2 * self.colon


class View:
    """The pieces of a page with all labels each may begin with, and the habits of the page."""

    def __init__(self, pieces: Sequence[Piece], printed: Printed) -> None:
        self.pieces = pieces
        self.printed = printed
        self.readings: list[list[Reading]] = [readings(piece) for piece in pieces]
        self.style = self._style()

    def _style(self) -> Style:
        seen: Counter[str] = Counter()
        for piece, found in zip(self.pieces, self.readings, strict=True):
            for reading in found:
                label = choose(reading.labels, self.printed.layout, None)
                if label is None:
                    continue
                if reading.how == "alone" and not piece.bulleted:
                    seen["colon" if reading.colon else "plain"] += 1
                    seen["inclusion"] += label.kind == "inclusion"
                elif reading.how in ("blank", "glued") and self.reads(label, reading.rest):
                    seen[reading.how] += 1
                break
        return Style(**{name: seen[name] for name in ("colon", "plain", "blank", "glued", "inclusion")})

    def choose(self, reading: Reading, section: str | None) -> Label | None:
        """The row of the label table that a reading means in a section of this page."""
        return choose(reading.labels, self.printed.layout, section)

    def reads(self, label: Label, words: str) -> bool:
        """Whether a label allows only some values and `words` are one."""
        return label.strict and scalar(label.kind, words, self.printed) is not None

    def habit(self, how: str) -> bool:
        """Whether the page prints labels before a blank, or glued to their value, more than once or twice."""
        return self.style.blank >= _MANY_BLANK if how == "blank" else how == "glued" and self.style.glued >= _MANY_GLUED

    def follows(self, at: int) -> Piece | None:
        """The piece after one."""
        return self.pieces[at + 1] if at + 1 < len(self.pieces) else None

    def bullet_follows(self, at: int) -> bool:
        """Whether an item of a list comes next."""
        after = self.follows(at)
        return after is not None and after.bulleted

    def value_follows(self, label: Label, at: int) -> bool:
        """Whether a value of the label comes next."""
        after = self.follows(at)
        return after is not None and self.reads(label, after.text)

    def labels_follow(self, at: int) -> bool:
        """Whether a label here would be one of a run: it and its value are followed by another label, or by the page's end."""
        seen = [(self.choose(reading, None), reading) for reading in self.readings[at] if reading.how != "dash"]
        label = seen[0][0] if seen else None
        if label is None:
            return False
        alone = any(reading.how == "alone" for _, reading in seen)
        after = at + 1
        if alone and label.strict and after < len(self.pieces):
            if not self.reads(label, self.pieces[after].text):
                return False
            after += 1
        elif alone:
            return after < len(self.pieces) and self._begins_label(after, label.section)
        return after >= len(self.pieces) or self._begins_label(after, None)

    def _begins_label(self, at: int, section: str | None) -> bool:
        if self.pieces[at].bulleted:
            return False
        for reading in self.readings[at]:
            label = self.choose(reading, section)
            if label is None:
                continue
            strong = reading.how == "colon" and not label.strict and not label.weak
            if reading.how == "alone" or strong or self.reads(label, reading.rest):
                return True
        return False

    def row(self, at: int) -> range:
        """The cells of the row that begins at a piece; the piece alone when it begins none."""
        piece, end = self.pieces[at], at + 1
        if piece.columns == 1 or piece.column > 0:
            return range(at, end)
        while end < len(self.pieces) and self.pieces[end].line.number == piece.line.number:
            end += 1
        return range(at, end)

    def heads(self, at: int, *, in_list: bool) -> Heads:
        """The labels of a table's head row that begins at a piece, one a column; () where none begins."""
        row = self.row(at)
        if len(row) > 1:
            heads = tuple(self._alone(place) for place in row)
            return heads if self._is_head(row, heads) else ()
        return () if in_list else self._joined(at)

    def body(self, at: int) -> int:
        """Where the rows below a table's head end; the head row begins at `at`."""
        row = self.row(at)
        end = row.stop
        if len(row) == 1:
            return min(end + 1, len(self.pieces))
        while end < len(self.pieces) and self._is_body(end):
            end = self.row(end).stop
        return end

    def _joined(self, at: int) -> Heads:
        """The labels of a head row that has lost its separators."""
        heads = joined_labels(self.pieces[at].text)
        chosen = [choose(labels, self.printed.layout, None) for labels in heads]
        known = [label for label in chosen if label is not None and label.kind not in ("ignore", "section")]
        return heads if len(known) == len(heads) and any(" " in label.words for label in known) else ()

    def _alone(self, at: int) -> tuple[Label, ...]:
        return next((reading.labels for reading in self.readings[at] if reading.how == "alone"), ())

    def _is_head(self, row: range, heads: Heads) -> bool:
        known = sum(bool(labels) for labels in heads)
        if known < _FEWEST_HEADS or 2 * known < len(row) or (len(row) == _FEWEST_HEADS and not all(heads)):
            return False
        first = choose(heads[0], self.printed.layout, None)
        if first is not None and self.reads(first, self.pieces[row[1]].text):
            return False
        return self.pieces[row[0]].ruled or known == len(row)

    def _is_body(self, at: int) -> bool:
        piece, row = self.pieces[at], self.row(at)
        if "|" not in piece.line.text and piece.columns == 1:
            return False
        if len(row) > 1 and self._is_head(row, tuple(self._alone(place) for place in row)):
            return False
        label = choose(self._alone(at), self.printed.layout, None)
        pair = label is not None and len(row) == _FEWEST_HEADS and self.reads(label, self.pieces[row[1]].text)
        return label is None or not (pair or piece.text.rstrip().endswith(":"))
