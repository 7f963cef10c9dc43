"""What a record lacks enters as gaps; findings on the gaps that keep a coordinator from relying on it leave."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from trialwright.findings import Finding
from trialwright.registries.checks.codes import Quote, report
from trialwright.registries.checks.dates import STATUS, has_dates
from trialwright.registries.checks.view import CLOSED, View, mappings, words_at
from trialwright.registries.ids import address_ids, stated_ids

_CONTACTS = "contactsLocationsModule.centralContacts"
_LOCATIONS = "contactsLocationsModule.locations"
_THIN_FROM = 3


def check_completeness(view: View) -> Iterator[Finding]:
    """Identity, status, sponsor, criteria, sites, dates and contacts; one finding for all when nearly all are missing."""
    yield from _identity(view)
    yield from _untrusted(view)
    gaps = tuple(_gaps(view))
    if len(gaps) >= _THIN_FROM:
        message = (
            f"The record is too thin to rely on: no {', '.join(gaps[:-1])} or {gaps[-1]}. What it does not say is "
            "unknown, not absent."
        )
        yield report("RECORD_TOO_THIN", message, quotes=[("record", f"no {', '.join(gaps[:-1])} or {gaps[-1]}")])
        return
    if "eligibility" in gaps and not any(finding.code == "NO_CRITERIA_SHOWN" for finding in view.record.findings):
        yield report(
            "NO_CRITERIA_SHOWN",
            "The record shows no eligibility criteria: nobody can be judged by it, and nobody is eligible for that reason.",
        )
    if not has_dates(view):
        yield report(
            "NO_DATES",
            "The record states no start, completion or update date: how fresh it is cannot be judged.",
            quotes=[("statusModule", "no start, completion or update date")],
        )
    if view.status not in CLOSED:
        yield from _sites(view)
        yield from _contacts(view)


def _identity(view: View) -> Iterator[Finding]:
    if stated_ids(view.record):
        return
    held = [number for numbers in address_ids(view.record).values() for number in sorted(numbers)]
    tail = f" Its address holds {', '.join(held)}." if held else ""
    quotes: list[Quote] = [("sources.url", number) for number in held]
    yield report(
        "NO_REGISTRY_ID", f"The page prints no registry number, so which trial it is rests on its words.{tail}", quotes=quotes
    )


def _untrusted(view: View) -> Iterator[Finding]:
    contact = view.record.extra.get("portalContact")
    if not isinstance(contact, Mapping) or contact.get("trusted") is True:
        return
    name = words_at(contact, "name")
    if name and not any(words_at(contact, key) for key in ("phone", "email", "role")):
        reason = words_at(contact, "reason") or "no role, phone or mail, and the name stands nowhere else in the record"
        message = f'"{name}" is shown as a contact but is not the trial\'s ({reason}). Do not use it.'
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
    told = [text for text in state if not any(other.startswith(f"{text} ") for other in state)]
    shown = f" (the page shows {', '.join(told)})" if told else ""
    message = f"No site is listed{shown}: not known, which is not the same as none."
    yield report("NO_LOCATIONS", message, quotes=[(_LOCATIONS, ", ".join(state) or "none listed")])


def _contacts(view: View) -> Iterator[Finding]:
    """People are named, none with a phone or a mail address."""
    central = view.mappings(_CONTACTS)
    people = [
        *central,
        *(contact for site in view.locations for contact in mappings(site.get("contacts"))),
        *mappings(view.record.extra.get("facilityContacts")),
    ]
    if people and not any(words_at(person, "phone") or words_at(person, "email") for person in people):
        names = "; ".join(words_at(person, "name") for person in people[:4])
        count = "One contact is" if len(people) == 1 else f"{len(people)} contacts are"
        message = f"{count} named ({names}), without a phone or mail address."
        yield report("NO_CONTACT_CHANNEL", message, quotes=[(_CONTACTS, names), (STATUS, view.status or "not stated")])
