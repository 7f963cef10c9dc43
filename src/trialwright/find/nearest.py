"""The sites of a trial and a place enter; the nearest site, and how many lie within the distance asked for, leave.

Coordinates are those of towns, in registries as well as here (ClinicalTrials.gov gives the middle of the city): a distance is
between towns, not doors. Which site is the nearest goes first by whether it recruits.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from trialwright.find.asking import Near, NearestSite
from trialwright.find.freshness import standing_of
from trialwright.find.place import Place, country_code, distance_km, find_places, locate
from trialwright.protocol.freshness import UNBELIEVED
from trialwright.registries.record import TrialRecord

OPEN = frozenset({"RECRUITING", "ENROLLING_BY_INVITATION", "AVAILABLE"})
"""The words of API v2 for a site, or a trial, that takes patients in."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Spot:
    """A site on the map. `recruiting` is None where neither its status nor the trial's tells; `own`: its own status does."""

    facility: str
    city: str
    country: str
    lat: float
    lon: float
    recruiting: bool | None
    own: bool


def near_of(place: Place, *, within_km: float | None = None, recruiting: bool = False) -> Near:
    """A place to search around."""
    return Near(name=place.label, lat=place.lat, lon=place.lon, country=place.country, within_km=within_km, recruiting=recruiting)


def recruiting(site_status: str, trial_status: str) -> bool | None:
    """Whether a site takes patients in, by its own status, else by the trial's. No site of a closed trial does; of a trial whose
    status nobody knows any more, an open site is as old as the rest and not known to.

    >>> recruiting("RECRUITING", "RECRUITING"), recruiting("", "COMPLETED"), recruiting("RECRUITING", "UNKNOWN")
    (True, False, None)
    """
    if _closed(trial_status):
        return False
    if trial_status == UNBELIEVED:
        return False if site_status and site_status not in OPEN else None
    if site_status:
        return site_status in OPEN
    return trial_status in OPEN if trial_status else None


def own(site_status: str, trial_status: str) -> bool:
    """Whether it is the site's own status by which it recruits or not (`recruiting`), not only that of the trial.

    >>> own("RECRUITING", "RECRUITING"), own("", "RECRUITING"), own("RECRUITING", "COMPLETED")
    (True, False, False)
    """
    return bool(site_status) and not _closed(trial_status)


def _closed(trial_status: str) -> bool:
    return bool(trial_status) and trial_status not in OPEN and trial_status != "UNKNOWN"


def placed(city: str, region: str, country: str) -> tuple[float, float] | None:
    """Degrees north and east of a site that its record gives no coordinates for, from its town; None where it is not known."""
    town = locate(city, region, country) if city else None
    return (town.lat, town.lon) if town is not None else None


def overall_of(record: TrialRecord, *, on: dt.date) -> str:
    """The status of a trial by which its sites are judged on a day: UNKNOWN where what it states cannot be believed any more."""
    stated = record.get("statusModule.overallStatus")
    doubted = standing_of(record, on=on).status == UNBELIEVED
    return (UNBELIEVED if doubted else stated) if isinstance(stated, str) else ""


def spots_of(record: TrialRecord, *, on: dt.date) -> tuple[Spot, ...]:
    """The sites of a record that can be put on the map, by their own coordinates or by their towns, as they are on a day."""
    places, overall = record.get("contactsLocationsModule.locations"), overall_of(record, on=on)
    listed = places if isinstance(places, list | tuple) else ()
    found = (_spot(place, overall) for place in listed if isinstance(place, Mapping))
    return tuple(spot for spot in found if spot is not None)


def _spot(place: Mapping[str, object], overall: str) -> Spot | None:
    facility, city, country, status = (_text(place, name) for name in ("facility", "city", "country", "status"))
    point = point_of(place)
    if point is None:
        return None
    return Spot(
        facility=facility,
        city=city,
        country=country,
        lat=point[0],
        lon=point[1],
        recruiting=recruiting(status, overall),
        own=own(status, overall),
    )


def point_of(place: Mapping[str, object]) -> tuple[float, float] | None:
    """Degrees north and east of a site of a record (an item of API v2's `locations`): its own, else those of its town."""
    city, region, country = (_text(place, name) for name in ("city", "state", "country"))
    return _stated(place.get("geoPoint")) or placed(city, region, country)


def _text(place: Mapping[str, object], name: str) -> str:
    value = place.get(name)
    return value if isinstance(value, str) else ""


def _stated(point: object) -> tuple[float, float] | None:
    lat, lon = (point.get("lat"), point.get("lon")) if isinstance(point, Mapping) else (None, None)
    if not isinstance(lat, int | float) or not isinstance(lon, int | float) or abs(lat) > 90 or abs(lon) > 180:
        return None
    return float(lat), float(lon)


def packed(spots: Iterable[Spot]) -> bytes:
    """Sites as the index stores them."""
    rows = [[spot.facility, spot.city, spot.country, spot.lat, spot.lon, spot.recruiting, spot.own] for spot in spots]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode()


def unpacked(stored: bytes) -> tuple[Spot, ...]:
    """The sites that were stored."""
    return tuple(
        Spot(facility=facility, city=city, country=country, lat=lat, lon=lon, recruiting=open_, own=stated)
        for facility, city, country, lat, lon, open_, stated in json.loads(stored)
    )


def nearest_site(spots: Iterable[Spot], near: Near) -> NearestSite | None:
    """The nearest site to a place, a recruiting one before all that do not recruit; None where no site is on the map."""
    apart = [(distance_km((near.lat, near.lon), (spot.lat, spot.lon)), spot) for spot in spots]
    if not apart:
        return None
    wanted = [pair for pair in apart if pair[1].recruiting] or [pair for pair in apart if pair[1].recruiting is None] or apart
    km, spot = min(wanted, key=lambda pair: (pair[0], pair[1].facility))
    limit = near.within_km if near.within_km is not None else float("inf")
    within = sum(distance <= limit and (not near.recruiting or bool(other.recruiting)) for distance, other in apart)
    return NearestSite(
        facility=spot.facility,
        city=spot.city,
        country=spot.country,
        km=round(km, 1),
        recruiting=spot.recruiting,
        own=spot.own,
        other_country=_crossed(near, spot),
        within=within,
        sites=len(apart),
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Reach:
    """How a site stands to a place: `km` between the towns (None: it cannot be put on the map), whether it recruits (`own`: by
    its own status, not only by the trial's), whether a border lies between."""

    km: float | None
    recruiting: bool | None
    own: bool
    other_country: bool


def reach(site: Mapping[str, object], overall: str, near: Near) -> Reach:
    """How a site of a record (an item of API v2's `locations`) of a trial with the status `overall` stands to a place."""
    point = point_of(site)
    return Reach(
        km=round(distance_km((near.lat, near.lon), point), 1) if point is not None else None,
        recruiting=recruiting(_text(site, "status"), overall),
        own=own(_text(site, "status"), overall),
        other_country=_abroad(near, _text(site, "country")),
    )


def _crossed(near: Near, spot: Spot) -> bool:
    return _abroad(near, spot.country)


def _abroad(near: Near, country: str) -> bool:
    """Whether a site is in another country than the place asked for; not said where the country of either is not known."""
    here, there = near.country, country_code(country)
    return bool(here and there and here != there)


def near_place(text: str, *, within_km: float | None = None, recruiting: bool = False) -> tuple[Near, tuple[str, ...]] | None:
    """The place that a text means, and the labels of others that it may mean; None where nothing has that name.

    >>> near, others = near_place("Cambridge", within_km=50)
    >>> near.name, others[0]
    ('Cambridge, United Kingdom', 'Cambridge, Ontario, Canada')
    """
    found = find_places(text)
    if not found:
        return None
    place = found[0]
    near = Near(name=place.label, lat=place.lat, lon=place.lon, country=place.country, within_km=within_km, recruiting=recruiting)
    return near, tuple(other.label for other in found[1:6])
