"""What a person is to be asked about a line: the line's tree in, questions in words out, each once, in the order of the text."""

from __future__ import annotations

from collections.abc import Iterator

from trialwright.protocol.criteria import Ask, Criterion, Readings, Unread, walk
from trialwright.protocol.protocol import Line
from trialwright.protocol.words import words_of


def questions_of(line: Line) -> tuple[str, ...]:
    """What only a person can tell of a patient, which of several readings is meant, and what was not read.

    >>> from trialwright.findings import Span
    >>> from trialwright.protocol.language import parse_criterion
    >>> from trialwright.protocol.protocol import Section
    >>> node = parse_criterion('all of (stroke, ask "able to swallow pills")')
    >>> questions_of(Line(id="I1", section=Section.INCLUSION, text="", span=Span(start=0, end=0), node=node))
    ('Is the patient able to swallow pills?',)
    """
    return tuple(dict.fromkeys(question for node in walk(line.node) for question in _questions(node)))


def _questions(node: Criterion) -> Iterator[str]:
    match node:
        case Ask():
            yield " ".join(node.question.split())
        case Readings():
            choices = "; or: ".join(words_of(item) for item in node.items)
            yield f"Which is meant ({' '.join(node.why.split())}): {choices}?"
        case Unread():
            yield f"What does this require: “{' '.join(node.text.split())}”?"
        case _:
            return
