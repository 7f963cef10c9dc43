"""Own questions: what stands above a list and asks something, and the list, in; both together, where the words are no heading of
it, out: no sentence is lost because a list stands below it."""

from __future__ import annotations

import re

from trialwright.compiler.statement import Statement
from trialwright.protocol.criteria import AllOf, AnyOf, Ask, Compare, Criterion, Has, Not, Unread

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


_AND_MEETS = re.compile(
    r"^(?P<said>.*\w.*?),? (?:and|but) (?:(?:who|they|must|should|also|to) ){0,2}"
    r"(?:ha(?:ve|s)|meets?|met|fulfil+s?|satisf(?:y|ies)) (?:(?:all|each)(?: of)? )?(?:the )?(?:following|these|below)\b",
    re.IGNORECASE | re.DOTALL,
)
_PEOPLE = re.compile(
    r"(?:all |the |eligible )*(?:patients?|subjects?|participants?|individuals?|they)\W*(?:must|should|be|are)?\W*", re.I
)


def first_duty(own: Criterion, statement: Statement) -> Criterion | None:
    """ "No active infection and must meet all of the following:" asks two things: the first, as it was read where it is but one
    fact or its lack, else as a hole; None for words that only say that a list follows."""
    found = _AND_MEETS.match(statement.normal.text)
    if found is None or _PEOPLE.fullmatch(found["said"]):
        return None
    leaf = own.item if isinstance(own, Not) else own
    if isinstance(leaf, Has | Compare):
        return own
    span = statement.normal.span(found.start("said"), found.end("said"))
    return Unread(text=found["said"], why="what is asked beside the list was not understood", span=span)


def _is_sentence(words: str) -> bool:
    """ "Patients must have recovered from all earlier therapy." over a list is asked too; "medical conditions" names the list."""
    whole = words.rstrip().endswith(".") or len(words.split()) >= _SENTENCE
    return whole and _NAMES_TOPIC.search(words) is None
