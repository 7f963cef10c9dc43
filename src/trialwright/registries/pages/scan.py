"""Pieces of a page enter, its labels in their order leave, each with the pieces that stand under it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from trialwright.registries.pages.blocks import Piece, Reading, joined_labels, readings
from trialwright.registries.pages.labels import CRITERIA, Label, choose, normal
from trialwright.registries.pages.values import Printed, empty, scalar

_SUBHEADS = frozenset(("conditions", "interventions", "prose", "text", "ids", "secondary_ids", "arms"))
_NAMES = frozenset(("conditions", "interventions", "keywords", "list", "title", "sponsor"))
_SENTENCE = re.compile(r"^.{60,}\.$|[a-z)]\.\s+[A-Z][a-z]+\s+[a-z]")
_MANY = 3
_FEW = 2
_LONG_LINE = 160
_STARTS_VALUE = re.compile(r"[A-Z0-9\"“'(\[<>=≥≤\u3040-\u9fff\uac00-\ud7a3]")
_TABLE = Label(words="table", path="", kind="table")
_OTHER = Label(words="", path="", kind="section")
_HEADING_WORDS = re.compile(r"inclusion|exclusion", re.IGNORECASE)


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
    heads: tuple[tuple[Label, ...], ...] = ()

    @property
    def inline(self) -> bool:
        """Whether the value begins in the label's own line."""
        return bool(self.values) and self.how != "alone" and self.values[0].line.number == self.at.line.number


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
        return self.plain > 2 * self.colon


class Scan:
    """One pass over the pieces of a page. `head` holds what stands before the first label, `found` the labels in order."""

    def __init__(self, pieces: Sequence[Piece], printed: Printed) -> None:
        self.pieces = pieces
        self.printed = printed
        self.head: list[Piece] = []
        self.found: list[Found] = []
        self._readings = [readings(piece) for piece in pieces]
        self.style = self._style()
        self._section: str | None = None
        self._level = 0
        at = 0
        while at < len(pieces):
            at = self._table(at) or self._take(at, pieces[at], self._readings[at])

    def _style(self) -> Style:
        seen: Counter[str] = Counter()
        for piece, found in zip(self.pieces, self._readings, strict=True):
            for reading in found:
                label = choose(reading.labels, self.printed.layout, None)
                if label is None:
                    continue
                if reading.how == "alone" and not piece.bulleted:
                    seen["colon" if reading.colon else "plain"] += 1
                    seen["inclusion"] += label.kind == "inclusion"
                elif reading.how in ("blank", "glued") and label.strict and self._reads(label, reading.rest):
                    seen[reading.how] += 1
                break
        return Style(**{name: seen[name] for name in ("colon", "plain", "blank", "glued", "inclusion")})

    def _reads(self, label: Label, words: str) -> bool:
        return label.strict and scalar(label.kind, words, self.printed) is not None

    def _table(self, at: int) -> int | None:
        """Open a table whose head row begins here, and tell where it ends; None where there is none."""
        row = self._row(at)
        heads = tuple(self._alone(place) for place in row)
        joined = () if len(row) > 1 else self._joined(at)
        if len(row) == 1 and not joined or len(row) > 1 and not self._is_head(row, heads):
            return None
        end = at + len(row)
        start = end
        while end < len(self.pieces) and (self._is_body(end) if len(row) > 1 else end == start):
            end += len(self._row(end))
        if end == start:
            return None
        found = Found(label=_TABLE, at=self.pieces[at], how="table", values=list(self.pieces[start:end]), heads=heads if len(row) > 1 else joined)
        self.found.append(found)
        return end

    def _joined(self, at: int) -> tuple[tuple[Label, ...], ...]:
        """The labels of a table's head that has lost its separators."""
        if self.found and self.found[-1].label.kind in CRITERIA:
            return ()
        heads = joined_labels(self.pieces[at].text)
        chosen = [choose(labels, self.printed.layout, None) for labels in heads]
        known = [label for label in chosen if label is not None and label.kind not in ("ignore", "section")]
        return heads if len(known) == len(heads) and any(" " in label.words for label in known) else ()

    def _row(self, at: int) -> range:
        """The cells of the row that begins at a piece; the piece alone when it begins none."""
        piece, end = self.pieces[at], at + 1
        if piece.columns == 1 or piece.column > 0:
            return range(at, end)
        while end < len(self.pieces) and self.pieces[end].line.number == piece.line.number:
            end += 1
        return range(at, end)

    def _alone(self, at: int) -> tuple[Label, ...]:
        return next((reading.labels for reading in self._readings[at] if reading.how == "alone"), ())

    def _is_head(self, row: range, heads: Sequence[tuple[Label, ...]]) -> bool:
        known = sum(bool(labels) for labels in heads)
        if known < _FEW or 2 * known < len(row) or (len(row) == 2 and not all(heads)):
            return False
        first = choose(heads[0], self.printed.layout, None)
        if first is not None and self._reads(first, self.pieces[row[1]].text):
            return False
        return self.pieces[row[0]].ruled or known == len(row)

    def _is_body(self, at: int) -> bool:
        piece = self.pieces[at]
        if "|" not in piece.line.text and piece.columns == 1:
            return False
        if piece.column > 0:
            return True
        row = self._row(at)
        if len(row) > 1 and self._is_head(row, tuple(self._alone(place) for place in row)):
            return False
        label = choose(self._alone(at), self.printed.layout, None)
        return label is None or not (piece.text.rstrip().endswith(":") or (len(row) == 2 and self._reads(label, self.pieces[row[1]].text)))

    def _take(self, at: int, piece: Piece, found: Sequence[Reading]) -> int:
        last = self.found[-1] if self.found else None
        waits = last is not None and self._awaits(last) and (self._reads(last.label, piece.text) or (empty(piece.text) and not found))
        waits = waits and not any(reading.colon or (reading.how == "colon" and not piece.text.startswith(reading.rest)) for reading in found)
        if last and (waits or self._beside(last, piece)):
            last.values.append(piece)
            return at + 1
        refused = False
        for reading in found:
            label = choose(reading.labels, self.printed.layout, self._section)
            if refused and reading.how in ("blank", "glued"):
                continue
            refused = refused or reading.how == "alone"
            if label is not None and self._accepts(label, reading, at, piece):
                self._open(label, reading, piece)
                if reading.rest:
                    self._take_rest(piece.rest(reading.rest))
                return at + 1
        if last and (last.label.kind == "table" or (piece.level and piece.level <= self._level)):
            values = [piece] if last.label.kind == "table" else []
            self.found.append(Found(label=_OTHER, at=piece, how="alone", values=values))
            self._section = None
        else:
            (last.values if last else self.head).append(piece)
        return at + 1

    def _beside(self, last: Found, piece: Piece) -> bool:
        """Whether a piece is the cell beside a label's cell."""
        return piece.column > 0 and last.how == "alone" and last.at.line.number == piece.line.number and last.at.column == piece.column - 1

    def _awaits(self, last: Found) -> bool:
        return last.label.strict and last.how == "alone" and not last.values

    def _take_rest(self, rest: Piece) -> None:
        """What follows a label in its line may itself begin with a label ("Eligibility Inclusion Criteria: …")."""
        last = self.found[-1]
        for reading in readings(rest):
            label = choose(reading.labels, self.printed.layout, self._section)
            nested = label is not None and reading.how in ("alone", "colon", "glued", "blank") and label.kind in CRITERIA and last.label.kind in CRITERIA
            if nested and label is not None:
                self._open(label, reading, rest)
                if reading.rest:
                    self.found[-1].values.append(rest.rest(reading.rest))
                return
        last.values.append(rest)

    def _open(self, label: Label, reading: Reading, piece: Piece) -> None:
        if not self._stays(label):
            self._section = label.section
        self._level = piece.level or self._level
        self.found.append(Found(label=label, at=piece, how=reading.how, told=reading.told, section=self._section))

    def _stays(self, label: Label) -> bool:
        """Whether a label belongs to the section of the page that is open, without opening one of its own."""
        if label.section == "contacts":
            return self._section in ("locations", "contacts")
        if label.path.startswith("eligibilityModule.") and label.strict:
            return self._section in ("population", *CRITERIA)
        return label.kind == "ignore" and label.path != "related"

    def _accepts(self, label: Label, reading: Reading, at: int, piece: Piece) -> bool:
        kind = self.found[-1].label.kind if self.found else ""
        in_list = kind in ("inclusion", "exclusion") or (kind == "criteria" and bool(self.found[-1].values))
        in_prose = kind == "prose"
        if self._section == "related" and (label.strict or reading.how != "alone"):
            return False
        if reading.how == "alone":
            return self._accepts_alone(label, reading, at, in_list=in_list, in_prose=in_prose)
        reads = self._reads(label, reading.rest)
        if reading.how == "colon":
            return self._accepts_colon(label, at, piece, reads or (label.strict and empty(reading.rest)), in_list=in_list, in_prose=in_prose)
        if piece.bulleted and (in_prose or kind in CRITERIA):
            return False
        if in_list and (piece.bulleted or not self._labels_follow(at)):
            return label.kind in ("inclusion", "exclusion") and not piece.bulleted and self._heads_list(reading)
        if reads or (label.strict and empty(reading.rest) and self._habit(reading.how)):
            return len(piece.text) <= _LONG_LINE and not (in_prose and label.weak)
        return self._accepts_joined(label, reading, in_prose=in_prose or in_list)

    def _accepts_alone(self, label: Label, reading: Reading, at: int, *, in_list: bool, in_prose: bool) -> bool:
        piece = self.pieces[at]
        if piece.level:
            return True
        if label.kind in ("inclusion", "exclusion") and "*" in label.words and piece.bulleted and not reading.colon:
            return False
        if label.kind in ("inclusion", "exclusion"):
            return not (in_prose and self.style.inclusion > 1 and not _HEADING_WORDS.search(piece.text)) and not (
                in_prose and reading.colon and self.style.never_colon
            )
        if in_list and (piece.bulleted or (label.kind in _SUBHEADS and self._bullet_follows(at))):
            return False
        if in_list and label.weak and not label.strict and self.style.never_colon and not reading.colon and piece.gap:
            return not self._bullet_follows(at)
        if (in_list or in_prose) and label.weak:
            return self._labels_follow(at) or (in_prose and not reading.colon and self.style.never_colon)
        if in_prose and reading.colon and label.kind in _NAMES and at + 1 < len(self.pieces) and _SENTENCE.search(self.pieces[at + 1].text):
            return False
        if (in_list or in_prose) and reading.colon and self.style.never_colon and not self._value_follows(label, at):
            return False
        return True

    def _accepts_colon(self, label: Label, at: int, piece: Piece, reads: bool, *, in_list: bool, in_prose: bool) -> bool:
        if label.kind in ("inclusion", "exclusion"):
            return not in_prose or self.style.inclusion <= 1
        if in_list and piece.bold and label.strict:
            return reads
        if in_list:
            return not piece.bulleted and (not label.strict or reads) and (not label.weak or self._labels_follow(at))
        if in_prose:
            return reads and (not label.weak or self._labels_follow(at)) if label.strict else not label.weak and (piece.gap or self._labels_follow(at))
        return reads or not label.strict or not label.weak or not piece.bulleted

    def _accepts_joined(self, label: Label, reading: Reading, *, in_prose: bool) -> bool:
        """A label of free words before a blank, a dash or glued: only on a page that prints so, and where a value may begin."""
        if label.strict or label.kind in ("section", "ignore") or not self._habit(reading.how):
            return False
        several = " " in label.words or label.kind in CRITERIA or not re.search(r"[a-z]", label.words.casefold())
        if label.weak and not several or in_prose and not several:
            return False
        return bool(_STARTS_VALUE.match(reading.rest)) and (several or len(reading.rest) < _LONG_LINE)

    def _habit(self, how: str) -> bool:
        if how == "dash":
            return False
        return (self.style.blank if how == "blank" else self.style.glued) >= (_MANY if how == "blank" else _FEW)

    def _heads_list(self, reading: Reading) -> bool:
        return self._habit(reading.how) or bool(re.match(r"[-•*]|\(?1[.)]", reading.rest))

    def _bullet_follows(self, at: int) -> bool:
        return at + 1 < len(self.pieces) and self.pieces[at + 1].bulleted

    def _value_follows(self, label: Label, at: int) -> bool:
        return at + 1 < len(self.pieces) and (self._reads(label, self.pieces[at + 1].text))

    def _labels_follow(self, at: int) -> bool:
        """Whether a label here would be one of a run: it and its value are followed by another label, or by the page's end."""
        label = next((choose(r.labels, self.printed.layout, None) for r in self._readings[at] if r.how in ("alone", "colon", "blank", "glued")), None)
        if label is None:
            return False
        alone = any(reading.how == "alone" for reading in self._readings[at])
        after = at + 1
        if alone and label.strict and after < len(self.pieces):
            if not self._reads(label, self.pieces[after].text):
                return False
            after += 1
        elif alone:
            return after < len(self.pieces) and self._begins_label(after, label.section)
        return after >= len(self.pieces) or self._begins_label(after, None)

    def _begins_label(self, at: int, section: str | None) -> bool:
        piece = self.pieces[at]
        for reading in self._readings[at]:
            label = choose(reading.labels, self.printed.layout, section)
            if label is None or piece.bulleted:
                continue
            if reading.how == "alone" or self._reads(label, reading.rest) or (reading.how == "colon" and not label.strict and not label.weak):
                return True
        return False


def same_words(one: str, other: str) -> bool:
    """Whether two prints say the same, case and marks aside."""
    return normal(one) == normal(other)
