"""Protocols and any number of patients enter; the folder of their verdicts leaves, block by block, in bounded memory."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from trialwright.match.batch.columns import Columns
from trialwright.match.batch.funnel import funnel
from trialwright.match.batch.program import Program, program_of
from trialwright.match.batch.recall import Recall
from trialwright.match.batch.screening import Screening
from trialwright.match.batch.store import BlockResult, CohortFolder, mark_of
from trialwright.patients.facts import PatientFacts
from trialwright.protocol.protocol import Protocol

BLOCK = 2048
"""Patients in a block, unless it is said otherwise."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Progress:
    """How far a run is: patients seen, how many of them were done before, and how often the reference matcher was asked."""

    patients: int = 0
    before: int = 0
    answered: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class CohortTerms:
    """How a cohort is held against trials: on which day, how many patients at once, and whether excluded pairs are kept too.

    `said` is called after each block.
    """

    on: dt.date
    block: int = BLOCK
    excluded: bool = False
    said: Callable[[Progress], None] = lambda progress: None


def screen_cohort(
    protocols: Sequence[Protocol], patients: Iterable[PatientFacts], folder: CohortFolder, terms: CohortTerms
) -> Progress:
    """Holds every patient against every trial, and keeps the verdicts in the folder.

    A block that is there already, of the same patients of whom the same is known, is not made again: so a run that was stopped
    goes on, and one that is repeated the next day does what has changed. A folder of other
    trials, of another day or size of block is a `UserError`.
    """
    program = program_of(protocols)
    folder.begin(question_of(protocols, program, terms))
    columns = Columns(Recall(program=program, on=terms.on))
    progress = Progress()
    number = -1
    for number, block in enumerate(_blocks(patients, terms.block)):
        mark = mark_of(block)
        known = folder.has(number, mark)
        if not known:
            folder.put(number, mark, _result(program, Screening(program, columns.block(block)), excluded=terms.excluded))
        progress = Progress(
            patients=progress.patients + len(block),
            before=progress.before + (len(block) if known else 0),
            answered=columns.recall.answered,
        )
        terms.said(progress)
    folder.cut(number + 1)
    return progress


def question_of(protocols: Sequence[Protocol], program: Program, terms: CohortTerms) -> dict[str, Any]:
    """What is asked, to be kept beside the answers: it tells whether a run can go on."""
    return {
        "on": terms.on.isoformat(),
        "block": terms.block,
        "excluded": terms.excluded,
        "program": hashlib.sha256(repr(program).encode()).hexdigest(),
        "trials": [
            {
                "key": protocol.key,
                "title": protocol.title,
                "stages": [
                    {
                        "name": stage.name,
                        "label": stage.label,
                        "lines": [{"id": line.id, "section": line.section.value, "text": line.text} for line in stage.lines],
                    }
                    for stage in protocol.stages
                ],
            }
            for protocol in protocols
        ],
    }


def _result(program: Program, screening: Screening, *, excluded: bool) -> BlockResult:
    return BlockResult(
        pairs=screening.pairs(excluded=excluded),
        counts=screening.counts(),
        funnels=[(stage.trial, stage.name, funnel(screening.evaluation, stage)) for stage in program.stages],
        patients=len(screening.block.ids),
    )


def _blocks(patients: Iterable[PatientFacts], size: int) -> Iterator[list[PatientFacts]]:
    source = iter(patients)
    while block := list(islice(source, size)):
        yield block
