"""The columns of a block of patients enter; what every stage and every line of every trial gives of each of them leaves, coded.

A line's outcome is coded as an answer is (`answers`): true, false, or unknown for the first reason. Lines of the same tree have
one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trialwright.match.batch.answers import FALSE, TRUE, Codes, truth_of
from trialwright.match.batch.coded import Coded, answered_planes, coded_planes
from trialwright.match.batch.merged import merged
from trialwright.match.batch.pairs import VERDICTS
from trialwright.match.batch.planes import Ends, Evaluated, StagePlanes, bare_wanted
from trialwright.match.batch.program import PlannedStage, Program
from trialwright.match.batch.screening import PairVerdict
from trialwright.match.batch.whys import Whys
from trialwright.match.verdict import Eligibility, Reason

NOT_JUDGED = len(VERDICTS)
"""The code of a stage that is not judged, since a later one has begun; the others are the numbers of `VERDICTS`."""


def trees_of(program: Program) -> list[int]:
    """The numbers of what is told of each patient: the trees of lines, and whether stages have begun; growing."""
    lines = {root for stage in program.stages for root in stage.roots}
    return sorted(lines.union(stage.begins for stage in program.stages if stage.begins is not None))


class Outcomes:
    """A block of patients held against all trials; each outcome is made when it is asked for."""

    def __init__(self, program: Program, columns: Sequence[Coded], ends: Ends) -> None:
        self._whole, self._ends = program, ends
        self._merged = found = merged(program, columns)
        answered = answered_planes(found.columns, bare_wanted(found.program), ends)
        self._evaluated = Evaluated(found.program, answered)
        self._whys = Whys(self._evaluated, lambda number: found.columns[number].why(ends))

    def stages(self) -> Iterator[Coded]:
        """The verdict of each stage."""
        return (_verdict(self._evaluated.stage(stage), self._ends) for stage in self._merged.program.stages)

    def trees(self) -> Iterator[Coded]:
        """What each of `trees_of` gives; one object for what is the same."""
        found: dict[int, Coded] = {}
        for number in (self._merged.numbers[tree] for tree in trees_of(self._whole)):
            if number not in found:
                found[number] = self._whys.outcome(number)
            yield found[number]


def _verdict(found: StagePlanes, ends: Ends) -> Coded:
    eligible, ineligible, unknown = map(VERDICTS.index, (Eligibility.ELIGIBLE, Eligibility.INELIGIBLE, Eligibility.UNKNOWN))
    rest = ends.but(ends.but(found.judged, found.eligible), found.ineligible)
    not_judged = ends.but(ends.all, found.judged)
    return coded_planes({eligible: found.eligible, ineligible: found.ineligible, unknown: rest, NOT_JUDGED: not_judged}, ends)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class StageTold:
    """One stage over a block of patients: the verdicts (`VERDICTS`, `NOT_JUDGED`), and what each line gives. `begun` tells of
    whom a later stage has begun; None for a first one. `turns` are the first days on which time alone may change an answer."""

    stage: PlannedStage
    ids: Sequence[str]
    turns: NDArray[np.int32]
    verdicts: Codes
    lines: Sequence[Codes]
    begun: Codes | None = None

    def pair(self, place: int) -> PairVerdict | None:
        """What is told of one patient; None where the stage is not judged."""
        verdict = int(self.verdicts[place])
        if verdict == NOT_JUDGED:
            return None
        if self.begun is not None and self.begun[place] != TRUE:
            failing, unknown = [], [(line, Reason.LATER) for line in self.stage.lines]
        else:
            told = [(line, int(codes[place])) for line, codes in zip(self.stage.lines, self.lines, strict=True)]
            failing = [line for line, code in told if code == FALSE]
            unknown = [(line, truth_of(code)[1][0]) for line, code in told if code not in (TRUE, FALSE)]
        return PairVerdict(
            patient=self.ids[place],
            trial=self.stage.trial,
            stage=self.stage.name,
            verdict=VERDICTS[verdict],
            failing=tuple(failing),
            unknown=tuple(unknown),
        )
