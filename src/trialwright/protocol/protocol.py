"""What a trial is to the software: stages with their lines, arms and sources; `library` makes it, every verb reads it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from trialwright.findings import Finding, Span
from trialwright.protocol.criteria import Ask, Compare, Criterion, Has, NoConstraint, Readings, Unread, walk
from trialwright.vocabulary.time import PartialDate

SCREENING = "screening"


class Section(StrEnum):
    """Which list a line stands in."""

    INCLUSION = "inclusion"
    EXCLUSION = "exclusion"


class LineState(StrEnum):
    """How far a line was understood."""

    COMPILED = "compiled"
    IN_PART = "compiled in part"
    ASK = "ask a person"
    NO_CONSTRAINT = "no constraint"
    AMBIGUOUS = "ambiguous"
    UNREAD = "not read"


@dataclass(frozen=True, kw_only=True, slots=True)
class StatedField:
    """A field of the record that states a sentence's rule too: its API v2 path, and what it says ("minimumAge: 18 Years")."""

    path: str
    value: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One criterion of the source with our reading.

    `id` is its place ("I3" third inclusion, "E7" seventh exclusion, "2.I4" fourth of the second stage, "F1" a structured field);
    `text` the sentence as printed, `span` its place in the criteria text; `node` what eligibility requires (an exclusion is
    already negated); `origin` is "text" or the API v2 field it was made from; `cohort` the cohort or arm it is limited to;
    `fields` are the fields of the record that state its rule too: one rule with two sources.
    """

    id: str
    section: Section
    text: str
    span: Span
    node: Criterion
    origin: str = "text"
    cohort: str | None = None
    fields: tuple[StatedField, ...] = ()

    @property
    def state(self) -> LineState:
        """How far the line was understood, read off its tree. A question is understood: a limit beside one is a compiled line."""
        kinds = {type(node) for node in walk(self.node)}
        read = bool(kinds & {Compare, Has})
        if Unread in kinds:
            return LineState.IN_PART if read or Ask in kinds else LineState.UNREAD
        if Readings in kinds:
            return LineState.AMBIGUOUS
        if Ask in kinds:
            return LineState.COMPILED if read else LineState.ASK
        return LineState.COMPILED if read or NoConstraint not in kinds else LineState.NO_CONSTRAINT


@dataclass(frozen=True, kw_only=True, slots=True)
class Stage:
    """A step of the trial with criteria of its own.

    `begins` is the concept of the event that opens it: before a dated fact of that event its lines are `unknown: later`.
    The first stage has none.
    """

    name: str
    label: str
    lines: tuple[Line, ...]
    begins: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Arm:
    """A treatment arm as the record names it."""

    label: str
    type: str | None = None
    description: str | None = None
    interventions: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Protocol:
    """A trial ready to be matched, run or simulated.

    `conditions` are vocabulary concepts of the diseases it treats; `criteria_shown` tells which lists the source shows (a record
    without them is never "eligible"); `status` and `status_date` are the recruiting status and when it was last confirmed,
    as exactly as that is known.
    """

    key: str
    title: str
    stages: tuple[Stage, ...]
    conditions: tuple[str, ...] = ()
    condition_names: tuple[str, ...] = ()
    arms: tuple[Arm, ...] = ()
    criteria_text: str = ""
    criteria_shown: tuple[Section, ...] = ()
    status: str | None = None
    status_date: PartialDate | None = None
    findings: tuple[Finding, ...] = ()
    sources: tuple[Mapping[str, Any], ...] = field(default=())

    def stage(self, name: str) -> Stage:
        """The stage of that name; a KeyError names those there are."""
        for stage in self.stages:
            if stage.name == name:
                return stage
        raise KeyError(f"{self.key} has no stage {name!r}; it has {', '.join(stage.name for stage in self.stages) or 'none'}")
