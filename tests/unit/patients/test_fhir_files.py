"""Files of FHIR in every form in; the same patients out, and hostile ones refused with their place."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from fhir.resources.R4B.bundle import Bundle
from tests.unit.patients.bundles import PATIENT, bundle, coded, condition, loinc, observation, quantity

from trialwright.errors import UserError
from trialwright.patients.facts import Kind
from trialwright.patients.fhir import FhirOptions, read_fhir
from trialwright.patients.fhir_files import Caps, looks_like_fhir
from trialwright.patients.reading import read_people
from trialwright.patients.understood import Why

DATA = Path(__file__).parents[2] / "data" / "fhir"
RESOURCES = [PATIENT, condition("Asthma"), observation(loinc("718-7"), valueQuantity=quantity(11, "g/dL"))]


def lines(*resources: dict[str, Any]) -> bytes:
    return b"".join(json.dumps(item).encode() + b"\n" for item in resources)


def concepts(data: bytes | Path, **caps: int) -> list[str | None]:
    (found,) = read_fhir(data, options=FhirOptions(caps=Caps(**caps)))
    return sorted(fact.concept or "" for fact in found.patient.facts)


@pytest.mark.parametrize(
    "data",
    [
        bundle(*RESOURCES[1:]),
        json.dumps(RESOURCES).encode(),
        lines(*RESOURCES),
        lines(*reversed(RESOURCES)),
        gzip.compress(lines(*RESOURCES), mtime=0),
        b"\xef\xbb\xbf" + bundle(*RESOURCES[1:]),
        json.dumps({"resourceType": "Bundle", "entry": [{"resource": json.loads(bundle(*RESOURCES[1:]))}]}).encode(),
        json.dumps(
            {
                "resourceType": "Bundle",
                "type": "searchset",
                "entry": [{"resource": item, "search": {"mode": "match"}} for item in RESOURCES],
            },
            indent=1,
        ).encode(),
    ],
    ids=["bundle", "list", "ndjson", "ndjson backwards", "gzip", "byte order mark", "bundle in a bundle", "searchset"],
)
def test_one_patient_in_every_form(data: bytes) -> None:
    assert concepts(data) == ["asthma", "hemoglobin"]


def test_a_folder_of_a_bulk_export_is_read_together(tmp_path: Path) -> None:
    other = PATIENT | {"id": "q"}
    (tmp_path / "Condition.000.ndjson").write_bytes(
        lines(RESOURCES[1], RESOURCES[1] | {"id": "c2", "subject": {"reference": "Patient/q"}})
    )
    (tmp_path / "Observation.ndjson.gz").write_bytes(gzip.compress(lines(RESOURCES[2])))
    (tmp_path / "Patient.ndjson").write_bytes(lines(PATIENT, other))
    found = read_people(tmp_path, name="export")
    assert [(one.patient.id, len(one.patient.facts)) for one in found] == [("p", 2), ("q", 1)]


def test_references_are_found_by_the_addresses_of_a_transaction() -> None:
    entries = [
        {"fullUrl": "urn:uuid:1", "resource": PATIENT | {"id": "x"}},
        {"fullUrl": "urn:uuid:2", "resource": condition("Asthma", subject={"reference": "urn:uuid:1"})},
        {
            "fullUrl": "http://a/fhir/Condition/3",
            "resource": condition("Gout", id="3", subject={"reference": "http://b/fhir/Patient/x/_history/2"}),
        },
    ]
    assert concepts(json.dumps({"resourceType": "Bundle", "type": "transaction", "entry": entries}).encode()) == [
        "asthma",
        "gout",
    ]


def test_what_is_of_somebody_else_is_not_of_the_patient_and_is_listed() -> None:
    (found,) = read_fhir(bundle(condition("Asthma", subject={"reference": "Patient/else"})))
    assert found.patient.facts == ()
    assert [(item.why, item.what) for item in found.unread] == [(Why.WHOSE, "of Patient/else")]


def test_the_newest_version_of_a_resource_counts() -> None:
    old = condition("Asthma", meta={"lastUpdated": "2024-01-01"})
    wrong = condition("Asthma", meta={"lastUpdated": "2024-02-01"}, verificationStatus=coded("entered-in-error"))
    for order in ((old, wrong), (wrong, old)):
        assert read_fhir(bundle(*order))[0].patient.facts == ()


def test_resources_without_any_patient_are_of_the_one_they_name() -> None:
    assert concepts(lines(*RESOURCES[1:])) == ["asthma", "hemoglobin"]


def test_kinds_that_are_not_read_are_counted_and_lines_of_them_not_parsed() -> None:
    (found,) = read_fhir(lines(*RESOURCES) + b'{"resourceType":"Claim", this is no JSON}\n')
    assert dict(found.resources)["Claim"] == 1
    assert [item.why for item in found.unread] == [Why.KIND]


def test_a_plan_is_no_treatment_and_is_listed_as_a_plan_of_several_patients_too() -> None:
    plan = {
        "resourceType": "CarePlan",
        "status": "completed",
        "intent": "plan",
        "subject": {"reference": "Patient/p"},
        "activity": [{"detail": {"code": {"text": "Chemotherapy"}, "status": "completed"}}],
    }
    care = {"resourceType": "EpisodeOfCare", "status": "active", "patient": {"reference": "Patient/p"}}
    (found,) = read_fhir(lines(*RESOURCES, plan, care))
    assert not [fact for fact in found.patient.facts if fact.kind is Kind.TREATMENTS]
    assert [(item.why, item.resource, item.what) for item in found.unread] == [
        (Why.KIND, "CarePlan", "(1): a plan; what is done of it stands in resources of its own"),
        (Why.KIND, "EpisodeOfCare", "(1): who cares, and since when; its diagnoses are Conditions"),
    ]
    other = {"resourceType": "Patient", "id": "other"}
    several = read_fhir(lines(*RESOURCES, other, plan))
    assert [[item.resource for item in one.unread] for one in several] == [["CarePlan"], []]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b'{"resourceType": "Bundle", "entry": ' + b"[" * 200_000, "nested too deeply"),
        (bundle(*RESOURCES[1:])[:-5], "not valid JSON"),
        (gzip.compress(bundle(), mtime=0)[:-9], "gzip is damaged"),
        (gzip.compress(b" " * 5_000_000 + bundle(), mtime=0), "larger than"),
        (b'{"a": 1}', "no resourceType"),
        (lines(*RESOURCES) + b'{"resourceType":"Condition", "x": "' + b"y" * 700_000, "line is longer"),
        (b'{"resourceType": "Bundle", "entry": {"a": 1}}', "entry is not a list"),
        (b"\xff\xfe{}", "not valid JSON"),
    ],
)
def test_a_hostile_or_damaged_file_is_refused_with_its_place(data: bytes, says: str) -> None:
    with pytest.raises(UserError, match=says) as error:
        read_fhir(data, name="b.json", options=FhirOptions(caps=Caps(document=2_000_000, line=500_000, whole=3_000_000)))
    assert (error.value.place or "").startswith("b.json")


@pytest.mark.parametrize(
    ("data", "is_fhir"),
    [
        (bundle(), True),
        (gzip.compress(lines(PATIENT), mtime=0), True),
        (b"id: P\nage: 3\n", False),
        (b'{"id": "P", "facts": []}', False),
        (b"", False),
        (b"\x1f\x8bnot gzip", False),
    ],
)
def test_fhir_is_told_from_a_sheet(data: bytes, is_fhir: bool) -> None:
    assert looks_like_fhir(data) is is_fhir


@pytest.mark.parametrize("name", ["mcode-matching-1", "mcode-matching-2", "breast-11"])
def test_the_bundles_of_the_tests_are_bundles_as_another_library_sees_them(name: str) -> None:
    body = json.loads(gzip.decompress((DATA / f"{name}.json.gz").read_bytes()))
    known = {"Condition", "Procedure", "MedicationRequest", "Patient"}
    entries = [
        {"resource": without_text(entry["resource"])} for entry in body["entry"] if entry["resource"]["resourceType"] in known
    ]
    assert len(Bundle.model_validate({"resourceType": "Bundle", "type": "collection", "entry": entries}).entry) == len(entries)


def without_text(resource: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in resource.items() if name != "text"}
