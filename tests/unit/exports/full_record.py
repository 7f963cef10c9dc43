"""A record in which every field of API v2's protocolSection is stated, and the same without one of them."""

from __future__ import annotations

import copy
from importlib import resources
from typing import Any

from trialwright.exports.tables import rows
from trialwright.registries.record import TrialRecord

FIELDS = (resources.files("trialwright.registries") / "data" / "v2_fields.txt").read_text("utf-8").split()
_TYPES = {row["path"].removeprefix("protocolSection."): row["type"] for row in rows("v2_pieces.tsv")}
_LIKELY = {
    "Status": "SUSPENDED", "Phase": "PHASE2",
    "AgencyClass": "INDUSTRY", "OfficialRole": "STUDY_CHAIR", "Sex": "FEMALE",
    "DesignMasking": "DOUBLE", "DesignAllocation": "RANDOMIZED", "PrimaryPurpose": "TREATMENT",
    "ArmGroupType": "PLACEBO_COMPARATOR",
    "PartialDate": "2024-03", "NormalizedDate": "2024-05-06", "NormalizedTime": "30 Years", "boolean": True, "integer": 41,
    "InterventionType": "DRUG", "StudyType": "INTERVENTIONAL", "nct": "NCT01234567",
}  # fmt: skip
_OWN = {
    "contactsLocationsModule.locations.geoPoint.lat": 52.3, "contactsLocationsModule.locations.geoPoint.lon": 4.9,
    "designModule.enrollmentInfo.type": "ACTUAL", "eligibilityModule.maximumAge": "75 Years",
    "statusModule.startDateStruct.date": "2023-02", "statusModule.completionDateStruct.date": "2029",
    "statusModule.studyFirstSubmitDate": "2022-01-02", "referencesModule.references.pmid": "12345678",
    "identificationModule.nctIdAliases": "NCT00000002", "statusModule.expandedAccessInfo.nctId": "NCT00000003",
    "referencesModule.seeAlsoLinks.url": "https://example.org/trial", "statusModule.lastKnownStatus": "RECRUITING",
}  # fmt: skip


def full_section() -> dict[str, Any]:
    """A protocolSection with a value at every field; each list holds one item."""
    section: dict[str, Any] = {}
    for field in FIELDS:
        _put(section, field, _value(field))
    return section


def record_of(section: dict[str, Any]) -> TrialRecord:
    """The record of a section, with its criteria text."""
    criteria = section.get("eligibilityModule", {}).get("eligibilityCriteria")
    return TrialRecord(protocol_section=section, eligibility_text=criteria if isinstance(criteria, str) else None)


def without(field: str) -> TrialRecord:
    """The full record less one field."""
    section = copy.deepcopy(full_section())
    *above, name = field.split(".")
    node: Any = section
    for key in above:
        node = node[key][0] if isinstance(node[key], list) else node[key]
    del node[name]
    return record_of(section)


def _value(field: str) -> Any:
    kind = _TYPES.get(field, "number").removesuffix("[]")
    return _OWN.get(field, _LIKELY.get(kind, f"the {'/'.join(field.split('.')[-2:])}"))


def _put(section: dict[str, Any], field: str, value: Any) -> None:
    *above, name = field.split(".")
    node, path = section, ""
    for key in above:
        path = f"{path}.{key}".lstrip(".")
        below = node.setdefault(key, [{}] if _TYPES.get(path, "").endswith("[]") else {})
        node = below[0] if isinstance(below, list) else below
    node[name] = [value] if _TYPES.get(field, "").endswith("[]") else value
