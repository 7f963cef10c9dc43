"""The curve of a limit says what the reference says of the trial with that limit: over generated trials, patients and limits."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from tests.property.cohort_worlds import ON, World, a_world, waiting
from tests.spec.tables import small_vocabulary

from trialwright.match.batch.curves import Curve, End, NumericLimit, Values, curve, joined_curves, numeric_limits
from trialwright.match.batch.program import PlannedStage
from trialwright.match.batch.readings import Reading, limits_of, reading
from trialwright.match.context import Context
from trialwright.match.evaluate import evaluate_in
from trialwright.match.knowing import know
from trialwright.match.verdict import Eligibility, StageVerdict
from trialwright.patients.facts import PatientFacts
from trialwright.protocol.criteria import Compare, Limit, without_spans
from trialwright.protocol.protocol import Line, Protocol

CONTEXT = Context(on=ON, vocabulary=small_vocabulary(), ahead=False)


def values_of(patients: list[PatientFacts], limit: NumericLimit) -> Values:
    found = {number: reading(limit.node, know(patient, CONTEXT)) for number, patient in enumerate(patients)}
    return {number: one.value for number, one in found.items() if isinstance(one, Reading)}


def with_limit(node: Any, limit: NumericLimit, value: Decimal) -> Any:
    """A tree with another value of one limit."""
    if isinstance(node, tuple):
        return tuple(with_limit(item, limit, value) for item in node)
    if isinstance(node, Compare):
        if without_spans(node) != limit.node:
            return node
        moved = Limit(value=value, inclusive=limit.limit.inclusive)
        return replace(node, low=moved) if limit.end is End.LOW else replace(node, high=moved)
    below = {name: getattr(node, name) for name in ("items", "item", "condition", "then", "otherwise") if hasattr(node, name)}
    return replace(node, **{name: with_limit(item, limit, value) for name, item in below.items()}) if below else node


def moved(trial: Protocol, limit: NumericLimit, value: Decimal) -> Protocol:
    def line(one: Line) -> Line:
        return replace(one, node=with_limit(one.node, limit, value)) if one.id == limit.line else one

    return replace(trial, stages=tuple(replace(stage, lines=tuple(map(line, stage.lines))) for stage in trial.stages))


def counted(world: World, trial: Protocol, stage: str) -> tuple[int, int]:
    """Who is left at a stage of a trial, and who is eligible, as the reference says."""
    verdicts: list[StageVerdict] = []
    for patient in world.patients:
        first = evaluate_in(trial, patient, CONTEXT).stages[:1]
        verdicts += [one for one in first if one.stage == stage and not waiting(one)]
    outcomes = [one.eligibility for one in verdicts]
    return len(outcomes) - outcomes.count(Eligibility.INELIGIBLE), outcomes.count(Eligibility.ELIGIBLE)


def curves_of(world: World, stage: PlannedStage, limit: NumericLimit) -> Curve:
    """The curve of two blocks, joined."""
    parts = (world.patients[:20], world.patients[20:])
    found = joined_curves(curve(world.evaluation(part), stage, limit, values_of(part, limit)) for part in parts)
    assert found is not None
    return found


@pytest.mark.parametrize("seed", range(3))
def test_each_point_of_a_curve_is_what_the_reference_says_of_that_limit(seed: int) -> None:
    world, moving, points = a_world(f"curves {seed}", trials=16, patients=50, lines=2), 0, 0
    trials = {trial.key: trial for trial in world.trials}
    for stage in world.program.stages:
        for limit in numeric_limits(world.program, stage):
            found = curves_of(world, stage, limit)
            edges = found.values()
            moving += bool(edges)
            ends = limits_of(limit.node)
            assert ends is not None
            for value in {*edges[:6], *(edge + Decimal("0.01") for edge in edges[:3]), Decimal(limit.limit.value)}:
                expected = counted(world, moved(trials[stage.trial], limit, value), stage.name)
                (point,) = found.at([value])
                assert (point.left, point.eligible) == expected, (limit, value)
                points += 1
    assert moving > 3
    assert points > 20
