"""A tree of what is asked enters, a question to the engine leaves, with what was searched beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial

import tantivy
from tantivy import Occur, Query

from trialwright.find.asking import Expansion
from trialwright.find.choosing import as_held
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
from trialwright.find.fields import BASIC, Kind, areas, fields
from trialwright.find.mistakes import QueryError
from trialwright.find.ordered import ordinals
from trialwright.find.requirements import Sign
from trialwright.find.schema import (
    ANYTHING,
    LONG_PIECES,
    POINTS,
    code,
    concepts_field,
    facet_field,
    number_field,
    schema,
    stems,
    whole_field,
    words_field,
)
from trialwright.find.sitenames import NAMED, Name, SiteNames
from trialwright.find.sitequery import Known, site_query, with_site
from trialwright.find.synonyms import expansion_of
from trialwright.find.tagging import Tagger
from trialwright.find.units import Unit, units, whole_unit
from trialwright.find.usually import usually_one_of
from trialwright.find.words import BEGIN, END, STOP_WORDS

BELOW_OWN_WORDS = 0.6
"""What a synonym or narrower term weighs beside the user's own words."""
_PATIENT = "PatientSearch"
_SAID = {"yes": "true", "y": "true", "no": "false", "n": "false"}
_NAMES_SHOWN = 4
_OF_ALL = "Sex"
"""The one field with a value that is written like the word for every trial."""
_WIDE_AREAS = frozenset({BASIC, _PATIENT})
"""Areas of very many pieces: they are searched in one field that holds all their words; the weighty pieces set the order."""
_WEIGHTY = 0.55
_ENTRY = 0.1
_TITLES = ("BriefTitle", "OfficialTitle")
_MOST_UNITS = 100
_MARKER_FACET, _SIGN_OF_RESULT = "biomarker", "+-−–"


@dataclass(frozen=True, kw_only=True, slots=True)
class Setting:
    """What holds for a part of a question: the area asked, how terms must cover values, and how far they may stand for others."""

    area: str = BASIC
    coverage: Coverage = Coverage.CONTAINS
    widening: Widening = Widening.RELAXATION

    @property
    def pieces(self) -> Mapping[str, float]:
        """The pieces asked, with their weights."""
        area = areas().get(self.area)
        return area.weights if area is not None else {self.area: 1.0}


@dataclass(kw_only=True)
class Translator:
    """Makes questions to the engine of trees. `text` is what the user wrote, for messages; `known` is what the index knows."""

    tagger: Tagger
    known: Known
    unexpanded: frozenset[str] = frozenset()
    text: str = ""
    expansions: dict[str, Expansion] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def query(self, node: Expression, setting: Setting) -> Query:
        """The question to the engine of a part of the tree."""
        match node:
            case And():
                return every(self.query(item, setting) for item in node.items)
            case Or():
                return some(self.query(item, setting) for item in node.items)
            case Not():
                return none_of(self.query(node.item, setting))
            case InArea():
                return self.query(node.item, replace(setting, area=node.area))
            case Covering():
                return self.query(node.item, replace(setting, coverage=node.coverage))
            case Widened():
                return self.query(node.item, replace(setting, widening=node.widening))
            case Tilted():
                return self._tilted(node, setting)
            case OnSite():
                plain = setting.widening in (Widening.NONE, Widening.TERM)
                return site_query(node.item, self.known, text=self.text, names=None if plain else self._names)
            case All():
                return self._all(setting)
            case Missing():
                return none_of(some(holds_something(piece) for piece in setting.pieces))
            case Range():
                return some(self._range(node, piece) for piece in setting.pieces)
            case Distance():
                return self._distance(node, setting)
            case Words():
                return self._words(node, setting)

    def _words(self, node: Words, setting: Setting) -> Query:
        kinds = {fields()[piece].kind for piece in setting.pieces}
        if kinds == {Kind.GEO}:
            raise self._mistake(
                node, "a place on the map is asked with DISTANCE", "AREA[LocationGeoPoint]DISTANCE[48.85,2.35,50km]"
            )
        if len(setting.pieces) == 1 and not (kind := next(iter(kinds))).of_words:
            piece = next(iter(setting.pieces))
            return self._coded(node, piece) if kind.whole else self._equal(node, piece)
        own = self._asked_words(node, setting)
        others = [name.terms for name in self._other_names(node, setting)]
        return some([own, Query.const_score_query(with_site(others), BELOW_OWN_WORDS)]) if others else own

    @cached_property
    def _names(self) -> SiteNames:
        return SiteNames(terms=self.known.terms, wanted=self._wanted, joined=self.known.joined)

    def _wanted(self, text: str, also: Sequence[str]) -> bool:
        """Whether a place or a result is searched by its other names too; which these are is said in any case."""
        off = "*" in self.unexpanded or text.lower() in self.unexpanded
        more = (f"{len(also) - _NAMES_SHOWN} more",) if len(also) > _NAMES_SHOWN else ()
        said = Expansion(term=text, also=(*also[:_NAMES_SHOWN], *more), switched_off=off)
        self.expansions.setdefault(text.lower(), said)
        return not off

    def _other_names(self, node: Words, setting: Setting) -> tuple[Name, ...]:
        """The other names of a place that is asked of one field."""
        narrow = setting.widening in (Widening.NONE, Widening.TERM)
        if narrow or setting.area not in NAMED or setting.coverage not in (Coverage.CONTAINS, Coverage.FULL):
            return ()
        return self._names.others(node.text, (setting.area,))

    def _coded(self, node: Words, piece: str) -> Query:
        """A code as it stands; that no trial has it is said, as it may be misspelt."""
        name = whole_field(piece)
        asked = code(node.text)
        if fields()[piece].kind is Kind.BOOL:
            asked = _SAID.get(asked, asked)
        _, said = as_held(asked, partial(self.known.holds, name), partial(self.known.values, name))
        if said:
            self.notes.append(f"{piece}: {said}")
        return _term(name, asked)

    def _all(self, setting: Setting) -> Query:
        """Every trial; in AREA[Sex]ALL, those for all sexes."""
        return _term(whole_field(_OF_ALL), code("ALL")) if setting.area == _OF_ALL else Query.all_query()

    def _equal(self, node: Words, piece: str) -> Query:
        """A date, age or number as it stands; a month is any day in it."""
        return self._range(Range(low=node.text, high=node.text, span=node.span), piece)

    def _range(self, node: Range, piece: str) -> Query:
        kind = fields()[piece].kind
        if not kind.ordered:
            raise self._mistake(node, f"RANGE needs a field of dates, numbers or ages, not {piece}", _ORDERED_HINT)
        ends = [None if text is None else ordinals(kind, text) for text in (node.low, node.high)]
        for text, end in zip((node.low, node.high), ends, strict=True):
            if text is not None and end is None:
                raise self._mistake(node, f"{piece} takes {_TAKES[kind]}, not {text!r}", "MIN or MAX leave an end open")
        low, high = ends
        if low is not None and high is not None and low[0] > high[1]:
            raise self._mistake(node, f"{node.low} to {node.high} ends before it begins", f"RANGE[{node.high},{node.low}]")
        return number_range(piece, None if low is None else low[0], None if high is None else high[1])

    def _distance(self, node: Distance, setting: Setting) -> Query:
        if set(setting.pieces) != {"LocationGeoPoint"}:
            raise self._mistake(node, "DISTANCE is asked of AREA[LocationGeoPoint]", "AREA[LocationGeoPoint]DISTANCE[…]")
        return Query.term_set_query(schema(), POINTS, list(self.known.within(node)))

    def _tilted(self, node: Tilted, setting: Setting) -> Query:
        """Newer trials first among those that fit alike: a little for every two years from 1996 on."""
        steps = [dt_ordinal(year) for year in range(1996, 2040, 2)]
        newer = [(Occur.Should, Query.const_score_query(number_range(node.piece, step, None), 0.1)) for step in steps]
        return Query.boolean_query([(Occur.Must, self.query(node.item, setting)), *newer])

    def _asked_words(self, node: Words, setting: Setting) -> Query:
        whole = whole_unit(node.text, self.tagger)
        relaxed = not node.quoted and setting.coverage is Coverage.CONTAINS
        if setting.widening in (Widening.NONE, Widening.TERM):
            return self._unit(replace(whole, concepts=(), stands_for=""), setting)
        if not relaxed or setting.widening is Widening.CONCEPT:
            return self._unit(whole, setting)
        parts = [unit for unit in units(node.text, self.tagger) if not _little(unit)] or [whole]
        if len(parts) > _MOST_UNITS:
            raise self._mistake(node, f"more than {_MOST_UNITS} words are asked together", "ask for fewer")
        asked = [self._unit(unit, setting) for unit in parts]
        if len(asked) == 1:
            return asked[0]
        both = some(asked) if setting.widening is Widening.LOSSY else every(asked)
        side_by_side = self._phrases(whole, setting)
        return Query.boolean_query([(Occur.Must, both), *((Occur.Should, query) for query in side_by_side)])

    def _unit(self, unit: Unit, setting: Setting) -> Query:
        """A stretch of the question in the pieces of the area: what its concepts are called, or its own words."""
        if unit.result:
            return self._result(unit, setting)
        unit, coverage = self._switched(unit), setting.coverage
        if coverage is not Coverage.CONTAINS:
            unit = replace(unit, concepts=())
        if setting.area not in _WIDE_AREAS:
            return some(self._in_piece(unit, piece, weight, coverage) for piece, weight in setting.pieces.items())
        long = {} if unit.concepts and not _by_words_too(unit) else {piece: setting.pieces[piece] for piece in LONG_PIECES}
        somewhere = some(self._in_piece(unit, piece, weight, coverage) for piece, weight in ({BASIC: _ENTRY} | long).items())
        weighty = [piece for piece, weight in setting.pieces.items() if weight >= _WEIGHTY and fields()[piece].kind.of_words]
        ranked = [self._in_piece(unit, piece, setting.pieces[piece], coverage) for piece in weighty if piece not in long]
        return Query.boolean_query([(Occur.Must, somewhere), *((Occur.Should, query) for query in ranked)])

    def _result(self, unit: Unit, setting: Setting) -> Query:
        """A marker with its result: as a phrase of the texts, and as what trials require."""
        (name,) = unit.concepts
        if unit.also:
            return self._named_result(unit, setting)
        marker = unit.text[: -1 if unit.text[-1:] in _SIGN_OF_RESULT else unit.text.lower().rfind(unit.result[:3]) - 1]
        said, required = f"{marker} {unit.result}", f"{name}: {unit.result} {Sign.REQUIRED}"
        off = "*" in self.unexpanded or unit.text.lower() in self.unexpanded
        self.expansions[unit.text.lower()] = Expansion(term=unit.text, also=(said, required), switched_off=off)
        words = self._unit(Unit(text=said), setting)
        asked = Query.term_query(schema(), facet_field(_MARKER_FACET), required, index_option="basic")
        return words if off else some([words, Query.const_score_query(asked, BELOW_OWN_WORDS)])

    def _named_result(self, unit: Unit, setting: Setting) -> Query:
        """A result that one expression names ("dMMR"): by all that say the same, and as what trials require."""
        own = self._unit(Unit(text=unit.text), setting)
        once = {tuple(stems(text)): text for text in reversed((unit.text, *unit.also))}
        others = [text for text in reversed(once.values()) if text != unit.text]
        required = f"{unit.concepts[0]}: {unit.result} {Sign.REQUIRED}"
        if not self._wanted(unit.text, (*others, required)):
            return own
        asked = Query.term_query(schema(), facet_field(_MARKER_FACET), required, index_option="basic")
        said = some(self._said_otherwise(text, setting) for text in others)
        return some([own, Query.boost_query(said, BELOW_OWN_WORDS), Query.const_score_query(asked, BELOW_OWN_WORDS)])

    def _said_otherwise(self, text: str, setting: Setting) -> Query:
        """Other words for what is asked, wherever they stand; only in titles they count more."""
        if setting.area not in _WIDE_AREAS:
            return self._unit(Unit(text=text), setting)
        unit, weights, coverage = Unit(text=text), setting.pieces, setting.coverage
        titled = [self._in_piece(unit, piece, weights[piece], coverage) for piece in _TITLES if piece in weights]
        anywhere = {BASIC: _ENTRY, **{piece: weights[piece] for piece in LONG_PIECES}}
        somewhere = some(self._in_piece(unit, piece, weight, coverage) for piece, weight in anywhere.items())
        return Query.boolean_query([(Occur.Must, somewhere), *((Occur.Should, query) for query in titled)])

    def _in_piece(self, unit: Unit, piece: str, weight: float, coverage: Coverage) -> Query:
        """A stretch in one piece. A concept is found wherever it is named, by any name; the user's own words for it count more.

        Own words alone would find "small cell lung cancer" in "non-small cell lung cancer".
        """
        if piece != BASIC and not fields()[piece].kind.of_words:
            return Query.boost_query(_term(whole_field(piece), code(unit.text)), weight)
        own = Query.boost_query(phrase(piece, stems(unit.text), coverage), weight)
        if not unit.concepts or not (piece == BASIC or fields()[piece].concepts):
            return own
        named = some(_term(concepts_field(piece), name) for name in unit.concepts)
        found = [(Occur.Must, Query.boost_query(named, weight * BELOW_OWN_WORDS))]
        if _by_words_too(unit):
            return some([own, *(query for _, query in found)])
        short = piece != BASIC and piece not in LONG_PIECES
        return Query.boolean_query([*found, (Occur.Should, own)] if short else found)

    def _switched(self, unit: Unit) -> Unit:
        """The unit as the user wants it: with what usually is one of its concepts; switched off, its words only."""
        if not unit.concepts:
            return unit
        off = "*" in self.unexpanded or unit.text.lower() in self.unexpanded
        self.expansions.setdefault(unit.text.lower(), expansion_of(unit, self.tagger.vocabulary, switched_off=off))
        if off:
            return replace(unit, concepts=(), stands_for="")
        return replace(unit, concepts=(*unit.concepts, *usually_one_of(unit.concepts, self.tagger.vocabulary)))

    def _phrases(self, whole: Unit, setting: Setting) -> list[Query]:
        words = stems(whole.text)
        weighty = [(piece, weight) for piece, weight in setting.pieces.items() if fields()[piece].kind.of_words]
        return [
            Query.boost_query(phrase(piece, words, Coverage.CONTAINS), weight) for piece, weight in weighty[:4] if len(words) > 1
        ]

    def _mistake(self, node: Words | Range | Distance, message: str, hint: str) -> QueryError:
        return QueryError(message, query=self.text, span=node.span, hint=hint)


_ORDERED_HINT = "for example AREA[StartDate]RANGE[2024-01-01,MAX]"
_TAKES = {Kind.DATE: "a date like 2024-03-01 or 2024-03", Kind.AGE: "an age like 18 Years", Kind.NUMBER: "a whole number"}


def dt_ordinal(year: int) -> int:
    """The number of a year's first day."""
    span = ordinals(Kind.DATE, f"{year:04d}")
    return span[0] if span else 0


def _by_words_too(unit: Unit) -> bool:
    """Whether the words of a concept are looked for as such too: one word, or one with figures ("CDK6" in "CDK4/6 inhibitor").

    Of several words, "small cell lung cancer" would be found in "non-small cell lung cancer".
    """
    words = stems(unit.text)
    return len(words) == 1 or any(word.isdigit() for word in words)


def _little(unit: Unit) -> bool:
    return not unit.concepts and (unit.text.lower() in STOP_WORDS or not stems(unit.text))


def every(queries: Iterable[Query]) -> Query:
    """All of them."""
    items = list(queries)
    return items[0] if len(items) == 1 else Query.boolean_query([(Occur.Must, query) for query in items])


def some(queries: Iterable[Query]) -> Query:
    """Any of them."""
    items = list(queries)
    if not items:
        return Query.empty_query()
    return items[0] if len(items) == 1 else Query.boolean_query([(Occur.Should, query) for query in items])


def none_of(query: Query) -> Query:
    """Whatever it does not find."""
    return Query.boolean_query([(Occur.Must, Query.all_query()), (Occur.MustNot, query)])


def _term(name: str, value: str) -> Query:
    return Query.term_query(schema(), name, value)


def phrase(piece: str, words: Sequence[str], coverage: Coverage) -> Query:
    """Words that stand side by side in a value of the piece, at its beginning, at its end, or filling it."""
    begin = [BEGIN] if coverage in (Coverage.STARTS, Coverage.FULL) else []
    end = [END] if coverage in (Coverage.ENDS, Coverage.FULL) else []
    terms = [*begin, *words, *end]
    if not words:
        return Query.empty_query()
    return (
        _term(words_field(piece), terms[0]) if len(terms) == 1 else Query.phrase_query(schema(), words_field(piece), list(terms))
    )


def holds_something(piece: str) -> Query:
    """Trials that have any value in the piece."""
    kind = fields()[piece].kind
    if kind is Kind.GEO:
        return _term(POINTS, ANYTHING)
    if kind.ordered:
        return Query.exists_query(number_field(piece))
    return _term(words_field(piece), BEGIN) if kind.of_words else _term(whole_field(piece), ANYTHING)


def number_range(piece: str, low: int | None, high: int | None) -> Query:
    """Trials whose date, age or number of the piece lies within; those without one are not found."""
    if low is None and high is None:
        return Query.exists_query(number_field(piece))
    if low is not None and high is not None and low > high:
        return Query.empty_query()
    return Query.range_query(schema(), number_field(piece), tantivy.FieldType.Integer, lower_bound=low, upper_bound=high)
