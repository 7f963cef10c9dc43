"""A general oncology population: a number, a seed and a day in; patients out, tied to no trial.

The same seed gives the same patients, and patient 17 is the same among a hundred as among a million.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from random import Random

from trialwright.patients.facts import Fact, Kind, PatientFacts
from trialwright.synth.disease import BURDEN, Cancer, add_disease, add_treatments, drawn_cancer
from trialwright.synth.draft import Draft, patient_of
from trialwright.synth.health import add_absences, add_comorbidities, add_performance
from trialwright.synth.labs import add_labs, add_tumor_markers
from trialwright.synth.patient import SyntheticPatient
from trialwright.synth.tables import Choice, rows, shares

OLDEST = 100


def generate_population(n: int, seed: int, on: dt.date) -> Iterator[SyntheticPatient]:
    """So many patients of an oncology service as they are known on a day; made as they are asked for.

    >>> [one.facts.id for one in generate_population(2, 1, dt.date(2026, 3, 16))]
    ['S1-0000001', 'S1-0000002']
    """
    for number in range(1, n + 1):
        yield SyntheticPatient(facts=population_patient(number, seed, on))


def population_patient(number: int, seed: int, on: dt.date) -> PatientFacts:
    """One patient of a population by number, without those before."""
    rng = Random(f"population {seed} {number}")  # noqa: S311 - nothing secret
    source = drawn_source(rng)
    cancer = drawn_cancer(rng)
    draft = filled(begun(rng, on, cancer, source), cancer)
    return recorded(draft, f"S{seed}-{number:07d}", source)


def begun(rng: Random, on: dt.date, cancer: Cancer, source: Source) -> Draft:
    """Somebody of an age and a sex at which one has this cancer."""
    sex = "female" if rng.random() < cancer.female else "male"
    years = min(max(rng.gauss(cancer.age, cancer.spread), cancer.youngest), OLDEST - 1)
    born = on - dt.timedelta(days=int(years * 365.25) + rng.randrange(365))
    return Draft(rng=rng, on=on, born=born, sex=sex, measured=source.holds.get(Kind.MEASUREMENTS, 1.0))


def filled(draft: Draft, cancer: Cancer) -> Draft:
    """What is true of somebody with a cancer, before any of it but measurements is lost."""
    for name in ("liver", "kidney", "marrow", "inflammation", "frailty"):
        draft.latent[name] = draft.rng.gauss(0.0, 0.6)
    draft.latent["kidney"] += max(0.0, (draft.years - 55) / 25)
    course = add_disease(draft, cancer)
    add_treatments(draft, course)
    add_performance(draft, course.stage)
    add_comorbidities(draft)
    add_absences(draft, course.stage)
    add_labs(draft)
    add_tumor_markers(draft, course.cancer, BURDEN[course.stage])
    return draft


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """One row of sources.tsv."""

    complete: frozenset[Kind]
    holds: Mapping[Kind, float]


@cache
def sources() -> Mapping[str, Source]:
    """The sorts of source that patients come from."""
    return {
        row["source"]: Source(
            complete=frozenset(Kind(name) for name in row["complete"].split(";") if name),
            holds={Kind(name): share for name, share in shares(row["holds"])},
        )
        for row in rows("sources.tsv")
    }


@cache
def _by_weight() -> Choice:
    return Choice.of((row["source"], float(row["weight"])) for row in rows("sources.tsv"))


def drawn_source(rng: Random) -> Source:
    """A sort of source by its weight."""
    return sources()[_by_weight().draw(rng)]


def recorded(draft: Draft, name: str, source: Source) -> PatientFacts:
    """The patient as a source knows them: facts are lost by kind, never the cancer nor of a kind that is declared complete."""
    if source.holds:
        first, draft.facts = draft.facts[0], [fact for fact in draft.facts[1:] if _kept(fact, source, draft.rng)]
        draft.facts.insert(0, first)
    return patient_of(draft, name, source.complete)


def _kept(fact: Fact, source: Source, rng: Random) -> bool:
    share = source.holds.get(fact.kind)
    return share is None or fact.kind is Kind.MEASUREMENTS or fact.kind in source.complete or rng.random() < share
