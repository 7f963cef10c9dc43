"""What a criterion means: a tree, a patient and a day in; true, false or unknown with evidence out. This is the reference.

Every other engine must agree with what stands here. Groups are Kleene's; leaves are answered by `measure`, `attributes`, `has`
and
`statements`; a protocol is judged stage by stage.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace

from trialwright.match.answer import Answer, decided, unknown
from trialwright.match.asked import asked, in_its_own_words
from trialwright.match.attributes import compare_attribute
from trialwright.match.context import Context
from trialwright.match.ever import marked
from trialwright.match.has import has
from trialwright.match.knowing import know
from trialwright.match.known import Known
from trialwright.match.measure import compare_variable
from trialwright.match.nevergiven import never_given
from trialwright.match.repeatedly import Repeatedly
from trialwright.match.same import one_question
from trialwright.match.timeline import eligibility_of, stage_timeline
from trialwright.match.truth import Truth, at_least, choice, conjunction, disjunction
from trialwright.match.verdict import (
    Evidence,
    LineVerdict,
    Outcome,
    Question,
    Reason,
    StageVerdict,
    TrialVerdict,
)
from trialwright.patients.facts import PatientFacts
from trialwright.protocol.criteria import (
    AllOf,
    AnyOf,
    Ask,
    AtLeast,
    Compare,
    Criterion,
    Has,
    Leaf,
    NoConstraint,
    NoneOf,
    Not,
    Readings,
    Unread,
    When,
)
from trialwright.protocol.interview import needed_answers
from trialwright.protocol.protocol import Line, Protocol, Section, Stage
from trialwright.vocabulary.concepts import Vocabulary


def evaluate_criterion(node: Criterion, facts: PatientFacts, context: Context) -> Evidence:
    """The truth of one criterion of a patient on a day, with the evidence for it.

    >>> import datetime as dt
    >>> from trialwright.protocol.criteria import NoConstraint
    >>> evaluate_criterion(NoConstraint(why="permission"), PatientFacts(id="P"), Context(on=dt.date(2026, 3, 16))).truth.name
    'TRUE'
    """
    return judge(node, know(facts, context))


def judge(node: Criterion, known: Known) -> Evidence:
    """As `evaluate_criterion`, for a patient who is prepared already."""
    match node:
        case AllOf() | AnyOf() | NoneOf() | AtLeast():
            return _group(node, known)
        case Not():
            below = judge(node.item, known)
            return _over(node, ~below.truth, (below,))
        case When():
            return _when(node, known)
        case Readings():
            return _readings(node, known)
        case _:
            return _leaf(node, known)


def _leaf(node: Leaf, known: Known) -> Evidence:
    asked_before = len(known.edges)
    answer = answer_to(node, known)
    return Evidence(
        node=node,
        truth=answer.truth,
        why=answer.why,
        facts=answer.facts,
        reasons=answer.reasons,
        questions=answer.questions,
        turns=tuple(known.edges[asked_before:]),
    )


def answer_to(node: Leaf, known: Known) -> Answer:
    """The answer to one question about a patient."""
    match node:
        case NoConstraint():
            return decided(True, f"excludes nobody ({node.why})")
        case Unread():
            why = "" if node.why == Unread(text="").why else f" ({node.why})"
            return unknown(Reason.NOT_READ, f"not read{why}: {node.text}", f"Does this hold: {node.text}?")
        case Ask():
            return asked(node, known)
        case Has():
            asks = marked(node, known.context.text, known.context.vocabulary)
            answer = has(asks, known) if known.memory is None else known.memory.answer(asks, known, has)
            return answer if not answer.reasons else in_its_own_words(node, known) or answer
        case Compare() if node.quantity.variable is not None:
            answer = compare_variable(node, node.quantity.variable, known)
            return answer if not answer.reasons or answer.facts else never_given(node, known) or answer
        case Compare():
            return compare_attribute(node, known)


def _group(node: AllOf | AnyOf | NoneOf | AtLeast, known: Known) -> Evidence:
    below = tuple(judge(item, known) for item in node.items)
    match node:
        case AllOf():
            return _over(node, conjunction(item.truth for item in below), below)
        case AnyOf():
            return _over(node, disjunction(one_question(below, known)), below)
        case NoneOf():
            return _over(node, ~disjunction(one_question(below, known)), below)
        case AtLeast():
            return _over(node, at_least(node.count, (item.truth for item in below)), below)


def _when(node: When, known: Known) -> Evidence:
    condition, then, otherwise = (judge(item, known) for item in (node.condition, node.then, node.otherwise))
    below = {Truth.TRUE: (condition, then), Truth.FALSE: (condition, otherwise), Truth.UNKNOWN: (condition, then, otherwise)}
    return _over(node, choice(condition.truth, then.truth, otherwise.truth), below[condition.truth])


def _readings(node: Readings, known: Known) -> Evidence:
    """What all readings agree on. They disagree when one is true and one false; where nothing is known, that is said first."""
    below = tuple(judge(item, known) for item in node.items)
    truths = {item.truth for item in below}
    if len(truths) == 1:
        return _over(node, truths.pop(), below)
    found = _over(node, Truth.UNKNOWN, below)
    reasons = (Reason.AMBIGUOUS,) if truths >= {Truth.TRUE, Truth.FALSE} else (Reason.AMBIGUOUS, *found.reasons)
    question = f"The text has more than one reading ({node.why}): which is meant?"
    return Evidence(
        node=node, truth=Truth.UNKNOWN, why=node.why, reasons=reasons, questions=(question, *found.questions), children=below
    )


def _over(node: Criterion, truth: Truth, below: tuple[Evidence, ...]) -> Evidence:
    """Evidence for a group: of the children that decided it, or of those that left it open."""
    open_ = tuple(item for item in below if item.truth is Truth.UNKNOWN) if truth is Truth.UNKNOWN else ()
    if len(open_) == 1:
        reasons, questions = _in_order(open_[0].reasons), tuple(dict.fromkeys(open_[0].questions))
    else:
        reasons = _in_order(reason for item in open_ for reason in item.reasons)
        questions = tuple(dict.fromkeys(text for item in open_ for text in item.questions))
    shown = open_ or _deciding(node, truth, below)
    why = "; ".join(dict.fromkeys(item.why for item in shown if item.why))
    return Evidence(node=node, truth=truth, why=why, reasons=reasons, questions=questions, children=below)


def _in_order(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    """Reasons, each once, in the order in which they are listed."""
    return tuple(sorted(set(reasons), key=_PLACE.__getitem__))


_PLACE = {reason: place for place, reason in enumerate(Reason)}


def _deciding(node: Criterion, truth: Truth, below: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    match node, truth:
        case (AllOf(), Truth.FALSE) | (AnyOf(), Truth.FALSE) | (NoneOf(), Truth.TRUE):
            return tuple(item for item in below if item.truth is Truth.FALSE)
        case (AnyOf(), Truth.TRUE) | (NoneOf(), Truth.FALSE) | (AtLeast(), Truth.TRUE):
            return tuple(item for item in below if item.truth is Truth.TRUE)
        case _:
            return below


def evaluate(protocol: Protocol, facts: PatientFacts, *, on: dt.date, stage: str | None = None) -> TrialVerdict:
    """A patient held against a trial on a day: a verdict for every stage that is open, and the questions, most useful first.

    Without `stage`, every stage is judged, but for those that lie before one that has begun. A `stage` that the protocol does
    not have is a KeyError that names those it has.
    """
    return evaluate_in(protocol, facts, Context(on=on), stage=stage)


def evaluate_in(protocol: Protocol, facts: PatientFacts, context: Context, *, stage: str | None = None) -> TrialVerdict:
    """As `evaluate`, on the date and with the vocabulary of a context; what it says of the trial is taken from the protocol."""
    return _evaluate(protocol, facts.id, know(facts, _at(protocol, context)), stage)


def evaluate_again(protocol: Protocol, patient: Repeatedly, context: Context, *, stage: str | None = None) -> TrialVerdict:
    """As `evaluate_in`, for a patient who is held against many trials: what they ask alike is answered once."""
    return _evaluate(protocol, patient.facts.id, patient.known(_at(protocol, context)), stage)


def _at(protocol: Protocol, context: Context) -> Context:
    """The context with what the trial says."""
    return replace(
        context,
        diseases=treated(protocol.conditions, context.vocabulary),
        begins=tuple(item.begins for item in protocol.stages if item.begins),
        text=protocol.criteria_text,
    )


def _evaluate(protocol: Protocol, patient: str, known: Known, stage: str | None) -> TrialVerdict:
    chosen = (protocol.stage(stage),) if stage is not None else _current(protocol, known)
    stages = tuple(_stage(item, protocol, known) for item in chosen)
    return TrialVerdict(
        trial=protocol.key,
        title=protocol.title,
        patient=patient,
        on=known.context.on,
        stages=stages,
        questions=questions_of(stages),
    )


def treated(conditions: Sequence[str], vocabulary: Vocabulary) -> tuple[str, ...]:
    """What the trial treats, for telling another disease from it: a mere "cancer"
    beside a named one, and a cell type beside it, say nothing."""
    known = [name for name in conditions if name in vocabulary]
    named = [name for name in known if vocabulary.kind(name) == "cancer" and vocabulary[name].parents and name not in _ROOTS]
    return tuple(name for name in known if vocabulary.kind(name) == "cancer" and name not in _ROOTS) if named else tuple(known)


_ROOTS = frozenset({"malignancy", "neoplasm", "cancer"})


def _current(protocol: Protocol, known: Known) -> tuple[Stage, ...]:
    """The stages from the last one that has begun on."""
    begun = [index for index, item in enumerate(protocol.stages) if item.begins is not None and has_begun(item, known)]
    return protocol.stages[max(begun) if begun else 0 :]


def has_begun(stage: Stage, known: Known) -> bool:
    """Whether the event that opens a stage has taken place."""
    if stage.begins is None:
        return True
    moments = [item.fact.moment for item in known.of(stage.begins)]
    return any(moment is not None and moment.first <= known.context.on for moment in moments)


def _stage(stage: Stage, protocol: Protocol, known: Known) -> StageVerdict:
    lines = judged_lines(stage, known)
    note = note_of(stage, protocol)
    eligibility = eligibility_of(lines, note)
    verdict = StageVerdict(stage=stage.name, eligibility=eligibility, lines=lines, note=note)
    if not known.context.ahead:
        return verdict
    return stage_timeline(verdict, known, lambda line, then: _line(line, then) if has_begun(stage, then) else _later(line, stage))


def judged_lines(stage: Stage, known: Known) -> tuple[LineVerdict, ...]:
    """The verdict on each line of a stage; before the stage has begun they are all unknown: later."""
    begun = has_begun(stage, known)
    return tuple(_line(line, known) if begun else _later(line, stage) for line in stage.lines)


def _line(line: Line, known: Known) -> LineVerdict:
    evidence = judge(line.node, known)
    outcome = {Truth.TRUE: Outcome.PASS, Truth.FALSE: Outcome.FAIL, Truth.UNKNOWN: Outcome.UNKNOWN}[evidence.truth]
    reason = evidence.reasons[0] if outcome is Outcome.UNKNOWN and evidence.reasons else None
    questions = _with_answers(evidence.questions, line) if evidence.questions else ()
    return LineVerdict(line=line, outcome=outcome, evidence=evidence, reason=reason, questions=questions)


def _with_answers(questions: tuple[str, ...], line: Line) -> tuple[str, ...]:
    """The questions of a line, each that is for a person with the answer that speaks for the patient."""
    needed = needed_answers(line.node)
    return tuple(f"{text} (needed: {needed[text]})" if text in needed else text for text in questions)


def _later(line: Line, stage: Stage) -> LineVerdict:
    why = f"belongs to {stage.label}, which begins with {stage.begins}"
    evidence = Evidence(node=line.node, truth=Truth.UNKNOWN, why=why, reasons=(Reason.LATER,))
    return LineVerdict(line=line, outcome=Outcome.UNKNOWN, evidence=evidence, reason=Reason.LATER)


def note_of(stage: Stage, protocol: Protocol) -> str:
    """Why a stage can never be called eligible, if that is so."""
    printed = [line.section for line in stage.lines if line.origin == "text"]
    if not printed:
        return "the source shows no criteria"
    if stage.begins is not None or Section.INCLUSION in protocol.criteria_shown:
        return ""
    if Section.INCLUSION in printed:
        return "the source does not say which lines are inclusion criteria"
    return "the source shows no inclusion criteria"


def shows_nothing(protocol: Protocol) -> bool:
    """Whether the source of a trial shows no criteria at all: what is known of whom it takes are its age and sex at most."""
    return not any(line.origin == "text" for stage in protocol.stages for line in stage.lines)


def questions_of(stages: Iterable[StageVerdict]) -> tuple[Question, ...]:
    """What would settle the unknown lines, the question that touches most lines first."""
    lines: dict[str, list[str]] = {}
    for stage in stages:
        for item in stage.of(Outcome.UNKNOWN):
            for text in item.questions:
                lines.setdefault(text, []).append(item.line.id)
    ordered = sorted(lines.items(), key=lambda pair: -len(pair[1]))
    return tuple(Question(text=text, lines=tuple(dict.fromkeys(ids))) for text, ids in ordered)
