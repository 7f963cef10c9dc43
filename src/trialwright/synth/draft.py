"""A patient in the making: entries as a person writes them in a fact sheet in, facts coded as the reader of sheets does out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache, lru_cache
from random import Random

from trialwright.patients.facts import Fact, Kind, PatientFacts
from trialwright.patients.terms import HISTOLOGIES, SITES, Meaning, concepts_in, meanings
from trialwright.vocabulary.time import PartialDate

Words = tuple[tuple[str, str], ...]
"""Qualifiers of an entry, as pairs: (("stage", "IIIA"), ("intent", "adjuvant"))."""

_PLACES: Mapping[str, frozenset[str]] = {"site": SITES, "histology": HISTOLOGIES}


@dataclass(slots=True)
class Draft:
    """What has been said of a patient so far. `latent` are the hidden causes that move laboratory values together,
    `findings` what later steps depend on, `measured` the share of usual measurements that the source holds."""

    rng: Random
    on: dt.date
    born: dt.date
    sex: str
    facts: list[Fact] = field(default_factory=list)
    latent: dict[str, float] = field(default_factory=dict)
    findings: set[str] = field(default_factory=set)
    measured: float = 1.0

    @property
    def years(self) -> int:
        """Completed years on the reference date."""
        return self.on.year - self.born.year - ((self.on.month, self.on.day) < (self.born.month, self.born.day))

    def ago(self, days: float) -> dt.date:
        """The day so many days before the reference date, and never before birth."""
        day = _before(self.on, int(days))
        return day if day > self.born else self.born

    def had(self, what: str, day: dt.date | None, words: Words = ()) -> None:
        """Something that is there since a day."""
        self.facts.append(entry(what, date=day, words=words))


@lru_cache(maxsize=65536)
def _before(day: dt.date, days: int) -> dt.date:
    return day - dt.timedelta(days=days)


def entry(what: str, *, date: dt.date | None = None, words: Words = (), present: bool = True) -> Fact:
    """A fact that says that something is there, or not."""
    concept, kind, qualifiers = coded(what, words)
    return Fact(what=what, concept=concept, kind=kind, present=present, date=day_of(date), qualifiers=qualifiers)


def lasted(what: str, start: dt.date, end: dt.date | None, words: Words = ()) -> Fact:
    """A fact of something that lasts; without an end it goes on."""
    concept, kind, qualifiers = coded(what, words)
    return Fact(what=what, concept=concept, kind=kind, start=day_of(start), end=day_of(end), qualifiers=qualifiers)


def result(what: str, value: Decimal | str | bool, *, date: dt.date | None = None, words: Words = ()) -> Fact:
    """A fact with a value that has no unit."""
    concept, kind, qualifiers = coded(what, words)
    return Fact(what=what, concept=concept, kind=kind, value=value, date=day_of(date), qualifiers=qualifiers)


def patient_of(draft: Draft, name: str, coverage: frozenset[Kind]) -> PatientFacts:
    """The patient that a draft has become, each fact in its place."""
    return PatientFacts(
        id=name, birth_date=day_of(draft.born), sex=draft.sex, facts=tuple(placed(draft.facts)), coverage=coverage
    )


def placed(facts: list[Fact]) -> list[Fact]:
    """The facts with their number in the sheet."""
    for number, fact in enumerate(facts):
        object.__setattr__(fact, "place", _place(number))
    return facts


@cache
def _place(number: int) -> str:
    return f"facts[{number}]"


@lru_cache(maxsize=65536)
def coded(what: str, words: Words = ()) -> tuple[str | None, Kind, Mapping[str, str]]:
    """The concept, the kind and the qualifiers of an entry, as the reader of fact sheets gives them.

    A term that names several things at once ("docetaxel and cyclophosphamide") is a ValueError: write an entry for each.
    """
    found = meaning(what)
    said = dict(found.qualifiers) | dict(words)
    for name, kinds in _PLACES.items():
        concepts = concepts_in(said[name], kinds) if name in said else ()
        if concepts:
            before = [part for part in said.get(f"{name} concept", "").split(";") if part]
            said[f"{name} concept"] = ";".join(dict.fromkeys((*before, *concepts)))
    return found.concept, found.kind, said


@lru_cache(maxsize=65536)
def meaning(what: str) -> Meaning:
    """What a term means."""
    found = meanings(what)
    if len(found) != 1:
        raise ValueError(f"{what!r} is several things")
    return found[0]


@lru_cache(maxsize=65536)
def day_of(day: dt.date | None) -> PartialDate | None:
    """A date known to the day."""
    return None if day is None else PartialDate.of(day)


@lru_cache(maxsize=65536)
def number(ticks: int, decimals: int) -> Decimal:
    """The number of so many steps of the last decimal place."""
    return Decimal(ticks).scaleb(-decimals)


def rounded(value: float, decimals: int) -> Decimal:
    """A measured value with as many decimals as laboratories print."""
    return number(round(value * 10**decimals), decimals)
