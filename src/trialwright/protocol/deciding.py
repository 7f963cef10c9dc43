"""A line under review and an answer to it enter; what it means, what is doubtful in it, what it was given to leave."""

from __future__ import annotations

import hashlib
import re

from trialwright.errors import UserError
from trialwright.findings import Finding
from trialwright.protocol.criteria import Criterion, Not
from trialwright.protocol.normal import normal
from trialwright.protocol.protocol import Line, Protocol, Stage
from trialwright.protocol.review import Decision, LineReview, reading_fingerprint, text_fingerprint
from trialwright.protocol.spelling import unknown_names

_PLACE = re.compile(r"line (\d+), column (\d+)")


def edit_or_accept(kept: LineReview, node: Criterion) -> Decision:
    """To write our reading again is to accept it."""
    return Decision.ACCEPTED if reading_fingerprint(node) == kept.ours else Decision.EDITED


def doubts_of(node: Criterion, line: Line) -> tuple[str, ...]:
    """Why a new reading of a line looks like a slip: a name nobody knows, or the contrary of what stood there."""
    doubts = []
    for name, meant in unknown_names(node).items():
        told = f'; did you mean "{meant}"?' if meant else ""
        doubts.append(f'the vocabulary does not know "{name}": that is unknown of every patient{told}')
    if normal(node) == normal(Not(item=line.node)):
        doubts.append('this is the contrary of what it was: an exclusion is written "no …", since the reading says who may join')
    return tuple(doubts)


def slip_place(error: UserError) -> tuple[int, int] | None:
    """The line and the column of a text that a slip in the criteria language is told of; None where it has none."""
    found = _PLACE.search(error.place or "")
    return (int(found[1]), int(found[2])) if found else None


def remarks_on(line: Line, protocol: Protocol) -> tuple[Finding, ...]:
    """The findings whose place is within a line."""
    if line.origin != "text":
        return ()
    inside = (item for item in protocol.findings if item.span is not None)
    return tuple(item for item in inside if item.span and line.span.start <= item.span.start and item.span.end <= line.span.end)


def state_mark(stage: Stage, line: Line, kept: LineReview) -> str:
    """What tells the state of a line from any other: the source, the reading and all decisions. One who decides says what they
    saw by it, so that nobody overwrites what another has decided meanwhile."""
    parts = (text_fingerprint(line, stage), reading_fingerprint(line.node), kept.ours)
    decisions = tuple(f"{item.decision.value} {item.by} {item.at} {item.note}" for item in kept.decisions)
    return hashlib.sha256("\x1f".join((*parts, *decisions)).encode("utf-8", "surrogatepass")).hexdigest()[:16]
