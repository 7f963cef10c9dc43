"""Small bundles for tests: the resources that matter in; the bytes of a bundle about one patient, and what is read of it, out."""

from __future__ import annotations

import json
from typing import Any

from trialwright.patients.facts import Fact
from trialwright.patients.fhir import FhirOptions, read_fhir
from trialwright.patients.understood import Understood, Why

LOINC, SNOMED, UCUM = "http://loinc.org", "http://snomed.info/sct", "http://unitsofmeasure.org"
PATIENT = {"resourceType": "Patient", "id": "p", "gender": "female", "birthDate": "1960-05-01"}
SUBJECT = {"reference": "Patient/p"}


def coded(code: str = "", display: str = "", system: str = SNOMED) -> dict[str, Any]:
    """A CodeableConcept of one coding."""
    coding = {"system": system, "code": code, "display": display}
    return {"coding": [{name: value for name, value in coding.items() if value}]}


def loinc(code: str, display: str = "") -> dict[str, Any]:
    """A CodeableConcept of LOINC."""
    return coded(code, display, LOINC)


def quantity(value: float, unit: str) -> dict[str, Any]:
    """A Quantity in UCUM."""
    return {"value": value, "unit": unit, "system": UCUM, "code": unit}


def condition(display: str, **more: Any) -> dict[str, Any]:
    """A Condition, confirmed unless said otherwise."""
    body = {"resourceType": "Condition", "id": "c", "subject": SUBJECT, "code": coded("1", display)}
    return body | {"verificationStatus": coded("confirmed")} | more


def observation(code: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A final Observation of 2024-03-02."""
    body = {"resourceType": "Observation", "id": "o", "status": "final", "subject": SUBJECT, "code": code}
    return body | {"effectiveDateTime": "2024-03-02"} | more


def bundle(*resources: dict[str, Any], patient: dict[str, Any] | None = None) -> bytes:
    """The bytes of a collection about one patient."""
    entries = [{"resource": resource} for resource in (patient or PATIENT, *resources)]
    return json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries}).encode()


def read(*resources: dict[str, Any], patient: dict[str, Any] | None = None, options: FhirOptions | None = None) -> Understood:
    """What is understood of one patient."""
    (found,) = read_fhir(bundle(*resources, patient=patient), options=options)
    return found


def facts(*resources: dict[str, Any]) -> tuple[Fact, ...]:
    """The facts of one patient."""
    return read(*resources).patient.facts


def reasons(*resources: dict[str, Any]) -> set[Why]:
    """Why things were left out."""
    return {item.why for item in read(*resources).unread}
