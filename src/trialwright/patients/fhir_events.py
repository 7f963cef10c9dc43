"""Vaccinations, adverse events and illnesses of relatives: a resource in; facts for the record, or why there is none, out."""

from __future__ import annotations

import re
from typing import Any

from trialwright.patients.facts import Fact, Kind
from trialwright.patients.fhir_chart import Chart, Where
from trialwright.patients.fhir_codes import Role
from trialwright.patients.fhir_parts import codes_in, day_of, extension, items, or_earlier, text_of, untagged, words_of
from trialwright.patients.understood import Why

_NOT_SO = {"not-done": Why.NOT_DONE, "entered-in-error": Why.ERROR}
_VACCINE = "vaccine"
_GRADES = ("severity-or-grade", "ctcae-grade", "onconova-ext-ctc-grade")
"""Extensions that hold a grade: of HL7's guide for adverse events in research, and of others."""
_GRADE = re.compile(r"(?:ctcae[ -]*)?(?:grade[ -]*)?([1-5])(?![\d.]).*", re.IGNORECASE)
_SEVERITY = re.compile(r"(mild|moderate|severe)(?: adverse event)?", re.IGNORECASE)
_OVER, _LASTS = frozenset({"resolved", "resolvedwithsequelae"}), frozenset({"ongoing", "recovering"})
_NEAR = frozenset({
    "PRN", "FTH", "MTH", "NPRN", "NFTH", "NMTH", "CHILD", "NCHILD", "SON", "SONC", "DAU", "DAUC",
    "NSIB", "NBRO", "NSIS", "BRO", "SIS", "SIB", "TWIN", "TWINBRO", "TWINSIS", "FTWIN", "ITWIN",
})  # fmt: skip
"""Parents, children, brothers and sisters, by HL7's RoleCode; in-laws, step- and foster-relatives have codes of their own."""
_NEAR_WORDS = frozenset(
    f"{sort}{name}"
    for sort in ("", "natural ", "biological ")
    for name in ("father", "mother", "parent", "brother", "sister", "sibling", "son", "daughter", "child")
)
_CANCERS = frozenset({"cancer", "histology"})
_FAMILY = "family history of cancer"


def read_immunization(resource: dict[str, Any], chart: Chart, where: Where) -> None:
    """A vaccine that was given, on its day. Immune globulins and skin tests have codes of vaccines, and are none."""
    coded, status = chart.shared.codes.find(resource.get("vaccineCode"), Role.MEDICINE), text_of(resource.get("status"))
    if status != "completed":
        chart.leave(_NOT_SO.get(status, Why.STATUS), f"{coded.what} ({status or 'no status'})", where)
        return
    vocabulary = chart.shared.vocabulary
    if not coded.meanings or not all(vocabulary.is_a(meaning.concept or "", _VACCINE) for meaning in coded.meanings):
        chart.leave(Why.CODE, coded.what, where)
        return
    given = day_of(resource.get("occurrenceDateTime"))
    for meaning in coded.meanings:
        fact = Fact(what=coded.what, concept=meaning.concept, kind=meaning.kind, date=given, place=where.place)
        chart.facts.append(fact)


def read_adverse_event(resource: dict[str, Any], chart: Chart, where: Where) -> None:
    """An adverse event: a condition with its grade, and whether it is over."""
    coded, actuality = chart.shared.codes.find(resource.get("event"), Role.CONDITION), text_of(resource.get("actuality"))
    if actuality != "actual":
        chart.leave(Why.STATUS, f"{coded.what} ({actuality or 'no actuality'})", where)
        return
    if len(coded.meanings) != 1 or coded.how or coded.meanings[0].kind is not Kind.CONDITIONS:
        chart.leave(Why.CODE, coded.what, where)
        return
    meaning, found = coded.meanings[0], day_of(resource.get("detected")) or day_of(resource.get("recordedDate"))
    fact = Fact(
        what=coded.what,
        concept=meaning.concept,
        kind=meaning.kind,
        date=day_of(resource.get("date")) or or_earlier(found),
        qualifiers={**meaning.qualifiers, **_severity(resource, chart, where), **_course(resource, chart, where)},
        place=where.place,
    )
    chart.facts.append(fact)


def _severity(resource: dict[str, Any], chart: Chart, where: Where) -> dict[str, str]:
    """How bad it was: its grade, and the word for it; nothing where two differ."""
    graded = [item.get("valueCodeableConcept", item.get("valueInteger")) for item in extension(resource, *_GRADES)]
    told: dict[str, set[str]] = {"grade": set(), "severity": set()}
    for said in (resource.get("severity"), *graded):
        text = untagged(words_of(said) or (str(said) if isinstance(said, int) else "")).strip()
        grade, word = _GRADE.fullmatch(text), _SEVERITY.fullmatch(text)
        if grade is not None:
            told["grade"].add(grade[1])
        elif word is not None:
            told["severity"].add(word[1].lower())
        elif text:
            chart.leave(Why.PART, f"severity {text[:40]}", where)
    for name, values in told.items():
        if len(values) > 1:
            chart.leave(Why.VALUE, f"{name} {' and '.join(sorted(values))}", where)
    return {name: values.pop() for name, values in told.items() if len(values) == 1}


def _course(resource: dict[str, Any], chart: Chart, where: Where) -> dict[str, str]:
    """Whether it is over."""
    said = words_of(resource.get("outcome"))
    codes = {code.lower().replace("-", "").replace(" ", "") for code in (*codes_in(resource.get("outcome")), said)}
    if codes & (_OVER | _LASTS):
        return {"ongoing": "false" if codes & _OVER else "true"}
    if said and "unknown" not in codes:
        chart.leave(Why.PART, f"outcome {said[:40]}", where)
    return {}


def read_relative(resource: dict[str, Any], chart: Chart, where: Where) -> None:
    """A cancer of a parent, a child, a brother or a sister is a family history of cancer; whatever else relatives have is listed.

    What a relative has is never a condition of the patient.
    """
    status, relation = text_of(resource.get("status")), resource.get("relationship")
    who = untagged(words_of(relation)) or "a relative"
    if status not in ("completed", "partial"):
        chart.leave(_NOT_SO.get(status, Why.STATUS), f"{who} ({status or 'no status'})", where)
        return
    near = bool(codes_in(relation) & _NEAR) or who.lower() in _NEAR_WORDS
    told = or_earlier(day_of(resource.get("date")))
    for index, item in enumerate(items(resource.get("condition"))):
        coded, part = chart.shared.codes.find(item.get("code"), Role.CONDITION), where.part(f"condition[{index}]")
        concept = coded.meanings[0].concept if len(coded.meanings) == 1 and not coded.how else None
        if not near or chart.shared.vocabulary.kind(concept or "") not in _CANCERS:
            chart.leave(Why.WHOSE, f"{who}: {coded.what}", part)
            continue
        fact = Fact(what=f"{who}: {coded.what}", concept=_FAMILY, kind=Kind.CONDITIONS, date=told, place=part.place)
        chart.facts.append(fact)
