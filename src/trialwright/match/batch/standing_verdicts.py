"""A folder of columns enters, a folder of verdicts on all trials leaves: block by block, in one process or in several."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from time import process_time
from typing import TypeVar

from trialwright.errors import UserError
from trialwright.match.batch.outcomes import Outcomes
from trialwright.match.batch.planes import Ends
from trialwright.match.batch.standing import Comparing
from trialwright.match.batch.standing_folder import Plan, StandingFolder, VerdictFolder
from trialwright.match.batch.standing_notes import writing
from trialwright.match.batch.workers import Words, all_working, end_with_the_asker, own_words, vocabulary_of
from trialwright.vocabulary.concepts import Vocabulary, using

Result = TypeVar("Result")


def judge_standing(plan: Plan, source: StandingFolder, target: VerdictFolder, *, workers: int = 1) -> dict[str, float]:
    """Holds the patients of a folder against all trials of a plan, and keeps what each line and stage gives of each of them.

    The seconds of the processor by the part of the work are returned. Columns that were made for other trials or by another
    version, and a folder into which another process writes, are a `UserError`. What was stopped or killed goes on.
    """
    about = source.about()
    if about["program"] != plan.mark:
        raise UserError("the columns were made for other trials", place=str(source.folder), hint="make them anew")
    with writing(target.folder):
        waiting = target.begin(plan, about)
        if workers > 1:
            return _judged_beside(plan, (source.folder, target.folder), waiting, workers)
        judging = _Judging(plan, source, target)
        for number in waiting:
            judging.block(number)
        return dict(judging.spent)


def _judged_beside(plan: Plan, folders: tuple[Path, Path], waiting: Sequence[int], workers: int) -> dict[str, float]:
    """The same by several processes, which end with this one."""
    spent: defaultdict[str, float] = defaultdict(float)
    begin = partial(_begin, plan, folders, own_words())
    pool = ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=begin)
    try:
        with all_working():
            for found in pool.map(_block, waiting):
                for name, seconds in found.items():
                    spent[name] += seconds
    finally:
        pool.shutdown(cancel_futures=True)
    return dict(spent)


class _Judging:
    """Judges blocks, and sums up the processor's time by the part."""

    def __init__(self, plan: Plan, source: StandingFolder, target: VerdictFolder) -> None:
        self._plan, self._source, self._target = plan, source, target
        self.spent: defaultdict[str, float] = defaultdict(float)
        self._comparing = self._timed("comparisons", lambda: Comparing(plan.program, source.seen()))

    def block(self, number: int) -> None:
        """Judges one block."""
        program = self._plan.program
        found = self._timed("reading Parquet", lambda: self._source.block(number, self._plan))
        ends = Ends.of(len(found.ids))
        columns = self._timed("comparisons", lambda: self._comparing.compared(found, ends))
        outcomes = self._timed("planes", lambda: Outcomes(program, columns, ends))
        stages = self._timed("planes", lambda: list(outcomes.stages()))
        trees = self._timed("lines and reasons", lambda: list(outcomes.trees()))
        self._timed("writing", lambda: self._target.put(number, found, stages, trees))

    def _timed(self, name: str, work: Callable[[], Result]) -> Result:
        started = process_time()
        found = work()
        self.spent[name] += process_time() - started
        return found


class _Worker:
    """What a worker is made of."""

    judging: _Judging
    vocabulary: Vocabulary


def _begin(plan: Plan, folders: tuple[Path, Path], own: Words | None) -> None:
    """Makes a worker of this process."""
    end_with_the_asker()
    _Worker.vocabulary = vocabulary_of(own)
    with using(_Worker.vocabulary):
        _Worker.judging = _Judging(plan, StandingFolder(folders[0]), VerdictFolder(folders[1]))


def _block(number: int) -> dict[str, float]:
    judging = _Worker.judging
    with using(_Worker.vocabulary):
        judging.block(number)
    spent, judging.spent = judging.spent, defaultdict(float)
    return spent
