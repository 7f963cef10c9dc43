"""Order: trials judged for one patient in; the same trials ranked, each with why it stands where it does, out. None is dropped.

The condition gate comes first: a trial of a disease that the patient certainly does not have stands last. Unknown never removes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from trialwright.match.context import Context
from trialwright.match.evaluate import judge, treated
from trialwright.match.known import Known
from trialwright.match.recruiting import Doors, Recruiting, recruiting_of
from trialwright.match.repeatedly import Repeatedly
from trialwright.match.truth import Truth
from trialwright.match.verdict import Eligibility, LineVerdict, Outcome, StageVerdict, TrialVerdict
from trialwright.patients.facts import PatientFacts
from trialwright.protocol.criteria import AnyOf, Has, Target
from trialwright.protocol.protocol import Protocol
from trialwright.vocabulary.concepts import Vocabulary, default_vocabulary
from trialwright.vocabulary.terms import read_term
from trialwright.vocabulary.time import PartialDate


class Standing(StrEnum):
    """The groups of a ranking, best first."""

    ELIGIBLE = "eligible"
    POSSIBLE = "possible"
    EXCLUDED = "excluded"
    ANOTHER_DISEASE = "another disease"


WIDE = 200
"""A name of more cancers than this is of no one organ: "solid tumor" stands above some 600, "digestive cancer" above 140."""


class Disease(StrEnum):
    """Whether the patient has what the trial treats."""

    SAME = "same"
    OPEN = "open"
    ANOTHER = "another"


@dataclass(frozen=True, kw_only=True, slots=True)
class Judged:
    """A trial with the verdict on it. `completion` is the record's completion date, by which an old "recruiting" is doubted."""

    protocol: Protocol
    verdict: TrialVerdict
    completion: PartialDate | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Ranked:
    """A trial at its place, counted from 1. `stage` is the one that decides: the first that the patient can be judged for.

    `decided` of `total` lines are pass or fail; `excluding` are the lines that fail; `disease_why` says what the gate rests on;
    `narrow`: the trial names the patient's disease, and not only tumors of any organ.
    """

    place: int
    standing: Standing
    judged: Judged
    stage: StageVerdict
    recruiting: Recruiting
    disease: Disease
    disease_why: str
    narrow: bool
    decided: int
    total: int
    excluding: tuple[LineVerdict, ...] = ()


def rank(
    trials: Iterable[Judged], facts: PatientFacts, *, on: dt.date, vocabulary: Vocabulary | None = None
) -> tuple[Ranked, ...]:
    """The trials in the order in which to look at them: eligible, possible by how much is decided, excluded, another disease.

    Within one standing, open trials come before those whose status is not confirmed, and those before closed ones; then those
    for the recorded disease (before them those that name it, not only tumors of any organ), then those of which most is
    decided. Equal ones keep their order.
    """
    known = Repeatedly(facts).known(Context(on=on, vocabulary=vocabulary or default_vocabulary()))
    placed = sorted((_ranked(trial, known) for trial in trials), key=_order)
    return tuple(replace(item, place=place) for place, item in enumerate(placed, start=1))


def _order(item: Ranked) -> tuple[int, int, int, bool, float]:
    share = item.decided / item.total if item.total and not item.stage.note else 0.0
    return (
        tuple(Standing).index(item.standing),
        tuple(Doors).index(item.recruiting.doors),
        tuple(Disease).index(item.disease),
        not item.narrow,
        -share if item.standing is Standing.POSSIBLE else float(len(item.excluding)),
    )


def _ranked(trial: Judged, known: Known) -> Ranked:
    protocol, stage = trial.protocol, _deciding(trial.verdict)
    disease, why = disease_of(protocol, stage, known)
    return Ranked(
        place=0,
        standing=_standing(stage, disease),
        judged=trial,
        stage=stage,
        recruiting=recruiting_of(protocol.status, protocol.status_date, trial.completion, on=known.context.on),
        disease=disease,
        disease_why=why,
        narrow=disease is Disease.SAME and any(_has(name, known) is Truth.TRUE for name in narrow(protocol.conditions, known)),
        decided=sum(line.outcome is not Outcome.UNKNOWN for line in stage.lines),
        total=len(stage.lines),
        excluding=stage.of(Outcome.FAIL),
    )


def _deciding(verdict: TrialVerdict) -> StageVerdict:
    """The first stage judged; a verdict without any is one that nothing is known of."""
    empty = StageVerdict(stage="", eligibility=Eligibility.UNKNOWN, lines=(), note="no stage was judged")
    return verdict.stages[0] if verdict.stages else empty


def _standing(stage: StageVerdict, disease: Disease) -> Standing:
    if disease is Disease.ANOTHER:
        return Standing.ANOTHER_DISEASE
    if stage.eligibility is Eligibility.INELIGIBLE:
        return Standing.EXCLUDED
    eligible = stage.eligibility is Eligibility.ELIGIBLE and not stage.note and bool(stage.lines)
    return Standing.ELIGIBLE if eligible else Standing.POSSIBLE


def disease_of(protocol: Protocol, stage: StageVerdict, known: Known) -> tuple[Disease, str]:
    """Whether the patient has one of the trial's diseases, with the words for it.

    "Another" is said only where no disease that the trial names is the patient's; where it also names something that was not
    understood, or cancer in general, only if its criteria exclude the patient too.
    """
    vocabulary = known.context.vocabulary
    cancers = tuple(name for name in protocol.conditions if vocabulary.kind(name) == "cancer")
    named = tuple(name for name in treated(protocol.conditions, vocabulary) if name in cancers)
    if not named:
        return Disease.OPEN, "the record names no disease that the vocabulary knows"
    evidence = judge(AnyOf(items=tuple(Has(target=Target(concept=name)) for name in named)), known)
    if evidence.truth is Truth.TRUE:
        return Disease.SAME, evidence.why
    if evidence.truth is Truth.UNKNOWN:
        return Disease.OPEN, evidence.why
    unread = [name for name in protocol.condition_names if not read_term(name).known]
    wider = [name for name in cancers if name not in named]
    if (unread or wider) and stage.eligibility is not Eligibility.INELIGIBLE:
        return Disease.OPEN, f"the record also names {(unread or wider)[0]}"
    return Disease.ANOTHER, evidence.why


def narrow(conditions: Sequence[str], known: Known) -> tuple[str, ...]:
    """The cancers among the diseases of a trial that are of one organ, or of a few."""
    vocabulary = known.context.vocabulary
    cancers = (name for name in conditions if name in vocabulary and vocabulary.kind(name) == "cancer")
    return tuple(name for name in cancers if len(vocabulary.descendants(name)) <= WIDE)


def _has(concept: str, known: Known) -> Truth:
    return judge(Has(target=Target(concept=concept)), known).truth
