"""Print the criteria language: a criteria tree in, its text out, which `parsing.parse_criterion` reads back to the same tree."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TypeAlias

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
    WindowKind,
)
from trialwright.protocol.interview import question_of
from trialwright.protocol.lexicon import Place, quoted, written_code, written_name, written_unit
from trialwright.protocol.parsing import NOT_CONCERNED
from trialwright.vocabulary.time import Duration

Part: TypeAlias = str | tuple[Criterion, ...]
"""A stretch of text, or the criteria between two of them."""

_INDENT = 2
_SHORT = 8
_PIECE = re.compile(r'(?:"(?:\\.|[^"\\])*"|\S)+')
_PLAIN_WINDOWS = {WindowKind.SINCE: "since", WindowKind.BEFORE: "before", WindowKind.CURRENT: "now"}


def print_criterion(node: Criterion, *, width: int = 100) -> str:
    """The text of a tree in the criteria language, in lines of `width` characters where words allow it; spans are left out.

    >>> from trialwright.protocol.criteria import Has, Not, Target
    >>> print_criterion(Not(item=Has(target=Target(concept="brain metastasis"))))
    'no brain metastasis'

    A number that is not finite, or a quantity that is neither a variable nor an attribute of a target, is a ValueError.
    """
    text = f"has {_flat(node)}" if isinstance(node, Has) else _flat(node)
    if len(text) <= width:
        return text
    return "\n".join(_wrapped(text, 0, width) if isinstance(node, Has) else _lines(node, 0, width))


def _flat(node: Criterion) -> str:
    return "".join(part if isinstance(part, str) else ", ".join(map(_flat, part)) for part in _parts(node))


def _lines(node: Criterion, indent: int, width: int) -> Iterator[str]:
    """The lines of a tree, each item of a group on lines of its own where the whole does not fit on one."""
    flat, parts = _flat(node), _parts(node)
    if len(flat) + indent <= width or len(parts) == 1:
        yield from _wrapped(flat, indent, width)
        return
    done: list[str] = []
    for part in parts:
        if not isinstance(part, str):
            done += _listed(part, indent + _INDENT, width)
        elif part.startswith(":"):
            done[-1] += part
        else:
            done += _wrapped(part.strip(), indent, width)
    yield from done


def _listed(items: Sequence[Criterion], indent: int, width: int) -> Iterator[str]:
    for place, item in enumerate(items, start=1):
        *before, last = _lines(item, indent, width - 1)
        yield from before
        yield last if place == len(items) else f"{last},"


def _wrapped(text: str, indent: int, width: int) -> Iterator[str]:
    """`text` broken between words where it is too long; what stands in quotation marks is never broken."""
    line, further = " " * indent, " " * (indent + 2 * _INDENT)
    for piece in _PIECE.findall(text):
        fits = len(line) + 1 + len(piece) <= width
        hopeless = len(line) <= len(further) + _SHORT and len(further) + len(piece) > width
        if line.strip() and not fits and not hopeless:
            yield line
            line = further
        line += f" {piece}" if line.strip() else piece
    yield line


def _parts(node: Criterion) -> tuple[Part, ...]:
    match node:
        case AllOf():
            return ("all of (", node.items, ")")
        case AnyOf():
            return ("any of (", node.items, ")")
        case NoneOf():
            return ("none of (", node.items, ")")
        case AtLeast():
            return (f"at least {node.count} of (", node.items, ")")
        case Not(item=Has() as seen):
            return (f"no {_sighting(seen)}",)
        case Not():
            return ("not (", (node.item,), ")")
        case When():
            return _unless(node) or _condition(node)
        case Readings():
            return ("either reading (", node.items, f") because {quoted(node.why)}")
        case _:
            return (_leaf(node),)


def _condition(node: When) -> tuple[Part, ...]:
    start: tuple[Part, ...] = ("if (", (node.condition,), ") then (", (node.then,))
    if _without_span(node.otherwise) == NoConstraint(why=NOT_CONCERNED):
        return (*start, ")")
    return (*start, ") else (", (node.otherwise,), ")")


def _without_span(node: Criterion) -> Criterion:
    """A "no constraint" without its span; anything else as it is."""
    return NoConstraint(why=node.why) if isinstance(node, NoConstraint) else node


def _unless(node: When) -> tuple[Part, ...] | None:
    """A comparison with other limits under a condition; None where the two sides compare different things."""
    base: Criterion = node
    exceptions: list[tuple[Criterion, Compare]] = []
    while isinstance(base, When) and isinstance(base.then, Compare):
        exceptions.append((base.condition, base.then))
        base = base.otherwise
    if not isinstance(base, Compare) or any(other.quantity != base.quantity for _, other in exceptions):
        return None
    parts: list[Part] = [_comparison(base)]
    for condition, other in reversed(exceptions):
        parts = [*parts[:-1], f"{parts[-1]} unless (", (condition,), f": {_limited(other)})"]
    return tuple(parts)


def _leaf(node: Criterion) -> str:
    match node:
        case Has():
            return _sighting(node)
        case Compare():
            return _comparison(node)
        case Ask():
            question = "" if node.question == question_of(node.statement) else f" ({quoted(node.question)})"
            return f"ask {quoted(node.statement)}{question}"
        case NoConstraint():
            return f"no constraint {quoted(node.why)}"
        case Unread():
            why = "" if node.why == Unread(text="").why else f" ({quoted(node.why)})"
            return f"unread {quoted(node.text)}{why}"
        case _:
            raise TypeError(f"{type(node).__name__} is not a criterion")


def _sighting(node: Has) -> str:
    return _thing(node.target) + _when(node.window) + _exceptions(node.target)


def _target(target: Target) -> str:
    return _thing(target) + _exceptions(target)


def _thing(target: Target) -> str:
    restrictions = "; ".join(map(_qualifier, target.qualifiers))
    other = "other " if target.other else ""
    return f"{other}{written_name(target.concept)}" + (f" [{restrictions}]" if restrictions else "")


def _exceptions(target: Target) -> str:
    return f" except ({', '.join(map(_target, target.exceptions))})" if target.exceptions else ""


def _qualifier(qualifier: Qualifier) -> str:
    name = written_name(qualifier.name, Place.FAMILY)
    values = " or ".join(written_name(value, Place.VALUE) for value in qualifier.values)
    words = " ".join([*(["not"] if qualifier.negated else []), *([values] if values else [])])
    return f"{name}: {words}" if words else name


def _comparison(node: Compare) -> str:
    return f"{_quantity(node.quantity)} {_limited(node)}"


def _limited(node: Compare) -> str:
    return _limits(node) + _when(node.window)


def _quantity(quantity: Quantity) -> str:
    match quantity:
        case Quantity(variable=str() as name, attribute=None, of=None, until=None):
            return written_name(name)
        case Quantity(variable=None, attribute="interval", of=Target() as target, until=None):
            return f"interval from ({_target(target)})"
        case Quantity(variable=None, attribute=str() as name, of=Target() as target, until=None):
            return f"{written_name(name)} of ({_target(target)})"
        case Quantity(variable=None, attribute=str() as name, of=Target() as target, until=Target() as until):
            return f"{written_name(name)} from ({_target(target)}) to ({_target(until)})"
        case _:
            raise ValueError("a quantity is either a variable or an attribute of a target")


def _limits(node: Compare) -> str:
    """The limits: numbers by signs, places on a scale by words; a scale has no unit, so a place with one is given by signs."""
    low, high = node.low, node.high
    if low is None and high is None:
        return f"= any{_measure(node)}"
    places = all(isinstance(limit.value, str) for limit in (low, high) if limit is not None)
    if places and node.unit is None and node.relative is None:
        return _places(low, high)
    return _numbers(low, high) + _measure(node)


def _places(low: Limit | None, high: Limit | None) -> str:
    if low is None or high is None:
        limit, words = (low, ("at least", "above")) if low is not None else (high, ("at most", "below"))
        return f"is {words[0] if limit and limit.inclusive else words[1]} {_code(limit)}"
    if not (low.inclusive and high.inclusive):
        return _signs(low, high)
    return f"is {_code(low)}" if low == high else f"is {_code(low)} to {_code(high)}"


def _numbers(low: Limit | None, high: Limit | None) -> str:
    if low is None or high is None or low == high or not (low.inclusive and high.inclusive):
        return _signs(low, high)
    if isinstance(low.value, Decimal) and isinstance(high.value, Decimal):
        return f"{_number(low.value)} to {_number(high.value)}"
    return _signs(low, high)


def _code(limit: Limit | None) -> str:
    return written_code(str(limit.value) if limit else "", sign=False)


def _signs(low: Limit | None, high: Limit | None) -> str:
    if low is not None and low == high and low.inclusive:
        return f"= {_value(low)}"
    ends = [(low, ">=", ">"), (high, "<=", "<")]
    return " and ".join(
        f"{sign if limit.inclusive else strict} {_value(limit)}" for limit, sign, strict in ends if limit is not None
    )


def _value(limit: Limit) -> str:
    return _number(limit.value) if isinstance(limit.value, Decimal) else written_code(limit.value, sign=True)


def _number(value: Decimal) -> str:
    if not value.is_finite():
        raise ValueError(f"{value} is not a number that can be printed")
    return format(value, "f")


def _measure(node: Compare) -> str:
    relative = f" x {node.relative}" if node.relative else ""
    if node.unit is None:
        return relative
    values = {limit.value for limit in (node.low, node.high) if limit is not None}
    return f"{relative} {written_unit(node.unit, one=values == {Decimal(1)})}"


def _when(window: Window | None) -> str:
    if window is None:
        return ""
    amount = _amount(window.amount) if window.amount is not None else "any time"
    match window.kind:
        case WindowKind.WITHIN_BEFORE:
            return f" {'less than' if window.strict else 'within'} {amount} before {_anchor(window)}"
        case WindowKind.WITHIN_AFTER:
            return f" {'less than' if window.strict else 'within'} {amount} after {_anchor(window)}"
        case WindowKind.AT_LEAST_BEFORE:
            return f" {'more than' if window.strict else 'at least'} {amount} before {_anchor(window)}"
        case _:
            return _open_window(window)


def _open_window(window: Window) -> str:
    """Windows with one edge; an amount, that they do not need, is kept in brackets."""
    words = _PLAIN_WINDOWS[window.kind]
    here = window.kind is WindowKind.CURRENT
    if not (here and window.anchor == "registration" and not window.event):
        words += f"{' at' if here else ''} {_anchor(window)}"
    amount = f" ({_amount(window.amount)})" if window.amount is not None else ""
    return f" {'strictly ' if window.strict else ''}{words}{amount}"


def _anchor(window: Window) -> str:
    name = written_name(window.anchor, Place.MOMENT)
    return f"({name})" if window.event else name


def _amount(duration: Duration) -> str:
    number = _number(duration.amount)
    return f"{number} {duration.unit.value}{'' if duration.amount == 1 else 's'}"
