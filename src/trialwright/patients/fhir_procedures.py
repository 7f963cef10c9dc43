"""Procedures: a resource in; an operation, a scan or a course of radiotherapy with its site and dose for the record out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from trialwright.patients.code_tables import meant
from trialwright.patients.facts import Fact
from trialwright.patients.fhir_chart import Chart, Where
from trialwright.patients.fhir_codes import Coded, Role
from trialwright.patients.fhir_names import site_of
from trialwright.patients.fhir_parts import (
    Dates,
    day_at_age,
    day_of,
    extension,
    number,
    or_later,
    profiles,
    reference,
    text_of,
    unit_of,
    words_of,
)
from trialwright.patients.fhir_sites import sited
from trialwright.patients.understood import Why
from trialwright.vocabulary.time import PartialDate
from trialwright.vocabulary.units import UnitsDiffer, convert

_NOT_DONE = {
    "entered-in-error": Why.ERROR,
    "not-done": Why.NOT_DONE,
    "preparation": Why.PLANNED,
    "on-hold": Why.STATUS,
    "stopped": Why.STATUS,
}
_RADIOTHERAPY = frozenset(
    {
        "mcode-radiotherapy-course-summary",
        "mcode-cancer-related-radiation-procedure",
        "mcode-teleradiotherapy-treatment-phase",
        "mcode-brachytherapy-treatment-phase",
    }
)
_PURPOSES = ("adjuvant", "neoadjuvant", "curative", "palliative")


@dataclass(frozen=True, kw_only=True, slots=True)
class Dose:
    """What one volume was given."""

    words: str = ""
    site: dict[str, str] = field(default_factory=dict)


def read_procedure(resource: dict[str, Any], chart: Chart, where: Where) -> None:
    """Something that was done to the patient, or is being done."""
    coded = chart.shared.codes.find(resource.get("code"), Role.ACT)
    status = resource.get("status")
    if status not in ("completed", "in-progress"):
        chart.leave(_NOT_DONE.get(str(status), Why.STATUS), f"{coded.what} ({text_of(status) or 'no status'})", where)
        return
    radiotherapy = bool(profiles(resource) & _RADIOTHERAPY)
    found = list(coded.meanings)
    if radiotherapy:
        coded = _modality(resource, coded, chart)
        found = list(coded.meanings)
    if not found or found[0].concept is None:
        chart.leave(Why.CODE, coded.what, where)
        return
    dates = when_done(resource, "performed", going_on=status == "in-progress")
    dates = dates if any(dates.values()) else _at_age(resource, chart)
    site = sited(resource, chart, where)
    for meaning in found:
        qualifiers = {**meaning.qualifiers, **site, **intent_of(resource)}
        fact = Fact(
            what=coded.what, concept=meaning.concept, kind=meaning.kind, qualifiers=qualifiers, place=where.place, **dates
        )
        if radiotherapy or chart.shared.vocabulary.kind(meaning.concept or "") == "radiotherapy":
            chart.facts.extend(_by_volume(fact, list(_doses(resource, chart))))
        else:
            chart.facts.append(fact)


def _modality(resource: dict[str, Any], coded: Coded, chart: Chart) -> Coded:
    """The kind of radiotherapy, by its code, or else by its modalities where these agree; radiotherapy in any case."""
    codes, words = chart.shared.codes, chart.shared.vocabulary
    said = [coded]
    for outer in extension(resource, "mcode-radiotherapy-modality-and-technique"):
        said += [
            codes.find(item.get("valueCodeableConcept"), Role.ACT) for item in extension(outer, "mcode-radiotherapy-modality")
        ]
    known = [item for item in said if item.meanings and words.is_a(item.meanings[0].concept or "", "radiotherapy")]
    names = {item.meanings[0].concept for item in known}
    narrow = {name for name in names if name != "radiotherapy"}
    if len(names) == 1 or (len(narrow) == 1 and len(known) == len(said)):
        return next(item for item in known if item.meanings[0].concept in (narrow or names))
    plain = codes.find({"text": "radiotherapy"}, Role.ACT)
    return Coded(what="radiotherapy", meanings=plain.meanings)


def when_done(resource: dict[str, Any], name: str, *, going_on: bool) -> Dates:
    """The dates of something done: one day, or from a start to an end; what goes on has no end."""
    period = resource.get(f"{name}Period")
    start, end = (day_of(period.get("start")), day_of(period.get("end"))) if isinstance(period, dict) else (None, None)
    return done(start, end, day_of(resource.get(f"{name}DateTime")), going_on=going_on)


def done(start: PartialDate | None, end: PartialDate | None, day: PartialDate | None, *, going_on: bool) -> Dates:
    """The dates of something done from a start to an end, or on a day, of which any may not be told."""
    if going_on:
        return {"start": start or day}
    if start is not None and end is not None:
        if start == end:
            return {"date": start}
        return {"start": start, "end": end} if start.first <= end.last else {}
    if start is not None:
        return {"start": start, "end": or_later(start)}
    return {"date": day} if day is not None else {"end": end}


def _at_age(resource: dict[str, Any], chart: Chart) -> Dates:
    """The day of something that was done at an age."""
    day = day_at_age(resource.get("performedAge"), chart.birth)
    return {"date": day} if day is not None else {}


def intent_of(resource: dict[str, Any]) -> dict[str, str]:
    """What a treatment is for, in the words of the fact sheet."""
    for item in extension(resource, "mcode-procedure-intent", "mcode-treatment-intent"):
        meaning = meant("intent", words_of(item.get("valueCodeableConcept")))
        if meaning in _PURPOSES:
            return {"intent": meaning}
    return {}


def _doses(resource: dict[str, Any], chart: Chart) -> Iterator[Dose]:
    """The dose that each volume was given, and where that is."""
    for item in extension(resource, "mcode-radiotherapy-dose-delivered-to-volume"):
        total = next((inner.get("valueQuantity") for inner in extension(item, "totalDoseDelivered")), None)
        volume = next((inner.get("valueReference") for inner in extension(item, "volume")), None)
        target = chart.shared.referred.get(reference(volume), {})
        words = words_of(target.get("location")) if isinstance(target, dict) else ""
        yield Dose(words=_gray(total), site=site_of(words, chart.shared.vocabulary))


def _gray(quantity: Any) -> str:
    amount = number(quantity.get("value")) if isinstance(quantity, dict) else None
    unit = unit_of(quantity)[0] if isinstance(quantity, dict) else None
    if amount is None or unit is None:
        return ""
    try:
        gray = convert(amount, unit, "Gy")
    except (UnitsDiffer, ArithmeticError):
        return ""
    return f"{format(gray.normalize() + Decimal(0), 'f')} Gy" if 0 < gray < 200 else ""


def _by_volume(fact: Fact, doses: list[Dose]) -> Iterator[Fact]:
    """A fact for each place that was irradiated; one for all where the places are not named."""
    places = {tuple(sorted(dose.site.items())) for dose in doses}
    if len(doses) > 1 and len(places) == len(doses):
        for number_, dose in enumerate(doses):
            more = {**dose.site, **({"dose": dose.words} if dose.words else {})}
            yield replace(
                fact,
                qualifiers={**fact.qualifiers, **more},
                place=f"{fact.place}.extension[{number_}]" if number_ else fact.place,
            )
        return
    given = [dose.words for dose in doses if dose.words]
    site = doses[0].site if len(places) == 1 and doses else {}
    dose_words = {"dose": max(given, key=lambda text: Decimal(text.split()[0]))} if given else {}
    yield replace(fact, qualifiers={**fact.qualifiers, **({} if "site" in fact.qualifiers else site), **dose_words})
