"""A trial found enters, its card on the search page leaves; the counts of a facet enter, boxes to tick leave."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from trialwright.find.asking import Bucket, Hit, NearestSite, Snippet
from trialwright.find.facetvalues import UNKNOWN
from trialwright.find.related import untelling
from trialwright.portal.asked import Asked
from trialwright.portal.shown import shown
from trialwright.portal.views.facts import Asked as Row
from trialwright.portal.views.facts import Fact, facts_of
from trialwright.portal.views.people import people_of
from trialwright.portal.views.status import Status, status_of
from trialwright.portal.views.words import is_known, word
from trialwright.registries.record import TrialRecord
from trialwright.vocabulary.concepts import default_vocabulary

SHOWN_AT_ONCE, MOST = 6, 60
OPEN_FACETS = ("believed", "condition", "phase", "stage", "biomarker", "line", "intervention", "drug_class", "country")
"""The facets that most people choose by; the others are folded away."""
_TREES = ("condition", "drug_class")
"""Facets whose values stand above one another: a trial of gastric cancer is one of malignancy too."""
_SHARED = 0.9
_KINDS = {
    "status": "status",
    "believed": "status",
    "freshness": "freshness",
    "phase": "phase",
    "study_type": "studyType",
    "purpose": "primaryPurpose",
    "masking": "masking",
    "intervention": "interventionType",
    "sponsor_class": "agencyClass",
    "sex": "sex",
    "age_group": "stdAge",
}
_ROWS = (
    Row(path="designModule.phases", kind="word", enum="phase", derived="phases", always=False),
    Row(path="designModule.enrollmentInfo.count", kind="number", always=False),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Card:
    """A trial found: what it is called, how far its status can be believed, where it runs."""

    key: str
    number: str
    title: str
    status: Status
    facts: tuple[Fact, ...]
    conditions: tuple[str, ...]
    sponsor: str
    sites: int
    countries: tuple[str, ...]
    nearest: NearestSite | None


@dataclass(frozen=True, kw_only=True, slots=True)
class FacetView:
    """A facet: its name (to translate), the values whose boxes show at once, the rest, those chosen, if it opens by itself."""

    name: str
    label: str
    first: tuple[Bucket, ...]
    rest: tuple[Bucket, ...]
    chosen: tuple[str, ...]
    opened: bool


def card_of(hit: Hit, record: TrialRecord, *, on: dt.date) -> Card:
    """The card of a trial found."""
    people = people_of(record, ())
    return Card(
        key=hit.key,
        number=record.nct_id or str(record.get("identificationModule.orgStudyIdInfo.id") or ""),
        title=record.title,
        status=status_of(record, on=on),
        facts=facts_of(record, _ROWS, None),
        conditions=record.conditions[:4],
        sponsor=next((sponsor.name for sponsor in people.sponsors if sponsor.lead), ""),
        sites=len(people.sites),
        countries=people.countries,
        nearest=hit.site,
    )


def marked(snippet: Snippet) -> Markup:
    """The text of a snippet with its marks; everything in it is escaped.

    >>> from trialwright.findings import Span
    >>> str(marked(Snippet(area="x", text="<b>gastric", marks=(Span(start=3, end=10),))))
    '&lt;b&gt;<mark>gastric</mark>'
    """
    return Markup("").join(_pieces(snippet))


def _pieces(snippet: Snippet) -> Iterator[Markup]:
    end = 0
    for span in sorted(snippet.marks):
        if span.start >= end:
            yield escape(shown(snippet.text[end : span.start]))
            yield Markup("<mark>{}</mark>").format(shown(span.cut(snippet.text)))
            end = span.end
    yield escape(shown(snippet.text[end:]))


def facets_of(counted: Mapping[str, Sequence[Bucket]], asked: Asked, *, total: int) -> tuple[FacetView, ...]:
    """The facets with something to choose. A chosen value always has its box, also where no trial has it.

    Of a tree ("condition") what nearly all of the `total` trials share ("malignancy") stands last: it narrows nothing down.
    """
    named = ((name, telling_first(buckets, total) if name in _TREES else buckets) for name, buckets in counted.items())
    return tuple(found for name, buckets in named if (found := _facet(name, buckets, asked.facets.get(name, ()))).first)


def telling_first(buckets: Sequence[Bucket], total: int) -> tuple[Bucket, ...]:
    """Values of a tree in their order, those last that nearly all trials share, that are too wide to tell anything, or that
    stand above another of the same trials.

    >>> [found.value for found in telling_first([Bucket(value=v, count=c) for v, c in (("malignancy", 50), ("sarcoma", 9))], 50)]
    ['sarcoma', 'malignancy']
    """
    most = max([total, *(bucket.count for bucket in buckets)])
    last = untelling() | _repeating(buckets[: 4 * SHOWN_AT_ONCE])
    return tuple(sorted(buckets, key=lambda bucket: bucket.count >= _SHARED * most or bucket.value in last))


def _repeating(buckets: Sequence[Bucket]) -> frozenset[str]:
    """Values above another that as many trials have: these are the same trials, and the narrower name tells more of them.

    >>> sorted(_repeating([Bucket(value=v, count=c) for v, c in (("gastric tumor", 7), ("gastric cancer", 7), ("sarcoma", 7))]))
    ['gastric tumor']
    """
    words, counts = default_vocabulary(), {bucket.value: bucket.count for bucket in buckets}
    return frozenset(
        above
        for value, count in counts.items()
        if value in words
        for above in words.ancestors(value)
        if above != value and counts.get(above) == count
    )


def _facet(name: str, buckets: Sequence[Bucket], chosen: Sequence[str]) -> FacetView:
    shown = buckets[:MOST]
    unknown = [bucket for bucket in shown if bucket.value == UNKNOWN]
    if unknown:
        shown = (*(bucket for bucket in shown if bucket.value != UNKNOWN), *unknown)  # behind all others
    if chosen:
        shown = _chosen_first(shown, buckets, chosen)
    at_once = max(SHOWN_AT_ONCE, len(chosen))
    return FacetView(
        name=name,
        label=word("facet", name),
        first=tuple(shown[:at_once]),
        rest=tuple(shown[at_once:]),
        chosen=tuple(chosen),
        opened=name in OPEN_FACETS or bool(chosen),
    )


def _chosen_first(shown: Sequence[Bucket], buckets: Sequence[Bucket], chosen: Sequence[str]) -> list[Bucket]:
    """The values that are chosen before all others, also those that stand too far behind to be shown, and those of no trial."""
    every = {bucket.value: bucket for bucket in buckets}
    first = [every.get(value) or Bucket(value=value, count=0) for value in dict.fromkeys(chosen)]
    first.sort(key=lambda bucket: bucket.value == UNKNOWN)
    return [*first, *(bucket for bucket in shown if bucket.value not in chosen)]


def facet_label(name: str, value: str) -> tuple[str, bool]:
    """How a value of a facet is shown, and whether that is a text of the catalogue."""
    if value == UNKNOWN:
        return word("untold", name) if is_known("untold", name) else word("value", UNKNOWN), True
    label = word(_KINDS.get(name, "value"), value)
    return label, label != value
