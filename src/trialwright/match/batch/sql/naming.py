"""Questions and comparisons enter, the names by which tables and statements know them leave: equal for equal ones in any run."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from decimal import Decimal

from trialwright.match.batch.program import Asked, Begun, Question
from trialwright.match.batch.readings import scaled
from trialwright.protocol.criteria import Compare, Has, Limit, Window
from trialwright.protocol.lexicon import written_name
from trialwright.protocol.printing import print_criterion

_ONE_LINE = 2**31


@dataclass(frozen=True, kw_only=True, slots=True)
class Measure:
    """What is measured, for comparisons that look at the same value in the same unit. `name` says it in words.

    `node` is one of these comparisons.
    """

    name: str
    variable: str
    unit: str | None
    window: str
    node: Compare


def question_name(question: Question) -> str:
    """The name of a question: a mark of what is asked and of what it depends on in its trial."""
    told = (asked_in_words(question.asked), question.diseases, question.begins, question.words)
    return "q" + hashlib.sha256(repr(told).encode()).hexdigest()[:16]


def asked_in_words(asked: Asked) -> str:
    """What is asked, in the criteria language. Numbers that are equal are written alike."""
    if isinstance(asked, Begun):
        return f"begun: {asked.concept}"
    plain = _plain(asked) if isinstance(asked, Compare | Has) else asked
    try:
        return print_criterion(plain, width=_ONE_LINE)
    except ValueError:  # a quantity or a number that the language has no words for
        return repr(plain)


def measure_of(node: Compare) -> Measure:
    """What a comparison with a variable looks at."""
    name = node.quantity.variable or ""
    window = None if name == "age" else node.window
    bare = replace(node, low=None, high=None, window=None)
    any_ = f"{written_name(name)} = any"
    unit = asked_in_words(bare).removeprefix(any_).strip()
    when = asked_in_words(replace(bare, window=window)).removeprefix(asked_in_words(bare)).strip()
    rank = "rank" if scaled(node) is not node else ""
    return Measure(
        name=", ".join(filter(None, (written_name(name), rank, unit, when))),
        variable=name,
        unit=rank or unit or None,
        window=when,
        node=node,
    )


def _plain(asked: Compare | Has) -> Compare | Has:
    window = asked.window and _plain_window(asked.window)
    if isinstance(asked, Has):
        return replace(asked, window=window)
    return replace(asked, window=window, low=asked.low and _plain_limit(asked.low), high=asked.high and _plain_limit(asked.high))


def _plain_window(window: Window) -> Window:
    return (
        window if window.amount is None else replace(window, amount=replace(window.amount, amount=_number(window.amount.amount)))
    )


def _plain_limit(limit: Limit) -> Limit:
    return replace(limit, value=_number(limit.value)) if isinstance(limit.value, Decimal) else limit


def _number(value: Decimal) -> Decimal:
    """The number with no idle zeros behind the point."""
    return value.normalize() if value.is_finite() else value
