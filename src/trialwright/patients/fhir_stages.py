"""Stages and categories of TNM: words as staging manuals and bundles write them in; the code of our scales out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from trialwright.patients.fhir_parts import untagged
from trialwright.vocabulary.variables import find_variable, scale_code, scale_range

_ROMAN = {"0": "0", "1": "I", "2": "II", "3": "III", "4": "IV"}
_GROUP = re.compile(
    r"(?:(?:ajcc|tnm|stage|clinical|pathologic(?:al)?|c|p|y|r)\s*)*([0-4]|iv|i{1,3})\s*([a-d]?\d?)", re.IGNORECASE
)
_CATEGORY = re.compile(r"(?:ajcc\s*)?[cpyra]{0,2}([TNM](?:is|mi|[0-4xX])[A-Za-z0-9()+]{0,6})(?: category| stage)?", re.IGNORECASE)


@lru_cache(maxsize=4096)
def stage_in(text: str) -> str | None:
    """A stage group as our scale has it ("3C", "Stage IIIC", "cIIIC" are "IIIC"), or None."""
    found = _GROUP.fullmatch(untagged(text).strip())
    if found is None:
        return None
    return scale_code(_scale("stage"), f"{_ROMAN.get(found[1], found[1].upper())}{found[2].upper()}")


@lru_cache(maxsize=4096)
def category_in(text: str, variable: str) -> str | None:
    """A category of TNM as our scale has it ("cT3", "T3 category" are "T3"); None for another letter or none of the scale."""
    found = _CATEGORY.fullmatch(untagged(text).strip())
    return scale_code(_scale(variable), found[1]) if found is not None else None


def narrowest(stages: Sequence[str]) -> tuple[str, ...]:
    """The stages without those that another one lies in: of I and IA only IA."""
    ranges = {stage: scale_range(_scale("stage"), stage) for stage in stages}
    return tuple(
        stage
        for stage, mine in ranges.items()
        if mine is None
        or not any(
            other != stage and theirs is not None and mine[0] <= theirs[0] and theirs[1] <= mine[1] and mine != theirs
            for other, theirs in ranges.items()
        )
    )


def _scale(name: str) -> str:
    variable = find_variable(name)
    return (variable.scale if variable is not None else None) or name
