"""JSON-LD of a trial has only terms that schema.org has, and can stand in a page."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from tests.unit.exports.full_record import full_section, record_of

from trialwright.exports.medical_trial import script_text, to_medical_trial
from trialwright.registries.reading import read_records
from trialwright.registries.record import TrialRecord

ROOT = Path(__file__).parents[3]
TERMS = {
    row["type"]: {*row["properties"].split(), *row["inherited"].split()}
    for row in csv.DictReader(
        (ROOT / "tests" / "data" / "schema_org" / "terms.tsv").read_text("utf-8").splitlines(), delimiter="\t"
    )
}
MEMBERS = {row for kind in ("MedicalStudyStatus", "MedicalTrialDesign") for row in TERMS[kind]}


def unknown_terms(node: Any) -> list[str]:
    """The types, properties and members in a document that schema.org has not."""
    if isinstance(node, list):
        return [item for each in node for item in unknown_terms(each)]
    if isinstance(node, str):
        name = node.removeprefix("https://schema.org/")
        return [node] if name != node and name not in MEMBERS else []
    if not isinstance(node, dict):
        return []
    kind = node.get("@type", "")
    known = TERMS.get(kind)
    own = [kind] if known is None else [f"{kind}.{key}" for key in node if not key.startswith("@") and key not in known]
    return own + [item for key, value in node.items() if not key.startswith("@") for item in unknown_terms(value)]


@pytest.mark.parametrize("path", sorted((ROOT / "examples" / "pages").glob("*.txt")), ids=lambda path: path.stem)
def test_a_seed_has_only_terms_of_schema_org(path: Path) -> None:
    (record,) = read_records(path)
    assert unknown_terms(to_medical_trial(record).document) == []


def test_a_full_record_has_only_terms_of_schema_org() -> None:
    assert unknown_terms(to_medical_trial(record_of(full_section())).document) == []


def test_a_term_that_is_none_is_found() -> None:
    assert unknown_terms({"@type": "MedicalTrial", "phase": "2", "status": "https://schema.org/Open"}) == [
        "MedicalTrial.phase",
        "https://schema.org/Open",
    ]


def test_the_number_of_the_registry_is_the_code() -> None:
    document = to_medical_trial(TrialRecord(protocol_section={"identificationModule": {"nctId": "NCT01234567"}})).document
    assert document["code"] == {"@type": "MedicalCode", "codeValue": "NCT01234567", "codingSystem": "ClinicalTrials.gov"}


def test_an_unknown_status_is_none_and_remarked_on() -> None:
    made = to_medical_trial(TrialRecord(protocol_section={"statusModule": {"overallStatus": "UNKNOWN"}}))
    assert "status" not in made.document
    assert [remark.part for remark in made.remarks] == ["statusModule.overallStatus: UNKNOWN"]


@pytest.mark.parametrize(
    ("kind", "said"), [("INTERVENTIONAL", "MedicalTrial"), ("OBSERVATIONAL", "MedicalObservationalStudy"), (None, "MedicalStudy")]
)
def test_the_type_is_the_one_that_is_stated(kind: str | None, said: str) -> None:
    section = {"designModule": {"studyType": kind}} if kind else {}
    assert to_medical_trial(TrialRecord(protocol_section=section)).document["@type"] == said


def test_sites_in_two_countries_make_it_international() -> None:
    sites = [{"city": "Utrecht", "country": "Netherlands"}, {"city": "Ghent", "country": "Belgium"}]
    section = {"designModule": {"studyType": "INTERVENTIONAL"}, "contactsLocationsModule": {"locations": sites}}
    design = to_medical_trial(TrialRecord(protocol_section=section)).document["trialDesign"]
    assert design == ["https://schema.org/MultiCenterTrial", "https://schema.org/InternationalTrial"]


def test_a_page_of_our_own_is_the_address_and_the_registry_the_same() -> None:
    record = TrialRecord(protocol_section={"identificationModule": {"nctId": "NCT01234567"}})
    document = to_medical_trial(record, page="https://trials.example.org/trial/NCT01234567").document
    assert document["url"] == "https://trials.example.org/trial/NCT01234567"
    assert document["sameAs"] == ["https://clinicaltrials.gov/study/NCT01234567"]


def test_no_text_ends_the_script_element() -> None:
    made = script_text({"name": "</script><script>alert(1)</script>\u2028&"})
    assert not set(made) & set("<>&\u2028")
    assert json.loads(made) == {"name": "</script><script>alert(1)</script>\u2028&"}
