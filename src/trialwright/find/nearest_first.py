"""A question around a place enters, its trials leave with the nearest first, asking only as far out as the page needs."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import tantivy
from tantivy import Occur

from trialwright.find.schema import OPEN_POINTS, POINTS, schema

_FIRST, _WIDER = 128, 4
"""How many places are asked about at first, and how many times more with each step outwards."""
_FEW_TRIALS, _FEW_FOUND = 20_000, 2_000
"""Of an index of so many trials it is remembered where each stands around a place, and so many that are found are put in order by
that: a question of rings takes 15 ms, however few trials there are."""
Row = tuple[float, tantivy.DocAddress]
_Ring = tuple[float, str, Sequence[str]]


@dataclass(frozen=True, kw_only=True, eq=False)
class NearestFirst:
    """The places of one state of an index by rings around one, the nearest first. A trial stands by the ring in which its nearest
    site lies, those with sites that recruit before all others; `only_open`: no other sites count. Of trials that `doubted` finds,
    it is not known whether a site recruits."""

    rings: Sequence[Sequence[str]]
    only_open: bool = False
    doubted: tantivy.Query | None = None
    _standing: dict[int, array[float]] = field(default_factory=dict, init=False)
    """By segment, and there by trial, the score of its ring: filled when it is first asked for."""
    _asked: dict[int, tantivy.Query] = field(default_factory=dict, init=False)
    """The questions of the steps outwards, made when they are first needed: to make one of ten thousand places takes 10 ms."""

    def page(self, searcher: tantivy.Searcher, query: tantivy.Query, offset: int, size: int) -> tuple[int, list[Row]]:
        """How many trials a query finds, and `size` of them from `offset` on; those without a site on the map come last."""
        few = searcher.num_docs <= _FEW_TRIALS
        answer = searcher.search(tantivy.Query.const_score_query(query, 0.0), _FEW_FOUND if few else 1)
        total = count_of(answer)
        most = min(total, offset + size) if offset < total else 0
        if not few or total > _FEW_FOUND:
            return total, self._outwards(searcher, query, most)[offset:]
        standing = self._standing or self._stood(searcher)
        found = ((address.segment_ord, address.doc, address) for _, address in answer.hits)
        rows = sorted((-standing[segment][doc], segment, doc, address) for segment, doc, address in found)
        return total, [(-score, address) for score, _, _, address in rows[offset:most]]

    def _stood(self, searcher: tantivy.Searcher) -> dict[int, array[float]]:
        """Where every trial of the index stands."""
        rows = self._outwards(searcher, tantivy.Query.all_query(), searcher.num_docs)
        ends: dict[int, int] = {}
        for _, address in rows:
            ends[address.segment_ord] = max(ends.get(address.segment_ord, 0), address.doc + 1)
        standing = {segment: array("f", bytes(4 * end)) for segment, end in ends.items()}
        for score, address in rows:
            standing[address.segment_ord][address.doc] = score
        self._standing.update(standing)
        return standing

    def _outwards(self, searcher: tantivy.Searcher, query: tantivy.Query, most: int) -> list[Row]:
        """The nearest `most` trials of a query, asked for ring by ring.

        To look at a place costs the engine the same whether a trial is there or not: far ones are left out where near ones do.
        """
        held = tantivy.Query.const_score_query(query, 0.0)
        found: dict[tuple[int, int], Row] = {}
        for at in range(len(self._steps) + 1):
            if len(found) >= most:
                break
            asked = _also(held, self._step(at)) if at < len(self._steps) else held
            for score, address in searcher.search(asked, most + len(found), count=False).hits:
                found.setdefault((address.segment_ord, address.doc), (float(score), address))
        return list(found.values())[:most]

    @cached_property
    def _steps(self) -> tuple[list[_Ring], ...]:
        """The rings from the inside outwards, ever more of them together: each place is asked about once at most."""
        size = len(self.rings)
        open_ = [(float(2 * size - at), OPEN_POINTS, ring) for at, ring in enumerate(self.rings)]
        others = [(float(size - at), POINTS, ring) for at, ring in enumerate(self.rings)]
        return (*_widening(open_), *(() if self.only_open else _widening(others)))

    def _step(self, at: int) -> tantivy.Query:
        """The question of one step."""
        if at not in self._asked:
            rings = self._steps[at]
            asked = _best_of(rings)
            doubted = self.doubted if rings[0][1] == OPEN_POINTS else None
            self._asked[at] = asked if doubted is None else _but(asked, doubted)
        return self._asked[at]


def _widening(rings: Sequence[_Ring]) -> Iterator[list[_Ring]]:
    step: list[_Ring] = []
    held, limit = 0, _FIRST
    for ring in rings:
        step.append(ring)
        held += len(ring[2])
        if held >= limit:
            yield step
            step, held, limit = [], 0, limit * _WIDER
    if step:
        yield step


def _but(part: tantivy.Query, left_out: tantivy.Query) -> tantivy.Query:
    return tantivy.Query.boolean_query([(Occur.Must, part), (Occur.MustNot, left_out)])


def _best_of(rings: Sequence[_Ring]) -> tantivy.Query:
    return tantivy.Query.disjunction_max_query(
        [
            tantivy.Query.const_score_query(tantivy.Query.term_set_query(schema(), field, list(terms)), score)
            for score, field, terms in rings
        ]
    )


def _also(held: tantivy.Query, part: tantivy.Query) -> tantivy.Query:
    return tantivy.Query.boolean_query([(Occur.Must, held), (Occur.Must, part)])


def count_of(answer: tantivy.SearchResult) -> int:
    """How many trials a question finds, whatever was asked to be given of them."""
    found: int = answer.count  # type: ignore[attr-defined]  # there, and exact, but not in the package's own stub
    return found
