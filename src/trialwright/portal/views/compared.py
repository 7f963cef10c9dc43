"""Two to four trials enter; what they share and what differs leaves, row by row: status, treatments, who can join, sites."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from trialwright.find.requirements import Requirement, Sign, requirements_of
from trialwright.portal.shown import plain
from trialwright.portal.views.facts import SNAPSHOT, Fact, facts_of
from trialwright.portal.views.origins import Origins
from trialwright.portal.views.people import people_of
from trialwright.portal.views.status import Status, status_of
from trialwright.portal.views.treatments import Treatments, treatments_of
from trialwright.portal.views.words import word
from trialwright.protocol.protocol import Line, LineState, Protocol
from trialwright.registries.record import TrialRecord

_READ = (LineState.COMPILED, LineState.IN_PART)


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """One trial of a comparison. `lines` are all its criteria, `apart` those that are in no comparison (not read, or to ask)."""

    key: str
    title: str
    number: str
    status: Status
    snapshot: tuple[Fact, ...]
    conditions: tuple[str, ...]
    treatments: Treatments
    sites: int
    countries: tuple[str, ...]
    lines: int
    apart: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One thing that trials ask: `sign` to translate ("must be there"), `what` in English, the sentences of each trial."""

    sign: str
    what: str
    cells: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Alone:
    """A sentence of one trial, and what no other asks in it: pairs of the sign (to translate) and what, in English."""

    text: str
    things: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Comparison:
    """The trials side by side; what all ask, what some ask, and for each trial what it alone asks, by sentence."""

    columns: tuple[Column, ...]
    all: tuple[Row, ...]
    some: tuple[Row, ...]
    alone: tuple[tuple[Alone, ...], ...]


def comparison_of(trials: Sequence[tuple[str, TrialRecord, Protocol]], *, on: dt.date) -> Comparison:
    """The trials (key, record, protocol) side by side on the day `on`. What is asked is read off the criteria."""
    asked = [_asked(protocol) for _, _, protocol in trials]
    things = dict.fromkeys(thing for found in asked for thing in found)
    rows = [(_row(thing, asked), sum(thing in found for found in asked)) for thing in things]
    many = len(trials)
    return Comparison(
        columns=tuple(_column(key, record, protocol, on=on) for key, record, protocol in trials),
        all=tuple(row for row, count in rows if count == many),
        some=tuple(row for row, count in rows if 1 < count < many),
        alone=tuple(_alone([row for row, count in rows if count == 1 and row.cells[at]], at) for at in range(many)),
    )


def _alone(rows: Sequence[Row], at: int) -> tuple[Alone, ...]:
    """What the trial in one column alone asks: each of its sentences once, with all that is asked in it."""
    found: dict[str, list[tuple[str, str]]] = {}
    for row in rows:
        for text in row.cells[at]:
            found.setdefault(text, []).append((row.sign, row.what))
    return tuple(Alone(text=text, things=tuple(things)) for text, things in found.items())


def _asked(protocol: Protocol) -> Mapping[Requirement, tuple[str, ...]]:
    """Each thing that a trial asks with the sentences that ask for it, in the order of the text."""
    found: dict[Requirement, list[str]] = {}
    for stage in protocol.stages:
        for line in stage.lines:
            alone = replace(protocol, stages=(replace(stage, lines=(line,)),))
            for thing in sorted(requirements_of(alone)):
                found.setdefault(thing, []).append(_sentence(line))
    return {thing: tuple(dict.fromkeys(said)) for thing, said in found.items()}


def _sentence(line: Line) -> str:
    text = line.text if line.origin == "text" else line.text.partition(": ")[2] or line.text
    return " ".join(plain(text).split())


def _row(thing: Requirement, asked: Sequence[Mapping[Requirement, tuple[str, ...]]]) -> Row:
    return Row(sign=word("sign", thing.sign.value), what=thing.what, cells=tuple(found.get(thing, ()) for found in asked))


def _column(key: str, record: TrialRecord, protocol: Protocol, *, on: dt.date) -> Column:
    people = people_of(record, ())
    lines = [line for stage in protocol.stages for line in stage.lines]
    return Column(
        key=key,
        title=record.title,
        number=record.nct_id or key,
        status=status_of(record, on=on),
        snapshot=facts_of(record, SNAPSHOT, Origins(record)),
        conditions=record.conditions,
        treatments=treatments_of(record),
        sites=len(people.sites),
        countries=people.countries,
        lines=len(lines),
        apart=tuple(_apart(lines)),
    )


def _apart(lines: Sequence[Line]) -> Iterator[str]:
    """The lines that only a person can judge or that were not read: they stand in no row of the comparison."""
    return (_sentence(line) for line in lines if line.state not in (*_READ, LineState.NO_CONSTRAINT))


SIGNS = tuple(word("sign", sign.value) for sign in Sign)
"""What may be said of a thing, to translate."""
