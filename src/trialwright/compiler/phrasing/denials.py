"""Denials: what stands behind a negation in; where its reach ends, and what behind it is let in, out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Literal

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrasing.targets import LESIONS, THERAPY_KINDS
from trialwright.compiler.setting import Setting, stripped
from trialwright.protocol.criteria import Criterion, Has, Qualifier, WindowKind
from trialwright.vocabulary.normal import fit_side
from trialwright.vocabulary.records import anew

End = tuple[int, Literal["and", "or"]]
"""Where in what stands behind it a denial ends, and how the rest is joined to it."""


def denial_ends(head: Sequence[Chunk], tail: Sequence[Chunk], setting: Setting) -> End | None:
    """The end of a denial before what stands behind a comma or a conjunction; None where it rules all of it."""
    limit = _limit_apart(tail) if not setting.exclusion or any(chunk.sort is Sort.AMOUNT for chunk in head) else None
    if limit is not None:
        # "No prior therapy, hemoglobin >= 9", "INR > 1.5 not on warfarin, or platelets < 100": a denial does not reach over a
        # comma into a limit.
        return limit, "or" if setting.exclusion else "and"
    if setting.exclusion:
        return None
    fit = _fit_limit_behind_and(tail)
    if fit is not None:
        return fit, "and"  # "No brain metastases and ECOG 0-1": nobody is asked to be unfit
    scale = _scale_behind_or(tail) if any(chunk.sort is Sort.VARIABLE for chunk in head) else None
    if scale is not None:
        return scale, "or"
    again = _denied_again(tail)
    if again is not None:
        return again, "and"  # "Not pregnant, not nursing": each is denied by itself
    spared = _spared_behind(tail, setting)
    return None if spared is None else (spared, "or")


_LACKS = re.compile(r"(?:no|without|absence of|lack of|lacking|no evidence of)$", re.IGNORECASE)
_ENDS = frozenset({Sort.OR, Sort.COMMA})


def ban_ends(denial: Chunk, tail: Sequence[Chunk], setting: Setting) -> End | None:
    """The end of a denial that a list of what excludes begins with: "no measurable disease or ECOG > 2", "without a caregiver or
    with dementia" go on with what excludes; "without liver metastases, AST > 2.5 x ULN" is a limit of those without them."""
    if not _LACKS.match(denial.text):
        return None
    lacks_lesions = any(setting.under(name, LESIONS) for chunk in tail[:2] for name in chunk.names)
    for place, chunk in enumerate(tail[:-1]):
        if chunk.sort in (Sort.AMOUNT, Sort.CODES, Sort.VARIABLE):
            return None
        behind = [item for item in tail[place + 1 :] if item.sort not in (*_JOINTS, Sort.FILL)]
        if chunk.sort not in _ENDS or not behind or not stripped(tail[:place]):
            continue
        limited = len(behind) > 1 and behind[0].sort is Sort.VARIABLE and behind[1].sort is Sort.CMP
        if limited and chunk.sort is Sort.COMMA and denial.text.lower() == "without":
            return place, "and" if tail[place + 1].sort is not Sort.OR else "or"
        having = chunk.sort is Sort.OR and behind[0].sort in (Sort.IF, Sort.PREP) and behind[0].text.lower() == "with"
        if limited or having or (lacks_lesions and _ill(behind, setting)):
            return place, "or"
    return None


def _ill(chunks: Sequence[Chunk], setting: Setting) -> bool:
    """True where the first thing that is named is an illness, and not one more kind of lesion."""
    named = next((chunk for chunk in chunks if chunk.sort is Sort.CONCEPT), None)
    if named is None or any(setting.under(name, LESIONS) for name in named.names):
        return False
    return all(setting.vocabulary.kind(name) in ("condition", "metastasis") for name in named.names)


def _denied_again(chunks: Sequence[Chunk]) -> int | None:
    """Where a comma is followed by another denial ("no A, no B"), or a conjunction by one with a verb of its own ("may not have A
    and may not be on B")."""
    for place, chunk in enumerate(chunks[:-1]):
        if chunk.sort not in _JOINTS:
            continue
        behind = [item for item in chunks[place + 1 :] if item.sort not in (*_JOINTS, Sort.FILL)][:2]
        denies = len(behind) > 1 and behind[0].sort is Sort.NEG and behind[0].text.lower() != "non"
        if not denies or behind[1].sort is Sort.NARROW:
            continue
        said = " ".join(item.text for item in chunks[place + 1 : chunks.index(behind[0]) + 1])
        if chunk.sort is Sort.COMMA or _MUST_NOT.search(said):
            return place if stripped(chunks[:place]) else None
    return None


_JOINTS = frozenset({Sort.COMMA, Sort.AND, Sort.OR})
_MUST_NOT = re.compile(r"\b(?:may|must|should|shall|can|could|will) ?not\b", re.IGNORECASE)


_EASES = ("treatment=treated", "stability=stable", "control=controlled", "symptoms=asymptomatic", "outcome=cured")


def _spared_behind(chunks: Sequence[Chunk], setting: Setting) -> int | None:
    """ "No brain metastases, or treated and stable ones": where what is denied comes again behind "or" in a state that is
    better, it is let in; None where it is one more thing denied."""
    place = max((index for index, chunk in enumerate(chunks) if chunk.sort is Sort.OR), default=None)
    if place is None or not any(chunk.sort is Sort.NARROWING for chunk in chunks[place:]):
        return None
    before = {name for chunk in chunks[:place] if chunk.sort is Sort.CONCEPT for name in chunk.names}
    behind = [name for chunk in chunks[place:] if chunk.sort is Sort.CONCEPT for name in chunk.names]
    eased = any(name in _EASES for chunk in chunks[place:] if chunk.sort is Sort.NARROWING for name in chunk.names)
    again = bool(behind) and any(setting.under(behind[0], name) or setting.under(name, behind[0]) for name in before)
    return place if eased and again else None


def sign_behind_or(chunks: Sequence[Chunk]) -> bool:
    """ "Without liver metastases or > 5 x ULN with": the denial ends before a limit that has no name of its own."""
    return any(
        chunk.sort is Sort.OR and len(chunks) > place + 1 and chunks[place + 1].sort in (Sort.CMP, Sort.AMOUNT)
        for place, chunk in enumerate(chunks)
    ) and not any(chunk.sort is Sort.VARIABLE for chunk in chunks)


def narrower_behind_or(chunks: Sequence[Chunk]) -> int | None:
    """Where, behind a thing that is denied as a whole, "or" is followed by that same thing in one state or grade."""
    if len(chunks) < _THING_OR_THING or chunks[0].sort is not Sort.CONCEPT:
        return None
    place = 2 if chunks[1].sort is Sort.COMMA else 1
    behind = [chunk for chunk in chunks[place + 1 :] if chunk.sort not in (Sort.FILL, Sort.STOP)]
    again = any(chunk.sort is Sort.CONCEPT and chunk.names == chunks[0].names for chunk in behind)
    narrowed = any(chunk.sort in (Sort.NARROWING, Sort.VARIABLE) for chunk in behind)
    plain = all(chunk.sort in (Sort.CONCEPT, Sort.NARROWING, Sort.VARIABLE, Sort.CODES, Sort.HEADNOUN) for chunk in behind)
    plain = plain and not any(name in _WORSE for chunk in behind for name in chunk.names)
    return place if chunks[place].sort is Sort.OR and again and narrowed and plain else None


_THING_OR_THING = 4
_WORSE = frozenset(
    {
        *("control=uncontrolled", "activity=active", "stability=unstable", "severity=severe", "symptoms=symptomatic"),
        *("treatment=untreated", "significance=clinically significant", "recurrence=recurrent"),
    }
)
""" "No bleeding diathesis or uncontrolled coagulopathy": nobody lets in the worse who keeps out the whole."""


def only_behind_or(chunks: Sequence[Chunk]) -> bool:
    """ "No prior chemotherapy or only adjuvant chemotherapy": what stands behind "or only" is not denied."""
    return any(one.sort is Sort.OR and other.text.lower() in ("only", "at most", "up to") for one, other in pairwise(chunks))


def names_a_disease_behind_or(clause: Sequence[Chunk], setting: Setting) -> bool:
    """ "(Advanced cancer) that is not amenable to surgery, or metastatic disease": who has the latter may be meant too."""
    place = next((index for index, chunk in enumerate(clause) if chunk.sort is Sort.OR), None)
    kinds = {setting.vocabulary.kind(name) for chunk in clause[place:] if chunk.sort is Sort.CONCEPT for name in chunk.names}
    spread = any(name.startswith("extent=") for chunk in clause[place:] for name in chunk.names)
    return place is not None and (spread or bool(kinds & {"cancer", "histology", "metastasis"}))


def _scale_behind_or(chunks: Sequence[Chunk]) -> int | None:
    """ "Stage III without effusion, or stage II disease": where, behind a comma and "or", another place on a scale is named."""
    for place, chunk in enumerate(chunks[:-3]):
        if chunk.sort in (Sort.AMOUNT, Sort.CODES, Sort.VARIABLE):
            return None
        if chunk.sort is Sort.COMMA and chunks[place + 1].sort is Sort.OR and chunks[place + 2].sort is Sort.VARIABLE:
            return place
    return None


def _limit_apart(chunks: Sequence[Chunk]) -> int | None:
    """Where, behind a denial, a comma is followed by a limit of its own, while nothing before it was a limit."""
    for place, chunk in enumerate(chunks):
        if chunk.sort in (Sort.AMOUNT, Sort.CODES, Sort.VARIABLE):
            return None
        behind = [item for item in chunks[place + 1 : place + 5] if item.sort not in (Sort.OR, Sort.AND, Sort.FILL)]
        if chunk.sort is Sort.COMMA and len(behind) > 1 and behind[0].sort is Sort.VARIABLE:
            return place if behind[1].sort is Sort.CMP else None
    return None


def _fit_limit_behind_and(chunks: Sequence[Chunk]) -> int | None:
    """Where, behind a denial, "and" is followed by a limit that whoever is fit keeps, or by an age."""
    for place, chunk in enumerate(chunks):
        if chunk.sort in (Sort.AMOUNT, Sort.CODES, Sort.VARIABLE):
            return None
        if chunk.sort is Sort.AND and stripped(chunks[:place]):
            behind = [item for item in chunks[place + 1 :] if item.sort not in (Sort.FILL, Sort.PREP)][:3]
            return place if _keeps_the_fit(behind) else None
    return None


_SIDES = {"<": "at most", "<=": "at most", ">": "at least", ">=": "at least"}


def _keeps_the_fit(behind: Sequence[Chunk]) -> bool:
    variable = next((chunk for chunk in behind[:2] if chunk.sort is Sort.VARIABLE), None)
    number = next((chunk for chunk in behind if chunk.sort in (Sort.AMOUNT, Sort.CODES)), None)
    if variable is None or number is None or any(chunk.sort not in _OF_A_LIMIT for chunk in behind):
        return False
    sign = next((_SIDES.get(str(chunk.value)) for chunk in behind if chunk.sort is Sort.CMP), None)
    ranged = number.amount is not None and number.amount.high is not None
    side = sign or ("at most" if ranged else None)
    return all(name == "age" or (side is not None and fit_side(name) == side) for name in variable.names)


_OF_A_LIMIT = frozenset({Sort.VARIABLE, Sort.CMP, Sort.AMOUNT, Sort.CODES})


def denied_of_lesions(head: Sequence[Chunk], denial: Chunk, tail: Sequence[Chunk], setting: Setting) -> bool:
    """ "Measurable lesion not previously irradiated", "a site of disease and has not received local therapy": what is denied is a
    therapy of those lesions; "and no prior radiotherapy" is one of any place."""
    named = [name for chunk in tail if chunk.sort is Sort.CONCEPT for name in chunk.names]
    therapies = bool(named) and all(setting.vocabulary.kind(name) in THERAPY_KINDS for name in named)
    lesions = {name for chunk in head if chunk.sort is Sort.CONCEPT for name in chunk.names}
    apart = denial.text.lower().split()[0] in ("no", "without") and head[-1].end < denial.start - 1
    return therapies and bool(lesions) and all(setting.under(name, LESIONS) for name in lesions) and not apart


def described_as(leaf: Criterion, words: str) -> Criterion:
    """The leaf, narrowed by words that no record can show."""
    if not isinstance(leaf, Has):
        return leaf
    told = Qualifier(name="described", values=(words,))
    return replace(leaf, target=replace(leaf.target, qualifiers=(*leaf.target.qualifiers, told)))


def free_for_so_long(chunks: Sequence[Chunk]) -> tuple[Chunk, ...]:
    """What is denied "for at least 4 weeks before entry" is denied of those weeks, not of the time before them."""
    return tuple(_of_that_time(chunk, before) for before, chunk in zip((None, *chunks), chunks, strict=False))


_LASTING = re.compile(r"(?:for|over|during|in)\b|.*\b(?:at least|minimum|or more|or longer|>=)", re.IGNORECASE)


def _of_that_time(chunk: Chunk, before: Chunk | None) -> Chunk:
    if chunk.sort is Sort.GROUP:
        return anew(chunk, inner=free_for_so_long(chunk.inner))
    window = chunk.window
    if chunk.sort is not Sort.WINDOW or window is None or window.kind is not WindowKind.AT_LEAST_BEFORE:
        return chunk
    lasting = _LASTING.match(chunk.text) is not None or (before is not None and before.sort is Sort.FOR)
    free = replace(window, kind=WindowKind.WITHIN_BEFORE, strict=not window.strict)
    return anew(chunk, window=free) if lasting else chunk
