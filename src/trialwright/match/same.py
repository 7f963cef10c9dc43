"""One question asked twice: alternatives such as "MSI-high or dMMR" in, their truths with one test standing for the other out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

from trialwright.match.known import Known
from trialwright.match.tables import listed, rows
from trialwright.match.truth import Truth
from trialwright.match.verdict import Evidence, Reason
from trialwright.protocol.criteria import Compare, Criterion, Has


@cache
def questions_asked_twice() -> tuple[frozenset[str], ...]:
    """The concepts and variables that ask one question, by another test each."""
    return tuple(frozenset(listed(row["concepts"])) for row in rows("same_question.tsv"))


def asked_of(node: Criterion) -> str | None:
    """The test or the score that a leaf asks for."""
    match node:
        case Has(target=target):
            return target.concept
        case Compare(quantity=quantity):
            return quantity.variable
        case _:
            return None


def one_question(alternatives: Sequence[Evidence], known: Known) -> Iterable[Truth]:
    """The truths of alternatives; one that is not recorded takes the answer of another that asks the same by another test."""
    truths = [item.truth for item in alternatives]
    for group in questions_asked_twice():
        asking = [index for index, item in enumerate(alternatives) if asked_of(item.node) in group]
        answers = {alternatives[index].truth for index in asking} - {Truth.UNKNOWN}
        if len(asking) > 1 and answers == {Truth.FALSE}:
            for index in asking:
                if alternatives[index].reasons == (Reason.NOT_RECORDED,) and not alternatives[index].facts:
                    truths[index] = Truth.FALSE
    return truths
