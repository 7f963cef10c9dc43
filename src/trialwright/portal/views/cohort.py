"""The folder of a cohort enters; what its pages show leaves: the overview, a trial's patients, what changed, one patient."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any
from urllib.parse import quote, urlencode

from trialwright.match.batch.changes import Change
from trialwright.match.batch.chosen import stage_asked, trial_asked
from trialwright.match.batch.insight import questions
from trialwright.match.batch.next_question import NextQuestion
from trialwright.match.batch.reopened import Reopened
from trialwright.match.batch.screening import PairVerdict, Screening, StageCount
from trialwright.match.batch.store import CohortFolder
from trialwright.match.verdict import Eligibility
from trialwright.portal.views.words import word

MOST = 100
"""How many patients, changes or facts a list shows; how many more there are is said."""
_ASKED = 10
ORDERS = ("trial", "eligible", "possible", "excluded")
GROUPS = (Eligibility.ELIGIBLE, Eligibility.UNKNOWN, Eligibility.INELIGIBLE, None)


@dataclass(frozen=True, kw_only=True, slots=True)
class StageRow:
    """A stage of a trial over the whole cohort, in patients; `stage` is "" where the trial has one only."""

    trial: str
    title: str
    stage: str
    label: str
    eligible: int
    possible: int
    excluded: int

    @property
    def path(self) -> str:
        """The address of the stage's page."""
        return trial_address(self.trial, stage=self.stage)


@dataclass(frozen=True, kw_only=True, slots=True)
class Overview:
    """The cohort: the day it was judged on, which run that was, how many patients, and the stages in the order asked for."""

    on: dt.date
    run: int
    patients: int
    trials: int
    rows: tuple[StageRow, ...]


def trial_address(trial: str, part: str = "", **asked: str) -> str:
    """The address of a trial in the cohort, or of a part of its page."""
    path = f"/cohort/trial/{quote(trial, safe='/')}" + (f"/{part}" if part else "")
    query = urlencode({name: value for name, value in asked.items() if value})
    return f"{path}?{query}" if query else path


def overview(folder: CohortFolder, order: str) -> Overview:
    """All stages of all trials; by key, or those with most patients of a sort first."""
    question = folder.question()
    trials = {trial["key"]: trial for trial in question["trials"]}
    counts = {(count.trial, count.stage): count for count in folder.counts()}
    rows = [
        _stage_row(trial, stage, counts.get((key, stage["name"]))) for key, trial in trials.items() for stage in trial["stages"]
    ]
    if order in ORDERS[1:]:
        rows.sort(key=lambda row: (-getattr(row, order), row.trial))
    else:
        rows.sort(key=lambda row: row.trial)
    return Overview(
        on=dt.date.fromisoformat(question["on"]),
        run=question["run"],
        patients=folder.patients(),
        trials=len(trials),
        rows=tuple(rows),
    )


def stage_row(folder: CohortFolder, trial: str, stage: str) -> StageRow:
    """One of them, by key and name; both must be there."""
    question = folder.question()
    count = next((one for one in folder.counts() if (one.trial, one.stage) == (trial, stage)), None)
    return _stage_row(trial_asked(question, trial), stage_asked(question, trial, stage), count)


def _stage_row(trial: Mapping[str, Any], stage: Mapping[str, Any], count: StageCount | None) -> StageRow:
    judged, eligible, excluded = (count.judged, count.eligible, count.ineligible) if count is not None else (0, 0, 0)
    return StageRow(
        trial=trial["key"],
        title=trial["title"],
        stage=stage["name"] if len(trial["stages"]) > 1 else "",
        label=stage.get("label") or stage["name"],
        eligible=eligible,
        possible=judged - eligible - excluded,
        excluded=excluded,
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Patients:
    """The first patients of a list and how many it has."""

    shown: tuple[PairVerdict, ...]
    total: int


def patients_of(folder: CohortFolder, trial: str, stage: str, verdict: Eligibility) -> Patients:
    """Who has a verdict on a stage, those with fewest unknown lines first."""
    found = sorted(folder.pairs(trial, stage, verdict), key=lambda one: (len(one.unknown), one.patient))
    return Patients(shown=tuple(found[:MOST]), total=len(found))


@dataclass(frozen=True, kw_only=True, slots=True)
class ChangedLine:
    """A line that comes out otherwise: its text ("" where the trial has it no longer), the outcomes as texts to translate."""

    line: str
    text: str
    before: str
    after: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Changed:
    """A verdict that is another than before; `was` and `causes` are texts to translate.

    `path` and `title` are "" for a trial that is gone.
    """

    patient: str
    trial: str
    title: str
    stage: str
    path: str
    was: str
    causes: tuple[str, ...]
    lines: tuple[ChangedLine, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class ChangedGroup:
    """The changes to one verdict (`now`, a text to translate): the first of them, and how many there are."""

    now: str
    shown: tuple[Changed, ...]
    total: int


def changed(folder: CohortFolder, changes: Iterable[Change]) -> tuple[ChangedGroup, ...]:
    """Changes by what the verdict is now; groups without any are left out."""
    trials = {trial["key"]: trial for trial in folder.question()["trials"]}
    found: dict[str | None, list[Change]] = {}
    for change in changes:
        found.setdefault(change.after, []).append(change)
    return tuple(
        ChangedGroup(
            now=word("now", after or "gone"),
            shown=tuple(_changed(one, trials) for one in islice(found[after], MOST)),
            total=len(found[after]),
        )
        for after in GROUPS
        if after in found
    )


def _changed(change: Change, trials: Mapping[str, Any]) -> Changed:
    trial = trials.get(change.trial)
    stages = {stage["name"]: stage for stage in trial["stages"]} if trial is not None else {}
    stage = stages.get(change.stage)
    texts = {line["id"]: line["text"] for line in stage["lines"]} if stage is not None else {}
    several = change.stage if len(stages) > 1 else ""
    return Changed(
        patient=change.patient,
        trial=change.trial,
        title=trial["title"] if trial is not None else "",
        stage=several,
        path=trial_address(change.trial, stage=several) if stage is not None else "",
        was=word("pair", change.before or "none"),
        causes=tuple(word("cause", cause) for cause in change.causes),
        lines=tuple(
            ChangedLine(line=line, text=texts.get(line, ""), before=_outcome(before), after=_outcome(after))
            for line, before, after in change.lines
        ),
    )


def _outcome(value: str | None) -> str:
    return word("lineOutcome", value or "none")


@dataclass(frozen=True, kw_only=True, slots=True)
class PairLine:
    """A line that excludes a patient or is open; `reason` is why it is open, a text to translate, "" where it excludes."""

    line: str
    text: str
    reason: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class PairRow:
    """A stage of a trial for one patient (`label` is its name), with the lines that exclude, or else those that are open."""

    trial: str
    title: str
    stage: str
    path: str
    lines: tuple[PairLine, ...]
    label: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class OnePatient:
    """A patient of the cohort: the trials by verdict, the facts to ask for first, and what changed since the run before."""

    patient: str
    on: dt.date
    eligible: tuple[PairRow, ...]
    possible: tuple[PairRow, ...]
    excluded: tuple[PairRow, ...]
    asks: tuple[NextQuestion, ...]
    changes: tuple[ChangedGroup, ...]


def one_patient(cohort: Reopened, patient: str) -> OnePatient:
    """What the cohort knows of one patient. One whom it does not have is a `UserError`."""
    evaluation = cohort.of_patient(patient)
    every = Screening(cohort.program, evaluation.block).pairs(excluded=True)
    pairs = reached(list(every), {key: [stage.name for stage in protocol.stages] for key, protocol in cohort.protocols.items()})
    by_verdict = {verdict: [one for one in pairs if one.verdict is verdict] for verdict in Eligibility}
    possible = sorted(by_verdict[Eligibility.UNKNOWN], key=lambda one: (not one.unknown, len(one.unknown), one.trial))
    excluded = sorted(by_verdict[Eligibility.INELIGIBLE], key=lambda one: (len(one.failing), one.trial))
    return OnePatient(
        patient=patient,
        on=cohort.on,
        eligible=_rows(by_verdict[Eligibility.ELIGIBLE], cohort),
        possible=_rows(possible, cohort),
        excluded=_rows(excluded, cohort),
        asks=tuple(questions(cohort, patient=patient)[:_ASKED]),
        changes=changed(cohort.folder, (one for one in cohort.folder.last_changes() if one.patient == patient)),
    )


def reached(pairs: Sequence[PairVerdict], stages: Mapping[str, Sequence[str]]) -> list[PairVerdict]:
    """The pairs of one patient without the later steps of trials that exclude at an earlier one: nobody comes to them."""
    first = {trial: len(names) for trial, names in stages.items()}
    for pair in pairs:
        if pair.verdict is Eligibility.INELIGIBLE:
            first[pair.trial] = min(first[pair.trial], stages[pair.trial].index(pair.stage))
    return [pair for pair in pairs if stages[pair.trial].index(pair.stage) <= first[pair.trial]]


def _rows(pairs: Sequence[PairVerdict], cohort: Reopened) -> tuple[PairRow, ...]:
    return tuple(_row(pair, cohort) for pair in pairs)


def _row(pair: PairVerdict, cohort: Reopened) -> PairRow:
    protocol = cohort.protocols[pair.trial]
    texts = {line.id: line.text for line in protocol.stage(pair.stage).lines}
    stage = pair.stage if len(protocol.stages) > 1 else ""
    failing = (PairLine(line=line, text=texts[line]) for line in pair.failing)
    open_ = (PairLine(line=line, text=texts[line], reason=word("open", reason.value)) for line, reason in pair.unknown)
    return PairRow(
        trial=pair.trial,
        title=protocol.title,
        stage=stage,
        path=trial_address(pair.trial, stage=stage),
        lines=tuple(failing) or tuple(open_),
        label=protocol.stage(pair.stage).label if stage else "",
    )
