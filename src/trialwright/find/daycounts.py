"""A day enters; the questions and counts of what depends on it (freshness, the status to believe) leave."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import Any

from tantivy import Occur, Query

from trialwright.find.schema import (
    COMPLETED,
    CONFIRMED,
    code,
    facet_field,
    number_field,
    schema,
    whole_field,
)
from trialwright.find.translate import every, none_of, number_range, some
from trialwright.protocol.freshness import UNBELIEVED, Ageing, Freshness, ageing, months_before, standing

DAY_FACETS = ("freshness", "believed")
_EPOCH = dt.date(1, 1, 1)


def freshness_query(grade: str, on: dt.date) -> Query:
    """Trials whose status can be believed so far on the day."""
    found = [query for rule, names in _by_rule().items() for query in _graded(grade, rule, names, on)]
    return some([*found, none_of(_statuses(ageing()))] if grade == Freshness.UNKNOWN else found)


def _graded(grade: str, rule: Ageing, names: tuple[str, ...], on: dt.date) -> Iterator[Query]:
    """The trials of some statuses that age alike and have the grade."""
    status, doubts = _statuses(names), _doubts(rule, on)
    if grade == Freshness.UNKNOWN:
        yield _but_not([status], [Query.exists_query(number_field(CONFIRMED)), *doubts])
    elif rule.confirmed is None or rule.stale is None:
        if grade == Freshness.CONFIRMED:
            yield every([status, _dated(None, None)])
    elif grade == Freshness.STALE:
        yield every([status, some([_dated(None, _stale(rule, on)), *doubts])])
    else:
        fresh = months_before(on, rule.confirmed).toordinal()
        within = _dated(fresh, None) if grade == Freshness.CONFIRMED else _dated(_stale(rule, on) + 1, fresh - 1)
        yield _but_not([status, within], doubts)


def believed_query(status: str, on: dt.date) -> Query:
    """Trials of the status that is to be believed on the day; the unknown one holds all that are doubted."""
    if status == UNBELIEVED:
        doubted = [every([_statuses(names), some(doubts)]) for rule, names in _by_rule().items() if (doubts := _doubts(rule, on))]
        return some([*doubted, none_of(_statuses(ageing()))])
    rule = ageing().get(status)
    return _but_not([_statuses((status,))], _doubts(rule, on)) if rule is not None else Query.empty_query()


def _doubts(rule: Ageing, on: dt.date) -> list[Query]:
    """The questions any of which makes a status that ages so unbelievable."""
    if not rule.past_completion or rule.stale is None:
        return []
    past, stale = number_range(COMPLETED, None, on.toordinal() - 1), _dated(None, _stale(rule, on))
    return [past, stale] if rule.past_completion == "alone" else [every([past, stale])]


def _stale(rule: Ageing, on: dt.date) -> int:
    """The last day on which a confirmation is stale."""
    return months_before(on, rule.stale or 0).toordinal() - 1


def _but_not(queries: Sequence[Query], others: Sequence[Query]) -> Query:
    return Query.boolean_query([*((Occur.Must, query) for query in queries), *((Occur.MustNot, query) for query in others)])


def _dated(low: int | None, high: int | None) -> Query:
    return number_range(CONFIRMED, low, high)


def _statuses(names: Iterable[str]) -> Query:
    return Query.term_set_query(schema(), whole_field("OverallStatus"), [code(name) for name in names])


@cache
def _by_rule() -> Mapping[Ageing, tuple[str, ...]]:
    found: dict[Ageing, tuple[str, ...]] = {}
    for status, rule in ageing().items():
        found[rule] = (*found.get(rule, ()), status)
    return found


def day_aggregation(on: dt.date) -> dict[str, Any]:
    """The request that counts trials by status, time of confirmation and whether completion has passed, in one go."""
    limits = sorted(
        {months_before(on, months).toordinal() for rule in ageing().values() for months in (rule.confirmed, rule.stale) if months}
    )
    edges = [None, *limits, None]
    spans = [{k: v for k, v in (("from", low), ("to", high)) if v is not None} for low, high in pairwise(edges)]
    past = {"range": {"field": number_field(COMPLETED), "ranges": [{"to": on.toordinal()}]}}
    confirmed = {"range": {"field": number_field(CONFIRMED), "ranges": spans}, "aggs": {"past": past}}
    return {"terms": {"field": facet_field("status"), "size": 50}, "aggs": {"confirmed": confirmed, "past": past}}


def day_counts(answer: Mapping[str, Any], on: dt.date) -> dict[str, Counter[str]]:
    """The counts of each value of the facets that depend on the day, from the answer to `day_aggregation`."""
    counts: dict[str, Counter[str]] = {name: Counter() for name in DAY_FACETS}
    for status, confirmed, past, count in _cells(answer, on):
        known = status if status in ageing() else None
        found = standing(known, confirmed, on - dt.timedelta(days=1) if past else None, on=on)
        counts["freshness"][found.grade] += count
        counts["believed"][found.status] += count
    return counts


def _cells(answer: Mapping[str, Any], on: dt.date) -> Iterator[tuple[str, dt.date | None, bool, int]]:
    """Status, a day of confirmation that stands for its span, whether completion has passed, and how many trials are so."""
    for bucket in answer["buckets"]:
        undated, undated_past = bucket["doc_count"], _past(bucket)
        for span in bucket["confirmed"]["buckets"]:
            count, past = span["doc_count"], _past(span)
            if not count:
                continue
            day = dt.date.fromordinal(int(span["from"])) if span.get("from", 0) and span["from"] > 0 else _EPOCH
            yield bucket["key"], day, True, past
            yield bucket["key"], day, False, count - past
            undated, undated_past = undated - count, undated_past - past
        yield bucket["key"], None, True, undated_past
        yield bucket["key"], None, False, undated - undated_past


def _past(bucket: Mapping[str, Any]) -> int:
    return next((int(part["doc_count"]) for part in bucket["past"]["buckets"] if "to" in part and part.get("from") is None), 0)
