"""Lines about places enter, the sites they name leave (API v2 names)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from trialwright.registries.pages.blocks import Piece
from trialwright.registries.pages.numbers import Printed
from trialwright.registries.pages.treatments import Entry
from trialwright.registries.pages.values import country, scalar

_LONGEST_NAME = 120
_SENTENCE = re.compile(r"[a-z)]\.\s+[A-Z]|[.!?]$")
_ZIP = re.compile(r"[A-Z]{0,2}[- ]?\d[\d A-Z-]{2,9}|[A-Z]\d[A-Z] ?\d[A-Z]\d|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}")
_STATUS_END = re.compile(
    r"(?<=[a-z)\]])\s?(Recruiting|Not yet recruiting|Active, not recruiting|Completed|Terminated|Withdrawn|Suspended"
    r"|Enrolling by invitation|[A-Z_]{8,})$"
)
_STATUS_START = re.compile(
    r"^(RECRUITING|NOT_YET_RECRUITING|ACTIVE_NOT_RECRUITING|COMPLETED|TERMINATED|WITHDRAWN|SUSPENDED|ENROLLING_BY_INVITATION)(?=[A-Z][a-z])"
)
_FACILITY = re.compile(
    r"hospital|universi|clini[ck]|cent(?:er|re)|institut|medical|college|oncolog|health|foundation|h[oô]pital|ospedal|krankenh|zentrum|klinikum"
    r"|infirmary|facility|practice|hosp\b|病院|医院|센터|병원|centro|policl",
    re.IGNORECASE,
)


@dataclass(kw_only=True, slots=True)
class Sites:
    """Sites of a block, countries that stand alone, and the lines it does not explain."""

    sites: list[Entry] = field(default_factory=list)
    countries: list[tuple[str, Piece]] = field(default_factory=list)
    rest: list[Piece] = field(default_factory=list)


def place(words: str) -> Mapping[str, str]:
    """City, state, country and postcode of "Mannheim, Baden-Württemberg, Germany, 68167"; empty for anything else."""
    parts = [part.strip() for part in words.split(",")]
    if not 2 <= len(parts) <= 6 or len(words) > _LONGEST_NAME:
        return {}
    found: dict[str, str] = {}
    if len(parts) > 2 and _ZIP.fullmatch(parts[-1]):
        found["zip"] = parts.pop()
    nation = country(", ".join(parts[-2:])) if len(parts) > 2 else None
    rest = parts[:-2] if nation else parts[:-1]
    nation = nation or country(parts[-1])
    if nation is None or not rest or country(rest[0]):
        return {}
    if len(rest) > 1 and _ZIP.fullmatch(rest[-1]):
        found["zip"] = rest.pop()
    if len(rest) > 1 and _FACILITY.search(rest[0]):
        found["facility"] = rest.pop(0)
    named = {"city": rest[0], "state": ", ".join(part for part in rest[1:] if part), "country": nation} | found
    return {key: value for key, value in named.items() if value}


def sites(values: Sequence[Piece], printed: Printed, *, labelled: bool) -> Sites:
    """The sites of a block. Without a label over it (`labelled`) only what stands around "city, state, country" is taken."""
    marks = [_kind(piece, printed) for piece in values]
    if "place" in marks:
        return _around_places(values, marks, printed)
    made = Sites()
    if not labelled:
        made.rest = list(values)
        return made
    if "status" in marks and "country" in marks:
        return _by_country(values, marks, printed)
    for piece, mark in zip(values, marks, strict=True):
        ending = _STATUS_END.search(piece.text)
        if mark == "country":
            made.countries.append((country(piece.text) or "", piece))
        elif ending and (status := scalar("status", ending.group(1), printed)):
            made.sites.append(Entry(fields={"facility": piece.text[: ending.start()].strip(), "status": status}, pieces=[piece]))
        elif (
            _FACILITY.search(piece.text)
            and len(piece.text) <= _LONGEST_NAME
            and not _SENTENCE.search(piece.text)
            and "|" not in piece.text
        ):
            made.sites.append(Entry(fields={"facility": piece.text}, pieces=[piece]))
        else:
            made.rest.append(piece)
    return made


def _kind(piece: Piece, printed: Printed) -> str:
    if place(piece.text):
        return "place"
    if country(piece.text):
        return "country"
    words = _STATUS_START.match(piece.text)
    return "status" if words or scalar("status", piece.text, printed) else "text"


def _around_places(values: Sequence[Piece], marks: Sequence[str], printed: Printed) -> Sites:
    made = Sites()
    first = marks.index("place")
    after = _facility_after(values, marks, first)
    used: set[int] = set()
    for at, mark in enumerate(marks):
        if mark != "place":
            continue
        entry = Entry(fields=dict(place(values[at].text)), pieces=[values[at]])
        used.add(at)
        steps = range(at + 1, min(at + 3, len(values)))
        for step in steps:
            if marks[step] == "status" and "status" not in entry.fields:
                entry.fields["status"] = _status(values[step], printed)
                entry.pieces.append(values[step])
                used |= {step} if not _STATUS_START.match(values[step].text) else set()
            elif marks[step] == "text" and after and "facility" not in entry.fields:
                entry.fields["facility"] = values[step].text
                entry.pieces.append(values[step])
                used.add(step)
            else:
                break
        if not after and at > 0 and marks[at - 1] == "text" and at - 1 not in used:
            entry.fields["facility"] = values[at - 1].text
            entry.pieces.insert(0, values[at - 1])
            used.add(at - 1)
        made.sites.append(entry)
    made.rest = [piece for at, piece in enumerate(values) if at not in used]
    return made


def _facility_after(values: Sequence[Piece], marks: Sequence[str], first: int) -> bool:
    """Whether the name of a site stands below its place: indented below it, or nothing stands above the first place."""
    below = next((at for at in range(first + 1, len(values)) if marks[at] != "status"), None)
    if below is None or marks[below] != "text":
        return False
    above = first > 0 and marks[first - 1] == "text"
    return not above or values[below].indent > values[first].indent


def _status(piece: Piece, printed: Printed) -> object | None:
    glued = _STATUS_START.match(piece.text)
    return scalar("status", glued.group(1) if glued else piece.text, printed)


def _by_country(values: Sequence[Piece], marks: Sequence[str], printed: Printed) -> Sites:
    """Country over its sites; a site is name, status, city, one a line."""
    made = Sites()
    nation = ""
    used: set[int] = set()
    for at, mark in enumerate(marks):
        if mark == "country":
            nation = country(values[at].text) or ""
            used.add(at)
        elif mark == "status" and at > 0 and marks[at - 1] == "text":
            entry = Entry(
                fields={"facility": values[at - 1].text, "status": _status(values[at], printed)},
                pieces=[values[at - 1], values[at]],
            )
            used |= {at - 1, at}
            if at + 1 < len(values) and marks[at + 1] == "text" and len(values[at + 1].text) <= 40:
                entry.fields["city"] = values[at + 1].text
                entry.pieces.append(values[at + 1])
                used.add(at + 1)
            if nation:
                entry.fields["country"] = nation
            made.sites.append(entry)
    made.rest = [piece for at, piece in enumerate(values) if at not in used]
    return made


def after_status(piece: Piece) -> Piece:
    """A line without the site's status that is glued to its start: "RECRUITINGFirst outcome" -> "First outcome"."""
    glued = _STATUS_START.match(piece.text)
    return piece.rest(piece.text[glued.end() :]) if glued else piece
