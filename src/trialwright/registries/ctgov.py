"""One ClinicalTrials.gov API v2 study (parsed JSON) enters, a `TrialRecord` leaves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from trialwright.findings import Finding, Severity
from trialwright.registries import enums
from trialwright.registries.layouts import CTGOV
from trialwright.registries.markup import unescaped
from trialwright.registries.provenance import StatedThroughout, missing_fields
from trialwright.registries.record import Place, Provenance, Source, Standing, TrialRecord

LAYOUT = CTGOV
_QUOTED = 80
_KEPT_SECTIONS = ("derivedSection", "documentSection", "annotationSection")
_ENUMS: Mapping[str, str] = {
    "statusModule.overallStatus": "status",
    "statusModule.lastKnownStatus": "status",
    "designModule.studyType": "study_type",
    "designModule.designInfo.allocation": "allocation",
    "designModule.designInfo.interventionModel": "intervention_model",
    "designModule.designInfo.primaryPurpose": "primary_purpose",
    "designModule.designInfo.maskingInfo.masking": "masking",
    "designModule.designInfo.observationalModel": "observational_model",
    "designModule.designInfo.timePerspective": "time_perspective",
    "eligibilityModule.sex": "sex",
}
_PHASES = ("NA", "EARLY_PHASE1", "PHASE1", "PHASE2", "PHASE3", "PHASE4")


class NotAStudyError(ValueError):
    """A JSON value that is no API v2 study; its message says why."""


def read_study(study: Any, *, source: Source, line: int | None = None) -> TrialRecord:
    """The record of one study: `{"protocolSection": …}`, or the protocol section alone.

    Names and enums are v2's already; what is not (another tool's field, "Recruiting" for RECRUITING) is reported, kept in
    `extra.unknownFields` or put right. Markdown escapes are undone in the section; `eligibility_text` keeps them.
    Raises `NotAStudyError`. Source: ClinicalTrials.gov API v2, data model "Study".
    """
    section = _section(study)
    place = Place(source=source.name, line=line)
    findings: list[Finding] = []
    apart: dict[str, Provenance] = {}
    criteria = section.get("eligibilityModule", {}).get("eligibilityCriteria")
    clean, unknown = _known_only(unescaped(section), "")
    _right_enums(clean, findings, apart)
    extra: dict[str, Any] = {"layout": LAYOUT}
    apart |= {path: Provenance(standing=Standing.MISSING) for path in missing_fields(clean)}
    if unknown:
        extra["unknownFields"] = unknown
        findings.append(_unknown_fields(unknown))
    findings.extend(_other_sections(study, extra))
    return TrialRecord(
        protocol_section=clean,
        has_results=_has_results(study),
        extra=extra,
        eligibility_text=criteria if isinstance(criteria, str) and criteria.strip() else None,
        provenance=StatedThroughout(clean, place, apart),
        sources=(source,),
        findings=tuple(findings),
    )


def studies_of(document: Any) -> Iterator[Any]:
    """The studies of a JSON document: itself, its `studies` (a page of the API), or its items. Raises `NotAStudyError`."""
    if isinstance(document, list):
        for item in document:
            yield from studies_of(item) if _is_page(item) else [item]
    elif _is_page(document):
        yield from document["studies"]
    else:
        yield document


def looks_like_study(value: Any) -> bool:
    """Whether a JSON value has the shape of a study or of a page of studies."""
    return _is_page(value) or (isinstance(value, Mapping) and ("protocolSection" in value or "identificationModule" in value))


def _is_page(value: Any) -> bool:
    return isinstance(value, Mapping) and isinstance(value.get("studies"), list)


def _section(study: Any) -> dict[str, Any]:
    if not isinstance(study, Mapping):
        raise NotAStudyError(f"a study is a JSON object, not {type(study).__name__}")
    section = study.get("protocolSection", study if "identificationModule" in study else None)
    if section is None:
        raise NotAStudyError("no protocolSection in it, so it is no ClinicalTrials.gov API v2 study")
    if not isinstance(section, Mapping) or not section:
        raise NotAStudyError("its protocolSection is empty or no object")
    for name, module in section.items():
        if not isinstance(module, Mapping):
            raise NotAStudyError(f"its {name} is no object")
    return dict(section)


def _has_results(study: Mapping[str, Any]) -> bool | None:
    stated = study.get("hasResults")
    if isinstance(stated, bool):
        return stated
    return True if study.get("resultsSection") else None


@cache
def _fields() -> frozenset[str]:
    """Every path of v2's protocolSection, and every path above one."""
    text = files("trialwright.registries").joinpath("data/v2_fields.txt").read_text(encoding="utf-8")
    found: set[str] = set()
    for path in text.split():
        parts = path.split(".")
        found.update(".".join(parts[:size]) for size in range(1, len(parts) + 1))
    return frozenset(found)


def _known_only(node: Any, path: str) -> tuple[Any, dict[str, Any]]:
    """The value with only v2's fields, and what it held beside them by path."""
    unknown: dict[str, Any] = {}
    if isinstance(node, Mapping):
        kept = {}
        for key, value in node.items():
            below = f"{path}.{key}" if path else str(key)
            if below not in _fields():
                unknown[below] = value
                continue
            kept[key], more = _known_only(value, below)
            unknown |= more
        return kept, unknown
    if isinstance(node, list):
        items = []
        for item in node:
            value, more = _known_only(item, path)
            items.append(value)
            unknown |= more
        return items, unknown
    return node, unknown


def _right_enums(section: dict[str, Any], findings: list[Finding], apart: dict[str, Provenance]) -> None:
    """Puts printed words where v2 has an enum; a value that is neither stays and is reported."""
    for path, kind in _ENUMS.items():
        node, name = _parent(section, path)
        value = node.get(name) if node is not None else None
        if node is None or value is None or value in tuple(enums.table()[kind].values()):
            continue
        right = enums.lookup(kind, value) if isinstance(value, str) else None
        if right is not None:
            node[name] = right
            apart[path] = Provenance(standing=Standing.DERIVED, how=f"the source writes {value!r}")
        findings.append(_not_v2(path, value, right))
    phases = section.get("designModule", {}).get("phases")
    if isinstance(phases, list) and (strange := [phase for phase in phases if phase not in _PHASES]):
        findings.append(_not_v2("designModule.phases", strange, None))


def _parent(section: dict[str, Any], path: str) -> tuple[dict[str, Any] | None, str]:
    *above, name = path.split(".")
    node: Any = section
    for key in above:
        node = node.get(key) if isinstance(node, dict) else None
    return (node if isinstance(node, dict) else None), name


def _not_v2(path: str, value: Any, right: str | None) -> Finding:
    return Finding(
        code="VALUE_NOT_UNDERSTOOD" if right is None else "VALUE_NOT_V2",
        message=f"{path}: {str(value)[:_QUOTED]!r} is no value of API v2" + (f"; read as {right}" if right else ""),
        severity=Severity.WARNING if right is None else Severity.INFO,
        fields=(path,),
        values=(str(value)[:_QUOTED],),
    )


def _unknown_fields(unknown: Mapping[str, Any]) -> Finding:
    return Finding(
        code="FIELD_NOT_V2",
        message=f"{len(unknown)} field(s) are not in API v2's protocolSection; kept in extra.unknownFields",
        fields=tuple(sorted(unknown)),
    )


def _other_sections(study: Mapping[str, Any], extra: dict[str, Any]) -> Iterator[Finding]:
    if "protocolSection" not in study:
        return
    extra |= {name: study[name] for name in _KEPT_SECTIONS if study.get(name)}
    left = sorted(set(study) - {"protocolSection", "hasResults", *_KEPT_SECTIONS})
    if left:
        message = "sections of the study that the record does not hold: " + ", ".join(left)
        yield Finding(
            code="RESULTS_NOT_KEPT" if left == ["resultsSection"] else "SECTION_NOT_KEPT", message=message, fields=tuple(left)
        )
