"""Steps of a program enter, expressions over columns leave: TRUE, FALSE, and NULL for unknown, as `planes` joins them.

The AND, OR and NOT of SQL are Kleene's. What they cannot say (at least so many, what several readings agree on, a choice) is a
CASE, whose WHEN takes what is TRUE only; what it must name twice is a column of its own, made a layer before.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from sqlglot import exp

from trialwright.match.batch.program import Op, Program, Step

Expression: TypeAlias = exp.Expr


def truth(value: bool | None) -> Expression:
    """A truth that is the same for everybody; an unknown one has a type."""
    if value is None:
        return exp.cast(exp.null(), "boolean")
    return exp.true() if value else exp.false()


def every(items: Sequence[Expression]) -> Expression:
    """AND over items: TRUE of none."""
    return exp.and_(*items) if items else truth(True)


def some(items: Sequence[Expression]) -> Expression:
    """OR over items: FALSE of none."""
    return exp.or_(*items) if items else truth(False)


@dataclass
class Tree:
    """The steps of a program over the answers to its questions.

    `answers` has an expression for each question, short enough to be named twice; `recorded` one for those that are asked twice
    (whether anything is on record). `layers` are the columns that must be made before, each layer from those before it.
    """

    program: Program
    answers: Mapping[int, Expression]
    recorded: Mapping[int, Expression]
    layers: list[dict[str, Expression]] = field(default_factory=list)
    _columns: dict[int, tuple[Expression, int]] = field(default_factory=dict)
    _height: int = 0

    def expression(self, number: int) -> Expression:
        """The truth of a question or step."""
        asked = len(self.program.questions)
        if number < asked:
            return self.answers[number].copy()
        step = self.program.steps[number - asked]
        return _JOINS[step.op](self, step)

    def below(self, step: Step) -> list[Expression]:
        """The truths of a step's items, each to be named once."""
        found = [self.expression(item) for item in step.items]
        for group in step.twice:
            for place in group:
                found[place] = self._asked_twice(step, group, place)
        return found

    def named(self, step: Step) -> list[Expression]:
        """The truths of a step's items, each a column or a constant: to be named as often as one likes."""
        return [self._named(item) for item in step.items]

    def _named(self, number: int) -> Expression:
        asked = len(self.program.questions)
        if number < asked:
            return self.answers[number].copy()
        known = self._columns.get(number)
        if known is None:
            before, self._height = self._height, 0
            made = self.expression(number)
            place = self._height
            self._height = before
            while len(self.layers) <= place:
                self.layers.append({})
            name = f"s{len(self._columns) + 1}"
            self.layers[place][name] = made
            known = self._columns[number] = (exp.column(name), place + 1)
        self._height = max(self._height, known[1])
        return known[0].copy()

    def _asked_twice(self, step: Step, group: Sequence[int], place: int) -> Expression:
        """One question asked by several tests: where one says no and none yes, one of which nothing is recorded says no."""
        own = self.answers[step.items[place]]
        others = [self.answers[step.items[other]] for other in group if other != place]
        no = exp.and_(
            exp.not_(self.recorded[step.items[place]]),
            exp.not_(exp.func("COALESCE", some(others), exp.false())),
            some([exp.func("COALESCE", exp.not_(other), exp.false()) for other in others]),
        )
        return exp.case().when(exp.and_(exp.Is(this=own.copy(), expression=exp.null()), no), exp.false()).else_(own.copy())


def _all_of(tree: Tree, step: Step) -> Expression:
    return every(tree.below(step))


def _any_of(tree: Tree, step: Step) -> Expression:
    return some(tree.below(step))


def _none_of(tree: Tree, step: Step) -> Expression:
    return exp.not_(some(tree.below(step)))


def _not(tree: Tree, step: Step) -> Expression:
    return exp.not_(tree.below(step)[0])


def _at_least(tree: Tree, step: Step) -> Expression:
    """At least `count` are TRUE; FALSE when fewer can be."""
    if step.count <= 0:
        return truth(True)
    if step.count > len(step.items):
        return truth(False)
    items = tree.named(step)
    least = exp.Literal.number(step.count)
    return (
        exp.case()
        .when(exp.GTE(this=_sum([_one(item, "1", "0") for item in items]), expression=least), exp.true())
        .when(exp.LT(this=_sum([_one(exp.not_(item), "0", "1") for item in items]), expression=least.copy()), exp.false())
    )


def _one(item: Expression, then: str, otherwise: str) -> Expression:
    return exp.case().when(item, exp.Literal.number(then)).else_(exp.Literal.number(otherwise))


def _sum(items: Sequence[Expression]) -> Expression:
    found = items[0]
    for item in items[1:]:
        found = exp.Add(this=found, expression=item)
    return found


def _when(tree: Tree, step: Step) -> Expression:
    """`then` where the condition holds, `otherwise` where it does not; what both agree on where it is unknown."""
    condition, then, otherwise = tree.named(step)
    return (
        exp.case()
        .when(condition, then)
        .when(exp.not_(condition), otherwise)
        .when(exp.and_(then, otherwise), exp.true())
        .when(exp.not_(exp.or_(then, otherwise)), exp.false())
    )


def _readings(tree: Tree, step: Step) -> Expression:
    """What all readings agree on; of none at all nothing is known."""
    items = tree.named(step)
    if not items:
        return truth(None)
    return exp.case().when(every(items), exp.true()).when(exp.not_(some(items)), exp.false())


_JOINS: dict[Op, Callable[[Tree, Step], Expression]] = {
    Op.ALL: _all_of,
    Op.ANY: _any_of,
    Op.NONE: _none_of,
    Op.AT_LEAST: _at_least,
    Op.NOT: _not,
    Op.WHEN: _when,
    Op.READINGS: _readings,
}
