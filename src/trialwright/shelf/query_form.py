"""The stored form of a query: a `Query` in, plain JSON values out, and back without any loss."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

from trialwright.find.asking import Decay, Near, Query


def query_to_json(query: Query) -> dict[str, Any]:
    """What a query asks, without what it leaves at its default."""
    plain = Query()
    body: dict[str, Any] = {}
    for field in fields(Query):
        value = getattr(query, field.name)
        if value != getattr(plain, field.name):
            body[field.name] = _plain(value)
    return body


def _plain(value: Any) -> Any:
    if isinstance(value, Near | Decay):
        return asdict(value)
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, dt.date) else value


def query_from_json(body: Mapping[str, Any]) -> Query:
    """The query of `query_to_json`."""
    found: dict[str, Any] = dict(body)
    if "near" in found:
        found["near"] = Near(**found["near"])
    if "decay" in found:
        found["decay"] = Decay(**found["decay"])
    if "facets" in found:
        found["facets"] = {name: tuple(values) for name, values in found["facets"].items()}
    if "dates" in found:
        found["dates"] = {name: (_day(pair[0]), _day(pair[1])) for name, pair in found["dates"].items()}
    if "sort" in found:
        found["sort"] = tuple((name, direction) for name, direction in found["sort"])
    if "unexpanded" in found:
        found["unexpanded"] = frozenset(found["unexpanded"])
    for name in ("enrolment", "ids", "count_facets"):
        if name in found:
            found[name] = tuple(found[name])
    return Query(**found)


def _day(text: str | None) -> dt.date | None:
    return None if text is None else dt.date.fromisoformat(text)
