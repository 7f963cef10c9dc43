"""Elements of a legacy ClinicalTrials.gov XML that name people and sites enter, v2's contacts, officials and locations leave."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from xml.etree.ElementTree import Element

from trialwright.registries import enums

Unknown = Callable[[str, str], None]
_NAMES = ("first_name", "middle_name", "last_name")


def contact(element: Element, unknown: Unknown) -> dict[str, Any]:
    """A contact: name, role CONTACT, phone, extension, e-mail."""
    name = _name(element)
    head = {"name": name, "role": "CONTACT"} if name or len(element) else {}
    return _kept(
        head | {"phone": _said(element, "phone"), "phoneExt": _said(element, "phone_ext"), "email": _said(element, "email")}
    )


def official(element: Element, unknown: Unknown) -> dict[str, Any]:
    """An overall official or a site's investigator: name, affiliation, role."""
    return _kept({"name": _name(element), "affiliation": _said(element, "affiliation"), "role": _role(element, unknown)})


def site(element: Element, unknown: Unknown) -> dict[str, Any]:
    """A location: facility, status, address, its contacts and investigators."""
    found: dict[str, Any] = {"facility": _said(element, "facility/name"), "status": _status(element, unknown)}
    for tag in ("city", "state", "zip", "country"):
        found[tag] = _said(element, f"facility/address/{tag}")
    contacts = [contact(one, unknown) for tag in ("contact", "contact_backup") for one in element.findall(tag)]
    people = [_kept({"name": _name(one), "role": _role(one, unknown)}) for one in element.findall("investigator")]
    every = [one for one in (*contacts, *people) if one]
    return _kept(found | {"contacts": every or None})


def _name(element: Element) -> str | None:
    """First, middle and last name, then degrees after a comma, as v2 prints them."""
    name = " ".join(filter(None, (_said(element, tag) for tag in _NAMES)))
    degrees = _said(element, "degrees")
    return ", ".join(filter(None, (name, degrees))) or None


def _role(element: Element, unknown: Unknown) -> str | None:
    words = _said(element, "role")
    value = enums.lookup("official_role", words) if words else None
    if words and value is None:
        unknown(f"{element.tag}/role", words)
    return value


def _status(element: Element, unknown: Unknown) -> str | None:
    words = _said(element, "status")
    value = enums.lookup("status", words) if words else None
    if words and value is None:
        unknown("location/status", words)
    return value


def _said(element: Element, path: str) -> str | None:
    words = " ".join((element.findtext(path) or "").split())
    return words or None


def _kept(found: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in found.items() if value is not None}
