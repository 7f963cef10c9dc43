"""Medicines: orders, statements, administrations and dispensings in; what was taken and when, as far as they prove it, out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from trialwright.patients.code_tables import meant_by
from trialwright.patients.doses import daily_dose
from trialwright.patients.facts import Fact
from trialwright.patients.fhir_chart import Chart, Where
from trialwright.patients.fhir_codes import Coded, Role
from trialwright.patients.fhir_drugs import given_by
from trialwright.patients.fhir_parts import Dates, day_of, items, or_later, reference, text_of, untagged, words_of
from trialwright.patients.fhir_procedures import intent_of, when_done
from trialwright.patients.understood import Why
from trialwright.vocabulary.time import PartialDate

_ORDERS = frozenset({"order", "original-order", "reflex-order", "filler-order", "instance-order"})
_TAKEN = {
    "MedicationRequest": frozenset({"active", "completed", "stopped"}),
    "MedicationStatement": frozenset({"active", "completed", "stopped"}),
    "MedicationAdministration": frozenset({"in-progress", "completed", "stopped"}),
    "MedicationDispense": frozenset({"completed"}),
}
_NOT_TAKEN = {
    "entered-in-error": Why.ERROR,
    "not-taken": Why.NOT_DONE,
    "not-done": Why.NOT_DONE,
    "cancelled": Why.NOT_DONE,
    "declined": Why.NOT_DONE,
    "draft": Why.PLANNED,
    "intended": Why.PLANNED,
    "preparation": Why.PLANNED,
}


def read_medicine(resource: dict[str, Any], chart: Chart, where: Where) -> None:
    """One record of a medicine. An order proves no more than that it was begun: when it ended, and whether it did, stays open."""
    coded = _drug(resource, chart)
    status = str(resource.get("status"))
    label = f"{coded.what} ({text_of(resource.get('status')) or 'no status'})"
    if status not in _TAKEN[where.resource]:
        chart.leave(_NOT_TAKEN.get(status, Why.STATUS), label, where)
        return
    if resource.get("doNotPerform") is True:
        chart.leave(Why.NOT_DONE, f"{coded.what} (not to be given)", where)
        return
    if where.resource == "MedicationRequest" and text_of(resource.get("intent")) not in _ORDERS:
        chart.leave(Why.PLANNED, f"{coded.what} ({text_of(resource.get('intent')) or 'no intent'})", where)
        return
    coded = _by_route(coded, resource, chart, where)
    if not coded.meanings or coded.meanings[0].concept is None:
        chart.leave(Why.CODE, coded.what, where)
        return
    dates = _DATES[where.resource](resource, status)
    dosage = items(resource.get("dosageInstruction") or resource.get("dosage"))
    dose = daily_dose(dosage[0], coded.what) if len(dosage) == 1 and len(coded.meanings) == 1 else ""
    for meaning in coded.meanings:
        qualifiers = {**meaning.qualifiers, **intent_of(resource), **({"dose": dose} if dose else {})}
        chart.facts.append(
            Fact(what=coded.what, concept=meaning.concept, kind=meaning.kind, qualifiers=qualifiers, place=where.place, **dates)
        )


def _drug(resource: dict[str, Any], chart: Chart) -> Coded:
    """The medicine: coded here, or in the Medication that is referred to."""
    concept = resource.get("medicationCodeableConcept")
    if concept is None:
        target = reference(resource.get("medicationReference"))
        known = chart.shared.referred.get(target)
        if target.startswith("#"):
            known = next((item for item in items(resource.get("contained")) if f"#{item.get('id')}" == target), None)
        concept = known.get("code") if isinstance(known, dict) else None
        if concept is None and isinstance(resource.get("medicationReference"), dict):
            concept = {"text": text_of(resource["medicationReference"].get("display"))}
    return chart.shared.codes.find(concept, Role.MEDICINE)


def _by_route(coded: Coded, resource: dict[str, Any], chart: Chart, where: Where) -> Coded:
    """A medicine by the route of its dosage: one that is put on the skin is none in the whole body."""
    dosage = items(resource.get("dosageInstruction") or resource.get("dosage"))
    said = dict.fromkeys(words for item in dosage if (words := untagged(words_of(item.get("route")))))
    routes = {meant_by("route", text) for text in said}
    if not said or routes == {"-"} or not coded.meanings or coded.meanings[0].concept is None:
        return coded
    local = routes.pop() if len(routes) == 1 else None
    if local is None:
        chart.leave(Why.PART, f"route {' and '.join(said)}", where)
        return coded
    found = given_by(coded.meanings, local, chart.shared.vocabulary)
    return replace(coded, meanings=found, what=coded.what if found else f"{coded.what} ({next(iter(said))})")


def _of_order(resource: dict[str, Any], status: str) -> Dates:
    """Begun when it was to begin, or when it was written; ended then or later, however long that is."""
    bounds = [
        period
        for item in items(resource.get("dosageInstruction"))
        if isinstance(timing := item.get("timing"), dict)
        and isinstance(repeat := timing.get("repeat"), dict)
        and isinstance(period := repeat.get("boundsPeriod"), dict)
    ]
    start = next((day for period in bounds if (day := day_of(period.get("start"))) is not None), None)
    end = next((day for period in bounds if (day := day_of(period.get("end"))) is not None), None)
    start = start or day_of(resource.get("authoredOn"))
    if start is None:
        return {}
    sure = end is not None and status == "completed" and start.first <= end.last
    return {"start": start, "end": end if sure else or_later(start)}


def _of_statement(resource: dict[str, Any], status: str) -> Dates:
    """Taken on the day or in the period that is stated; what is active goes on, of what is over the end may be later."""
    found = when_done(resource, "effective", going_on=status == "active")
    day = found.get("date")
    if day is None:
        return found
    said = day_of(resource.get("dateAsserted"))
    if said is not None and said.last >= day.last:
        return {"start": day, "end": PartialDate(first=day.first, last=said.last)}
    return {"start": day, "end": or_later(day)}


def _of_administration(resource: dict[str, Any], status: str) -> Dates:
    """Given on that day or in that period; of what is being given the end is not known."""
    found = when_done(resource, "effective", going_on=False)
    if status == "in-progress" and "date" in found and found["date"] is not None:
        return {"start": found["date"], "end": or_later(found["date"])}
    return found


def _of_dispensing(resource: dict[str, Any], status: str) -> Dates:
    """Taken from when it was handed over, and for how long is open."""
    start = day_of(resource.get("whenHandedOver")) or day_of(resource.get("whenPrepared"))
    return {"start": start, "end": or_later(start)} if start is not None else {}


_DATES = {
    "MedicationRequest": _of_order,
    "MedicationStatement": _of_statement,
    "MedicationAdministration": _of_administration,
    "MedicationDispense": _of_dispensing,
}


def dates_of_medicine(kind: str, told: dict[str, Any], status: str) -> Dates:
    """The dates of a resource of a medicine of that kind."""
    return _DATES[kind](told, status)
