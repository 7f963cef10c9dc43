"""Plain words for a verdict: evidence enters; what was required, what it rests on, why it is open and what to ask leaves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from trialwright.findings import Span
from trialwright.match.answer import described
from trialwright.match.truth import Truth
from trialwright.match.verdict import (
    Eligibility,
    Evidence,
    LineVerdict,
    Outcome,
    Reason,
    StageVerdict,
    TrialVerdict,
)
from trialwright.patients.facts import Fact
from trialwright.protocol.criteria import AllOf, AnyOf, AtLeast, Criterion, NoneOf, Not, Readings, When
from trialwright.protocol.words import words_of

MOST_REASONS = 4
"""How many reasons a sentence gives before it says how many more there are; the tree below it has them all."""

_TRUTHS = {Truth.TRUE: "yes", Truth.FALSE: "no", Truth.UNKNOWN: "not known"}
_BECOMES = {
    Eligibility.ELIGIBLE: "eligible",
    Eligibility.INELIGIBLE: "not eligible",
    Eligibility.UNKNOWN: "undecided",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class FactWords:
    """One recorded fact as a person reads it, with its date ("" when undated) and its place in the patient's source."""

    text: str
    date: str
    place: str


@dataclass(frozen=True, kw_only=True, slots=True)
class NodeWords:
    """One node of a criterion: what it says in words, whether that is so ("yes", "no", "not known"), and what tells it.

    `because` is the matcher's sentence; `reasons` and `questions` are there when it is not known. `kind` is the node's class;
    `head` says how a group joins what stands below it ("one of these"), "" for a leaf; `role` what the node is to a condition
    ("if", "then", "otherwise"), else "".
    """

    kind: str
    role: str
    head: str
    says: str
    answer: str
    because: str
    span: Span
    facts: tuple[FactWords, ...] = ()
    reasons: tuple[Reason, ...] = ()
    questions: tuple[str, ...] = ()
    children: tuple[NodeWords, ...] = ()

    def walk(self) -> Iterator[NodeWords]:
        """The node and all below it, parents first."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, kw_only=True, slots=True)
class LineWords:
    """One line: the verdict with what was required, why it came out so, and when it changes by time alone.

    `facts` are the facts used, in words; `used` are the same as recorded.
    """

    verdict: LineVerdict
    requires: str
    because: str
    facts: tuple[FactWords, ...]
    used: tuple[Fact, ...]
    change: str
    tree: NodeWords


@dataclass(frozen=True, kw_only=True, slots=True)
class StageWords:
    """One stage: a sentence that says it all, and its lines."""

    verdict: StageVerdict
    summary: str
    lines: tuple[LineWords, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class TrialWords:
    """A trial's verdict in words, stage by stage."""

    verdict: TrialVerdict
    stages: tuple[StageWords, ...]


def explain(verdict: TrialVerdict) -> TrialWords:
    """The whole verdict in words.

    >>> import datetime as dt
    >>> stage = StageVerdict(stage="screening", eligibility=Eligibility.UNKNOWN, lines=(), note="the source shows no criteria")
    >>> explain(TrialVerdict(trial="T", title="T", patient="P", on=dt.date(2026, 3, 16), stages=(stage,))).stages[0].summary
    'Cannot be judged: the source shows no criteria.'
    """
    return TrialWords(verdict=verdict, stages=tuple(explain_stage(stage) for stage in verdict.stages))


def explain_stage(stage: StageVerdict) -> StageWords:
    """One stage in words."""
    return StageWords(verdict=stage, summary=summary_of(stage), lines=tuple(explain_line(line) for line in stage.lines))


def explain_line(line: LineVerdict) -> LineWords:
    """One line in words; its facts are those of the leaves that were looked at, each once."""
    tree = explain_node(line.evidence)
    used = tuple({id(fact): fact for leaf in _all(line.evidence) for fact in leaf.facts}.values())
    return LineWords(
        verdict=line,
        requires=words_of(line.line.node),
        because=because_of(line),
        facts=tuple(dict.fromkeys(_fact(fact) for fact in used)),
        used=used,
        change=_turns(line),
        tree=tree,
    )


def because_of(line: LineVerdict) -> str:
    """Why a line came out as it did, the first reasons alone: what `explain_line` says without the words for all of its nodes."""
    return _shortened(line.evidence.why)


def explain_node(evidence: Evidence, *, role: str = "") -> NodeWords:
    """One node in words, with all below it."""
    return NodeWords(
        kind=type(evidence.node).__name__,
        role=role,
        head=_head(evidence.node),
        says=words_of(evidence.node),
        answer=_TRUTHS[evidence.truth],
        because=evidence.why,
        span=evidence.span,
        facts=tuple(_fact(fact) for fact in evidence.facts),
        reasons=evidence.reasons,
        questions=evidence.questions,
        children=tuple(explain_node(child, role=_role(evidence.node, child.node)) for child in evidence.children),
    )


def _head(node: Criterion) -> str:
    match node:
        case AllOf():
            return "all of these"
        case AnyOf():
            return "one of these"
        case NoneOf():
            return "none of these"
        case AtLeast():
            return f"at least {node.count} of these"
        case Not():
            return "not this"
        case When():
            return "under a condition"
        case Readings():
            return f"each reading of it ({node.why})"
        case _:
            return ""


def _role(parent: Criterion, child: Criterion) -> str:
    if not isinstance(parent, When):
        return ""
    return "if" if child is parent.condition else "then" if child is parent.then else "otherwise"


def _all(evidence: Evidence) -> Iterator[Evidence]:
    yield evidence
    for child in evidence.children:
        yield from _all(child)


def _fact(fact: Fact) -> FactWords:
    moment = fact.moment
    return FactWords(text=described(fact), date=str(moment) if moment is not None else "", place=fact.place)


def _shortened(why: str) -> str:
    parts = list(dict.fromkeys(why.split("; ")))
    if len(parts) <= MOST_REASONS:
        return "; ".join(parts)
    return "; ".join(parts[:MOST_REASONS]) + f"; and {len(parts) - MOST_REASONS} more"


def _turns(line: LineVerdict) -> str:
    if line.changes_on is None:
        return ""
    return f"by time alone this changes on {line.changes_on.isoformat()}"


def summary_of(stage: StageVerdict) -> str:
    """One sentence for a stage: "Not eligible now (I14 fails); eligible from 2026-12-05 if nothing new happens."."""
    now = _now(stage)
    if stage.changes_on is None or stage.becomes is None:
        return f"{now}."
    return f"{now}; {_then(stage.changes_on, stage.becomes)}."


def _now(stage: StageVerdict) -> str:
    fails, open_ = stage.of(Outcome.FAIL), stage.of(Outcome.UNKNOWN)
    if stage.lines and all(line.reason is Reason.LATER for line in stage.lines):
        return f"Later stage: {stage.lines[0].evidence.why.removeprefix('belongs to ')}"
    if stage.eligibility is Eligibility.INELIGIBLE:
        return f"Not eligible: {_named(fails)} {'fails' if len(fails) == 1 else 'fail'}"
    if stage.note:
        return f"Cannot be judged: {stage.note}"
    if stage.eligibility is Eligibility.ELIGIBLE:
        return f"Eligible: {_counted(len(stage.lines), 'line')} {'passes' if len(stage.lines) == 1 else 'pass'}"
    if not stage.lines:
        return "Cannot be judged: there are no criteria"
    passed = len(stage.lines) - len(open_)
    return f"Possible: {passed} of {_counted(len(stage.lines), 'line')} pass, {len(open_)} open, none fails"


def _then(day: dt.date, becomes: Eligibility) -> str:
    return f"{_BECOMES[becomes]} from {day.isoformat()} if nothing new happens"


def _named(lines: Iterable[LineVerdict]) -> str:
    names = [line.line.id for line in lines]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else "a line"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
