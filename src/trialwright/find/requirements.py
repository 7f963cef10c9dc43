"""A protocol enters, what it asks of patients leaves as plain signs: what must be there, what must not, which values are limited.

The signs are those by which two trials' eligibility can be compared without regard to the words; they decide nothing.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources

from trialwright.protocol.criteria import AllOf, AnyOf, AtLeast, Compare, Criterion, Has, NoneOf, Not, Readings, When
from trialwright.protocol.protocol import Protocol
from trialwright.vocabulary.concepts import default_vocabulary

_RAREST = 0.0005


class Sign(StrEnum):
    """What is said of a thing: it must be there, it must not be, its value has a limit."""

    REQUIRED = "required"
    EXCLUDED = "excluded"
    LIMITED = "limited"


@dataclass(frozen=True, kw_only=True, slots=True, order=True)
class Requirement:
    """One thing a trial asks: a concept with its main restriction ("HER2: positive"), or a variable that is limited."""

    sign: Sign
    what: str


def requirements_of(protocol: Protocol) -> frozenset[Requirement]:
    """Every requirement of every stage; a line with two readings says nothing here, nor does one that was not read.

    Of alternatives ("HER2 positive or PD-L1 positive") each counts: a patient may come in by it.
    """
    lines = (line for stage in protocol.stages for line in stage.lines)
    return frozenset(found for line in lines for found in _of(line.node, wanted=True))


def _of(node: Criterion, *, wanted: bool) -> Iterator[Requirement]:
    match node:
        case AllOf() if not wanted:
            yield from _of_what_is_excluded_together(node)
        case AllOf() | AnyOf() | AtLeast():
            for item in node.items:
                yield from _of(item, wanted=wanted)
        case NoneOf():
            for item in node.items:
                yield from _of(item, wanted=not wanted)
        case Not():
            yield from _of(node.item, wanted=not wanted)
        case When():
            yield from _of(node.then, wanted=wanted)
            yield from _of(node.otherwise, wanted=wanted)
        case Has():
            yield Requirement(sign=Sign.REQUIRED if wanted else Sign.EXCLUDED, what=_named(node))
        case Compare() if node.quantity.variable or node.quantity.of:
            yield Requirement(sign=Sign.LIMITED, what=_measured(node))
        case Readings():
            return


def _of_what_is_excluded_together(node: AllOf) -> Iterator[Requirement]:
    """Who has all of it is kept out, not who has one of it; one thing beside a limit or a sex is named ("women who breastfeed").

    Women are not ruled out by that line, nor is HER2-positive disease by "HER2 positive with brain metastases".
    """
    telling = [item for item in node.items if not (isinstance(item, Has) and _is_demographic(item))]
    named = [item for item in telling if not isinstance(item, Compare)]
    for item in telling:
        if isinstance(item, Compare) or len(named) == 1:
            yield from _of(item, wanted=False)


def _is_demographic(node: Has) -> bool:
    return default_vocabulary().kind(node.target.concept) == "demographic"


def _named(node: Has) -> str:
    value = node.target.qualifier("value")
    told = "" if value is None or value.negated else f": {' or '.join(value.values)}"
    other = "other " if node.target.other else ""
    return f"{other}{node.target.concept}{told}"


def _measured(node: Compare) -> str:
    if node.quantity.variable:
        return node.quantity.variable
    of = node.quantity.of.concept if node.quantity.of else ""
    return f"{node.quantity.attribute} of {of}"


def weight(requirement: Requirement) -> float:
    """How much it tells that a trial asks this: the logarithm of how rare it is among trials (an age limit: next to none).

    The shares are those of `data/requirements.tsv`, counted over 4,408 texts by scripts/make_requirements.py.
    """
    return -math.log(_shares().get(requirement, _RAREST))


@cache
def _shares() -> dict[Requirement, float]:
    text = (resources.files("trialwright.find") / "data" / "requirements.tsv").read_text("utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    return {Requirement(sign=Sign(row["sign"]), what=row["what"]): float(row["share"]) for row in rows}
