"""Companions: "lung cancer with brain or liver metastases", "cancer, progressing or relapsing", "infection requiring treatment
with antibiotics or antivirals" in; where what goes with the disease begins, so that a list behind it is of that disease, out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.listing.alterations import changes_alike
from trialwright.compiler.setting import LIST_SIGNS, Setting, split_at
from trialwright.vocabulary.records import anew

_CANCERS = frozenset({"cancer", "histology"})
_GOES_WITH = frozenset({"metastasis", "finding", "condition", "gene", "biomarker", "receptor status", "measurement", "score"})
_TESTED = frozenset({"gene", "biomarker", "receptor status"})
_NAMED = (Sort.CONCEPT, Sort.VARIABLE)
_NEEDS = ("requiring ", "require ", "that require", "which require", "treated with", "being treated with", "being treated for")


def companions_at(chunks: Sequence[Chunk], setting: Setting) -> tuple[int, int] | None:
    """Where a cancer that is required ends and where, behind a "with", a list of what goes with it begins; None for any other
    stretch."""
    doing = _doing_at(chunks, setting)
    if doing is not None:
        return doing, doing + 1
    drugs = _drugs_at(chunks, setting)
    if drugs is not None:
        return drugs
    place = next((index for index, chunk in enumerate(chunks) if index and _is_with(chunk)), None)
    if place is None and not setting.exclusion:
        return _marked_at(chunks, setting)
    if place is None or any(chunk.sort is Sort.AND for chunk in chunks):
        return None
    before, behind = chunks[:place], chunks[place + 1 :]
    if any(chunk.sort in LIST_SIGNS for chunk in before) or not any(chunk.sort is Sort.OR for chunk in behind):
        return None
    named = [chunk for chunk in before if chunk.sort is Sort.CONCEPT]
    if len(named) != 1 or not _kinds(named[0], setting) <= _CANCERS or any(_is_with(chunk) for chunk in behind):
        return None
    members = [piece for piece, _sign in split_at(behind, LIST_SIGNS) if piece]
    if setting.exclusion:  # metastases or illnesses may be members of their own; what changed in its genes is that cancer's
        return (place, place + 1) if all(_is_marker(member, setting) for member in members) else None
    each = all(_goes_with(member, setting) for member in members) or changes_alike(behind, setting) is not None
    return (place, place + 1) if each else None


def _drugs_at(chunks: Sequence[Chunk], setting: Setting) -> tuple[int, int] | None:
    """The "therapy with" of "hepatic artery infusion therapy with 5-FU or floxuridine": either drug, given in that way."""
    place = next((index for index, chunk in enumerate(chunks) if chunk.text.lower() in _THERAPY_WITH), 0)
    before, behind = chunks[place - 1 : place], chunks[place + 1 :]
    if not before or not _kinds(before[0], setting) <= {"procedure", "radiotherapy"} or before[0].sort is not Sort.CONCEPT:
        return None
    if any(chunk.sort in LIST_SIGNS for chunk in chunks[:place]) or any(chunk.sort in (Sort.AND, Sort.COMMA) for chunk in behind):
        return None
    members = [piece for piece, _sign in split_at(behind, LIST_SIGNS) if piece]
    drugs = [chunk for member in members for chunk in member if chunk.sort is Sort.CONCEPT]
    either = len(members) > 1 and len(drugs) == len(members) and all(_kinds(drug, setting) <= _DRUGS for drug in drugs)
    return (place, place + 1) if either and all(chunk.sort in _BARE for member in members for chunk in member) else None


_THERAPY_WITH = frozenset({"therapy with", "treatment with", "therapies with"})
_DRUGS = frozenset({"drug", "drug class"})
_BARE = frozenset({Sort.CONCEPT, Sort.FILL})
_MARKS = ("that", "which", "who", "whose", "harbo", "carry", "with", "express")


def _marked_at(chunks: Sequence[Chunk], setting: Setting) -> tuple[int, int] | None:
    """The "that is" of "breast cancer that is ER-positive or HER2-positive", the comma of "breast or ovarian cancer, ER and/or
    PR positive": either result is asked of those cancers."""
    first = next(
        (index for index, chunk in enumerate(chunks) if chunk.sort in _NAMED and _kinds(chunk, setting) <= _TESTED), None
    )
    named = [index for index, chunk in enumerate(chunks[:first]) if chunk.sort in _NAMED]
    if first is None or not named or not named[-1] + 1 < first or not all(_is_cancer(chunks[index], setting) for index in named):
        return None
    cancers, between, behind = chunks[: named[-1] + 1], chunks[named[-1] + 1 : first], chunks[first:]
    apart = between[1:] if between[0].sort is Sort.COMMA else between
    marked = not apart or apart[0].text.lower().startswith(_MARKS)
    if (
        not marked
        or any(chunk.sort not in _TELLS for chunk in apart)
        or any(chunk.sort is Sort.AND for chunk in (*cancers, *behind))
    ):
        return None
    members = [piece for piece, _sign in split_at(behind, LIST_SIGNS) if piece]
    told = len(members) == 1 or any(chunk.sort is Sort.OR for chunk in behind)
    either = told and all(_is_marker(member, setting) for member in members)
    return (named[-1] + 1, first) if either else None


def _is_marker(member: Sequence[Chunk], setting: Setting) -> bool:
    named = [chunk for chunk in member if chunk.sort in _NAMED]
    return bool(named) and all(_kinds(chunk, setting) <= _TESTED for chunk in named) and _goes_with(member, setting)


_TELLS = frozenset({Sort.NARROW, Sort.FILL, Sort.WORD, Sort.NARROWING, Sort.HEADNOUN})


def _is_cancer(chunk: Chunk, setting: Setting) -> bool:
    return chunk.sort is Sort.CONCEPT and _kinds(chunk, setting) <= _CANCERS


def _doing_at(chunks: Sequence[Chunk], setting: Setting) -> int | None:
    """The comma of "colorectal cancer, progressing or relapsing after treatment": what the cancer does is asked of it, and is no
    other way to qualify."""
    place = next((index for index, chunk in enumerate(chunks) if chunk.sort in LIST_SIGNS), None)
    if setting.exclusion or place is None or chunks[place].sort is not Sort.COMMA:
        return None
    behind = chunks[place + 1 :]
    if not any(chunk.sort is Sort.CONCEPT or chunk.sort in LIST_SIGNS for chunk in behind):
        return None  # "meeting one of the following criteria"
    cancers = [chunk for part in (chunks[:place], behind) for chunk in part if chunk.names and _kinds(chunk, setting) <= _CANCERS]
    begins = behind[0] if behind else None
    does = begins is not None and begins.sort in _VERBS and begins.text.lower().split()[0].endswith("ing")
    return place if does and len(cancers) == 1 and cancers[0].start < chunks[place].start else None


_VERBS = frozenset({Sort.WORD, Sort.NARROWING, Sort.NARROW, Sort.FAILED})


def _is_with(chunk: Chunk) -> bool:
    return chunk.sort in (Sort.PREP, Sort.FILL) and _WITH.fullmatch(chunk.text) is not None


_WITH = re.compile(
    r"with(?: (?:documented|confirmed|known|proven|detected|an?|any))*|harbou?ring|carrying|bearing", re.IGNORECASE
)


def _kinds(chunk: Chunk, setting: Setting) -> set[str | None]:
    return {setting.vocabulary.kind(name) for name in chunk.names}


def _goes_with(member: Sequence[Chunk], setting: Setting) -> bool:
    """True for a member that names what is no cancer and no therapy, or only narrows ("locally advanced disease")."""
    named = [chunk for chunk in member if chunk.sort in _NAMED]
    results = bool(named) and all(_kinds(chunk, setting) <= _TESTED for chunk in named)
    if any(chunk.sort in (Sort.ASKED, Sort.NEG, Sort.FAILED) or (chunk.sort is Sort.WORD and not results) for chunk in member):
        return False
    narrows = any(chunk.sort in (Sort.NARROWING, Sort.TNM) for chunk in member)
    return all(_kinds(chunk, setting) <= _GOES_WITH for chunk in named) and bool(named or narrows)


def _of_several(before: Sequence[Chunk]) -> bool:
    """True behind a list of illnesses, and behind one of the past."""
    first = next((place for place, item in enumerate(before) if item.sort is Sort.CONCEPT), len(before))
    return any(item.sort is Sort.HIST for item in before) or any(item.sort in LIST_SIGNS for item in before[first:])


def with_needs(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """ "Infection requiring treatment with antibiotics or antivirals", "a history of ILD/pneumonitis requiring treatment with
    steroids" narrows the illness: it is no therapy of its own."""
    result = list(chunks)
    for place, chunk in enumerate(chunks[1:], start=1):
        if chunk.sort not in (Sort.NOW, Sort.HIST) or not chunk.text.lower().startswith(_NEEDS):
            continue
        if not _of_several(chunks[:place]) and not any(item.sort in LIST_SIGNS for item in chunks[place:]):
            continue  # of one illness of today the therapy is asked as it is
        before = next((item for item in reversed(chunks[:place]) if item.sort not in (Sort.FILL, Sort.GROUP)), None)
        if before is not None and before.sort is Sort.CONCEPT and _kinds(before, setting) <= {"condition", "finding"}:
            result[place] = anew(chunk, sort=Sort.NARROW, value="narrow")
    return tuple(result)
