"""A label that a piece may begin with enters, whether it is taken for one in its surroundings leaves.

Prose and criteria hold words that are labels elsewhere ("Age 18 or older", "Study design:"). There a label is taken only when it
cannot be part of the text: set off as the page sets off its labels, and followed by a value or by another label.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from trialwright.registries.pages.blocks import Piece, Reading
from trialwright.registries.pages.labels import CRITERIA, Label
from trialwright.registries.pages.values import empty
from trialwright.registries.pages.view import View

_LISTS = ("inclusion", "exclusion")
_SUBHEADS = frozenset(("conditions", "interventions", "prose", "text", "ids", "secondary_ids", "arms"))
_NAMES = frozenset(("conditions", "interventions", "keywords", "list", "title", "sponsor"))
_SENTENCE = re.compile(r"^.{60,}\.$|[a-z)]\.\s+[A-Z][a-z]+\s+[a-z]")
_SAYS_WHICH = re.compile(r"inclusion|exclusion", re.IGNORECASE)
_STARTS_VALUE = re.compile(r"[A-Z0-9\"“'(\[<>=≥≤\u3040-\u9fff\uac00-\ud7a3]")
_STARTS_LIST = re.compile(r"[-•*]|\(?1[.)]")
_LONG_LINE = 160


@dataclass(frozen=True, kw_only=True, slots=True)
class Surroundings:
    """Where a piece stands: the kind of the label above it, whether that has a value already, and the section of the page."""

    kind: str = ""
    filled: bool = False
    section: str | None = None

    @property
    def in_list(self) -> bool:
        """Whether the piece stands in a list of criteria."""
        return self.kind in _LISTS or (self.kind == "criteria" and self.filled)

    @property
    def in_prose(self) -> bool:
        """Whether the piece stands in a description."""
        return self.kind == "prose"


def accepts(view: View, at: int, label: Label, seen: tuple[Reading, Surroundings]) -> bool:
    """Whether the piece at `at`, read as beginning with `label`, does so."""
    reading, around = seen
    if around.section == "related" and (label.strict or reading.how != "alone"):
        return False
    if reading.how == "alone":
        return _alone(view, at, label, seen)
    if reading.how == "colon":
        return _before_colon(view, at, label, seen)
    return _joined(view, at, label, seen)


def _alone(view: View, at: int, label: Label, seen: tuple[Reading, Surroundings]) -> bool:
    """A label in a line or cell of its own."""
    (reading, around), piece = seen, view.pieces[at]
    if piece.level:
        return True
    if label.kind in _LISTS:
        return _heads_criteria(view, piece, label, seen)
    if around.in_list:
        return _alone_in_list(view, at, label, reading)
    if not around.in_prose:
        return True
    if label.weak:
        return view.labels_follow(at) or (not reading.colon and view.style.never_colon)
    after = view.follows(at)
    if reading.colon and label.kind in _NAMES and after is not None and _SENTENCE.search(after.text):
        return False
    return not (reading.colon and view.style.never_colon) or view.value_follows(label, at)


def _heads_criteria(view: View, piece: Piece, label: Label, seen: tuple[Reading, Surroundings]) -> bool:
    reading, around = seen
    if "*" in label.words and piece.bulleted and not reading.colon:
        return False
    if not around.in_prose:
        return True
    return not (reading.colon and view.style.never_colon) and (view.style.inclusion <= 1 or bool(_SAYS_WHICH.search(piece.text)))


def _alone_in_list(view: View, at: int, label: Label, reading: Reading) -> bool:
    piece = view.pieces[at]
    if piece.bulleted or (label.kind in _SUBHEADS and view.bullet_follows(at)):
        return False
    if label.weak and not label.strict and view.style.never_colon and not reading.colon and piece.gap:
        return not view.bullet_follows(at)
    if label.weak:
        return view.labels_follow(at)
    return not (reading.colon and view.style.never_colon) or view.value_follows(label, at)


def _before_colon(view: View, at: int, label: Label, seen: tuple[Reading, Surroundings]) -> bool:
    """A label before a colon, its value in the same line."""
    (reading, around), piece = seen, view.pieces[at]
    reads = view.reads(label, reading.rest) or (label.strict and empty(reading.rest))
    if label.kind in _LISTS:
        return not around.in_prose or view.style.inclusion <= 1
    if around.in_list and piece.bold and label.strict:
        return reads
    if around.in_list:
        return not piece.bulleted and (not label.strict or reads) and (not label.weak or view.labels_follow(at))
    if not around.in_prose:
        return reads or not label.strict or not label.weak or not piece.bulleted
    if label.strict:
        return reads and (not label.weak or view.labels_follow(at))
    return not label.weak and (piece.gap or view.labels_follow(at))


def _joined(view: View, at: int, label: Label, seen: tuple[Reading, Surroundings]) -> bool:
    """A label before a blank or a dash, or glued to its value."""
    (reading, around), piece = seen, view.pieces[at]
    if piece.bulleted and (around.in_prose or around.kind in CRITERIA):
        return False
    if around.in_list and not view.labels_follow(at):
        return label.kind in _LISTS and (view.habit(reading.how) or bool(_STARTS_LIST.match(reading.rest)))
    if view.reads(label, reading.rest) or (label.strict and empty(reading.rest) and view.habit(reading.how)):
        return len(piece.text) <= _LONG_LINE and not (around.in_prose and label.weak)
    return _free_words(view, label, seen)


def _free_words(view: View, label: Label, seen: tuple[Reading, Surroundings]) -> bool:
    """A label of free words joined to them: only on a page that prints so, and where a value may begin."""
    reading, around = seen
    if label.strict or label.kind in ("section", "ignore") or not view.habit(reading.how):
        return False
    several = " " in label.words or label.kind in CRITERIA or not re.search(r"[a-z]", label.words.casefold())
    if not several and (label.weak or around.in_prose or around.in_list):
        return False
    return bool(_STARTS_VALUE.match(reading.rest)) and (several or len(reading.rest) < _LONG_LINE)
