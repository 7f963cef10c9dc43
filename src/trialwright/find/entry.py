"""A document enters, its entry leaves: all that the index keeps of it as plain values, which may be made in another process.

Finding the words and concepts of a text takes most of the time of indexing; `engine_entry` is quick.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import tantivy

from trialwright.find.daynumbers import day_numbers
from trialwright.find.document import Document, Site
from trialwright.find.facetsets import numbered
from trialwright.find.facetvalues import facets
from trialwright.find.fields import BASIC, areas, fields
from trialwright.find.schema import (
    ANYTHING,
    CONFIRMED,
    IDS,
    KEY,
    LONG_PIECES,
    OPEN_POINTS,
    POINTS,
    SHOWN,
    SHOWN_PIECES,
    SITE,
    code,
    concepts_field,
    facet_field,
    number_field,
    point_term,
    set_field,
    sets_field,
    site_terms,
    whole_field,
    words_field,
)
from trialwright.find.tagging import Tagger, default_tagger
from trialwright.find.words import BEGIN, END, normalised

_WORDS_OF_BASIC = frozenset(piece for piece in areas()[BASIC].weights if fields()[piece].kind.of_words)
_WHOLE_OF_BASIC = tuple(piece for piece in areas()[BASIC].weights if fields()[piece].kind.whole)
_SHOWN_LENGTH = 4000
Texts = tuple[str, tuple[str, ...]]
"""A field and the texts in it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """What the index keeps of a trial: texts and numbers by field, what is shown of it, and the terms of each of its sites."""

    key: str
    texts: tuple[Texts, ...]
    numbers: tuple[tuple[str, int], ...]
    shown: bytes
    sites: tuple[tuple[str, ...], ...]


def entry_of(document: Document) -> Entry:
    """The entry of a document."""
    return Entry(
        key=document.key,
        texts=tuple((name, values) for name, values in _texts(document) if values),
        numbers=tuple(_numbers(document)),
        shown=_shown(document),
        sites=tuple(tuple(dict.fromkeys(site_terms(site))) for site in document.sites),
    )


def engine_entry(entry: Entry) -> tantivy.Document:
    """The entry as the engine takes it. What is known of a site stands at one position: terms that stand together are of the same
    site."""
    made = tantivy.Document()
    made.add_text(KEY, entry.key)
    made.add_bytes(SHOWN, entry.shown)
    for name, values in entry.texts:
        for value in values:
            made.add_text(name, value)
    for name, number in entry.numbers:
        made.add_integer(name, number)
    tokens = [tantivy.Token(term, at, 0, 0) for at, terms in enumerate(entry.sites) for term in terms]
    if tokens:
        made.add_pre_tokenized_text(SITE, tantivy.PreTokenizedString("", tokens))
    return made


def _texts(document: Document) -> Iterator[Texts]:
    yield IDS, tuple(sorted(document.ids))
    for piece, values in document.whole.items():
        yield whole_field(piece), tuple(sorted({ANYTHING, *map(code, values)}))
    for facet, values in document.facets.items():
        yield facet_field(facet), tuple(dict.fromkeys(values))
        if facets()[facet].sets:
            yield sets_field(facet), (numbered(values)[1],)
    yield from _words(document, default_tagger())
    yield from _points(document.sites)


def _numbers(document: Document) -> Iterator[tuple[str, int]]:
    for piece, number in document.numbers.items():
        yield number_field(piece), number
    if document.confirmed is not None:
        yield number_field(CONFIRMED), document.confirmed.toordinal()
    for piece, number in day_numbers(document).items():
        yield number_field(piece), number
    for facet, values in document.facets.items():
        if facets()[facet].sets:
            yield set_field(facet), numbered(values)[0]


def _shown(document: Document) -> bytes:
    texts = {piece: document.words[piece] for piece in SHOWN_PIECES if piece in document.words} | dict(document.aside)
    shown = {name: [value[:_SHOWN_LENGTH] for value in values] for name, values in texts.items()}
    return json.dumps(shown, ensure_ascii=False).encode()


def _words(document: Document, tagger: Tagger) -> Iterator[Texts]:
    everywhere: set[str] = set()
    of_basic: list[str] = []
    for piece, values in document.words.items():
        basic = piece in _WORDS_OF_BASIC
        texts = tuple(map(_between_marks, values))
        yield words_field(piece), texts
        if basic and piece not in LONG_PIECES:
            of_basic += texts
        if not fields()[piece].concepts:  # the names of towns, sponsors and people name no disease: "Almere Stad" is no STAD
            continue
        found = tagger.with_broader(name for value in values for name in tagger.concepts(value))
        everywhere |= found if basic else set()
        yield concepts_field(piece), tuple(sorted(found))
    of_basic += (_between_marks(value) for values in document.aside.values() for value in values)
    of_basic += (_between_marks(value.replace("_", " ")) for piece in _WHOLE_OF_BASIC for value in document.whole.get(piece, ()))
    yield words_field(BASIC), tuple(of_basic)
    yield concepts_field(BASIC), tuple(sorted(everywhere))


def _between_marks(value: str) -> str:
    return f"{BEGIN} {normalised(value)} {END}"


def _points(sites: Iterable[Site]) -> Iterator[Texts]:
    placed = [(point_term(site.lat, site.lon), site) for site in sites if site.lat is not None and site.lon is not None]
    takes_in = {point for point, site in placed if site.recruiting}
    for name, points in ((POINTS, {point for point, _ in placed}), (OPEN_POINTS, takes_in)):
        yield name, tuple(sorted(points | {ANYTHING})) if points else ()
