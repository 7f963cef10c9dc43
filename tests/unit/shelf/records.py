"""Small records for the tests of the shelf: a few words in, a `TrialRecord` out, as a reader would make it."""

from __future__ import annotations

import json
from typing import Any

from trialwright.registries.reading import read_records
from trialwright.registries.record import Source, TrialRecord

CRITERIA = """Inclusion Criteria:

* Age 18 years or older
* ECOG performance status 0 or 1

Exclusion Criteria:

* Brain metastases"""


def study(nct: str, title: str = "A Study of Drug X in Breast Cancer", *, day: str = "2026-01-05", **more: Any) -> TrialRecord:
    """A ClinicalTrials.gov record; `more` are modules, or `criteria`."""
    body: dict[str, Any] = {
        "identificationModule": {"nctId": nct, "briefTitle": title, **more.pop("identification", {})},
        "statusModule": {"overallStatus": "RECRUITING", "lastUpdatePostDateStruct": {"date": day}, **more.pop("status", {})},
        "conditionsModule": {"conditions": ["Breast Cancer"]},
        "eligibilityModule": {"eligibilityCriteria": more.pop("criteria", CRITERIA)},
        **more,
    }
    (record,) = read_records(json.dumps({"protocolSection": body}).encode(), name=f"{nct}.json")
    return record


def page(
    title: str, *, layout: str = "portal", name: str = "page.txt", url: str | None = None, **identification: Any
) -> TrialRecord:
    """The record of a portal's page; `identification` is what it prints of numbers."""
    section = {"identificationModule": {"briefTitle": title, **identification}}
    return TrialRecord(protocol_section=section, sources=(Source(name=name, layout=layout, url=url, text=title),))


def registry(number: str, title: str, *, layout: str, secondary: tuple[str, ...] = ()) -> TrialRecord:
    """The record of another registry, which lists the numbers of others as secondary."""
    infos = [{"id": item} for item in secondary]
    return page(title, layout=layout, name=f"{number}.txt", orgStudyIdInfo={"id": number}, secondaryIdInfos=infos)
