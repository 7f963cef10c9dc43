"""Patients and trials enter; every trial judged and ranked for every patient leaves, ready to be printed in any form."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from trialwright.cli.inputs import Inputs, Problem
from trialwright.cli.protocols import FAULT_HINT, protocols_of
from trialwright.errors import UserError
from trialwright.findings import Finding, Severity
from trialwright.match.evaluate import evaluate
from trialwright.match.rank import Judged, Ranked, rank
from trialwright.patients.facts import Fact, PatientFacts
from trialwright.protocol.protocol import Protocol
from trialwright.protocol.review import Review
from trialwright.registries.check import check_record
from trialwright.registries.record import TrialRecord
from trialwright.vocabulary.time import PartialDate

FACT_LATER = "FACT_AFTER_REFERENCE_DATE"


@dataclass(frozen=True, kw_only=True, slots=True)
class Terms:
    """What a match is asked: the reference date, and the one stage to judge (None: all that are open)."""

    on: dt.date
    stage: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Trial:
    """A trial of a match. `id` is its key, made different from those before it.

    `record_findings` tell where the record disagrees with itself, `reading_findings` how its criteria were read.
    """

    id: str
    protocol: Protocol
    record_findings: tuple[Finding, ...]
    reading_findings: tuple[Finding, ...]
    completion: PartialDate | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """A trial at its place in a patient's ranking."""

    trial: Trial
    ranked: Ranked


@dataclass(frozen=True, kw_only=True, slots=True)
class Matched:
    """One patient: findings about the sheet, the ranking, and how many trials of it are not shown (`--top`)."""

    patient: PatientFacts
    findings: tuple[Finding, ...]
    ranking: tuple[Place, ...]
    not_shown: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Matching:
    """All that a match found out."""

    terms: Terms
    trials: tuple[Trial, ...]
    patients: tuple[Matched, ...]
    problems: tuple[Problem, ...] = ()


def read_trials(inputs: Inputs, terms: Terms) -> tuple[Trial, ...]:
    """The trials compiled and checked. One without the stage asked for is reported; when none has it, that is a `UserError`."""
    found: list[Trial] = []
    stages: dict[str, None] = {}
    for source, protocol in protocols_of(inputs.trials(), inputs):
        names = [item.name for item in protocol.stages]
        stages |= dict.fromkeys(names)
        if terms.stage is not None and terms.stage not in names:
            message, hint = f"it has no stage {terms.stage!r}", f"its stages: {', '.join(names) or 'none'}"
            inputs.problem(Problem(place=protocol.key, message=message, hint=hint), label="not judged")
            continue
        found.append(trial_of(source, protocol, on=terms.on, taken={trial.id for trial in found}))
    if stages and not found:
        raise UserError(f"no trial has a stage {terms.stage!r}", place="--stage", hint=f"stages: {', '.join(stages)}")
    return tuple(found)


def trial_of(source: TrialRecord | Review, protocol: Protocol, *, on: dt.date, taken: set[str]) -> Trial:
    """The trial of a record, or of a review, with what it and its criteria are remarked on; `taken` are the ids of others."""
    about = _about(source, on)
    return Trial(
        id=_free(protocol.key, taken),
        protocol=protocol,
        record_findings=about,
        reading_findings=tuple(dict.fromkeys(finding for finding in protocol.findings if finding not in about)),
        completion=_completion(source),
    )


def _free(key: str, taken: set[str]) -> str:
    names = (key, *(f"{key} ({number})" for number in range(2, len(taken) + 3)))
    return next(name for name in names if name not in taken)


def _about(source: TrialRecord | Review, on: dt.date) -> tuple[Finding, ...]:
    """Where the record disagrees with itself. A review keeps no record that could be checked; it tells only how it was read."""
    if isinstance(source, Review):
        return ()
    return tuple(dict.fromkeys((*source.findings, *check_record(source, on=on))))


def _completion(source: TrialRecord | Review) -> PartialDate | None:
    value = source.completion if isinstance(source, Review) else source.get("statusModule.completionDateStruct.date")
    try:
        return PartialDate.parse(value) if isinstance(value, str) else None
    except ValueError:
        return None


def match_patient(patient: PatientFacts, trials: Sequence[Trial], inputs: Inputs, terms: Terms) -> Matched:
    """One patient held against every trial, ranked."""
    kept = [(trial, item) for trial in trials if (item := _judged(trial, patient, inputs, terms)) is not None]
    trials_of = {id(item): trial for trial, item in kept}
    ranking = rank((item for _, item in kept), patient, on=terms.on)
    places = tuple(Place(trial=trials_of[id(item.judged)], ranked=item) for item in ranking)
    return Matched(patient=patient, findings=(*patient.findings, *_later_facts(patient.facts, terms.on)), ranking=places)


def _judged(trial: Trial, patient: PatientFacts, inputs: Inputs, terms: Terms) -> Judged | None:
    try:
        verdict = evaluate(trial.protocol, patient, on=terms.on, stage=terms.stage)
    except Exception as error:  # noqa: BLE001 - a fault in one of thousands of trials must not lose the others
        message = f"patient {patient.id} could not be judged ({type(error).__name__}: {error})"
        inputs.problem(Problem(place=trial.id, message=message, hint=FAULT_HINT), label="not judged")
        return None
    return Judged(protocol=trial.protocol, verdict=verdict, completion=trial.completion)


def _later_facts(facts: Iterable[Fact], on: dt.date) -> Iterator[Finding]:
    """A fact dated after the reference date has not happened yet: it is left out of the match, and that is said."""
    for fact in facts:
        moment = fact.start or fact.date or fact.end
        if moment is not None and moment.first > on:
            message = f"{fact.place}: {fact.what} is dated {moment}, after the reference date {on.isoformat()}; it was left out"
            yield Finding(
                code=FACT_LATER, message=message, severity=Severity.WARNING, hint="is the date right?", depends_on_date=True
            )


def shortened_to(matched: Matched, top: int | None) -> Matched:
    """Only the first `top` of a ranking, with the number of the others."""
    if top is None or len(matched.ranking) <= top:
        return matched
    return replace(matched, ranking=matched.ranking[:top], not_shown=len(matched.ranking) - top)
