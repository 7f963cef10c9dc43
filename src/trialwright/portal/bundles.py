"""The bytes of a FHIR file enter; the patient leaves as the text of a sheet, with what was not understood. Nothing of it is kept.

What a form tells travels in the form: as a sheet, which a person can read and mend.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from trialwright.errors import UserError
from trialwright.findings import Finding, Severity
from trialwright.patients.facts import Fact, PatientFacts
from trialwright.patients.fhir import FhirOptions, read_fhir
from trialwright.patients.fhir_files import Caps
from trialwright.patients.sheet import QUALIFIERS, facts_from_mapping
from trialwright.patients.understood import Understood
from trialwright.portal.answers import Mistake

CAPS = Caps(document=48 * 2**20, line=8 * 2**20, whole=48 * 2**20, entries=100_000)
_MOST_TOLD = 60
_DATES = ("date", "start", "end")
_LIMITS = ("uln", "lln")


@dataclass(frozen=True, kw_only=True, slots=True)
class Uploaded:
    """A FHIR file as a sheet, what was not understood of it, and what is wrong with it."""

    sheet: str = ""
    remarks: tuple[Finding, ...] = ()
    mistakes: tuple[Mistake, ...] = ()


def uploaded(data: bytes) -> Uploaded:
    """The first patient of a FHIR file as the text of a sheet."""
    try:
        found = read_fhir(data, name="file", options=FhirOptions(caps=CAPS, remember=False))
    except UserError as error:
        return Uploaded(mistakes=(Mistake(field="file", code="fhir", said=error.message, hint=error.hint or ""),))
    several = (Mistake(field="file", code="several patients"),) if len(found) > 1 else ()
    carried = [(fact, _carried(fact)) for fact in found[0].patient.facts]
    lost = [fact for fact, entry in carried if entry is None]
    sheet = _text(found[0].patient, [entry for _, entry in carried if entry is not None])
    return Uploaded(sheet=sheet, remarks=tuple(_remarks(found[0], lost)), mistakes=several)


def _remarks(found: Understood, lost: Iterable[Fact]) -> Iterator[Finding]:
    yield from found.patient.findings
    told = [item.message for item in found.unread] + [f"{fact.what}: a sheet cannot say it ({fact.place})" for fact in lost]
    for message in told[:_MOST_TOLD]:
        yield Finding(code="FHIR_LEFT", message=message, severity=Severity.INFO)
    if len(told) > _MOST_TOLD:
        message = f"and {len(told) - _MOST_TOLD} more; `trialwright patient FILE` lists all of them"
        yield Finding(code="FHIR_LEFT", message=message, severity=Severity.INFO)


def _carried(fact: Fact) -> dict[str, Any] | None:
    """The fact as an entry of a sheet that is read as the same fact; None where no wording is."""
    for what in dict.fromkeys((fact.concept or fact.what, fact.what, f"{fact.concept} allergy")):
        entry = _entry(fact, what)
        try:
            read = facts_from_mapping({"facts": [entry]}, place="file").facts
        except UserError:
            continue
        if len(read) == 1 and _same(read[0], fact):
            return entry
    return None


def _same(read: Fact, fact: Fact) -> bool:
    names = ("concept", "kind", "present", "value", "comparator", "unit", *_DATES, *_LIMITS)
    return all(getattr(read, name) == getattr(fact, name) for name in names)


def _entry(fact: Fact, what: str) -> dict[str, Any]:
    """Words that narrow and have no field of their own on a sheet stand in its status, its place among the sites."""
    entry: dict[str, Any] = {"what": what}
    if fact.value is not None:
        entry["value"] = fact.value if isinstance(fact.value, bool | str) else f"{fact.comparator or ''}{fact.value}"
    entry |= {"unit": fact.unit} if fact.unit else {}
    entry |= {name: str(value) for name in (*_LIMITS, *_DATES) if (value := getattr(fact, name)) is not None}
    known = {name: text for name, text in fact.qualifiers.items() if name in QUALIFIERS}
    others = [text for name, text in fact.qualifiers.items() if name not in QUALIFIERS and not name.endswith(" concept")]
    if others:
        known["status"] = ", ".join(filter(None, (known.get("status"), *others)))
    if "site concept" in fact.qualifiers:
        known.setdefault("site", fact.qualifiers["site concept"].replace(";", ", "))
    entry |= {name: text == "true" if name == "ongoing" else text for name, text in known.items()}
    return entry | ({} if fact.present else {"present": False})


def _text(patient: PatientFacts, entries: Iterable[dict[str, Any]]) -> str:
    """A sheet in JSON, a fact a line."""
    head: dict[str, Any] = {"id": patient.id}
    if patient.birth_date is not None:
        head["birth_date"] = str(patient.birth_date)
    head |= {"sex": patient.sex} if patient.sex is not None else {}
    head |= {"complete": sorted(patient.coverage)} if patient.coverage else {}
    fields = [f" {json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}" for name, value in head.items()]
    unique = dict.fromkeys(f"  {json.dumps(entry, ensure_ascii=False)}" for entry in entries)
    facts = ",\n".join(unique)
    return "{\n" + ",\n".join([*fields, ' "facts": [\n' + facts + "\n ]"]) + "\n}\n"
