"""The people a record names enter; findings on names spelt two ways and on phones and mails that cannot work leave."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from typing import Any

from rapidfuzz.distance import DamerauLevenshtein

from trialwright.findings import Finding
from trialwright.registries.checks.codes import report
from trialwright.registries.checks.tables import rows
from trialwright.registries.checks.view import View, mappings, words_at

_MODULE = "contactsLocationsModule"
_DEGREES = re.compile(
    r"\b(?:md|phd|dr|prof(?:essor)?|mr|mrs|ms|msc|bsc|mph|mba|do|rn|bs|ba|ma|facp|facs|frcp\w*|pharmd|dnp|np|pa"
    r"|cnp|med|mbbs|mbchb|mmed|dphil|ph|priv|univ|pd|pi|jr|sr|ii|iii)\b\.?"
    r"|\b(?:m\.?\s?d|ph\.?\s?d)\b\.?",
    re.IGNORECASE,
)
_OFFICE = re.compile(
    r"\b(?:study|clinical|trials?|cent(?:er|re)|office|call|coordinator|information|department|team|medical"
    r"|monitor|director|research|nurse|reference|number|id|sponsor|site|"
    r"investigator|manager|contact|hospital|university|institute|group|line|hotline|service|physician|referral|inc"
    r"|ltd|gmbh|oncology|radiation)\b",
    re.IGNORECASE,
)
_MOST_PEOPLE = 40
_LONG, _LONGER = 6, 10
_PHONE_PARTS = re.compile(r"\s*(?:[;|]|\bor\b|\band\b|\s/\s)\s*|(?<=\d{6}),\s*", re.IGNORECASE)
_EXTENSION = re.compile(r"\s*(?:,|;)?\s*(?:ext(?:ension)?|x|poste|#|doorkies\w*)\s*[.:]?\s*\d{1,8}\s*$", re.IGNORECASE)
_PHONE = re.compile(r"^[\d\s().+/\-–—_·‐‑‒ ]+$")
_MAIL = re.compile(r"^[^\s@,;]+@[^\s@,;]+\.[^\s@,;.]{2,}$")
_LEAST_DIGITS, _MOST_DIGITS, _MOST_SHOWN = 6, 15, 5


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """One naming of a person and the field it stands in."""

    field: str
    name: str
    phone: str
    extension: str
    mail: str


def check_people(view: View) -> Iterator[Finding]:
    """Names against each other, phones and mails against what can be dialled or written to."""
    named = tuple(_people(view))
    yield from _name_variants(named)
    yield from _extensions(named)
    yield from _phones(named)
    yield from _mails(named)


def _people(view: View) -> Iterator[Person]:
    for key in ("centralContacts", "overallOfficials"):
        yield from _named(view.mappings(f"{_MODULE}.{key}"), f"{_MODULE}.{key}")
    for at, site in enumerate(view.locations):
        yield from _named(mappings(site.get("contacts")), f"{_MODULE}.locations.{at}.contacts")
    yield from _named(mappings(view.record.extra.get("facilityContacts")), "extra.facilityContacts")
    party = "sponsorCollaboratorsModule.responsibleParty.investigatorFullName"
    if name := view.text(party):
        yield Person(field=party, name=name, phone="", extension="", mail="")


def _named(items: tuple[Mapping[str, Any], ...], path: str) -> Iterator[Person]:
    for at, item in enumerate(items):
        phone, extension = words_at(item, "phone"), words_at(item, "phoneExt")
        yield Person(
            field=f"{path}.{at}", name=words_at(item, "name"), phone=phone, extension=extension, mail=words_at(item, "email")
        )


def plain_name(name: str) -> tuple[str, ...]:
    """The words of a person's name in lower case, without degrees, initials and accents; empty for the name of an office."""
    if _OFFICE.search(name):
        return ()
    first = name.split(",", maxsplit=1)[0] if "," in name else name
    folded = "".join(char for char in unicodedata.normalize("NFKD", first.replace("ı", "i")) if not unicodedata.combining(char))
    folded = re.sub(r"(?<=\w)-(?=\w)", "", folded)
    return tuple(word for word in re.findall(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", _DEGREES.sub(" ", folded.lower())) if len(word) > 1)


def _name_variants(named: tuple[Person, ...]) -> Iterator[Finding]:
    first_seen: dict[tuple[str, ...], Person] = {}
    for person in named:
        words = plain_name(person.name)
        if len(words) > 1:
            first_seen.setdefault(words, person)
    if len(first_seen) > _MOST_PEOPLE:
        return
    for (words, one), (others, other) in combinations(first_seen.items(), 2):
        if how := _variant(words, others):
            shown = [_without_degrees(one.name), _without_degrees(other.name)]
            message = f'"{shown[0]}" and "{shown[1]}" look like one person\'s name {how}.'
            yield report("PERSON_NAME_VARIANT", message, quotes=[(_name_field(one), shown[0]), (_name_field(other), shown[1])])


def _name_field(person: Person) -> str:
    return person.field if person.field.endswith("investigatorFullName") else f"{person.field}.name"


def _variant(words: tuple[str, ...], others: tuple[str, ...]) -> str | None:
    if sorted(words) == sorted(others):
        return "with given and family name in another order"
    if len(words) != len(others):
        return None
    apart = [(a, b) for a, b in zip(words, others, strict=True) if a != b]
    if len(apart) != 1 or min(map(len, apart[0])) < _LONG:
        return None
    most = 2 if min(map(len, apart[0])) >= _LONGER else 1
    return "spelt two ways" if DamerauLevenshtein.distance(*apart[0]) <= most else None


def _without_degrees(name: str) -> str:
    return name.split(",", maxsplit=1)[0].strip()


def _digits(text: str) -> str:
    return "".join(char for char in text if char.isdigit())


def _extensions(named: tuple[Person, ...]) -> Iterator[Finding]:
    seen: set[str] = set()
    for person in named:
        if person.extension and _digits(person.extension) == _digits(person.phone) and person.phone not in seen:
            seen.add(person.phone)
            words = f"{person.phone} ext. {person.extension}"
            message = f"The extension repeats the phone number ({words}): read it as a number without extension."
            yield report("PHONE_EXT_EQUALS_PHONE", message, quotes=[(f"{person.field}.phone", words)])


def _phones(named: tuple[Person, ...]) -> Iterator[Finding]:
    """One finding for all the numbers that cannot be dialled, with the first few quoted."""
    faults: dict[str, tuple[str, str]] = {}
    for person in named:
        if person.phone and (why := phone_fault(person.phone)):
            faults.setdefault(person.phone, (f"{person.field}.phone", why))
    if faults:
        shown = list(faults.items())[:_MOST_SHOWN]
        said = "; ".join(f'"{phone}" ({why})' for phone, (_, why) in shown)
        more = f" and {len(faults) - len(shown)} more" if len(faults) > len(shown) else ""
        message = f"Cannot be dialled as printed: {said}{more}."
        yield report("PHONE_MALFORMED", message, quotes=[(field, phone) for phone, (field, _) in shown])


@cache
def _lengths() -> dict[str, tuple[str, int, int]]:
    return {row["code"]: (row["country"], int(row["least"]), int(row["most"])) for row in rows("phone_lengths.tsv")}


def phone_fault(phone: str) -> str | None:
    """Why a printed phone number cannot be right, or None; several numbers in one field are judged one by one."""
    faults = [_fault(part) for part in _PHONE_PARTS.split(_EXTENSION.sub("", phone.strip())) if part.strip()]
    return faults[0] if faults and all(faults) else None


def _fault(part: str) -> str | None:
    body = _EXTENSION.sub("", part.strip())
    digits = _digits(body)
    if not digits:
        return "it holds no digit"
    if not _PHONE.match(body):
        return None
    if len(digits) < _LEAST_DIGITS or len(digits) > _MOST_DIGITS:
        return f"{len(digits)} digits"
    if not body.lstrip(" (").startswith(("+", "00")):
        return None
    abroad = digits.removeprefix("00")
    if abroad.startswith("0"):
        return "no country code begins with 0"
    code = next((abroad[:size] for size in (3, 2, 1) if abroad[:size] in _lengths()), None)
    if code is None:
        return None
    country, least, most = _lengths()[code]
    rest = abroad[len(code) :]
    sizes = {len(rest), len(rest.removeprefix("0"))}
    if any(least <= size <= most for size in sizes):
        return None
    return f"{len(rest)} digits after +{code} ({country}: {least if least == most else f'{least} to {most}'})"


def _mails(named: tuple[Person, ...]) -> Iterator[Finding]:
    for mail in dict.fromkeys(person.mail.strip() for person in named if person.mail.strip()):
        if not all(_MAIL.match(part.strip()) for part in re.split(r"[;,]\s*|\s+(?:or|and)\s+", mail) if part.strip()):
            field = next(person.field for person in named if person.mail.strip() == mail)
            yield report("EMAIL_MALFORMED", f'"{mail}" is no mail address as it stands.', quotes=[(f"{field}.email", mail)])
