"""A ClinicalTrials.Veeva page enters, a `TrialRecord` leaves."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.registries import enums
from trialwright.registries.pages import derive, veeva_arms
from trialwright.registries.pages.draft import Draft
from trialwright.registries.pages.sections import Part, channel, criteria_markup, paragraphs, parts
from trialwright.registries.pages.text import Line, PageText
from trialwright.registries.record import TrialRecord

LAYOUT = "veeva"
_BRAND = "ClinicalTrials.Veeva"
_HEAD = ("Status and phase", "Status", "Conditions", "Treatments", "Study type", "Funder types", "Identifiers")
_DETAILS, _DESIGN, _SITES = "Details and patient eligibility", "Trial design", "Trial contacts and locations"
_CONTACT, _SOURCE = "Central trial contact", "Data sourced from"
_WHO = ("Enrollment", "Sex", "Ages", "Volunteers")
_CRITERIA = ("Inclusion criteria", "Exclusion criteria")
_COUNT = re.compile(r"([\d,]+)\s+(?:(estimated|anticipated|actual)\s+)?(?:patients?|participants?)", re.IGNORECASE)
_NCT = re.compile(r"NCT\d{8}", re.IGNORECASE)
_LABELLED_ID = re.compile(r"(\S.*?)\s*\(([^()]+)\)")
_LOGO = re.compile(r".|.*\blogo", re.IGNORECASE)
_FOOTER = re.compile(
    r"Clinical trials|Find clinical trials.*|Trials by location.*|©.*|Loading\.*|Menu|Back|Search|Sign in", re.IGNORECASE
)
_ENOUGH_LABELS = 3


def recognises(page: PageText) -> bool:
    """Whether the page names the portal, or prints "Status and phase" with at least two more labels that only this layout has."""
    words = [line.words for line in page.printed]
    if any(word == _BRAND for word in words[:30]):
        return True
    marks = {"Status and phase", "Treatments", "About", "Funder types", _DETAILS, "Full description", _SITES, _CONTACT}
    return ("Status and phase" in words or _DETAILS in words) and len(marks & set(words)) >= _ENOUGH_LABELS


def read(page: PageText) -> TrialRecord:
    """The record of a ClinicalTrials.Veeva page."""
    draft = Draft(page, LAYOUT)
    lines = page.printed
    draft.skip([line for line in lines if _FOOTER.fullmatch(line.words) or line.words == _BRAND])
    opens = next((at for at, line in enumerate(lines) if line.words in (_DETAILS, "About")), len(lines))
    design = _last(lines, _DESIGN, opens)
    sites = _last(lines, _SITES, opens)
    ends = next((at for at in range(len(lines) - 1, opens, -1) if lines[at].words.startswith(_SOURCE)), len(lines))
    _head(draft, lines[:opens])
    _details(draft, lines[opens : min(design, sites, ends)])
    if design < len(lines):
        _design(draft, lines[design : min(sites, ends)])
    if sites < len(lines):
        _sites(draft, lines[sites:ends])
    if ends < len(lines):
        draft.note_extra("sourceRegistry", lines[ends].words.removeprefix(_SOURCE).strip(), lines[ends])
    derive.from_title(draft)
    derive.from_criteria(draft)
    return draft.record()


def _last(lines: Sequence[Line], label: str, after: int) -> int:
    return next((at for at in range(len(lines) - 1, after, -1) if lines[at].words == label), len(lines))


def _head(draft: Draft, lines: Sequence[Line]) -> None:
    found = parts(lines, _HEAD)
    draft.skip([part.at for label, part in found.items() if label])
    _title(draft, found.get(""))
    _status(draft, found.get("Status and phase") or found.get("Status"))
    if (conditions := found.get("Conditions")) and conditions.lines:
        draft.put("conditionsModule.conditions", [line.words for line in conditions.lines], conditions.lines)
    for number, line in enumerate(found["Treatments"].lines if "Treatments" in found else ()):
        draft.put(f"armsInterventionsModule.interventions.{number}", veeva_arms.treatment(line.words), line)
    if (kind := found.get("Study type")) and kind.value:
        draft.put("designModule.studyType", enums.lookup("study_type", kind.value), kind.lines[0])
    if (funders := found.get("Funder types")) and funders.lines:
        _funders(draft, funders.lines)
    _identifiers(draft, found["Identifiers"].lines if "Identifiers" in found else ())


def _title(draft: Draft, part: Part | None) -> None:
    """Title, then the sponsor's letter or logo, then the sponsor."""
    lines = [line for line in part.lines if line.words != _BRAND and not _FOOTER.fullmatch(line.words)] if part else []
    if not lines:
        return
    mark = next((at for at in range(len(lines) - 1, 0, -1) if _LOGO.fullmatch(lines[at].words)), None)
    title = lines[mark - 1] if mark else lines[0]
    draft.put("identificationModule.briefTitle", title.words, title)
    draft.skip([lines[mark]] if mark else None)
    sponsor = lines[-1] if lines[-1] is not title and mark != len(lines) - 1 else None
    if sponsor is not None:
        draft.put("sponsorCollaboratorsModule.leadSponsor.name", sponsor.words, sponsor)


def _status(draft: Draft, part: Part | None) -> None:
    phases: list[Line] = []
    for line in part.lines if part else ():
        status = enums.lookup("status", line.words)
        if status and not draft.has("statusModule.overallStatus"):
            draft.put("statusModule.overallStatus", status, line)
            draft.note_extra("statusLabel", line.words, line)
        elif enums.phases(line.words) and re.search("phase", line.words, re.IGNORECASE):
            phases.append(line)
        else:
            draft.unknown_word("statusModule.overallStatus", line)
    if phases:
        labels = [line.words for line in phases]
        draft.put("designModule.phases", enums.phases(" / ".join(labels)), phases)
        draft.note_extra("phaseLabels", labels, phases)
        if len(labels) > 1:
            draft.infer("phase order")


def _funders(draft: Draft, lines: Sequence[Line]) -> None:
    """Funder types are of sponsor and collaborators together, so a class is the sponsor's only where there is one type."""
    words = [line.words for line in lines]
    draft.note_extra("funderTypes", words, lines)
    if len(words) == 1 and (kind := enums.lookup("agency_class", words[0])):
        draft.put("sponsorCollaboratorsModule.leadSponsor.class", kind, lines, how="the page's only funder type")
        draft.infer("sponsor class from funder type")


def _identifiers(draft: Draft, lines: Sequence[Line]) -> None:
    others = 0
    for line in lines:
        labelled = _LABELLED_ID.fullmatch(line.words)
        if _NCT.fullmatch(line.words) and not draft.has("identificationModule.nctId"):
            draft.put("identificationModule.nctId", line.words.upper(), line)
            draft.infer("NCT id told from org id by pattern")
        elif not labelled and not draft.has("identificationModule.orgStudyIdInfo"):
            draft.put("identificationModule.orgStudyIdInfo.id", line.words, line)
        else:
            value = (
                {"id": labelled.group(1), "type": enums.lookup("secondary_id_type", labelled.group(2))}
                if labelled
                else {"id": line.words}
            )
            draft.put(f"identificationModule.secondaryIdInfos.{others}", value, line)
            others += 1


def _details(draft: Draft, lines: Sequence[Line]) -> None:
    """About and full description are prose and may print any label, so the short fields are found by label and value together."""
    starts = {label: _with_value(lines, label) for label in _WHO}
    known = [at for at in starts.values() if at is not None]
    after_prose = min(known, default=None)
    criteria = next((at for at in range(max(known, default=0), len(lines)) if lines[at].words in _CRITERIA), len(lines))
    prose = parts(lines[: criteria if after_prose is None else after_prose], (_DETAILS, "About", "Full description"))
    draft.skip([part.at for part in prose.values()])
    for label, path in (("About", "briefSummary"), ("Full description", "detailedDescription")):
        if (part := prose.get(label)) and part.lines:
            draft.put(f"descriptionModule.{path}", paragraphs(part.lines), part.lines)
    for label, at in starts.items():
        if at is not None:
            draft.skip(lines[at])
            _who(draft, label, lines[at + 1])
    if criteria < len(lines):
        found = lines[criteria:]
        draft.criteria(found[0], found[-1], criteria_markup(found))


def _with_value(lines: Sequence[Line], label: str) -> int | None:
    """Where the label stands with a value of its kind under it; the last such place."""
    return next(
        (at for at in range(len(lines) - 2, -1, -1) if lines[at].words == label and _fits(label, lines[at + 1].words)), None
    )


def _fits(label: str, words: str) -> bool:
    if label == "Enrollment":
        return _COUNT.fullmatch(words) is not None
    if label == "Sex":
        return enums.lookup("sex", words) is not None
    if label == "Ages":
        return enums.ages(words) != (None, None) or words.lower() in ("all", "all ages", "any age")
    return enums.yes_no(words) is not None or "volunteers" in words.lower()


def _who(draft: Draft, label: str, line: Line) -> None:
    draft.skip(line)
    if label == "Enrollment" and (match := _COUNT.fullmatch(line.words)):
        draft.put("designModule.enrollmentInfo.count", int(match.group(1).replace(",", "")), line)
        draft.put("designModule.enrollmentInfo.type", enums.lookup("date_type", match.group(2) or ""), line)
    elif label == "Sex":
        draft.put("eligibilityModule.sex", enums.lookup("sex", line.words), line)
    elif label == "Ages":
        low, high = enums.ages(line.words)
        draft.put("eligibilityModule.minimumAge", low, line)
        draft.put("eligibilityModule.maximumAge", high, line)
    elif label == "Volunteers":
        draft.put("eligibilityModule.healthyVolunteers", enums.yes_no(line.words), line)


_DESIGN_FIELDS = {
    "Primary purpose": ("designModule.designInfo.primaryPurpose", "primary_purpose"),
    "Allocation": ("designModule.designInfo.allocation", "allocation"),
    "Interventional model": ("designModule.designInfo.interventionModel", "intervention_model"),
    "Masking": ("designModule.designInfo.maskingInfo.masking", "masking"),
    "Observational model": ("designModule.designInfo.observationalModel", "observational_model"),
    "Time perspective": ("designModule.designInfo.timePerspective", "time_perspective"),
}


def _design(draft: Draft, lines: Sequence[Line]) -> None:
    groups = next((at for at, line in enumerate(lines) if veeva_arms.GROUPS.fullmatch(line.words)), len(lines))
    found = parts(lines[1:groups], tuple(_DESIGN_FIELDS))
    draft.skip([lines[0], *(part.at for label, part in found.items() if label)])
    for label, (path, kind) in _DESIGN_FIELDS.items():
        part = found.get(label)
        if part and part.lines:
            value = enums.lookup(kind, part.lines[0].words)
            draft.put(path, value, part.lines[0])
            if value is None and not enums.empty(part.lines[0].words):
                draft.unknown_word(path, part.lines[0])
    if groups < len(lines):
        veeva_arms.read(draft, lines[groups:])


def _sites(draft: Draft, lines: Sequence[Line]) -> None:
    """The number of sites; the sites themselves load later, so "0" is not "no sites"."""
    found = parts(lines, (_SITES, _CONTACT, "Trial documents"))
    draft.skip([part.at for part in found.values()])
    shown = list(found[_SITES].lines) if _SITES in found else []
    if shown and (count := re.fullmatch(r"[\d,]+", shown[0].words)):
        draft.note_extra("locationCount", int(count.group().replace(",", "")), shown[0])
        loading = any(line.words.startswith("Loading") for line in shown)
        if loading:
            draft.note_extra(
                "locationsState", f'{shown[0].words} then "Loading..." (not fetched; not proof of no sites)', shown[0]
            )
    if (contact := found.get(_CONTACT)) and contact.lines:
        _contacts(draft, contact.lines)


def _contacts(draft: Draft, lines: Sequence[Line]) -> None:
    """Names divided by semicolons; a phone or e-mail under one name is its own, under several nobody's for sure."""
    names = [
        (name.strip(), line) for line in lines if channel(line.words) is None for name in line.words.split(";") if name.strip()
    ]
    ways = [(way, line) for line in lines if (way := channel(line.words))]
    draft.note_extra("centralContactRaw", "\n".join(line.words for line in lines), lines)
    for number, (name, line) in enumerate(names):
        path = f"contactsLocationsModule.centralContacts.{number}"
        draft.put(f"{path}.name", name, line)
        draft.put(f"{path}.role", "CONTACT", line, how='stands under "Central trial contact"')
        for way, at in ways if len(names) == 1 else ():
            for key, value in way.items():
                draft.put(f"{path}.{key}", value, at)
    if len(names) > 1:
        draft.infer("two contacts split at the semicolon" if len(names) == 2 else "contacts split at semicolons")
