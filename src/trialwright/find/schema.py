"""The tables of fields enter, the fields of the index and its analyzers leave, and how things are written in it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise

import tantivy

from trialwright.find.daynumbers import BELIEVED, DOUBTED, GRADED, STALE
from trialwright.find.document import Site
from trialwright.find.facetvalues import facets
from trialwright.find.fields import BASIC, Field, Kind, areas, fields
from trialwright.find.words import normalised

ENGLISH, RAW = "english", "raw"
KEY, IDS, SHOWN, SITE, POINTS = "key", "ids", "shown", "site", "points"
OPEN_POINTS = "open_points"
"""Where the recruiting sites of a trial are."""
SHOWN_PIECES = ("BriefTitle", "OfficialTitle", "Condition", "InterventionName", "Keyword", "BriefSummary", "DetailedDescription")
"""The pieces of which stretches are shown, the best first."""
LONG_PIECES = ("BriefSummary", "DetailedDescription")
"""Pieces of the area of plain words that are too long to be kept twice: the field of all others does without them."""
_FORMAT = 9
_DECIDING = ("fields.tsv", "areas.tsv", "facets.tsv", "spellings.tsv", "letters.tsv", "countries.tsv", "country_names.tsv")
CONFIRMED = "Confirmed"
"""A field of our own: the last day on which a record may have been confirmed."""
SITE_AREA = "LocationSearch"
ANYTHING = "*"
"""The term of every field of codes or places that holds something."""
_SITE_PIECES = tuple(item.piece for item in fields().values() if item.of_site and item.kind is not Kind.GEO)


def words_field(piece: str) -> str:
    """The field of the index with the words of a piece, or of the area of plain words."""
    return f"w_{piece}"


def concepts_field(piece: str) -> str:
    """The field with the concepts named in a piece and all above them."""
    return f"k_{piece}"


def whole_field(piece: str) -> str:
    """The field with the codes of a piece."""
    return f"e_{piece}"


def number_field(piece: str) -> str:
    """The field with the number by which a piece is ordered."""
    return f"n_{piece}"


def facet_field(facet: str) -> str:
    """The field that is counted for a facet."""
    return f"f_{facet}"


def set_field(facet: str) -> str:
    """The field with the number of the set of a facet's values that a trial has (`facetsets`)."""
    return f"s_{facet}"


def sets_field(facet: str) -> str:
    """The field whose terms tell what these numbers stand for."""
    return f"v_{facet}"


@cache
def schema() -> tantivy.Schema:
    """The fields of the index."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field(KEY, stored=True, fast=True, tokenizer_name=RAW, index_option="basic")
    builder.add_text_field(IDS, tokenizer_name=RAW, index_option="basic")
    builder.add_bytes_field(SHOWN, stored=True)
    builder.add_text_field(SITE, tokenizer_name=RAW, index_option="position")
    builder.add_text_field(POINTS, tokenizer_name=RAW, index_option="basic")
    builder.add_text_field(OPEN_POINTS, tokenizer_name=RAW, index_option="basic")
    builder.add_text_field(words_field(BASIC), tokenizer_name=ENGLISH)
    builder.add_text_field(concepts_field(BASIC), tokenizer_name=RAW, index_option="basic")
    for item in fields().values():
        _add_field(builder, item)
    for name in (CONFIRMED, GRADED, STALE, DOUBTED, BELIEVED):
        builder.add_integer_field(number_field(name), indexed=True, fast=True)
    for facet in facets().values():
        builder.add_text_field(facet_field(facet.name), fast=True, tokenizer_name=RAW, index_option="basic")
        if facet.sets:
            builder.add_integer_field(set_field(facet.name), fast=True)
            builder.add_text_field(sets_field(facet.name), tokenizer_name=RAW, index_option="basic")
    return builder.build()


def _add_field(builder: tantivy.SchemaBuilder, item: Field) -> None:
    if item.kind.of_words:
        builder.add_text_field(words_field(item.piece), tokenizer_name=ENGLISH)
        if item.concepts:
            builder.add_text_field(concepts_field(item.piece), tokenizer_name=RAW, index_option="basic")
    elif item.kind.whole:
        builder.add_text_field(whole_field(item.piece), tokenizer_name=RAW, index_option="basic")
    elif item.kind.ordered:
        builder.add_integer_field(number_field(item.piece), indexed=True, fast=True)


@cache
def english() -> tantivy.TextAnalyzer:
    """The analyzer of words: runs of letters and numbers, by their stems. It expects normalised text."""
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    return builder.filter(tantivy.Filter.stemmer("english")).build()


def stems(text: str) -> list[str]:
    """The words of a text as the index keeps them."""
    found: list[str] = english().analyze(normalised(text))
    return found


def code(text: str) -> str:
    """A code as it is compared: "Active, not recruiting" and ACTIVE_NOT_RECRUITING are one."""
    return "".join(char for char in text.lower() if char.isalnum())


def site_terms(site: Site) -> Iterator[str]:
    """The terms of a site: its codes, its words one by one and each with the next, its values as a whole, its place."""
    yield SITE_AREA
    for piece in _SITE_PIECES:
        values = site.values.get(piece, ())
        if single_valued(piece):
            yield full_value(piece, values[0] if values else "")
        for value in values:
            yield from _terms_of_value(piece, value)
    placed = site.lat is not None and site.lon is not None
    yield point_of_site(point_term(site.lat or 0.0, site.lon or 0.0) if placed else "")


@lru_cache(maxsize=50_000)
def _terms_of_value(piece: str, value: str) -> tuple[str, ...]:
    if fields()[piece].kind.whole:
        return (f"{piece}={code(value)}",)
    words = stems(value)
    anywhere = [f"{SITE_AREA}={word}" for word in words] if piece in areas()[SITE_AREA].weights else []
    return (*(f"{piece}={word}" for word in words), *(f"{piece}={one} {other}" for one, other in pairwise(words)), *anywhere)


def point_of_site(point: str) -> str:
    """The term of a site that holds its place on the map, or that there is none."""
    return f"point={point}"


@cache
def single_valued(piece: str) -> bool:
    """Whether a site has at most one value of the piece; it may have several contacts."""
    return sum(step.endswith("[]") for step in fields()[piece].path) == 1


@lru_cache(maxsize=50_000)
def full_value(piece: str, value: str) -> str:
    """The term of a site that holds all of a value, or that there is none."""
    return f"{piece}:={code(value) if fields()[piece].kind.whole else ' '.join(stems(value))}"


def point_term(lat: float, lon: float) -> str:
    """A place as a term of the index, to a hundred metres or so."""
    return f"{lat:.3f},{lon:.3f}"


@cache
def fingerprint() -> str:
    """A mark of all that decides how documents are kept: another one asks for a new index."""
    found, status = files("trialwright.find") / "data", files("trialwright.protocol") / "data" / "freshness.tsv"
    tables = "".join(table.read_text(encoding="utf-8") for table in (status, *(found / name for name in _DECIDING)))
    return hashlib.sha256(f"{_FORMAT}{tables}".encode()).hexdigest()[:16]
