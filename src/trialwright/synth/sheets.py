"""Fact sheets: a patient in; the sheet that a person would have written, as a mapping and as YAML, out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from trialwright.patients.facts import Fact, PatientFacts
from trialwright.synth.draft import meaning

Plain = str | bool | Decimal | int

_BARE = re.compile(r"[A-Za-z][A-Za-z0-9 ()/%*.+<>=-]*|\d+(?:\.\d+)?|\d{4}-\d\d-\d\d")
_WORDS = frozenset({"true", "false", "yes", "no", "on", "off", "null", "y", "n"})
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def sheet_of(patient: PatientFacts) -> dict[str, object]:
    """A patient as the fields of a fact sheet."""
    sheet: dict[str, object] = {"id": patient.id}
    if patient.birth_date is not None:
        sheet["birth_date"] = str(patient.birth_date)
    if patient.age is not None:
        sheet["age"] = patient.age
    if patient.sex is not None:
        sheet["sex"] = patient.sex
    sheet["facts"] = [dict(_fields(fact)) for fact in patient.facts]
    if patient.coverage:
        sheet["complete"] = sorted(kind.value for kind in patient.coverage)
    return sheet


def _fields(fact: Fact) -> Iterator[tuple[str, Plain]]:
    yield "what", fact.what
    if not fact.present:
        yield "present", False
    if fact.value is not None:
        yield "value", f"{fact.comparator}{fact.value}" if fact.comparator else fact.value
    for name, value in (("unit", fact.unit), ("lln", fact.lln), ("uln", fact.uln)):
        if value is not None:
            yield name, value
    own = meaning(fact.what).qualifiers
    yield from ((name, text) for name, text in fact.qualifiers.items() if name not in own and not name.endswith(" concept"))
    for name, date in (("date", fact.date), ("start", fact.start), ("end", fact.end)):
        if date is not None:
            yield name, str(date)


def sheet_text(patient: PatientFacts) -> str:
    """A patient as a YAML document, one line a fact."""
    sheet = sheet_of(patient)
    lines = [
        "---",
        *(f"{name}: {_scalar(sheet[name])}" for name in ("id", "birth_date", "age", "sex") if name in sheet),
        "facts:",
    ]
    facts = sheet["facts"]
    assert isinstance(facts, list)
    lines.extend(f"  - {_flow(fact)}" for fact in facts)
    if not facts:
        lines[-1] = "facts: []"
    complete = sheet.get("complete")
    if isinstance(complete, list):
        lines.append(f"complete: [{', '.join(complete)}]")
    return "\n".join(lines) + "\n"


def _flow(fact: Mapping[str, object]) -> str:
    return "{" + ", ".join(f"{name}: {_scalar(value)}" for name, value in fact.items()) + "}"


def _scalar(value: object) -> str:
    """A value as YAML reads it back: numbers and plain words as they are, all else in quotes."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal | int):
        return format(value, "f") if isinstance(value, Decimal) else str(value)
    text = str(value)
    plain = _BARE.fullmatch(text) and text.strip() == text and text.lower() not in _WORDS
    return text if plain and not (_NUMBER.fullmatch(text) and len(text) > 1 and text[0] == "0") else json.dumps(text)
