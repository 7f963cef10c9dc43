"""A program enters; how each of its questions is answered in SQL leaves: at once, by a comparison made there, or from a table."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from trialwright.errors import TrialwrightError
from trialwright.match.batch.program import Asked, Program, Question
from trialwright.match.batch.readings import limits_of
from trialwright.match.batch.sql.naming import Measure, asked_in_words, measure_of, question_name
from trialwright.match.batch.sql.numbers import is_limit
from trialwright.match.truth import Truth, conjunction
from trialwright.match.values import Range
from trialwright.protocol.criteria import Compare, Limit, NoConstraint, Unread


@dataclass(frozen=True, kw_only=True, slots=True)
class Held:
    """A comparison that SQL makes: a measure, and limits that are numbers in its unit."""

    measure: Measure
    low: Limit | None
    high: Limit | None

    def truth(self, value: Range) -> Truth:
        """Whether a value is within the limits."""
        low = [value.at_least(self.low)] if self.low is not None else []
        return conjunction([*low, value.at_most(self.high)] if self.high is not None else low)


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """The questions of a program as SQL knows them, by their numbers: each has a name and words.

    `fixed` are those that have one answer for everybody (None: always unknown); `held` those that are comparisons; the answers
    to all others, and to a comparison where there is no reading, stand in tables. `told_apart` are those of which it matters
    whether nothing at all is on record.
    """

    program: Program
    names: tuple[str, ...]
    words: tuple[str, ...]
    fixed: dict[int, bool | None]
    held: dict[int, Held]
    told_apart: frozenset[int]

    def measures(self) -> dict[str, list[int]]:
        """The comparisons by the name of their measure."""
        found: dict[str, list[int]] = {}
        for number, held in self.held.items():
            found.setdefault(held.measure.name, []).append(number)
        return found


def said_of(program: Program) -> Said:
    """How the questions of a program are said in SQL."""
    names = tuple(map(question_name, program.questions))
    if len(set(names)) < len(names):
        raise TrialwrightError("two questions have one name")  # 64 bits: not in the life of a hospital
    held = {number: found for number, question in enumerate(program.questions) if (found := _held(question)) is not None}
    return Said(
        program=program,
        names=names,
        words=tuple(asked_in_words(question.asked) for question in program.questions),
        fixed={number: _fixed(question.asked) for number, question in enumerate(program.questions) if _is_fixed(question.asked)},
        held=held,
        told_apart=frozenset(step.items[place] for step in program.steps for group in step.twice for place in group),
    )


def _is_fixed(asked: Asked) -> bool:
    return isinstance(asked, NoConstraint | Unread)


def _fixed(asked: Asked) -> bool | None:
    return True if isinstance(asked, NoConstraint) else None


def _held(question: Question) -> Held | None:
    """A comparison with numbers that the columns of a warehouse can hold, on one side at least."""
    node = question.asked
    if not isinstance(node, Compare) or node.quantity.variable is None:
        return None
    limits = limits_of(node)
    if limits is None or limits == (None, None):
        return None
    if not all(is_limit(Decimal(limit.value)) for limit in limits if limit is not None):
        return None
    return Held(measure=measure_of(node), low=limits[0], high=limits[1])
