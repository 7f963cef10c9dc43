"""A whole v2 section and its place enter, a provenance for each of its leaves leaves, made only when somebody asks."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

from trialwright.registries.record import Place, Provenance, Standing


class StatedThroughout(Mapping[str, Provenance]):
    """The provenance of a record whose source prints v2 itself: every leaf is stated, at the place of the record.

    `apart` holds the exceptions (values that were mapped, normalised or are missing). Built lazily, since a record may have
    thousands of leaves and most readers ask for a few.
    """

    def __init__(self, section: Mapping[str, Any], place: Place, apart: Mapping[str, Provenance]) -> None:
        self._section = section
        self._stated = Provenance(standing=Standing.STATED, place=place)
        self._apart = apart
        self.place, self.apart = place, apart

    def __getitem__(self, path: str) -> Provenance:
        if path in self._apart:
            return self._apart[path]
        if path in self._paths:
            return self._stated
        raise KeyError(path)

    def __iter__(self) -> Iterator[str]:
        yield from self._paths
        yield from (path for path in self._apart if path not in self._paths)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    @cached_property
    def _paths(self) -> dict[str, None]:
        return dict.fromkeys(_paths(self._section, ""))


def _paths(node: Any, path: str) -> Iterator[str]:
    if isinstance(node, Mapping):
        pairs = [(str(key), value) for key, value in node.items()]
    elif isinstance(node, list | tuple):
        pairs = [(str(at), value) for at, value in enumerate(node)]
    else:
        yield path
        return
    for key, value in pairs:
        yield from _paths(value, f"{path}.{key}" if path else key)


def missing_fields(section: Mapping[str, Any]) -> Iterator[str]:
    """The fields that a full record has and this one has not (`data/expected_fields.tsv`); for sites and contacts one by one.

    A field that only one study type has is missed only where the type is that or unknown.
    """
    kind = _at(section, "designModule.studyType")
    for path, only in _expected():
        if (not only or kind in (None, only)) and _at(section, path) is None:
            yield path
    for number, site in _numbered(section, "contactsLocationsModule.locations"):
        yield from (
            f"contactsLocationsModule.locations.{number}.{name}" for name in ("facility", "status", "state") if name not in site
        )
    for number, contact in _numbered(section, "contactsLocationsModule.centralContacts"):
        if not {"phone", "email"} & set(contact):
            yield f"contactsLocationsModule.centralContacts.{number}.phone"


def _numbered(section: Mapping[str, Any], path: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """The objects of a list with their numbers; a source may have anything else in its place."""
    items = _at(section, path)
    for number, item in enumerate(items if isinstance(items, list | tuple) else ()):
        if isinstance(item, Mapping):
            yield number, item


@cache
def _expected() -> tuple[tuple[str, str], ...]:
    text = files("trialwright.registries").joinpath("data/expected_fields.tsv").read_text(encoding="utf-8")
    return tuple((row["field"], row["study_type"] or "") for row in csv.DictReader(text.splitlines(), delimiter="\t"))


def _at(section: Mapping[str, Any], path: str) -> Any:
    node: Any = section
    for key in path.split("."):
        node = node.get(key) if isinstance(node, Mapping) else None
    return node
