"""A question, an order and a place in it enter; the exact number of trials found and one page of them leave."""

from __future__ import annotations

from collections.abc import Sequence

import tantivy
from tantivy import Order

from trialwright.errors import UserError
from trialwright.find.fields import fields
from trialwright.find.question import Question
from trialwright.find.schema import CONFIRMED, number_field

RELEVANCE, FRESHNESS, DISTANCE = "@relevance", "@freshness", "@distance"
Row = tuple[float, tantivy.DocAddress]


def page_of(
    searcher: tantivy.Searcher, question: Question, sort: Sequence[tuple[str, str]], page: tuple[int, int]
) -> tuple[int, list[Row]]:
    """How many trials there are, and `size` of them from `offset` on.

    Around a place the nearest come first, unless another order is asked for.
    """
    offset, size = page
    if _by_distance(question, sort):
        answer = searcher.search(question.by_distance(), max(1, size), offset=offset)
        return _count(answer), [(float(score), address) for score, address in answer.hits][:size]
    keys = [(_field(name), _order(direction)) for name, direction in sort]
    query = question.query()
    first = keys[0] if keys else (None, Order.Desc)
    if first[0] is None:
        answer = searcher.search(query, max(1, size), offset=offset)
    else:
        answer = searcher.search(query, max(1, size), offset=offset, order_by_field=first[0], order=first[1])
    rows = [(float(score) if first[0] is None else 0.0, address) for score, address in answer.hits]
    return _count(answer), rows[:size]


def _by_distance(question: Question, sort: Sequence[tuple[str, str]]) -> bool:
    if not sort:
        return question.nearness is not None
    if sort[0][0] != DISTANCE:
        return False
    if question.nearness is None:
        raise UserError(
            "trials can be sorted by distance only around a place", place="sort", hint="give a place to search around"
        )
    if sort[0][1] != "asc":
        raise UserError("by distance the nearest come first", place="sort", hint=f"{DISTANCE}:asc")
    return True


def _count(answer: tantivy.SearchResult) -> int:
    found: int = answer.count  # type: ignore[attr-defined]  # there, and exact, but not in the package's own stub
    return found


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
