"""A ClinConnect page enters, a `TrialRecord` leaves: the portal's own summary, praise and contact are kept apart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from trialwright.registries import dates, enums
from trialwright.registries.pages import derive
from trialwright.registries.pages.draft import Draft
from trialwright.registries.pages.sections import Part, address, blocks, channel, paragraphs, parts
from trialwright.registries.pages.text import Line, PageText
from trialwright.registries.record import TrialRecord

LAYOUT = "clinconnect"
_LAUNCHED = re.compile(r"Launched by\s+(.+?)(?:\s+·\s+([^·]+))?", re.IGNORECASE)
_CURRENT = re.compile(r"Current as of\s+(.+)", re.IGNORECASE)
_ID_LINE = re.compile(r"Trial\s+(NCT\d{8})", re.IGNORECASE)
_ABOUT = re.compile(r"About\s+\S.*")
_BULLET = re.compile(r"^\s*(?:-\s+)?[•·]\s*|^\s*-\s+")
_OWN_MARK = re.compile(r"(?:\(?(?:\d{1,2}|[ivx]{1,4}|[a-z])[.)]|<\d+>)\s*\S", re.IGNORECASE)
_CHIP_LABELS = ("Keywords", "ClinConnect Summary", "Gender", "Eligibility criteria")
_LATER_LABELS = ("Contacts", "Locations", "Patients applied", "Trial Officials", "Timeline")
_MARKS, _NEAR, _LONG = 2, 3, 100
_TIMELINE = ("First submit", "Trial launched", "Trial updated", "Estimated completion")
_SUMMARY_ORIGIN = "machine-written by the portal; not a sponsor text, so not descriptionModule.briefSummary"
_UNTRUSTED = "no role, phone or e-mail, and the name stands nowhere else on the page: portal decoration, not the trial's"


def recognises(page: PageText) -> bool:
    """Whether the page has two of the marks "Launched by X · date", "Current as of", "ClinConnect Summary"."""
    words = [line.words for line in page.printed]
    launched = any(_LAUNCHED.fullmatch(word) and " · " in word for word in words)
    return launched + any(_CURRENT.fullmatch(word) for word in words) + ("ClinConnect Summary" in words) >= _MARKS


def read(page: PageText) -> TrialRecord:
    """The record of a ClinConnect page."""
    draft = Draft(page, LAYOUT)
    lines = page.printed
    opens = next((at for at, line in enumerate(lines) if _opens(line.words)), 0)
    launched = next((at for at, line in enumerate(lines[: opens + _NEAR]) if _LAUNCHED.fullmatch(line.words)), None)
    sponsor = _head(draft, lines[: opens if launched is None else launched], None if launched is None else lines[launched])
    body = lines[opens if launched is None else launched + 1 :]
    cut = _end_of_criteria(body, sponsor)
    found = parts(body[:cut], _CHIP_LABELS) | {key: part for key, part in parts(body[cut:], _LATER_LABELS).items() if key}
    draft.skip([part.at for label, part in found.items() if label])
    _chips(draft, found.get(""))
    _keywords(draft, found.get("Keywords"))
    _summary(draft, found.get("ClinConnect Summary"))
    if (gender := found.get("Gender")) and gender.value:
        draft.put("eligibilityModule.sex", enums.lookup("sex", gender.value), gender.lines[0])
    if (criteria := found.get("Eligibility criteria")) and criteria.lines:
        draft.criteria(criteria.lines[0], criteria.lines[-1], _tidied(criteria.lines))
    _about(draft, parts(body[cut:], _LATER_LABELS).get(""), sponsor)
    _officials(draft, found.get("Trial Officials"))
    _locations(draft, found.get("Locations"))
    _contacts(draft, found.get("Contacts"))
    _counter(draft, found.get("Patients applied"))
    _timeline(draft, found.get("Timeline"))
    derive.from_criteria(draft)
    derive.from_title(draft)
    return draft.record()


def _opens(words: str) -> bool:
    return words in ("Trial Information", "ClinConnect Summary") or bool(_CURRENT.fullmatch(words) or _LAUNCHED.fullmatch(words))


def _head(draft: Draft, above: Sequence[Line], launched: Line | None) -> str:
    if above:
        draft.put("identificationModule.briefTitle", above[-1].words, above[-1])
    for line in above[:-1]:
        if match := _ID_LINE.fullmatch(line.words):
            draft.put("identificationModule.nctId", match.group(1).upper(), line)
        elif line.words.lower() == "search" or "clinconnect" in line.words.lower():
            draft.skip(line)
    match = _LAUNCHED.fullmatch(launched.words) if launched else None
    sponsor = match.group(1).strip() if match else ""
    draft.note_extra("launchedBy", sponsor, launched)
    draft.put("sponsorCollaboratorsModule.leadSponsor.name", sponsor, launched)
    if match and match.group(2):
        draft.note_extra("launchedDate", dates.iso_date(match.group(2)), launched)
    return sponsor


def _end_of_criteria(body: Sequence[Line], sponsor: str) -> int:
    """Where "About <sponsor>", or else the first later label, stands after the criteria."""
    start = next((at for at, line in enumerate(body) if line.words == "Eligibility criteria"), 0)
    later = frozenset(_LATER_LABELS)
    for at in range(start, len(body)):
        words = body[at].words
        about = _ABOUT.fullmatch(words) and (
            _alike(words.removeprefix("About "), sponsor) or (not sponsor and _praised(body, at))
        )
        if words in later or about:
            return at
    return len(body)


def _praised(body: Sequence[Line], at: int) -> bool:
    """Whether the line after one that opens with "About" is a paragraph: a heading of the portal, not a criterion."""
    return len(body[at].words) < _LONG and at + 1 < len(body) and len(body[at + 1].words) > 2 * _LONG


def _alike(one: str, other: str) -> bool:
    return re.sub(r"\W+", "", one).lower() == re.sub(r"\W+", "", other).lower()


def _chips(draft: Draft, part: Part | None) -> None:
    for line in part.lines if part else ():
        current = _CURRENT.fullmatch(line.words)
        if current:
            draft.note_extra("currentAsOf", dates.iso_date(current.group(1)), line)
        elif line.words == "Trial Information":
            draft.skip(line)
        elif (status := enums.lookup("status", line.words)) and not draft.has("statusModule.overallStatus"):
            draft.put("statusModule.overallStatus", status, line)
        elif "phase" in line.words.lower():
            draft.put("designModule.phases", enums.phases(line.words), line)


def _keywords(draft: Draft, part: Part | None) -> None:
    if part is None:
        return
    if not part.lines:
        draft.note_extra("keywords", "heading shown, empty", part.at)
        return
    words = [word.strip() for line in part.lines for word in re.split(r"\s*[,;·|]\s*", line.words)]
    draft.put("conditionsModule.keywords", [word for word in words if word], part.lines)


def _summary(draft: Draft, part: Part | None) -> None:
    if part is None or not part.lines:
        return
    text = paragraphs(part.lines)
    draft.note_extra("portalSummary", text, part.lines)
    draft.note_extra("portalSummaryOrigin", _SUMMARY_ORIGIN, part.at, how="the heading names the portal")
    derive.from_portal_summary(draft, text, part.lines)


def _tidied(lines: Sequence[Line]) -> str:
    """Group headings and items without the portal's "- •"; an item without a number of its own gets a `*`."""
    tidy = []
    for line in lines:
        bullet = _BULLET.match(line.text)
        words = line.text[bullet.end() :].strip() if bullet else line.words
        heading = words.endswith(":") and not (bullet and "•" in bullet.group())
        own = _OWN_MARK.match(words.replace("\\", ""))
        tidy.append(words if heading or own or not bullet else f"* {words}")
    return "\n".join(tidy)


def _about(draft: Draft, part: Part | None, sponsor: str) -> None:
    """ "About <sponsor>": its heading gives the name's spelling, its paragraph is the portal's praise."""
    if part is None or not part.lines or not _ABOUT.fullmatch(part.lines[0].words):
        return
    heading, praise = part.lines[0], part.lines[1:]
    name = heading.words.removeprefix("About ").strip()
    draft.skip(heading)
    if _alike(name, sponsor) and sponsor.isupper():
        draft.put("sponsorCollaboratorsModule.leadSponsor.name", name, heading)
        draft.infer("sponsor name case from the About heading")
    draft.note_extra("aboutSponsor", paragraphs(praise) or None, praise)


def _officials(draft: Draft, part: Part | None) -> None:
    found = list(blocks(part.lines, lambda line: enums.lookup("official_role", line.words) is not None)) if part else []
    for number, (before, anchor, after) in enumerate(found):
        rest = after if number + 1 == len(found) else after[:-1]
        value = {
            "name": before[-1].words if before else None,
            "affiliation": " ".join(line.words for line in rest) or None,
            "role": enums.lookup("official_role", anchor.words),
        }
        draft.put(f"contactsLocationsModule.overallOfficials.{number}", value, [*before[-1:], anchor, *rest])


def _locations(draft: Draft, part: Part | None) -> None:
    number = 0
    for line in part.lines if part else ():
        if "," in line.words:
            draft.put(f"contactsLocationsModule.locations.{number}", address(line.words), line)
            number += 1


def _contacts(draft: Draft, part: Part | None) -> None:
    """A contact with a phone or e-mail, or who is named elsewhere on the page, is the trial's; any other is the portal's."""
    if part is None or not part.lines:
        return
    number, doubtful = 0, []
    for person, lines in _persons(part.lines):
        elsewhere = any(person["name"] in line.words for line in draft.page.printed if line not in lines)
        if "phone" in person or "email" in person or elsewhere:
            said = {key: person[key] for key in ("name", "phone", "phoneExt", "email") if key in person}
            draft.put(f"contactsLocationsModule.centralContacts.{number}", said | {"role": "CONTACT"}, lines)
            number += 1
        else:
            doubtful.append(person | {"trusted": False, "reason": _UNTRUSTED})
    if doubtful:
        draft.note_extra("portalContact", doubtful[0], part.lines)
        draft.note_extra("otherPortalContacts", doubtful[1:] or None, part.lines)


def _persons(lines: Sequence[Line]) -> list[tuple[dict[str, Any], list[Line]]]:
    """Persons of the contact list: a name, then an affiliation, phone or e-mail on lines of their own."""
    found: list[tuple[dict[str, Any], list[Line]]] = []
    for line in lines:
        way = channel(line.words)
        last = found[-1][0] if found else {}
        if way and found:
            last.update(way)
        elif found and "affiliation" not in last and not way:
            last["affiliation"] = line.words
        else:
            found.append(({"name": line.words}, []))
        found[-1][1].append(line)
    return found


def _counter(draft: Draft, part: Part | None) -> None:
    if part is not None:
        shown = paragraphs(part.lines)
        draft.note_extra("patientsApplied", shown or "heading shown, empty", part.lines or part.at)


def _timeline(draft: Draft, part: Part | None) -> None:
    if part is None:
        return
    found = parts(part.lines, _TIMELINE)
    draft.skip([part.at, *part.lines])
    shown = {label: (found[label].lines[0].words if label in found and found[label].lines else None) for label in _TIMELINE}
    draft.extra["timeline"] = shown
    draft.note_place("extra.timeline", [part.at, *part.lines])
