"""What a criterion is: a pure, frozen tree; the compiler and the criteria language make it, the matcher reads it.

Every node says something that is true, false or unknown of a patient on a day. A line's node states what *eligibility requires*:
an exclusion is wrapped in `NoneOf` or `Not` when it is built. Names of concepts and variables are those of the vocabulary.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import Literal, TypeAlias

from trialwright.findings import Span
from trialwright.vocabulary.time import Duration

NOWHERE = Span(start=0, end=0)
"""The span of a node that no text stands behind (one that a person wrote in the criteria language)."""


NO_SIGN = "the comparison sign is not there"
"""Why a limit that has lost its sign has several readings."""
STUDY_DISEASE = "disease under study"
"""The value of a therapy's `purpose` that stands for whatever disease the trial treats ("no prior therapy")."""


class WindowKind(StrEnum):
    """How a moment in time is held against an anchor."""

    WITHIN_BEFORE = "within before"  # anchor - amount <= moment <= anchor
    AT_LEAST_BEFORE = "at least before"  # moment <= anchor - amount
    WITHIN_AFTER = "within after"  # anchor <= moment <= anchor + amount
    SINCE = "since"  # anchor <= moment
    BEFORE = "before"  # moment < anchor
    CURRENT = "current"  # still going on at the anchor


@dataclass(frozen=True, kw_only=True, slots=True)
class Window:
    """When something must have been: `within 14 days before registration`.

    `anchor` is a named moment of the trial ("registration", "first dose", "enrollment": all stand for the reference date of a
    match) or, with `event` true, a concept whose dated fact is the anchor ("primary registration"). `strict` leaves the edge
    out ("less than", "more than").
    """

    kind: WindowKind
    amount: Duration | None = None
    anchor: str = "registration"
    event: bool = False
    strict: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Qualifier:
    """One restriction of a target: `name` is a family of vocabulary/data/qualifiers.tsv (control, activity, timing, severity,
    laterality, distribution, setting, extent …) or a field of the fact sheet (stage, site, value, grade, line …); `values` are
    the alternatives, any of which will do."""

    name: str
    values: tuple[str, ...]
    negated: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Target:
    """A concept with its restrictions: hypertension [control: uncontrolled].

    `other` means: not the disease that the trial treats. A fact that is one of the `exceptions` does not count ("other
    malignancy except cured skin cancer"). A qualifier named "described" holds words that narrow the concept in a way that no
    fact can show: such a target is never certainly present, yet certainly absent where the concept is.
    """

    concept: str
    qualifiers: tuple[Qualifier, ...] = ()
    other: bool = False
    exceptions: tuple[Target, ...] = ()

    def qualifier(self, name: str) -> Qualifier | None:
        """The restriction of that name, if there is one."""
        return next((item for item in self.qualifiers if item.name == name), None)


@dataclass(frozen=True, kw_only=True, slots=True)
class Quantity:
    """What is compared. One of: a variable of the vocabulary (`variable`); an attribute of a target (`attribute` "count", "size",
    "total size", "grade", "dose", "lines", "cycles", "cumulative dose" with `of`); an interval (`attribute` "interval" from the
    last `of` to the first `until`, or to the reference date when `until` is None)."""

    variable: str | None = None
    attribute: str | None = None
    of: Target | None = None
    until: Target | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Limit:
    """One end of a range. `value` is a number, or a code on the variable's ordered scale ("IIIB", "1b")."""

    value: Decimal | str
    inclusive: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class AllOf:
    """True when every item is."""

    items: tuple[Criterion, ...]
    span: Span = NOWHERE


@dataclass(frozen=True, kw_only=True, slots=True)
class AnyOf:
    """True when at least one item is."""

    items: tuple[Criterion, ...]
    span: Span = NOWHERE


@dataclass(frozen=True, kw_only=True, slots=True)
class NoneOf:
    """True when no item is."""

    items: tuple[Criterion, ...]
    span: Span = NOWHERE


@dataclass(frozen=True, kw_only=True, slots=True)
class AtLeast:
    """True when at least `count` items are."""

    count: int
    items: tuple[Criterion, ...]
    span: Span = NOWHERE


@dataclass(frozen=True, kw_only=True, slots=True)
class Not:
    """True when the item is false."""

    item: Criterion
    span: Span = NOWHERE


@dataclass(frozen=True, kw_only=True, slots=True)
class When:
    """`then` where the condition holds, else `otherwise`; where the condition is unknown, what both agree on."""

    condition: Criterion
    then: Criterion
    otherwise: Criterion
    span: Span = NOWHERE


@dataclass(frozen=True, kw_only=True, slots=True)
class Readings:
    """A text with more than one reading: what all agree on, else unknown for the reason "ambiguous". `why` says it in words."""

    items: tuple[Criterion, ...]
    why: str
    span: Span = NOWHERE


@dataclass(frozen=True, kw_only=True, slots=True)
class Compare:
    """A quantity within limits. `unit` is UCUM; with `relative` the limits are multiples of that laboratory's limit of normal."""

    quantity: Quantity
    low: Limit | None = None
    high: Limit | None = None
    unit: str | None = None
    relative: Literal["ULN", "LLN"] | None = None
    window: Window | None = None
    span: Span = NOWHERE


@dataclass(frozen=True, kw_only=True, slots=True)
class Has:
    """The patient has, or had within the window, the target (a disease, a treatment, a finding, a test result)."""

    target: Target
    window: Window | None = None
    span: Span = NOWHERE


@dataclass(frozen=True, kw_only=True, slots=True)
class Ask:
    """Only a person can tell. `statement` is what must be true, in positive words; `question` is how to ask it."""

    statement: str
    question: str
    span: Span = NOWHERE


@dataclass(frozen=True, kw_only=True, slots=True)
class NoConstraint:
    """Says nothing that could exclude anybody: always true. `why` tells the sort (permission, definition, note, heading)."""

    why: str
    span: Span = NOWHERE


@dataclass(frozen=True, kw_only=True, slots=True)
class Unread:
    """Not understood, wholly or in part: always unknown. `text` is what was not read, `why` the reason."""

    text: str
    why: str = "not understood"
    span: Span = NOWHERE


Group: TypeAlias = AllOf | AnyOf | NoneOf | AtLeast | Not | When | Readings
Leaf: TypeAlias = Compare | Has | Ask | NoConstraint | Unread
Criterion: TypeAlias = Group | Leaf


_LEAVES = (Compare, Has, Ask, NoConstraint, Unread)


def children(node: Criterion) -> tuple[Criterion, ...]:
    """The nodes directly below `node`, in the order of the text."""
    match node:
        case AllOf() | AnyOf() | NoneOf() | AtLeast() | Readings():
            return node.items
        case Not():
            return (node.item,)
        case When():
            return (node.condition, node.then, node.otherwise)
        case _:
            return ()


def walk(node: Criterion) -> Iterator[Criterion]:
    """`node` and everything below it, parents first."""
    left = [node]
    while left:
        node = left.pop()
        yield node
        if not isinstance(node, _LEAVES):
            left.extend(children(node)[::-1])


def without_spans(node: Criterion) -> Criterion:
    """The same tree with every span taken out: what it means, apart from where it stands."""
    match node:
        case AllOf() | AnyOf() | NoneOf() | AtLeast() | Readings():
            return replace(node, span=NOWHERE, items=tuple(without_spans(item) for item in node.items))
        case Not():
            return replace(node, span=NOWHERE, item=without_spans(node.item))
        case When():
            parts = (without_spans(node.condition), without_spans(node.then), without_spans(node.otherwise))
            return When(condition=parts[0], then=parts[1], otherwise=parts[2])
        case _:
            return replace(node, span=NOWHERE)
