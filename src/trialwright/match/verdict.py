"""What a match says: evidence for every node, a verdict for every line and stage, the questions that would settle the rest."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from trialwright.findings import Span
from trialwright.match.truth import Truth
from trialwright.patients.facts import Fact
from trialwright.protocol.criteria import Criterion
from trialwright.protocol.protocol import Line


class Outcome(StrEnum):
    """The verdict on a line, said of eligibility: an exclusion that does not apply is `pass`."""

    PASS = "pass"
    FAIL = "fail"
    UNKNOWN = "unknown"


class Eligibility(StrEnum):
    """The verdict on a stage of a trial."""

    ELIGIBLE = "eligible"
    INELIGIBLE = "ineligible"
    UNKNOWN = "unknown"


class Reason(StrEnum):
    """Why something is unknown, the most useful to say first when there are several."""

    LATER = "later"
    AMBIGUOUS = "ambiguous"
    CONFLICT = "conflict"
    UNIT_MISSING = "unit missing"
    TOO_OLD = "too old"
    NOT_RECORDED = "not recorded"
    ASK = "ask a person"
    NOT_READ = "not read"


@dataclass(frozen=True, kw_only=True, slots=True)
class Evidence:
    """How one node came out: its truth, the facts it rests on, in words why, and what would settle it when unknown.

    `turns` are days on which what was found lately no longer is so, and the truth may change (`Known.lately`).
    `changes_on` is the first day after the reference date on which the truth changes by time alone, if nothing new happens.
    """

    node: Criterion
    truth: Truth
    why: str
    facts: tuple[Fact, ...] = ()
    reasons: tuple[Reason, ...] = ()
    questions: tuple[str, ...] = ()
    children: tuple[Evidence, ...] = ()
    turns: tuple[dt.date, ...] = ()
    changes_on: dt.date | None = None

    @property
    def span(self) -> Span:
        """Where in the criteria text the node stands."""
        return self.node.span


@dataclass(frozen=True, kw_only=True, slots=True)
class LineVerdict:
    """The verdict on one line, with its evidence; `reason` is set when it is unknown."""

    line: Line
    outcome: Outcome
    evidence: Evidence
    reason: Reason | None = None
    questions: tuple[str, ...] = ()
    changes_on: dt.date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class StageVerdict:
    """The verdict on one stage. `becomes` tells what it turns into on `changes_on` by time alone."""

    stage: str
    eligibility: Eligibility
    lines: tuple[LineVerdict, ...]
    note: str = ""
    changes_on: dt.date | None = None
    becomes: Eligibility | None = None

    def of(self, outcome: Outcome) -> tuple[LineVerdict, ...]:
        """The lines with that outcome, in the order of the text."""
        return tuple(item for item in self.lines if item.outcome is outcome)


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """Something to ask or measure, with the lines that it would settle."""

    text: str
    lines: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class TrialVerdict:
    """A patient held against a trial on a day: one verdict a stage, and the questions, most useful first."""

    trial: str
    title: str
    patient: str
    on: dt.date
    stages: tuple[StageVerdict, ...]
    questions: tuple[Question, ...] = ()

    def stage(self, name: str) -> StageVerdict:
        """The verdict on the stage of that name."""
        for item in self.stages:
            if item.stage == name:
                return item
        raise KeyError(name)
