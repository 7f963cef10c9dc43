"""Opposed: inclusion lines, or members of one list, that no patient meets together ("node-negative and > 2 cm", "node-positive";
"stage I", "stage II") in; each beside the reading that either will do, out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache
from itertools import combinations

from trialwright.compiler.outlining.headings import rows_of
from trialwright.compiler.statement import Statement
from trialwright.protocol.criteria import AllOf, AnyOf, Ask, Compare, Criterion, Has, NoneOf, Not, Readings, walk
from trialwright.vocabulary.records import anew, record
from trialwright.vocabulary.terms import qualifier_table
from trialwright.vocabulary.variables import find_variable, scale_rank

_ABSENT = frozenset({"negative", "wild type"})
_PRESENT = frozenset({"positive", "mutated"})
_WHY = "another line asks for the opposite: either may do"
_WHY_MEMBERS = "nobody meets all of these at once"
_STATES = frozenset({"recurrence", "resectability", "behaviour", "treatment", "extent"})
"""Families of words of which one is true of a cancer at a time."""


def with_opposed_doubted(statements: tuple[Statement, ...]) -> tuple[Statement, ...]:
    """The statements with what no patient can meet together put in doubt."""
    within = tuple(item if item.exclusion else anew(item, node=_within(item.node)) for item in statements)
    topics = [frozenset() if item.exclusion or _asks(item.node) else frozenset(_topics(item.node)) for item in within]
    against: dict[int, list[Criterion]] = {}
    for one, other in combinations(range(len(within)), 2):
        if not topics[one] & topics[other] or within[one].group is not within[other].group:
            continue
        if opposed(within[one].node, within[other].node):
            against.setdefault(one, []).append(within[other].node)
            against.setdefault(other, []).append(within[one].node)
    return tuple(
        anew(item, node=_doubted(item.node, against[place])) if place in against else item for place, item in enumerate(within)
    )


def _asks(node: Criterion) -> bool:
    """ "Able to avoid contact with children under 3 years": a limit beside a question may be of somebody else."""
    return any(isinstance(part, Ask) for part in walk(node))


def _doubted(node: Criterion, others: Sequence[Criterion]) -> Criterion:
    return Readings(items=(node, AnyOf(items=(node, *others), span=node.span)), why=_WHY, span=node.span)


def _within(node: Criterion) -> Criterion:
    """ "Patients must have: - stage I, - stage II", "ECOG 0, 1, 0r 2": of members that no one meets together one will do."""
    if isinstance(node, Readings) and any(isinstance(item, AnyOf) for item in node.items):
        return node  # that either will do is one of them
    if isinstance(node, AnyOf | Readings):
        items = tuple(_within(item) for item in node.items)
        return replace(node, items=items) if items != node.items else node
    if not isinstance(node, AllOf):
        return node
    items = tuple(_within(item) for item in node.items)
    apart: set[int] = set()
    topics = [frozenset(_topics(item)) for item in items]
    for one, other in combinations(range(len(items)), 2):
        if topics[one] & topics[other] and opposed(items[one], items[other]):
            apart |= {one, other}
    whole = replace(node, items=items) if items != node.items else node
    if not apart:
        return whole
    either = AnyOf(items=tuple(items[place] for place in sorted(apart)), span=node.span)
    rest = tuple(item for place, item in enumerate(items) if place not in apart)
    meant = AllOf(items=(*rest, either), span=node.span) if rest else either
    return Readings(items=(whole, meant), why=_WHY_MEMBERS, span=node.span)


def opposed(one: Criterion, other: Criterion) -> bool:
    """True for two requirements that no patient meets together; False where that is not told by what they say."""
    for first, second in ((one, other), (other, one)):
        match first:
            case AllOf():
                return any(opposed(item, second) for item in first.items)
            case AnyOf():
                return all(opposed(item, second) for item in first.items)
            case Not(item=AnyOf(items=items)) | NoneOf(items=items):
                return any(opposed(Not(item=item, span=first.span), second) for item in items)
            case _:
                continue
    if isinstance(one, Compare) and isinstance(other, Compare):
        return _apart(one, other)
    return _has_opposed(one, other)


def _apart(one: Compare, other: Compare) -> bool:
    """True for two limits of one quantity, written alike, between which no value lies."""
    if one.quantity != other.quantity or (one.unit, one.relative) != (other.unit, other.relative):
        return False
    if one.window != other.window and one.quantity.variable != "age":
        return False
    known = find_variable(one.quantity.variable or "")
    for low, high in ((one.low, other.high), (other.low, one.high)):
        if low is None or high is None:
            continue
        ranks = [_rank(limit.value, known.scale if known else None) for limit in (low, high)]
        if ranks[0] is None or ranks[1] is None:
            continue
        if ranks[0] > ranks[1] or (ranks[0] == ranks[1] and not (low.inclusive and high.inclusive)):
            return True
    return False


def _rank(value: Decimal | str, scale: str | None) -> Decimal | None:
    if isinstance(value, Decimal):
        return value
    return scale_rank(scale, value) if scale else None


def _has_opposed(one: Criterion, other: Criterion) -> bool:
    told, also = _told(one), _told(other)
    if told is not None and also is not None and told.concept == also.concept and told.there is not also.there:
        denied = also if told.there else told
        return denied.what == "" or told.what == also.what
    if not isinstance(one, Has) or not isinstance(other, Has) or one.window is not None or other.window is not None:
        return False
    if any(name in _opposites().get(second, ()) for name in _named(one) for second in _named(other)):
        return True
    return one.target.concept == other.target.concept and _other_state(one, other)


def _named(node: Has) -> tuple[str, ...]:
    """A thing by its name, or with its one result: "HER2 = negative"."""
    value = node.target.qualifier("value")
    if value is None or value.negated or len(value.values) != 1:
        return (node.target.concept,)
    return (f"{node.target.concept} = {value.values[0]}",)


def _other_state(one: Has, other: Has) -> bool:
    """ "Newly diagnosed AML" and "relapsed AML"."""
    table = qualifier_table()
    for mine in one.target.qualifiers:
        yours = other.target.qualifier(mine.name)
        if mine.name not in _STATES or yours is None or mine.negated or yours.negated:
            continue
        if not any(
            table.agree(mine.name, value, word) or table.agree(mine.name, word, value)
            for value in mine.values
            for word in yours.values
        ):
            return True
    return False


@record(frozen=True, kw_only=True, slots=True)
class _Told:
    """What a part requires: that a thing, or one result of a test (`what`; empty where any will do), is there or is not."""

    concept: str
    what: str = ""
    there: bool


def _told(part: Criterion) -> _Told | None:
    if isinstance(part, Compare):
        counted = part.quantity.of
        some = part.low is not None and part.quantity.attribute == "lines" and part.low.value != 0
        return _Told(concept=counted.concept, there=True) if some and counted is not None and not counted.qualifiers else None
    inner = part.item if isinstance(part, Not) else part
    if not isinstance(inner, Has) or inner.window is not None or inner.target.exceptions or inner.target.other:
        return None
    if not inner.target.qualifiers:
        return _Told(concept=inner.target.concept, there=inner is part)
    value = inner.target.qualifier("value")
    if value is None or value.negated or len(value.values) != 1 or len(inner.target.qualifiers) != 1:
        return None
    word = value.values[0]
    what = "" if word in _ABSENT | _PRESENT else word
    return _Told(concept=inner.target.concept, what=what, there=(word not in _ABSENT) is (inner is part))


def _topics(node: Criterion) -> Iterator[str]:
    """What a requirement speaks of, where another could be against it."""
    match node:
        case AllOf() | AnyOf() | NoneOf():
            for item in node.items:
                yield from _topics(item)
        case Not():
            yield from _topics(node.item)
        case Has():
            yield node.target.concept
            yield from (topic for name in _named(node) for topic in (name, *_opposites().get(name, ())))
        case Compare():
            yield node.quantity.variable or (node.quantity.of.concept if node.quantity.of is not None else "")
        case _:
            return


@cache
def _opposites() -> dict[str, frozenset[str]]:
    """What nobody has together with a thing, or with a result ("HER2 = negative")."""
    found: dict[str, set[str]] = {}
    for row in rows_of("opposites.tsv"):
        found.setdefault(row["one"], set()).add(row["other"])
        found.setdefault(row["other"], set()).add(row["one"])
    return {name: frozenset(others) for name, others in found.items()}
