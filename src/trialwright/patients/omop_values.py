"""Measurements and observations of an OMOP database: a row in; the result, stage, finding or statement on the chart."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from trialwright.patients.code_tables import meant_by
from trialwright.patients.facts import Fact, Kind
from trialwright.patients.fhir_chart import OfCancer, Where
from trialwright.patients.fhir_codes import Coded, Role
from trialwright.patients.fhir_observations import read_observation as read_fhir_observation
from trialwright.patients.fhir_parts import text_of
from trialwright.patients.fhir_results import Told, told_of
from trialwright.patients.fhir_stages import category_in, stage_in
from trialwright.patients.omop_concepts import Concepts, plain_modifier, stated_by
from trialwright.patients.omop_record import Course, Record, add_condition, day_in, on_side
from trialwright.patients.understood import Why

_WORDY = frozenset({"biomarker", "gene", "receptor status"})
_WHOLE = 2**53


def read_measurement(row: Any, record: Record) -> None:
    """A result with its unit, its bound and the limits of that laboratory; a modifier of a cancer; or a finding."""
    where = Where(resource="measurement", place=f"measurement/{row.measurement_id}")
    record.count("measurement")
    told = (row.measurement_concept_id, row.measurement_source_concept_id, row.measurement_source_value)
    coded = record.concepts.find(Role.TEST, *told)
    if coded.meanings and not coded.how:
        _result(row, coded, record, where)
    elif coded.how:
        read_fhir_observation(_resource(row, told, record), record.chart, where)
    else:
        _finding(row, told, "", (record, where))


def read_observation(row: Any, record: Record) -> None:
    """What was seen or said: a result, a habit, an allergy, a history, a condition."""
    where = Where(resource="observation", place=f"observation/{row.observation_id}")
    record.count("observation")
    told = (row.observation_concept_id, row.observation_source_concept_id, row.observation_source_value)
    coded = record.concepts.find(Role.TEST, *told)
    qualifier = record.concepts.name(row.qualifier_concept_id, "answer") or row.qualifier_source_value or ""
    side = meant_by("modifier", qualifier) if qualifier else None
    if qualifier and side in (None, "stopped") and meant_by("qualifier", qualifier) != "yes":
        no = meant_by("qualifier", qualifier) == "no"
        record.chart.leave(Why.RULED_OUT if no else Why.STATUS, coded.what if no else f"{coded.what} ({qualifier})", where)
    elif coded.meanings and not coded.how:
        _result(row, on_side(coded, side or ""), record, where)
    elif coded.how:
        read_fhir_observation(_resource(row, told, record), record.chart, where)
    else:
        _finding(row, told, side or "", (record, where))


def _when(row: Any) -> str:
    return str((row.measurement_date if hasattr(row, "measurement_date") else row.observation_date) or "")


def _text(row: Any) -> str:
    return text_of(getattr(row, "value_as_string", None) or "") or text_of(row.value_source_value or "")


def _result(row: Any, coded: Coded, record: Record, where: Where) -> None:
    """A value of a test. Of a marker its words come first, of all else its number."""
    meaning, chart = coded.meanings[0], record.chart
    if meaning.concept is None:
        chart.leave(Why.CODE, coded.what, where)
        return
    holder, why = _value(row, record, wordy=chart.shared.vocabulary.kind(meaning.concept) in _WORDY)
    told = told_of(holder, meaning.concept, chart.shared.vocabulary) if why is None else (why, _text(row))
    if not isinstance(told, Told):
        reason, words = told
        if reason in (Why.UNIT, Why.IMPLAUSIBLE):
            chart.leave(reason, coded.what, Where(resource=where.resource, place=f"{where.place} = {words}"))
        else:
            chart.leave(reason, f"{coded.what}: {words}" if words else coded.what, where)
        return
    lln, uln = _limits(row) if isinstance(told.value, Decimal) else (None, None)
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
            date=record.day(_when(row), where),
            qualifiers=meaning.qualifiers,
            place=where.place,
        )
    )


def _value(row: Any, record: Record, *, wordy: bool) -> tuple[dict[str, Any], Why | None]:
    """The value in the shape that FHIR's reader takes; or why it cannot be told."""
    answer = record.concepts.answer(row.value_as_concept_id)
    if answer is not None and (wordy or row.value_as_number is None):
        return {"valueCodeableConcept": answer}, None
    if row.value_as_number is not None:
        operator = getattr(row, "operator_concept_id", None)
        sign = meant_by("operator", record.concepts.name(operator, "operator")) if operator else "="
        if sign is None:
            return {}, Why.VALUE
        try:
            amount = float(row.value_as_number)
            amount = int(amount) if amount.is_integer() and abs(amount) < _WHOLE else amount
        except ValueError:
            return {}, Why.BROKEN
        quantity: dict[str, Any] = {"value": amount, **record.concepts.quantity(*_unit_of(row))}
        return {"valueQuantity": quantity if sign == "=" else {**quantity, "comparator": sign}}, None
    text = _text(row)
    unit = getattr(row, "unit_source_value", None) or ""
    written = f"{text} {unit}" if unit and re.fullmatch(r"[<>=\d.,\s]+", text) else text
    return ({"valueString": written} if text else {}), None


def _unit_of(row: Any) -> tuple[int | None, str | None]:
    """The concept of the unit, or else that of the source's unit; and the unit as written."""
    return row.unit_concept_id or getattr(row, "unit_source_concept_id", None), row.unit_source_value


def _limits(row: Any) -> tuple[Decimal | None, Decimal | None]:
    low, high = (_decimal(getattr(row, name, None)) for name in ("range_low", "range_high"))
    if high is not None and high <= 0:
        return None, None  # an empty range is often written as 0 to 0
    return (None, None) if low is not None and high is not None and low > high else (low, high)


def _decimal(text: str | None) -> Decimal | None:
    try:
        found = Decimal(text) if text else None
    except InvalidOperation:
        return None
    return found if found is not None and found.is_finite() else None


def _resource(row: Any, told: tuple[int | None, int | None, str | None], record: Record) -> dict[str, Any]:
    """The row as an Observation of FHIR: stages, statements and answers are read as they are there."""
    number, source, said = told
    holder, _ = _value(row, record, wordy=True)
    if "valueString" in holder:
        holder = {"valueCodeableConcept": {"text": plain_modifier(holder["valueString"])}}
    when = day_in(_when(row))
    return {
        "code": record.concepts.codeable(number or 0, source or 0, said or ""),
        "status": "final",
        **({"effectiveDateTime": when.first.isoformat()} if when is not None else {}),
        "focus": _focus(row, record),
        **holder,
    }


def _focus(row: Any, record: Record) -> list[dict[str, str]]:
    if hasattr(row, "measurement_event_id"):
        return record.focus(row.measurement_event_id, row.meas_event_field_concept_id)
    return record.focus(row.observation_event_id, row.obs_event_field_concept_id)


def _finding(row: Any, told: tuple[int | None, int | None, str | None], side: str, into: tuple[Record, Where]) -> None:
    """A row whose concept is itself what was found, on a side: there, or with an answer that says whether it is."""
    record, where = into
    subject = _subject(told, record.concepts)
    answer = _answer(row, record)
    meaning = meant_by("answer", answer) if answer else "yes"
    coded = subject.coded
    if subject.stated is not None and meaning == "yes":
        _stated(subject.stated, row, record, where)
    elif subject.asked is not None:
        _asked(subject.asked.format(answer), answer, row, (record, where))
    elif subject.no_allergy and meaning == "yes":
        record.chart.coverage.add(Kind.ALLERGIES)
    elif not coded.meanings or coded.meanings[0].concept is None:
        record.chart.leave(Why.CODE, coded.what, where)
    elif meaning == "no" and coded.broader:
        record.chart.leave(Why.CODE, f"{coded.what}: {answer}", where)
    elif meaning is None or row.value_as_number is not None:
        record.chart.leave(Why.VALUE, f"{coded.what}: {answer or row.value_as_number}", where)
    else:
        when = record.day(_when(row), where)
        add_condition(on_side(coded, side), record, where, Course(when, present=meaning == "yes"))


class _Subject(NamedTuple):
    """What the concept of a finding says by itself."""

    coded: Coded
    stated: tuple[str, str] | None
    asked: str | None
    no_allergy: bool


def _subject(told: tuple[int | None, int | None, str | None], concepts: Concepts) -> _Subject:
    found = concepts.subjects.get(told)
    if not isinstance(found, _Subject):
        number, source, said = told
        name = concepts.name(number) or concepts.name(source)
        role = Role.ALLERGY if "allerg" in name.lower() or "intolerance" in name.lower() else Role.CONDITION
        found = _Subject(
            coded=concepts.find(role, number, source, said),
            stated=stated_by(name),
            asked=meant_by("asked", name),
            no_allergy=name.lower() in ("no known allergy", "no known allergies"),
        )
        concepts.subjects[told] = found
    return found


def _answer(row: Any, record: Record) -> str:
    """The words of an answer; "" where there is none."""
    if row.value_as_concept_id:
        return record.concepts.name(row.value_as_concept_id, "answer") or f"concept {row.value_as_concept_id}"
    return _text(row) if row.value_as_number is None else ""


def _asked(words: str, answer: str, row: Any, into: tuple[Record, Where]) -> None:
    """An observation that is about its value: a history or an allergy of it."""
    record, where = into
    role = Role.ALLERGY if words.endswith(" allergy") else Role.CONDITION
    coded = record.concepts.codes.find({"text": words}, role) if answer else Coded(what=words)
    if not coded.meanings or coded.meanings[0].concept is None:
        record.chart.leave(Why.CODE if answer else Why.NO_VALUE, coded.what, where)
        return
    add_condition(coded, record, where, Course())


def _stated(stated: tuple[str, str], row: Any, record: Record, where: Where) -> None:
    """A stage, a category, a grade or a score that the concept itself names."""
    concept, words = stated
    value: str | Decimal | bool | None
    if concept == "stage":
        value = stage_in(words)
    elif concept.endswith(" stage"):
        value = category_in(words, concept)
    else:
        told = told_of({"valueString": words}, concept, record.chart.shared.vocabulary)
        value = told.value if isinstance(told, Told) else None
    if value is None:
        record.chart.leave(Why.VALUE, f"{concept}: {words}", where)
        return
    when = record.day(_when(row), where)
    fact = Fact(what=concept, concept=concept, kind=Kind.MEASUREMENTS, value=value, date=when, place=where.place)
    if concept.endswith("performance status"):
        record.chart.facts.append(fact)
    else:
        focus = frozenset(target["reference"] for target in _focus(row, record))
        record.chart.of_cancer.append(OfCancer(fact=fact, focus=focus))
