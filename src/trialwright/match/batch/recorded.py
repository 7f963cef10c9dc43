"""A reopened cohort and the records of its patients enter; the curves of limits leave.

The folder of a cohort keeps answers, no values; so a curve needs the records that the answers were made from.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from trialwright.match.batch.current import AtStage, at_stage
from trialwright.match.batch.curves import Curve, NumericLimit, curve
from trialwright.match.batch.planes import Evaluation, Plane, members
from trialwright.match.batch.program import PlannedStage
from trialwright.match.batch.readings import Reading, reading
from trialwright.match.batch.reopened import Reopened
from trialwright.match.context import Context
from trialwright.match.knowing import know
from trialwright.match.truth import Truth
from trialwright.match.values import Range
from trialwright.patients.facts import PatientFacts
from trialwright.vocabulary.concepts import default_vocabulary

Records = Callable[[Collection[str]], Iterable[PatientFacts]]
"""Gives the records of patients by their ids."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Curves:
    """The curves of some limits of a stage. `unread` patients matter to one, and are not among the records; of `otherwise` the
    records say something else than they said when the cohort was answered. Both count as having no value."""

    curves: tuple[Curve, ...]
    unread: int
    otherwise: int


@dataclass(frozen=True, kw_only=True, slots=True)
class _Known:
    """The value of a patient beside each limit, with the truth of the comparison as it is."""

    values: tuple[tuple[Range, Truth] | None, ...]


def curves_of(cohort: Reopened, stage: PlannedStage, limits: Sequence[NumericLimit], records: Records) -> Curves:
    """The curve of each limit over a cohort. Only who fails no other line matters to one, and only their records are read."""
    wanted = {
        evaluation.block.ids[number]
        for evaluation in cohort.evaluations()
        for number in members(_mattering(at_stage(evaluation, stage), limits)).tolist()
    }
    context = Context(on=cohort.on, vocabulary=default_vocabulary())
    known = {facts.id: _known(facts, limits, context) for facts in records(wanted)}
    found: list[Curve | None] = [None] * len(limits)
    otherwise: set[str] = set()
    for evaluation in cohort.evaluations():
        for place, limit in enumerate(limits):
            values = dict(_values(evaluation, known, (place, limit), otherwise))
            here = curve(evaluation, stage, limit, values)
            before = found[place]
            found[place] = here if before is None else before + here
    curves = tuple(one for one in found if one is not None)
    return Curves(curves=curves, unread=len(wanted - known.keys()), otherwise=len(otherwise))


def _mattering(here: AtStage, limits: Sequence[NumericLimit]) -> Plane:
    """Who fails no line but one of those that have the limits."""
    found = here.here & ~here.here
    for chosen in {limit.line for limit in limits}:
        left = here.here
        for line, planes in zip(here.stage.lines, here.lines, strict=True):
            left = left if line == chosen else left & ~planes.false
        found = found | left
    return found


def _known(facts: PatientFacts, limits: Sequence[NumericLimit], context: Context) -> _Known:
    known = know(facts, context)
    found = [reading(limit.node, known) for limit in limits]
    return _Known(values=tuple((one.value, one.truth()) if isinstance(one, Reading) else None for one in found))


def _values(
    evaluation: Evaluation, known: dict[str, _Known], which: tuple[int, NumericLimit], otherwise: set[str]
) -> Iterator[tuple[int, Range]]:
    """The values of a block beside a limit, by the number of the patient; whose answer is another one is noted and left out."""
    place, limit = which
    planes = evaluation.planes(limit.question)
    true, false = (frozenset(members(plane).tolist()) for plane in (planes.true, planes.false))
    for number, patient in enumerate(evaluation.block.ids):
        value = known[patient].values[place] if patient in known else None
        if value is None:
            continue
        answer = Truth.TRUE if number in true else Truth.FALSE if number in false else Truth.UNKNOWN
        if answer is value[1]:
            yield number, value[0]
        else:
            otherwise.add(patient)


_NICE = (1, 2, 5)


def grid(found: Curve, *, most: int = 13) -> list[Decimal]:
    """Values of a limit to show: those of patients where there are few, else round ones from the least to the greatest.

    The limit as it is always stands among them; the strictest comes first.
    """
    now = Decimal(found.limit.limit.value)
    values = sorted({*found.values(), now})
    if len(values) > most:
        values = sorted({now, *_round(values[0], values[-1], most)})
    return values if found.limit.end.value == "at most" else values[::-1]


def _round(least: Decimal, greatest: Decimal, most: int) -> Iterator[Decimal]:
    span = greatest - least
    exponent = (span / most).adjusted()
    steps = (Decimal(nice).scaleb(exponent + more) for more in (0, 1) for nice in _NICE)
    step = next(one for one in steps if span / one <= most - 2)
    value = (least / step).to_integral_value(rounding="ROUND_FLOOR") * step
    while value < greatest + step:
        yield value
        value += step
