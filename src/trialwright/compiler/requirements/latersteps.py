"""Later steps: "patients will begin maintenance if they meet …:" in; a hole out: it is asked when that step comes."""

from __future__ import annotations

import re

from trialwright.compiler.statement import Statement
from trialwright.compiler.wording.sought import sought
from trialwright.protocol.criteria import Compare, Has, Unread, walk
from trialwright.vocabulary.records import anew

_BEGINS = sought(
    r"^\W*(?:all |the |these )?(?:patients|subjects|participants|they|individuals) will (?:then |subsequently )?"
    r"(?:begin|start|initiate|commence|resume|(?:proceed|go|move)(?: on)? to)\b[^.:;]*?\b(?:if|when|once|provided(?: that)?)\b",
    re.IGNORECASE,
)
_AT_ANOTHER_REGISTRATION = sought(
    r"\b(?:criteria|eligibility|eligible|requirements?|conditions) (?:for|at|after) (?:the )?"
    r"(?:re-?registration|second registration)\b|"
    r"^\W*(?:re-?registration|second registration) (?:criteria|eligibility|requirements?)",
    re.IGNORECASE,
)
_WHY = "it is asked before a later step"


def with_later_steps_open(statement: Statement) -> Statement:
    """The statement, as a hole where it says what must hold before a later step of the trial: nobody has to meet it to join."""
    said = statement.normal.text
    later = _BEGINS.search(said) is not None or _AT_ANOTHER_REGISTRATION.search(said) is not None
    if statement.exclusion or not later:
        return statement
    if not any(isinstance(node, Has | Compare) for node in walk(statement.node)):
        return statement
    return anew(statement, node=Unread(text=" ".join(said.split()), why=_WHY, span=statement.node.span))
