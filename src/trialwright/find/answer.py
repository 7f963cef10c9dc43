"""One state of the index and a query enter, the results leave: a page of hits, counts of facets, what was also searched."""

from __future__ import annotations

import datetime as dt
import json
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cache, cached_property, lru_cache, partial
from operator import itemgetter
from typing import Any

import tantivy

from trialwright.find.asking import Bucket, Hit, Near, Query, Results, Snippet
from trialwright.find.daycounts import DAY_FACETS, day_aggregations, day_counts, doubted_query
from trialwright.find.expression import Distance
from trialwright.find.facetsets import apart
from trialwright.find.facetvalues import facet_named, facets
from trialwright.find.nearest_first import NearestFirst
from trialwright.find.ordering import page_of
from trialwright.find.paging import CHANGED, Begin, begin_of, fingerprint, moved, token
from trialwright.find.points import Points
from trialwright.find.question import Question, question_of
from trialwright.find.schema import KEY, POINTS, SHOWN, SITE, facet_field, set_field, sets_field, stems
from trialwright.find.sitequery import Known
from trialwright.find.snippets import Stems, snippets

_STEMS = Stems(lambda word: (stems(word) or [word])[0])
_MOST_VALUES = {"sponsor": 200, "condition": 3000}
_VALUES, _SEGMENT = 1000, 65_000
_PAGE_LIMIT = 1000
_MOST_REMEMBERED, _MOST_BUCKETS = 100_000, 50_000
"""How many counts of values are remembered in all, some two megabytes, those of the questions asked last: one question can have
thousands; and how many of them are shared, as most are the same from question to question."""
_MOST_HITS = 4096
"""Of how many trials found for some words it is remembered where those stand: the same are found again on every page of a
question, in every order and beside every choice."""
_MOST_PLACES = 64
"""Of how many places asked around it is remembered which sites are how far: for each a list as long as there are sites."""
_MOST_NEARNESS = 16
"""Of how many the questions are remembered that ask for the nearest: some megabytes each, where there are many sites."""
_Counting = Callable[[], dict[str, tuple[Bucket, ...]]]
_Circumstances = tuple[dt.date, frozenset[str]]
"""The day, and the trials that were added for their likeness of meaning: on both the counts depend."""
_Counted = tuple[str, _Circumstances, tuple[str, ...]]
"""What a question asks, on which day and of which trials, and the facets that are counted."""
_FEW_TRIALS = 20_000
"""So few are counted in some milliseconds, while many readers wait for one processor: threads would only take turns."""
_BESIDE = ThreadPoolExecutor(max_workers=2, thread_name_prefix="facets")
"""Facets are counted while the page is put together: the engine works outside the interpreter's lock."""
_COUNTING = ThreadPoolExecutor(max_workers=2, thread_name_prefix="counts")
"""Counts of one question that differ in what is chosen; apart from those that wait for them."""


class _Remembered:
    """The counts of the questions asked last, at most so many in all; safe for several threads."""

    def __init__(self, most: int = _MOST_REMEMBERED) -> None:
        self._most, self.counts = most, 0
        self._found: OrderedDict[_Counted, dict[str, tuple[Bucket, ...]]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, asked: _Counted) -> dict[str, tuple[Bucket, ...]] | None:
        """The counts of a question; None where they are not remembered."""
        with self._lock:
            if asked in self._found:
                self._found.move_to_end(asked)
            return self._found.get(asked)

    def put(self, asked: _Counted, found: dict[str, tuple[Bucket, ...]]) -> None:
        """Remember counts, and let go of those that nobody asked for the longest."""
        with self._lock:
            self.counts += _number(found) - _number(self._found.pop(asked, {}))
            self._found[asked] = found
            while self.counts > self._most and len(self._found) > 1:
                self.counts -= _number(self._found.popitem(last=False)[1])


def _number(found: Mapping[str, Sequence[Bucket]]) -> int:
    """How many counts a question takes: one for each value, and one for each facet, which takes room as well."""
    return sum(len(values) + 1 for values in found.values())


class Answering:
    """Answers questions about one state of the index. Safe to use from several threads."""

    def __init__(self, *, searcher: tantivy.Searcher, generation: int) -> None:
        self.searcher = searcher
        self.generation = generation
        self._remembered = _Remembered()
        self._places: dict[tuple[int, int, frozenset[str]], tuple[str, tuple[Snippet, ...]]] = {}
        self._nearness: dict[tuple[float, float, float | None, bool, dt.date], NearestFirst] = {}
        self._ringed: dict[tuple[float, float], list[list[str]]] = {}

    def results(self, query: Query, *, on: dt.date, also: Mapping[str, float] | None = None, least: int = 0) -> Results:
        """The page of results that a query asks for. The facets of fewer trials than `least` need not be counted."""
        begin = begin_of(query, self.generation)
        question = question_of(query, self.known, on=on, also=also)
        size = max(0, min(query.size, _PAGE_LIMIT))
        counted: _Counting = partial(self._facets, query, question, (on, frozenset(also or ())))
        if self._many:
            counted = _BESIDE.submit(counted).result
        offset, notes = self._offset(begin, question, query)
        total, rows = page_of(self.searcher, question, query.sort, (offset, size))
        hits = self._hits(rows, question)
        following = token(offset + size, query, self.generation, [hit.key for hit in hits])
        return Results(
            total=total,
            hits=hits,
            facets=counted() if self._many or total >= least else {},
            expansions=question.expansions,
            notes=(*question.notes, *notes),
            next=following if size and offset + size < total else None,
        )

    def _offset(self, begin: Begin, question: Question, query: Query) -> tuple[int, tuple[str, ...]]:
        """Where a page begins in this state of the index, and what is to be said where another one made its token."""
        if begin.generation == self.generation:
            return begin.offset, ()

        def keys(offset: int, size: int) -> list[str]:
            _, rows = page_of(self.searcher, question, query.sort, (offset, size))
            return [str(self.searcher.doc(address)[KEY][0]) for _, address in rows]

        return moved(begin, keys), (CHANGED,)

    def keys(self, query: Query, *, on: dt.date, most: int) -> list[tuple[str, float]]:
        """The best keys with their scores, without anything shown."""
        question = question_of(query, self.known, on=on)
        _, rows = page_of(self.searcher, question, query.sort, (0, most))
        return [(str(self.searcher.doc(address)[KEY][0]), score) for score, address in rows]

    @cached_property
    def _many(self) -> bool:
        """Whether counting takes so long that threads of its own are worth it."""
        return self.searcher.num_docs > _FEW_TRIALS

    @cached_property
    def known(self) -> Known:
        """What questions about places need of this state: read once."""
        return Known(
            within=self._within,
            rings=self._rings,
            nearest=self._nearest,
            terms=self._site_terms,
            holds=lambda field, term: self.searcher.doc_freq(field, term) > 0,
            values=self._terms,
        )

    @cached_property
    def _points(self) -> Points:
        return Points.of(term for term, _ in self.searcher.terms_with_prefix(POINTS, ""))

    def _within(self, near: Distance) -> list[str]:
        return self._points.within(near)

    def _rings(self, lat: float, lon: float) -> list[list[str]]:
        rings = self._ringed.get((lat, lon))
        if rings is None:
            if len(self._ringed) >= _MOST_PLACES:
                self._ringed.clear()
            rings = self._ringed[lat, lon] = self._points.rings(lat, lon)
        return rings

    def _nearest(self, near: Near, on: dt.date) -> NearestFirst:
        asked = (near.lat, near.lon, near.within_km, near.recruiting, on)
        found = self._nearness.get(asked)
        if found is None:
            if len(self._nearness) >= _MOST_NEARNESS:
                self._nearness.clear()
            bounded, place = near.within_km is not None, (near.lat, near.lon)
            rings = self._points.rings(*place, near.within_km) if bounded else self._rings(*place)
            found = self._nearness[asked] = NearestFirst(rings=rings, only_open=near.recruiting, doubted=doubted_query(on))
        return found

    def _site_terms(self, prefix: str) -> list[str]:
        return [term for term, _ in self.searcher.terms_with_prefix(SITE, prefix)]

    def _terms(self, field: str) -> list[str]:
        return [term for term, _ in self.searcher.terms_with_prefix(field, "")]

    def _hits(self, rows: Sequence[tuple[float, tantivy.DocAddress]], question: Question) -> tuple[Hit, ...]:
        wanted = frozenset(stem for text in question.words for stem in stems(text))
        return tuple(self._hit(score, address, wanted) for score, address in rows)

    def _hit(self, score: float, address: tantivy.DocAddress, wanted: frozenset[str]) -> Hit:
        at = (address.segment_ord, address.doc, wanted)
        found = self._places.get(at)
        if found is None:
            if len(self._places) >= _MOST_HITS:
                self._places.clear()
            found = self._places[at] = self._read(address, wanted)
        return Hit(key=found[0], score=score, snippets=found[1])

    def _read(self, address: tantivy.DocAddress, wanted: frozenset[str]) -> tuple[str, tuple[Snippet, ...]]:
        """The key of a trial, and where the words stand in what is shown of it."""
        stored = self.searcher.doc(address)
        return str(stored[KEY][0]), snippets(json.loads(bytes(stored[SHOWN][0])), wanted, _STEMS) if wanted else ()

    def _facets(self, query: Query, question: Question, asked_on: _Circumstances) -> dict[str, tuple[Bucket, ...]]:
        """The counts of the facets asked for; remembered, as the same question comes again with every page."""
        for name in query.count_facets:
            facet_named(name)
        wanted = tuple(name for name in facets() if name in query.count_facets)
        asked = (fingerprint(_chosen_by(query)), asked_on, wanted)
        found = self._remembered.get(asked) if wanted else {}
        if found is None:
            found = self._count(wanted, question, asked_on[0])
            self._remembered.put(asked, found)
        return found

    def _count(self, wanted: Sequence[str], question: Question, on: dt.date) -> dict[str, tuple[Bucket, ...]]:
        """A facet in which values are chosen is counted without its own choice."""
        together = [name for name in wanted if name not in question.chosen]
        asked = [(question.query(without=name), [name]) for name in wanted if name in question.chosen]
        asked += [(question.query(), together)] if together else []
        found: dict[str, tuple[Bucket, ...]] = {}
        counts: list[_Counting] = [partial(self._counted, query, names, on) for query, names in asked]
        if self._many:
            counts = [_COUNTING.submit(count).result for count in counts]
        for count in counts:
            found |= count()
        return {name: found[name] for name in wanted}

    def _counted(self, query: tantivy.Query, names: Sequence[str], on: dt.date) -> dict[str, tuple[Bucket, ...]]:
        asked: dict[str, Any] = {name: _request(name) for name in names if name not in DAY_FACETS}
        of_days = not set(names).isdisjoint(DAY_FACETS)
        if of_days:
            asked |= day_aggregations(on)
        answer = self.searcher.aggregate(query, asked)
        by_day = day_counts(answer, on) if of_days else {}
        return {name: _buckets(by_day[name] if name in by_day else self._values(query, name, answer[name])) for name in names}

    def _values(self, query: tantivy.Query, name: str, answer: Mapping[str, Any]) -> Mapping[str, int]:
        """How many trials have each value of a facet."""
        counts = {bucket["key"]: int(bucket["doc_count"]) for bucket in answer["buckets"]}
        if not facets()[name].sets:
            return counts
        found = None
        if not answer["sum_other_doc_count"]:
            found = apart(name, counts, lambda: (term for term, _ in self.searcher.terms_with_prefix(sets_field(name), "")))
        if found is None:
            answer = self.searcher.aggregate(query, {name: _by_values(name)})[name]
            return {bucket["key"]: int(bucket["doc_count"]) for bucket in answer["buckets"]}
        return found


def _chosen_by(query: Query) -> Query:
    """What decides which trials are found, without what only puts them in order: a place does, unless it bounds the distance."""
    bounds = query.near is not None and (query.near.within_km is not None or query.near.recruiting)
    return replace(query, sort=(), decay=None, near=query.near if bounds else None)


@cache
def _request(name: str) -> dict[str, Any]:
    most = facets()[name].sets
    return {"terms": {"field": set_field(name), "size": most, "segment_size": _SEGMENT}} if most else _by_values(name)


def _by_values(name: str) -> dict[str, Any]:
    return {"terms": {"field": facet_field(name), "size": _MOST_VALUES.get(name, _VALUES), "segment_size": _SEGMENT}}


def _buckets(counts: Mapping[str, int]) -> tuple[Bucket, ...]:
    """The most frequent value first, of two that are as frequent that which comes first in the alphabet."""
    ordered = sorted(sorted(counts.items()), key=itemgetter(1), reverse=True)
    return tuple([_bucket(value, count) for value, count in ordered if count])


@lru_cache(maxsize=_MOST_BUCKETS)
def _bucket(value: str, count: int) -> Bucket:
    return Bucket(value=value, count=count)
