"""Whose stage it is: what is known in; the same without the stages, grades and sizes that may be another cancer's out.

A stage that is recorded with a cancer is of that one; one that is recorded by itself is of the only cancer that it can be of.
Where there are two, what may be the other's answers nothing.
"""

from __future__ import annotations

from itertools import combinations

from trialwright.match.another import are_two, is_local, is_over, primaries
from trialwright.match.known import Item, Known, has_trait
from trialwright.match.parts import cancers_named, of_another_disease
from trialwright.patients.facts import Kind


def without_those_of_others(known: Known) -> tuple[Item, ...]:
    """The items without what is said of one cancer (traits.tsv) where that may be another than the one that is asked about."""
    told = [item for item in known.items if any(has_trait(known.context.vocabulary, name, _OF_ONE) for name in item.concepts)]
    every = primaries(known) if told else ()
    if not every:
        return known.items
    gone = {id(item) for item in told if _may_be_anothers(item, every, known)}
    return tuple(item for item in known.items if id(item) not in gone) if gone else known.items


_OF_ONE = "of one cancer"


def _may_be_anothers(item: Item, every: tuple[Item, ...], known: Known) -> bool:
    active = tuple(one for one in every if not is_over(one) and not is_local(one, known))
    own = tuple(one for one in active or every if not of_another_disease(cancers_named(one, known.context), known.context))
    cancer = next((one for one in every if one.facts[0] is item.facts[0]), None)
    if cancer is not None:  # where another cancer can be the trial's as well, and tells nothing of it
        rivals = [one for one in own if one in active and are_two(cancer, one, known)]
        return any(cancer not in active or not _told_of(one, item) for one in rivals)
    if item.fact.kind is Kind.CONDITIONS:
        return False
    if not own:
        return True
    others = [
        one for one in active if one not in own and not _told_of(one, item) and all(are_two(one, mine, known) for mine in own)
    ]
    return bool(others) or any(are_two(one, other, known) for one, other in combinations(own, 2))


def _told_of(cancer: Item, item: Item) -> bool:
    """Whether a cancer has its own of what is told by itself."""
    return any(cancer.qualifier(name) for name in ("stage", "grade") if any(part.endswith(name) for part in item.concepts))
