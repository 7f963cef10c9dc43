"""What a record lacks enters as gaps; findings on the gaps that keep a coordinator from relying on it leave."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from trialwright.findings import Finding
from trialwright.registries.checks.codes import Quote, report
from trialwright.registries.checks.dates import STATUS, has_dates
from trialwright.registries.checks.view import CLOSED, View, mappings, words_at

_CONTACTS = "contactsLocationsModule.centralContacts"
_LOCATIONS = "contactsLocationsModule.locations"
REGISTRY_IDS: Mapping[str, re.Pattern[str]] = {
    "ClinicalTrials.gov": re.compile(r"\bNCT\d{8}\b"),
    "ISRCTN": re.compile(r"\bISRCTN\d{8}\b"),
    "EudraCT": re.compile(r"\b(?:19|20)\d{2}-\d{6}-\d{2}\b(?!-)"),
    "CTIS": re.compile(r"\b20\d{2}-5\d{5}-\d{2}-\d{2}\b"),
    "jRCT": re.compile(r"\bjRCTs?\d{9,10}\b", re.IGNORECASE),
    "UMIN": re.compile(r"\b(?:UMIN|C0{5})\d{6,9}\b"),
    "ChiCTR": re.compile(r"\bChiCTR[-A-Z]*\d{8,10}\b", re.IGNORECASE),
    "ANZCTR": re.compile(r"\bACTRN\d{14}p?\b"),
    "CTRI": re.compile(r"\bCTRI/\d{4}/\d{2,3}/\d{6}\b"),
    "DRKS": re.compile(r"\bDRKS\d{8}\b"),
    "CRIS": re.compile(r"\bKCT\d{7}\b"),
    "IRCT": re.compile(r"\bIRCT\d{10,}N?\d*\b"),
    "PACTR": re.compile(r"\bPACTR\d{15,16}\b"),
    "ReBec": re.compile(r"\bRBR-\w{6,8}\b"),
    "TCTR": re.compile(r"\bTCTR\d{11}\b"),
    "NTR": re.compile(r"\b(?:NTR\d{3,5}|NL-OMON\d{4,6})\b"),
    "JapicCTI": re.compile(r"\bJapicCTI-\d{6}\b"),
}
_THIN_FROM = 3


def check_completeness(view: View) -> Iterator[Finding]:
    """Identity, status, sponsor, criteria, sites, dates and a way to reach somebody; one finding for all when nearly all are missing."""
    yield from _identity(view)
    yield from _untrusted(view)
    gaps = tuple(_gaps(view))
    if len(gaps) >= _THIN_FROM:
        message = f"The record is too thin to rely on: no {', '.join(gaps[:-1])} or {gaps[-1]}. What it does not say is unknown, not absent."
        yield report("RECORD_TOO_THIN", message, quotes=[("record", f"no {', '.join(gaps[:-1])} or {gaps[-1]}")])
        return
    if "eligibility" in gaps:
        yield report("NO_CRITERIA", "The record shows no eligibility criteria: nobody can be judged by it, and nobody is eligible for that reason.")
    if not has_dates(view):
        yield report("NO_DATES", "The record states no start, completion or update date: how fresh it is cannot be judged.", quotes=[("statusModule", "no start, completion or update date")])
    if view.status not in CLOSED:
        yield from _sites(view)
        yield from _contacts(view)


def registry_ids(view: View) -> dict[str, frozenset[str]]:
    """The registry numbers that the record states, by registry."""
    found: dict[str, set[str]] = {}
    texts = [view.record.nct_id or "", view.text("identificationModule.orgStudyIdInfo.id") or ""]
    texts += [words_at(item, "id") for item in view.mappings("identificationModule.secondaryIdInfos")]
    for text in texts:
        for registry, pattern in REGISTRY_IDS.items():
            found.setdefault(registry, set()).update(match.group().upper() for match in pattern.finditer(text))
    return {registry: frozenset(ids) for registry, ids in found.items() if ids}


def _identity(view: View) -> Iterator[Finding]:
    if registry_ids(view):
        return
    in_address = [
        match.group().upper()
        for source in view.record.sources
        for pattern in REGISTRY_IDS.values()
        for match in pattern.finditer((source.url or "").upper())
    ]
    quotes: list[Quote] = [("sources.url", number) for number in dict.fromkeys(in_address)]
    tail = f" Its address holds {quotes[0][1]}." if quotes else ""
    yield report("NO_REGISTRY_ID", f"The page prints no registry number, so which trial it is rests on its words.{tail}", quotes=quotes)


def _untrusted(view: View) -> Iterator[Finding]:
    contact = view.record.extra.get("portalContact")
    if not isinstance(contact, Mapping) or contact.get("trusted") is True:
        return
    name = words_at(contact, "name")
    if name and not any(words_at(contact, key) for key in ("phone", "email", "role")):
        reason = words_at(contact, "reason") or "no role, phone or mail, and the name stands nowhere else in the record"
        message = f"\"{name}\" is shown as a contact but is not the trial's ({reason}). Do not use it."
        yield report("UNTRUSTED_CONTACT", message, quotes=[("extra.portalContact", name)])


def _gaps(view: View) -> Iterator[str]:
    if not view.status:
        yield "status"
    if not view.text("sponsorCollaboratorsModule.leadSponsor.name"):
        yield "sponsor"
    if not view.criteria.strip():
        yield "eligibility"
    if not view.locations and not view.record.extra.get("countries"):
        yield "location"


def _sites(view: View) -> Iterator[Finding]:
    if view.locations:
        return
    state = [str(view.record.extra[key]) for key in ("locationCount", "locationsState") if view.record.extra.get(key) is not None]
    shown = f" (the page shows {', '.join(state)})" if state else ""
    message = f"No site is listed{shown}: not known, which is not the same as none."
    yield report("NO_LOCATIONS", message, quotes=[(_LOCATIONS, ", ".join(state) or "none listed")])


def _contacts(view: View) -> Iterator[Finding]:
    """People are named, none with a phone or a mail address."""
    central = view.mappings(_CONTACTS)
    people = [*central, *(contact for site in view.locations for contact in mappings(site.get("contacts"))), *mappings(view.record.extra.get("facilityContacts"))]
    if people and not any(words_at(person, "phone") or words_at(person, "email") for person in people):
        names = "; ".join(words_at(person, "name") for person in people[:4])
        message = f"{len(people)} contacts are named ({names}), none with a phone or mail address."
        yield report("NO_CONTACT_CHANNEL", message, quotes=[(_CONTACTS, names), (STATUS, view.status or "not stated")])
