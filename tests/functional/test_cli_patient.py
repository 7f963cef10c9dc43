"""`trialwright patient` and `match` run on FHIR as a person would run them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.functional.command import PAGES, run

BUNDLES = Path(__file__).parents[1] / "data" / "fhir"
JENNY = "examples/fhir/jenny-m.json.gz"
TRIAL = str(PAGES / "000_9a6685febac1819c.txt")


def test_each_fact_is_shown_with_where_it_came_from_and_what_was_not_understood_is_counted() -> None:
    done = run("patient", JENNY)
    assert done.code == 0
    assert "Understood: 21 facts" in done.out
    assert "Observation/ecog" in done.out
    assert "Not understood or left out:" in done.out
    assert "complete: nothing; what is not listed is unknown" in done.out


def test_the_same_as_json() -> None:
    done = run("patient", JENNY, "--json")
    (patient,) = json.loads(done.out)["patients"]
    ecog = next(fact for fact in patient["facts"] if fact["concept"] == "ECOG performance status")
    assert (ecog["value"], ecog["date"], ecog["place"]) == ("0", "2018-04-12", "Observation/ecog-performance-status-jenny-m")
    assert {"reason": "value cannot be true", "resource": "Observation"}.items() <= next(
        item for item in patient["notUnderstood"] if item["what"].startswith("Neutrophils")
    ).items()


def test_a_table_of_own_codes_tells_what_a_code_means(tmp_path: Path) -> None:
    table = tmp_path / "codes.tsv"
    table.write_text("system\tcode\tconcept\nhttp://snomed.info/sct\t401201003\tsmoking pack-years\n", "utf-8")
    (patient,) = json.loads(run("patient", JENNY, "--json", "--codes", str(table)).out)["patients"]
    assert not any("pack-years" in item["what"] for item in patient["notUnderstood"] if item["reason"] == "unknown code")


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ("system\tcode\tconcept\nx\t1\tno such thing at all\n", "line 2"),
        ("system\tcode\tconcept\n\t1\tasthma\n", "line 2"),
        ("code\tconcept\n1\tasthma\n", "columns"),
    ],
)
def test_a_table_of_own_codes_with_a_mistake_names_its_line(tmp_path: Path, table: str, says: str) -> None:
    path = tmp_path / "codes.tsv"
    path.write_text(table, "utf-8")
    done = run("patient", JENNY, "--codes", str(path))
    assert done.code == 2
    assert says in done.err


def test_a_kind_that_the_source_has_all_of_is_said_by_the_one_who_knows() -> None:
    assert (
        "complete: medications, treatments" in run("patient", JENNY, "--complete", "treatments", "--complete", "medications").out
    )
    assert run("patient", JENNY, "--complete", "everything").code == 2


def test_only_the_newest_of_what_is_measured_again_and_again() -> None:
    (patient,) = json.loads(run("patient", str(BUNDLES / "breast-11.json.gz"), "--json", "--facts", "latest").out)["patients"]
    assert sum(fact["concept"] == "hemoglobin" for fact in patient["facts"]) == 1
    assert patient["factsNotShown"] > 50


def test_match_takes_a_bundle_as_it_takes_a_sheet() -> None:
    done = run("match", TRIAL, "--patient", JENNY, "--on", "2018-12-01", "--json")
    (patient,) = json.loads(done.out)["patients"]
    assert patient["id"] == "cancer-patient-jenny-m"
    assert [finding["code"] for finding in patient["findings"]] == ["SOURCE_NOT_UNDERSTOOD"]


def test_a_sheet_is_shown_too() -> None:
    assert "gastric adenocarcinoma" in run("patient", "examples/patients/gastric-liver-metastases.yaml").out


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('{"resourceType": "Bundle", "type": "collection", "entry": [', "not valid JSON"),
        ('{"resourceType": "Bundle", "type": "collection"}', "holds no patient"),
        ('{"resourceType": "Bundle", "type": "history", "entry": []}', "history"),
        ('{"resourceType": "Patient", "id": "p"}\n{"resourceType": "Condition"\n', "line 2"),
        ('{"resourceType": "Bundle", "entry": [{"resource": {"resourceType": 7}}]}', "entry 0"),
    ],
)
def test_what_is_no_fhir_is_told_with_its_place(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "b.json"
    path.write_text(text, "utf-8")
    done = run("patient", str(path))
    assert done.code == 2
    assert says in done.err
    assert "b.json" in done.err
