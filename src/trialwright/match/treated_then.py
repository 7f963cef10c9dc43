"""When a treatment was given: the treatment and all that is known in; which cancers were on record by then, and how far, out."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import replace

from trialwright.match.another import is_metastasis, is_over, primaries
from trialwright.match.known import Item, Known, related
from trialwright.match.regions import lies_in, organ_of
from trialwright.match.results import Fit
from trialwright.match.stages import extent_of
from trialwright.match.tables import listed, rows
from trialwright.match.values import decimal
from trialwright.patients.facts import Kind
from trialwright.vocabulary.concepts import Relation

_STAGED_FOR = dt.timedelta(days=366)
"""A stage is the one that a treatment was given at when it was recorded in the year before it."""


def cancers_by_then(item: Item, known: Known) -> tuple[Item, ...]:
    """The cancers, no metastases, that were on record when the treatment was given; those without a date may have been."""
    given = _given(item)
    return tuple(found for found in primaries(known) if given is None or (day := _first(found)) is None or day <= given)


def was_for_all_its_cancers(item: Item, value: str, known: Known) -> bool:
    """Whether every cancer that a treatment against cancer can have been for is the one that is asked about."""
    if item.kind is Kind.PROCEDURES and not known.is_cancer_surgery(item):
        return False
    own = cancers_by_then(item, known) or (primaries(known) if _of_a_line(item) else ())
    return bool(own) and all(related(found, value, known) is Relation.IS for found in own)


def was_for_another_cancer(item: Item, value: str, known: Known) -> bool:
    """Whether a treatment was over more than a year before the cancer that is asked about, and another was on record by then."""
    over = item.fact.end or item.fact.date
    if over is None:
        return False
    days = [_first(found) for found in primaries(known) if related(found, value, known) is not Relation.IS_NOT]
    own = cancers_by_then(item, known)
    later = all(day is not None and known.by_the_day() and day - over.last > _STAGED_FOR for day in days)
    return bool(days) and later and bool(own) and all(related(found, value, known) is Relation.IS_NOT for found in own)


def may_be_for_an_earlier_one(item: Item, known: Known) -> bool:
    """Whether a treatment was over before the newest cancer on record, and an earlier one is cured or of the other side: "this
    cancer" may be the newest."""
    over = item.fact.end or item.fact.date
    dated = [(day, found) for found in primaries(known) if (day := _first(found)) is not None]
    if over is None or len(dated) <= 1:
        return False
    newest = max(dated, key=lambda one: one[0])
    sides = (newest[1].qualifier("laterality"), [found.qualifier("laterality") for _day, found in dated])
    apart = any(is_over(found) for _day, found in dated) or any(side and sides[0] and side != sides[0] for side in sides[1])
    return apart and over.last < newest[0]


def untreated(known: Known) -> Iterator[Item]:
    """That there was no therapy against cancer, where the only cancer on record is called untreated and none is listed."""
    own = primaries(known)
    said = [item for item in own if item.narrowing.get("treatment") == ("untreated",)]
    if said and _THERAPY in known.context.vocabulary and all(item in said for item in own) and not known.of(_THERAPY):
        why = f"{said[0].fact.what} is untreated"
        fact = replace(said[0].fact, qualifiers={})
        yield Item(facts=(fact,), concepts=(_THERAPY,), present=False, kind=Kind.TREATMENTS, why=why)


_THERAPY = "anticancer therapy"


def was_for_its_only_cancer(item: Item, known: Known) -> bool:
    """Whether a treatment of a kind seldom given but against cancer can only have been for the one cancer on record, which
    is not said to be over: where no trial's disease is named, "this disease" is that one."""
    own = primaries(known)
    if not own or not _one_course(own) or item.kind is not Kind.TREATMENTS or any(map(known.of, _TREATED_ALIKE)):
        return False
    words = known.context.vocabulary
    if not any(words.is_a(name, above) for name in item.concepts for above in _OF_CANCER_ONLY):
        return False
    places = [place for place in (item.qualifier("site concept") or "").split(";") if place]
    elsewhere = item.qualifier("site") and not places
    if elsewhere or (item.qualifier("intent") and not item.narrowing.get("setting")):
        return False
    return was_for_all_its_cancers(item, own[0].concepts[0], known)


def _one_course(cancers: tuple[Item, ...]) -> bool:
    """Whether the cancers on record are one, none of them over: the same by its name, and called recurrent or spread later."""
    first = cancers[0]
    alike = all(
        item.concepts == first.concepts and item.qualifier("laterality") == first.qualifier("laterality") for item in cancers
    )
    return alike and not any(map(is_over, cancers)) and all(_goes_on(item) for item in cancers[1:])


def _goes_on(cancer: Item) -> bool:
    return any(cancer.narrowing.get(family) for family in ("recurrence", "stability", "extent")) and (
        "newly diagnosed" not in cancer.narrowing.get("recurrence", ())
    )


_OF_CANCER_ONLY = (
    "chemotherapy",
    "radiotherapy",
    "endocrine therapy",
    "immune checkpoint inhibitor",
    "tyrosine kinase inhibitor",
    "anti-HER2 therapy",
)
_TREATED_ALIKE = ("autoimmune disease", "benign tumor", "keloid", "hyperthyroidism", "sickle cell disease", "endometriosis")
"""What is treated by the same medicines and radiation."""


def _of_a_line(item: Item) -> bool:
    """A line that is counted, or a palliative intent, is of the disease on record, on whichever day that was written down."""
    line = decimal(item.qualifier("line"))
    return (line is not None and line >= 1) or "palliative" in item.narrowing.get("setting", ())


def was_before_spread(item: Item, known: Known) -> bool:
    """Whether the disease was staged as without metastases in the year before the treatment, and none was on record by then."""
    given = _given(item)
    if given is None:
        return False
    known = known.by_the_day()
    spread = [found for found in known.staged_or_spread() if is_metastasis(found, known) or _metastatic(found)]
    if any((day := _first(found)) is None or day <= given for found in spread):
        return False
    staged = (found for found in cancers_by_then(item, known) if extent_of(found.qualifier("stage") or "", "metastatic") is False)
    return any((day := _first(found)) is not None and given - day <= _STAGED_FOR for found in staged)


_LOCAL = ("radiotherapy", "surgery")
_NO_TREATMENT = re.compile(r"biops|prophylactic|shunt|reservoir|catheter", re.IGNORECASE)


def was_before_its_operation(item: Item, known: Known) -> bool:
    """Whether a treatment was neoadjuvant by its days: begun since the only cancer on record was found, which was not operated on
    before and had not spread, and over in the months before that cancer was taken out."""
    own, begun, over = primaries(known), _given(item), item.fact.end
    if item.kind is not Kind.TREATMENTS or len(own) != 1 or begun is None or over is None or item.qualifier("intent"):
        return False
    found, known = _first(own[0]), known.by_the_day()
    spread = [_first(one) for one in known.of("distant metastasis")]
    if found is None or begun < found or _metastatic(own[0]) or any(day is None or day <= over.last for day in spread):
        return False
    days = [_given(operation) for operation in known.of("surgery") if _takes_out(operation, own[0], known)]
    if any(day is None or day <= begun for day in days):
        return False
    return any(day is not None and over.last <= day and day - over.last <= _BEFORE_OPERATING for day in days)


_BEFORE_OPERATING = dt.timedelta(days=112)


def _takes_out(operation: Item, cancer: Item, known: Known) -> bool:
    words = known.context.vocabulary
    if any(name in words and words.is_a(name, "metastasectomy") for name in operation.concepts):
        return False
    if any(name in words and words.is_a(name, "definitive cancer surgery") for name in operation.concepts):
        return True
    above = {kind for name in operation.concepts if name in words for kind in words.ancestors(name)}
    cancers = (name for row in rows("resections.tsv") if row["operation"] in above for name in listed(row["cancers"]))
    return any(related(cancer, name, known) is Relation.IS for name in cancers)


def treated_metastasis(metastasis: Item, value: str, known: Known) -> Fit:
    """Whether a metastasis was treated where it lies; one that is stable, if any of its kind was before it. That none was shows
    only a complete record, where nothing against cancer was given since it was found."""
    if value not in ("treated", "untreated"):
        return Fit.OPEN
    stable = "stable" in metastasis.narrowing.get("stability", ())
    alike = [item for name in metastasis.concepts for item in known.of(name)] if stable else []
    if any(was_treated_locally(item, known) for item in (metastasis, *alike)):
        return Fit.YES if value == "treated" else Fit.NO
    found = _first(metastasis)
    if found is None or stable or not known.covered((Kind.TREATMENTS, Kind.PROCEDURES)):
        return Fit.OPEN
    if any((over := _over(item)) is None or over >= found for name in (_THERAPY, *_LOCAL) for item in known.of(name)):
        return Fit.OPEN
    return Fit.NO if value == "treated" else Fit.YES


def _over(item: Item) -> dt.date | None:
    """The last day of a treatment; None for one that goes on or has no day."""
    if item.fact.start is not None and item.fact.end is None:
        return None
    moment = item.fact.end or item.fact.date
    return None if moment is None else moment.last


def was_treated_locally(metastasis: Item, known: Known) -> bool:
    """Whether a metastasis was irradiated or operated on where it lies, no earlier than it was found."""
    words = known.context.vocabulary
    organs = [organ for name in metastasis.concepts if words.kind(organ := organ_of(name, words)) == "organ"]
    found = _first(metastasis)
    for therapy in (item for name in _LOCAL for item in known.of(name)):
        given = _given(therapy)
        if given is None or (found is not None and given < found) or any(map(_NO_TREATMENT.search, therapy.concepts)):
            continue
        places = [organ_of(place, words) for place in (therapy.qualifier("site concept") or "").split(";") if place in words]
        if any(lies_in(place, organ, words) is Fit.YES for place in places for organ in organs):
            return True
        if "brain" in organs and any(words.is_a(name, row) for name in therapy.concepts for row in _OF_THE_BRAIN):
            return True
    return False


_OF_THE_BRAIN = ("cranial radiotherapy", "resection of brain metastasis")


def _metastatic(item: Item) -> bool:
    return extent_of(item.qualifier("stage") or "", "metastatic") is True or "metastatic" in item.narrowing.get("extent", ())


def _given(item: Item) -> dt.date | None:
    """The first day on which a treatment may have been given."""
    moment = item.fact.start or item.fact.date or item.fact.end
    return None if moment is None else moment.first


def _first(item: Item) -> dt.date | None:
    moment = item.fact.date or item.fact.start or item.fact.end
    return None if moment is None else moment.first
