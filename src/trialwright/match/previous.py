"""Previous: a cancer on record in; whether it is one before that which the trial is about, as "history of previous breast cancer"
asks, out.

The latest one, where it was found lately or is active, is the present one. An earlier record is surely of another where it is of
another organ or side, or of a carcinoma in situ years before.
"""

from __future__ import annotations

from trialwright.match.another import are_two, is_local, is_metastasis, is_other, is_over, primaries
from trialwright.match.known import Item, Known
from trialwright.match.results import Fit

_YEARS = 731
"""Two years: a carcinoma in situ that was found with the invasive one is a part of it."""


def previous(item: Item, known: Known) -> Fit:
    """Whether a cancer is one before the present one."""
    if is_metastasis(item, known):
        return Fit.OPEN
    if _of_another(item, known):
        return Fit.YES
    rivals = [one for one in primaries(known) if not is_local(one, known) and not _of_another(one, known)]
    later = [one for one in rivals if one.facts[0] is not item.facts[0] and _is_later(one, item)]
    if later:
        return Fit.YES if any(_surely_apart(item, one, known) for one in later) else Fit.OPEN
    day = item.fact.moment
    if day is None:
        return Fit.OPEN
    lately = known.lately(day.first, _YEARS)
    if is_over(item):
        return Fit.OPEN if lately else Fit.YES
    return Fit.NO if lately or "active" in item.narrowing.get("activity", ()) else Fit.OPEN


def _of_another(item: Item, known: Known) -> bool:
    return bool(known.context.diseases) and is_other(item, known) is Fit.YES


def _is_later(one: Item, item: Item) -> bool:
    return one.fact.moment is not None and item.fact.moment is not None and one.fact.moment.first > item.fact.moment.last


def _surely_apart(item: Item, later: Item, known: Known) -> bool:
    """Whether two records are surely of two tumors."""
    if are_two(item, later, known):
        return True
    sides = {item.qualifier("laterality"), later.qualifier("laterality")}
    if sides == {"left", "right"}:
        return True
    words = known.context.vocabulary
    in_situ = [any(words.is_a(name, "carcinoma in situ") for name in one.concepts) for one in (item, later)]
    found, again = item.fact.moment, later.fact.moment
    if found is None or again is None or in_situ != [True, False]:
        return False
    known.by_the_day()
    return (again.first - found.last).days > _YEARS
