"""Medicines and procedures of FHIR in; what was taken and done, as far as it is proved, out."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.patients.bundles import SUBJECT, coded, facts, quantity, reasons

from trialwright.patients.fhir_drugs import medicines_of
from trialwright.patients.understood import Why
from trialwright.vocabulary.concepts import package_vocabulary

MCODE = "http://hl7.org/fhir/us/mcode/StructureDefinition/"
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"


def medicine(kind: str, **more: Any) -> dict[str, Any]:
    body = {"resourceType": kind, "id": "m", "subject": SUBJECT, "status": "completed", "intent": "order"}
    return body | {"medicationCodeableConcept": coded("56946", "PACLitaxel", RXNORM)} | more


@pytest.mark.parametrize(
    ("one", "start", "end"),
    [
        (medicine("MedicationRequest", authoredOn="2024-01-02"), "2024-01-02", "2024-01-02 or later"),
        (medicine("MedicationRequest", authoredOn="2024-01-02", status="active"), "2024-01-02", "2024-01-02 or later"),
        (medicine("MedicationStatement", effectiveDateTime="2024-01", status="active"), "2024-01", "None"),
        (medicine("MedicationStatement", effectiveDateTime="2024-01-02"), "2024-01-02", "2024-01-02 or later"),
        (
            medicine("MedicationStatement", effectiveDateTime="2024-01-02", dateAsserted="2024-02-02"),
            "2024-01-02",
            "2024-01-02 to 2024-02-02",
        ),
        (
            medicine("MedicationStatement", effectivePeriod={"start": "2024-01-02", "end": "2024-03-04"}),
            "2024-01-02",
            "2024-03-04",
        ),
        (medicine("MedicationDispense", whenHandedOver="2024-01-02"), "2024-01-02", "2024-01-02 or later"),
    ],
)
def test_an_order_proves_a_beginning_and_leaves_its_end_open(one: dict[str, Any], start: str, end: str) -> None:
    (fact,) = facts(one)
    assert (fact.concept, str(fact.start), str(fact.end)) == ("paclitaxel", start, end)


def test_an_administration_is_of_its_day() -> None:
    (fact,) = facts(medicine("MedicationAdministration", effectiveDateTime="2024-01-02T08:00:00Z"))
    assert (str(fact.date), fact.start, fact.end) == ("2024-01-02", None, None)


@pytest.mark.parametrize(
    ("one", "why"),
    [
        (medicine("MedicationRequest", status="entered-in-error"), Why.ERROR),
        (medicine("MedicationRequest", status="draft"), Why.PLANNED),
        (medicine("MedicationRequest", status="cancelled"), Why.NOT_DONE),
        (medicine("MedicationRequest", status="on-hold"), Why.STATUS),
        (medicine("MedicationRequest", intent="plan"), Why.PLANNED),
        (medicine("MedicationRequest", doNotPerform=True), Why.NOT_DONE),
        (medicine("MedicationStatement", status="not-taken"), Why.NOT_DONE),
        (medicine("MedicationStatement", status="intended"), Why.PLANNED),
        (medicine("MedicationAdministration", status="not-done"), Why.NOT_DONE),
        (medicine("MedicationDispense", status="declined"), Why.NOT_DONE),
        (medicine("MedicationStatement", status=None), Why.STATUS),
    ],
)
def test_what_was_not_taken_is_no_fact(one: dict[str, Any], why: Why) -> None:
    assert facts(one) == ()
    assert reasons(one) == {why}


def test_a_medicine_by_reference_in_the_bundle_or_contained() -> None:
    drug = {"resourceType": "Medication", "id": "d", "code": coded("1", "Cisplatin 50 MG Injection", RXNORM)}
    order = medicine("MedicationAdministration", effectiveDateTime="2024-01-02")
    del order["medicationCodeableConcept"]
    assert facts(order | {"medicationReference": {"reference": "Medication/d"}}, drug)[0].concept == "cisplatin"
    assert facts(order | {"medicationReference": {"reference": "#d"}, "contained": [drug]})[0].concept == "cisplatin"
    assert reasons(order | {"medicationReference": {"reference": "Medication/elsewhere"}}) == {Why.CODE}


def test_the_dose_of_a_day_is_read_where_it_is_said() -> None:
    dosage = {
        "timing": {"repeat": {"frequency": 2, "period": 1, "periodUnit": "d"}},
        "doseAndRate": [{"doseQuantity": quantity(5, "mg")}],
    }
    steroid = medicine("MedicationStatement", medicationCodeableConcept={"text": "prednisone 5 MG Oral Tablet"}, status="active")
    (fact,) = facts(steroid | {"dosage": [dosage]})
    assert (fact.concept, fact.qualifiers["dose"]) == ("prednisone", "10 mg/d")
    assert "dose" not in facts(steroid | {"dosage": [dosage | {"asNeededBoolean": True}]})[0].qualifiers


EVERY_DAY = {"frequency": 1, "period": 1, "periodUnit": "d"}


@pytest.mark.parametrize(
    ("name", "quantity", "timing", "dose"),
    [
        ("predniSONE 5 MG Oral Tablet", {"value": 2, "unit": "tablet"}, {"code": {"text": "BID"}}, "20 mg/d"),
        ("predniSONE 5 MG Oral Tablet", {"value": 1}, {"repeat": EVERY_DAY | {"period": 2}}, "2.5 mg/d"),
        ("dexamethasone 0.5 MG/ML Oral Solution", {"value": 4, "unit": "mL"}, {"code": {"text": "QD"}}, "2 mg/d"),
        ("predniSONE 5 MG Oral Tablet", {"value": 2, "unit": "mL"}, {"code": {"text": "QD"}}, None),
        ("predniSONE Oral Tablet", {"value": 2, "unit": "tablet"}, {"code": {"text": "QD"}}, None),
        ("predniSONE 5 MG Oral Tablet", {"value": 1}, {"repeat": EVERY_DAY | {"frequencyMax": 2}}, None),
        ("predniSONE 5 MG Oral Tablet", {"value": 1}, {"repeat": EVERY_DAY | {"dayOfWeek": ["mon"]}}, None),
    ],
)  # fmt: skip
def test_the_dose_of_a_day_is_that_of_the_pieces_taken(name: str, quantity: Any, timing: Any, dose: str | None) -> None:
    dosage = {"timing": timing, "doseAndRate": [{"doseQuantity": quantity}]}
    more = {"medicationCodeableConcept": {"text": name}, "dosageInstruction": [dosage]}
    order = {"resourceType": "MedicationRequest", "id": "m", "subject": SUBJECT, "status": "active", "intent": "order"} | more
    (fact,) = facts(order)
    assert fact.qualifiers.get("dose") == dose


@pytest.mark.parametrize(
    ("name", "concepts"),
    [
        ("1 ML DOCEtaxel 20 MG/ML Injection", ["docetaxel"]),
        ("Amoxicillin 250 MG / Clavulanate 125 MG Oral Tablet", ["amoxicillin", "clavulanic acid"]),
        ("Fluoxetine 25MG", ["fluoxetine"]),
        ("24 HR metoprolol succinate 100 MG Extended Release Oral Tablet [Toprol]", ["metoprolol"]),
        ("Budesonide 0.2 MG/ACTUAT Metered Dose Inhaler", ["inhaled budesonide"]),
        ("Leucovorin 100 MG / Unheardofine 3 MG Injection", []),
        ("Seasonique 91 Day Pack", []),
    ],
)
def test_names_of_products(name: str, concepts: list[str]) -> None:
    assert [meaning.concept for meaning in medicines_of(name, package_vocabulary())] == concepts


def procedure(display: str, **more: Any) -> dict[str, Any]:
    body = {"resourceType": "Procedure", "id": "t", "subject": SUBJECT, "status": "completed", "code": coded("1", display)}
    return body | {"performedDateTime": "2024-01-02"} | more


def test_an_operation_with_its_site_and_its_intent() -> None:
    intent = {
        "url": f"{MCODE}mcode-procedure-intent",
        "valueCodeableConcept": coded("1", "Curative - procedure intent (qualifier value)"),
    }
    (fact,) = facts(
        procedure(
            "Partial mastectomy (procedure)", bodySite=[coded("1", "Left breast structure (body structure)")], extension=[intent]
        )
    )
    assert (fact.concept, str(fact.date)) == ("breast-conserving surgery", "2024-01-02")
    assert (fact.qualifiers["laterality"], fact.qualifiers["intent"]) == ("left", "curative")


@pytest.mark.parametrize(
    ("status", "why"),
    [
        ("not-done", Why.NOT_DONE),
        ("entered-in-error", Why.ERROR),
        ("preparation", Why.PLANNED),
        ("stopped", Why.STATUS),
        ("unknown", Why.STATUS),
    ],
)
def test_what_was_not_done_is_no_fact(status: str, why: Why) -> None:
    assert facts(procedure("Prostatectomy", status=status)) == ()
    assert reasons(procedure("Prostatectomy", status=status)) == {why}


def test_a_course_of_radiotherapy_has_the_dose_of_each_volume() -> None:
    def volume(key: str, dose: float) -> dict[str, Any]:
        parts = [
            {"url": "volume", "valueReference": {"reference": f"BodyStructure/{key}"}},
            {"url": "totalDoseDelivered", "valueQuantity": quantity(dose, "cGy")},
        ]
        return {"url": f"{MCODE}mcode-radiotherapy-dose-delivered-to-volume", "extension": parts}

    places = [
        {"resourceType": "BodyStructure", "id": key, "location": {"text": key}, "patient": SUBJECT} for key in ("breast", "bone")
    ]
    course = procedure("", code=coded("x", ""), meta={"profile": [f"{MCODE}mcode-radiotherapy-course-summary|3.0.0"]})
    found = facts(course | {"extension": [volume("breast", 5000), volume("bone", 3000)]}, *places)
    assert [(fact.concept, fact.qualifiers["site"], fact.qualifiers["dose"]) for fact in found] == [
        ("radiotherapy", "breast", "50 Gy"),
        ("radiotherapy", "bone", "30 Gy"),
    ]


def test_a_visit_is_no_treatment() -> None:
    assert reasons(procedure("Asthma screening (procedure)")) == {Why.CODE}
