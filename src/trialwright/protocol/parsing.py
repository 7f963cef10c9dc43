"""Read the criteria language: a text in, a criteria tree out; a broken rule is a UserError with its line and column."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Any, Literal, NamedTuple, NoReturn

from lark import Lark, Token, Transformer, v_args
from lark.exceptions import UnexpectedInput

from trialwright.errors import UserError
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
from trialwright.protocol.lexicon import read_period, read_unit, unquoted
from trialwright.protocol.mending import explained, misspelt_unit, place_of, refuse_deep
from trialwright.vocabulary.time import Duration

NOT_CONCERNED = "condition does not hold"
"""The reason of the "no constraint" that a condition without `else` ends in."""

_LOWER, _UPPER, _EQUAL = frozenset({">", ">=", "≥"}), frozenset({"<", "<=", "≤"}), "="
_KINDS = {
    ("within", "before"): WindowKind.WITHIN_BEFORE,
    ("within", "after"): WindowKind.WITHIN_AFTER,
    ("since", ""): WindowKind.SINCE,
    ("before", ""): WindowKind.BEFORE,
}


class Limits(NamedTuple):
    """The right side of a comparison."""

    low: Limit | None
    high: Limit | None
    unit: str | None
    relative: Literal["ULN", "LLN"] | None


class Measure(NamedTuple):
    """What stands behind the numbers."""

    unit: str | None = None
    relative: Literal["ULN", "LLN"] | None = None


class Anchor(NamedTuple):
    """What a window is held against."""

    name: str = "registration"
    event: bool = False


def parse_criterion(text: str) -> Criterion:
    """The tree that a text in the criteria language stands for; see docs/reference/criteria-language.md.

    >>> parse_criterion("no brain metastasis").item.target.concept
    'brain metastasis'

    A text that breaks a rule is a UserError: it names line and column, what was found, what was expected, and a mend.
    """
    refuse_deep(text)
    try:
        return _parser().parse(text)  # type: ignore[return-value]
    except UnexpectedInput as error:
        raise explained(text, error) from None


def grammar() -> str:
    """The grammar of the language, as Lark reads it."""
    return (resources.files("trialwright.protocol") / "grammar.lark").read_text("utf-8")


@cache
def _parser() -> Lark:
    return Lark(grammar(), parser="lalr", maybe_placeholders=True, transformer=_Builder())


def _wrong(token: Token, message: str, hint: str) -> NoReturn:
    raise UserError(message, place=place_of(token.line or 1, token.column or 1), hint=hint)


def _name(parts: Sequence[Token]) -> str:
    return unquoted(parts[0]) if parts[0].type == "STRING" else " ".join(parts)


@v_args(inline=True)
class _Builder(Transformer[Token, Criterion]):
    """One method a rule of the grammar, of the same name."""

    def start(self, node: Criterion) -> Criterion:
        return node

    def all_of(self, _all: Token, _of: Token, items: tuple[Criterion, ...]) -> Criterion:
        return AllOf(items=items)

    def any_of(self, _any: Token, _of: Token, items: tuple[Criterion, ...]) -> Criterion:
        return AnyOf(items=items)

    def none_of(self, _none: Token, _of: Token, items: tuple[Criterion, ...]) -> Criterion:
        return NoneOf(items=items)

    def at_least(self, *parts: Any) -> Criterion:
        _, number, _, items = parts
        if "." in number:
            _wrong(number, f"{number} is not a whole number", f'write "at least {number.split(".")[0] or 0} of (…)"')
        return AtLeast(count=int(number), items=items)

    def negation(self, _not: Token, item: Criterion) -> Criterion:
        return Not(item=item)

    def condition(self, *parts: Any) -> Criterion:
        _, condition, _, then, _, otherwise = parts
        return When(condition=condition, then=then, otherwise=otherwise or NoConstraint(why=NOT_CONCERNED))

    def readings(self, *parts: Any) -> Criterion:
        return Readings(items=parts[2], why=unquoted(parts[4]))

    def items(self, *nodes: Criterion | None) -> tuple[Criterion, ...]:
        return tuple(node for node in nodes if node is not None)

    def presence(self, _has: Token | None, sighting: Has) -> Criterion:
        return sighting

    def absence(self, _no: Token, sighting: Has) -> Criterion:
        return Not(item=sighting)

    def sighting(self, thing: Target, *rest: Window | tuple[Target, ...] | None) -> Has:
        window = next((part for part in rest if isinstance(part, Window)), None)
        exceptions = next((part for part in rest if isinstance(part, tuple)), None)
        return Has(target=self.target(thing, exceptions), window=window)

    def target(self, thing: Target, exceptions: tuple[Target, ...] | None) -> Target:
        return Target(concept=thing.concept, qualifiers=thing.qualifiers, other=thing.other, exceptions=exceptions or ())

    def thing(self, other: Token | None, name: str, *qualifiers: Qualifier | None) -> Target:
        return Target(concept=name, qualifiers=tuple(item for item in qualifiers if item is not None), other=other is not None)

    def exceptions(self, _except: Token, *targets: Target) -> tuple[Target, ...]:
        return targets

    def qualifier(self, family: str, *parts: Token | str | None) -> Qualifier:
        values = tuple(part for part in parts if part is not None and not isinstance(part, Token))
        negated = any(isinstance(part, Token) and part.type == "NOT" for part in parts)
        return Qualifier(name=family, values=values, negated=negated)

    def name(self, *parts: Token) -> str:
        return _name(parts)

    def value(self, *parts: Token) -> str:
        return _name(parts)

    def family(self, *parts: Token) -> str:
        return _name(parts)

    def moment(self, *parts: Token) -> str:
        return _name(parts)

    def comparison(self, quantity: Quantity, limits: Limits, window: Window | None) -> Compare:
        return _compare(quantity, limits, window)

    def exception(self, *parts: Any) -> Criterion:
        base, _, condition, limits, window = parts
        then = _compare(_quantity_of(base), limits, window)
        return When(condition=condition, then=then, otherwise=base)

    def quantity(self, name: str) -> Quantity:
        return Quantity(variable=name)

    def attribute(self, name: str, _of: Token, target: Target, *until: Token | Target | None) -> Quantity:
        return Quantity(attribute=name, of=target, until=next((part for part in until if isinstance(part, Target)), None))

    def signs(self, *parts: Any) -> Limits:
        sign, value, _, second, other, measure = parts
        ends = [_ends(sign, value), *([_ends(second, other)] if second is not None else [])]
        lows, highs = [low for low, _ in ends if low], [high for _, high in ends if high]
        if len(lows) > 1 or len(highs) > 1:
            _wrong(
                second,
                f'"{sign} {value}" and "{second} {other}" limit the same end',
                'write one lower and one upper limit: ">= 9 and < 12"',
            )
        return Limits(next(iter(lows), None), next(iter(highs), None), *(measure or Measure()))

    def numbers(self, *parts: Any) -> Limits:
        low, _, high, measure = parts
        return Limits(Limit(value=Decimal(low)), Limit(value=Decimal(high)), *(measure or Measure()))

    def place(self, *parts: Any) -> Limits:
        code, measure = parts[-2], parts[-1]
        side = next((part.type for part in parts[1:-2] if part is not None), None)
        value = _code(code, measure)
        low = Limit(value=value, inclusive=side != "ABOVE") if side in (None, "AT_LEAST", "ABOVE") else None
        high = Limit(value=value, inclusive=side != "BELOW") if side in (None, "AT_MOST", "BELOW") else None
        return Limits(low, high, *(measure or Measure()))

    def places(self, *parts: Any) -> Limits:
        _, low, _, high, measure = parts
        return Limits(Limit(value=_code(low, measure)), Limit(value=_code(high, measure)), *(measure or Measure()))

    def anything(self, sign: Token, _any: Token, measure: Measure | None) -> Limits:
        if sign != _EQUAL:
            _wrong(sign, f'"{sign} any" has no meaning', 'write "= any", or a number')
        return Limits(None, None, *(measure or Measure()))

    def measure(self, *parts: Token | None) -> Measure:
        found = {part.type: part for part in parts if part is not None}
        relative = found.get("RELATIVE")
        return Measure(
            unit=_unit(found.get("UNIT") or found.get("STRING"), times="TIMES" in found),
            relative=None if relative is None else "ULN" if relative.upper() == "ULN" else "LLN",
        )

    def within(self, *parts: Any) -> Window:
        amount, side, anchor = parts[-3:]
        strict = any(isinstance(part, Token) and part.type == "LESS_THAN" for part in parts[:-3])
        return _window(_KINDS["within", side.lower()], amount, anchor, strict)

    def earlier(self, first: Token, amount: tuple[Duration | None], _before: Token, anchor: Anchor) -> Window:
        return _window(WindowKind.AT_LEAST_BEFORE, amount, anchor, first.type == "MORE_THAN")

    def side(self, strictly: Token | None, side: Token, *rest: Any) -> Window:
        anchor, amount = rest
        return _window(_KINDS[side.lower(), ""], amount, anchor, strictly is not None)

    def current(self, strictly: Token | None, _now: Token, *rest: Any) -> Window:
        _, anchor, amount = rest
        return _window(WindowKind.CURRENT, amount, anchor or Anchor(), strictly is not None)

    def amount(self, number: Token, period: Token) -> tuple[Duration | None]:
        if number.type == "ANY":
            return (None,)
        return (Duration(amount=Decimal(number), unit=read_period(period)),)

    def anchor(self, name: str) -> Anchor:
        return Anchor(name=name)

    def event(self, name: str) -> Anchor:
        return Anchor(name=name, event=True)

    def ask(self, _ask: Token, statement: Token, question: Token | None) -> Criterion:
        text = unquoted(statement)
        return Ask(statement=text, question=question_of(text) if question is None else unquoted(question))

    def no_constraint(self, _no: Token, _constraint: Token, why: Token) -> Criterion:
        return NoConstraint(why=unquoted(why))

    def unread(self, _unread: Token, text: Token, why: Token | None) -> Criterion:
        return Unread(text=unquoted(text)) if why is None else Unread(text=unquoted(text), why=unquoted(why))


def _compare(quantity: Quantity, limits: Limits, window: Window | None) -> Compare:
    return Compare(quantity=quantity, low=limits.low, high=limits.high, unit=limits.unit, relative=limits.relative, window=window)


def _quantity_of(base: Compare | When) -> Quantity:
    while isinstance(base, When):
        base = base.otherwise  # type: ignore[assignment]
    return base.quantity


def _ends(sign: Token, value: Token) -> tuple[Limit | None, Limit | None]:
    """The lower and the upper end that a sign and its value give."""
    limit = Limit(value=_value(value), inclusive=sign not in ("<", ">"))
    return (limit if sign in _LOWER or sign == _EQUAL else None, limit if sign in _UPPER or sign == _EQUAL else None)


def _value(token: Token) -> Decimal | str:
    if token.type == "NUMBER":
        return Decimal(token)
    return unquoted(token) if token.type == "STRING" else str(token)


def _code(token: Token, measure: Measure | None) -> Decimal | str:
    """Behind "is" a number is a place on a scale, unless a unit shows that it was measured."""
    return str(token) if token.type == "NUMBER" and measure is None else _value(token)


def _unit(token: Token | None, *, times: bool) -> str | None:
    if token is None:
        return None
    if token.type == "STRING":
        return unquoted(token)
    return read_unit(token) or misspelt_unit(token, times=times)


def _window(kind: WindowKind, amount: tuple[Duration | None] | None, anchor: Anchor, strict: bool) -> Window:
    return Window(kind=kind, amount=amount[0] if amount else None, anchor=anchor.name, event=anchor.event, strict=strict)
