"""Patients and the pairs that are worth it enter; on which day time alone changes the verdict, and to what, leaves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from trialwright.match.batch.screening import PairVerdict
from trialwright.match.context import Context
from trialwright.match.evaluate import evaluate_in
from trialwright.match.verdict import Eligibility
from trialwright.patients.facts import PatientFacts
from trialwright.protocol.protocol import Protocol


@dataclass(frozen=True, kw_only=True, slots=True)
class Ahead:
    """The verdict on one patient and stage, the first day on which it is another if nothing happens, and what it becomes."""

    patient: str
    trial: str
    stage: str
    verdict: str
    changes_on: dt.date
    becomes: str


def worth_it(pair: PairVerdict) -> bool:
    """Whether a pair is looked at ahead: all that are not excluded, and those excluded by one line alone."""
    return pair.verdict is not Eligibility.INELIGIBLE or len(pair.failing) == 1


def looked_ahead(
    pairs: Iterable[PairVerdict], patients: Mapping[str, PatientFacts], trials: Mapping[str, Protocol], context: Context
) -> Iterator[Ahead]:
    """What the reference matcher says of each pair, five years ahead at most (`match.timeline`): some milliseconds a pair."""
    for pair in filter(worth_it, pairs):
        found = evaluate_in(trials[pair.trial], patients[pair.patient], context, stage=pair.stage).stages[0]
        if found.changes_on is not None and found.becomes is not None:
            yield Ahead(
                patient=pair.patient,
                trial=pair.trial,
                stage=pair.stage,
                verdict=found.eligibility.value,
                changes_on=found.changes_on,
                becomes=found.becomes.value,
            )
