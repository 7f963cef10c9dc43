"""Opposed: inclusion lines that ask for opposite results ("HER2-positive disease" and "HER2-negative disease with …") in; each
beside the reading that either will do, out. Nobody meets both, so that they may be alternatives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from trialwright.compiler.statement import Statement
from trialwright.protocol.criteria import AllOf, AnyOf, Criterion, Has, Not, Readings, Target
from trialwright.vocabulary.records import anew

_ABSENT = frozenset({"negative", "wild type"})
_WHY = "another line asks for the opposite: either may do"


def with_opposed_doubted(statements: tuple[Statement, ...]) -> tuple[Statement, ...]:
    """The statements with what no patient can meet together put in doubt."""
    results = [_results(statement) for statement in statements]
    return tuple(
        anew(statement, node=_doubted(statement.node, others)) if (others := _opposed(place, statements, results)) else statement
        for place, statement in enumerate(statements)
    )


def _results(statement: Statement) -> dict[str, bool]:
    """What a line requires: by its concept, whether it must be there."""
    if statement.exclusion:
        return {}
    node = statement.node
    parts = node.items if isinstance(node, AllOf) else (node,)
    return dict(told for part in parts if (told := _told(part)) is not None)


def _told(part: Criterion) -> tuple[str, bool] | None:
    """What a part requires, and whether it must be there: a result of a test, or a thing with nothing said of it."""
    inner = part.item if isinstance(part, Not) else part
    if not isinstance(inner, Has) or inner.window is not None:
        return None
    if inner == replace(inner, target=Target(concept=inner.target.concept)):
        return inner.target.concept, inner is part
    value = inner.target.qualifier("value")
    single = value is not None and not value.negated and len(value.values) == 1 and len(inner.target.qualifiers) == 1
    if value is None or not single:
        return None
    return inner.target.concept, (value.values[0] not in _ABSENT) is (inner is part)


def _opposed(place: int, statements: Sequence[Statement], results: Sequence[dict[str, bool]]) -> list[Criterion]:
    own, group = results[place], statements[place].group
    return [
        other.node
        for other, found in zip(statements, results, strict=True)
        if own and other.group is group and any(found.get(tested, there) is not there for tested, there in own.items())
    ]


def _doubted(node: Criterion, others: Sequence[Criterion]) -> Criterion:
    return Readings(items=(node, AnyOf(items=(node, *others), span=node.span)), why=_WHY, span=node.span)
