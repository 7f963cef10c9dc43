"""The lines of a list enter; those that a short summary can say in one plain sentence leave, with their words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from trialwright.protocol.criteria import AnyOf, Compare, Criterion, Has, NoneOf, Not, walk
from trialwright.protocol.protocol import Line, LineState, Section
from trialwright.protocol.speech import ENGLISH, Speech
from trialwright.protocol.words import words_of

MOST, LONGEST = 5, 70
_AGE = "age"


def first_lines(lines: Sequence[Line], section: Section, *, speech: Speech = ENGLISH) -> Iterator[tuple[Line, str]]:
    """Up to five lines that were read whole, each with what it asks for (or, of an exclusion, what keeps somebody out)."""
    said: set[str] = set()
    for line in lines:
        words = _words(line, section, speech)
        if words and words not in said and len(said) < MOST:
            said.add(words)
            yield line, words


def _words(line: Line, section: Section, speech: Speech) -> str:
    if line.state is not LineState.COMPILED or line.cohort or _is_age(line.node):
        return ""
    node = line.node if section is Section.INCLUSION else _denied(line.node)
    if node is None or not isinstance(node, Has | Compare | AnyOf):
        return ""
    words = words_of(node)
    # A list, a bracket or a quotation is more than a plain sentence holds; which lines are said is the same in every language.
    return words_of(node, speech=speech) if len(words) <= LONGEST and not re.search(r"[;:“”(]", words) else ""


def _denied(node: Criterion) -> Criterion | None:
    """What an exclusion keeps out: the thing itself, not its absence."""
    if isinstance(node, Not) and isinstance(node.item, Has):
        return node.item
    if isinstance(node, NoneOf) and all(isinstance(item, Has) for item in node.items):
        return AnyOf(items=node.items)
    return None


def _is_age(node: Criterion) -> bool:
    """The age has a sentence of its own."""
    return any(isinstance(item, Compare) and item.quantity.variable == _AGE for item in walk(node))
