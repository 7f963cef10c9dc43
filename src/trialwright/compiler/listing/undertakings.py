"""Undertakings: what stands behind a denial ("pregnant, and willing to use contraception") in; the fact that is denied apart
from what somebody is asked to do, can do or has in mind, out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import LIST_SIGNS, Setting, stripped
from trialwright.vocabulary.records import record

_SAYS_SO = frozenset({"forecast", "ability", "undertaking", "adequacy"})
_UNWANTED = re.compile(
    r"(?:un(?:able|willing)|inab|incap|refus|declin|non-?|not |cannot|contemplat|considering|plan|intend|intent|wish|try|expect|"
    r"attempt|hop|becom|get |conceiv|father|impregnat|schedul|anticipat|likel|donat|lack|"
    r"serious|severe|(?:clinically )?significant|other |any |medical|comorbid|social|psycholog|geograph|legal|prisoner|vulnerab)",
    re.IGNORECASE,
)
""" "No pregnancy or planning to become pregnant", "no infection, serious illness or HIV": words for what is denied too."""


@record(frozen=True, kw_only=True, slots=True)
class Undertaken:
    """A fact that is denied, and a question behind it; `joint`: "and" or "or" where it is required, "nor" where it is denied
    too."""

    denied: tuple[Chunk, ...]
    behind: tuple[Chunk, ...]
    joint: str


def undertaken_behind(chunks: Sequence[Chunk]) -> Undertaken | None:
    """The parts of what is denied, where a later member says what somebody undertakes, can do or plans; None for others."""
    cut = next(
        (place for place, chunk in enumerate(chunks) if chunk.sort in LIST_SIGNS and _undertakes(chunks[place + 1 :])), None
    )
    if cut is None:
        return None
    before, behind = stripped(chunks[:cut]), stripped(chunks[cut:])
    if any(chunk.sort is Sort.ASKED for chunk in before):
        return None
    either = any(chunk.sort is Sort.OR for chunk in chunks[cut : cut + 2])
    joint = "or" if either else "and"
    if either and behind[0].value == "adequacy":
        return None  # "no infection or serious medical illness that would interfere" denies both
    if _UNWANTED.match(behind[0].text) and behind[0].sort is Sort.ASKED:
        if any(chunk.sort is Sort.AND for chunk in chunks[cut : cut + 2]):
            return None  # "no patient who lives alone and cannot reach a caregiver" denies both together
        joint = "nor"
    return Undertaken(denied=before, behind=behind, joint=joint)


def _undertakes(chunks: Sequence[Chunk]) -> bool:
    """True where words begin with what is undertaken or planned, or with one more denial before such words."""
    said = stripped(chunks)
    if said and said[0].sort is Sort.NEG:
        return any(chunk.sort is Sort.ASKED for chunk in said) and not any(chunk.sort is Sort.EXC for chunk in said)
    return bool(said) and said[0].sort is Sort.ASKED and said[0].value in _SAYS_SO


_WOULD = re.compile(
    r"\b(?:that|which)\b.{0,40}\b(?:would|could|may|might|can|will)\b|\b(?:limit|interfer|preclud|compromis|prevent|affect)\w*|"
    r"\b(?:resulting in|leading to|causing|rendering|making (?:it|them|the))\b",
    re.IGNORECASE,
)


def forecasts(member: Sequence[Chunk]) -> bool:
    """ "Or anticipation that such a vaccine will be needed" says nothing of what stands before it."""
    return member[0].sort is Sort.ASKED and member[0].value == "forecast"


def limits_all(members: Sequence[Sequence[Chunk]], setting: Setting) -> bool:
    """ "Psychiatric illness or social situations that would limit compliance": only such illness is meant."""
    return _WOULD.search(setting.normal.text[members[0][0].start : members[-1][-1].end]) is not None


_BINDS = re.compile(r"\b(?:must|should|shall|are required to|is required to)\b", re.IGNORECASE)


def binds_behind(denied: Sequence[Chunk]) -> bool:
    """Whether, behind what a denial is of, stands what those must do whom it is said of ("not sterile must use condoms")."""
    place = next((place for place, chunk in enumerate(denied) if _BINDS.search(chunk.text)), 0)
    before = [chunk for chunk in denied[:place] if chunk.sort is not Sort.FILL]
    behind = denied[place + 1].text.lower() if place + 1 < len(denied) else ""
    bound = bool(denied) and denied[place].sort in (Sort.MUST, Sort.ASKED) and not behind.startswith("patient")
    return bound and bool(before) and before[-1].sort not in (Sort.COMMA, Sort.AND, Sort.SEMICOLON)
