"""Other versions of FHIR: a resource as DSTU2, STU3 or R5 has it in; the same in the words of R4, which the readers know, out."""

from __future__ import annotations

from typing import Any

from trialwright.patients.fhir_parts import codes_in, text_of

_FLAGS = {
    "MedicationStatement": ("wasNotTaken",),
    "MedicationAdministration": ("wasNotGiven", "notGiven"),
    "Immunization": ("wasNotGiven", "notGiven"),
    "Procedure": ("notPerformed", "notDone"),
}
"""DSTU2 and STU3: a flag that it was not."""
_TAKEN = {"n": "not-taken", "unk": "unknown", "na": "unknown"}
_MOMENTS = {"Procedure": ("performed", ("occurrence",)), "MedicationAdministration": ("effective", ("occurence", "occurrence"))}
"""R5: other names of when, one of them with the spelling of the specification."""
_TAKING = frozenset({"taking", "taking-as-directed", "taking-not-as-directed"})
_MEDICINES = frozenset({"MedicationRequest", "MedicationStatement", "MedicationAdministration", "MedicationDispense"})
_STATUSES = ("verificationStatus", "clinicalStatus")


def as_r4(kind: str, resource: dict[str, Any]) -> dict[str, Any]:
    """The resource in the words of R4; itself where it has none of another version."""
    found = dict(resource)
    if kind in ("Condition", "AllergyIntolerance"):
        for name in _STATUSES:
            if isinstance(found.get(name), str):
                found[name] = {"coding": [{"code": found[name]}]}
    if kind in _MEDICINES and isinstance(medication := found.get("medication"), dict):
        found |= {f"medication{name}": medication[part] for part, name in _PARTS if part in medication}
    name, others = _MOMENTS.get(kind, ("", ()))
    for key in [key for key in found if key.startswith(others)] if others else ():
        sort = next(key.removeprefix(other) for other in others if key.startswith(other))
        found.setdefault(f"{name}{sort}", found.pop(key))
    if kind == "MedicationStatement":
        found |= _taken(found)
    if kind == "Immunization" and "date" in found:
        found.setdefault("occurrenceDateTime", found.pop("date"))
    flags = [flag for flag in _FLAGS.get(kind, ()) if found.get(flag) is True]
    if flags and found.get("status") != "entered-in-error":
        found["status"] = "not-taken" if kind == "MedicationStatement" else "not-done"
    return found


_PARTS = (("concept", "CodeableConcept"), ("reference", "Reference"))


def _taken(statement: dict[str, Any]) -> dict[str, Any]:
    """The status of a statement: STU3 says apart whether it was taken, R5 how it is kept to."""
    status, taken = statement.get("status"), text_of(statement.get("taken"))
    if taken in _TAKEN and status != "entered-in-error":
        return {"status": _TAKEN[taken]}
    if status != "recorded":
        return {}
    adherence = statement.get("adherence")
    said = codes_in(adherence.get("code")) if isinstance(adherence, dict) else frozenset()
    if said and not said & _TAKING:
        return {"status": "not-taken" if "not-taking" in said else "unknown"}
    period = statement.get("effectivePeriod")
    over = not said or (isinstance(period, dict) and "end" in period)
    return {"status": "completed" if over else "active"}
