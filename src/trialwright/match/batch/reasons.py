"""The answers of one patient enter; why a line is unknown for them leaves: the reason that the reference gives first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from trialwright.match.batch.answers import IS_BARE, REASONS, Codes, truth_of
from trialwright.match.batch.program import Op, Program, Step
from trialwright.match.truth import Truth, at_least, choice, conjunction, disjunction
from trialwright.match.verdict import Reason

Judged = tuple[Truth, tuple[Reason, ...]]
"""The truth of a step with the reasons why it is unknown, as `match.evaluate` orders them."""


@dataclass
class PersonJudged:
    """One patient: `codes` has the answer to every question; what was judged once is kept."""

    program: Program
    codes: Codes
    _found: dict[int, Judged] = field(default_factory=dict)

    def judged(self, number: int) -> Judged:
        """The truth of a question or step, and its reasons."""
        found = self._found.get(number)
        if found is None:
            asked = len(self.program.questions)
            found = truth_of(int(self.codes[number])) if number < asked else self._step(self.program.steps[number - asked])
            self._found[number] = found
        return found

    def _step(self, step: Step) -> Judged:
        below = [self.judged(item) for item in step.items]
        truths = [truth for truth, _ in below]
        match step.op:
            case Op.ALL:
                return _over(conjunction(truths), below)
            case Op.ANY:
                return _over(disjunction(self._asked_twice(step, truths)), below)
            case Op.NONE:
                return _over(~disjunction(self._asked_twice(step, truths)), below)
            case Op.AT_LEAST:
                return _over(at_least(step.count, truths), below)
            case Op.NOT:
                return _over(~truths[0], below)
            case Op.WHEN:
                return _when(below)
        return _readings(below)

    def _asked_twice(self, step: Step, truths: Sequence[Truth]) -> list[Truth]:
        """As `match.same.one_question`."""
        found = list(truths)
        for group in step.twice:
            if {truths[place] for place in group} - {Truth.UNKNOWN} == {Truth.FALSE}:
                for place in group:
                    if IS_BARE[self.codes[step.items[place]]]:
                        found[place] = Truth.FALSE
        return found


def _when(below: Sequence[Judged]) -> Judged:
    condition, then, otherwise = below
    truth = choice(condition[0], then[0], otherwise[0])
    looked_at = {Truth.TRUE: (condition, then), Truth.FALSE: (condition, otherwise), Truth.UNKNOWN: below}
    return _over(truth, looked_at[condition[0]])


def _readings(below: Sequence[Judged]) -> Judged:
    truths = {truth for truth, _ in below}
    if len(truths) == 1:
        return _over(truths.pop(), below)
    found = _over(Truth.UNKNOWN, below)[1]
    return Truth.UNKNOWN, (Reason.AMBIGUOUS,) if truths >= {Truth.TRUE, Truth.FALSE} else (Reason.AMBIGUOUS, *found)


def _over(truth: Truth, below: Iterable[Judged]) -> Judged:
    if truth is not Truth.UNKNOWN:
        return truth, ()
    open_ = {reason for own, reasons in below if own is Truth.UNKNOWN for reason in reasons}
    return truth, tuple(reason for reason in REASONS if reason in open_)
