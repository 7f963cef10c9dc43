"""A record in; one reference in RIS out, `TY` to `ER`, as reference managers and those who screen for reviews read it."""

from __future__ import annotations

from collections.abc import Iterator

from trialwright.exports.registry_numbers import numbers_of, own_number, page_of
from trialwright.exports.remarks import Written
from trialwright.exports.safe import one_line
from trialwright.exports.stated import called, text, texts
from trialwright.exports.unsaid import unsaid
from trialwright.registries.record import TrialRecord

_TYPE = "DBASE"
_FIRST_KNOWN = (
    "statusModule.studyFirstPostDateStruct.date",
    "statusModule.studyFirstSubmitDate",
    "statusModule.startDateStruct.date",
)
_NOTES = (
    ("Official title", "identificationModule.officialTitle"),
    ("Status", "statusModule.overallStatus"),
    ("Why stopped", "statusModule.whyStopped"),
    ("Status verified", "statusModule.statusVerifiedDate"),
    ("Study type", "designModule.studyType"),
    ("Phase", "designModule.phases"),
    ("Allocation", "designModule.designInfo.allocation"),
    ("Masking", "designModule.designInfo.maskingInfo.masking"),
    ("Enrolment", "designModule.enrollmentInfo.count"),
    ("Start", "statusModule.startDateStruct.date"),
    ("Primary completion", "statusModule.primaryCompletionDateStruct.date"),
    ("Completion", "statusModule.completionDateStruct.date"),
    ("Last update", "statusModule.lastUpdatePostDateStruct.date"),
    ("Interventions", "armsInterventionsModule.interventions.name"),
    ("Collaborators", "sponsorCollaboratorsModule.collaborators.name"),
    ("Countries", "contactsLocationsModule.locations.country"),
)


def to_ris(record: TrialRecord) -> Written:
    """One reference: type DBASE, the sponsor as author, the registry as database, the number as accession number and id.

    Lines end with CRLF; the last is `ER`. Status, phase, enrolment and dates are notes. Several are joined as they are.
    """
    return Written(target="ris", trial=called(record), text=ris_text(record), remarks=unsaid(record, "ris"))


def ris_text(record: TrialRecord) -> str:
    """The reference alone."""
    lines = ((tag, one_line(value, empty="")) for tag, value in _tags(record))
    return "".join(f"{tag}  - {value}\r\n" for tag, value in lines if value or tag == "ER") + "\r\n"


def _tags(record: TrialRecord) -> Iterator[tuple[str, str]]:
    stated, own = record.protocol_section, own_number(record)
    yield "TY", _TYPE
    yield "ID", own.value
    yield "AN", own.value
    yield "DB", own.registry
    yield "TI", text(stated, "identificationModule.briefTitle") or text(stated, "identificationModule.officialTitle")
    yield "ST", text(stated, "identificationModule.acronym")
    yield from (("AU", name) for name in texts(stated, "sponsorCollaboratorsModule.leadSponsor.name"))
    yield from _dates(record)
    yield "AB", text(stated, "descriptionModule.briefSummary")
    words = (*texts(stated, "conditionsModule.conditions"), *texts(stated, "conditionsModule.keywords"))
    yield from (("KW", word) for word in dict.fromkeys(words))
    yield "UR", page_of(record)
    yield from (("N1", f"{label}: {value}") for label, value in _notes(record) if value)
    yield "ER", ""


def _dates(record: TrialRecord) -> Iterator[tuple[str, str]]:
    """The year and the date of registration, as exact as the record has it: `2024/03//` for a month."""
    first = next((value for path in _FIRST_KNOWN for value in texts(record.protocol_section, path)), "")
    year, _, rest = first.partition("-")
    if len(year) == 4 and year.isdecimal():
        month, _, day = rest.partition("-")
        yield "PY", year
        yield "DA", f"{year}/{month}/{day}/"


def _notes(record: TrialRecord) -> Iterator[tuple[str, str]]:
    for label, path in _NOTES:
        yield label, "; ".join(dict.fromkeys(texts(record.protocol_section, path)))
    own = own_number(record).value
    yield "Other numbers", "; ".join(number.value for number in numbers_of(record) if number.value != own)
