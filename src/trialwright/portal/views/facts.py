"""A record enters, rows of "what: value" leave, each with its note and its origin; what is not stated says so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from trialwright.portal.views.origins import Origin, Origins
from trialwright.portal.views.words import field_label, is_known, word
from trialwright.registries.record import TrialRecord

UNKNOWN_COUNT = 99999999
"""What ClinicalTrials.gov writes for an enrolment that is not known."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Fact:
    """One row: `values` are shown by `kind` ("word": to translate; "date", "number", "text"); `note` is to translate.

    `worked_out` marks values that are not printed as such; no values: not stated.
    """

    label: str
    kind: str
    values: tuple[str, ...]
    note: str = ""
    worked_out: bool = False
    origin: Origin | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """Which field a row is made of: its path, how it is shown, the field of its note, the name of its enum, what is derived."""

    path: str
    kind: str = "text"
    enum: str = ""
    note: tuple[str, str] | None = None
    derived: str = ""
    always: bool = True


SNAPSHOT = (
    Asked(path="designModule.phases", kind="word", enum="phase", derived="phases"),
    Asked(path="designModule.enrollmentInfo.count", kind="number", note=("designModule.enrollmentInfo.type", "enrolmentType")),
    Asked(path="statusModule.startDateStruct.date", kind="date", note=("statusModule.startDateStruct.type", "dateType")),
    Asked(
        path="statusModule.primaryCompletionDateStruct.date",
        kind="date",
        note=("statusModule.primaryCompletionDateStruct.type", "dateType"),
    ),
    Asked(
        path="statusModule.completionDateStruct.date", kind="date", note=("statusModule.completionDateStruct.type", "dateType")
    ),
    Asked(path="statusModule.lastUpdatePostDateStruct.date", kind="date"),
    Asked(path="statusModule.statusVerifiedDate", kind="date", always=False),
    Asked(path="statusModule.lastUpdateSubmitDate", kind="date", always=False),
    Asked(path="statusModule.studyFirstSubmitDate", kind="date", always=False),
    Asked(path="statusModule.studyFirstPostDateStruct.date", kind="date", always=False),
    Asked(path="statusModule.resultsFirstPostDateStruct.date", kind="date", always=False),
    Asked(path="statusModule.whyStopped", always=False),
    Asked(path="statusModule.lastKnownStatus", kind="word", enum="status", always=False),
)
DESIGN = (
    Asked(path="designModule.studyType", kind="word", enum="studyType", derived="studyType"),
    Asked(path="designModule.designInfo.primaryPurpose", kind="word", enum="primaryPurpose"),
    Asked(path="designModule.designInfo.allocation", kind="word", enum="allocation", derived="allocation"),
    Asked(path="designModule.designInfo.interventionModel", kind="word", enum="interventionModel"),
    Asked(path="designModule.designInfo.interventionModelDescription", always=False),
    Asked(path="designModule.designInfo.maskingInfo.masking", kind="word", enum="masking"),
    Asked(path="designModule.designInfo.maskingInfo.whoMasked", kind="word", enum="whoMasked", always=False),
    Asked(path="designModule.designInfo.maskingInfo.maskingDescription", always=False),
    Asked(path="designModule.designInfo.observationalModel", kind="word", enum="observationalModel", always=False),
    Asked(path="designModule.designInfo.timePerspective", kind="word", enum="timePerspective", always=False),
    Asked(path="designModule.targetDuration", always=False),
    Asked(path="designModule.patientRegistry", kind="word", enum="yesNo", always=False),
    Asked(path="designModule.bioSpec.retention", kind="word", enum="bioSpec", always=False),
    Asked(path="designModule.bioSpec.description", always=False),
    Asked(path="oversightModule.oversightHasDmc", kind="word", enum="yesNo", always=False),
    Asked(path="oversightModule.isFdaRegulatedDrug", kind="word", enum="yesNo", always=False),
    Asked(path="oversightModule.isFdaRegulatedDevice", kind="word", enum="yesNo", always=False),
)
PEOPLE = (
    Asked(path="eligibilityModule.minimumAge", kind="age", derived="minimumAge"),
    Asked(path="eligibilityModule.maximumAge", kind="age", derived="maximumAge"),
    Asked(path="eligibilityModule.sex", kind="word", enum="sex"),
    Asked(path="eligibilityModule.genderDescription", always=False),
    Asked(path="eligibilityModule.healthyVolunteers", kind="word", enum="yesNo"),
    Asked(path="eligibilityModule.stdAges", kind="word", enum="stdAge", always=False),
    Asked(path="eligibilityModule.studyPopulation", always=False),
    Asked(path="eligibilityModule.samplingMethod", kind="word", enum="samplingMethod", always=False),
)
SHARING = (
    Asked(path="ipdSharingStatementModule.ipdSharing", kind="word", enum="ipdSharing"),
    Asked(path="ipdSharingStatementModule.description", always=False),
    Asked(path="ipdSharingStatementModule.infoTypes", kind="word", enum="ipdInfo", always=False),
    Asked(path="ipdSharingStatementModule.timeFrame", always=False),
    Asked(path="ipdSharingStatementModule.accessCriteria", always=False),
    Asked(path="ipdSharingStatementModule.url", always=False),
)


def facts_of(record: TrialRecord, asked: Iterable[Asked], origins: Origins | None) -> tuple[Fact, ...]:
    """The rows asked for. One that need not always stand there is left out where the record has no value for it."""
    return tuple(_facts(record, asked, origins))


def _facts(record: TrialRecord, asked: Iterable[Asked], origins: Origins | None) -> Iterator[Fact]:
    for item in asked:
        values = _values(record.get(item.path), item)
        worked_out = not values and bool(item.derived)
        if worked_out:
            values = _values(record.derived.get(item.derived), item)
        if values or item.always:
            path = f"derived.{item.derived}" if worked_out and values else item.path
            yield Fact(
                label=field_label(item.path),
                kind=_kind(item, values),
                values=values,
                note=_note(record, item.note),
                worked_out=worked_out and bool(values),
                origin=origins.of(path) if origins is not None else None,
            )


def _values(value: Any, asked: Asked) -> tuple[str, ...]:
    items = value if isinstance(value, list | tuple) else (value,)
    texts = [str(item) for item in items if item not in (None, "", UNKNOWN_COUNT)]
    return tuple(word(asked.enum, text) for text in texts) if asked.enum else tuple(texts)


def _kind(asked: Asked, values: tuple[str, ...]) -> str:
    """A number that is none (a page may print anything) is text."""
    return (
        "text"
        if asked.kind == "number" and not all(value.isdecimal() and value.isascii() and len(value) < 16 for value in values)
        else asked.kind
    )


def _note(record: TrialRecord, asked: tuple[str, str] | None) -> str:
    value = record.get(asked[0]) if asked else None
    return word(asked[1], value) if asked and value is not None and is_known(asked[1], value) else ""
