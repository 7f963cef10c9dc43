"""FHIR R4: a patient in; a bundle with as much of them as FHIR resources say, and the facts that it does not say, out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from trialwright.patients.facts import Fact, Kind, PatientFacts
from trialwright.synth.codes import LOINC, UCUM, loinc_of
from trialwright.vocabulary.concepts import default_vocabulary
from trialwright.vocabulary.time import PartialDate

Resource = dict[str, Any]
_CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"
_CLINICAL = "http://terminology.hl7.org/CodeSystem/condition-clinical"
_VERIFIED = "http://terminology.hl7.org/CodeSystem/condition-ver-status"
_MORPHOLOGY = "http://hl7.org/fhir/us/mcode/StructureDefinition/mcode-histology-morphology-behavior"
_STAGE_CODE = "21908-9"
_MEDICINES = frozenset({"drug", "drug class", "regimen"})
_SAYABLE = {
    Kind.CONDITIONS: frozenset({"stage", "histology"}),
    Kind.BIOMARKERS: frozenset({"method", "score"}),
}
"""The qualifiers that a resource says too."""
_SIGNS = frozenset({"<", "<=", ">", ">="})


@dataclass(frozen=True, kw_only=True, slots=True)
class Bundled:
    """A bundle, and the places of the facts that it does not say, or not wholly."""

    bundle: Resource
    unsaid: tuple[str, ...]


def bundle_of(patient: PatientFacts) -> Bundled:
    """A patient as a FHIR R4 bundle. Coverage cannot be said in it; neither can what was looked for and is not there."""
    resources = [_patient(patient), *(found for fact in patient.facts if (found := _resource(fact, patient.id)) is not None)]
    entries = [{"fullUrl": f"{one['resourceType']}/{one['id']}", "resource": one} for one in resources]
    entries = [{**entry, "fullUrl": f"https://example.org/fhir/{entry['fullUrl']}"} for entry in entries]
    bundle = {"resourceType": "Bundle", "id": patient.id, "type": "collection", "entry": entries}
    return Bundled(bundle=bundle, unsaid=tuple(fact.place for fact in patient.facts if not said(fact)))


def said(fact: Fact) -> bool:
    """Whether a resource says all of a fact."""
    if not fact.present or fact.concept is None or _maker(fact) is None:
        return False
    if fact.value is not None and fact.kind not in (Kind.MEASUREMENTS, Kind.BIOMARKERS):
        return False
    restricted = {name for name in fact.qualifiers if not name.endswith(" concept")}
    return restricted <= _SAYABLE.get(fact.kind, frozenset()) and not any(
        date is not None and not date.exact for date in (fact.date, fact.start, fact.end)
    )


def _patient(patient: PatientFacts) -> Resource:
    found: Resource = {"resourceType": "Patient", "id": patient.id, "gender": patient.sex or "unknown"}
    if patient.birth_date is not None:
        found["birthDate"] = str(patient.birth_date)
    return found


def _resource(fact: Fact, patient: str) -> Resource | None:
    make = _maker(fact)
    return None if make is None else make(fact, patient)


def _maker(fact: Fact) -> Callable[[Fact, str], Resource] | None:
    if fact.kind is Kind.TREATMENTS and default_vocabulary().kind(fact.concept or "") not in _MEDICINES:
        return _procedure
    if fact.kind is Kind.PROCEDURES and default_vocabulary().kind(fact.concept or "") == "imaging":
        return _procedure
    return _MAKERS.get(fact.kind)


def _head(sort: str, fact: Fact, patient: str, *, subject: str = "subject") -> Resource:
    number = "".join(sign for sign in fact.place if sign.isdigit())
    return {"resourceType": sort, "id": f"{patient}-{number}", subject: {"reference": f"Patient/{patient}"}}


def _coding(system: str, code: str) -> Resource:
    return {"coding": [{"system": system, "code": code}]}


def _iso(date: PartialDate) -> str:
    """A date known to the day, the month or the year; of one that is known otherwise its first day."""
    text = str(date)
    return text if len(text) <= len("2026-03-16") else date.first.isoformat()


def _goes_on(fact: Fact) -> bool:
    """Whether the fact itself says that the condition is there now: a status that nobody told would be another fact."""
    return fact.qualifiers.get("ongoing") == "true" or fact.qualifiers.get("activity") == "active"


def _condition(fact: Fact, patient: str) -> Resource:
    found = _head("Condition", fact, patient)
    found["verificationStatus"] = _coding(_VERIFIED, "confirmed" if fact.present else "refuted")
    state = "resolved" if fact.end is not None else "active" if _goes_on(fact) else None
    if fact.present and state is not None:
        found["clinicalStatus"] = _coding(_CLINICAL, state)
    found["code"] = {"text": fact.what}
    began = fact.date or fact.start
    if began is not None:
        found["onsetDateTime"] = _iso(began)
    if fact.end is not None:
        found["abatementDateTime"] = _iso(fact.end)
    if "stage" in fact.qualifiers:
        found["stage"] = [{"summary": {"text": f"Stage {fact.qualifiers['stage']}"}}]
    if "severity" in fact.qualifiers:
        found["severity"] = {"text": fact.qualifiers["severity"]}
    if "histology" in fact.qualifiers:
        found["extension"] = [{"url": _MORPHOLOGY, "valueCodeableConcept": {"text": fact.qualifiers["histology"]}}]
    return found


def _observation(fact: Fact, patient: str) -> Resource:
    found = _head("Observation", fact, patient) | {"status": "final"}
    code: Resource = {"text": fact.what}
    loinc = _STAGE_CODE if fact.concept == "stage" else loinc_of(fact.concept or "")
    if loinc is not None:
        code["coding"] = [{"system": LOINC, "code": loinc}]
    found["category"] = [_coding(_CATEGORY, "laboratory" if fact.unit or fact.kind is Kind.BIOMARKERS else "survey")]
    found["code"] = code
    if fact.date is not None:
        found["effectiveDateTime"] = _iso(fact.date)
    found.update(_value(fact))
    limits = {name: _quantity(limit, fact.unit) for name, limit in (("low", fact.lln), ("high", fact.uln)) if limit is not None}
    if limits:
        found["referenceRange"] = [limits]
    if "method" in fact.qualifiers:
        found["method"] = {"text": fact.qualifiers["method"]}
    if "score" in fact.qualifiers:
        found["note"] = [{"text": f"score {fact.qualifiers['score']}"}]
    return found


def _value(fact: Fact) -> Iterator[tuple[str, Any]]:
    if isinstance(fact.value, bool):
        yield "valueBoolean", fact.value
    elif isinstance(fact.value, Decimal):
        amount = _quantity(fact.value, fact.unit)
        yield "valueQuantity", amount | ({"comparator": fact.comparator} if fact.comparator in _SIGNS else {})
    elif fact.value is not None:
        yield "valueCodeableConcept", {"text": fact.value}
    elif not fact.present:
        yield "valueCodeableConcept", {"text": "negative"}


def _quantity(value: Decimal, unit: str | None) -> Resource:
    amount: Resource = {"value": int(value) if value == value.to_integral_value() else float(value)}
    return amount | ({"unit": unit, "system": UCUM, "code": unit} if unit else {})


def _medication(fact: Fact, patient: str) -> Resource:
    found = _head("MedicationStatement", fact, patient)
    going_on = fact.end is None and fact.start is not None
    found["status"] = "not-taken" if not fact.present else "active" if going_on else "completed"
    found["medicationCodeableConcept"] = {"text": fact.what}
    found.update(_when(fact, "effective"))
    if "intent" in fact.qualifiers:
        found["reasonCode"] = [{"text": fact.qualifiers["intent"]}]
    return found


def _procedure(fact: Fact, patient: str) -> Resource:
    found = _head("Procedure", fact, patient)
    going_on = fact.end is None and fact.start is not None
    found["status"] = "not-done" if not fact.present else "in-progress" if going_on else "completed"
    found["code"] = {"text": fact.what}
    found.update(_when(fact, "performed"))
    if "site" in fact.qualifiers:
        found["bodySite"] = [{"text": fact.qualifiers["site"]}]
    return found


def _when(fact: Fact, name: str) -> Mapping[str, Any]:
    if fact.start is not None or fact.end is not None:
        ends = {key: _iso(date) for key, date in (("start", fact.start), ("end", fact.end)) if date is not None}
        return {f"{name}Period": ends}
    return {f"{name}DateTime": _iso(fact.date)} if fact.date is not None else {}


def _allergy(fact: Fact, patient: str) -> Resource:
    found = _head("AllergyIntolerance", fact, patient, subject="patient")
    found["verificationStatus"] = _coding(_ALLERGY_VERIFIED, "confirmed" if fact.present else "refuted")
    if fact.present:
        found["clinicalStatus"] = _coding(_ALLERGY_CLINICAL, "active")
    found["code"] = {"text": fact.what.removesuffix(" allergy")}
    return found


_ALLERGY_CLINICAL = "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical"
_ALLERGY_VERIFIED = "http://terminology.hl7.org/CodeSystem/allergyintolerance-verification"
_MAKERS: Mapping[Kind, Callable[[Fact, str], Resource]] = {
    Kind.CONDITIONS: _condition,
    Kind.MEASUREMENTS: _observation,
    Kind.BIOMARKERS: _observation,
    Kind.TREATMENTS: _medication,
    Kind.MEDICATIONS: _medication,
    Kind.PROCEDURES: _procedure,
    Kind.ALLERGIES: _allergy,
}
