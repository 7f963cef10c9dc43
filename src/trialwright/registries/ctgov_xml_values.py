"""The text of a legacy ClinicalTrials.gov XML element enters, a v2 value leaves: dates, enrolment, masking, ages, phases."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any
from xml.etree.ElementTree import Element

from trialwright.registries import dates, enums
from trialwright.registries.textblock import unwrapped


def text_of(element: Element) -> str | None:
    """The element's own text on one line, or None where it has none."""
    words = re.sub(r"\s+", " ", element.text or "").strip()
    return words or None


def _dated(element: Element, words: str) -> dict[str, str] | None:
    day = dates.iso_date(words)
    if day is None:
        return None
    kind = enums.lookup("date_type", element.get("type", ""))
    return {"date": day} | ({"type": kind} if kind else {})


def _enrollment(element: Element, words: str) -> dict[str, Any] | None:
    if not words.isdigit():
        return None
    kind = enums.lookup("date_type", element.get("type", ""))
    return {"count": int(words)} | ({"type": kind} if kind else {})


def masking(words: str) -> dict[str, Any] | None:
    """ "Double (Participant, Investigator)" -> DOUBLE and who."""
    if (whole := enums.lookup("masking", words)) is not None:
        return {"masking": whole}
    match = re.fullmatch(r"([^(]+)\((.*)\)", words)
    kind = enums.lookup("masking", match.group(1)) if match else None
    if match is None or kind is None:
        return None
    who = [enums.lookup("who_masked", word) for word in match.group(2).split(",")]
    return {"masking": kind} | ({"whoMasked": [one for one in who if one]} if all(who) else {})


KINDS: Mapping[str, Callable[[Element, str], Any]] = {
    "text": lambda _, words: words,
    "block": lambda element, _: unwrapped(element.text or ""),
    "date": lambda _, words: dates.iso_date(words),
    "dated": _dated,
    "yes_no": lambda _, words: enums.yes_no(words),
    "phases": lambda _, words: enums.phases(words),
    "age": lambda _, words: enums.age(words),
    "enrollment": _enrollment,
    "masking": lambda _, words: masking(words),
}
