"""A question around a place enters, its trials leave with the nearest first, asking only as far out as the page needs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import tantivy
from tantivy import Occur

from trialwright.find.schema import OPEN_POINTS, POINTS, schema

_FIRST, _WIDER = 128, 4
"""How many places are asked about at first, and how many times more with each step outwards."""
Row = tuple[float, tantivy.DocAddress]
_Ring = tuple[float, str, Sequence[str]]


@dataclass(frozen=True, kw_only=True, eq=False)
class NearestFirst:
    """The places of an index by rings around one, the nearest first. A trial stands by the ring in which its nearest site lies,
    those with sites that recruit before all others; `only_open`: no other sites count."""

    rings: Sequence[Sequence[str]]
    only_open: bool = False

    def rows(self, searcher: tantivy.Searcher, query: tantivy.Query, most: int) -> list[Row]:
        """The nearest `most` trials of a query; those without a site on the map come last.

        To look at a place costs the engine the same whether a trial is there or not: far ones are left out where near ones do.
        """
        held = tantivy.Query.const_score_query(query, 0.0)
        found: dict[tuple[int, int], Row] = {}
        for part in (*self._steps(), None):
            if len(found) >= most:
                break
            asked = held if part is None else _also(held, part)
            for score, address in searcher.search(asked, most + len(found), count=False).hits:
                found.setdefault((address.segment_ord, address.doc), (float(score), address))
        return list(found.values())[:most]

    def _steps(self) -> Iterator[tantivy.Query]:
        """The rings from the inside outwards, ever more of them together: each place is asked about once at most."""
        step: list[_Ring] = []
        held, limit = 0, _FIRST
        for ring in self._scored():
            step.append(ring)
            held += len(ring[2])
            if held >= limit:
                yield _best_of(step)
                step, held, limit = [], 0, limit * _WIDER
        if step:
            yield _best_of(step)

    def _scored(self) -> Iterator[_Ring]:
        size = len(self.rings)
        for field, base in ((OPEN_POINTS, size), (POINTS, 0)):
            if field == OPEN_POINTS or not self.only_open:
                yield from ((float(base + size - at), field, ring) for at, ring in enumerate(self.rings))


def _best_of(rings: Sequence[_Ring]) -> tantivy.Query:
    return tantivy.Query.disjunction_max_query(
        [
            tantivy.Query.const_score_query(tantivy.Query.term_set_query(schema(), field, list(terms)), score)
            for score, field, terms in rings
        ]
    )


def _also(held: tantivy.Query, part: tantivy.Query) -> tantivy.Query:
    return tantivy.Query.boolean_query([(Occur.Must, held), (Occur.Must, part)])
