"""A place as a question names it enters; the other names under which a record may have it leave: "USA" is "United States" there.

Countries in the languages of the table of countries, states by their abbreviation, towns by what they are called elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from trialwright.find.folding import folded
from trialwright.find.place import Place, country_code, country_name, country_spellings, town_called
from trialwright.find.regions import regions_named
from trialwright.find.schema import full_value

CITY, STATE, COUNTRY = "LocationCity", "LocationState", "LocationCountry"
NAMED = (COUNTRY, STATE, CITY)
"""The pieces of a site that name a place of the map."""
_MOST_WORDS, _MOST_TOWNS = 4, 6
_SIGNS = ",;()"


@dataclass(frozen=True, kw_only=True, slots=True)
class Name:
    """Another name of a place: the piece in which it stands, what stands there, and the terms of a site that has it."""

    piece: str
    said: str
    terms: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class SiteNames:
    """The other names of places, as far as a shelf may have them. `terms` gives what its sites have that begins so; `wanted` is
    asked whether a name is to be searched by others too, and told which. `joined` keeps the terms of a piece by what they are
    without blanks."""

    terms: Callable[[str], Sequence[str]]
    wanted: Callable[[str, Sequence[str]], bool] = lambda _text, _also: True
    joined: dict[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)

    def others(self, text: str, pieces: Sequence[str]) -> tuple[Name, ...]:
        """The other names of a place, in the pieces asked."""
        found = tuple(self._others(text, pieces))
        said = tuple(dict.fromkeys(name.said for name in found))
        return found if found and self.wanted(text, said) else ()

    def parts(self, text: str) -> list[tuple[str, tuple[Name, ...]]]:
        """A text over all fields of a site, taken apart into names of places, each with its other names, and single words."""
        words = [word for word in text.translate({ord(sign): f" {sign} " for sign in _SIGNS}).split() if word not in _SIGNS]
        found: list[tuple[str, tuple[Name, ...]]] = []
        looked, at = 0, 0
        while at < len(words):
            for size in range(min(_MOST_WORDS, len(words) - at), 0, -1):
                part = " ".join(words[at : at + size])
                towns = looked < _MOST_TOWNS and not _is_known(part)
                looked += towns
                names = self.others(part, NAMED if towns or size == len(words) else (COUNTRY, STATE))
                if names or size == 1:
                    found.append((part, names))
                    at += size
                    break
        return found

    def _others(self, text: str, pieces: Sequence[str]) -> Iterator[Name]:
        own = {full_value(piece, text) for piece in pieces}
        if COUNTRY in pieces and (code := country_code(text)) is not None:
            yield from self._named(COUNTRY, dict.fromkeys((country_name(code), *country_spellings(code))), own)
        if STATE in pieces:
            for region in regions_named(text, typed=False):
                for name in self._named(STATE, region.spellings, own):
                    yield from _in_country(name, region.country)
        if CITY in pieces and (town := town_called(text)) is not None:
            for name in self._of_town(*town, own):
                yield from _in_country(name, town[0].country)

    def _named(self, piece: str, names: Iterable[str], own: set[str]) -> Iterator[Name]:
        for said in names:
            term = full_value(piece, said)
            if term not in own:
                yield Name(piece=piece, said=said, terms=frozenset({term}))

    def _of_town(self, town: Place, names: Sequence[str], own: set[str]) -> Iterator[Name]:
        """What the sites of the shelf call a town, where they mean no other by it: the largest of that name is the same."""
        on_shelf = self._by_joined(CITY)
        for name in names:
            for term in on_shelf.get(_joined(full_value(CITY, name)), ()):
                if term not in own and (meant := town_called(name)) is not None and meant[0] == town:
                    said = town.name if term == full_value(CITY, town.name) else name.capitalize()
                    yield Name(piece=CITY, said=said, terms=frozenset({term}))

    def _by_joined(self, piece: str) -> Mapping[str, tuple[str, ...]]:
        if piece not in self.joined:
            found: dict[str, tuple[str, ...]] = {}
            for term in self.terms(f"{piece}:="):
                found[_joined(term)] = (*found.get(_joined(term), ()), term)
            self.joined[piece] = found
        return self.joined[piece]


def _in_country(name: Name, country: str) -> Iterator[Name]:
    """The name where the site is in that country: "CA" is California in the United States alone."""
    for spelled in country_spellings(country):
        yield Name(piece=name.piece, said=name.said, terms=name.terms | {full_value(COUNTRY, spelled)})


def _joined(term: str) -> str:
    return term.partition(":=")[2].replace(" ", "")


@lru_cache(maxsize=2_000)
def _is_known(text: str) -> bool:
    """Whether it names a country or a state: no town of that name is looked for."""
    return country_code(text) is not None or bool(regions_named(text, typed=False)) or not folded(text)
