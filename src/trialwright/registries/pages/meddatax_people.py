"""MedDataX's sections on people, sponsors and sites enter, the fields of `sponsorCollaborators` and `contactsLocations` leave."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from trialwright.registries import enums
from trialwright.registries.pages.draft import Draft
from trialwright.registries.pages.sections import Part, address, blocks, channel
from trialwright.registries.pages.text import Line

_ROLE = re.compile(r"Role:\s*(.*)")
_SPONSOR_ROLE = re.compile(r"Sponsor Role\s*(.*)")
_PARTY_ROLE = re.compile(r"Responsibility Role\s*(.*)")
_SITE_STATUS = re.compile(r"Site Status\s*(.*)")
Person = tuple[dict[str, Any], list[Line]]


def sponsors(draft: Draft, part: Part) -> None:
    """Lead sponsor and collaborators: name, class, "Sponsor Role lead"."""
    draft.skip(part.at)
    collaborators = 0
    for before, anchor, _ in blocks(part.lines, lambda line: bool(_SPONSOR_ROLE.match(line.words))):
        if not before:
            continue
        draft.skip(anchor)
        value = {"name": before[0].words, "class": enums.lookup("agency_class", before[-1].words) if before[1:] else None}
        if _said(_SPONSOR_ROLE, anchor).lower() == "lead":
            draft.put("sponsorCollaboratorsModule.leadSponsor", value, before)
        else:
            draft.put(f"sponsorCollaboratorsModule.collaborators.{collaborators}", value, before)
            collaborators += 1


def responsible_party(draft: Draft, part: Part) -> None:
    """Name, title and role of the responsible party; the layout prints no affiliation, but a third line would be one."""
    draft.skip(part.at)
    for before, anchor, _ in blocks(part.lines, lambda line: bool(_PARTY_ROLE.match(line.words))):
        kind = enums.lookup("responsible_party", _said(_PARTY_ROLE, anchor))
        names = ("investigatorFullName", "investigatorTitle", "investigatorAffiliation")
        value: dict[str, Any] = {"type": kind}
        if kind != "SPONSOR":
            value |= {name: line.words for name, line in zip(names, before, strict=False)}
        draft.put("sponsorCollaboratorsModule.responsibleParty", value, [*before, anchor])
        return


def officials(draft: Draft, part: Part) -> None:
    """Overall officials: name, "Role: X", affiliation (the line before the next name)."""
    draft.skip(part.at)
    for number, (value, lines) in enumerate(_people(part.lines)):
        rest = value.pop("rest")
        role = enums.lookup("official_role", value.pop("role"))
        draft.put(
            f"contactsLocationsModule.overallOfficials.{number}",
            {"name": value["name"], "affiliation": " ".join(rest) or None, "role": role},
            lines,
        )


def locations(draft: Draft, part: Part) -> None:
    """Sites: facility, "city, state, country", "Site Status" with or without a value."""
    draft.skip(part.at)
    for number, (before, anchor, _) in enumerate(blocks(part.lines, lambda line: bool(_SITE_STATUS.match(line.words)))):
        draft.skip(anchor)
        if not before:
            continue
        facility = " ".join(line.words for line in before[:-1])
        value = {"facility": facility or None, "status": enums.lookup("status", _said(_SITE_STATUS, anchor))}
        draft.put(f"contactsLocationsModule.locations.{number}", value | address(before[-1].words), [*before, anchor])


def countries(draft: Draft, part: Part) -> None:
    """The countries listed, one a line; several on one line are split where the sites' countries say how."""
    draft.skip(part.at)
    known = {site.get("country") for site in draft.section.get("contactsLocationsModule", {}).get("locations", [])} - {None}
    found = [name for line in part.lines for name in _split_countries(line.words, sorted(known, key=len, reverse=True))]
    draft.note_extra("countries", found or None, part.lines)


def central_contacts(draft: Draft, part: Part) -> None:
    """Central contacts: name, "Role: CONTACT", phone, extension, e-mail where printed."""
    draft.skip(part.at)
    for number, (value, lines) in enumerate(_people(part.lines)):
        role = enums.lookup("contact_role", value["role"])
        draft.put(f"contactsLocationsModule.centralContacts.{number}", _contact(value) | {"role": role}, lines)


def facility_contacts(draft: Draft, part: Part) -> None:
    """Contacts of sites. The page does not say whose: with one site its; else the order of "primary" must fit the sites."""
    draft.skip(part.at)
    people = _people(part.lines)
    sites = draft.section.get("contactsLocationsModule", {}).get("locations", [])
    owners = _owners([value["role"] for value, _ in people], len(sites))
    kept = []
    for (value, _), owner in zip(people, owners, strict=True):
        facility = sites[owner].get("facility") if owner is not None else None
        kept.append(_contact(value) | {"role": value["role"]} | ({"inferredFacility": facility} if facility else {}))
    draft.note_extra("facilityContacts", kept or None, part.lines, how="facility inferred from the order of the contacts")
    if len(sites) == 1:
        for number, (value, lines) in enumerate(people):
            role = enums.lookup("contact_role", value["role"])
            path = f"contactsLocationsModule.locations.0.contacts.{number}"
            draft.put(path, _contact(value) | {"role": role}, lines, how="the page lists one site")
    if any(owner is not None for owner in owners):
        draft.infer("facility contact assigned to the single site" if len(sites) == 1 else "facility of each facility contact")


def _people(lines: Sequence[Line]) -> list[Person]:
    """Name, role and further lines of each person; the name is the line above "Role:"."""
    found: list[Person] = []
    every = list(blocks(lines, lambda line: bool(_ROLE.match(line.words))))
    for number, (before, anchor, after) in enumerate(every):
        rest = after if number + 1 == len(every) else after[:-1]
        name = before[-1:]
        value: dict[str, Any] = {
            "name": name[0].words if name else None,
            "role": _said(_ROLE, anchor),
            "rest": [line.words for line in rest],
        }
        found.append((value, [*name, anchor, *rest]))
    return found


def _contact(value: dict[str, Any]) -> dict[str, Any]:
    found = {"name": value["name"]} if value["name"] else {}
    for words in value["rest"]:
        found |= channel(words) or {}
    return found


def _owners(roles: Sequence[str], sites: int) -> list[int | None]:
    if sites == 1:
        return [0] * len(roles)
    groups = [sum(1 for role in roles[: at + 1] if role.lower() == "primary") for at in range(len(roles))]
    fits = bool(groups) and groups[0] == 1 and groups[-1] == sites
    return [group - 1 if fits else None for group in groups]


def _split_countries(words: str, known: Sequence[str]) -> list[str]:
    found, rest = [], words
    while rest:
        name = next((name for name in known if rest == name or rest.startswith(name + " ")), None)
        if name is None:
            return [words]
        found.append(name)
        rest = rest[len(name) :].strip()
    return found


def _said(pattern: re.Pattern[str], line: Line) -> str:
    match = pattern.match(line.words)
    return match.group(1).strip() if match else ""
