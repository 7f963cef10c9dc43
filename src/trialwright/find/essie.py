"""The text of a question enters, the tree of what it asks leaves."""

from __future__ import annotations

from trialwright.find.expression import All, Expression, Words
from trialwright.findings import Span


def read_question(text: str) -> Expression:
    """What a question asks. Plain words are one."""
    return Words(text=text, span=Span(start=0, end=len(text), source="query")) if text.strip() else All()
