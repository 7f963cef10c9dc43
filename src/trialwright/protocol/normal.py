"""The normal form of a criterion: a tree in; a tree that is the same for all spellings of one meaning out.

Groups are flattened, sorted and freed of copies; negations are moved down by the laws of the three-valued logic; limits stand in
the variable's own unit, durations in days or months. What a person reads stays as it was: this form is only compared.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from trialwright.protocol.criteria import (
    AllOf,
    AnyOf,
    Ask,
    AtLeast,
    Compare,
    Criterion,
    Has,
    Limit,
    NoConstraint,
    NoneOf,
    Not,
    Qualifier,
    Quantity,
    Readings,
    Target,
    Unread,
    When,
    Window,
    without_spans,
)
from trialwright.protocol.language import print_criterion
from trialwright.vocabulary.time import Duration, TimeUnit
from trialwright.vocabulary.units import UnitsDiffer, convert
from trialwright.vocabulary.variables import Variable, find_variable, scale_code, scales

TRUE = NoConstraint(why="")
"""What excludes nobody, for whatever reason."""

FALSE = Not(item=TRUE)
_WIDE = 10**9


def normal(node: Criterion) -> Criterion:
    """The normal form.

    >>> from trialwright.protocol.language import parse_criterion, print_criterion
    >>> print_criterion(normal(parse_criterion("none of (stroke, not (age >= 216 months))")))
    'all of (age >= 18 years, no stroke)'
    """
    return _normal(without_spans(node), denied=False)


def conjuncts(node: Criterion) -> tuple[Criterion, ...]:
    """The requirements that a criterion in normal form joins by "and"; none for what excludes nobody."""
    if isinstance(node, AllOf):
        return node.items
    return () if node == TRUE else (node,)


def _normal(node: Criterion, *, denied: bool) -> Criterion:
    """The normal form of a node, or of its contrary."""
    match node:
        case Not():
            return _normal(node.item, denied=not denied)
        case AllOf() | AnyOf() | NoneOf():
            inner = denied is not isinstance(node, NoneOf)
            items = [_normal(item, denied=inner) for item in node.items]
            return _joined(items, together=isinstance(node, AllOf) is not denied if not isinstance(node, NoneOf) else not denied)
        case AtLeast():
            return _counted(node, denied)
        case When():
            return _chosen(node, denied)
        case Readings():
            ways = _sorted(_normal(item, denied=denied) for item in node.items)
            return ways[0] if len(ways) == 1 else Readings(items=ways, why="")
        case _:
            return _leaf(node, denied)


def _joined(items: Iterable[Criterion], *, together: bool) -> Criterion:
    """Items joined by "and" (`together`) or "or"."""
    kind, neutral, decides = (AllOf, TRUE, FALSE) if together else (AnyOf, FALSE, TRUE)
    flat = [part for item in items for part in (item.items if isinstance(item, kind) else (item,))]
    kept = _sorted(item for item in (_ranges(flat) if together else flat) if item != neutral)
    if decides in kept:
        return decides
    if not kept:
        return neutral
    return kept[0] if len(kept) == 1 else kind(items=kept)


def _sorted(items: Iterable[Criterion]) -> tuple[Criterion, ...]:
    """Items in one order, each once."""
    return tuple(sorted(dict.fromkeys(items), key=lambda item: print_criterion(item, width=_WIDE)))


def _ranges(items: list[Criterion]) -> list[Criterion]:
    """Two halves of one range ("at least 18", "at most 75") of a variable, which has one value at a time, as one comparison."""
    named = [item for item in items if isinstance(item, Compare) and item.quantity.variable is not None]
    lows = [item for item in named if item.low is not None and item.high is None]
    highs = [item for item in named if item.high is not None and item.low is None]
    found = list(items)
    for low in lows:
        others = [high for high in highs if replace(high, high=None, low=low.low) == low]
        alone = [item for item in lows if replace(item, low=low.low) == low]
        if len(others) == len(alone) == 1 and low in found and others[0] in found:
            found = [item for item in found if item not in (low, others[0])] + [_open_ended(replace(low, high=others[0].high))]
    return found


def _counted(node: AtLeast, denied: bool) -> Criterion:
    """ "At least 1" is "or", "at least all" is "and"; fewer than n hold when more than the rest fail."""
    count = len(node.items) - node.count + 1 if denied else node.count
    items = [_normal(item, denied=denied) for item in node.items]
    if count <= 0:
        return TRUE
    if count > len(items):
        return FALSE
    if count in (1, len(items)):
        return _joined(items, together=count > 1 or len(items) == 1)
    return AtLeast(count=count, items=tuple(sorted(items, key=lambda item: print_criterion(item, width=_WIDE))))


def _chosen(node: When, denied: bool) -> Criterion:
    condition = _normal(node.condition, denied=False)
    then, otherwise = _normal(node.then, denied=denied), _normal(node.otherwise, denied=denied)
    if condition in (TRUE, FALSE):
        return then if condition == TRUE else otherwise
    if isinstance(condition, Not):  # "if not A then B else C" is "if A then C else B"
        condition, then, otherwise = condition.item, otherwise, then
    return then if then == otherwise else When(condition=condition, then=then, otherwise=otherwise)


def _leaf(node: Criterion, denied: bool) -> Criterion:
    match node:
        case NoConstraint():
            return FALSE if denied else TRUE
        case Compare():
            return _comparison(node, denied)
        case Has():
            bare: Criterion = Has(target=_target(node.target), window=_window(node.window))
        case Ask():
            bare = Ask(statement=_folded(node.statement), question="")
        case Unread():
            bare = Unread(text=_folded(node.text))
        case _:
            bare = node
    return Not(item=bare) if denied else bare


def _folded(text: str) -> str:
    return " ".join(text.split()).rstrip(".;,").casefold()


def _target(target: Target) -> Target:
    qualifiers = sorted(
        (_qualifier(item) for item in set(target.qualifiers)), key=lambda item: (item.name, item.values, item.negated)
    )
    exceptions = sorted({_target(item) for item in target.exceptions}, key=repr)
    return replace(target, qualifiers=tuple(qualifiers), exceptions=tuple(exceptions))


def _qualifier(item: Qualifier) -> Qualifier:
    return replace(item, values=tuple(sorted({" ".join(value.split()) for value in item.values})))


def _window(window: Window | None) -> Window | None:
    return None if window is None else replace(window, amount=window.amount and _duration(window.amount))


def _duration(duration: Duration) -> Duration:
    """Weeks as days and years as months; hours that make whole days as days."""
    amount, unit = duration.amount, duration.unit
    if unit is TimeUnit.WEEK:
        return Duration(amount=_plain(amount * 7), unit=TimeUnit.DAY)
    if unit is TimeUnit.YEAR:
        return Duration(amount=_plain(amount * 12), unit=TimeUnit.MONTH)
    if unit is TimeUnit.HOUR and amount % 24 == 0:
        return Duration(amount=_plain(amount / 24), unit=TimeUnit.DAY)
    return Duration(amount=_plain(amount), unit=unit)


def _plain(number: Decimal) -> Decimal:
    """The number without zeros at its end."""
    return Decimal(format(number.normalize(), "f"))


def _comparison(node: Compare, denied: bool) -> Criterion:
    """A comparison in the variable's own unit; the contrary of one with a single limit is the other side of that limit."""
    quantity = node.quantity
    if quantity.of is not None:
        until = _target(quantity.until) if quantity.until is not None else None
        quantity = Quantity(attribute=quantity.attribute, of=_target(quantity.of), until=until)
    found = _open_ended(_in_own_unit(replace(node, quantity=quantity, window=_window(node.window))))
    if not denied:
        return found
    if quantity.variable is None or (found.low is None and found.high is None):
        return Not(item=found)
    sides = (replace(found, low=None, high=_beyond(found.low)), replace(found, low=_beyond(found.high), high=None))
    return _joined([side for side in sides if (side.low, side.high) != (None, None)], together=False)


def _beyond(limit: Limit | None) -> Limit | None:
    return None if limit is None else replace(limit, inclusive=not limit.inclusive)


def _in_own_unit(node: Compare) -> Compare:
    known = find_variable(node.quantity.variable) if node.quantity.variable else None
    own = known.unit if known is not None else None
    if node.relative is not None or (node.unit is None and own is None):
        return _with_limits(node, known, node.unit, node.unit)
    if node.unit is None:
        return _with_limits(node, known, own, own)
    to = own if own is not None else {"wk": "d", "a": "mo"}.get(node.unit, node.unit)
    try:
        return _with_limits(node, known, node.unit, to)
    except UnitsDiffer:
        return _with_limits(node, known, node.unit, node.unit)


def _with_limits(node: Compare, known: Variable | None, unit: str | None, to: str | None) -> Compare:
    low, high = (None if limit is None else _limit(limit, known, unit, to) for limit in (node.low, node.high))
    return replace(node, low=low, high=high, unit=to)


def _limit(limit: Limit, known: Variable | None, unit: str | None, to: str | None) -> Limit:
    if isinstance(limit.value, str):
        code = scale_code(known.scale, limit.value) if known is not None and known.scale is not None else None
        return replace(limit, value=code or limit.value)
    if known is not None and known.scale is not None and (code := scale_code(known.scale, format(_plain(limit.value), "f"))):
        return replace(limit, value=code)
    if unit is None or to is None or unit == to:
        return replace(limit, value=_plain(limit.value))
    return replace(limit, value=_plain(convert(limit.value, unit, to, variable=known.name if known else None)))


def _open_ended(node: Compare) -> Compare:
    """Without a limit that everything keeps: "ECOG 0 to 1" begins at the lowest grade there is, and is "at most 1"."""
    known = find_variable(node.quantity.variable) if node.quantity.variable else None
    grades = scales().get(known.scale or "", ()) if known is not None else ()
    if node.low is None or node.high is None or node.low == node.high or not grades:
        return node
    if node.low.inclusive and node.low.value == grades[0].code:
        return replace(node, low=None)
    if node.high.inclusive and node.high.value == grades[-1].code:
        return replace(node, high=None)
    return node
