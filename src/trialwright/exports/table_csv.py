"""Records in; a table out, row by row: the columns of ClinicalTrials.gov's CSV download, no cell of which a spreadsheet runs."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence

from trialwright.exports.registry_numbers import numbers_of, page_of
from trialwright.exports.remarks import Effect, Remark, Written
from trialwright.exports.safe import clean
from trialwright.exports.stated import called, groups, text, texts
from trialwright.exports.unsaid import unsaid
from trialwright.registries.record import TrialRecord

_RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_DEFUSED = "a spreadsheet would run it: the cell begins with an apostrophe"
_ID = "identificationModule"
_DOCUMENTS = "https://cdn.clinicaltrials.gov/large-docs"


def csv_row(record: TrialRecord) -> Written:
    """One row of all columns with its line end, and what the table does not say of the record."""
    plain = {name: _clean(cell(record)) for name, cell in _CELLS.items()}
    changed = [
        Remark(line="", part=name, effect=Effect.AS_TEXT, why=_DEFUSED)
        for name, value in plain.items()
        if value.startswith(_RUNS)
    ]
    remarks = (*unsaid(record, "csv"), *changed)
    return Written(target="csv", trial=called(record), text=_line(map(defused, plain.values())), remarks=remarks)


def csv_text(record: TrialRecord, columns: Sequence[str]) -> str:
    """One row of the columns named (`COLUMNS`, `OWN_COLUMNS`) with CRLF behind it (RFC 4180). An unknown column is a KeyError.

    Lists are joined with "|". A cell that would begin with a formula's sign gets an apostrophe before it.
    """
    return _line(defused(_CELLS[name](record)) for name in columns)


def csv_head(columns: Sequence[str]) -> str:
    """The first line, with the names of the columns."""
    return _line(columns)


def defused(value: str) -> str:
    """A cell that no spreadsheet takes for a formula, without control characters.

    >>> defused("=HYPERLINK(A1)")
    "'=HYPERLINK(A1)"
    """
    shown = _clean(value)
    return f"'{shown}" if shown.startswith(_RUNS) else shown


def _clean(value: str) -> str:
    return clean(value.replace("\r\n", "\n").replace("\u2028", "\n").replace("\u2029", "\n"), empty="")


def _line(cells: Iterable[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow(cells)
    return out.getvalue()


def _at(path: str) -> Callable[[TrialRecord], str]:
    return lambda record: "|".join(texts(record.protocol_section, path))


def _results(record: TrialRecord) -> str:
    return "" if record.has_results is None else ("YES" if record.has_results else "NO")


def _interventions(record: TrialRecord) -> str:
    found = groups(record.protocol_section, "armsInterventionsModule.interventions")
    return "|".join(": ".join(filter(None, (text(item, "type"), text(item, "name")))) for item in found)


def _outcomes(kind: str) -> Callable[[TrialRecord], str]:
    names = ("measure", "description", "timeFrame")

    def cell(record: TrialRecord) -> str:
        found = groups(record.protocol_section, f"outcomesModule.{kind}")
        return "|".join(", ".join(filter(None, (text(item, name) for name in names))) for item in found)

    return cell


def _age(record: TrialRecord) -> str:
    eligibility = record.protocol_section.get("eligibilityModule")
    low, high = text(eligibility, "minimumAge"), text(eligibility, "maximumAge")
    limits = (
        " to ".join(filter(None, (low, high))) if low and high else (f"from {low}" if low else f"up to {high}" if high else "")
    )
    groups_of_age = ", ".join(texts(eligibility, "stdAges"))
    return f"{limits} ({groups_of_age})" if limits and groups_of_age else limits or groups_of_age


def _design(record: TrialRecord) -> str:
    info = record.protocol_section.get("designModule")
    masked = ", ".join(texts(info, "designInfo.maskingInfo.whoMasked"))
    masking = text(info, "designInfo.maskingInfo.masking") + (f" ({masked})" if masked else "")
    parts = {
        "Allocation": text(info, "designInfo.allocation"),
        "Intervention Model": text(info, "designInfo.interventionModel"),
        "Masking": masking.strip(),
        "Primary Purpose": text(info, "designInfo.primaryPurpose"),
        "Observational Model": text(info, "designInfo.observationalModel"),
        "Time Perspective": text(info, "designInfo.timePerspective"),
    }
    return "|".join(f"{name}: {value}" for name, value in parts.items() if value)


def _other_ids(record: TrialRecord) -> str:
    return "|".join(number.value for number in numbers_of(record) if number.value != record.nct_id and number.kind != "alias")


def _locations(record: TrialRecord) -> str:
    names = ("facility", "city", "state", "zip", "country")
    found = groups(record.protocol_section, "contactsLocationsModule.locations")
    return "|".join(", ".join(filter(None, (text(item, name) for name in names))) for item in found)


def _documents(record: TrialRecord) -> str:
    nct = record.nct_id or ""
    found = groups(record.extra.get("documentSection"), "largeDocumentModule.largeDocs")
    return "|".join(f"{text(item, 'label')}, {_DOCUMENTS}/{nct[-2:]}/{nct}/{text(item, 'filename')}" for item in found if nct)


_CELLS: Mapping[str, Callable[[TrialRecord], str]] = {
    "NCT Number": lambda record: record.nct_id or "",
    "Study Title": lambda record: (
        text(record.protocol_section, f"{_ID}.briefTitle") or text(record.protocol_section, f"{_ID}.officialTitle")
    ),
    "Study URL": page_of,
    "Acronym": _at("identificationModule.acronym"),
    "Study Status": _at("statusModule.overallStatus"),
    "Brief Summary": _at("descriptionModule.briefSummary"),
    "Study Results": _results,
    "Conditions": _at("conditionsModule.conditions"),
    "Interventions": _interventions,
    "Primary Outcome Measures": _outcomes("primaryOutcomes"),
    "Secondary Outcome Measures": _outcomes("secondaryOutcomes"),
    "Other Outcome Measures": _outcomes("otherOutcomes"),
    "Sponsor": _at("sponsorCollaboratorsModule.leadSponsor.name"),
    "Collaborators": _at("sponsorCollaboratorsModule.collaborators.name"),
    "Sex": _at("eligibilityModule.sex"),
    "Age": lambda record: ", ".join(texts(record.protocol_section, "eligibilityModule.stdAges")),
    "Phases": _at("designModule.phases"),
    "Enrollment": _at("designModule.enrollmentInfo.count"),
    "Funder Type": _at("sponsorCollaboratorsModule.leadSponsor.class"),
    "Study Type": _at("designModule.studyType"),
    "Study Design": _design,
    "Other IDs": _other_ids,
    "Start Date": _at("statusModule.startDateStruct.date"),
    "Primary Completion Date": _at("statusModule.primaryCompletionDateStruct.date"),
    "Completion Date": _at("statusModule.completionDateStruct.date"),
    "First Posted": _at("statusModule.studyFirstPostDateStruct.date"),
    "Results First Posted": _at("statusModule.resultsFirstPostDateStruct.date"),
    "Last Update Posted": _at("statusModule.lastUpdatePostDateStruct.date"),
    "Locations": _locations,
    "Study Documents": _documents,
    "Trial": called,
    "Official Title": _at("identificationModule.officialTitle"),
    "Last Verified": _at("statusModule.statusVerifiedDate"),
    "Why Stopped": _at("statusModule.whyStopped"),
    "Age Limits": _age,
    "Keywords": _at("conditionsModule.keywords"),
    "Eligibility Criteria": lambda record: record.eligibility_text or "",
    "Sources": lambda record: "|".join(source.url or source.name for source in record.sources),
}
COLUMNS = tuple(_CELLS)[:30]
"""The columns of ClinicalTrials.gov's download, in its order."""
OWN_COLUMNS = tuple(_CELLS)[30:]
"""Columns that ClinicalTrials.gov's download has not."""
