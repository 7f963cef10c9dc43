"""Synthetic patients as files: the same bytes for the same seed, valid FHIR, and read by our readers as they were made."""

from __future__ import annotations

import csv
import datetime as dt
import json
from dataclasses import replace
from pathlib import Path

import pytest
from fhir.resources.R4B.bundle import Bundle

from trialwright.errors import UserError
from trialwright.library import load
from trialwright.patients.facts import Fact, Kind, PatientFacts
from trialwright.patients.fhir import read_fhir
from trialwright.patients.omop import read_omop
from trialwright.patients.reading import people_in
from trialwright.patients.sheet import read_sheet
from trialwright.synth import fhir_bundle, omop_tables, wide
from trialwright.synth.patient import SyntheticPatient
from trialwright.synth.population import generate_population
from trialwright.synth.trial import generate
from trialwright.synth.writing import TRUTH, Format, write_people

ON = dt.date(2026, 3, 16)
PAGE = Path(__file__).parents[3] / "examples" / "pages" / "000_9a6685febac1819c.txt"


@pytest.fixture(scope="module")
def people() -> list[SyntheticPatient]:
    return [*generate([load(PAGE)], 40, 9, ON), *generate_population(40, 9, ON)]


@pytest.mark.parametrize("form", Format)
def test_the_same_patients_are_the_same_bytes(form: Format, people: list[SyntheticPatient], tmp_path: Path) -> None:
    for name in ("one", "two"):
        assert write_people(people[:10], form, tmp_path / name, ON)[0] == 10
    found = [{path.name: path.read_bytes() for path in sorted((tmp_path / name).iterdir())} for name in ("one", "two")]
    assert found[0] == found[1]
    assert len(found[0]) > 2


def test_sheets_are_read_as_they_were_made(people: list[SyntheticPatient], tmp_path: Path) -> None:
    write_people(people, Format.SHEET, tmp_path, ON)
    found = [replace(read_sheet(tmp_path / f"{one.facts.id}.yaml"), findings=()) for one in people]
    assert found == [one.facts for one in people]


def _core(fact: Fact) -> tuple[object, ...]:
    dates = (fact.date,) if fact.date is not None else (fact.start, fact.end)
    return (fact.concept, fact.value, fact.comparator, fact.unit, fact.uln, fact.lln, dates)


def test_bundles_are_valid_fhir_and_what_they_say_is_read_again(people: list[SyntheticPatient]) -> None:
    told = silent = 0
    for one in people:
        made = fhir_bundle.bundle_of(one.facts)
        Bundle.model_validate(made.bundle)
        back = {_core(fact) for found in read_fhir(json.dumps(made.bundle).encode()) for fact in found.patient.facts}
        wanted = [fact for fact in one.facts.facts if fact.place not in made.unsaid]
        assert [fact.what for fact in wanted if _core(fact) not in back] == []
        told, silent = told + len(wanted), silent + len(made.unsaid)
    assert told > 5 * silent


def test_the_tables_of_omop_refer_to_what_is_there(people: list[SyntheticPatient], tmp_path: Path) -> None:
    write_people(people, Format.OMOP, tmp_path, ON)
    tables = {
        name: list(csv.DictReader((tmp_path / f"{name}.csv").read_text("utf-8").splitlines())) for name in omop_tables.COLUMNS
    }
    concepts = {row["concept_id"] for row in tables["concept"]}
    persons = {row["person_id"] for row in tables["person"]}
    assert len(persons) == len(people)
    for name in ("condition_occurrence", "measurement", "procedure_occurrence", "drug_exposure"):
        short = {"condition_occurrence": "condition", "procedure_occurrence": "procedure", "drug_exposure": "drug"}.get(
            name, name
        )
        assert tables[name]
        assert {row[f"{short}_concept_id"] for row in tables[name]} <= concepts
        assert {row["person_id"] for row in tables[name]} <= persons
        assert len({row[f"{name}_id"] for row in tables[name]}) == len(tables[name])
    hemoglobin = next(row for row in tables["measurement"] if row["measurement_source_value"] == "hemoglobin")
    code = next(row for row in tables["concept"] if row["concept_id"] == hemoglobin["measurement_concept_id"])
    assert (code["vocabulary_id"], code["concept_code"]) == ("LOINC", "718-7")


def test_a_database_of_omop_is_read_as_it_was_made(people: list[SyntheticPatient], tmp_path: Path) -> None:
    some = people[20:60]
    write_people(some, Format.OMOP, tmp_path, ON)
    found = {one.patient.id: one.patient for one in read_omop(tmp_path)}
    assert len(found) == len(some)
    for number, one in enumerate(some, start=1):
        back = {_measured(fact) for fact in found[str(number)].facts}
        wanted = [fact for fact in one.facts.facts if omop_tables.said(fact)]
        assert [fact.what for fact in wanted if _measured(fact) not in back] == []
        assert found[str(number)].sex == one.facts.sex
        assert found[str(number)].birth_date == one.facts.birth_date


def _measured(fact: Fact) -> tuple[object, ...]:
    """What a row of OMOP says of a fact: of a disease that is on record the first day stays open."""
    return (fact.concept, fact.value, fact.comparator, fact.unit, fact.uln, fact.lln, fact.end)


def test_the_long_table_has_a_row_for_every_fact_and_the_wide_one_for_every_patient(people: list[SyntheticPatient]) -> None:
    patients: list[PatientFacts] = [one.facts for one in people]
    head, body = wide.long_table(patients)
    assert len(list(body)) == sum(len(one.facts) for one in patients)
    head, body = wide.wide_table(patients)
    assert len(list(body)) == len(patients)
    assert {"patient", "birth_date", "sex", "hemoglobin [g/dL]", "hemoglobin [g/dL], date"} <= set(head)


def test_the_wide_table_denies_no_more_than_was_denied() -> None:
    denied = Fact(
        what="active infection", concept="infection", kind=Kind.CONDITIONS, present=False, qualifiers={"activity": "active"}
    )
    head, (row,) = wide.wide_table([PatientFacts(id="a", facts=(denied,))])
    assert dict(zip(head, row, strict=True))["active infection"] == "no"
    assert "infection" not in head


def test_the_truth_tells_what_a_format_cannot_say(people: list[SyntheticPatient], tmp_path: Path) -> None:
    rows = {}
    for form in (Format.SHEET, Format.FHIR):
        write_people(people, form, tmp_path / form, ON)
        rows[form] = list(csv.DictReader((tmp_path / form / TRUTH).read_text("utf-8").splitlines()))
    assert {row["said"] for row in rows[Format.SHEET]} == {"true"}
    assert {row["said"] for row in rows[Format.FHIR] if row["complete"]} == {"false"}
    assert {(row["patient"], row["line"]) for row in rows[Format.SHEET]} == {
        (row["patient"], row["line"]) for row in rows[Format.FHIR]
    }


@pytest.mark.parametrize("form", [Format.SHEET, Format.FHIR, Format.OMOP])
def test_the_folder_is_a_source_of_patients_as_it_is(form: Format, people: list[SyntheticPatient], tmp_path: Path) -> None:
    write_people(people[:6], form, tmp_path / form, ON)
    assert len({one.id for one in people_in(str(tmp_path / form))}) == 6


def test_a_folder_of_sheets_and_bundles_is_no_source(people: list[SyntheticPatient], tmp_path: Path) -> None:
    for form in (Format.SHEET, Format.FHIR):
        write_people(people[:1], form, tmp_path / form, ON)
    with pytest.raises(UserError, match=r"the folder holds sheets \(.*yaml\) and other files of patients \(.*json\)"):
        list(people_in(str(tmp_path)))


def test_a_folder_that_holds_something_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(UserError, match="not empty"):
        write_people(iter(()), Format.SHEET, tmp_path, ON)
