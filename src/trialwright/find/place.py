"""A place as somebody types it enters, places on the map leave, the likeliest first. Offline: the tables are of GeoNames."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache, lru_cache
from importlib import resources

from trialwright.find.coordinates import point_of
from trialwright.find.folding import folded
from trialwright.find.regions import Region, region_of, regions_named

EARTH_KM = 6371.0088
"""Mean radius of the earth (IUGG)."""
_ASIDE = re.compile(r"[()\[\];]")
_LIKE_ENOUGH = 80
_SUGGESTED_FROM = 20_000
_REMEMBERED = 2_000
"""So many of the names that were asked for last are remembered: to go through the table takes 10 ms, and each page asks twice."""


class Sort(StrEnum):
    """What a place is: a town, a whole country, or a point given by its coordinates."""

    CITY = "city"
    COUNTRY = "country"
    POINT = "point"


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """A place on the map: degrees north and east; `country` is its ISO 3166 code, `region` GeoNames' code of the first division
    (for the United States the state). A country has the coordinates of its largest town; so has a region, which is a town by the
    region's name, with `largest_town`."""

    sort: Sort
    name: str
    lat: float
    lon: float
    country: str = ""
    region: str = ""
    population: int = 0
    largest_town: str = ""

    @property
    def label(self) -> str:
        """The name with what tells it apart from others: "Paris, Texas, United States"."""
        if self.sort is not Sort.CITY:
            return self.name
        if self.largest_town:
            return f"{self.name}, {country_name(self.country)} (measured from {self.largest_town})"
        region = region_of(self.country, self.region)
        state = region.names[0] if region is not None and region.short else ""
        return ", ".join(part for part in (self.name, state, country_name(self.country)) if part)


@lru_cache(maxsize=_REMEMBERED)
def find_places(text: str) -> tuple[Place, ...]:
    """The places that a text may mean, the likeliest (largest) first; none where nothing has that name.

    Coordinates ("52.37, 4.89"), a town with or without its state or country, a state, or a country.

    >>> [place.label for place in find_places("Paris, TX")]
    ['Paris, Texas, United States']
    >>> find_places("Utrecht")[0].country
    'NL'
    """
    point = _point(text)
    if point is not None:
        return (point,)
    parts = [part for part in (piece.strip() for piece in _ASIDE.sub(",", text).split(",")) if part]
    if not parts:
        return ()
    country = country_code(text)
    towns = tuple(_with_region(parts, _towns(parts) or _before_region(parts)))
    return (_country(country), *towns) if country is not None else towns


def suggested(text: str, *, most: int = 3) -> tuple[Place, ...]:
    """Towns whose name is spelled like the text: for "did you mean".

    >>> [place.name for place in suggested("Amstredam")][:1]
    ['Amsterdam']
    """
    from rapidfuzz import fuzz, process  # only names that nobody knows are asked for here

    word = folded(text.split(",", maxsplit=1)[0])
    found = process.extract(word, _suggestions(), scorer=fuzz.ratio, limit=most, score_cutoff=_LIKE_ENOUGH)
    return tuple(place for name, _score, _at in found for place in find_places(name)[:1])


@lru_cache(maxsize=50_000)
def locate(city: str, region: str, country: str) -> Place | None:
    """The town of a trial's site, whose record gives no coordinates; None where it is not known, or not in that country."""
    code = country_code(country) if country else None
    if country and code is None:
        return None
    found = _named(city, country=code or "")
    inside = [place for place in found if region and _is_region(place, region)]
    return next(iter(inside or found), None)


def distance_km(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Kilometres along the earth between two points in degrees (haversine formula).

    >>> round(distance_km((52.374, 4.890), (52.091, 5.122)))
    35
    """
    north, south = math.radians(one[0]), math.radians(other[0])
    across = math.sin((south - north) / 2) ** 2
    along = math.sin(math.radians(other[1] - one[1]) / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(min(1.0, across + math.cos(north) * math.cos(south) * along)))


def country_code(name: str) -> str | None:
    """The ISO 3166 code of a country as registries or people write it: "Korea, Republic of" -> "KR"; None if it is none."""
    return _countries_by_name().get(folded(name))


@lru_cache(maxsize=500)
def country_name(code: str) -> str:
    """The English name of a country by its code, or the code."""
    return next((row[1] for row in _countries() if row[0] == code), code)


def country_spellings(code: str) -> tuple[str, ...]:
    """Every name under which a record may list a country, to choose its trials by.

    >>> "Netherlands" in country_spellings("NL"), "Korea, Republic of" in country_spellings("KR")
    (True, True)
    """
    return _spellings().get(code, ())


def _point(text: str) -> Place | None:
    found = point_of(text)
    if found is None:
        return None
    lat, lon = found
    return Place(sort=Sort.POINT, name=f"{lat:g}, {lon:g}", lat=lat, lon=lon)


def _country(code: str) -> Place:
    begin, end = _stretches().get(code, (0, 0))
    place = _place(_cities()[begin : _cities().find(b"\n", begin)].decode()) if end else None
    lat, lon = (place.lat, place.lon) if place else (0.0, 0.0)
    return Place(sort=Sort.COUNTRY, name=country_name(code), lat=lat, lon=lon, country=code)


def _towns(parts: Sequence[str]) -> list[Place]:
    """Towns of the first part that lie where the parts after it say; a part that names no region or country is a postal code or
    a word that nothing can be told from, and is passed over."""
    wanted = [part for part in parts[1:] if _names_more(part)]
    return [
        place
        for place in _named(parts[0])
        if all(place.country == country_code(part) or _is_region(place, part) for part in wanted)
    ]


def _before_region(parts: Sequence[str]) -> list[Place]:
    """Towns of a first part that has the region or country behind the name without a comma: "Springfield Illinois"."""
    words = parts[0].split()
    for at in range(1, len(words)):
        behind = " ".join(words[at:])
        if _names_more(behind) and (found := _towns([" ".join(words[:at]), behind, *parts[1:]])):
            return found
    return []


def _with_region(parts: Sequence[str], towns: list[Place]) -> list[Place]:
    """The towns and the regions of that name, each as its largest town; one stands behind towns of half the size and more, so
    that Washington is the town and Texas the state."""
    wanted = [part for part in parts[1:] if _names_more(part)]
    found = [
        place
        for region in regions_named(parts[0])
        if all(region.country == country_code(part) for part in wanted) and (place := _region(region)) is not None
    ]
    apart = [place for place in found if all(math.dist((place.lat, place.lon), (town.lat, town.lon)) > 0 for town in towns)]
    return sorted((*towns, *apart), key=lambda place: -place.population * (0.5 if place.largest_town else 1))


def _region(region: Region) -> Place | None:
    table, (begin, end) = _cities(), _stretches().get(region.country, (0, 0))
    at = table.find(f"\t{region.country}\t{region.code}\t".encode(), begin, end)
    if at < 0:
        return None
    town = _place(table[table.rfind(b"\n", 0, at) + 1 : table.find(b"\n", at)].decode())
    return replace(town, name=region.names[0], largest_town=town.name)


def _names_more(part: str) -> bool:
    """Whether a part names a country or a region."""
    return country_code(part) is not None or bool(regions_named(part))


def _is_region(place: Place, text: str) -> bool:
    return any((region.country, region.code) == (place.country, place.region) for region in regions_named(text))


@lru_cache(maxsize=_REMEMBERED)
def town_called(name: str) -> tuple[Place, tuple[str, ...]] | None:
    """The largest town of that name, and all that it is called, without blanks; None where there is none."""
    key = folded(name)
    lines = list(_lines_with(f"|{key}|", "")) if key else []
    if not lines:
        return None
    line = max(lines, key=lambda line: int(line.split("\t")[5]))
    return _place(line), tuple(line.split("\t")[6].strip("|").split("|"))


def _named(name: str, *, country: str = "") -> list[Place]:
    """The towns of that name, of one country or of all, the largest first; a postal code beside the name is passed over."""
    words = [word for word in name.split() if not any(char.isdigit() for char in word)]
    without = (" ".join(part) for part in (words, words[:-1], words[1:])) if len(words) < len(name.split()) else ()
    keys = dict.fromkeys(filter(None, map(folded, (name, *without))))
    found = (_place(line) for key in keys for line in _lines_with(f"|{key}|", country))
    return sorted(found, key=lambda place: -place.population)


def _lines_with(text: str, country: str) -> Iterator[str]:
    """The lines of the table of towns that hold a text. A search in one string is quick enough, and takes a tenth of the memory
    of a dictionary of all names."""
    table, sought = _cities(), text.encode()
    begin, stop = _stretches().get(country, (0, 0)) if country else (0, len(table))
    at = table.find(sought, begin, stop)
    while at >= 0:
        start, end = table.rfind(b"\n", 0, at) + 1, table.find(b"\n", at)
        yield table[start:end].decode()
        at = table.find(sought, end, stop)


@cache
def _stretches() -> dict[str, tuple[int, int]]:
    """Where in the table the towns of each country begin and end."""
    found: dict[str, tuple[int, int]] = {}
    at = 0
    for line in _cities().splitlines(keepends=True):
        code = line.split(b"\t", 2)[1].decode()
        found[code] = (found.get(code, (at, at))[0], at + len(line))
        at += len(line)
    return found


def _place(line: str) -> Place:
    name, country, region, lat, lon, population, _also = line.split("\t")
    return Place(
        sort=Sort.CITY,
        name=name,
        lat=float(lat),
        lon=float(lon),
        country=country,
        region=region,
        population=int(population),
    )


@cache
def _cities() -> bytes:
    import gzip

    return gzip.decompress((resources.files("trialwright.find") / "data" / "cities.tsv.gz").read_bytes())


@cache
def _suggestions() -> tuple[str, ...]:
    rows = (line.split(b"\t") for line in _cities().split(b"\n")[1:-1])
    return tuple(dict.fromkeys(row[6].split(b"|")[1].decode() for row in rows if int(row[5]) >= _SUGGESTED_FROM))


@cache
def _countries() -> tuple[tuple[str, ...], ...]:
    return tuple(_rows("countries.tsv"))


@cache
def _countries_by_name() -> dict[str, str]:
    return {folded(spelled): code for code, names in _spellings().items() for spelled in names}


@cache
def _spellings() -> dict[str, tuple[str, ...]]:
    """Every name of a country, by its code; what GeoNames has wins over what was kept by hand."""
    found: dict[str, list[str]] = {}
    for code, name in _rows("country_names.tsv"):
        found.setdefault(code, []).append(name)
    for code, name, _near, also in _countries():
        found.setdefault(code, []).extend((name, *filter(None, also.split("|"))))
    return {code: tuple(dict.fromkeys(names)) for code, names in found.items()}


def _rows(name: str) -> Iterator[tuple[str, ...]]:
    text = (resources.files("trialwright.find") / "data" / name).read_text("utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    yield from (tuple(line.split("\t")) for line in lines[1:])
