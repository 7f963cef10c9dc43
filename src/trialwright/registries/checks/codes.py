"""A finding's code and what it rests on enter; a `Finding` with the severity and the mend of the code table leaves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from trialwright.findings import Finding, Severity, Span
from trialwright.registries.checks.tables import rows

Quote = tuple[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Code:
    """One row of `data/finding_codes.tsv`: what a code means, how much it matters and what a reader should do."""

    code: str
    group: str
    severity: Severity
    depends_on_date: bool
    meaning: str
    what_to_do: str


@cache
def codes() -> dict[str, Code]:
    """Every finding code of this room by its name."""
    return {row["code"]: _code(row["code"]) for row in rows("finding_codes.tsv")}


def report(code: str, message: str, *, quotes: Sequence[Quote] = (), span: Span | None = None) -> Finding:
    """A finding of a known `code`; `quotes` are pairs of a field and the value it states.

    Raises `KeyError` for a code that the table does not hold, so that no finding goes undocumented.
    """
    known = codes()[code]
    return Finding(
        code=code,
        message=message,
        severity=known.severity,
        span=span,
        hint=known.what_to_do or None,
        fields=tuple(field for field, _ in quotes),
        values=tuple(value for _, value in quotes),
        depends_on_date=known.depends_on_date,
    )


def _code(name: str) -> Code:
    row = next(row for row in rows("finding_codes.tsv") if row["code"] == name)
    return Code(
        code=name,
        group=row["group"],
        severity=Severity(row["severity"]),
        depends_on_date=row["depends_on_date"] == "yes",
        meaning=row["meaning"],
        what_to_do=row["what_to_do"],
    )
