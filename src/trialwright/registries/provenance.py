"""A whole v2 section and its place enter, a provenance for each of its leaves leaves, made only when somebody asks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
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
