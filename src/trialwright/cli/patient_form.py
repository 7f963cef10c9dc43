"""What was understood of a patient enters; it leaves as plain values for JSON, and sorted as a reader wants it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from trialwright.patients.facts import Fact, Kind
from trialwright.patients.understood import Understood, Unread

_REPEATED = frozenset({Kind.MEASUREMENTS, Kind.BIOMARKERS})


def patient_to_json(one: Understood, *, latest: bool = False) -> dict[str, Any]:
    """A patient with the facts, what was not understood, and how many resources there were (docs/reference/json.md)."""
    patient = one.patient
    facts = facts_shown(patient.facts, latest=latest)
    return {
        "id": patient.id,
        "birthDate": str(patient.birth_date) if patient.birth_date is not None else None,
        "age": patient.age,
        "sex": patient.sex,
        "complete": sorted(patient.coverage),
        "resources": dict(one.resources),
        "observed": [{"start": str(start), "end": str(end)} for start, end in one.observed],
        "careSites": list(one.sites),
        "facts": [_fact(fact) for fact in facts],
        "factsNotShown": len(patient.facts) - len(facts),
        "notUnderstood": [_unread(item) for item in one.unread],
        "findings": [finding.to_json() for finding in patient.findings],
    }


def facts_shown(facts: Sequence[Fact], *, latest: bool) -> tuple[Fact, ...]:
    """All facts, or of what is measured again and again the newest alone (each of several of one day)."""
    if not latest:
        return tuple(facts)
    newest: dict[str | None, Any] = {}
    for fact in facts:
        if fact.kind in _REPEATED and fact.moment is not None:
            newest[fact.concept] = max(newest.get(fact.concept, fact.moment.last), fact.moment.last)
    return tuple(
        fact for fact in facts if fact.kind not in _REPEATED or fact.moment is None or fact.moment.last == newest[fact.concept]
    )


def _fact(fact: Fact) -> dict[str, Any]:
    body: dict[str, Any] = {"what": fact.what, "concept": fact.concept, "kind": fact.kind.value, "present": fact.present}
    value = str(fact.value) if isinstance(fact.value, Decimal) else fact.value
    dates = {name: getattr(fact, name) for name in ("date", "start", "end")}
    limits = {name: getattr(fact, name) for name in ("uln", "lln")}
    more = {
        "value": value,
        "comparator": fact.comparator,
        "unit": fact.unit,
        **{name: str(limit) for name, limit in limits.items() if limit is not None},
        **{name: str(date) for name, date in dates.items() if date is not None},
        "qualifiers": dict(fact.qualifiers) or None,
        "place": fact.place,
    }
    return body | {name: item for name, item in more.items() if item is not None}


def _unread(item: Unread) -> dict[str, Any]:
    return {
        "reason": item.why.value,
        "resource": item.resource,
        "what": item.what,
        "count": item.count,
        "places": list(item.where),
    }
