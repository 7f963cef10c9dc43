"""Vaccinations, adverse events and the illnesses of relatives, made by fhir.resources as FHIR has them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from fhir.resources.R4B.adverseevent import AdverseEvent
from fhir.resources.R4B.familymemberhistory import FamilyMemberHistory
from fhir.resources.R4B.immunization import Immunization
from tests.unit.patients.bundles import SUBJECT, coded, facts, read, reasons
from tests.unit.patients.omop_base import CONCEPTS
from tests.unit.patients.omop_base import read as read_omop

from trialwright.patients.code_tables import rows
from trialwright.patients.facts import Kind
from trialwright.patients.fhir import FhirOptions
from trialwright.patients.understood import Why
from trialwright.vocabulary.concepts import package_vocabulary

CVX, ROLE = "http://hl7.org/fhir/sid/cvx", "http://terminology.hl7.org/CodeSystem/v3-RoleCode"
BREAST = coded("254837009", "Malignant neoplasm of breast")


def plain(resource: Any) -> dict[str, Any]:
    """A resource of fhir.resources as JSON has it."""
    found: dict[str, Any] = json.loads(resource.model_dump_json())
    return found


def vaccine(code: str, display: str = "", system: str = CVX, **more: Any) -> dict[str, Any]:
    """A vaccination of 3 February 2026."""
    body = {"id": "v", "status": "completed", "vaccineCode": coded(code, display, system), "patient": SUBJECT}
    return plain(Immunization(**body | {"occurrenceDateTime": "2026-02-03"} | more))


def event(display: str, **more: Any) -> dict[str, Any]:
    """An adverse event of 3 February 2026."""
    body = {"id": "a", "actuality": "actual", "subject": SUBJECT, "event": coded("1", display), "date": "2026-02-03T10:00:00Z"}
    return plain(AdverseEvent(**body | more))


def relative(code: str, *conditions: dict[str, Any], display: str = "", **more: Any) -> dict[str, Any]:
    """What a relative has."""
    body = {"id": "f", "status": "completed", "patient": SUBJECT, "relationship": coded(code, display, ROLE)}
    return plain(FamilyMemberHistory(**body | {"condition": [{"code": one} for one in conditions]} | more))


@pytest.mark.parametrize(
    ("code", "display", "concept", "live"),
    [
        ("03", "MMR", "MMR vaccine", True),
        ("3", "MMR", "MMR vaccine", True),
        ("121", "zoster", "live zoster vaccine", True),
        ("187", "zoster recombinant", "zoster vaccine", False),
        ("111", "influenza, live, intranasal", "intranasal influenza vaccine", True),
        ("140", "Influenza, seasonal, injectable, preservative free", "inactivated influenza vaccine", False),
        ("37", "yellow fever live", "yellow fever vaccine", True),
        ("08", "Hep B, adolescent or pediatric", "hepatitis B vaccine", False),
        ("208", "COVID-19, mRNA, LNP-S, PF, 30 mcg/0.3 mL dose", "COVID-19 mRNA vaccine", False),
    ],
)
def test_a_vaccine_is_read_by_its_code_and_live_ones_are_told_apart(code: str, display: str, concept: str, live: bool) -> None:
    (fact,) = facts(vaccine(code, display))
    assert (fact.concept, fact.kind, str(fact.date)) == (concept, Kind.MEDICATIONS, "2026-02-03")
    assert package_vocabulary().is_a(concept, "live vaccine") is live


def test_a_vaccine_without_a_code_of_vaccines_is_read_by_its_name() -> None:
    (fact,) = facts(vaccine("1", "MMR vaccine", "http://hospital.example/codes"))
    assert fact.concept == "MMR vaccine"


@pytest.mark.parametrize(
    ("one", "why"),
    [
        (vaccine("87", "IGIV"), Why.CODE),  # an immune globulin
        (vaccine("98", "TST, unspecified formulation"), Why.CODE),  # a skin test
        (vaccine("999", "unknown"), Why.CODE),
        (vaccine("03", "MMR", status="not-done"), Why.NOT_DONE),
        (vaccine("03", "MMR", status="entered-in-error"), Why.ERROR),
        (vaccine("03", "MMR") | {"notGiven": True}, Why.NOT_DONE),  # STU3
    ],
)
def test_what_is_no_vaccine_or_was_not_given_is_listed(one: dict[str, Any], why: Why) -> None:
    found = read(one)
    assert (found.patient.facts, why in {item.why for item in found.unread}) == ((), True)


def test_a_vaccination_whose_day_is_told_in_words_has_no_day_and_the_words_are_listed() -> None:
    found = read(vaccine("03", "MMR") | {"occurrenceDateTime": None, "occurrenceString": "as a child"})
    assert [(fact.concept, fact.date) for fact in found.patient.facts] == [("MMR vaccine", None)]
    assert "occurrenceString as a child" in {item.what for item in found.unread if item.why is Why.DATE}


def test_every_vaccine_of_the_table_is_one_of_the_vocabulary() -> None:
    words = package_vocabulary()
    assert [row for row in rows("cvx.tsv") if not words.is_a(row["concept"], "vaccine")] == []


def test_a_vaccine_of_omop_is_read_by_its_code(tmp_path: Path) -> None:
    concepts = CONCEPTS + '\n60,"zoster vaccine, live",CVX,121,CVX\n61,"varicella zoster immune globulin",CVX,36,CVX'
    found = read_omop(
        tmp_path, concept=concepts, drug_exposure="1,7,60,2026-02-03,2026-02-03,,,,\n2,7,61,2026-02-03,2026-02-03,,,,"
    )
    assert [fact.concept for fact in found.patient.facts] == ["live zoster vaccine"]


@pytest.mark.parametrize(
    ("more", "qualifiers"),
    [
        ({}, {}),
        ({"severity": {"text": "severe"}}, {"severity": "severe"}),
        ({"severity": {"text": "Grade 3"}}, {"grade": "3"}),
        (
            {
                "extension": [
                    {"url": "http://x.example/severity-or-grade", "valueCodeableConcept": coded("2", "Grade 2 - moderate")}
                ]
            },
            {"grade": "2"},
        ),
        ({"outcome": coded("resolved")}, {"ongoing": "false"}),
        ({"outcome": coded("ongoing")}, {"ongoing": "true"}),
        ({"outcome": coded("unknown")}, {}),
    ],
)
def test_an_adverse_event_is_a_condition_with_its_grade(more: dict[str, Any], qualifiers: dict[str, str]) -> None:
    (fact,) = facts(event("Peripheral neuropathy", **more))
    assert (fact.concept, fact.kind, str(fact.date)) == ("peripheral neuropathy", Kind.CONDITIONS, "2026-02-03")
    assert dict(fact.qualifiers) == qualifiers


def test_grades_that_differ_are_no_grade() -> None:
    two = [{"url": "http://x.example/severity-or-grade", "valueCodeableConcept": {"text": f"Grade {grade}"}} for grade in (2, 3)]
    found = read(event("Peripheral neuropathy", extension=two))
    assert "grade" not in found.patient.facts[0].qualifiers
    assert "grade 2 and 3" in {item.what for item in found.unread if item.why is Why.VALUE}


def test_an_event_that_might_have_been_is_no_fact() -> None:
    assert facts(event("Peripheral neuropathy", actuality="potential")) == ()
    assert reasons(event("Something unheard of")) == {Why.CODE}


@pytest.mark.parametrize(("code", "display"), [("MTH", "mother"), ("NSIS", "natural sister"), ("", "Father")])
def test_a_cancer_of_the_nearest_is_a_family_history_and_no_cancer_of_the_patient(code: str, display: str) -> None:
    (fact,) = facts(relative(code, BREAST, display=display))
    assert (fact.concept, fact.what) == ("family history of cancer", f"{display}: Malignant neoplasm of breast")


@pytest.mark.parametrize(
    "one",
    [
        relative("MTH", coded("73211009", "Diabetes mellitus"), display="mother"),
        relative("AUNT", BREAST, display="aunt"),
        relative("STPMTH", BREAST, display="stepmother"),
        relative("MTHINLAW", BREAST, display="mother-in-law"),
    ],
)
def test_whatever_else_relatives_have_is_listed_as_theirs(one: dict[str, Any]) -> None:
    found = read(one)
    assert (found.patient.facts, {item.why for item in found.unread}) == ((), {Why.WHOSE})


def test_who_says_that_medications_are_complete_is_told_that_there_is_no_vaccination_at_all() -> None:
    drug = coded("3002", "cyclophosphamide", "http://www.nlm.nih.gov/research/umls/rxnorm")
    body = {"resourceType": "MedicationRequest", "id": "m", "status": "active", "intent": "order", "subject": SUBJECT}
    order, options = body | {"medicationCodeableConcept": drug}, FhirOptions(complete=frozenset({Kind.MEDICATIONS}))
    told = [[item.code for item in read(*some, options=options).patient.findings] for some in ([order], [order, vaccine("03")])]
    assert told == [["NO_VACCINATIONS"], []]


def test_a_vaccination_that_is_said_again_is_read_as_the_first_time() -> None:
    many = [vaccine("03", "MMR", id=f"v{turn}", occurrenceDateTime=f"2026-02-0{turn}") for turn in range(1, 5)]
    assert [str(fact.date) for fact in facts(*many)] == ["2026-02-01", "2026-02-02", "2026-02-03", "2026-02-04"]
