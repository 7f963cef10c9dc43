"""What to ask next: verdicts that leave something open in; the topics that would settle it, the most deciding first, out.

What a topic (`match.topics`) is worth is counted, not guessed: for each answer that it can have, the open lines are judged again
by the rules of `truth`, and the trials counted that this decides; an answer that can hardly come (`match.likely`) counts for
little. What nobody can answer (a line that was not read) is no topic.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import neg

from trialwright.match.likely import Likely, even
from trialwright.match.topics import ANSWERABLE, AnswerOf, Asks, Reading, Topic, TopicKind, answers_to, results_of
from trialwright.match.truth import Truth, at_least, choice, conjunction, disjunction
from trialwright.match.verdict import Evidence, LineVerdict, Outcome, StageVerdict, TrialVerdict
from trialwright.protocol.criteria import AllOf, AnyOf, AtLeast, Compare, Criterion, Has, NoneOf, Not, When
from trialwright.vocabulary.concepts import Vocabulary, default_vocabulary


@dataclass(frozen=True, kw_only=True, slots=True)
class Asking:
    """A topic with what it is worth. `decides` and `settles` are how many trials and lines an answer decides, on the mean of its
    answers by how likely they are; `trials` are the keys of those that ask for it, `lines` the lines of theirs.

    `results` are the findings of a test that are asked for, `units` those of the limits, `relative` that limits are multiples of
    a limit of normal, `dated` that it matters when it was.
    """

    topic: Topic
    decides: float
    settles: float
    trials: tuple[str, ...]
    lines: tuple[LineVerdict, ...]
    results: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    relative: bool = False
    dated: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Whom:
    """Of whom is asked, and in which vocabulary: `likely` says how likely each "yes" is (`likely_of` a patient)."""

    likely: Likely = even
    vocabulary: Vocabulary | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class _AskedIn:
    """What of an open trial asks for one topic: the nodes, by their evidence, and the lines that they stand in, by place."""

    nodes: dict[int, Criterion] = field(default_factory=dict)
    places: set[int] = field(default_factory=set)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Trial:
    """An open trial: its lines that are not known, their leaves, and which lines (by place) an answer to a topic may settle.

    `asks` has, by topic, what asks for it; `below` are the topics that say something of a node that is not known, or of what
    stands below it, by the node's evidence.
    """

    key: str
    open: tuple[LineVerdict, ...]
    closed: bool
    leaves: dict[int, Asks]
    touched: dict[Topic, set[int]] = field(default_factory=dict)
    asks: dict[Topic, _AskedIn] = field(default_factory=dict)
    below: dict[int, frozenset[Topic]] = field(default_factory=dict)


def askings(
    verdicts: Iterable[TrialVerdict],
    *,
    asked: frozenset[str] = frozenset(),
    about: Whom | None = None,
    most: int | None = None,
) -> tuple[Asking, ...]:
    """The topics that the verdicts leave open, the one that decides most trials first; those in `asked` (keys) are left out.

    Only the stage that decides (the first that is judged) asks, and only where nothing excludes already. Topics of one worth
    stand in the order of `TopicKind`, then of the text. With `most`, only so many of them: what is asked by too few trials to be
    among them is not counted out.
    """
    whom = about or Whom()
    reading = Reading(words=whom.vocabulary or default_vocabulary())
    for key in asked:
        if key.startswith(TopicKind.STATEMENT.value):
            reading.statement(key.split("|", 2)[-1])
    trials = [found for verdict in verdicts for found in _trial(verdict, reading)]
    topics: dict[Topic, list[_Trial]] = {}
    for trial in trials:
        for topic in trial.asks:
            topics.setdefault(topic, []).append(trial)
    open_ = {topic: those for topic, those in topics.items() if topic.key not in asked}
    found = _worthiest(open_, len(open_) if most is None else most, whom.likely)
    return tuple(sorted((found[topic] for topic in open_ if topic in found), key=_order)[:most])


def _worthiest(topics: Mapping[Topic, Sequence[_Trial]], most: int, likely: Likely) -> dict[Topic, Asking]:
    """The topics among which are the `most` worthiest. None decides more trials than ask for it: with those of most trials first,
    the rest need no counting as soon as so many decide more."""
    found: dict[Topic, Asking] = {}
    best: list[float] = []
    for topic, trials in sorted(topics.items(), key=lambda pair: -len(pair[1])):
        if len(best) >= most and len(trials) < best[most - 1]:
            break
        found[topic] = _worth(topic, trials, likely)
        insort(best, found[topic].decides, key=neg)
    return found


def _order(item: Asking) -> tuple[float, float, int]:
    return (-item.decides, -item.settles, tuple(TopicKind).index(item.topic.kind))


def _trial(verdict: TrialVerdict, reading: Reading) -> Iterator[_Trial]:
    stage = verdict.stages[0] if verdict.stages else None
    if stage is None or stage.of(Outcome.FAIL):
        return
    trial = _Trial(key=verdict.trial, open=stage.of(Outcome.UNKNOWN), closed=_closed(stage), leaves={})
    for place, line in enumerate(trial.open):
        for evidence in _open(line.evidence):
            leaf = reading.asks(evidence.node) if set(evidence.reasons) & ANSWERABLE else None
            if leaf is None:
                continue
            trial.leaves[id(evidence)] = leaf
            asking = trial.asks.setdefault(leaf.topic, _AskedIn())
            asking.nodes[id(evidence)] = leaf.node
            asking.places.add(place)
            for topic in (leaf.topic, *([leaf.wider] if leaf.wider else [])):
                trial.touched.setdefault(topic, set()).add(place)
        _mark(line.evidence, trial)
    yield trial


def _mark(evidence: Evidence, trial: _Trial) -> frozenset[Topic]:
    """Notes the topics an answer to which may change the truth of a node."""
    if evidence.truth is not Truth.UNKNOWN:
        return frozenset()
    leaf = trial.leaves.get(id(evidence))
    own = frozenset(topic for topic in (leaf.topic, leaf.wider) if topic is not None) if leaf is not None else frozenset()
    found = trial.below[id(evidence)] = own.union(*(_mark(child, trial) for child in evidence.children))
    return found


def _closed(stage: StageVerdict) -> bool:
    """Whether the stage can never be called eligible, whatever is answered."""
    return bool(stage.note) or not stage.lines


def _open(evidence: Evidence) -> Iterator[Evidence]:
    """The leaves below that are not known."""
    if evidence.truth is not Truth.UNKNOWN:
        return
    if not evidence.children:
        yield evidence
    for child in evidence.children:
        yield from _open(child)


def _worth(topic: Topic, trials: Sequence[_Trial], likely: Likely) -> Asking:
    nodes = [node for trial in trials for node in trial.asks[topic].nodes.values()]
    results = results_of(nodes)
    answers = list(answers_to(topic, results))
    counted = [[_counted(trial, topic, answer) for trial in trials] for answer in answers]
    shares = _shares(topic, len(answers), likely)
    return Asking(
        topic=topic,
        decides=sum(share * sum(decided for decided, _ in of) for share, of in zip(shares, counted, strict=True)),
        settles=sum(share * sum(settled for _, settled in of) for share, of in zip(shares, counted, strict=True)),
        trials=tuple(dict.fromkeys(trial.key for trial in trials)),
        lines=tuple(trial.open[place] for trial in trials for place in sorted(trial.asks[topic].places)),
        results=results if topic.kind is TopicKind.RESULT else (),
        units=tuple(dict.fromkeys(node.unit for node in nodes if isinstance(node, Compare) and node.unit)),
        relative=any(isinstance(node, Compare) and node.relative for node in nodes),
        dated=any(isinstance(node, Compare | Has) and node.window is not None for node in nodes),
    )


def _shares(topic: Topic, answers: int, likely: Likely) -> tuple[float, ...]:
    """How likely each answer is: the results of a test, and whether a number lies within the limits, are taken to be alike."""
    if topic.kind is TopicKind.RESULT:
        return (1 / answers,) * answers
    yes = likely(topic)
    return (yes, 1 - yes)


def _counted(trial: _Trial, topic: Topic, answer: AnswerOf) -> tuple[int, int]:
    """Whether an answer decides a trial (1 or 0), and how many of its open lines it settles."""
    truths = [_again(trial.open[place].evidence, trial, topic, answer) for place in trial.touched[topic]]
    settled = sum(truth is not Truth.UNKNOWN for truth in truths)
    excluded = Truth.FALSE in truths
    joins = not trial.closed and settled == len(trial.open)
    return int(excluded or joins), settled


def _again(evidence: Evidence, trial: _Trial, topic: Topic, answer: AnswerOf) -> Truth:
    """The truth of a node where a topic is answered."""
    if evidence.truth is not Truth.UNKNOWN or topic not in trial.below[id(evidence)]:
        return evidence.truth
    if not evidence.children:
        leaf = trial.leaves.get(id(evidence))
        return (answer(leaf) if leaf is not None else None) or Truth.UNKNOWN
    return _joined(evidence, [_again(child, trial, topic, answer) for child in evidence.children])


def _joined(evidence: Evidence, below: Sequence[Truth]) -> Truth:
    match evidence.node:
        case AllOf():
            return conjunction(below)
        case AnyOf():
            return disjunction(below)
        case NoneOf():
            return ~disjunction(below)
        case AtLeast(count=count):
            return at_least(count, below)
        case Not():
            return ~below[0]
        case When():
            return choice(below[0], below[1], below[2]) if len(below) == 3 else below[1]
        case _:  # readings: what all agree on
            return below[0] if len(set(below)) == 1 else Truth.UNKNOWN
