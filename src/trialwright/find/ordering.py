"""A question, an order and a place in it enter; the exact number of trials found and one page of them leave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import tantivy
from tantivy import Order

from trialwright.errors import UserError
from trialwright.find.decay import MOST
from trialwright.find.fields import fields
from trialwright.find.nearest_first import count_of
from trialwright.find.question import Question
from trialwright.find.schema import CONFIRMED, number_field, schema
from trialwright.find.translate import every, none_of

RELEVANCE, FRESHNESS, DISTANCE = "@relevance", "@freshness", "@distance"
MOST_KEYS = 2
Row = tuple[float, tantivy.DocAddress]
_Valued = tuple[float, tantivy.DocAddress, Any]


def page_of(
    searcher: tantivy.Searcher, question: Question, sort: Sequence[tuple[str, str]], page: tuple[int, int]
) -> tuple[int, list[Row]]:
    """How many trials there are, and `size` of them from `offset` on. Those without the value that is sorted by come last.

    Around a place the nearest come first, unless another order is asked for.
    """
    if len(sort) > MOST_KEYS:
        raise UserError(f"trials are sorted by at most {MOST_KEYS} fields", place="sort", hint="leave the others out")
    offset, size = page
    if _by_distance(question, sort) and question.nearness is not None:
        return question.nearness.page(searcher, question.query(), offset, size)
    keys = [_Key(field=_field(name), order=_order(direction)) for name, direction in sort] or [_default(question)]
    if question.nearby is not None and all(key.field is None and key.order is Order.Desc for key in keys):
        total = count_of(searcher.search(question.query(), 1))
        if total <= MOST:
            return total, question.nearby.moved(searcher, question.query(), total)[offset : offset + size]
    listing = _Listing(searcher=searcher, query=question.query())
    total, rows = listing.ordered(keys[0], offset, size)
    if len(keys) == 1 or not rows:
        return total, [(score, address) for score, address, _ in rows]
    return total, listing.by_second(keys, rows, offset)


def _by_distance(question: Question, sort: Sequence[tuple[str, str]]) -> bool:
    if not sort:
        return question.nearness is not None
    if DISTANCE not in (name for name, _ in sort):
        return False
    if question.nearness is None:
        message = "trials can be sorted by distance only around a place"
        raise UserError(message, place="sort", hint="give a place to search around")
    if tuple(sort) != ((DISTANCE, "asc"),):
        raise UserError("by distance the nearest come first, and nothing beside it", place="sort", hint=f"{DISTANCE}:asc")
    return True


def _default(question: Question) -> _Key:
    """Without words, the trials that changed last come first."""
    return _Key(field=None if question.scored else number_field("LastUpdatePostDate"), order=Order.Desc)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Key:
    """What is sorted by: a field of the index, or None for how well a trial fits."""

    field: str | None
    order: Order


@dataclass(frozen=True, kw_only=True)
class _Listing:
    """The trials of one question in some order: each with its score, its address, and the value that it is sorted by."""

    searcher: tantivy.Searcher
    query: tantivy.Query

    def ordered(self, key: _Key, offset: int, size: int) -> tuple[int, list[_Valued]]:
        """How many there are, and some of them by one key."""
        if key.field is None:
            answer = self.searcher.search(self.query, max(1, size), offset=offset)
            return count_of(answer), [(score, address, score) for score, address in answer.hits][:size]
        answer = self.searcher.search(self.query, max(1, size), offset=offset, order_by_field=key.field, order=key.order)
        return count_of(answer), [(0.0, address, value) for value, address in answer.hits][:size]

    def by_second(self, keys: Sequence[_Key], rows: list[_Valued], offset: int) -> list[Row]:
        """A page that is in the order of the first key, put in that of the second where the first is alike.

        Trials alike to those at the ends of the page may stand outside it: such a group is asked for whole.
        """
        found: list[Row] = []
        for value, group in groupby(rows, key=lambda row: row[2]):
            members = list(group)
            if keys[0].field is None:
                found.extend(self._sorted(members, keys[1]))
                continue
            before = self._before(keys[0], value, offset + len(found)) if not found else 0
            within = _Listing(searcher=self.searcher, query=every([self.query, _alike(keys[0].field, value)]))
            _, ordered = within.ordered(keys[1], before, len(members))
            found.extend((score, address) for score, address, _ in ordered)
        return found

    def _before(self, key: _Key, value: Any, place: int) -> int:
        """How many trials alike in the first key stand before the place."""
        earlier = every([self.query, _earlier(key, value)]) if value is not None else every([self.query, _has(key)])
        return place - count_of(self.searcher.search(earlier, 1))

    def _sorted(self, members: list[_Valued], key: _Key) -> list[Row]:
        if key.field is None or len(members) == 1:
            return [(score, address) for score, address, _ in members]
        values = self.searcher.fast_field_values(key.field, [address for _, address, _ in members])
        sign = 1 if key.order is Order.Asc else -1
        pairs = sorted(zip(members, values, strict=True), key=lambda pair: (pair[1] is None, sign * (pair[1] or 0)))
        return [(score, address) for (score, address, _), _ in pairs]


def _alike(field: str, value: Any) -> tantivy.Query:
    """Trials with the value in a field, or without any."""
    if value is None:
        return none_of(tantivy.Query.exists_query(field))
    kind = tantivy.FieldType.Integer
    return tantivy.Query.range_query(schema(), field, kind, lower_bound=value, upper_bound=value)


def _earlier(key: _Key, value: int) -> tantivy.Query:
    """Trials that stand before those with the value."""
    kind, field = tantivy.FieldType.Integer, key.field or ""
    if key.order is Order.Asc:
        return tantivy.Query.range_query(schema(), field, kind, upper_bound=value, include_upper=False)
    return tantivy.Query.range_query(schema(), field, kind, lower_bound=value, include_lower=False)


def _has(key: _Key) -> tantivy.Query:
    return tantivy.Query.exists_query(key.field or "")


def _field(name: str) -> str | None:
    if name == RELEVANCE:
        return None
    if name == FRESHNESS:
        return number_field(CONFIRMED)
    item = fields().get(name)
    if item is None or not item.kind.ordered:
        sortable = ", ".join(piece for piece, field in fields().items() if field.kind.ordered)
        raise UserError(
            f"trials cannot be sorted by {name!r}",
            place="sort",
            hint=f"{RELEVANCE}, {FRESHNESS}, {DISTANCE} or one of {sortable}",
        )
    return number_field(name)


def _order(direction: str) -> Order:
    if direction not in ("asc", "desc"):
        raise UserError(f"{direction!r} is no direction to sort in", place="sort", hint="asc or desc")
    return Order.Asc if direction == "asc" else Order.Desc
