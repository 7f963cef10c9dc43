"""Genes: a change that a tumor was found to have, and later results that do not find it, in; those that put it in doubt, out.

A tumor keeps the changes that it began with; a sample of blood, in which too little of it may swim, does not take them away
(NCCN Guidelines, Non-Small Cell Lung Cancer: a negative test of plasma is to be followed by one of tissue).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.match.answer import day_of
from trialwright.match.candidates import Candidate, Found
from trialwright.match.denial import denies
from trialwright.match.known import Item, Known
from trialwright.patients.facts import Fact
from trialwright.protocol.criteria import Target

_OF_BLOOD = re.compile(r"\b(?:liquid biops\w+|ct-?dna|cf-?dna|circulating|plasma|blood)\b", re.IGNORECASE)


def is_of_a_gene(item: Item, known: Known) -> bool:
    """Whether a record tells of nothing but genes."""
    return bool(item.concepts) and all(known.context.vocabulary.kind(name) == "gene" for name in item.concepts)


def not_found_again(sure: Sequence[Candidate], found: Found, known: Known) -> tuple[Fact, ...]:
    """Later results, not of blood, that do not find a change of a gene which was found; none for anything else."""
    if not all(is_of_a_gene(one.item, known) for one in sure):
        return ()
    newest = max(day_of(one.fact) for one in sure)
    names = {name for one in sure for name in one.item.concepts}
    others = [other.item for other in found.otherwise if names.intersection(other.item.concepts)]
    denied = [item for item in known.denied(names) if any(denies(item, Target(concept=name), None, known) for name in names)]
    later = {id(one.fact): one.fact for one in (*others, *denied) if day_of(one.fact) > newest and not _of_blood(one)}
    return tuple(later.values())


def _of_blood(item: Item) -> bool:
    return _OF_BLOOD.search(f"{item.written()} {item.qualifier('method') or ''} {item.qualifier('specimen') or ''}") is not None
