"""A place that a reader gave and the sites of a trial enter; the sites by how they are reached from there leave, counted.

Sites that recruit come first, the nearest of them on top; then those of which it is not known, then the others. What cannot be
put on the map stands last, and is counted.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from trialwright.find.asking import Near
from trialwright.find.nearest import Reach, near_of, overall_of, reach
from trialwright.find.place import Place, Sort, country_code
from trialwright.portal.asked import Asked, Placed, placed
from trialwright.portal.views.people import Site
from trialwright.portal.views.values import mappings_of
from trialwright.registries.record import TrialRecord

KM, MOST_KM = 50.0, 50_000.0
"""The distance within which sites are counted where none is asked for, and the longest that can be."""
_LONGEST = 200
_ORDER = (True, None, False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Around:
    """The place of an address (`?near=Utrecht&km=50`): as typed, as understood, and the distance to count within.

    `near` is None where no place was given or understood, and where it is a whole country: no distance is measured from that.
    """

    typed: str
    km: float
    where: Placed
    near: Near | None

    @property
    def country(self) -> Place | None:
        """The country, where the place is one."""
        place = self.where.place
        return place if place is not None and place.sort is Sort.COUNTRY else None

    def pairs(self) -> list[tuple[str, str]]:
        """The place as an address has it, to carry on."""
        return [("near", self.typed), *([("km", f"{self.km:g}")] if self.km != KM else [])] if self.where.place else []


@dataclass(frozen=True, kw_only=True, slots=True)
class NearSite:
    """A site as its page shows it, and how it is reached from the place (None: no place was given)."""

    site: Site
    reach: Reach | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class NearSites:
    """The sites in their order; how many lie within the distance (or in the country), how many of these recruit by their own
    status, of how many only the trial's says so (`presumed`), how many are not on the map."""

    rows: tuple[NearSite, ...]
    within: int = 0
    recruiting: int = 0
    presumed: int = 0
    unplaced: int = 0

    @property
    def sites(self) -> int:
        """How many sites there are."""
        return len(self.rows)

    @property
    def nearest(self) -> NearSite | None:
        """The site on top, where its distance is known."""
        first = self.rows[0] if self.rows else None
        return first if first is not None and first.reach is not None and first.reach.km is not None else None


def around(query: Mapping[str, str]) -> Around:
    """The place that an address names. A distance that is none is the usual one: the page says which it counted within."""
    typed = " ".join(query.get("near", "")[:_LONGEST].split())
    where = placed(Asked(place=typed))
    km = _km(query.get("km", ""))
    place = where.place if where.place is not None and where.place.sort is not Sort.COUNTRY else None
    return Around(typed=typed, km=km, where=where, near=near_of(place, within_km=km) if place is not None else None)


def _km(text: str) -> float:
    try:
        found = float(text.replace(",", "."))
    except ValueError:
        return KM
    return found if math.isfinite(found) and 0 < found <= MOST_KM else KM


def near_sites(sites: Sequence[Site], record: TrialRecord, place: Around, *, on: dt.date) -> NearSites:
    """The sites of a record, in the order in which somebody at the place would ask them on a day; in that of the record without
    one."""
    if place.where.place is None:
        return NearSites(rows=tuple(NearSite(site=site) for site in sites))
    overall = overall_of(record, on=on)
    listed = mappings_of(record.get("contactsLocationsModule.locations"))
    point = place.near or near_of(place.where.place)
    rows = [NearSite(site=site, reach=reach(item, overall, point)) for site, item in zip(sites, listed, strict=True)]
    inside = [row for row in rows if _inside(row, place)]
    taking = [row.reach for row in inside if row.reach is not None and row.reach.recruiting is True]
    return NearSites(
        rows=tuple(sorted(rows, key=lambda row: _order(row, place))),
        within=len(inside),
        recruiting=sum(found.own for found in taking),
        presumed=sum(not found.own for found in taking),
        unplaced=sum(row.reach is not None and row.reach.km is None for row in rows) if place.near is not None else 0,
    )


def _inside(row: NearSite, place: Around) -> bool:
    if place.country is not None:
        return country_code(row.site.country) == place.country.country
    return row.reach is not None and row.reach.km is not None and row.reach.km <= place.km


def _order(row: NearSite, place: Around) -> tuple[bool, int, float, str]:
    found = row.reach
    if found is None or (place.near is not None and found.km is None):
        return True, len(_ORDER), 0.0, row.site.facility
    abroad = place.country is not None and not _inside(row, place)
    return abroad, _ORDER.index(found.recruiting), found.km or 0.0 if place.near is not None else 0.0, row.site.facility
