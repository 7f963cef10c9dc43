"""A question to a shelf enters; what its words find, what is near in meaning, and the nearest site of each trial found leave."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol

from trialwright.errors import UserError
from trialwright.find.asking import Hit, Near, NearestSite, Query, Results
from trialwright.find.looser import looser
from trialwright.find.nearest import Spot, nearest_site, spots_of
from trialwright.shelf.learning import Learning
from trialwright.shelf.trial import Trial

if TYPE_CHECKING:
    from trialwright.find.index import Index
    from trialwright.find.meaning import Meaning

_FEW, _MORE = 10, 20
_LEAST_WEIGHT = 0.01
"""What is found for another reason than words weighs as little, and comes after all that have them."""
_MOST_TRIALS = 1000
"""Of how many trials found around a place the sites are remembered: some ten megabytes."""
_MOST_NEAREST = 10_000
"""Of how many it is remembered which site is the nearest to a place: some three megabytes."""
_WITHOUT_MODEL = (
    "the sentence model of this shelf cannot be used, so what is near in meaning was looked for without it; who keeps the shelf"
    " mends that with: trialwright library learn"
)
_SIGNS = frozenset('"()[]:*')


class Searched(Protocol):
    """What of a shelf is needed here."""

    @property
    def index(self) -> Index:
        """Its search index."""

    @property
    def generation(self) -> int:
        """Grows with every change."""

    def trial(self, any_id: str) -> Trial | None:
        """The trial of a key."""


@dataclass(kw_only=True, slots=True)
class _Sites:
    """The sites of trials in one generation of a shelf on one day, and of each trial the one nearest to a place that was asked
    for."""

    generation: int
    on: dt.date = dt.date.min
    spots: dict[str, tuple[Spot, ...]] = field(default_factory=dict)
    nearest: dict[tuple[str, Near], NearestSite | None] = field(default_factory=dict)


class Searching:
    """Asks the index of a shelf and adds what the index alone does not know."""

    def __init__(self, shelf: Searched, learning: Learning) -> None:
        self._shelf, self._learning = shelf, learning
        self._sites = _Sites(generation=-1)

    def search(self, query: Query, *, on: dt.date) -> Results:
        """The trials found. Where the words find few, those that have what tells most of them come after these, or those near in
        meaning; a note says how many they are."""
        meaning = self._asked_for_meaning(query)
        found = self._shelf.index.search(query, on=on, least=_FEW if meaning is not None else 0)
        if found.total < _FEW and meaning is not None:
            also, kept, notes = self._wider(query, meaning, on)
            wider = self._shelf.index.search(query, on=on, also=also)
            if wider.total > found.total:
                notes = (_lacking(wider.total - found.total, kept), *notes)
                found = wider
            found = replace(found, facets=wider.facets, notes=(*found.notes, *notes))
        return found if query.near is None else self._around(found, query.near, query, on)

    def _wider(self, query: Query, meaning: Meaning, on: dt.date) -> tuple[Mapping[str, float], str, tuple[str, ...]]:
        """Keys that fit less well, with what they weigh, which of the words they have, and what is to be said of the sentence
        model."""
        for item in looser(query.words):
            asked = replace(query, words=item.words, sort=(), size=_MORE)
            keys = [key for key, _ in self._shelf.index.keys(asked, on=on, most=_MORE)]
            if keys:
                weights = {key: _LEAST_WEIGHT * (2 - place / _MORE) for place, key in enumerate(keys)}
                return weights, ", ".join(item.kept), ()
        also, notes = self._near_in_meaning(query, meaning)
        return also, "", notes

    def _asked_for_meaning(self, query: Query) -> Meaning | None:
        """The space of meaning where a query is to be held against it: only plain words, as who writes in the query language
        means exactly that."""
        words = query.words.strip()
        language = bool(_SIGNS & set(words)) or any(word in ("AND", "OR", "NOT") for word in words.split())
        if not query.meaning or not words or language or query.after is not None:
            return None
        return self._learning.meaning()

    def _near_in_meaning(self, query: Query, meaning: Meaning) -> tuple[Mapping[str, float], tuple[str, ...]]:
        """Keys of trials near to the words, with a weight that leaves them behind all that have the words; and what is to be said
        of the sentence model."""
        notes: tuple[str, ...] = ()
        try:
            near = meaning.near(query.words, most=_MORE, model=self._learning.model())
        except UserError:
            near, notes = meaning.near(query.words, most=_MORE), (_WITHOUT_MODEL,)
        return {item.key: item.likeness / 100 for item in near}, notes

    def _around(self, found: Results, near: Near, query: Query, on: dt.date) -> Results:
        """The hits with their nearest sites; where the distance left none, which trial is the nearest."""
        sites = self._present(on)
        hits = tuple(self._placed(hit, near, sites) for hit in found.hits)
        notes = _unplaced(hits) if found.total else self._nearest_of_all(query, near, on)
        return replace(found, hits=hits, notes=(*found.notes, *notes))

    def _nearest_of_all(self, query: Query, near: Near, on: dt.date) -> tuple[str, ...]:
        if near.within_km is None:
            return ()
        wider = replace(query, near=replace(near, within_km=None), size=1, sort=(("@distance", "asc"),), after=None)
        found = self._shelf.index.search(wider, on=on)
        placed = self._placed(found.hits[0], near, self._present(on)) if found.hits else None
        site = placed.site if placed is not None else None
        if placed is None or site is None:
            return (f"no trial of this search has a site that can be put on a map around {near.name}",) if found.total else ()
        recruits = "recruiting " if near.recruiting else ""
        within = f"0 of {found.total} trials have a {recruits}site within {near.within_km:g} km of {near.name}"
        return (f"{within}; the nearest is {placed.key} in {site.city}, {site.country}, {site.km:.0f} km away",)

    def _placed(self, hit: Hit, near: Near, sites: _Sites) -> Hit:
        asked = (hit.key, near)
        if asked not in sites.nearest:
            sites.nearest[asked] = nearest_site(self._spots_of(hit.key, sites), near)
        return replace(hit, site=sites.nearest[asked])

    def _spots_of(self, key: str, sites: _Sites) -> tuple[Spot, ...]:
        if key not in sites.spots:
            trial = self._shelf.trial(key)
            sites.spots[key] = spots_of(trial.record, on=sites.on) if trial is not None else ()
        return sites.spots[key]

    def _present(self, on: dt.date) -> _Sites:
        """What is remembered of the shelf as it is now: the same trials are found around every place, and around one again."""
        sites, generation = self._sites, self._shelf.generation
        full = len(sites.spots) >= _MOST_TRIALS or len(sites.nearest) >= _MOST_NEAREST
        if full or (sites.generation, sites.on) != (generation, on):
            sites = self._sites = _Sites(generation=generation, on=on)
        return sites


def _lacking(count: int, kept: str) -> str:
    """What trials lack that were found for another reason than all the words; `kept` are those of the words that they have."""
    if not kept:
        one, more = "your words; it is near in meaning", "your words; they are near in meaning"
    else:
        one, more = f"all your words; it has: {kept}", f"all your words; they have: {kept}"
    return f"1 of these does not have {one}" if count == 1 else f"{count} of these do not have {more}"


def _unplaced(hits: tuple[Hit, ...]) -> tuple[str, ...]:
    missing = sum(hit.site is None for hit in hits)
    return (f"{missing} of the trials shown name no site that can be put on a map",) if missing else ()
