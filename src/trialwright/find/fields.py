"""Two tables (`data/fields.tsv`, `data/areas.tsv`) enter; the fields of API v2 and the search areas with weights leave."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from functools import cache
from importlib.resources import files
from types import MappingProxyType

BASIC = "BasicSearch"
"""The area of words that are searched without naming one."""


class Kind(StrEnum):
    """What a field holds. Words are searched one by one, whole values as they are, the rest has an order or a place."""

    TEXT = "text"
    MARKUP = "markup"
    ENUM = "enum"
    BOOL = "bool"
    DATE = "date"
    NUMBER = "number"
    AGE = "age"
    GEO = "geo"

    @property
    def of_words(self) -> bool:
        """Whether its values are searched by their words."""
        return self in (Kind.TEXT, Kind.MARKUP)

    @property
    def whole(self) -> bool:
        """Whether its values are searched as they are."""
        return self in (Kind.ENUM, Kind.BOOL)

    @property
    def ordered(self) -> bool:
        """Whether its values can stand in a range."""
        return self in (Kind.DATE, Kind.NUMBER, Kind.AGE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Field:
    """A field of API v2: the name of its piece, the steps to it in a study ("locations[]" is a list), and its kind.

    `concepts`: the vocabulary's concepts in its text are indexed beside the words.
    """

    piece: str
    path: tuple[str, ...]
    kind: Kind
    concepts: bool = False

    @property
    def dotted(self) -> str:
        """The name of the field with dots, as API v2 writes it: no brackets."""
        return ".".join(self.path).replace("[]", "")

    @property
    def of_site(self) -> bool:
        """Whether it is one of a site: several can be asked of the same one."""
        return "locations[]" in self.path


@dataclass(frozen=True, kw_only=True, slots=True)
class Area:
    """A search area: its name, the parameter of API v2 that asks it ("cond") or "", its pieces with their weights."""

    name: str
    parameter: str
    weights: Mapping[str, float]


@cache
def fields() -> Mapping[str, Field]:
    """Every field by the name of its piece."""
    return MappingProxyType(
        {
            row["piece"]: Field(
                piece=row["piece"],
                path=tuple(row["path"].split(".")),
                kind=Kind(row["kind"]),
                concepts=row["concepts"] == "yes",
            )
            for row in _rows("fields.tsv")
        }
    )


@cache
def areas() -> Mapping[str, Area]:
    """Every search area by its name."""
    weights: dict[str, dict[str, float]] = {}
    parameters: dict[str, str] = {}
    for row in _rows("areas.tsv"):
        weights.setdefault(row["area"], {})[row["piece"]] = float(row["weight"])
        parameters[row["area"]] = row["parameter"] or ""
    return MappingProxyType(
        {name: Area(name=name, parameter=parameters[name], weights=MappingProxyType(items)) for name, items in weights.items()}
    )


@cache
def area_of_parameter() -> Mapping[str, Area]:
    """The search area behind each parameter of API v2: "cond", "intr", "titles", "outc", "spons", "lead", "locn", "id", …"""
    return MappingProxyType({area.parameter: area for area in areas().values() if area.parameter})


def _rows(table: str) -> Iterator[dict[str, str]]:
    text = files("trialwright.find").joinpath("data").joinpath(table).read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    yield from csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)


def area_named(name: str) -> str | None:
    """The canonical name of a piece or search area: by its name in any case ("brieftitle", "BRIEF-TITLE"), its place with dots
    ("protocolSection.identificationModule.briefTitle", also from the module on), or the parameter of an area ("cond")."""
    return _names().get(_plain(name))


def names_like(name: str) -> tuple[str, ...]:
    """Up to three names that somebody who wrote `name` may have meant, the nearest first."""
    plain = _plain(name.rpartition(".")[2]) if "." in name else _plain(name)
    return tuple(dict.fromkeys(_names()[near] for near in get_close_matches(plain, _names(), n=3, cutoff=0.6)))


@cache
def _names() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for item in fields().values():
        steps = item.dotted.split(".")
        for name in (item.piece, item.dotted, ".".join(steps[1:])):
            found.setdefault(_plain(name), item.piece)
    for area in areas().values():
        found.setdefault(_plain(area.name), area.name)
        if area.parameter:
            found.setdefault(_plain(area.parameter), area.name)
    found.pop("", None)
    return MappingProxyType(found)


def _plain(name: str) -> str:
    return "".join(char for char in name.lower() if char.isalnum() or char == ".")
