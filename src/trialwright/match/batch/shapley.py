"""A stage of a trial and the planes of a block enter; the share that each line has in the patients lost leaves (L. S. Shapley, A
value for n-person games, 1953).

The game: what some lines of the stage are worth together is the number of patients who fail one of them. A patient who fails k
lines is lost as soon as one of the k is held against them, and each of the k is the first in 1/k of all orders of the lines; so
the share of a line is the sum, over the patients who fail it, of 1/k. That is exact, and needs no sampling of orders.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from trialwright.match.batch.current import at_stage, rows
from trialwright.match.batch.planes import Evaluation
from trialwright.match.batch.program import PlannedStage


@dataclass(frozen=True, kw_only=True, slots=True)
class LineShare:
    """One line: how many patients fail it who fail so many lines in all (`failing`: lines failed -> patients)."""

    line: str
    failing: Mapping[int, int]

    @property
    def share(self) -> Fraction:
        """The line's part of the patients lost, in patients. The shares of all lines sum up to those who fail any."""
        return sum((Fraction(patients, lines) for lines, patients in self.failing.items()), Fraction(0))

    def __add__(self, other: LineShare) -> LineShare:
        return LineShare(line=self.line, failing=Counter(self.failing) + Counter(other.failing))


def shares(evaluation: Evaluation, stage: PlannedStage) -> tuple[LineShare, ...]:
    """The share of each line of a stage, over the patients of a block who are at that stage."""
    here = at_stage(evaluation, stage)
    patients = len(evaluation.block.ids)
    failed = [rows(line.false & here.here, patients) for line in here.lines]
    lines = np.zeros(patients, dtype=np.int64)
    for no in failed:
        lines += no
    return tuple(LineShare(line=line, failing=Counter(lines[no].tolist())) for line, no in zip(stage.lines, failed, strict=True))


def joined_shares(parts: Iterable[tuple[LineShare, ...]]) -> tuple[LineShare, ...]:
    """The shares of several blocks as one."""
    found: tuple[LineShare, ...] = ()
    for part in parts:
        found = tuple(one + other for one, other in zip(found, part, strict=True)) if found else part
    return found
