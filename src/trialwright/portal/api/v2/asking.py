"""The parameters of the list of studies enter, the question to the index leaves; a mistake in one names that parameter."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from trialwright.errors import UserError
from trialwright.exports.tables import rows
from trialwright.find.asking import Decay, Query, Results
from trialwright.find.essie import read_question
from trialwright.find.fields import fields
from trialwright.find.mistakes import QueryError
from trialwright.portal.api.problems import ProblemError, did_you_mean
from trialwright.portal.api.v2.parameters import StudiesParameters, listed
from trialwright.portal.api.v2.pieces import path_of, pieces
from trialwright.portal.api.v2.synonyms import synonyms_query
from trialwright.shelf.shelf import Shelf

RELEVANCE = "@relevance"
_NCT_ONLY = re.compile(r"\s*NCT\d{1,8}(?:[\s,]+NCT\d{1,8})*[\s,]*", re.IGNORECASE)
_NCT = re.compile(r"NCT0*([1-9]\d{0,7})", re.IGNORECASE)
_GEO = re.compile(r"distance\((?P<lat>[-\d.]+),(?P<lon>[-\d.]+),(?P<far>[\d.]+)(?P<unit>km|mi)?\)")
_FARTHEST_KM = 805.0
_MILE = 1.609344


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """A piece of the filter and the parameter that it is from."""

    parameter: str
    text: str


def asked(parameters: StudiesParameters) -> tuple[Query, tuple[Part, ...]]:
    """The question, and the parts that its filter is joined from."""
    queries = parameters.queries
    numbers = _numbers_alone(queries.values())
    parts = () if numbers else tuple(_filters(parameters))
    joined = " AND ".join(f"({part.text})" for part in parts)
    areas = {} if numbers else {name: text for name, text in queries.items() if name != "term"}
    query = Query(
        words="" if numbers else queries.get("term", ""),
        areas=areas | ({"advanced": joined} if joined else {}),
        facets={} if numbers else _statuses(parameters),
        ids=numbers or _ids(parameters),
        decay=_decay(parameters),
        meaning=False,
        sort=tuple(_sort(parameters.sort)),
        size=parameters.page_size,
        after=parameters.token,
    )
    return query, parts


def answered(shelf: Shelf, parameters: StudiesParameters, *, on: dt.date) -> Results:
    """The studies found, a page of them. What cannot be asked is a problem that names the parameter."""
    query, parts = asked(parameters)
    try:
        return shelf.search(query, on=on)
    except QueryError as error:
        raise _misasked(error, parameters, parts) from error
    except UserError as error:
        where = {"page token": "pageToken", "sort": "sort"}.get(error.place or "")
        raise ProblemError(error.message, parameter=where, mend=error.hint) from error


def canonical_number(text: str) -> str:
    """The number of a study as the registry writes it: "nct6120127" is NCT06120127; any other is left as it is."""
    found = _NCT.fullmatch(text.strip())
    return f"NCT{int(found[1]):08d}" if found else text.strip()


def _numbers_alone(queries: Iterable[str]) -> tuple[str, ...]:
    """The numbers of the first query that holds nothing else: then filters do not count."""
    only = next((text for text in queries if _NCT_ONLY.fullmatch(text)), "")
    return tuple(canonical_number(number[0]) for number in _NCT.finditer(only))


def _ids(parameters: StudiesParameters) -> tuple[str, ...]:
    first, second = listed(parameters.filter_ids), listed(parameters.post_ids)
    numbers = tuple(map(canonical_number, first or second))
    if not (first and second):
        return numbers
    both = set(map(canonical_number, second))
    return tuple(number for number in numbers if number in both) or ("-",)


def _statuses(parameters: StudiesParameters) -> Mapping[str, tuple[str, ...]]:
    """The statuses that both filters let through; without a filter no choice."""
    given = {
        "filter.overallStatus": listed(parameters.filter_status),
        "postFilter.overallStatus": listed(parameters.post_status),
    }
    chosen = [{_status(value, name) for value in values} for name, values in given.items() if values]
    if not chosen:
        return {}
    both = set.intersection(*chosen)
    return {"status": tuple(sorted(both)) or ("-",)}


def _status(value: str, parameter: str) -> str:
    known = [row["value"] for row in rows("v2_enums.tsv") if row["type"] == "Status"]
    if value not in known:
        raise ProblemError(f"{value!r} is no status", parameter=parameter, mend=did_you_mean(value, known))
    return value


def _filters(parameters: StudiesParameters) -> Iterator[Part]:
    for name, text in (("filter.advanced", parameters.filter_advanced), ("postFilter.advanced", parameters.post_advanced)):
        if text and text.strip():
            _sound(text, name)
            yield Part(parameter=name, text=text)
    for name, text in (("filter.geo", parameters.filter_geo), ("postFilter.geo", parameters.post_geo)):
        if text:
            yield Part(parameter=name, text=_distance(text, name))
    for name, text in (("filter.synonyms", parameters.filter_synonyms), ("postFilter.synonyms", parameters.post_synonyms)):
        for item in listed(text):
            yield Part(parameter=name, text=synonyms_query(item, name))
    for item in listed(parameters.agg):
        yield Part(parameter="aggFilters", text=_option(item))


def _sound(text: str, parameter: str) -> None:
    """A filter must be a whole query alone: one with a bracket too many would get out of its place among the others."""
    try:
        read_question(text)
    except QueryError as error:
        raise ProblemError(error.message, parameter=parameter, mend=error.hint).at(f"character {error.column}") from error


def _decay(parameters: StudiesParameters) -> Decay | None:
    """How relevance falls with distance from the place of `filter.geo`; without that there is no place."""
    found = _GEO.fullmatch(parameters.filter_geo or "")
    if found is None:
        return None
    lat, lon = float(found["lat"]), float(found["lon"])
    if parameters.decay is None:
        return Decay(lat=lat, lon=lon)
    function, scale, offset, rate = (part.partition(":")[2] for part in parameters.decay.split(","))
    if not 0 < float(rate) < 1 or _km(scale) <= 0:
        raise ProblemError("relevance cannot fall so", parameter="geoDecay", mend="a scale above 0, a decay between 0 and 1")
    return Decay(lat=lat, lon=lon, function=function, scale_km=_km(scale), offset_km=_km(offset), rate=float(rate))


def _km(length: str) -> float:
    return float(length.removesuffix("km")) if length.endswith("km") else float(length.removesuffix("mi")) * _MILE


def _distance(text: str, parameter: str) -> str:
    found = _GEO.fullmatch(text)
    lat, lon, far = (float(found[name]) for name in ("lat", "lon", "far")) if found else (99.0, 0.0, 0.0)
    if found is None or abs(lat) > 90 or abs(lon) > 180:
        raise ProblemError(
            "there is no such place", parameter=parameter, mend="degrees north -90 to 90, degrees east -180 to 180"
        )
    km = far if found["unit"] == "km" else far * _MILE
    if km > _FARTHEST_KM:
        raise ProblemError("the distance is too large", parameter=parameter, mend="at most 500mi, which are 805km")
    return f"AREA[LocationGeoPoint]DISTANCE[{lat},{lon},{max(km, 0.001):.6f}km]"


@cache
def _options() -> Mapping[tuple[str, str], str]:
    text = (files("trialwright.portal.api") / "data" / "agg_filters.tsv").read_text("utf-8")
    lines = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    return {(name, option): query for name, option, query in lines[1:]}


def _option(item: str) -> str:
    """One `filter:option option` of `aggFilters`: any of its options."""
    name, colon, chosen = item.partition(":")
    known = sorted({each for each, _ in _options()})
    if not colon or name not in known:
        raise ProblemError(f"{item!r} is no filter with its options", parameter="aggFilters", mend=did_you_mean(name, known))
    found = []
    for option in chosen.split():
        if (name, option) not in _options():
            options = [each for filter_, each in _options() if filter_ == name]
            raise ProblemError(f"{name!r} has no option {option!r}", parameter="aggFilters", mend=did_you_mean(option, options))
        found.append(_options()[(name, option)])
    if not found:
        raise ProblemError(f"{name!r} has no options", parameter="aggFilters", mend="like status:rec not")
    return " OR ".join(found)


def _sort(text: str | None) -> Iterator[tuple[str, str]]:
    items = listed(text)
    if len(items) > 2:
        raise ProblemError(f"{len(items)} fields to sort by", parameter="sort", mend="at most two")
    for item in items:
        name, colon, direction = item.partition(":")
        if colon and direction not in ("asc", "desc"):
            raise ProblemError(f"{direction!r} is no direction", parameter="sort", mend="asc or desc")
        piece = _sortable(name)
        yield piece, direction or ("asc" if piece != RELEVANCE and fields()[piece].kind.value == "number" else "desc")


def _sortable(name: str) -> str:
    if name == RELEVANCE:
        return name
    path = path_of(name)
    piece = pieces()[path].name if path else ""
    if piece not in fields() or not fields()[piece].kind.ordered:
        known = [RELEVANCE, *(each for each, field in fields().items() if field.kind.ordered)]
        raise ProblemError(f"studies cannot be sorted by {name!r}", parameter="sort", mend=did_you_mean(name, known))
    return piece


def _misasked(error: QueryError, parameters: StudiesParameters, parts: tuple[Part, ...]) -> ProblemError:
    """The problem with the parameter that the faulty text is from, and the place in it."""
    same = next((name for name, text in parameters.queries.items() if text == error.query), None)
    if same is not None:
        return ProblemError(error.message, parameter=f"query.{same}", mend=error.hint).at(f"character {error.column}")
    start = 0
    for part in parts:
        end = start + len(part.text) + 2
        if start <= error.span.start <= end:
            place = f"character {max(1, error.span.start - start)}"
            return ProblemError(error.message, parameter=part.parameter, mend=error.hint).at(place)
        start = end + len(" AND ")
    return ProblemError(error.message, mend=error.hint)
