"""A MedDataX page enters, a `TrialRecord` leaves: headings with a helper sentence under each, values in API v2's own enums."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from trialwright.findings import Finding, Span
from trialwright.registries import dates, enums
from trialwright.registries.pages import derive
from trialwright.registries.pages import meddatax_people as people
from trialwright.registries.pages import meddatax_treatments as treatments
from trialwright.registries.pages.draft import Draft
from trialwright.registries.pages.meddatax_headings import helpers, is_helper, sections_of
from trialwright.registries.pages.sections import Part, criteria_markup, paragraphs, parts
from trialwright.registries.pages.text import Line, PageText
from trialwright.registries.record import TrialRecord

LAYOUT = "meddatax"
_NCT_ID = re.compile(r"NCT ID:\s*(NCT\d{8})?\s*", re.IGNORECASE)
_UPDATED = re.compile(r"Last Updated:\s*(.*)", re.IGNORECASE)
_NEAR = 3
_BASIC = (
    "Recruitment Status",
    "Clinical Phase",
    "Total Enrollment",
    "Study Classification",
    "Study Start Date",
    "Study Completion Date",
)
_DESIGN = {
    "Allocation Method": ("designModule.designInfo.allocation", "allocation"),
    "Intervention Model": ("designModule.designInfo.interventionModel", "intervention_model"),
    "Primary Study Purpose": ("designModule.designInfo.primaryPurpose", "primary_purpose"),
    "Blinding Strategy": ("designModule.designInfo.maskingInfo.masking", "masking"),
    "Observational Model Type": ("designModule.designInfo.observationalModel", "observational_model"),
    "Study Time Perspective": ("designModule.designInfo.timePerspective", "time_perspective"),
}
_DESIGN_WORDS = {
    "Intervention Model": "designModule.designInfo.interventionModelDescription",
    "Blinding Strategy": "designModule.designInfo.maskingInfo.maskingDescription",
}
_WHO = ("Minimum Eligible Age", "Maximum Eligible Age", "Eligible Sex", "Accepts Healthy Volunteers")


def recognises(page: PageText) -> bool:
    """Whether the page has MedDataX's marks: "NCT ID:" with "Last Updated:" close under it and a heading after that."""
    lines = page.printed
    for number, line in enumerate(lines):
        if _NCT_ID.fullmatch(line.words) and any(_UPDATED.match(near.words) for near in lines[number + 1 : number + 1 + _NEAR]):
            return any(later.words in ("Study Results", "Basic Information") for later in lines[number + 1 :])
    return False


def read(page: PageText) -> TrialRecord:
    """The record of a MedDataX page."""
    draft = Draft(page, LAYOUT)
    head, sections = sections_of(page)
    draft.skip([line for line in page.printed if any(is_helper(line.words, helper) for helper in helpers().values())])
    _read_head(draft, head)
    readers: tuple[tuple[str, Callable[[Draft, Part], None]], ...] = (
        ("Study Results", _results),
        ("Basic Information", _basic),
        ("Brief Summary", _summary),
        ("Detailed Description", _description),
        ("Study Design", _design),
        ("Eligibility Criteria", _eligibility),
        ("Sponsors", people.sponsors),
        ("Responsible Party", people.responsible_party),
        ("Principal Investigators", people.officials),
        ("Locations", people.locations),
        ("Countries", people.countries),
        ("Central Contacts", people.central_contacts),
        ("Facility Contacts", people.facility_contacts),
        ("Related Links", _links),
        ("Other Identifiers", _identifiers),
        ("More Related Trials", _related),
        ("Related Clinical Trials", _related),
    )
    for heading, reader in readers:
        if heading in sections:
            reader(draft, sections[heading])
    treatments.read(draft, sections)
    derive.from_title(draft)
    derive.from_criteria(draft)
    return draft.record()


def _read_head(draft: Draft, head: Sequence[Line]) -> None:
    title: Line | None = None
    for line in head:
        if found := _NCT_ID.fullmatch(line.words):
            draft.put("identificationModule.nctId", (found.group(1) or "").upper(), line)
            draft.skip(line)
            break
        title = line
    if title is not None:
        draft.put("identificationModule.briefTitle", title.words, title)
    updated = next((line for line in head if _UPDATED.fullmatch(line.words)), None)
    if updated is not None:
        printed = updated.words.partition(":")[2]
        draft.put("statusModule.lastUpdatePostDateStruct.date", dates.iso_date(printed), updated, how=None)
        draft.skip(updated)
        if draft.has("statusModule.lastUpdatePostDateStruct"):
            draft.infer('lastUpdatePostDateStruct (page label is "Last Updated")')


def _results(draft: Draft, part: Part) -> None:
    draft.skip(part.at)
    helper = next((line for line in part.lines if is_helper(line.words, helpers()["Study Results"])), None)
    draft.skip([line for line in part.lines if line is helper])
    badge = next((line for line in part.lines if line is not helper), None)
    if badge is None:
        return
    draft.note_extra("resultsBadge", badge.words, badge)
    words = badge.words.lower()
    if "pending" in words or "no results" in words:
        draft.has_results = False
    elif re.search(r"\b(?:available|posted|published)\b", words):
        draft.has_results = True


def _under(draft: Draft, part: Part, labels: Sequence[str]) -> dict[str, Part]:
    """The parts under the labels of one section; its heading and labels count as read."""
    found = parts(part.lines, labels)
    draft.skip([part.at, *(inner.at for label, inner in found.items() if label)])
    return found


def _basic(draft: Draft, part: Part) -> None:
    found = _under(draft, part, _BASIC)
    _enum(draft, found.get("Recruitment Status"), "statusModule.overallStatus", "status")
    _enum(draft, found.get("Study Classification"), "designModule.studyType", "study_type")
    phase = found.get("Clinical Phase")
    if phase and phase.lines:
        draft.put("designModule.phases", enums.phases(phase.lines[0].words), phase.lines[0])
    count = found.get("Total Enrollment")
    if count and count.value and (number := re.match(r"[\d,]+", count.value)):
        draft.put("designModule.enrollmentInfo.count", int(number.group().replace(",", "")), count.lines[0])
    _date(draft, found.get("Study Start Date"), "statusModule.startDateStruct.date")
    _date(draft, found.get("Study Completion Date"), "statusModule.completionDateStruct.date")


def _enum(draft: Draft, part: Part | None, path: str, kind: str) -> None:
    if part is None or part.value is None:
        if part is not None:
            draft.skip(part.lines)
        return
    value = enums.lookup(kind, part.value)
    draft.put(path, value, part.lines[0])
    if value is None:
        draft.unknown_word(path, part.lines[0])


def _date(draft: Draft, part: Part | None, path: str) -> None:
    if part is None or part.value is None:
        return
    value = dates.iso_date(part.value)
    draft.put(path, value, part.lines[0])
    if value is None:
        draft.unknown_word(path, part.lines[0])
    elif dates.month_end(value):
        draft.say(
            Finding(
                code="DATE_DAY_UNCERTAIN",
                message=f"{value} is the last day of a month: this portal prints a date that has only a month so",
                span=Span(start=part.lines[0].start, end=part.lines[0].end, source=draft.page.name),
                fields=(path,),
                values=(value,),
            )
        )


def _summary(draft: Draft, part: Part) -> None:
    lines = part.lines[1:] if part.lines and part.lines[0].words == part.label else part.lines
    draft.skip([part.at, *part.lines])
    draft.put("descriptionModule.briefSummary", paragraphs(lines), lines)


def _description(draft: Draft, part: Part) -> None:
    draft.skip(part.at)
    if part.lines:
        draft.put("descriptionModule.detailedDescription", paragraphs(part.lines), part.lines)
    else:
        draft.note_extra("detailedDescription", "heading shown, no text", part.at)


def _design(draft: Draft, part: Part) -> None:
    found = _under(draft, part, tuple(_DESIGN))
    for label, (path, kind) in _DESIGN.items():
        inner = found.get(label)
        if inner is None or not inner.lines:
            continue
        at, words = inner.lines[0], inner.lines[1:]
        value = enums.lookup(kind, at.words)
        draft.put(path, value, at)
        if value is None and not enums.empty(at.words):
            words = inner.lines
        if label == "Blinding Strategy" and words and (who := _who_masked(words)):
            draft.put("designModule.designInfo.maskingInfo.whoMasked", who, words)
        elif words and label in _DESIGN_WORDS:
            draft.put(_DESIGN_WORDS[label], paragraphs(words), words)


def _who_masked(lines: Sequence[Line]) -> list[str] | None:
    words = [word for line in lines for word in re.split(r"\s*[,;/]\s*", line.words)]
    found = [enums.lookup("who_masked", word) for word in words]
    return None if None in found else [value for value in found if value]


def _eligibility(draft: Draft, part: Part) -> None:
    found = _under(draft, part, _WHO)
    criteria = found.get("")
    if criteria is not None:
        draft.criteria(criteria.lines[0], criteria.lines[-1], criteria_markup(criteria.lines))
    healthy, sex = found.get("Accepts Healthy Volunteers"), found.get("Eligible Sex")
    if healthy and healthy.value:
        draft.put("eligibilityModule.healthyVolunteers", enums.yes_no(healthy.value), healthy.lines[0])
    _enum(draft, sex, "eligibilityModule.sex", "sex")
    for label, name in (("Minimum Eligible Age", "minimumAge"), ("Maximum Eligible Age", "maximumAge")):
        inner = found.get(label)
        if inner and inner.value:
            draft.put(f"eligibilityModule.{name}", enums.age(inner.value), inner.lines[0])


def _links(draft: Draft, part: Part) -> None:
    draft.skip(part.at)
    links: list[tuple[Line, list[Line]]] = []
    for line in part.lines:
        if re.match(r"https?://\S+$", line.words):
            links.append((line, []))
        elif links:
            links[-1][1].append(line)
    for number, (url, words) in enumerate(links):
        label = {"label": paragraphs(words)} if words else {}
        draft.put(f"referencesModule.seeAlsoLinks.{number}", label | {"url": url.words}, [url, *words])


def _identifiers(draft: Draft, part: Part) -> None:
    draft.skip(part.at)
    found = parts_of_identifiers(part.lines)
    others = 0
    for line, kind, source in found:
        said = {"id": line.words, "type": kind, "source": source}
        if source == "org_study_id" and not draft.has("identificationModule.orgStudyIdInfo"):
            draft.put("identificationModule.orgStudyIdInfo.id", line.words, line)
            draft.note_extra("orgIdType", kind, line)
            draft.note_extra("orgIdSource", source, line)
        else:
            type_ = enums.lookup("secondary_id_type", kind) if kind and not enums.empty(kind) else None
            value = {"id": said["id"], "type": type_}
            draft.put(f"identificationModule.secondaryIdInfos.{others}", value, line)
            others += 1
    draft.skip(part.lines)


def parts_of_identifiers(lines: Sequence[Line]) -> list[tuple[Line, str | None, str | None]]:
    """Each identifier's line with its printed type and source."""
    found: list[tuple[Line, str | None, str | None]] = []
    for line in lines:
        label, _, value = line.words.partition(":")
        if label == "Identifier Type" and found:
            found[-1] = (found[-1][0], value.strip() or None, found[-1][2])
        elif label == "Identifier Source" and found:
            found[-1] = (found[-1][0], found[-1][1], value.strip() or None)
        else:
            found.append((line, None, None))
    return found


def _related(draft: Draft, part: Part) -> None:
    draft.skip([part.at, *part.lines])
    shown = [line.words for line in part.lines]
    draft.note_extra("relatedTrials", shown or "heading shown, list empty", part.lines or part.at)
