"""One operator with brackets (AREA[…], RANGE[…] …) enters; its part of the tree leaves, or a mistake with its mend."""

from __future__ import annotations

import re
from difflib import get_close_matches
from enum import StrEnum
from typing import TypeVar

from trialwright.find.expression import (
    Coverage,
    Covering,
    Distance,
    Expression,
    InArea,
    OnSite,
    Range,
    Tilted,
    Widened,
    Widening,
)
from trialwright.find.fields import Kind, area_named, fields, names_like
from trialwright.find.mistakes import QueryError
from trialwright.findings import Span

KM_PER_MILE = 1.609344
_FARTHEST_KM = 805.0
_PARTS = re.compile(r"([A-Z]+)\[([^\[\]]*)\]")
_LENGTH = re.compile(r"(\d+(?:\.\d+)?)\s*(mi|km|miles?|kilometers?|kilometres?)?", re.IGNORECASE)
_DEGREES = re.compile(r"[+-]?\d{1,3}(?:\.\d+)?")
_DOCUMENTS = ("Location", "Study")
_Choice = TypeVar("_Choice", bound=StrEnum)


def in_context(token: str, item: Expression, *, text: str, span: Span) -> Expression:
    """The expression that an operator (AREA, SEARCH, COVERAGE, EXPANSION, TILT) makes of the one behind it."""
    name, argument = _parts(token)
    wrong = _Wrong(text, span, len(name) + 1)
    match name:
        case "AREA":
            return InArea(area=_area(argument, wrong), item=item)
        case "SEARCH":
            return OnSite(item=item) if _one_of(argument, _DOCUMENTS, wrong) == "Location" else item
        case "COVERAGE":
            return Covering(coverage=_choice(argument, Coverage, wrong), item=item)
        case "EXPANSION":
            return Widened(widening=_choice(argument, Widening, wrong), item=item)
        case _:
            return Tilted(piece=_date(argument, wrong), item=item)


def source_of(token: str, *, text: str, span: Span) -> Expression:
    """The expression of RANGE[low,high] or DISTANCE[lat,lon,length]."""
    name, argument = _parts(token)
    wrong = _Wrong(text, span, len(name) + 1)
    parts = [part.strip() for part in argument.split(",")]
    if name == "RANGE":
        if len(parts) != 2 or not all(parts):
            raise wrong.here("RANGE takes two ends with a comma between them", "RANGE[2024-01-01,MAX]")
        return Range(low=None if parts[0] == "MIN" else parts[0], high=None if parts[1] == "MAX" else parts[1], span=span)
    return _distance(parts, wrong, span)


def _distance(parts: list[str], wrong: _Wrong, span: Span) -> Distance:
    length = _LENGTH.fullmatch(parts[2]) if len(parts) == 3 else None
    if length is None or not (_DEGREES.fullmatch(parts[0]) and _DEGREES.fullmatch(parts[1])):
        raise wrong.here("DISTANCE takes degrees north, degrees east and a length", "DISTANCE[48.85,2.35,50km]")
    lat, lon = float(parts[0]), float(parts[1])
    km = float(length[1]) * (1.0 if (length[2] or "mi").lower().startswith("k") else KM_PER_MILE)
    if abs(lat) > 90 or abs(lon) > 180:
        raise wrong.here("degrees north run from -90 to 90, degrees east from -180 to 180", "DISTANCE[48.85,2.35,50km]")
    if not 0 < km <= _FARTHEST_KM:
        raise wrong.here("the length runs up to 500 mi or 805 km", "DISTANCE[48.85,2.35,500mi]")
    return Distance(lat=lat, lon=lon, km=km, span=span)


class _Wrong:
    """Makes the errors about one operator: about all of it, or about what stands between its brackets."""

    def __init__(self, text: str, span: Span, opening: int) -> None:
        self._text, self._span = text, span
        self._inner = Span(start=min(span.start + opening, span.end), end=max(span.end - 1, span.start + opening), source="query")

    def here(self, message: str, hint: str) -> QueryError:
        return QueryError(message, query=self._text, span=self._inner, hint=hint)


def _parts(token: str) -> tuple[str, str]:
    match = _PARTS.fullmatch(token)
    return (match[1], match[2].strip()) if match else (token, "")


def _area(name: str, wrong: _Wrong) -> str:
    found = area_named(name)
    if found is None:
        near = names_like(name)
        hint = (
            f"did you mean {' or '.join(near)}?"
            if near
            else "names are those of API v2, for example BriefTitle or ConditionSearch"
        )
        raise wrong.here(f"there is no field or search area {name!r}" if name else "AREA needs the name of a field", hint)
    return found


def _date(name: str, wrong: _Wrong) -> str:
    found = area_named(name)
    if found is None or found not in fields() or fields()[found].kind is not Kind.DATE:
        raise wrong.here(f"TILT needs a date, not {name!r}", "TILT[StudyFirstPostDate]")
    return found


def _choice(argument: str, kind: type[_Choice], wrong: _Wrong) -> _Choice:
    return kind(_one_of(argument, tuple(kind), wrong))


def _one_of(argument: str, names: tuple[str, ...], wrong: _Wrong) -> str:
    found = next((name for name in names if name.lower() == argument.lower()), None)
    if found is None:
        near = get_close_matches(argument, names, n=1)
        hint = f"did you mean {near[0]}?" if near else f"one of {', '.join(names)}"
        raise wrong.here(f"{argument!r} cannot stand here", hint)
    return found
