"""A trial's record and protocol enter, the plain values that the index keeps of it leave."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from trialwright.find.facetvalues import facet_values
from trialwright.find.fields import Kind, fields
from trialwright.find.nearest import point_of, recruiting
from trialwright.find.ordered import age_groups, ordinal
from trialwright.protocol.protocol import Protocol
from trialwright.registries.record import TrialRecord

_SITES = ("protocolSection", "contactsLocationsModule", "locations[]")
_EXTRA_IDS = ("registryId", "registryIds", "secondaryId", "idFromUrl")
_WORKED_OUT = {
    "acronym": "identificationModule.acronym",
    "phases": "designModule.phases",
    "studyType": "designModule.studyType",
    "allocation": "designModule.designInfo.allocation",
    "condition": "conditionsModule.conditions",
    "minimumAge": "eligibilityModule.minimumAge",
    "maximumAge": "eligibilityModule.maximumAge",
}
"""Where in a study that stands which a reader worked out from prose: a trial is found by it where nothing is stated there."""
_ASIDE = {"PortalSummary": "portalSummary"}
"""Texts beside the record in which the words of a question may stand, by the name under which they are shown."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Site:
    """One place of a trial: its words by piece ("LocationCity"), and degrees north and east: its own, or its town's.

    `recruiting` is None where neither its status nor the trial's tells.
    """

    values: Mapping[str, tuple[str, ...]]
    lat: float | None = None
    lon: float | None = None
    recruiting: bool | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    """What the index keeps of a trial.

    `words` are the texts and `whole` the codes by piece of API v2; `numbers` what has an order (dates as days, ages as minutes);
    `facets` the values by facet; `ids` every number it is registered under; `confirmed` and `completed`
    the last days on which it may have been confirmed, and completed. `aside` are texts that no field of API v2 holds (a
    portal's own summary): found by plain words, and shown under the names here.
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
    aside: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def document_of(record: TrialRecord, protocol: Protocol | None = None, *, key: str, version: int = 1) -> Document:
    """The document of a record. Without its protocol, what only the criteria tell (stage, biomarkers, lines) is unknown."""
    study = _study_of(record)
    found: dict[str, list[Any]] = {}
    _gather(study, _tree(), found)
    words = {piece: _texts(values) for piece, values in found.items() if fields()[piece].kind.of_words}
    whole = {piece: _texts(values) for piece, values in found.items() if fields()[piece].kind.whole}
    numbers = dict(_numbers(found))
    if "StdAge" not in whole and (groups := tuple(age_groups(numbers.get("MinimumAge"), numbers.get("MaximumAge")))):
        whole["StdAge"] = groups
    return Document(
        key=key,
        version=version,
        words=words,
        whole=whole,
        numbers=numbers,
        sites=tuple(_sites(study, next(iter(whole.get("OverallStatus", ())), ""))),
        facets=facet_values(words, whole, protocol),
        ids=tuple(_ids(record, words, key)),
        confirmed=record.confirmed_on,
        completed=record.completed_on,
        aside={name: (text,) for name, key in _ASIDE.items() if isinstance(text := record.extra.get(key), str) and text},
    )


def _study_of(record: TrialRecord) -> dict[str, Any]:
    """The record in the shape of a study of API v2, with the sections that its reader kept beside the protocol.

    What is not stated and was worked out stands where it would be stated: the page of a trial shows it, so the search finds it.
    """
    study: dict[str, Any] = {name: record.extra[name] for name in ("derivedSection", "documentSection") if name in record.extra}
    study["protocolSection"] = _with_worked_out(record)
    if record.has_results is not None:
        study["hasResults"] = record.has_results
    return study


def _with_worked_out(record: TrialRecord) -> Mapping[str, Any]:
    found = {path: record.derived[name] for name, path in _WORKED_OUT.items() if record.derived.get(name)}
    treatments = record.derived.get("interventionWords")
    if treatments and record.get("armsInterventionsModule.interventions") is None:
        found["armsInterventionsModule.interventions"] = [{"name": name} for name in treatments]
    section: Mapping[str, Any] = record.protocol_section
    for path, value in found.items():
        if record.get(path) is None:
            section = _laid(section, path.split("."), value)
    return section


def _laid(section: Mapping[str, Any], steps: Sequence[str], value: Any) -> dict[str, Any]:
    """A section with a value at the end of the steps; the section itself stays as it is."""
    below = section.get(steps[0])
    under = _laid(below if isinstance(below, Mapping) else {}, steps[1:], value) if len(steps) > 1 else value
    return {**section, steps[0]: under}


@cache
def _tree(*, below: tuple[str, ...] = ()) -> Mapping[str, Any]:
    """The fields by the steps to them; what stands at the end of the steps is the name of the piece. `below`: from there on."""
    tree: dict[str, Any] = {}
    for item in fields().values():
        if item.path[: len(below)] == below and item.kind is not Kind.GEO:
            steps = [step.removesuffix("[]") for step in item.path[len(below) :]]
            node = tree
            for step in steps[:-1]:
                node = node.setdefault(step, {})
            node[steps[-1]] = item.piece
    return tree


def _gather(node: Any, tree: Any, found: dict[str, list[Any]]) -> None:
    """Put every value of a study that a field of the tree leads to under the name of its piece; lists are gone through."""
    if isinstance(node, dict | Mapping):
        if not isinstance(tree, str):
            for key, value in node.items():
                if key in tree:
                    _gather(value, tree[key], found)
    elif isinstance(node, list | tuple):
        for item in node:
            _gather(item, tree, found)
    elif isinstance(tree, str) and node is not None and node != "":
        found.setdefault(tree, []).append(node)


def _texts(values: Iterable[Any]) -> tuple[str, ...]:
    """Values as text, each once, in order."""
    return tuple(dict.fromkeys(_text(value) for value in values))


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _numbers(found: Mapping[str, Sequence[Any]]) -> Iterator[tuple[str, int]]:
    for piece, values in found.items():
        kind = fields()[piece].kind
        number = ordinal(kind, piece, str(values[0])) if kind.ordered else None
        if number is not None:
            yield piece, number


def _sites(study: Mapping[str, Any], overall: str) -> Iterator[Site]:
    node: Any = study
    for step in _SITES:
        node = node.get(step.removesuffix("[]")) if isinstance(node, Mapping) else None
    for place in node if isinstance(node, list | tuple) else ():
        if isinstance(place, Mapping):
            yield _site(place, overall)


def _site(place: Mapping[str, Any], overall: str) -> Site:
    found: dict[str, list[Any]] = {}
    _gather(place, _tree(below=_SITES), found)
    values = {piece: _texts(items) for piece, items in found.items()}
    lat, lon = point_of(place) or (None, None)
    return Site(values=values, lat=lat, lon=lon, recruiting=recruiting(next(iter(values.get("LocationStatus", ())), ""), overall))


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
