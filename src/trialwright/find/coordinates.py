"""A text that gives a point on the map enters, its degrees north and east leave, however they are written."""

from __future__ import annotations

import re

_PLAIN = re.compile(r"\s*([+-]?\d{1,2}(?:\.\d+)?)\s*[,; ]\s*([+-]?\d{1,3}(?:\.\d+)?)\s*")
_WITH_COMMAS = re.compile(r"\s*([+-]?\d{1,2},\d+)\s*(?:[;\s]|,\s)\s*([+-]?\d{1,3},\d+)\s*")
_ANGLE = r"(\d{1,3}(?:[.,]\d+)?)\s*°?\s*(?:(\d{1,2}(?:[.,]\d+)?)\s*['′’]\s*)?(?:(\d{1,2}(?:[.,]\d+)?)\s*(?:\"|″|”|'')\s*)?"
_NAMED = re.compile(rf"\s*{_ANGLE}([NS])\s*[,;]?\s*{_ANGLE}([EWO])\s*", re.IGNORECASE)


def point_of(text: str) -> tuple[float, float] | None:
    """The degrees north and east that a text gives; None where it is no point, or there is none so far north or east.

    >>> point_of("40.4168, -3.7038"), point_of("40,4168; -3,7038"), point_of("40.4168 N, 3.7038 W"), point_of("95, 10")
    ((40.4168, -3.7038), (40.4168, -3.7038), (40.4168, -3.7038), None)
    >>> point_of("40° 25′ N 3° 42′ W")
    (40.41667, -3.7)
    """
    plain = _PLAIN.fullmatch(text) or _WITH_COMMAS.fullmatch(text)
    if plain is not None:
        north, east = (float(part.replace(",", ".")) for part in plain.groups())
    elif (named := _NAMED.fullmatch(text)) is not None:
        north = _degrees(named.groups()[:3]) * (-1 if named[4] in "Ss" else 1)
        east = _degrees(named.groups()[4:7]) * (-1 if named[8] in "WwOo" else 1)
    else:
        return None
    return (north, east) if abs(north) <= 90 and abs(east) <= 180 else None


def _degrees(parts: tuple[str | None, ...]) -> float:
    """Degrees, minutes and seconds as degrees, to a metre."""
    degrees, minutes, seconds = (float((part or "0").replace(",", ".")) for part in parts)
    return round(degrees + minutes / 60 + seconds / 3600, 5)
