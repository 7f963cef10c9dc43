"""A study that could not be read enters with the reason; a value, or a record that says so, leaves: none is lost silently."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from trialwright.findings import Finding, Severity
from trialwright.registries.record import Place, Source, TrialRecord

UNREADABLE = "STUDY_UNREADABLE"


@dataclass(frozen=True, kw_only=True, slots=True)
class Rejected:
    """One study or file of a collection that could not be read: its place, and the finding that says why."""

    place: Place
    finding: Finding

    def to_record(self) -> TrialRecord:
        """A record without any field that carries the finding, for callers that only take records."""
        source = Source(name=self.place.source, layout="unreadable")
        return TrialRecord(
            protocol_section={}, extra={"unreadable": self.finding.message}, sources=(source,), findings=(self.finding,)
        )


Report = Callable[[Rejected], None]


def rejected(place: Place, why: str, *, hint: str | None = None) -> Rejected:
    """A rejection with its finding (`STUDY_UNREADABLE`)."""
    where = place.source if place.line is None else f"{place.source}, line {place.line}"
    finding = Finding(code=UNREADABLE, message=f"{where}: {why}", severity=Severity.WARNING, hint=hint, values=(where,))
    return Rejected(place=place, finding=finding)


def is_unreadable(record: TrialRecord) -> bool:
    """Whether a record only stands for a study that could not be read."""
    return "unreadable" in record.extra
