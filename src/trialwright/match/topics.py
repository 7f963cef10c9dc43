"""What can be asked: a leaf of a tree that is open in; the topic that would settle it, and what each answer says to it, out.

A topic is something that a person or a record can tell ("hemoglobin", "brain metastasis", "able to swallow pills").
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from trialwright.match.phrasing import phrase
from trialwright.match.statements import Wording, wording
from trialwright.match.truth import Truth
from trialwright.match.verdict import Reason
from trialwright.protocol.criteria import Ask, Compare, Criterion, Has
from trialwright.vocabulary.concepts import Vocabulary

RESULTS = ("value", "alteration")
"""The restrictions of a test that say what it found."""
AMOUNTS = ("count", "size", "grade")
"""The attributes that a fact sheet has a field for."""
TESTS = frozenset({"biomarker", "gene", "receptor status"})
"""The kinds of concept that have a result."""
ANSWERABLE = frozenset({Reason.NOT_RECORDED, Reason.ASK, Reason.TOO_OLD, Reason.UNIT_MISSING})
"""Why something is unknown that a person or a record could tell."""


class TopicKind(StrEnum):
    """The sorts of answer: a number or a place on a scale, yes or no, what a test found, an amount of something, yes or no to a
    statement. In this order topics of one worth are asked."""

    MEASURE = "measure"
    PRESENCE = "presence"
    RESULT = "result"
    AMOUNT = "amount"
    STATEMENT = "statement"


@dataclass(frozen=True, kw_only=True, slots=True)
class Topic:
    """Something to ask: `about` is a variable, a concept with its restrictions in words, a test, or a statement.

    `attribute` is that of an amount ("count").
    """

    kind: TopicKind
    about: str
    attribute: str = ""

    @property
    def key(self) -> str:
        """The topic as one text: the same wherever the same is asked."""
        return f"{self.kind.value}|{self.attribute}|{self.about}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Asks:
    """A leaf: the topic that asks for just this, and the wider one of which a "no" settles it too."""

    node: Ask | Compare | Has
    topic: Topic
    wider: Topic | None = None


AnswerOf = Callable[[Asks], Truth | None]
"""An answer to a topic, as the truth that it gives a leaf; None where it says nothing of it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """Turns leaves into topics; statements that say the same in other words are one."""

    words: Vocabulary
    said: dict[Wording, str] = field(default_factory=dict)

    def statement(self, text: str) -> Topic:
        """The topic of a statement: that of the first one met that says the same."""
        plain = " ".join(text.split())
        content = wording(plain)
        return Topic(kind=TopicKind.STATEMENT, about=self.said.setdefault(content, plain) if content.stems else plain)

    def asks(self, node: Criterion) -> Asks | None:
        """What a leaf asks for; None for what nobody can answer by a fact."""
        match node:
            case Ask():
                return Asks(node=node, topic=self.statement(node.statement))
            case Compare():
                topic = _quantity(node)
                return Asks(node=node, topic=topic) if topic else None
            case Has():
                return self._target(node)
            case _:
                return None

    def _target(self, node: Has) -> Asks:
        concept = node.target.concept
        if concept in self.words and self.words.kind(concept) in TESTS and _wanted(node):
            return Asks(node=node, topic=Topic(kind=TopicKind.RESULT, about=concept))
        exact = Topic(kind=TopicKind.PRESENCE, about=phrase(node.target))
        wider = Topic(kind=TopicKind.PRESENCE, about=concept)
        return Asks(node=node, topic=exact, wider=None if node.target.other or wider == exact else wider)


def _quantity(node: Compare) -> Topic | None:
    quantity = node.quantity
    if quantity.variable is not None:
        return Topic(kind=TopicKind.MEASURE, about=quantity.variable)
    if quantity.of is None or quantity.attribute not in AMOUNTS:
        return None
    return Topic(kind=TopicKind.AMOUNT, about=phrase(quantity.of), attribute=quantity.attribute)


def _wanted(node: Has) -> tuple[str, ...]:
    """The findings of a test that the target names."""
    return tuple(value for item in node.target.qualifiers if item.name in RESULTS for value in item.values)


def results_of(nodes: Iterable[object]) -> tuple[str, ...]:
    """The findings of a test that leaves ask for, each once."""
    return tuple(dict.fromkeys(value for node in nodes if isinstance(node, Has) for value in _wanted(node)))


def answers_to(topic: Topic, results: Sequence[str]) -> Iterator[AnswerOf]:
    """The answers that a topic can have, `results` being those of a test that are asked for.

    A number is taken to lie within the limits or outside of them; a test to have found one of the results asked for, or another.
    """
    if topic.kind is TopicKind.RESULT:
        for result in (*results, ""):
            yield lambda leaf, result=result: _found(leaf, topic, result)  # type: ignore[misc]
        return
    yield lambda leaf: Truth.TRUE if leaf.topic == topic else None
    yield lambda leaf: Truth.FALSE if topic in (leaf.topic, leaf.wider) else None


def _found(leaf: Asks, topic: Topic, result: str) -> Truth | None:
    node = leaf.node
    if leaf.topic != topic or not isinstance(node, Has):
        return None
    kept = all((result in item.values) is not item.negated if item.name in RESULTS else True for item in node.target.qualifiers)
    return Truth.TRUE if kept else Truth.FALSE
