"""What is asked of the index and what it answers: a `Query` in, a `Results` out; both plain values that every face shares."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from trialwright.findings import Span
from trialwright.vocabulary.records import record

PAGE = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class Near:
    """A place to search around: its name as understood, degrees north and east, and the farthest distance in km (None: any).

    `recruiting` asks only for sites that recruit; `country` is the ISO 3166 code of the place where it is known.
    """

    name: str
    lat: float
    lon: float
    country: str = ""
    within_km: float | None = None
    recruiting: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Decay:
    """How relevance falls with the distance from a place: by "exp", "gauss" or "linear", to `rate` at one scale behind the
    offset (km)."""

    lat: float
    lon: float
    function: str = "exp"
    scale_km: float = 482.8032
    offset_km: float = 0.0
    rate: float = 0.5


@dataclass(frozen=True, kw_only=True, slots=True)
class Query:
    """A question to the index.

    `words` is the user's text over all fields, in the query language of ClinicalTrials.gov (plain words are one); `areas`
    the same for one search area each ("cond", "intr", "titles", "outc", "spons", "lead", "locn", "id", "patient", and
    "advanced" for a filter that does not count for relevance). `facets` are the values chosen in each facet: any of those
    of one facet, all facets together. `age` is one the trial must admit, in years; `dates` (by API v2 field name) and
    `enrolment` are closed ranges, None for an open end. `unexpanded` are the terms for which the user switched synonyms off
    ("*": all); `meaning` whether likeness of meaning adds trials. `sort` holds at most two pairs of an API v2 field name
    (or "@relevance", "@distance") and "asc" or "desc". `after` is the token of the page before; `count_facets` names the
    facets to count. `decay` lets relevance fall with distance.
    """

    words: str = ""
    areas: Mapping[str, str] = field(default_factory=dict)
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    near: Near | None = None
    decay: Decay | None = None
    age: float | None = None
    dates: Mapping[str, tuple[dt.date | None, dt.date | None]] = field(default_factory=dict)
    enrolment: tuple[int | None, int | None] = (None, None)
    ids: tuple[str, ...] = ()
    unexpanded: frozenset[str] = frozenset()
    meaning: bool = True
    sort: tuple[tuple[str, str], ...] = ()
    size: int = PAGE
    after: str | None = None
    count_facets: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Expansion:
    """What was searched beside a term that the user wrote: "also searched: neoplasm, ESCC". `switched_off` when it was not."""

    term: str
    also: tuple[str, ...]
    switched_off: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Snippet:
    """A stretch of one field of a trial with the places of the words that were found in it."""

    area: str
    text: str
    marks: tuple[Span, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class NearestSite:
    """The nearest site of a trial to the place asked for. Distances are between cities, not doors.

    `recruiting` is None where the record does not tell, and `own` says that it tells it of the site, not only of the trial;
    `other_country` says that a border lies between; `within` of `sites` known ones lie within the distance asked for.
    """

    facility: str
    city: str
    country: str
    km: float
    recruiting: bool | None
    own: bool
    other_country: bool
    within: int
    sites: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Hit:
    """A trial found: its key on the shelf, how well it fits, where the words stand, its nearest site."""

    key: str
    score: float
    snippets: tuple[Snippet, ...] = ()
    site: NearestSite | None = None


@record(frozen=True, kw_only=True, slots=True)  # an answer has hundreds
class Bucket:
    """A value of a facet and how many of the trials found have it."""

    value: str
    count: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Results:
    """The answer: the exact number of trials found and one page of them.

    With it the counts of the facets asked for, what was also searched, and notes for the user ("0 of 12 sites within 50 km; the
    nearest is 83 km away"). `next` is the token of the next page.
    """

    total: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, tuple[Bucket, ...]] = field(default_factory=dict)
    expansions: tuple[Expansion, ...] = ()
    notes: tuple[str, ...] = ()
    next: str | None = None
