"""When a treatment was given: the treatment and all that is known in; which cancers were on record by then, and how far, out."""

from __future__ import annotations

import datetime as dt

from trialwright.match.another import is_metastasis, primaries
from trialwright.match.known import Item, Known, related
from trialwright.match.stages import extent_of
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
    own = cancers_by_then(item, known)
    return bool(own) and all(related(found, value, known) is Relation.IS for found in own)


def was_before_spread(item: Item, known: Known) -> bool:
    """Whether the disease was staged as without metastases in the year before the treatment, and none was on record by then."""
    given = _given(item)
    if given is None:
        return False
    spread = [found for found in known.items if found.present and (is_metastasis(found, known) or _metastatic(found))]
    if any((day := _first(found)) is None or day <= given for found in spread):
        return False
    staged = (found for found in cancers_by_then(item, known) if extent_of(found.qualifier("stage") or "", "metastatic") is False)
    return any((day := _first(found)) is not None and given - day <= _STAGED_FOR for found in staged)


def _metastatic(item: Item) -> bool:
    return extent_of(item.qualifier("stage") or "", "metastatic") is True or "metastatic" in item.narrowing.get("extent", ())


def _given(item: Item) -> dt.date | None:
    """The first day on which a treatment may have been given."""
    moment = item.fact.start or item.fact.date or item.fact.end
    return None if moment is None else moment.first


def _first(item: Item) -> dt.date | None:
    moment = item.fact.date or item.fact.start or item.fact.end
    return None if moment is None else moment.first
