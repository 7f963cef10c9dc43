"""Pieces of a page enter, its labels in their order leave, each with the pieces that stand under it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from trialwright.registries.pages.accept import Surroundings, accepts
from trialwright.registries.pages.blocks import Piece, Reading, readings
from trialwright.registries.pages.labels import CRITERIA, Label
from trialwright.registries.pages.numbers import Printed
from trialwright.registries.pages.values import empty
from trialwright.registries.pages.view import Heads, View

_TABLE = Label(words="table", path="", kind="table")
_OTHER = Label(words="", path="", kind="section")
_JOINED = ("blank", "glued")


@dataclass(kw_only=True, slots=True)
class Found:
    """A label on the page: its row, where it stands, how its value is joined to it, and the pieces of its value.

    `told` is what the label's own words say of its value ("Estimated …"); `section` the part of the page it stands in.
    A table with its labels in the head row is one label of kind "table": `heads` has the rows of the label table for each column.
    """

    label: Label
    at: Piece
    how: str
    told: str | None = None
    section: str | None = None
    values: list[Piece] = field(default_factory=list)
    heads: Heads = ()


class Scan:
    """One pass over the pieces of a page. `head` holds what stands before the first label, `found` the labels in order."""

    def __init__(self, pieces: Sequence[Piece], printed: Printed) -> None:
        self.pieces = pieces
        self.head: list[Piece] = []
        self.found: list[Found] = []
        self._view = View(pieces, printed)
        self._section: str | None = None
        self._level = 0
        at = 0
        while at < len(pieces):
            at = self._table(at) or self._take(at)

    def _table(self, at: int) -> int | None:
        """Open a table whose head row begins here, and tell where it ends; None where there is none."""
        heads = self._view.heads(at, in_list=bool(self.found) and self.found[-1].label.kind in CRITERIA)
        start, end = self._view.row(at).stop, self._view.body(at) if heads else 0
        if end <= start:
            return None
        self.found.append(Found(label=_TABLE, at=self.pieces[at], how="table", values=list(self.pieces[start:end]), heads=heads))
        return end

    def _take(self, at: int) -> int:
        piece = self.pieces[at]
        if self.found and (self._is_awaited(at) or self._is_beside(piece)):
            self.found[-1].values.append(piece)
        elif (opened := self._label(at)) is not None:
            self._open(*opened, piece)
        else:
            self._keep(piece)
        return at + 1

    def _label(self, at: int) -> tuple[Label, Reading] | None:
        """The label that the piece begins with. A refused line that is a label as a whole is not read as a shorter one."""
        last = self.found[-1] if self.found else None
        around = Surroundings(kind=last.label.kind if last else "", filled=bool(last and last.values), section=self._section)
        refused = False
        for reading in self._view.readings[at]:
            label = self._view.choose(reading, self._section)
            if label is not None and label.kind == "part":
                return None
            if (
                label is not None
                and not (refused and reading.how in _JOINED)
                and accepts(self._view, at, label, (reading, around))
            ):
                return label, reading
            refused = refused or reading.how == "alone"
        return None

    def _is_awaited(self, at: int) -> bool:
        """Whether a label that allows only some values stands above without one, and the piece is one, or says there is none."""
        last, piece, found = self.found[-1], self.pieces[at], self._view.readings[at]
        if not last.label.strict or last.how != "alone" or last.values:
            return False
        if any(reading.colon or (reading.how == "colon" and not piece.text.startswith(reading.rest)) for reading in found):
            return False
        return self._view.reads(last.label, piece.text) or (empty(piece.text) and not found)

    def _is_beside(self, piece: Piece) -> bool:
        """Whether a piece is the cell beside a label's cell."""
        last = self.found[-1]
        return (
            piece.column > 0
            and last.how == "alone"
            and last.at.line.number == piece.line.number
            and last.at.column == piece.column - 1
        )

    def _keep(self, piece: Piece) -> None:
        """Keep a piece under the label above it; a table takes no more, and a markdown heading of its level closes a part."""
        last = self.found[-1] if self.found else None
        if last is None:
            self.head.append(piece)
        elif last.label.kind == "table" or (piece.level and piece.level <= self._level):
            values = [piece] if last.label.kind == "table" else []
            self.found.append(Found(label=_OTHER, at=piece, how="alone", values=values))
            self._section = None
        else:
            last.values.append(piece)

    def _open(self, label: Label, reading: Reading, piece: Piece) -> None:
        if not self._stays(label):
            self._section = label.section
        self._level = piece.level or self._level
        self.found.append(Found(label=label, at=piece, how=reading.how, told=reading.told, section=self._section))
        if reading.rest:
            self._rest(piece.rest(reading.rest))

    def _rest(self, rest: Piece) -> None:
        """What follows a heading of criteria in its line may itself begin with one ("Eligibility Inclusion Criteria: …")."""
        last = self.found[-1]
        for reading in readings(rest) if last.label.kind in CRITERIA else ():
            label = self._view.choose(reading, self._section)
            if label is not None and reading.how != "dash" and label.kind in CRITERIA:
                self._section = label.section
                values = [rest.rest(reading.rest)] if reading.rest else []
                self.found.append(Found(label=label, at=rest, how=reading.how, section=self._section, values=values))
                return
        last.values.append(rest)

    def _stays(self, label: Label) -> bool:
        """Whether a label belongs to the section of the page that is open, without opening one of its own."""
        if label.section == "contacts":
            return self._section in ("locations", "contacts")
        if label.path.startswith("eligibilityModule.") and label.strict:
            return self._section in ("population", *CRITERIA)
        return label.kind == "ignore" and label.path != "related"
