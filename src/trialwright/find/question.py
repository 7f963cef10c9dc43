"""A `Query` enters; the questions to the engine that it consists of leave: what ranks, what filters, and each facet chosen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import tantivy
from tantivy import Occur

from trialwright.errors import UserError
from trialwright.find.asking import Expansion, Near, Query
from trialwright.find.choosing import as_held
from trialwright.find.daycounts import DAY_FACETS, believed_query, doubted_query, freshness_query
from trialwright.find.decay import Nearby
from trialwright.find.document import plain_id
from trialwright.find.essie import read_question
from trialwright.find.expression import All, Distance, Expression, InArea, OnSite
from trialwright.find.facetvalues import country, facet_named
from trialwright.find.fields import BASIC, Kind, area_of_parameter, fields
from trialwright.find.nearest_first import NearestFirst
from trialwright.find.ordered import MINUTES
from trialwright.find.schema import ANYTHING, IDS, KEY, OPEN_POINTS, POINTS, SITE_AREA, facet_field, schema
from trialwright.find.sitequery import Known, Part
from trialwright.find.tagging import Tagger, default_tagger
from trialwright.find.translate import Setting, Translator, every, none_of, number_range, some
from trialwright.find.units import doubtful_meanings

ADVANCED = "advanced"
_FEW_VALUES = 32
"""So many values of a field are asked for one by one."""
_LONGEST_PART, _MOST_PARTS = 200, 1_000
"""Of how many texts, and how long ones, it is remembered what they ask of one state of the index."""


@dataclass(frozen=True, kw_only=True)
class Question:
    """What to ask the engine: `ranked` decides how well a trial fits, `filters` which may be found at all, `chosen` the same by
    facet; `scored` is False where nothing ranks; `nearness` ranks by distance where a place is asked for. What was also
    searched and notes for the user go with it. `nearby` lets the rank fall with distance."""

    ranked: tantivy.Query
    scored: bool
    filters: Sequence[tantivy.Query]
    chosen: Mapping[str, tantivy.Query]
    words: tuple[str, ...]
    expansions: tuple[Expansion, ...]
    notes: tuple[str, ...]
    nearness: NearestFirst | None = None
    nearby: Nearby | None = None

    def query(self, *, without: str | None = None) -> tantivy.Query:
        """All of it in one, or all but the choice in one facet."""
        chosen = [query for name, query in self.chosen.items() if name != without]
        held = [(Occur.Must, tantivy.Query.const_score_query(query, 0.0)) for query in (*self.filters, *chosen)]
        return tantivy.Query.boolean_query([(Occur.Must, self.ranked), *held]) if held else self.ranked


def question_of(query: Query, known: Known, *, on: dt.date, also: Mapping[str, float] | None = None) -> Question:
    """The question of a query on a day. `also` are keys that fit for another reason than words (likeness of meaning), with what
    that weighs: they are found too, and stand in one order with the rest."""
    asked = _Asked(query, known)
    ranked = [
        asked.part(query.words, BASIC),
        *(asked.part(text, _area(name)) for name, text in query.areas.items() if name != ADVANCED),
    ]
    parts = [part for part in ranked if part is not None]
    advanced = asked.part(query.areas.get(ADVANCED, ""), BASIC)
    scored = every(parts) if parts else tantivy.Query.all_query()
    return Question(
        ranked=_with_likes(scored, also) if also and parts else scored,
        scored=bool(parts),
        filters=[*([advanced] if advanced is not None else []), *_filters(query), *_around(query.near, known, on)],
        chosen={name: asked.choice(name, values, on) for name, values in query.facets.items() if values},
        words=tuple(text for text in (query.words, *query.areas.values()) if text),
        expansions=tuple(asked.expansions.values()),
        notes=tuple(asked.notes),
        nearness=known.nearest(query.near, on) if query.near is not None else None,
        nearby=Nearby(query.decay, known) if query.decay is not None and parts else None,
    )


class _Asked:
    """The texts and choices of a query read one by one; what was expanded and what is to be said are gathered."""

    def __init__(self, query: Query, known: Known) -> None:
        self.expansions: dict[str, Expansion] = {}
        self.notes: list[str] = []
        self._known = known
        self._unexpanded = frozenset(term.lower() for term in query.unexpanded)

    def part(self, text: str, area: str) -> tantivy.Query | None:
        """The question of one text, or None where it is empty."""
        if not text.strip():
            return None
        tagger = default_tagger()
        asked = (text, area, self._unexpanded, tagger)
        part = self._known.parts.get(asked) or self._translated(text, area, tagger)
        if len(text) <= _LONGEST_PART:
            if len(self._known.parts) >= _MOST_PARTS:
                self._known.parts.clear()
            self._known.parts[asked] = part
        self.notes.extend(note for note in part.notes if note not in self.notes)
        for term, expansion in part.expansions.items():
            self.expansions.setdefault(term, expansion)
        return part.query

    def choice(self, name: str, values: Sequence[str], on: dt.date) -> tantivy.Query:
        """Trials with any of the values of a facet."""
        facet_named(name)
        if name in DAY_FACETS:
            return some(freshness_query(value, on) if name == "freshness" else believed_query(value, on) for value in values)
        field = facet_field(name)
        named = dict.fromkeys(map(country, values) if name == "country" else values)
        found = [as_held(value, partial(self._known.holds, field), partial(self._known.values, field)) for value in named]
        if not any(said == "" for _, said in found):
            self.notes.extend(f"{name}: {said}" for _, said in found)
        return _any_of(field, [value for value, _ in found])

    def _translated(self, text: str, area: str, tagger: Tagger) -> Part:
        reading = read_question(text)
        if isinstance(reading.expression, All):
            return Part(query=None, notes=reading.notes)
        translator = Translator(tagger=tagger, known=self._known, unexpanded=self._unexpanded, text=text)
        found = translator.query(_placed(reading.expression, area), Setting(area=area))
        doubts = (
            f"{word} may mean {' or '.join(meanings)}: only the word itself was searched"
            for word, meanings in doubtful_meanings(text, tagger).items()
        )
        return Part(query=found, expansions=translator.expansions, notes=(*reading.notes, *doubts, *translator.notes))


def _placed(node: Expression, area: str) -> Expression:
    """Words for a place are asked of one and the same site."""
    return OnSite(item=InArea(area=area, item=node)) if area == SITE_AREA else node


def _area(parameter: str) -> str:
    area = area_of_parameter().get(parameter)
    if area is None:
        raise UserError(f"there is no search area {parameter!r}", hint=f"one of {', '.join((*area_of_parameter(), ADVANCED))}")
    return area.name


def _with_likes(query: tantivy.Query, also: Mapping[str, float]) -> tantivy.Query:
    likes = [
        tantivy.Query.const_score_query(tantivy.Query.term_query(schema(), KEY, key, index_option="basic"), score)
        for key, score in also.items()
    ]
    return some([query, *likes])


def _filters(query: Query) -> list[tantivy.Query]:
    found = [number_range(_dated(piece), _day(low), _day(high)) for piece, (low, high) in query.dates.items() if low or high]
    if query.enrolment != (None, None):
        found.append(number_range("EnrollmentCount", *query.enrolment))
    if query.age is not None:
        minutes = round(query.age * MINUTES["year"])
        too_old, too_young = number_range("MaximumAge", None, minutes - 1), number_range("MinimumAge", minutes + 1, None)
        found.append(none_of(some([too_old, too_young])))
    if query.ids:
        found.append(_any_of(IDS, [plain_id(number) for number in query.ids]))
    return found


def _around(near: Near | None, known: Known, on: dt.date) -> list[tantivy.Query]:
    """Trials with a site within the distance, one that recruits where that is asked: as far as that can be believed."""
    if near is None or (near.within_km is None and not near.recruiting):
        return []
    field = OPEN_POINTS if near.recruiting else POINTS
    believed = [none_of(doubted_query(on))] if near.recruiting else []
    if near.within_km is None:
        return [tantivy.Query.term_query(schema(), field, ANYTHING, index_option="basic"), *believed]
    points = known.within(Distance(lat=near.lat, lon=near.lon, km=near.within_km))
    return [_any_of(field, list(points)), *believed]


def _dated(piece: str) -> str:
    item = fields().get(piece)
    if item is None or item.kind is not Kind.DATE:
        dates = ", ".join(name for name, field in fields().items() if field.kind is Kind.DATE)
        raise UserError(f"{piece!r} is not a date of a trial", hint=f"one of {dates}")
    return piece


def _day(day: dt.date | None) -> int | None:
    return day.toordinal() if day is not None else None


def _any_of(field: str, values: Sequence[str]) -> tantivy.Query:
    """Trials with any of the values in a field. The engine goes through all terms of the field for a set of them: few are asked
    one by one, which takes microseconds where the set takes a seventh of a millisecond."""
    if len(values) > _FEW_VALUES:
        return tantivy.Query.term_set_query(schema(), field, list(values))
    return some(tantivy.Query.term_query(schema(), field, value, index_option="basic") for value in dict.fromkeys(values))
