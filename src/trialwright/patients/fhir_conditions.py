"""Conditions and allergies: a resource in; a fact for the record, or why there is none, out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from trialwright.patients.facts import Fact, Kind
from trialwright.patients.fhir_chart import Chart, OfCancer, Where, refused
from trialwright.patients.fhir_codes import Coded, Role
from trialwright.patients.fhir_parts import (
    Dates,
    codes_in,
    day,
    day_at_age,
    day_of,
    extension,
    items,
    or_earlier,
    spanning,
    text_of,
    untagged,
    words_of,
)
from trialwright.patients.fhir_sites import sited
from trialwright.patients.fhir_stages import narrowest, stage_in
from trialwright.patients.states import ENDS, facts_of_state
from trialwright.patients.understood import Why
from trialwright.vocabulary.time import PartialDate

_OVER = frozenset({"inactive", "resolved"})
_ACTIVE = frozenset({"active", "recurrence", "relapse"})
_AGAIN = frozenset({"recurrence", "relapse"})
_LASTING = frozenset({"cancer", "histology", "metastasis"})
_KNOWN_STATUS = _OVER | _ACTIVE | {"remission", "unknown"}
_SEVERITIES = ("mild", "moderate", "severe", "life-threatening")


def read_condition(resource: dict[str, Any], chart: Chart, where: Where) -> None:
    """A diagnosis or a finding, with its site, its stage and its dates."""
    coded = chart.shared.codes.find(resource.get("code"), Role.CONDITION)
    verified, clinical = resource.get("verificationStatus"), resource.get("clinicalStatus")
    why = refused(codes_in(verified)) or (Why.STATUS if verified and not codes_in(verified) else None)
    if why is not None:
        chart.leave(why, coded.what, where)
        return
    status = codes_in(clinical)
    if (clinical and not status) or not status <= _KNOWN_STATUS:
        chart.leave(Why.STATUS, f"{coded.what} ({words_of(clinical)})", where)
        return
    if not coded.meanings:
        chart.leave_condition(coded.what, where, _dates(resource, status, chart, {}))
        return
    if coded.how:
        _state(resource, coded, chart, where)
        return
    for meaning in coded.meanings:
        chart.add_condition(_fact(resource, Coded(what=coded.what, meanings=(meaning,)), chart, where), addresses_of(where.place))


def _state(resource: dict[str, Any], coded: Coded, chart: Chart, where: Where) -> None:
    """A code of a state or a history; the day is that of the record."""
    over = codes_in(resource.get("clinicalStatus")) & _OVER or any(name.startswith("abatement") for name in resource)
    if over and coded.how in ENDS:
        chart.leave(Why.STATUS, f"{coded.what} (no longer)", where)
        return
    when = _when(resource, "onset", chart) or day_of(resource.get("recordedDate"))
    for fact in facts_of_state(coded, when, where.place):
        chart.add_condition(fact, addresses_of(where.place))


def _fact(resource: dict[str, Any], coded: Coded, chart: Chart, where: Where) -> Fact:
    meaning, status = coded.meanings[0], codes_in(resource.get("clinicalStatus"))
    kind = chart.shared.vocabulary.kind(meaning.concept or "")
    cancer = kind in ("cancer", "histology")
    qualifiers = dict(meaning.qualifiers) | _details(resource, chart, where)
    named = stage_in(qualifiers.pop("stage", "")) if cancer else None
    when = _dates(resource, status, chart, qualifiers)
    if kind not in _LASTING and qualifiers.get("ongoing") == "true":
        del qualifiers["ongoing"]  # a stroke of 1986 that nobody closed on the list is not a stroke of this month
    fact = Fact(what=coded.what, concept=meaning.concept, kind=meaning.kind, qualifiers=qualifiers, place=where.place, **when)
    return _staged(resource, fact, named, chart) if cancer else fact


def addresses_of(place: str) -> frozenset[str]:
    """How others refer to a condition at a place of the source ("Condition/1")."""
    key = place.removeprefix("Condition/")
    return frozenset((place, f"urn:uuid:{key}")) if key != place else frozenset((place,))


def _details(resource: dict[str, Any], chart: Chart, where: Where) -> dict[str, str]:
    """Site, severity and histology."""
    found: dict[str, str] = {}
    found |= sited(resource, chart, where)
    severity = words_of(resource.get("severity")).lower()
    word = next((name for name in _SEVERITIES if name in severity), None)
    if word is not None:
        found["severity"] = word
    elif severity:
        chart.leave(Why.PART, f"severity {severity[:40]}", where)
    for item in extension(resource, "mcode-histology-morphology-behavior", "mcode-cancer-histology-morphology-behavior"):
        value = item.get("valueCodeableConcept")
        coded = chart.shared.codes.find(value, Role.HISTOLOGY)
        if len(coded.meanings) == 1 and coded.meanings[0].concept:
            found |= {"histology": coded.what, "histology concept": coded.meanings[0].concept}
        else:
            chart.leave(Why.CODE, f"histology: {coded.what}", where.part("extension"))
    return found


def _dates(resource: dict[str, Any], status: frozenset[str], chart: Chart, qualifiers: dict[str, str]) -> Dates:
    """The dates of a condition. What was only recorded on a day began on that day or earlier."""
    asserted = next((day_of(item.get("valueDateTime")) for item in extension(resource, "condition-assertedDate")), None)
    onset = asserted or _when(resource, "onset", chart) or or_earlier(day_of(resource.get("recordedDate")))
    ended = _when(resource, "abatement", chart)
    over = ended is not None or bool(status & _OVER) or any(name.startswith("abatement") for name in resource)
    if status & _AGAIN:
        qualifiers["status"] = "recurrent"
    if over and not status & _ACTIVE:
        qualifiers["ongoing"] = "false"
    elif status & _ACTIVE and not over:
        qualifiers["ongoing"] = "true"
    return _from_to(onset, ended)


def dates_of_condition(onset: str | None, abatement: str | None, recorded: str | None) -> Dates:
    """The dates of a condition that tells them in the plainest way."""
    began = (day(onset) if onset is not None else None) or or_earlier(day(recorded) if recorded is not None else None)
    return _from_to(began, day(abatement) if abatement is not None else None)


def _from_to(onset: PartialDate | None, ended: PartialDate | None) -> Dates:
    if ended is not None and onset is not None and onset.first <= ended.last:
        return {"start": onset, "end": ended}
    return {"date": onset} if onset is not None else {"end": ended}


def _when(resource: dict[str, Any], name: str, chart: Chart) -> PartialDate | None:
    """`nameDateTime`, the beginning (of the onset) or the end (of the abatement) of `namePeriod`, or the day of `nameAge`."""
    plain = day_of(resource.get(f"{name}DateTime"))
    if plain is not None:
        return plain
    period = resource.get(f"{name}Period")
    if isinstance(period, dict):
        return day_of(period.get("start" if name == "onset" else "end")) or spanning(period)
    return day_at_age(resource.get(f"{name}Age"), chart.birth)


def _staged(resource: dict[str, Any], fact: Fact, named: str | None, chart: Chart) -> Fact:
    """A cancer with its stage, from its name and from `stage`; two that differ are each a fact of their own, and conflict."""
    where = Where(resource="Condition", place=fact.place)
    found: dict[str, None] = dict.fromkeys([named] if named else [])
    for index, item in enumerate(items(resource.get("stage"))):
        said, sort = words_of(item.get("summary")), untagged(words_of(item.get("type"))).lower()
        if not said:
            continue
        texts = [*codes_in(item.get("summary")), said]
        value = next((stage for text in texts if (stage := stage_in(text))), None) if not _other_system(sort) else None
        if value is None:
            chart.leave(Why.VALUE, f"stage: {said}" + (f" ({sort})" if sort else ""), where.part(f"stage[{index}]"))
        else:
            found[value] = None
    narrow = narrowest(tuple(found))
    if len(narrow) == 1:
        return replace(fact, qualifiers={**fact.qualifiers, "stage": narrow[0]})
    for value in narrow:
        staged = Fact(
            what="stage", concept="stage", kind=Kind.MEASUREMENTS, value=value, date=fact.date, place=f"{where.place}.stage"
        )
        chart.of_cancer.append(OfCancer(fact=staged, focus=addresses_of(where.place)))
    return fact


def _other_system(sort: str) -> bool:
    """True for a stage that is not of the TNM kind."""
    return any(word in sort for word in ("figo", "arbor", "lugano", "rai", "binet", "iss", "durie", "gleason", "grade", "clark"))


def read_allergy(resource: dict[str, Any], chart: Chart, where: Where) -> None:
    """An allergy or an intolerance; "no known allergies" says that the list is complete."""
    codes = chart.shared.codes
    coded = codes.find(resource.get("code"), Role.ALLERGY)
    why = refused(codes_in(resource.get("verificationStatus")))
    if why is not None:
        chart.leave(why, coded.what, where)
        return
    if codes_in(resource.get("clinicalStatus")) & _OVER:
        chart.leave(Why.STATUS, f"{coded.what} (no longer)", where)
        return
    said = words_of(resource.get("code")).lower()
    if untagged(said) in ("no known allergy", "no known allergies"):
        chart.coverage.add(Kind.ALLERGIES)
        return
    if said.startswith(("no ", "nil ")) or not coded.meanings:
        chart.leave(Why.CODE, coded.what, where)
        return
    onset = _when(resource, "onset", chart) or or_earlier(day_of(resource.get("recordedDate")))
    for meaning in coded.meanings:
        fact = Fact(
            what=coded.what,
            concept=meaning.concept,
            kind=meaning.kind,
            qualifiers=dict(meaning.qualifiers),
            date=onset,
            place=where.place,
        )
        chart.facts.append(fact)


def read_patient(resource: dict[str, Any], chart: Chart, where: Where) -> None:
    """Who the patient is: birth, sex, and whether they have died."""
    chart.seen = True
    chart.birth = day_of(resource.get("birthDate"))
    if resource.get("birthDate") is not None and chart.birth is None:
        chart.leave(Why.DATE, f"birthDate {text_of(resource.get('birthDate'))}", where)
    gender = resource.get("gender")
    chart.sex = gender if gender in ("male", "female") else None
    died = day_of(resource.get("deceasedDateTime"))
    if died is not None or resource.get("deceasedBoolean") is True or resource.get("deceasedDateTime") is not None:
        chart.facts.append(Fact(what="death", concept="death", kind=Kind.EVENTS, date=died, place=f"{where.place}.deceased"))
