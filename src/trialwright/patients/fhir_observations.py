"""Observations: a resource in; measurements, scores, results, stages and statements, or why there are none, out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from trialwright.patients.code_tables import meant
from trialwright.patients.facts import Fact, Kind
from trialwright.patients.fhir_chart import Chart, OfCancer, Where
from trialwright.patients.fhir_codes import Coded, Codes, Role, answers_in
from trialwright.patients.fhir_findings import read_finding, read_pressures
from trialwright.patients.fhir_limits import limits_of
from trialwright.patients.fhir_parts import (
    absent_reason,
    day_of,
    items,
    moment_of,
    or_earlier,
    profiles,
    reference,
    text_of,
    words_of,
)
from trialwright.patients.fhir_results import Told, told_of
from trialwright.patients.fhir_stages import category_in, stage_in
from trialwright.patients.fhir_variants import read_variant
from trialwright.patients.terms import Meaning
from trialwright.patients.understood import Why
from trialwright.vocabulary.time import PartialDate


@dataclass(frozen=True, kw_only=True, slots=True)
class _Seen:
    """An observation: what it is of and when it was made."""

    resource: dict[str, Any]
    coded: Coded
    when: PartialDate | None


_GIVEN = frozenset({"final", "amended", "corrected"})
_STATUS = {"entered-in-error": Why.ERROR, "cancelled": Why.NOT_DONE, "registered": Why.PLANNED}
_STAGES = frozenset({"mcode-tnm-stage-group", "mcode-tnm-clinical-stage-group", "mcode-tnm-pathological-stage-group"})
_VARIANTS = frozenset({"mcode-genomic-variant", "mcode-cancer-genetic-variant", "variant"})
_CATEGORIES = {
    "mcode-tnm-primary-tumor-category": "T stage",
    "mcode-tnm-regional-nodes-category": "N stage",
    "mcode-tnm-distant-metastases-category": "M stage",
}


def read_observation(resource: dict[str, Any], chart: Chart, where: Where) -> None:
    """One observation with its components."""
    coded = chart.shared.codes.find(resource.get("code"), Role.TEST)
    status = text_of(resource.get("status"))
    if status not in _GIVEN:
        chart.leave(_STATUS.get(status, Why.STATUS), f"{coded.what} ({status or 'no status'})", where)
        return
    when = moment_of(resource, "effective") or or_earlier(day_of(resource.get("issued")))
    how, coded = _sort(resource, coded)
    seen = _Seen(resource=resource, coded=coded, when=when)
    if _of_another(resource):
        chart.leave(Why.WHOSE, coded.what, where)
    elif how == "variant":
        read_variant(resource, chart, where, when)
    elif how == "regions studied":
        chart.leave(Why.KIND, coded.what, where)
    elif how in ("stage", "of cancer"):
        _of_cancer(seen, chart, where)
    elif how in _STATEMENTS:
        _STATEMENTS[how](seen, chart, where)
    else:
        _results(seen, chart, where)


def _sort(resource: dict[str, Any], coded: Coded) -> tuple[str, Coded]:
    """The kind of statement, by its code or else by the profile that the resource says it keeps to."""
    if coded.known:
        return coded.how, coded
    kept = profiles(resource)
    if kept & _STAGES:
        return "stage", Coded(what=coded.what, meanings=(Meaning(concept="stage", kind=Kind.MEASUREMENTS),), how="stage")
    if kept & _VARIANTS:
        return "variant", coded
    name = next((variable for profile, variable in _CATEGORIES.items() if profile in kept), None)
    if name is not None:
        return "of cancer", Coded(what=coded.what, meanings=(Meaning(concept=name, kind=Kind.MEASUREMENTS),), how="of cancer")
    return "", coded


def by_components(resource: dict[str, Any], codes: Codes) -> bool:
    """Whether each component of an observation stands for itself, under its own code."""
    how, _ = _sort(resource, codes.find(resource.get("code"), Role.TEST))
    return text_of(resource.get("status")) in _GIVEN and how in ("", "panel") and not _of_another(resource)


def _of_another(resource: dict[str, Any]) -> bool:
    """True for what is about a relative, a fetus or a thing."""
    targets = [reference(item) for item in items(resource.get("focus"))]
    return any(target.split("/")[0] in ("RelatedPerson", "Patient", "Device", "Group") for target in targets if target)


def _results(seen: _Seen, chart: Chart, where: Where) -> None:
    """The value of an observation, and those of its components under their own codes."""
    resource = seen.resource
    parts = items(resource.get("component"))
    if not parts or any(name.startswith("value") for name in resource):
        _result(resource, seen, (chart, where))
    for index, part in enumerate(parts):
        inner = where.part(f"component[{index}]")
        own = chart.shared.codes.find(part.get("code"), Role.TEST)
        if own.how not in ("", "panel"):
            chart.leave(Why.CODE, own.what, inner)
        else:
            _result(part, replace(seen, coded=own), (chart, inner))


def _result(holder: dict[str, Any], seen: _Seen, into: tuple[Chart, Where]) -> None:
    (chart, where), coded = into, seen.coded
    if read_pressures(holder, coded, seen.when, into):
        return
    if not coded.meanings or coded.meanings[0].concept is None:
        if coded.how == "panel" or not read_finding(holder, holder.get("code"), seen.when, into):
            chart.leave(Why.NO_VALUE if coded.how == "panel" else Why.CODE, coded.what, where)
        return
    meaning = coded.meanings[0]
    told = told_of(holder, meaning.concept or "", chart.shared.vocabulary)
    if not isinstance(told, Told):
        _left(told, holder, coded, into)
        return
    lln, uln = limits_of(holder, told.unit, chart.sex, meaning.concept or "")
    chart.facts.append(
        Fact(
            what=coded.what,
            concept=meaning.concept,
            kind=meaning.kind,
            value=told.value,
            comparator=told.comparator,
            unit=told.unit,
            lln=lln,
            uln=uln,
            date=seen.when,
            qualifiers=meaning.qualifiers,
            place=where.place,
        )
    )


def _left(told: tuple[Why, str], holder: dict[str, Any], coded: Coded, into: tuple[Chart, Where]) -> None:
    """A value that is no fact. Numbers are told apart by their places, so that a test is listed once."""
    (why, words), (chart, where) = told, into
    said = absent_reason(holder) or words
    if why in (Why.UNIT, Why.IMPLAUSIBLE):
        chart.leave(why, coded.what, Where(resource=where.resource, place=f"{where.place} = {said}"))
    else:
        chart.leave(why, f"{coded.what}: {said}" if said else coded.what, where)


def _of_cancer(seen: _Seen, chart: Chart, where: Where) -> None:
    """A stage, a category of TNM or a grade: it belongs to one cancer."""
    resource, coded = seen.resource, seen.coded
    concept = coded.meanings[0].concept or ""
    value = resource.get("valueCodeableConcept")
    texts = list(answers_in(value)) + ([text_of(resource["valueString"])] if isinstance(resource.get("valueString"), str) else [])
    texts += (
        [code for item in items(value.get("coding")) if (code := text_of(item.get("code")))] if isinstance(value, dict) else []
    )
    found: str | Decimal | bool | None
    if concept == "stage":
        found = next((stage for text in texts if (stage := stage_in(text))), None)
    elif concept.endswith(" stage"):
        found = next((category for text in texts if (category := category_in(text, concept))), None)
    else:
        told = told_of(resource, concept, chart.shared.vocabulary)
        found = told.value if isinstance(told, Told) else None
    if found is None:
        chart.leave(Why.VALUE if texts else Why.NO_VALUE, f"{coded.what}: {words_of(value) or absent_reason(resource)}", where)
        return
    focus = frozenset(target for item in items(resource.get("focus")) if (target := reference(item)))
    fact = Fact(what=concept, concept=concept, kind=Kind.MEASUREMENTS, value=found, date=seen.when, place=where.place)
    chart.of_cancer.append(OfCancer(fact=fact, focus=focus))


def _status_of_disease(seen: _Seen, chart: Chart, where: Where) -> None:
    """How the cancer fares: progression is a fact by that name; the words of RECIST are a response."""
    resource, coded = seen.resource, seen.coded
    said = words_of(resource.get("valueCodeableConcept")) or text_of(resource.get("valueString"))
    meaning = meant("disease status", said)
    if meaning is None:
        chart.leave(Why.VALUE if said else Why.NO_VALUE, f"{coded.what}: {said or absent_reason(resource)}", where)
        return
    if meaning == "progression":
        fact = Fact(what=said, concept="disease progression", kind=Kind.CONDITIONS, date=seen.when, place=where.place)
    else:
        fact = Fact(
            what=said, concept="response evaluation", kind=Kind.MEASUREMENTS, value=meaning, date=seen.when, place=where.place
        )
    chart.facts.append(fact)


def _smoking(seen: _Seen, chart: Chart, where: Where) -> None:
    """Smoking: at present, in the past, or never."""
    resource, coded = seen.resource, seen.coded
    said = next((text for text in answers_in(resource.get("valueCodeableConcept"))), "")
    meaning = meant("smoking", said)
    if meaning is None:
        chart.leave(Why.VALUE if said else Why.NO_VALUE, f"{coded.what}: {said or absent_reason(resource)}", where)
        return
    qualifiers = {"current": {"ongoing": "true"}, "former": {"ongoing": "false"}}.get(meaning, {})
    chart.facts.append(
        Fact(
            what=said,
            concept="smoking",
            kind=Kind.CONDITIONS,
            present=meaning != "never",
            date=seen.when,
            qualifiers=qualifiers,
            place=where.place,
        )
    )


def _pregnancy(seen: _Seen, chart: Chart, where: Where) -> None:
    """Pregnant or not on that day."""
    resource, coded = seen.resource, seen.coded
    said = next((text for text in answers_in(resource.get("valueCodeableConcept"))), "")
    meaning = meant("pregnancy", said)
    if meaning is None or seen.when is None:
        chart.leave(Why.VALUE if said else Why.NO_VALUE, f"{coded.what}: {said or absent_reason(resource)}", where)
        return
    fact = Fact(what=said, concept="pregnancy", kind=Kind.CONDITIONS, present=meaning == "yes", date=seen.when, place=where.place)
    chart.facts.append(fact)


_STATEMENTS = {"disease status": _status_of_disease, "smoking": _smoking, "pregnancy": _pregnancy}
