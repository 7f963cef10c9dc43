"""A `TrialRecord` and a reference date enter; the parts that several checks read leave, each with the name of its field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from trialwright.registries.checks.lines import Line, criterion_lines
from trialwright.registries.record import TrialRecord

OPEN = frozenset(
    ("RECRUITING", "NOT_YET_RECRUITING", "ENROLLING_BY_INVITATION", "ACTIVE_NOT_RECRUITING", "SUSPENDED", "AVAILABLE")
)
CLOSED = frozenset(("COMPLETED", "TERMINATED", "WITHDRAWN", "NO_LONGER_AVAILABLE", "APPROVED_FOR_MARKETING", "WITHHELD"))
_DESCRIPTION = "descriptionModule"
_ARMS = "armsInterventionsModule"


@dataclass(frozen=True, kw_only=True, slots=True)
class Passage:
    """A piece of a record's prose and the dotted name of its field."""

    field: str
    text: str


@dataclass(frozen=True, kw_only=True)
class View:
    """A record as the checks look at it, on the day `on`."""

    record: TrialRecord
    on: date

    def text(self, path: str) -> str | None:
        """The text at a dotted path of the record, None when it is missing or not text."""
        value = self.record.get(path)
        return value if isinstance(value, str) and value.strip() else None

    def mappings(self, path: str) -> tuple[Mapping[str, Any], ...]:
        """The mappings of the list at a dotted path; anything else there is passed over."""
        return mappings(self.record.get(path))

    def extra_text(self, key: str) -> str | None:
        """A text that the page states beside the v2 fields."""
        value = self.record.extra.get(key)
        return value if isinstance(value, str) and value.strip() else None

    @property
    def status(self) -> str | None:
        """The overall status as v2 spells it."""
        return self.text("statusModule.overallStatus")

    @property
    def last_update(self) -> tuple[str, str] | None:
        """Field and date of the newest statement that the record was confirmed."""
        paths = (
            "statusModule.lastUpdatePostDateStruct.date",
            "statusModule.lastUpdateSubmitDate",
            "statusModule.statusVerifiedDate",
        )
        stated = [(path, value) for path in paths if (value := self.text(path))]
        return max(stated, key=lambda item: item[1], default=None)

    @property
    def arms(self) -> tuple[Mapping[str, Any], ...]:
        """The arm groups."""
        return self.mappings(f"{_ARMS}.armGroups")

    @property
    def interventions(self) -> tuple[Mapping[str, Any], ...]:
        """The interventions."""
        return self.mappings(f"{_ARMS}.interventions")

    @property
    def locations(self) -> tuple[Mapping[str, Any], ...]:
        """The sites."""
        return self.mappings("contactsLocationsModule.locations")

    @cached_property
    def titles(self) -> tuple[Passage, ...]:
        """Brief and official title."""
        return self._passages("identificationModule.briefTitle", "identificationModule.officialTitle")

    @cached_property
    def summaries(self) -> tuple[Passage, ...]:
        """Brief summary, detailed description and what the portal itself wrote of the trial."""
        stated = self._passages(f"{_DESCRIPTION}.briefSummary", f"{_DESCRIPTION}.detailedDescription")
        portal = self.extra_text("portalSummary")
        return (*stated, Passage(field="extra.portalSummary", text=portal)) if portal else stated

    @cached_property
    def treatments(self) -> tuple[Passage, ...]:
        """Names and descriptions of arms and interventions, and the words on the model."""
        model = self._passages("designModule.designInfo.interventionModelDescription")
        return (
            *model,
            *_of("armGroups", self.arms, ("label", "description")),
            *_of("interventions", self.interventions, ("name", "description")),
        )

    @property
    def prose(self) -> tuple[Passage, ...]:
        """Titles, summaries and treatments."""
        return (*self.titles, *self.summaries, *self.treatments)

    @cached_property
    def criteria(self) -> str:
        """The eligibility text that spans count in; empty when none is shown."""
        return self.record.eligibility_text or self.text("eligibilityModule.eligibilityCriteria") or ""

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """The criteria one by one."""
        return criterion_lines(self.criteria)

    def side(self, name: str) -> Iterator[Line]:
        """The criteria of one list, "inclusion" or "exclusion"."""
        return (line for line in self.lines if line.side == name)

    def _passages(self, *paths: str) -> tuple[Passage, ...]:
        return tuple(Passage(field=path, text=text) for path in paths if (text := self.text(path)))


def mappings(value: object) -> tuple[Mapping[str, Any], ...]:
    """The mappings of a list; nothing of anything else."""
    return tuple(item for item in value if isinstance(item, Mapping)) if isinstance(value, list | tuple) else ()


def words_at(item: Mapping[str, Any], key: str) -> str:
    """The text under a key, empty when there is none."""
    value = item.get(key)
    return value if isinstance(value, str) else ""


def excerpt(text: str, *, start: int, end: int, around: int = 0) -> str:
    """The characters from `start` to `end` on one line, with up to `around` more on both sides, cut at blanks."""
    left, right = max(0, start - around), min(len(text), end + around)
    piece = " ".join(text[left:right].split())
    return piece if around == 0 else f"{'…' if left else ''}{piece}{'…' if right < len(text) else ''}"


def _of(group: str, items: tuple[Mapping[str, Any], ...], keys: tuple[str, ...]) -> Iterator[Passage]:
    for at, item in enumerate(items):
        for key in keys:
            if text := words_at(item, key):
                yield Passage(field=f"{_ARMS}.{group}.{at}.{key}", text=text)
