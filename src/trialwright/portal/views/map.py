"""Sites enter, a small map of them leaves: outlines of countries and dots, as numbers for an SVG; nothing is fetched for it.

The list of sites says all that the map says. Outlines: Natural Earth, 1:110 million (public domain).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from markupsafe import Markup

from trialwright.find.place import locate
from trialwright.portal.views.people import Site
from trialwright.portal.views.words import table

WIDE, HIGH = 720, 400
_LEAST_DEGREES, _MARGIN, _FINEST = 14.0, 1.35, 1.6
_WHOLE = 270.0
_STEP, _GRID = 1.1, 30
"""Maps are one of these steps wide, and their middles that part of their height apart."""
Ring = tuple[tuple[float, float], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Dot:
    """One place with how many sites it has; `names` for a reader who points at it."""

    x: float
    y: float
    radius: float
    names: str


@dataclass(frozen=True, kw_only=True, slots=True)
class SiteMap:
    """A map `WIDE` by `HIGH`: the paths of countries, the dots, and how many sites could not be put on it."""

    land: str
    dots: tuple[Dot, ...]
    unplaced: int
    wide: int = WIDE
    high: int = HIGH


@dataclass(frozen=True, kw_only=True, slots=True)
class _Outline:
    """One piece of land, and how far it reaches."""

    ring: Ring
    west: float
    east: float
    south: float
    north: float


@dataclass(frozen=True, kw_only=True, slots=True)
class _Window:
    """What of the world is shown: its middle, and pixels for a degree of longitude and latitude."""

    lon: float
    lat: float
    across: float
    up: float

    def at(self, lon: float, lat: float) -> tuple[float, float]:
        return WIDE / 2 + (lon - self.lon) * self.across, HIGH / 2 - (lat - self.lat) * self.up


def site_map(sites: Sequence[Site]) -> SiteMap | None:
    """The map of the sites whose place is known (by the record, else by the town); None where there is none."""
    placed = [(site, spot) for site in sites if (spot := _spot(site)) is not None]
    if not placed:
        return None
    window = _window([spot for _, spot in placed])
    names: dict[tuple[float, float], Counter[str]] = {}
    for site, (lat, lon) in placed:
        names.setdefault((round(lat, 1), round(lon, 1)), Counter())[", ".join(p for p in (site.city, site.country) if p)] += 1
    dots = (_dot(window, spot, found) for spot, found in names.items())
    return SiteMap(land=_land(window), dots=tuple(dots), unplaced=len(sites) - len(placed))


def _spot(site: Site) -> tuple[float, float] | None:
    if site.lat is not None and site.lon is not None:
        return site.lat, site.lon
    town = locate(site.city[:100], site.state[:100], site.country[:100]) if site.city else None
    return (town.lat, town.lon) if town is not None else None


def _window(spots: Sequence[tuple[float, float]]) -> _Window:
    lats, lons = [lat for lat, _ in spots], [lon for _, lon in spots]
    middle = (min(lats) + max(lats)) / 2
    narrow = max(0.25, math.cos(math.radians(middle)))
    degrees = max(_LEAST_DEGREES, (max(lats) - min(lats)) * _MARGIN, (max(lons) - min(lons)) * _MARGIN * narrow * HIGH / WIDE)
    shown = _stepped(min(degrees, _WHOLE))
    up = HIGH / shown
    grid = shown / _GRID
    return _Window(lon=_on(grid, (min(lons) + max(lons)) / 2), lat=_on(grid, middle), across=up * _stepped(narrow), up=up)


def _stepped(number: float) -> float:
    """The number, or a little more: trials around the same places share the outlines of a map, which take long to draw."""
    return float(_STEP ** math.ceil(math.log(number, _STEP) - 1e-9))


def _on(grid: float, degrees: float) -> float:
    return round(degrees / grid) * grid


def _dot(window: _Window, spot: tuple[float, float], names: Counter[str]) -> Dot:
    x, y = window.at(spot[1], spot[0])
    count = sum(names.values())
    told = "; ".join(f"{name} ({number})" if number > 1 else name for name, number in names.most_common(5))
    return Dot(x=round(x, 1), y=round(y, 1), radius=round(min(14.0, 5.5 + 1.5 * math.log2(count)), 1), names=told)


def _land(window: _Window) -> Markup:
    """The outlines as a path: numbers and letters of our own, not cut as texts are."""
    x, y = (round(part) for part in window.at(0.0, 0.0))
    drawn = _drawn(window.across, window.up)
    pieces = (f"M{x + line.x},{y + line.y}{line.rest}" for line in drawn if _seen(line.outline, window))
    return Markup("{}").format("".join(pieces))


@dataclass(frozen=True, kw_only=True, slots=True)
class _Line:
    """An outline as it is drawn at one scale: where it begins (pixels from 0° N 0° E), and the rest of its path from there on."""

    outline: _Outline
    x: int
    y: int
    rest: str


@lru_cache(maxsize=128)
def _drawn(across: float, up: float) -> tuple[_Line, ...]:
    """All outlines at one scale, no finer than it can show them: wherever its middle is, a map takes its part of these."""
    scale = _Window(lon=0.0, lat=0.0, across=across, up=up)
    x, y = scale.at(0.0, 0.0)
    found: list[_Line] = []
    for outline in _rings():
        points = [(round(east - x), round(south - y)) for east, south in _thinned(scale.at(*point) for point in outline.ring)]
        if len(points) > 2:
            steps = (f"{there[0] - here[0]},{there[1] - here[1]}" for here, there in pairwise(points))
            found.append(_Line(outline=outline, x=points[0][0], y=points[0][1], rest=f"l{'l'.join(steps)}Z"))
    return tuple(found)


def _seen(outline: _Outline, window: _Window) -> bool:
    left, top = window.at(outline.west, outline.north)
    right, bottom = window.at(outline.east, outline.south)
    return left < WIDE and right > 0 and top < HIGH and bottom > 0


def _thinned(points: Iterable[tuple[float, float]]) -> Iterator[tuple[float, float]]:
    """Points at least so far apart that an eye tells them apart."""
    last = (math.inf, math.inf)
    for point in points:
        if math.dist(point, last) >= _FINEST:
            last = point
            yield point


@cache
def _rings() -> tuple[_Outline, ...]:
    return tuple(_outline(tuple(_point(pair) for pair in row["ring"].split())) for row in table("land.tsv"))


def _outline(ring: Ring) -> _Outline:
    lons, lats = [lon for lon, _ in ring], [lat for _, lat in ring]
    return _Outline(ring=ring, west=min(lons), east=max(lons), south=min(lats), north=max(lats))


def _point(pair: str) -> tuple[float, float]:
    lon, _, lat = pair.partition(",")
    return float(lon), float(lat)
