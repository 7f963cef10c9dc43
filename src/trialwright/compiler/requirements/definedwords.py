"""Defined words: a line that only says what a word means ("platinum ineligibility is defined as …") among what is required in;
the same, failed by nobody, out.

Which patients the word is of stands elsewhere. What everybody must have ("adequate renal function is defined as …") is asked all
the same.
"""

from __future__ import annotations

import re

from trialwright.compiler.statement import Statement
from trialwright.compiler.wording.sought import sought
from trialwright.protocol.criteria import AnyOf, NoConstraint, Unread
from trialwright.vocabulary.records import anew

_MEANS = sought(
    r"^\W*(?:note(?: that)?\W+)?(?P<word>[^.;:,()]{3,80}?) (?:is|are|will be|was) (?:further )?defined (?:as|by)\b", re.IGNORECASE
)
_OF_ALL = re.compile(
    r"\b(?:adequate|acceptable|sufficient|normal|good|satisfactory|preserved|function|reserve|measurab\w*|evaluable|eligibility|"
    r"patients|participants|subjects|performance|life expectancy)\b",
    re.IGNORECASE,
)
_NEXT_SENTENCE = re.compile(r"[.;]\s+\S")
_WHY = "which patients the word that is defined is of"


def with_defined_words_eased(statement: Statement) -> Statement:
    """The statement; where all that it says is what a word means, nobody fails it."""
    found = None if statement.exclusion or isinstance(statement.node, NoConstraint) else _MEANS.search(statement.normal.text)
    if found is None or _OF_ALL.search(found["word"]) or _NEXT_SENTENCE.search(statement.normal.text, found.end()):
        return statement
    node = statement.node
    doubt = Unread(text=found["word"], why=_WHY, span=statement.normal.span(found.start("word"), found.end("word")))
    return anew(statement, node=AnyOf(items=(node, doubt), span=node.span))
