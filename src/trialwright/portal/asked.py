"""The question part of an address enters, what a reader asks leaves: words, place, chosen facets, order; and the way back."""

from __future__ import annotations

import datetime as dt
import math
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from trialwright.errors import UserError
from trialwright.find.asking import Query
from trialwright.find.facetvalues import facets
from trialwright.find.nearest import near_of
from trialwright.find.place import Place, Sort, country_spellings, find_places, suggested
from trialwright.find.ranges import counts, days
from trialwright.portal.views.words import word

LONGEST = 1000
"""No question of a person is longer; what is longer is not searched."""
MOST_VALUES = 50
BEST_FIT, DISTANCE = "relevance", "distance"
ORDERS = {
    BEST_FIT: (("@relevance", "desc"),),
    "fresh": (("@freshness", "desc"),),
    "updated": (("LastUpdatePostDate", "desc"),),
    "start": (("StartDate", "desc"),),
    "large": (("EnrollmentCount", "desc"),),
}
"""The orders that the search page offers (names to translate are in words.tsv)."""
_STARTS, _ENROLMENT = ("start_from", "start_to"), ("people_from", "people_to")
_DETAILS = frozenset({"cond", "intr", "age", "km", *_STARTS, *_ENROLMENT})
_BESIDE = frozenset({"off", "km", "recruiting", "meaning", "sort", "after"})
"""What only says how something else is searched."""
_TEXTS = {"q": "words", "cond": "condition", "intr": "treatment", "place": "place"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """What a reader asks. `km` is the farthest distance (None: any); `starts` and `enrolment` are closed ranges, open where None;
    `off` holds the terms whose synonyms are switched off; no `order` is the usual one: around a place the nearest first, else
    what fits best."""

    words: str = ""
    condition: str = ""
    treatment: str = ""
    place: str = ""
    km: float | None = None
    recruiting: bool = False
    age: float | None = None
    starts: tuple[dt.date | None, dt.date | None] = (None, None)
    enrolment: tuple[int | None, int | None] = (None, None)
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    order: str = ""
    off: tuple[str, ...] = ()
    meaning: bool = True
    after: str = ""

    @property
    def anything(self) -> bool:
        """Whether something is asked at all."""
        return any(name not in _BESIDE for name, _ in self.pairs())

    @property
    def foreign(self) -> bool:
        """Whether words are written in letters that are not Latin: hardly any record has such."""
        letters = (sign for text in (self.words, self.condition, self.treatment) for sign in text if sign.isalpha())
        return any(not unicodedata.name(sign, "LATIN").startswith(("LATIN", "GREEK", "MICRO")) for sign in letters)

    @property
    def details(self) -> bool:
        """Whether anything is asked that stands under "more to ask for"."""
        return any(name in _DETAILS for name, _ in self.pairs())

    def pairs(self) -> list[tuple[str, str]]:
        """The question as an address has it, always in the same order."""
        found = [(name, value) for name, attribute in _TEXTS.items() if (value := getattr(self, attribute))]
        found += [(name, value) for name, values in sorted(self.facets.items()) for value in values]
        found += [("off", term) for term in self.off]
        for name, number in (("km", self.km), ("age", self.age)):
            found += [(name, f"{number:g}")] if number is not None else []
        ends = (*zip(_STARTS, self.starts, strict=True), *zip(_ENROLMENT, self.enrolment, strict=True))
        found += [(name, str(end)) for name, end in ends if end is not None]
        found += [("recruiting", "1")] if self.recruiting else []
        found += [("meaning", "0")] if not self.meaning else []
        found += [("sort", self.order)] if self.order else []
        return found + ([("after", self.after)] if self.after else [])

    def address(self) -> str:
        """The address of this question."""
        pairs = self.pairs()
        return f"/search?{urlencode(pairs)}" if pairs else "/search"

    @property
    def place_pairs(self) -> list[tuple[str, str]]:
        """The place and the distance, as the page of a trial takes them."""
        if not self.place:
            return []
        return [("near", self.place), *([("km", f"{self.km:g}")] if self.km is not None else [])]

    def without(self, name: str, value: str) -> Asked:
        """The same question without one value of a facet."""
        left = tuple(item for item in self.facets.get(name, ()) if item != value)
        return replace(
            self,
            after="",
            facets={**{key: kept for key, kept in self.facets.items() if key != name}, **({name: left} if left else {})},
        )

    def anew(self, **changed: Any) -> str:
        """The address of the same question with something changed, from its first page."""
        return replace(self, **{"after": "", **changed}).address()

    def switched(self, term: str) -> Asked:
        """The same question with the synonyms of a term switched off, or on again."""
        off = tuple(item for item in self.off if item != term) if term in self.off else (*self.off, term)
        return replace(self, after="", off=off)


def asked_of(pairs: Iterable[tuple[str, str]]) -> Asked:
    """The question of an address. What is no part of a question is left aside; a number that is none is a `UserError`."""
    named: dict[str, list[str]] = {}
    for name, value in pairs:
        text = " ".join(value[:LONGEST].split())
        if text and len(named.setdefault(name, [])) < MOST_VALUES:
            named[name].append(text)
    one = {name: values[-1] for name, values in named.items() if values}
    return Asked(
        words=one.get("q", ""),
        condition=one.get("cond", ""),
        treatment=one.get("intr", ""),
        place=one.get("place", ""),
        km=_number(one.get("km"), "km"),
        recruiting=one.get("recruiting") == "1",
        age=_number(one.get("age"), "age"),
        starts=days((one.get(_STARTS[0], ""), one.get(_STARTS[1], "")), ", ".join(_STARTS)),
        enrolment=counts((one.get(_ENROLMENT[0], ""), one.get(_ENROLMENT[1], "")), ", ".join(_ENROLMENT)),
        facets={name: tuple(dict.fromkeys(named[name])) for name in facets() if named.get(name)},
        order=one.get("sort", "") if one.get("sort") in (*ORDERS, DISTANCE) else "",
        off=tuple(dict.fromkeys(named.get("off", ()))),
        meaning=one.get("meaning") != "0",
        after=one.get("after", ""),
    )


def _number(text: str | None, name: str) -> float | None:
    if text is None:
        return None
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        number = math.nan
    if not 0 <= number <= 50_000:
        raise UserError(f"{text[:40]!r} is not a number that can be asked for", place=name, hint="like 50")
    return number


@dataclass(frozen=True, kw_only=True, slots=True)
class Placed:
    """How a place was understood: `place` is searched around; `others` are what the name may mean too, `like` what it may be a
    misspelling of."""

    place: Place | None = None
    others: tuple[Place, ...] = ()
    like: tuple[Place, ...] = ()

    @property
    def around(self) -> Place | None:
        """The place that distances are measured from; None for a whole country, which has none."""
        return self.place if self.place is not None and self.place.sort is not Sort.COUNTRY else None

    @property
    def usual_order(self) -> str:
        """The order where none is chosen."""
        return DISTANCE if self.around is not None else BEST_FIT


def placed(asked: Asked) -> Placed:
    """The place of a question. A whole country becomes a choice of country."""
    if not asked.place:
        return Placed()
    found = find_places(asked.place)
    if not found:
        return Placed(like=suggested(asked.place))
    return Placed(place=found[0], others=found[1:4])


def query_of(asked: Asked, where: Placed, *, size: int, count: tuple[str, ...]) -> Query:
    """The question to the index."""
    areas = {"cond": asked.condition, "intr": asked.treatment}
    chosen = dict(asked.facets)
    near = None
    if where.around is not None:
        near = near_of(where.around, within_km=asked.km, recruiting=asked.recruiting)
    elif where.place is not None:
        chosen.setdefault("country", country_spellings(where.place.country))
    return Query(
        words=asked.words,
        areas={name: text for name, text in areas.items() if text},
        facets=chosen,
        near=near,
        age=asked.age,
        dates={"StartDate": asked.starts} if asked.starts != (None, None) else {},
        enrolment=asked.enrolment,
        unexpanded=frozenset(asked.off),
        meaning=asked.meaning,
        sort=_sort(asked.order, where),
        size=size,
        after=asked.after or None,
        count_facets=count,
    )


def _sort(order: str, where: Placed) -> tuple[tuple[str, str], ...]:
    """The order as the index takes it. What is usual it does by itself, and by distance only around a place."""
    return () if order in ("", DISTANCE, where.usual_order) else ORDERS[order]


def order_label(name: str) -> str:
    """What an order is called, to translate."""
    return word("order", name)
