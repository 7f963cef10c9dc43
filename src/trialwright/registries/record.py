"""What a registry or a page says of a trial: API v2 names and values enter from a reader, a `TrialRecord` leaves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from trialwright.findings import Finding
from trialwright.vocabulary.time import PartialDate

_CONFIRMED_BY = (
    "statusModule.statusVerifiedDate",
    "statusModule.lastUpdatePostDateStruct.date",
    "statusModule.lastUpdateSubmitDate",
)


class Standing(StrEnum):
    """How a value came into the record: printed by the source, worked out from what is printed, or not there."""

    STATED = "stated"
    DERIVED = "derived"
    MISSING = "missing"


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """Where a value stands: the name of the source, its line (from 1) and, where known, characters `start` to `end`."""

    source: str
    line: int | None = None
    start: int | None = None
    end: int | None = None

    def to_json(self) -> dict[str, Any]:
        body = {"source": self.source, "line": self.line, "start": self.start, "end": self.end}
        return {key: value for key, value in body.items() if value is not None}


@dataclass(frozen=True, kw_only=True, slots=True)
class Provenance:
    """The standing of one value, how it was derived (in words) when it was, and its place."""

    standing: Standing
    how: str | None = None
    place: Place | None = None

    def to_json(self) -> dict[str, Any]:
        body: dict[str, Any] = {"standing": self.standing.value}
        if self.how:
            body["how"] = self.how
        if self.place is not None:
            body["place"] = self.place.to_json()
        return body


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """One file or page that a record was read from: its name, the layout recognised, its address, its whole text."""

    name: str
    layout: str
    url: str | None = None
    text: str = ""

    def to_json(self) -> dict[str, Any]:
        body = {"name": self.name, "layout": self.layout, "url": self.url}
        return {key: value for key, value in body.items() if value is not None}


@dataclass(frozen=True, kw_only=True, slots=True)
class TrialRecord:
    """A trial as its source states it.

    `protocol_section` has the shape, names and enums of ClinicalTrials.gov API v2 `protocolSection` and holds only what is
    stated (or, marked so in `provenance`, inferred from layout). `extra` holds what v2 has no field for (a portal's own
    summary, counters, contacts that are not to be trusted). `derived` holds what was worked out from prose (acronym, ages,
    phase of a title): never mixed with what is stated. `eligibility_text` is the criteria text exactly as the source prints it
    (bullets, blank lines, escapes and all): the compiler's input and the text that spans count in; `None` when no criteria
    are shown. `provenance` maps a dotted path ("statusModule.overallStatus", "derived.acronym") to where it came from.
    """

    protocol_section: Mapping[str, Any]
    has_results: bool | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)
    derived: Mapping[str, Any] = field(default_factory=dict)
    eligibility_text: str | None = None
    provenance: Mapping[str, Provenance] = field(default_factory=dict)
    sources: tuple[Source, ...] = ()
    findings: tuple[Finding, ...] = ()

    def get(self, path: str) -> Any:
        """The value at a dotted path of `protocol_section`, or None: `get("statusModule.overallStatus")`."""
        node: Any = self.protocol_section
        for key in path.split("."):
            if not isinstance(node, Mapping) or key not in node:
                return None
            node = node[key]
        return node

    @property
    def nct_id(self) -> str | None:
        """The ClinicalTrials.gov identifier that the source states, or None."""
        value = self.get("identificationModule.nctId")
        return value if isinstance(value, str) else None

    @property
    def last_confirmed(self) -> PartialDate | None:
        """When the status was last verified, else the record updated, as precisely as it is printed."""
        return next((date for path in _CONFIRMED_BY if (date := self._date(path)) is not None), None)

    @property
    def confirmed_on(self) -> dt.date | None:
        """The last day that `last_confirmed` may be."""
        date = self.last_confirmed
        return date.last if date is not None else None

    @property
    def completed_on(self) -> dt.date | None:
        """The last day of the completion date."""
        date = self._date("statusModule.completionDateStruct.date")
        return date.last if date is not None else None

    def _date(self, path: str) -> PartialDate | None:
        value = self.get(path)
        try:
            return PartialDate.parse(value[:10]) if isinstance(value, str) else None
        except ValueError:
            return None

    @property
    def title(self) -> str:
        """Brief title, else official title, else the name of the source."""
        for path in ("identificationModule.briefTitle", "identificationModule.officialTitle"):
            value = self.get(path)
            if isinstance(value, str):
                return value
        return self.sources[0].name if self.sources else "untitled trial"

    @property
    def key(self) -> str:
        """What to call the trial: its NCT id, its own number, or the name of its first source."""
        return (
            self.nct_id
            or self.get("identificationModule.orgStudyIdInfo.id")
            or (self.sources[0].name if self.sources else self.title)
        )

    @property
    def conditions(self) -> tuple[str, ...]:
        """The conditions that the source lists, as printed."""
        value = self.get("conditionsModule.conditions")
        return tuple(str(item) for item in value) if isinstance(value, list | tuple) else ()

    def leaves(self) -> Iterator[tuple[str, Any]]:
        """Every scalar of `protocol_section` with its path; list positions are numbers: `conditionsModule.conditions.0`."""
        yield from _leaves(self.protocol_section, "")

    def to_json(self) -> dict[str, Any]:
        """API v2 shape (`protocolSection`, `hasResults`) with our own section `trialwright` beside it."""
        own: dict[str, Any] = {
            "sources": [source.to_json() for source in self.sources],
            "extra": dict(self.extra),
            "derived": dict(self.derived),
            "eligibilityText": self.eligibility_text,
            "provenance": {path: item.to_json() for path, item in self.provenance.items()},
            "findings": [finding.to_json() for finding in self.findings],
        }
        body: dict[str, Any] = {"protocolSection": self.protocol_section, "trialwright": own}
        if self.has_results is not None:
            body["hasResults"] = self.has_results
        return body


def _leaves(node: Any, path: str) -> Iterator[tuple[str, Any]]:
    if isinstance(node, Mapping):
        items: Iterator[tuple[Any, Any]] = iter(node.items())
    elif isinstance(node, list | tuple):
        items = iter(enumerate(node))
    else:
        yield path, node
        return
    for key, value in items:
        yield from _leaves(value, f"{path}.{key}" if path else str(key))
