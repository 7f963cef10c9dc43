"""A day enters; the questions and counts of what depends on it (freshness, the status to believe) leave."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from tantivy import Query

from trialwright.find.daynumbers import BELIEVED, DOUBTED, GRADED, SPAN, STALE, rank_of
from trialwright.find.schema import code, number_field, schema, whole_field
from trialwright.find.translate import every, number_range
from trialwright.protocol.freshness import UNBELIEVED, Freshness

DAY_FACETS = ("freshness", "believed")


def freshness_query(grade: str, on: dt.date) -> Query:
    """Trials whose status can be believed so far on the day."""
    day = on.toordinal()
    if grade == Freshness.CONFIRMED:
        return number_range(GRADED, day + 1, None)
    if grade == Freshness.UNKNOWN:
        return number_range(GRADED, None, -day - 1)
    if grade == Freshness.STALE:
        return number_range(STALE, None, day)
    if grade == Freshness.AGEING:
        return every([number_range(GRADED, 0, day), number_range(STALE, day + 1, None)])
    return Query.empty_query()


def believed_query(status: str, on: dt.date) -> Query:
    """Trials of the status that is to be believed on the day; the unknown one holds all that are doubted."""
    day = on.toordinal()
    if status == UNBELIEVED:
        return number_range(DOUBTED, None, day)
    if status not in rank_of():
        return Query.empty_query()
    stated = Query.term_query(schema(), whole_field("OverallStatus"), code(status), index_option="basic")
    return every([stated, number_range(DOUBTED, day + 1, None)])


def doubted_query(on: dt.date) -> Query:
    """Trials whose stated status cannot be believed any more on the day."""
    return number_range(DOUBTED, 1, on.toordinal())


@lru_cache(maxsize=8)
def day_aggregations(on: dt.date) -> Mapping[str, Any]:
    """The requests that count trials by the side of the day on which their own days lie."""
    day = on.toordinal()
    starts = sorted({start for rank in rank_of().values() for start in (rank * SPAN, rank * SPAN + day + 1)})
    believed = [{"from": low, "to": high} for low, high in zip(starts, [*starts[1:], starts[-1] + SPAN], strict=True)]
    return {
        "@graded": _ranges(GRADED, [{"to": -day}, {"from": -day, "to": day + 1}, {"from": day + 1}]),
        "@stale": _ranges(STALE, [{"to": day + 1}]),
        "@believed": _ranges(BELIEVED, [{"to": SPAN}, *believed]),
    }


def _ranges(name: str, ranges: list[dict[str, int]]) -> dict[str, Any]:
    return {"range": {"field": number_field(name), "ranges": ranges}}


def day_counts(answer: Mapping[str, Any], on: dt.date) -> dict[str, Counter[str]]:
    """The counts of each value of the facets that depend on the day, from the answers to `day_aggregations`."""
    day = on.toordinal()
    graded = {bucket.get("from"): int(bucket["doc_count"]) for bucket in answer["@graded"]["buckets"]}
    stale = next((int(bucket["doc_count"]) for bucket in answer["@stale"]["buckets"] if bucket.get("to") == day + 1), 0)
    confirmed, unknown = graded.get(day + 1, 0), graded.get(None, 0)
    freshness = Counter(
        {
            Freshness.CONFIRMED.value: confirmed,
            Freshness.UNKNOWN.value: unknown,
            Freshness.STALE.value: stale,
            Freshness.AGEING.value: sum(graded.values()) - confirmed - unknown - stale,
        }
    )
    statuses = {rank * SPAN + day + 1: status for status, rank in rank_of().items()}
    believed: Counter[str] = Counter()
    for bucket in answer["@believed"]["buckets"]:
        believed[statuses.get(bucket.get("from"), UNBELIEVED)] += int(bucket["doc_count"])
    return {"freshness": freshness, "believed": believed}
