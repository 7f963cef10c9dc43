"""A record enters; sponsors, officials, contacts with what can really be reached, and sites leave."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from trialwright.findings import Finding
from trialwright.portal.views.values import mapping_of, mappings_of, text_of
from trialwright.portal.views.words import word
from trialwright.registries.checks.people import phone_fault
from trialwright.registries.record import TrialRecord

_CENTRAL, _SITES, _OFFICIALS = (
    f"contactsLocationsModule.{name}" for name in ("centralContacts", "locations", "overallOfficials")
)
_MAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}")
_LEAST_DIGITS = 6
_DIAL = re.compile(r"\+?\(?\+?[0-9][0-9 ().\-/]{4,24}")
"""A number as people print it: "(240) 529-3415", "+31 (0)20 566 9111"."""
_BROKEN = {"PHONE_MALFORMED": "phone", "EMAIL_MALFORMED": "email"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Contact:
    """A person to ask. `dial` and `write` are what a link may hold, "" where the number or address cannot be used as printed.

    `doubts` are texts to translate that say what cannot be reached and why.
    """

    name: str
    role: str
    phone: str
    extension: str
    email: str
    dial: str
    write: str
    doubts: tuple[str, ...]

    @property
    def reachable(self) -> bool:
        """Whether there is any way to reach this person."""
        return bool(self.dial or self.write)


@dataclass(frozen=True, kw_only=True, slots=True)
class Site:
    """A place where the trial runs: as listed, with its own status, its contacts (`inferred`: tied to it by their order only)."""

    facility: str
    city: str
    state: str
    zip: str
    country: str
    status: str
    lat: float | None
    lon: float | None
    contacts: tuple[Contact, ...]
    inferred: bool = False

    @property
    def place(self) -> str:
        """ "Amsterdam, Netherlands"."""
        return ", ".join(part for part in (f"{self.zip} {self.city}".strip(), self.state, self.country) if part)


@dataclass(frozen=True, kw_only=True, slots=True)
class Official:
    """Somebody who answers for the trial."""

    name: str
    role: str
    affiliation: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Sponsor:
    """Who runs or supports the trial; `lead` is the one that answers for it."""

    name: str
    kind: str
    lead: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class People:
    """Everybody in the record. `untrusted` is a contact that the page shows and that is not the trial's."""

    sponsors: tuple[Sponsor, ...]
    party: Official | None
    party_title: str
    officials: tuple[Official, ...]
    contacts: tuple[Contact, ...]
    sites: tuple[Site, ...]
    loose: tuple[Contact, ...]
    untrusted: Mapping[str, str] | None

    @property
    def countries(self) -> tuple[str, ...]:
        """The countries of the sites, in the order of the list."""
        return tuple(dict.fromkeys(site.country for site in self.sites if site.country))


def people_of(record: TrialRecord, findings: Sequence[Finding]) -> People:
    """The people and places of a record. What `findings` say cannot be dialled or written to is not made a link."""
    broken = {(path, _BROKEN[item.code]) for item in findings if item.code in _BROKEN for path in item.fields}
    site_contacts = _site_contacts(record, broken)
    sites = tuple(_sites(record, broken, site_contacts))
    placed = {site.facility for site in sites}
    party = mapping_of(record.get("sponsorCollaboratorsModule.responsibleParty"))
    return People(
        sponsors=tuple(_sponsors(record)),
        party=_party(party),
        party_title=text_of(party, "investigatorTitle") or text_of(party, "oldNameTitle"),
        officials=tuple(_official(item) for item in mappings_of(record.get(_OFFICIALS))),
        contacts=tuple(_contact(item, f"{_CENTRAL}.{at}", broken) for at, item in enumerate(mappings_of(record.get(_CENTRAL)))),
        sites=sites,
        loose=tuple(contact for name, found in site_contacts.items() if name not in placed for contact in found),
        untrusted=_untrusted(record),
    )


def _sponsors(record: TrialRecord) -> Iterator[Sponsor]:
    lead = mapping_of(record.get("sponsorCollaboratorsModule.leadSponsor"))
    others = mappings_of(record.get("sponsorCollaboratorsModule.collaborators"))
    for at, item in enumerate((lead, *others)):
        if text_of(item, "name"):
            kind = word("agencyClass", item["class"]) if item.get("class") else ""
            yield Sponsor(name=text_of(item, "name"), kind=kind, lead=at == 0)


def _party(item: Mapping[str, Any]) -> Official | None:
    if not item:
        return None
    return Official(
        name=text_of(item, "investigatorFullName"),
        role=word("responsibleParty", item["type"]) if item.get("type") else "",
        affiliation=text_of(item, "investigatorAffiliation") or text_of(item, "oldOrganization"),
    )


def _official(item: Mapping[str, Any]) -> Official:
    role = word("officialRole", item["role"]) if item.get("role") else ""
    return Official(name=text_of(item, "name"), role=role, affiliation=text_of(item, "affiliation"))


def _contact(item: Mapping[str, Any], path: str, broken: set[tuple[str, str]]) -> Contact:
    phone, email, extension = text_of(item, "phone"), text_of(item, "email"), text_of(item, "phoneExt")
    fault = phone_fault(phone) is not None or (f"{path}.phone", "phone") in broken
    dial = "" if fault else _dialled(phone)
    write = email if _MAIL.fullmatch(email) and (f"{path}.email", "email") not in broken else ""
    doubts = [word("reach", "undialable")] if phone and not dial else []
    doubts += [word("reach", "unwritable")] if email and not write else []
    doubts += [] if phone or email else [word("reach", "none")]
    return Contact(
        name=text_of(item, "name"),
        role=word("contactRole", item["role"]) if item.get("role") else "",
        phone=phone,
        extension=extension if extension != phone else "",
        email=email,
        dial=dial,
        write=write,
        doubts=tuple(doubts),
    )


def _dialled(phone: str) -> str:
    """The first number in what is printed that a link may hold, or "". A nought in brackets behind a country's number is dialled
    within that country only.

    >>> _dialled("+31 (0)20 566 9111"), _dialled("(240) 529-3415 (U.S. only)"), _dialled("1-877-CTLILLY (1-877-285-4559)")
    ('+31205669111', '2405293415', '18772854559')
    """
    whole = phone.replace("(0)", "") if phone.startswith("+") else phone
    found = (re.sub(r"[^+0-9]", "", part[0]) for part in _DIAL.finditer(whole))
    return next((number for number in found if len(number) >= _LEAST_DIGITS), "")


def _site_contacts(record: TrialRecord, broken: set[tuple[str, str]]) -> dict[str, list[Contact]]:
    """Contacts that a page lists apart from the sites, by the site that their order suggests."""
    found: dict[str, list[Contact]] = {}
    for at, item in enumerate(mappings_of(record.extra.get("facilityContacts"))):
        found.setdefault(text_of(item, "inferredFacility"), []).append(_contact(item, f"extra.facilityContacts.{at}", broken))
    return found


def _sites(record: TrialRecord, broken: set[tuple[str, str]], apart: Mapping[str, list[Contact]]) -> Iterator[Site]:
    for at, item in enumerate(mappings_of(record.get(_SITES))):
        own = [_contact(one, f"{_SITES}.{at}.contacts.{n}", broken) for n, one in enumerate(mappings_of(item.get("contacts")))]
        point = mapping_of(item.get("geoPoint"))
        facility = text_of(item, "facility")
        yield Site(
            facility=facility,
            city=text_of(item, "city"),
            state=text_of(item, "state"),
            zip=text_of(item, "zip"),
            country=text_of(item, "country"),
            status=word("status", item["status"]) if item.get("status") else "",
            lat=_degrees(point.get("lat"), 90),
            lon=_degrees(point.get("lon"), 180),
            contacts=tuple(_joined(own, apart.get(facility, ()))),
            inferred=not own and bool(apart.get(facility)),
        )


def _joined(own: list[Contact], apart: Sequence[Contact]) -> Iterator[Contact]:
    """The contacts of a site; one that the page also lists apart is shown as listed there: with who is asked first."""
    yield from apart
    names = {contact.name for contact in apart}
    yield from (contact for contact in own if contact.name not in names)


def _untrusted(record: TrialRecord) -> Mapping[str, str] | None:
    found = mapping_of(record.extra.get("portalContact"))
    return {name: text_of(found, name) for name in ("name", "affiliation", "reason")} if found else None


def _degrees(value: object, most: int) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) and -most <= value <= most else None
