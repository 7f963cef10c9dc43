"""What a question in the query language asks: a pure tree of words, ranges and the fields they are asked of, for any engine."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from trialwright.findings import Span

NOWHERE = Span(start=0, end=0, source="query")
"""The place of a part that no text stands behind."""


class Widening(StrEnum):
    """How far a term may stand for others: EXPANSION[…] of the query language."""

    NONE = "None"
    TERM = "Term"
    CONCEPT = "Concept"
    RELAXATION = "Relaxation"
    LOSSY = "Lossy"


class Coverage(StrEnum):
    """How much of a value a term must cover: COVERAGE[…] of the query language."""

    CONTAINS = "Contains"
    STARTS = "StartsWith"
    ENDS = "EndsWith"
    FULL = "FullMatch"


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """Words that stand side by side in a question; `quoted` ones are a phrase."""

    text: str
    quoted: bool = False
    span: Span = NOWHERE


@dataclass(frozen=True, kw_only=True, slots=True)
class Range:
    """A value from `low` to `high`, both included, as printed; None for an open end."""

    low: str | None
    high: str | None
    span: Span = NOWHERE


@dataclass(frozen=True, kw_only=True, slots=True)
class Distance:
    """A place within `km` of degrees north and east."""

    lat: float
    lon: float
    km: float
    span: Span = NOWHERE


@dataclass(frozen=True, kw_only=True, slots=True)
class All:
    """Every trial."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Missing:
    """The area asked holds nothing."""

    span: Span = NOWHERE


@dataclass(frozen=True, kw_only=True, slots=True)
class And:
    """All of the items."""

    items: tuple[Expression, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Or:
    """Any of the items."""

    items: tuple[Expression, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Not:
    """The item does not hold."""

    item: Expression


@dataclass(frozen=True, kw_only=True, slots=True)
class InArea:
    """The item, asked of a piece or search area by its canonical name."""

    area: str
    item: Expression


@dataclass(frozen=True, kw_only=True, slots=True)
class OnSite:
    """The item, all of it of one site: SEARCH[Location](…)."""

    item: Expression


@dataclass(frozen=True, kw_only=True, slots=True)
class Covering:
    """The item, whose terms must cover the value so far."""

    coverage: Coverage
    item: Expression


@dataclass(frozen=True, kw_only=True, slots=True)
class Widened:
    """The item, whose terms may stand for others so far."""

    widening: Widening
    item: Expression


@dataclass(frozen=True, kw_only=True, slots=True)
class Tilted:
    """The item; of trials that fit alike, one with the later date of the piece comes first."""

    piece: str
    item: Expression


Expression: TypeAlias = Words | Range | Distance | All | Missing | And | Or | Not | InArea | OnSite | Covering | Widened | Tilted
