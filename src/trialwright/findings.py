"""What we have to say about somebody's text, and where: a problem in a text is a value with a place, not an exception."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Severity(StrEnum):
    """How much a finding matters to a reader: `info` is worth knowing, `warning` is worth acting on."""

    INFO = "info"
    WARNING = "warning"


@dataclass(frozen=True, kw_only=True, slots=True, order=True)
class Span:
    """A half-open range of characters, `start` to `end`, of one named text (`source`)."""

    start: int
    end: int
    source: str = "eligibility"

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"a span runs forwards from 0, not {self.start} to {self.end}")

    def cut(self, text: str) -> str:
        """The characters of `text` that this span covers."""
        return text[self.start : self.end]

    def joined(self, other: Span) -> Span:
        """The smallest span that covers both."""
        return Span(start=min(self.start, other.start), end=max(self.end, other.end), source=self.source)

    def to_json(self) -> dict[str, Any]:
        """`{"start", "end", "source"}`."""
        return {"start": self.start, "end": self.end, "source": self.source}


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One remark about a text: a stable upper-case `code`, a sentence, the quoted `values` and places it rests on, a mend.

    `fields` are the record's fields it is about; `depends_on_date` marks one that another reference date may undo.
    """

    code: str
    message: str
    severity: Severity = Severity.INFO
    span: Span | None = None
    hint: str | None = None
    fields: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    depends_on_date: bool = field(default=False)

    def to_json(self) -> dict[str, Any]:
        """A plain mapping; empty parts are left out."""
        body: dict[str, Any] = {"code": self.code, "severity": self.severity.value, "message": self.message}
        if self.span is not None:
            body["span"] = self.span.to_json()
        if self.hint:
            body["hint"] = self.hint
        if self.fields:
            body["fields"] = list(self.fields)
        if self.values:
            body["values"] = list(self.values)
        if self.depends_on_date:
            body["dependsOnDate"] = True
        return body
