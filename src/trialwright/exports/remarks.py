"""What a target cannot say: nodes enter as an export meets them; remarks, each with its line and reason, leave."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from trialwright.exports.folding import constants
from trialwright.findings import Span
from trialwright.protocol.criteria import Criterion
from trialwright.protocol.language import print_criterion
from trialwright.protocol.protocol import Line


class Effect(StrEnum):
    """What became of a part that the target has no words for."""

    LEFT_OUT = "left out"  # the document does not mention it: it asks for less than the trial does
    AS_TEXT = "as text"  # the document holds it in words that no machine decides
    WIDENED = "widened"  # the document says it, but of more people
    ASSUMED = "assumed"  # the target asks for a value that the source does not state


@dataclass(frozen=True, kw_only=True, slots=True)
class Remark:
    """One part that is not in the document as we have it.

    `line` is the line's id, "" for the document as a whole; `part` the criterion in the criteria language; `span` its place in
    the criteria text, None where no text stands behind it.
    """

    line: str
    part: str
    effect: Effect
    why: str
    span: Span | None = None

    def to_json(self) -> dict[str, Any]:
        """`{"line", "part", "effect", "why"}` and the span, if there is one."""
        body: dict[str, Any] = {"line": self.line, "part": self.part, "effect": self.effect.value, "why": self.why}
        return body if self.span is None else {**body, "span": self.span.to_json()}


@dataclass(frozen=True, kw_only=True, slots=True)
class Export:
    """A document, ready to be written as JSON, and what it does not say."""

    target: str
    trial: str
    document: dict[str, Any]
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Written:
    """A trial's part of a text of many (a row, a reference), and what it does not say."""

    target: str
    trial: str
    text: str
    remarks: tuple[Remark, ...] = ()


IDLE = "it is the same for everybody: it decides nothing"


@dataclass(kw_only=True)
class Remarks:
    """The remarks of one export as they are made; the same one twice is kept once."""

    line: str = ""
    made: dict[Remark, None] = field(default_factory=dict)

    def on(self, line: Line) -> None:
        """What follows is about this line. Its parts that are the same for everybody are remarked on: no document has them."""
        self.line = line.id
        for part in constants(line.node):
            if part is not line.node:
                self.add(part, Effect.LEFT_OUT, IDLE)

    def add(self, node: Criterion, effect: Effect, why: str) -> None:
        """A part of the line that the target cannot say."""
        span = node.span if node.span.end else None
        self.made[Remark(line=self.line, part=_printed(node), effect=effect, why=why, span=span)] = None

    def whole(self, effect: Effect, why: str, *, part: str = "", line: str = "") -> None:
        """About the document, or a line of it as a whole."""
        self.made[Remark(line=line, part=part, effect=effect, why=why)] = None

    def all(self) -> tuple[Remark, ...]:
        """The remarks in the order they were made."""
        return tuple(self.made)


def _printed(node: Criterion) -> str:
    try:
        return print_criterion(node, width=10**6)
    except ValueError:
        return repr(node)


def counted(remarks: Iterable[Remark]) -> dict[Effect, int]:
    """How many remarks there are of each sort, in the order of `Effect`."""
    found = [item.effect for item in remarks]
    return {effect: found.count(effect) for effect in Effect if effect in found}
