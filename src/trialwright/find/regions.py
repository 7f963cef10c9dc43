"""The name of a state, province or land enters; the regions of that name leave: with their codes and their other names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from trialwright.find.folding import folded


@dataclass(frozen=True, kw_only=True, slots=True)
class Region:
    """The first division of a country by GeoNames' code; `short` is what is written for it beside a town ("TX") or ""."""

    country: str
    code: str
    short: str
    names: tuple[str, ...]

    @property
    def spellings(self) -> tuple[str, ...]:
        """Every name that a record may have."""
        return (*self.names, self.short) if self.short else self.names


def regions_named(text: str, *, typed: bool = True) -> tuple[Region, ...]:
    """The regions of that name or abbreviation; among running words (not `typed` as a region) an abbreviation has capitals.

    >>> [region.names[0] for region in regions_named("Catalonia")], [region.country for region in regions_named("NT")]
    (['Cataluña'], ['CA', 'AU'])
    >>> regions_named("de", typed=False)
    ()
    """
    found = _by_name().get(folded(text), ())
    if typed or text.strip().isupper():
        return found
    return tuple(region for region in found if folded(text) != folded(region.short))


def region_of(country: str, code: str) -> Region | None:
    """The region of a country by its code."""
    return _by_code().get((country, code))


@cache
def _by_code() -> Mapping[tuple[str, str], Region]:
    return {(region.country, region.code): region for region in _regions()}


@cache
def _by_name() -> Mapping[str, tuple[Region, ...]]:
    found: dict[str, tuple[Region, ...]] = {}
    for region in _regions():
        for name in dict.fromkeys(map(folded, region.spellings)):
            found[name] = (*found.get(name, ()), region)
    return found


def _regions() -> Iterator[Region]:
    for country, code, name in _rows("regions.tsv"):
        yield Region(country=country, code=code, short=code, names=(name,))
    for country, code, short, _town, names in _rows("region_names.tsv"):
        yield Region(country=country, code=code, short=short, names=tuple(names.split("|")))


def _rows(name: str) -> Iterator[tuple[str, ...]]:
    text = (resources.files("trialwright.find") / "data" / name).read_text("utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    yield from (tuple(line.split("\t")) for line in lines[1:])
