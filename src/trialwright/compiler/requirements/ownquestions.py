"""Own questions: what stands above a list and asks something, and the list, in; both together, where the words are no heading of
it, out: no sentence is lost because a list stands below it."""

from __future__ import annotations

import re

from trialwright.compiler.statement import Statement
from trialwright.protocol.criteria import AllOf, AnyOf, Ask, Criterion, Unread

_OF_SOME_ONLY = re.compile(r"\W*(?:unless|except|if|when|where|in case)\b", re.IGNORECASE)
""" "Unless his partner cannot bear children, he must do one of these:" asks the list of some men only."""
_NAMES_TOPIC = re.compile(r"\b(?:adequate|sufficient|acceptable|normal|laborator\w*)\b", re.IGNORECASE)
_SENTENCE = 8
"""So many words are no heading."""


def beside_own_question(own: Criterion, listed: Criterion, statement: Statement, *, announces: bool) -> Criterion | None:
    """The list with the question above it, or with the doubt of whom it is asked; None where the question only names the list.

    `announces`: the words above say that a list follows.
    """
    if not isinstance(own, Ask):
        return None
    span = statement.item.span.joined(listed.span)
    if not statement.exclusion and _OF_SOME_ONLY.match(statement.normal.text):
        whom = Unread(text=statement.normal.text, why="of whom the list is asked was not understood", span=own.span)
        return AnyOf(items=(listed, whom), span=span)
    if announces or not _is_sentence(statement.normal.text):
        return None
    joined = AnyOf if statement.exclusion else AllOf
    return joined(items=(own, listed), span=span)


def _is_sentence(words: str) -> bool:
    """ "Patients must have recovered from all earlier therapy." over a list is asked too; "medical conditions" names the list."""
    whole = words.rstrip().endswith(".") or len(words.split()) >= _SENTENCE
    return whole and _NAMES_TOPIC.search(words) is None
