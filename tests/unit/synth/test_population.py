"""A general population: people who fit together, the same for the same seed, as our readers would have read them."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from decimal import Decimal

import pytest

from trialwright.patients.facts import Kind, PatientFacts
from trialwright.patients.sheet import read_sheets
from trialwright.synth.disease import cancers
from trialwright.synth.draft import meaning
from trialwright.synth.population import generate_population, population_patient
from trialwright.synth.sheets import sheet_text
from trialwright.synth.tables import rows, shares
from trialwright.vocabulary.concepts import default_vocabulary
from trialwright.vocabulary.units import parse_unit

ON = dt.date(2026, 3, 16)


@pytest.fixture(scope="module")
def people() -> list[PatientFacts]:
    return [one.facts for one in generate_population(400, 7, ON)]


def test_the_same_seed_gives_the_same_patients_and_another_seed_others(people: list[PatientFacts]) -> None:
    assert [one.facts for one in generate_population(50, 7, ON)] == people[:50]
    assert [one.facts.facts for one in generate_population(50, 8, ON)] != [one.facts for one in people[:50]]


def test_a_patient_does_not_depend_on_those_before(people: list[PatientFacts]) -> None:
    assert population_patient(371, 7, ON) == people[370]


def test_the_reader_of_sheets_reads_the_very_same_facts(people: list[PatientFacts]) -> None:
    text = "".join(sheet_text(one) for one in people[:80])
    assert list(read_sheets(text)) == people[:80]


def test_there_are_twenty_to_forty_facts_in_most_patients(people: list[PatientFacts]) -> None:
    counts = sorted(len(one.facts) for one in people)
    assert 20 <= counts[len(counts) // 2] <= 40
    assert counts[0] >= 1


def test_women_have_no_prostate_cancer_and_men_no_cancer_of_the_ovary(people: list[PatientFacts]) -> None:
    seen = {(one.facts[0].what, one.sex) for one in people}
    assert ("prostate cancer", "male") in seen
    assert not seen & {("prostate cancer", "female"), ("ovarian cancer", "male"), ("cervical cancer", "male")}


def test_nothing_lies_after_the_reference_date_or_before_birth(people: list[PatientFacts]) -> None:
    for one in people:
        days = [date for fact in one.facts for date in (fact.date, fact.start, fact.end) if date is not None]
        assert one.birth_date is not None
        assert all(one.birth_date.first <= date.first <= date.last <= ON for date in days)
        assert all(fact.start is None or fact.end is None or fact.start.first <= fact.end.last for fact in one.facts)


def test_a_second_line_follows_a_first(people: list[PatientFacts]) -> None:
    complete = [one for one in people if Kind.TREATMENTS in one.coverage and Kind.MEDICATIONS in one.coverage]
    lines = [{fact.qualifiers["line"] for fact in one.facts if "line" in fact.qualifiers} for one in complete]
    assert {"2"} <= set().union(*lines)
    assert all("1" in found for found in lines if "2" in found)


def test_receptors_fit_together(people: list[PatientFacts]) -> None:
    found = [{fact.what: fact.value for fact in one.facts} for one in people if one.facts[0].what == "breast cancer"]
    told = [one for one in found if {"ER", "PgR", "HER2"} <= set(one)]
    assert Counter(one["ER"] for one in told)["positive"] > len(told) / 2
    assert not [one for one in told if one["ER"] == "negative" and one["PgR"] == "positive"]


def test_values_can_be_true_and_stand_with_their_limits(people: list[PatientFacts]) -> None:
    measured = [fact for one in people for fact in one.facts if fact.kind is Kind.MEASUREMENTS]
    assert all(isinstance(fact.value, Decimal) and fact.value >= 0 for fact in measured if fact.unit)
    assert all(fact.unit is None or parse_unit(fact.unit) is not None for fact in measured)
    creatinine = [fact for fact in measured if fact.concept == "creatinine"]
    assert {fact.unit for fact in creatinine} == {"mg/dL", "umol/L"}
    assert all(fact.uln is not None for fact in creatinine)


@pytest.mark.parametrize(
    "table", ["cancers", "labs", "tumor_markers", "markers", "marker_numbers", "treatments", "comorbidities"]
)
def test_every_name_of_the_tables_is_one_concept_of_the_vocabulary(table: str) -> None:
    names = set[str]()
    for row in rows(f"{table}.tsv"):
        names |= {row[column] for column in ("name", "cancer") if column in row}
        names |= set(row.get("what", "").split(";")) - {""}
        names |= {part.split(",")[0].split("=")[0] for part in row.get("found", "").split(";") if part}
        for column in ("histologies", "spread_to", "medicines"):
            names |= {name for name, _ in shares(row.get(column, "")) if name}
    assert {name for name in names if meaning(name).concept not in default_vocabulary()} == set()


def test_treatments_and_markers_belong_to_cancers_that_are_drawn() -> None:
    for table in ("treatments.tsv", "markers.tsv", "marker_numbers.tsv", "tumor_markers.tsv"):
        assert {row["cancer"] for row in rows(table)} <= set(cancers())
