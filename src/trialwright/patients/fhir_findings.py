"""Observations whose code names a finding ("brain metastasis": absent) or a change of a gene ("EGFR T790M": not detected), and
blood pressure in one text ("140/90"): an observation or a component in; facts, or why there is none, out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from trialwright.patients.code_tables import meant_by
from trialwright.patients.facts import Fact, Kind
from trialwright.patients.fhir_chart import Chart, Where
from trialwright.patients.fhir_codes import Coded, Role, answers_in
from trialwright.patients.fhir_parts import codings, items, text_of, untagged
from trialwright.patients.fhir_results import RESULT_OF
from trialwright.patients.terms import Meaning, meanings
from trialwright.patients.understood import Why
from trialwright.patients.written import PRESSURES, pressures
from trialwright.vocabulary.concepts import Vocabulary
from trialwright.vocabulary.time import PartialDate

_PANEL, _PRESSURE = "Blood pressure panel", "blood pressure"
_VALUES = ("valueString", "valueCodeableConcept", "valueBoolean")
_FOUND = frozenset({Kind.CONDITIONS})


def read_pressures(holder: dict[str, Any], coded: Coded, when: PartialDate | None, into: tuple[Chart, Where]) -> bool:
    """Blood pressure in one text becomes two facts; False for anything else."""
    chart, where = into
    pair = pressures(text_of(holder.get("valueString"))) if "valueString" in holder else None
    own = coded.meanings[0].concept == _PRESSURE if coded.meanings else coded.what.startswith(_PANEL)
    if pair is None or not own:
        return False
    for name, amount in zip(PRESSURES, pair, strict=True):
        chart.facts.append(
            Fact(what=name, concept=name, kind=Kind.MEASUREMENTS, value=amount, unit="mm[Hg]", date=when, place=where.place)
        )
    return True


def read_finding(holder: dict[str, Any], code: Any, when: PartialDate | None, into: tuple[Chart, Where]) -> bool:
    """What was looked for, there or not; False for a code that names no finding and no change of a gene."""
    chart, where = into
    vocabulary = chart.shared.vocabulary
    coded = chart.shared.codes.find(code, Role.CONDITION)
    one = coded.meanings[0] if len(coded.meanings) == 1 and not coded.how and coded.meanings[0].kind in _FOUND else None
    change = _change(code, vocabulary) if one is None else None
    meaning = one or change
    if meaning is None or meaning.concept is None:
        return False
    said = list(_answers(holder))
    answer = next((found for text in said if (found := meant_by("answer", text))), None)
    if answer is None:
        chart.leave(Why.VALUE if said else Why.NO_VALUE, f"{coded.what}: {said[0]}" if said else coded.what, where)
        return True
    chart.facts.append(
        Fact(
            what=coded.what,
            concept=meaning.concept,
            kind=meaning.kind,
            present=change is not None or answer == "yes",
            value=RESULT_OF[answer] if change is not None else None,
            date=when,
            qualifiers=meaning.qualifiers,
            place=where.place,
        )
    )
    return True


def _change(code: Any, vocabulary: Vocabulary) -> Meaning | None:
    """The change of a gene that a name names ("BRAF V600E")."""
    texts = [untagged(display) for _, _, display in codings(code) if display]
    texts += [text_of(code.get("text"))] if isinstance(code, dict) else []
    for text in filter(None, texts):
        found = meanings(text, vocabulary)
        if len(found) == 1 and "alteration" in found[0].qualifiers and vocabulary.kind(found[0].concept or "") == "gene":
            return found[0]
    return None


def _answers(holder: dict[str, Any]) -> Iterator[str]:
    """The words of an answer; of a result that is only interpreted, these."""
    if isinstance(value := holder.get("valueBoolean"), bool):
        yield "yes" if value else "no"
    if text := text_of(holder.get("valueString")):
        yield text
    yield from answers_in(holder.get("valueCodeableConcept"))
    if not any(name.startswith("value") for name in holder) and "dataAbsentReason" not in holder:
        for item in items(holder.get("interpretation")):
            yield from answers_in(item)
    other = next((name for name in holder if name.startswith("value") and name not in _VALUES), None)
    if other is not None:
        yield other
