"""A cohort as its folder keeps it enters; the tables that a command prints and a page shows leave: funnel, near misses, the next
question, overlap."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from trialwright.match.batch.mending import Mending, mending, mending_of
from trialwright.match.batch.misses import near_misses
from trialwright.match.batch.next_question import NextQuestion, Topics, joined_questions, next_questions
from trialwright.match.batch.overlap import Overlap, overlap, overlap_of_nobody
from trialwright.match.batch.program import PlannedStage
from trialwright.match.batch.recorded import Records
from trialwright.match.batch.reopened import Reopened
from trialwright.match.batch.store import Run
from trialwright.match.context import Context
from trialwright.match.evaluate import shows_nothing
from trialwright.vocabulary.concepts import default_vocabulary


def funnel_rows(kept: Run, trial: str, stage: dict[str, Any]) -> list[dict[str, Any]]:
    """The funnel of a stage (as the question of the folder states it), a row for each line, in patients: `pass`, `fail` and
    `unknown` by itself, `left` in order, `only` who fails no other line, `share` of those lost."""
    lines = {line["id"]: line for line in stage["lines"]}
    return [
        {
            "line": row.line,
            "text": lines[row.line]["text"],
            "section": lines[row.line]["section"],
            "pass": row.passed,
            "fail": row.failed,
            "unknown": row.unknown,
            "left": row.left,
            "only": row.only,
            "share": round(float(row.share), 6),
        }
        for row in kept.funnel(trial, stage["name"])
    ]


def line_asked(row: dict[str, Any]) -> str:
    """The words of a line of a funnel, with what an exclusion is: "not: pregnancy"."""
    return f"{'not: ' if row['section'] == 'exclusion' else ''}{' '.join(str(row['text']).split())}"


def mendings(cohort: Reopened, stage: PlannedStage, records: Records) -> list[Mending]:
    """Who fails one line of a stage and no other, the lines in their order; by how much, of those whose records are given."""
    misses = [miss for evaluation in cohort.evaluations() for miss in near_misses(evaluation, stage)]
    words = default_vocabulary()
    trial = (cohort.trial(stage.trial), Context(on=cohort.on, vocabulary=words))
    known = {facts.id: facts for facts in records({miss.patient for miss in misses})}
    made = [
        mending_of(miss, cohort.program, known[miss.patient], trial)
        if miss.patient in known
        else mending(miss, cohort.program, words)
        for miss in misses
    ]
    order = {name: place for place, name in enumerate(stage.lines)}
    return sorted(made, key=lambda one: (order[one.miss.line], one.miss.patient))


def questions(cohort: Reopened, *, patient: str | None = None, trials: Collection[str] | None = None) -> list[NextQuestion]:
    """The missing facts that leave a trial open, for everybody or for one patient, the most deciding first; `trials` are those
    that count (None: all). A patient or a trial that the cohort does not have is a `UserError`."""
    chosen = None if trials is None else frozenset(cohort.trial(one).key for one in trials)
    topics = Topics(program=cohort.program, trials=chosen)
    evaluations = cohort.evaluations() if patient is None else [cohort.of_patient(patient)]
    return joined_questions(next_questions(evaluation, topics) for evaluation in evaluations)


def overlap_in(cohort: Reopened, *, eligible: bool = False) -> Overlap:
    """Which trials have the same patients: those who are not excluded, or only those who are `eligible`. Trials of which no
    criteria are shown stand apart (`Overlap.bare`)."""
    bare = {key for key, protocol in cohort.protocols.items() if shows_nothing(protocol)}
    found = overlap_of_nobody(cohort.program, bare=bare)
    for evaluation in cohort.evaluations():
        found = found + overlap(evaluation, eligible=eligible, bare=bare)
    return found
