"""A trial's record and protocol enter, the plain values that the index keeps of it leave."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from trialwright.find.facetvalues import facet_values
from trialwright.find.fields import Field, Kind, fields
from trialwright.find.freshness import completed_on, confirmed_on
from trialwright.find.ordered import ordinal
from trialwright.protocol.protocol import Protocol
from trialwright.registries.record import TrialRecord

_SITES = ("protocolSection", "contactsLocationsModule", "locations[]")
_EXTRA_IDS = ("registryId", "registryIds", "secondaryId", "idFromUrl")


@dataclass(frozen=True, kw_only=True, slots=True)
class Site:
    """One place of a trial: its words by piece ("LocationCity"), and degrees north and east where the record has them."""

    values: Mapping[str, tuple[str, ...]]
    lat: float | None = None
    lon: float | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    """What the index keeps of a trial.

    `words` are the texts and `whole` the codes by piece of API v2; `numbers` what has an order (dates as days, ages as minutes);
    `facets` the values by facet; `ids` every number it is registered under; `confirmed` and `completed`
    the last days on which it may have been confirmed, and completed.
    """

    key: str
    version: int
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    whole: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    numbers: Mapping[str, int] = field(default_factory=dict)
    sites: tuple[Site, ...] = ()
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ids: tuple[str, ...] = ()
    confirmed: dt.date | None = None
    completed: dt.date | None = None


def document_of(record: TrialRecord, protocol: Protocol | None = None, *, key: str, version: int = 1) -> Document:
    """The document of a record. Without its protocol, what only the criteria tell (stage, biomarkers, lines) is unknown."""
    study = _study_of(record)
    found = {piece: values for piece, item in fields().items() if (values := tuple(_at(study, item.path)))}
    words = {piece: _texts(values) for piece, values in found.items() if fields()[piece].kind.of_words}
    whole = {piece: _texts(values) for piece, values in found.items() if fields()[piece].kind.whole}
    numbers = dict(_numbers(found))
    return Document(
        key=key,
        version=version,
        words=words,
        whole=whole,
        numbers=numbers,
        sites=tuple(_sites(study)),
        facets=facet_values(words, whole, protocol),
        ids=tuple(_ids(record, words, key)),
        confirmed=confirmed_on(record),
        completed=completed_on(record),
    )


def _study_of(record: TrialRecord) -> dict[str, Any]:
    """The record in the shape of a study of API v2, with the sections that its reader kept beside the protocol."""
    study: dict[str, Any] = {name: record.extra[name] for name in ("derivedSection", "documentSection") if name in record.extra}
    study["protocolSection"] = record.protocol_section
    if record.has_results is not None:
        study["hasResults"] = record.has_results
    return study


def _at(node: Any, path: tuple[str, ...]) -> Iterator[Any]:
    """The values at the end of a path; every item of the lists on the way."""
    for at, step in enumerate(path):
        if not isinstance(node, Mapping):
            return
        node = node.get(step.removesuffix("[]"))
        if step.endswith("[]"):
            rest = path[at + 1 :]
            for item in node if isinstance(node, list | tuple) else ():
                yield from _at(item, rest)
            return
    if node is not None and node != "":
        yield node


def _texts(values: Iterable[Any]) -> tuple[str, ...]:
    """Values as text, each once, in order."""
    return tuple(dict.fromkeys(_text(value) for value in values))


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _numbers(found: Mapping[str, tuple[Any, ...]]) -> Iterator[tuple[str, int]]:
    for piece, values in found.items():
        kind = fields()[piece].kind
        number = ordinal(kind, piece, str(values[0])) if kind.ordered else None
        if number is not None:
            yield piece, number


def _sites(study: Mapping[str, Any]) -> Iterator[Site]:
    inner = [(item, item.path[len(_SITES) :]) for item in fields().values() if item.of_site and item.kind is not Kind.GEO]
    for place in _at(study, _SITES):
        if isinstance(place, Mapping):
            yield _site(place, inner)


def _site(place: Mapping[str, Any], inner: Iterable[tuple[Field, tuple[str, ...]]]) -> Site:
    values = {item.piece: found for item, path in inner if (found := _texts(_at(place, path)))}
    point = place.get("geoPoint")
    lat, lon = (point.get("lat"), point.get("lon")) if isinstance(point, Mapping) else (None, None)
    known = isinstance(lat, int | float) and isinstance(lon, int | float) and abs(lat) <= 90 and abs(lon) <= 180
    return Site(values=values, lat=lat if known else None, lon=lon if known else None)


def _ids(record: TrialRecord, words: Mapping[str, tuple[str, ...]], key: str) -> Iterator[str]:
    seen: set[str] = set()
    numbers = [
        key,
        *(number for piece in ("NCTId", "NCTIdAlias", "OrgStudyId", "SecondaryId") for number in words.get(piece, ())),
    ]
    for name in _EXTRA_IDS:
        value = record.extra.get(name)
        numbers.extend(str(item) for item in (value if isinstance(value, list | tuple) else (value,)) if item)
    for number in numbers:
        plain = plain_id(number)
        if plain and plain not in seen:
            seen.add(plain)
            yield plain


def plain_id(number: str) -> str:
    """A registry number as it is compared: capitals, no blanks."""
    return "".join(number.split()).upper()
