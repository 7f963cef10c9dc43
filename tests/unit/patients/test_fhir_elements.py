"""Every element of a resource is read, passed by on purpose, or listed; what an unknown extension changes is not read at all."""

from __future__ import annotations

import json
from typing import Any

import pytest
from fhir.resources.R4B import get_fhir_model_class
from tests.unit.patients.bundles import PATIENT, SUBJECT, coded, condition, facts, loinc, observation, quantity, read

from trialwright.patients.fhir import READERS, read_fhir
from trialwright.patients.fhir_elements import elements
from trialwright.patients.understood import Understood, Why

HEMOGLOBIN = observation(loinc("718-7", "Hemoglobin"), valueQuantity=quantity(12, "g/dL"))
ODD = [{"url": "http://hospital.example/of-another", "valueBoolean": True}]
SIDE = "http://hl7.org/fhir/us/mcode/StructureDefinition/mcode-laterality-qualifier"
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"


def parts(found: Understood) -> dict[str, int]:
    """What is listed as a part that is not read, and how often."""
    return {item.what: item.count for item in found.unread if item.why is Why.PART}


@pytest.mark.parametrize("kind", sorted({*READERS, "Patient"}))
def test_every_element_that_fhir_defines_is_sorted(kind: str) -> None:
    defined = {field.alias or name for name, field in get_fhir_model_class(kind).model_fields.items()}
    sorted_ = elements()[kind].known | set(elements()[kind].listed)
    assert {name for name in defined if not name.startswith("_")} - sorted_ == set()


@pytest.mark.parametrize(
    ("kind", "name"), [(kind, name) for kind in READERS for name in (*elements()[kind].listed, "houseRule", "_status")]
)
def test_an_element_that_is_not_read_is_listed_however_often_it_comes(kind: str, name: str) -> None:
    one: dict[str, Any] = {
        "resourceType": kind,
        "subject": SUBJECT,
        "patient": SUBJECT,
        "status": "completed",
        name: [{"text": "x"}],
    }
    lines = [PATIENT, one | {"id": "1"}, one | {"id": "2"}]
    (found,) = read_fhir("\n".join(map(json.dumps, lines)).encode() + b"\n")
    assert parts(found)[name] == 2


def test_an_extension_is_listed_by_its_name() -> None:
    assert parts(read(HEMOGLOBIN | {"extension": ODD})) == {"extension of-another": 1}
    assert parts(read(HEMOGLOBIN | {"component": [{"code": loinc("8480-6"), "extension": ODD}]}))["extension of-another"] == 1


@pytest.mark.parametrize(
    "one",
    [
        HEMOGLOBIN | {"modifierExtension": ODD},
        condition("Malignant neoplasm of breast") | {"modifierExtension": ODD},
        observation(
            loinc("85354-9", "Blood pressure panel"),
            component=[{"code": loinc("8480-6"), "valueQuantity": quantity(120, "mm[Hg]"), "modifierExtension": ODD}],
        ),
    ],
)
def test_what_an_unknown_extension_changes_is_no_fact(one: dict[str, Any]) -> None:
    found = read(one)
    assert found.patient.facts == ()
    assert (Why.CHANGED, "of-another") in {(item.why, item.what) for item in found.unread}


@pytest.mark.parametrize(("said", "side"), [("Right", "right"), ("Left side (qualifier value)", "left"), ("Medial", None)])
def test_the_side_of_a_site_is_read_from_its_extension(said: str, side: str | None) -> None:
    site = coded("76752008", "Breast structure") | {"extension": [{"url": SIDE, "valueCodeableConcept": coded("1", said)}]}
    done = {"resourceType": "Procedure", "id": "x", "status": "completed", "subject": SUBJECT, "code": coded("1", "Mastectomy")}
    for one in (condition("Malignant neoplasm of breast", bodySite=[site]), done | {"bodySite": [site]}):
        found = read(one)
        assert found.patient.facts[0].qualifiers.get("laterality") == side
        assert parts(found) == ({} if side else {"bodySite: Medial": 1})


def test_several_sites_are_listed() -> None:
    found = read(condition("Malignant neoplasm of breast", bodySite=[coded("1", "Left breast"), coded("2", "Right breast")]))
    assert parts(found) == {"bodySite: Left breast and Right breast": 1}


@pytest.mark.parametrize(
    ("route", "concept"),
    [
        ("Oral route", "hydrocortisone"),
        ("Topical route (qualifier value)", "topical hydrocortisone"),
        ("Intra-articular route", None),
    ],
)
def test_a_steroid_is_what_its_route_makes_of_it(route: str, concept: str | None) -> None:
    order = {
        "resourceType": "MedicationRequest", "id": "m", "status": "active", "intent": "order", "subject": SUBJECT,
        "authoredOn": "2024-01-01",
        "medicationCodeableConcept": coded("5492", "hydrocortisone", RXNORM), "dosageInstruction": [{"route": coded("1", route)}],
    }  # fmt: skip
    assert [fact.concept for fact in facts(order)] == ([concept] if concept else [])
