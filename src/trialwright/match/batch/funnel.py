"""A stage of a trial and the planes of a cohort enter; how many pass each line, alone and in order, leaves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from itertools import zip_longest

from trialwright.match.batch.current import at_stage
from trialwright.match.batch.planes import Evaluation, count
from trialwright.match.batch.program import PlannedStage
from trialwright.match.batch.shapley import failing_by_lines, share_of


@dataclass(frozen=True, kw_only=True, slots=True)
class FunnelLine:
    """One line over a cohort, in patients: how it comes out by itself; who is `left` when it and all lines before it are held
    against them (failing none of them); and whom it alone excludes (`only`: they fail no other line)."""

    line: str
    passed: int = 0
    failed: int = 0
    unknown: int = 0
    left: int = 0
    only: int = 0
    failing: tuple[int, ...] = ()

    @property
    def share(self) -> Fraction:
        """The line's part of the patients lost (`shapley`). The shares of all lines sum up to those who fail any."""
        return share_of(self.failing)

    def __add__(self, other: FunnelLine) -> FunnelLine:
        return FunnelLine(
            line=self.line,
            passed=self.passed + other.passed,
            failed=self.failed + other.failed,
            unknown=self.unknown + other.unknown,
            left=self.left + other.left,
            only=self.only + other.only,
            failing=tuple(map(sum, zip_longest(self.failing, other.failing, fillvalue=0))),
        )


def funnel(evaluation: Evaluation, stage: PlannedStage) -> tuple[FunnelLine, ...]:
    """The lines of a stage in their order, over the patients of a block for whom the stage is judged and has begun.

    Blocks are added line by line (`joined`).
    """
    found_here = at_stage(evaluation, stage)
    here = found_here.here
    failed = [line.false & here for line in found_here.lines]
    passed = [line.true & here for line in found_here.lines]
    once = here & ~here
    twice = once
    for plane in failed:
        twice = twice | (once & plane)
        once = once | plane
    left = here
    found = []
    lost = failing_by_lines(failed, len(evaluation.block.ids))
    for line, no, yes, by_lines in zip(stage.lines, failed, passed, lost, strict=True):
        left = left & ~no
        known = count(yes), count(no)
        found.append(
            FunnelLine(
                line=line,
                passed=known[0],
                failed=known[1],
                unknown=count(here) - sum(known),
                left=count(left),
                only=count(no & ~twice),
                failing=by_lines,
            )
        )
    return tuple(found)


def joined(parts: Iterable[tuple[FunnelLine, ...]]) -> tuple[FunnelLine, ...]:
    """The funnels of several blocks as one."""
    found: tuple[FunnelLine, ...] = ()
    for part in parts:
        found = tuple(one + other for one, other in zip(found, part, strict=True)) if found else part
    return found
