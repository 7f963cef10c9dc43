"""Regions of the body: a place on record and one asked for in; within it, surely elsewhere, or open out."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from trialwright.match.results import Fit
from trialwright.match.tables import listed, rows
from trialwright.vocabulary.concepts import Relation, Vocabulary


@cache
def _regions() -> Mapping[str, tuple[frozenset[str], frozenset[str]]]:
    """Each region with what lies within it and what lies far from it."""
    return {row["region"]: (frozenset(listed(row["within"])), frozenset(listed(row["far"]))) for row in rows("regions.tsv")}


def lies_in(place: str, asked: str, words: Vocabulary) -> Fit:
    """Whether one place lies in another: organs are where they are; of a region only what the table says is decided."""
    relation = words.relation(place, asked)
    if relation is not Relation.IS_NOT:
        return Fit.YES if relation is Relation.IS else Fit.OPEN
    above = words.ancestors(place)
    if asked in _regions():
        within, far = _regions()[asked]
        return Fit.YES if above & within else Fit.NO if above & far else Fit.OPEN
    return Fit.OPEN if _overlapping(place) and not words.ancestors(asked) & _regions()[place][1] else Fit.NO


def _overlapping(place: str) -> bool:
    """True for a region, which has organs within it or no borders; false for an organ that is listed for what is far."""
    within, far = _regions().get(place, (frozenset(), frozenset({""})))
    return bool(within) or not far


def organ_of(place: str, words: Vocabulary) -> str:
    """The organ that a site is in when it is written as a metastasis ("brain metastasis"); else the site itself."""
    organ = place.removesuffix(" metastasis")
    return organ if words.kind(place) == "metastasis" and words.kind(organ) == "organ" else place
