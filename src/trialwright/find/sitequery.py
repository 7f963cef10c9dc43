"""What is asked of one and the same site enters, a question to the engine leaves: its terms stand at one position of a field."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise, product

from tantivy import Occur, Query

from trialwright.find.asking import Expansion, Near
from trialwright.find.expression import (
    All,
    And,
    Coverage,
    Covering,
    Distance,
    Expression,
    InArea,
    Missing,
    Not,
    OnSite,
    Or,
    Range,
    Tilted,
    Widened,
    Widening,
    Words,
)
from trialwright.find.fields import Kind, areas, fields
from trialwright.find.mistakes import QueryError
from trialwright.find.nearest_first import NearestFirst
from trialwright.find.schema import SITE, SITE_AREA, code, full_value, point_of_site, schema, single_valued, stems
from trialwright.find.sitenames import NAMED, Name, SiteNames
from trialwright.find.words import STOP_WORDS
from trialwright.findings import Span

_MOST = 5_000
"""So many ways of being true are asked one by one; more would be no answer in time."""
Terms = frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Part:
    """What one text of a question asks of the engine (None: nothing), what was also searched, and notes for the user."""

    query: Query | None
    expansions: Mapping[str, Expansion] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Known:
    """What the index knows that a question about sites may need: the points near a place, all points by rings around one (the
    nearest ring first), what puts trials in order around one, and the terms that begin so. `holds` tells whether a field has a
    term, `values` gives all of its terms. `parts` are the texts translated so far, by text, area, terms without synonyms, and
    vocabulary; `joined` is what the names of places on the shelf are without blanks."""

    within: Callable[[Distance], Sequence[str]]
    rings: Callable[[float, float], Sequence[Sequence[str]]]
    nearest: Callable[[Near, dt.date], NearestFirst]
    terms: Callable[[str], Sequence[str]]
    holds: Callable[[str, str], bool]
    values: Callable[[str], Sequence[str]]
    parts: dict[tuple[str, str, frozenset[str], object], Part] = field(default_factory=dict)
    joined: dict[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)


def site_query(node: Expression, known: Known, *, text: str, names: SiteNames | None = None) -> Query:
    """Trials with a site of which all of `node` holds; places are found by their other names too, where `names` are given."""
    reading = _Reading(known=known, text=text, names=names)
    return with_site(reading.ways(node, SITE_AREA, Coverage.CONTAINS))


def with_site(ways: Iterable[Terms]) -> Query:
    """Trials with a site that has all terms of any of the ways."""
    queries = [_together(terms) for terms in dict.fromkeys(ways)]
    if not queries:
        return Query.empty_query()
    return queries[0] if len(queries) == 1 else Query.boolean_query([(Occur.Should, query) for query in queries])


def _together(terms: Terms) -> Query:
    ordered = sorted(terms)
    if len(ordered) == 1:
        return Query.term_query(schema(), SITE, ordered[0])
    return Query.phrase_query(schema(), SITE, [(0, term) for term in ordered])


@dataclass(frozen=True, kw_only=True)
class _Reading:
    """Takes a question about a site apart into the ways in which it can be true, each a set of terms of the site."""

    known: Known
    text: str
    names: SiteNames | None = None

    def ways(self, node: Expression, area: str, coverage: Coverage) -> list[Terms]:
        match node:
            case And():
                return self._both([self.ways(item, area, coverage) for item in node.items])
            case Or():
                return [way for item in node.items for way in self.ways(item, area, coverage)]
            case Not():
                return self._otherwise(node.item, area, coverage)
            case InArea():
                return self.ways(node.item, self._of_site(node), coverage)
            case Covering():
                return self.ways(node.item, area, node.coverage)
            case Widened():
                return self._widened(node).ways(node.item, area, coverage)
            case Tilted() | OnSite():
                return self.ways(node.item, area, coverage)
            case All():
                return [frozenset({SITE_AREA})]
            case Missing():
                return self._both([[frozenset({_nothing(piece)})] for piece in _pieces(area)])
            case Distance():
                return [frozenset({point_of_site(point)}) for point in self.known.within(node)]
            case Words():
                return self._words(node, area, coverage)
            case Range():
                raise self._mistake("a site has no dates or numbers to put in a RANGE", node.span)

    def _widened(self, node: Widened) -> _Reading:
        return replace(self, names=None) if node.widening in (Widening.NONE, Widening.TERM) else self

    def _both(self, parts: Iterable[list[Terms]]) -> list[Terms]:
        ways: list[Terms] = [frozenset()]
        for part in _of_one_value(parts):
            if len(ways) * len(part) > _MOST:
                whole = Span(start=0, end=len(self.text), source="query")
                raise self._mistake("this asks too many combinations of one site", whole, _FIELD_OF_NOT)
            ways = [one | other for one, other in product(ways, part)]
        return ways

    def _words(self, node: Words, area: str, coverage: Coverage) -> list[Terms]:
        words = stems(node.text)
        if not words:
            return []
        if _one_by_one(node, area, coverage):
            parts = self.names.parts(node.text) if self.names is not None else [(node.text, ())]
            return self._both(_anywhere(parts))
        own = [way for piece in _pieces(area) for way in self._in_piece(node, piece, coverage)]
        return [*own, *(name.terms for name in self._others(node, _pieces(area), coverage))]

    def _others(self, node: Words, pieces: Sequence[str], coverage: Coverage) -> tuple[Name, ...]:
        """The other names of a place in the pieces that hold places; of a part of a name there are none."""
        named = [piece for piece in pieces if piece in NAMED]
        if self.names is None or not named or coverage not in (Coverage.CONTAINS, Coverage.FULL):
            return ()
        return self.names.others(node.text, named)

    def _in_piece(self, node: Words, piece: str, coverage: Coverage) -> list[Terms]:
        kind, words = fields()[piece].kind, stems(node.text)
        if kind is Kind.GEO:
            raise self._mistake("a place on the map is asked with DISTANCE", node.span)
        if kind.whole:
            return [frozenset({f"{piece}={code(node.text)}"})]
        if coverage is Coverage.FULL:
            return [frozenset({full_value(piece, node.text)})]
        if coverage is Coverage.CONTAINS:
            pairs = [f"{piece}={one} {other}" for one, other in pairwise(words)]
            return [frozenset(pairs or [f"{piece}={words[0]}"])]
        return [frozenset({value}) for value in self._values(piece, node.span) if _covers(value, words, coverage)]

    def _otherwise(self, node: Expression, area: str, coverage: Coverage) -> list[Terms]:
        """The ways in which it does not hold of a site: some other value stands there, or none."""
        match node:
            case And():
                return [way for item in node.items for way in self._otherwise(item, area, coverage)]
            case Or():
                return self._both([self._otherwise(item, area, coverage) for item in node.items])
            case Not():
                return self.ways(node.item, area, coverage)
            case InArea():
                return self._otherwise(node.item, self._of_site(node), coverage)
            case Covering():
                return self._otherwise(node.item, area, node.coverage)
            case Widened():
                return self._widened(node)._otherwise(node.item, area, coverage)
            case Tilted() | OnSite():
                return self._otherwise(node.item, area, coverage)
            case All():
                return []
            case Missing():
                values = ((value, piece) for piece in _pieces(area) for value in self._values(piece, node.span))
                return [frozenset({value}) for value, piece in values if value != _nothing(piece)]
            case Distance():
                near = {point_of_site(point) for point in self.known.within(node)}
                return [frozenset({term}) for term in self.known.terms(point_of_site("")) if term not in near]
            case Words():
                return self._other_words(node, area, coverage)
            case _:
                raise self._mistake("this cannot be asked of a site", Span(start=0, end=len(self.text), source="query"))

    def _other_words(self, node: Words, area: str, coverage: Coverage) -> list[Terms]:
        words = stems(node.text)
        if not words:
            return [frozenset({SITE_AREA})]
        asked = [[word] for word in _telling(words)] if _one_by_one(node, area, coverage) else [words]
        return [
            way
            for wanted in asked
            for way in self._both([self._other_values(node, wanted, piece, coverage) for piece in _pieces(area)])
        ]

    def _other_values(self, node: Words, words: list[str], piece: str, coverage: Coverage) -> list[Terms]:
        wanted = code(node.text) if fields()[piece].kind.whole else words
        also = frozenset(term for name in self._others(node, (piece,), coverage) for term in name.terms)
        left = (value for value in self._values(piece, node.span) if not _covers(value, wanted, coverage))
        return [frozenset({value}) for value in left if value not in also]

    def _values(self, piece: str, span: Span) -> Sequence[str]:
        if fields()[piece].kind is Kind.GEO:
            return self.known.terms(point_of_site(""))
        if not single_valued(piece):
            raise self._mistake(f"a site may have several of {piece}: NOT and COVERAGE cannot be asked of it inside SEARCH", span)
        values = self.known.terms(full_value(piece, ""))
        if len(values) > _MOST:
            raise self._mistake(f"NOT and COVERAGE are too much for {piece} inside SEARCH[Location]", span)
        return values

    def _of_site(self, node: InArea) -> str:
        if node.area != SITE_AREA and not (node.area in fields() and fields()[node.area].of_site):
            message = f"SEARCH[Location] takes fields of sites, and {node.area} is none"
            raise self._mistake(message, Span(start=0, end=len(self.text), source="query"))
        return node.area

    def _mistake(self, message: str, span: Span, hint: str = "") -> QueryError:
        return QueryError(message, query=self.text, span=span, hint=hint or _FIELDS)


_FIELDS = "inside SEARCH[Location] stand LocationCity, LocationState, LocationCountry, LocationFacility, LocationStatus …"
_FIELD_OF_NOT = "name the field of what a site must not have: NOT AREA[LocationStatus]RECRUITING"


def _of_one_value(parts: Iterable[list[Terms]]) -> list[list[Terms]]:
    """The parts, those about one and the same value of a site taken together: it is in none of three countries where its country
    is among what each part leaves, and no combination of two countries can be."""
    left: dict[str, list[Terms]] = {}
    others: list[list[Terms]] = []
    for part in parts:
        piece = _only_piece(part)
        if piece is None:
            others.append(part)
        elif piece not in left:
            left[piece] = list(dict.fromkeys(part))
        else:
            allowed = frozenset(part)
            left[piece] = [way for way in left[piece] if way in allowed]
    return [*others, *left.values()]


def _only_piece(part: Sequence[Terms]) -> str | None:
    """The piece of which every way asks one whole value, where a site has one; None for anything else."""
    terms = [term for way in part for term in way]
    pieces = {term.partition(":=")[0] if ":=" in term else "" for term in terms}
    return pieces.pop() if len(pieces) == 1 and "" not in pieces and len(terms) == len(part) else None


def _nothing(piece: str) -> str:
    """The term of a site that has no value of the piece."""
    return point_of_site("") if fields()[piece].kind is Kind.GEO else full_value(piece, "")


def _anywhere(parts: Sequence[tuple[str, tuple[Name, ...]]]) -> Iterator[list[Terms]]:
    """For each part of a text the ways in which a site has it: its words anywhere, or another name of the place."""
    words = [stems(part) for part, _ in parts]
    little = all(word in STOP_WORDS for part in words for word in part)
    for part, (_, names) in zip(words, parts, strict=True):
        telling = part if little else [word for word in part if word not in STOP_WORDS]
        if telling:
            yield [frozenset(f"{SITE_AREA}={word}" for word in telling), *(name.terms for name in names)]


def _one_by_one(node: Words, area: str, coverage: Coverage) -> bool:
    """Whether the words may stand in different fields of the site: "Boston Massachusetts"."""
    return area == SITE_AREA and not node.quoted and coverage is Coverage.CONTAINS


def _telling(words: list[str]) -> list[str]:
    return [word for word in words if word not in STOP_WORDS] or words


def _pieces(area: str) -> tuple[str, ...]:
    found = areas().get(area)
    return tuple(found.weights) if found is not None else (area,)


def _covers(value: str, wanted: Sequence[str], coverage: Coverage) -> bool:
    """Whether a value, given as its term, is covered so by the words (or the code) wanted."""
    whole = value.partition(":=")[2]
    if isinstance(wanted, str):
        return whole == wanted
    words = whole.split(" ") if whole else []
    places = _places(words, list(wanted))
    match coverage:
        case Coverage.STARTS:
            return 0 in places
        case Coverage.ENDS:
            return len(words) - len(wanted) in places
        case Coverage.FULL:
            return words == list(wanted)
        case _:
            return bool(places)


def _places(words: list[str], wanted: list[str]) -> list[int]:
    return [at for at in range(len(words) - len(wanted) + 1) if words[at : at + len(wanted)] == wanted]
