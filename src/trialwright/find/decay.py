"""How well trials fit and where their sites are enter; the same trials leave, with what lies far away counting less."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import tantivy

from trialwright.find.asking import Decay
from trialwright.find.place import distance_km
from trialwright.find.schema import POINTS, schema
from trialwright.find.sitequery import Known

MOST = 10_000
"""Of more trials than this none is moved for its distance, as ClinicalTrials.gov has it."""


def factor(decay: Decay, km: float) -> float:
    """What a distance leaves of a trial's score, from 0 to 1: all up to the offset, `decay.rate` one scale behind it.

    The functions are those of Elasticsearch, whose names the API has.

    >>> near = Decay(lat=52.09, lon=5.12, function="exp", scale_km=100, offset_km=10, rate=0.5)
    >>> [round(factor(near, km), 2) for km in (0, 10, 110, 210)]
    [1.0, 1.0, 0.5, 0.25]
    """
    far = max(0.0, km - decay.offset_km)
    match decay.function:
        case "exp":
            return math.exp(math.log(decay.rate) * far / decay.scale_km)
        case "gauss":
            return math.exp(math.log(decay.rate) * (far / decay.scale_km) ** 2)
        case _:
            return max(0.0, 1.0 - (1.0 - decay.rate) * far / decay.scale_km)


class Nearby:
    """Places around one, by rings: a site's distance is known to a seventh."""

    def __init__(self, decay: Decay, known: Known) -> None:
        self._decay = decay
        self._rings = [list(ring) for ring in known.rings(decay.lat, decay.lon)]

    def moved(self, searcher: tantivy.Searcher, query: tantivy.Query, most: int) -> list[tuple[float, tantivy.DocAddress]]:
        """All trials of a query, at most `most`, by their score with the distance of the nearest site counted in."""
        found = [(float(score), address) for score, address in searcher.search(query, max(1, most)).hits]
        rings = self._ring_of_each(searcher, query, most)
        factors = [factor(self._decay, self._km(ring)) for ring in self._rings]
        moved = [(score * self._least(factors, rings.get(_mark(address))), address) for score, address in found]
        return sorted(moved, key=lambda row: -row[0])

    @staticmethod
    def _least(factors: Sequence[float], ring: int | None) -> float:
        """A trial without a site on the map counts like the farthest."""
        return factors[ring] if ring is not None else min(factors, default=1.0)

    def _km(self, ring: Iterable[str]) -> float:
        here = (self._decay.lat, self._decay.lon)
        return min((distance_km(here, _place(term)) for term in ring), default=0.0)

    def _ring_of_each(self, searcher: tantivy.Searcher, query: tantivy.Query, most: int) -> dict[tuple[int, int], int]:
        """The nearest ring in which each trial has a site: one question, whose score is the ring."""
        size = len(self._rings)
        scored = [
            tantivy.Query.const_score_query(tantivy.Query.term_set_query(schema(), POINTS, ring), float(size - at))
            for at, ring in enumerate(self._rings)
        ]
        if not scored:
            return {}
        held = tantivy.Query.const_score_query(query, 0.0)
        asked = tantivy.Query.boolean_query(
            [(tantivy.Occur.Must, held), (tantivy.Occur.Must, tantivy.Query.disjunction_max_query(scored))]
        )
        hits = searcher.search(asked, max(1, most)).hits
        return {_mark(address): size - round(float(score)) for score, address in hits}


def _mark(address: tantivy.DocAddress) -> tuple[int, int]:
    return address.segment_ord, address.doc


def _place(term: str) -> tuple[float, float]:
    lat, _, lon = term.partition(",")
    return float(lat), float(lon)
