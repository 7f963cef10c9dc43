"""Elements of resources: a resource in; the names of what it has that is not read, so that it can be listed, out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import Any, NamedTuple

from trialwright.patients.code_tables import rows
from trialwright.patients.fhir_bytes import NotPlainError, plain
from trialwright.patients.fhir_parts import items, text_of

_EXTENSION = "extension"
_LONGEST_NAME = 60
_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")


class Elements(NamedTuple):
    """Of a kind of resource: the elements that are read or passed by, and those that are listed where they are there."""

    known: frozenset[str]
    listed: tuple[str, ...]


@cache
def elements() -> Mapping[str, Elements]:
    """The elements of each kind of resource that is read."""
    table = {kind: row for row in rows("fhir_elements.tsv") for kind in row["resource"].split()}
    found: dict[str, Elements] = {}
    for kind, row in table.items():
        of = (row,) if kind in ("component", _EXTENSION) else (row, table["*"])
        known = frozenset(name for part in of for sort in ("read", "passed") for name in part[sort].split())
        found[kind] = Elements(known, tuple(name for part in of for name in part["listed"].split()))
    return found


def field_name(element: str) -> str:
    """The name of an element as an attribute: "reasonCode" is `reason_code`."""
    return _CAPITAL.sub("_", element).lower()


def unread_of(kind: str, resource: Mapping[str, Any]) -> Iterator[str]:
    """The names of the elements of a resource that are not read, of its components and of its extensions."""
    of = elements().get(kind)
    if of is None:
        return
    yield from (name[:_LONGEST_NAME] for name in resource if name not in of.known)
    yield from extensions_of(resource.get(_EXTENSION))
    if kind == "Observation":
        parts = elements()["component"].known
        for part in items(resource.get("component")):
            yield from (f"component.{name}"[:_LONGEST_NAME] for name in part if name not in parts)
            yield from extensions_of(part.get(_EXTENSION))


def extensions_of(extension: Any) -> Iterator[str]:
    """The names of extensions that are not read."""
    for item in items(extension):
        name = text_of(item.get("url")).rsplit("/", 1)[-1]
        if name not in elements()[_EXTENSION].known:
            yield f"extension {name[:_LONGEST_NAME]}"


@lru_cache(maxsize=4096)
def extensions_in(text: bytes) -> tuple[str, ...]:
    """As `extensions_of`, for the bytes of an element."""
    try:
        return () if not text else tuple(extensions_of(plain(text)))
    except NotPlainError:
        return ()


def modifier_of(resource: Mapping[str, Any]) -> str:
    """The name of an extension that changes what a resource, or a part of it, means; "" where there is none.

    FHIR forbids to read what has one that is not known: it may say that all of it is not so.
    """
    holders = (resource, *items(resource.get("component")))
    found = [item for holder in holders for item in items(holder.get("modifierExtension"))]
    return text_of(found[0].get("url")).rsplit("/", 1)[-1][:_LONGEST_NAME] or "without a name" if found else ""
