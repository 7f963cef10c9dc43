"""Parts of resources: dates, quantities, codes and references of FHIR's JSON in, whatever shape it has; plain values out."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from typing import Any, TypedDict

from trialwright.vocabulary.time import PartialDate
from trialwright.vocabulary.units import parse_unit

UCUM = "http://unitsofmeasure.org"
ABSENT_REASON = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
_DATE = re.compile(r"(\d{4}(?:-\d{2}(?:-\d{2})?)?)(?:T.*)?")
DATES_READ = frozenset(
    f"{name}{sort}"
    for name in ("effective", "performed", "onset", "abatement", "occurrence")
    for sort in ("DateTime", "Instant", "Period", "Age")
) | {"abatementBoolean", "recordedDate", "issued", "authoredOn", "whenHandedOver", "date", "detected"}
"""What tells when something was, in a way that is read."""
_TAG = re.compile(r"\s*\([a-z /-]+\)?$")
_INVISIBLE = re.compile("[\u200b\u200c\u200d\ufeff\u00ad]")
_LONGEST = 300
_DEEPEST_DECIMAL = 30


class Dates(TypedDict, total=False):
    """The dates of a fact."""

    date: PartialDate | None
    start: PartialDate | None
    end: PartialDate | None


def items(value: Any) -> list[dict[str, Any]]:
    """The objects of a list; of a single object that one; else nothing."""
    if isinstance(value, dict):
        return [value]
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def text_of(value: Any) -> str:
    """A text on one line, cut where it is longer than any name; "" for what is none."""
    if isinstance(value, str) and len(value) <= _LONGEST and value.isascii() and value.isprintable() and "  " not in value:
        return value.strip()
    return " ".join(_INVISIBLE.sub("", value[:_LONGEST]).split()) if isinstance(value, str) else ""


def codings(concept: Any) -> Iterator[tuple[str, str, str]]:
    """System, code and display of each coding of a CodeableConcept."""
    if isinstance(concept, dict):
        for item in items(concept.get("coding")):
            yield text_of(item.get("system")), text_of(item.get("code")), text_of(item.get("display"))


def codes_in(concept: Any) -> frozenset[str]:
    """The codes of a CodeableConcept, whatever their system: for the closed lists of FHIR itself."""
    return frozenset(code for _, code, _ in codings(concept) if code)


def words_of(concept: Any) -> str:
    """What a CodeableConcept says: its text, else a display, else a code."""
    if not isinstance(concept, dict):
        return text_of(concept)
    found = list(codings(concept))
    shown = next((display for _, _, display in found if display), "")
    return shown or text_of(concept.get("text")) or next((code for _, code, _ in found if code), "")


def untagged(text: str) -> str:
    """A display without the sort that SNOMED CT writes behind it: "Positive (qualifier value)"."""
    return _TAG.sub("", text) if text.endswith(")") or "(" in text else text


def day(text: str) -> PartialDate | None:
    """A date or dateTime of FHIR with the precision that it has; None for what is none."""
    return _day(text[:10] if text[10:11] == "T" and text.isprintable() else text)


@lru_cache(maxsize=65536)
def _day(text: str) -> PartialDate | None:
    found = _DATE.fullmatch(text)
    if found is None:
        return None
    try:
        return PartialDate.parse(found[1])
    except ValueError:
        return None


def day_of(value: Any) -> PartialDate | None:
    """As `day`, for a value of any type."""
    return day(value) if isinstance(value, str) else None


@lru_cache(maxsize=65536)
def or_later(first: PartialDate | None) -> PartialDate | None:
    """Some day from then on."""
    return None if first is None else PartialDate(first=first.first, last=dt.date.max)


@lru_cache(maxsize=65536)
def or_earlier(last: PartialDate | None) -> PartialDate | None:
    """Some day up to then."""
    return None if last is None else PartialDate(first=dt.date.min, last=last.last)


def spanning(period: Any) -> PartialDate | None:
    """The days of a period as one date that is known in part: what was done within it."""
    start, end = (day_of(period.get(name)) for name in ("start", "end")) if isinstance(period, dict) else (None, None)
    if start is None or end is None:
        return or_later(start) if end is None else or_earlier(end)
    return PartialDate(first=start.first, last=end.last) if start.first <= end.last else None


def day_at_age(age: Any, birth: PartialDate | None) -> PartialDate | None:
    """The days on which somebody who was born then was so old (an Age of FHIR, in years), or None."""
    years = number(age.get("value")) if isinstance(age, dict) and text_of(age.get("code")) in ("a", "years", "yr") else None
    if years is None or birth is None or not 0 <= years <= 125 or years != years.to_integral_value():
        return None
    return birth.at_age(int(years))


def moment_of(resource: dict[str, Any], name: str) -> PartialDate | None:
    """`nameDateTime`, `nameInstant` or `namePeriod` as a date."""
    return (
        day_of(resource.get(f"{name}DateTime"))
        or day_of(resource.get(f"{name}Instant"))
        or spanning(resource.get(f"{name}Period"))
    )


def number(value: Any) -> Decimal | None:
    """A JSON number as a decimal; booleans, texts and what is not finite are none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    found = Decimal(repr(value))
    return found if found.is_finite() and abs(found.adjusted()) < _DEEPEST_DECIMAL else None


@lru_cache(maxsize=4096)
def _unit(system: str, code: str, shown: str) -> str | None:
    ordered = (code, shown) if system == UCUM or not shown else (shown, code)
    return next((unit for text in ordered if text and (unit := parse_unit(text))), None)


def unit_of(quantity: dict[str, Any]) -> tuple[str | None, str]:
    """The UCUM unit of a Quantity, or None, and the unit as written."""
    system, code, shown = (quantity.get(name) for name in ("system", "code", "unit"))
    code, shown = text_of(code), text_of(shown)
    return _unit(system if isinstance(system, str) else "", code, shown), code or shown


def absent_reason(holder: dict[str, Any]) -> str:
    """Why there is no value, where the resource says so."""
    return words_of(holder.get("dataAbsentReason"))


def says_absent(element: Any) -> bool:
    """True for an element that says of itself that it is not known."""
    return isinstance(element, dict) and any(item.get("url") == ABSENT_REASON for item in items(element.get("extension")))


def extension(holder: Any, *ends: str) -> Iterator[dict[str, Any]]:
    """The extensions whose address ends in one of these names."""
    if isinstance(holder, dict):
        for item in items(holder.get("extension")):
            if isinstance(item.get("url"), str) and item["url"].rsplit("/", 1)[-1] in ends:
                yield item


def profiles(resource: dict[str, Any]) -> frozenset[str]:
    """The last part of each profile that a resource says it keeps to."""
    meta = resource.get("meta")
    named = meta.get("profile") if isinstance(meta, dict) else None
    return (
        frozenset(item.rsplit("/", 1)[-1].split("|")[0] for item in named if isinstance(item, str))
        if isinstance(named, list)
        else frozenset()
    )


def reference(value: Any) -> str:
    """What a reference points to: "Patient/1", "urn:uuid:…", "#1"; "" where it points to nothing that can be found here."""
    target = value.get("reference") if isinstance(value, dict) else None
    return pointed(target) if isinstance(target, str) else ""


@lru_cache(maxsize=65536)
def pointed(target: str) -> str:
    """An address of a resource as type and id, without its server and version."""
    if target.startswith(("urn:", "#")):
        return target
    if "?" in target:
        return target
    parts = target.split("/_history/", maxsplit=1)[0].rstrip("/").split("/")
    return "/".join(parts[-2:]) if len(parts) > 1 else target
