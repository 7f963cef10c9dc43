"""Cumulative doses: "prior doxorubicin > 240 mg/m2", "a cumulative dose of > 360 mg/m2 of doxorubicin" in; the cumulative dose of
that drug with its limit out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import Setting
from trialwright.compiler.wording.sought import needs
from trialwright.vocabulary.records import anew

_DOSES = {
    "doxorubicin": "cumulative doxorubicin dose",
    "anthracycline": "cumulative doxorubicin dose",
    "epirubicin": "cumulative epirubicin dose",
    "mitoxantrone": "cumulative mitoxantrone dose",
}
""" "Anthracyclines > 240 mg/m2" counts them as doxorubicin."""
_NAMED = frozenset((name,) for name in _DOSES.values())
_UNIT, _LEAST = "mg/m2", Decimal(80)
"""What is given at once is less."""
_SAYS_DOSE = re.compile(
    r"(?:cumulative|total(?:l?ing)?|life|time|life-?time|maximum|-|dos(?:e|es|age)|exposure|treatment|therapy|prior|previous|"
    r"with|to|at|at doses|at a dose of|of|an?|the|is|was|exceeding|in excess of|or equivalent|equivalents?|"
    r"(?:cumulative|total) dos(?:e|es|age)s?)",
    re.IGNORECASE,
)
_AT_ONCE = re.compile(r"per|every|each|weekly|daily|/", re.IGNORECASE)
_JOINS = frozenset({Sort.OR, Sort.COMMA, Sort.SLASH, Sort.AND})
_EQUIVALENT = re.compile(r"or (?:the |its |an )?equivalents?", re.IGNORECASE)


@needs(("rubicin", "anthracyclin", "mitoxantrone", "anthracendion"))
def with_cumulative_doses(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The chunks with the drug and the words around it as the name of its cumulative dose; of two drugs before one limit ("
    doxorubicin or liposomal doxorubicin > 500 mg/m2") each has it."""
    if setting.exclusion and chunks and chunks[0].sort is Sort.FOR:
        return tuple(chunks)  # "for patients whose cumulative dose exceeds 400 mg/m2, LVEF < 35 %": no ban of its own
    said: list[Chunk] = []
    place = 0
    while place < len(chunks):
        limit = _limit_behind(chunks, place, setting)
        if limit is not None:
            drug = _named(chunks[place])
            kept = _without_the_drug(_without_dose_words(said), drug)
            said[len(kept) :] = [drug, *limit[0]]
            place = limit[1]
            continue
        turned = _limit_before(chunks, place)
        if turned is not None:
            kept = _without_dose_words(said)
            said[len(kept) :] = turned[0]
            place = turned[1]
            continue
        said.append(chunks[place])
        place += 1
    return tuple(said)


def _named(drug: Chunk) -> Chunk:
    if drug.sort is Sort.VARIABLE:
        return drug
    name = _DOSES.get(drug.names[0])
    return drug if name is None else anew(drug, sort=Sort.VARIABLE, names=(name,))


def _is_drug(chunk: Chunk, setting: Setting) -> bool:
    if chunk.sort is Sort.VARIABLE:
        return chunk.names[:1] in _NAMED
    return chunk.sort is Sort.CONCEPT and len(chunk.names) == 1 and setting.under(chunk.names[0], "anthracycline", "mitoxantrone")


def _limit_behind(chunks: Sequence[Chunk], place: int, setting: Setting) -> tuple[tuple[Chunk, ...], int] | None:
    """The limit of a drug's dose, and where what comes behind its words goes on; of the first of several drugs, at the next."""
    if not _is_drug(chunks[place], setting):
        return None
    at = place + 1
    while at < len(chunks) and (_says_dose(chunks[at]) or chunks[at].sort is Sort.FILL):
        at += 1
    found = _limit_at(chunks, at)
    if found is not None and setting.exclusion and found[0].value.startswith("<"):
        return None  # who had none of it had less
    if found is not None:
        end = at + len(found)
        return found, end + (end < len(chunks) and _EQUIVALENT.fullmatch(chunks[end].text) is not None)
    described = place > 0 and chunks[place - 1].sort is Sort.NARROWING  # "adjuvant anthracyclines with a cumulative dose of"
    bare = chunks[place].names == ("anthracycline",) and not described
    if at < len(chunks) and bare and chunks[at].names[:1] in _NAMED:
        return _limit_behind(chunks, at, setting)
    if at == place + 1 and at + 1 < len(chunks) and chunks[at].sort in _JOINS and chunks[place].names[0] in _DOSES:
        behind = _limit_behind(chunks, at + 1, setting)
        return None if behind is None else (behind[0], at)
    return None


def _limit_before(chunks: Sequence[Chunk], place: int) -> tuple[tuple[Chunk, ...], int] | None:
    """ "> 360 mg/m2 of doxorubicin": the name before its limit, and where what comes behind goes on."""
    found = _limit_at(chunks, place)
    if found is None or (place and chunks[place - 1].sort is Sort.VARIABLE):
        return None
    at = place + len(found)
    while at < len(chunks) and chunks[at].text.lower() in ("of", "prior", "previous"):
        at += 1
    if at == place + len(found) or at == len(chunks) or chunks[at].names[:1] not in [(name,) for name in _DOSES]:
        return None
    return (_named(anew(chunks[at], start=chunks[place].start, end=chunks[place].start, text="")), *found), at + 1


def _limit_at(chunks: Sequence[Chunk], place: int) -> tuple[Chunk, ...] | None:
    """The sign and the amount there, or the amount and the words behind it that say on which side it lies."""
    signed = place < len(chunks) and chunks[place].sort is Sort.CMP
    at = place + signed
    amount = chunks[at].amount if at < len(chunks) and chunks[at].sort is Sort.AMOUNT else None
    if amount is None or amount.unit != _UNIT or amount.low < _LEAST:
        return None
    behind = chunks[at + 1] if at + 1 < len(chunks) else None
    if behind is not None and _AT_ONCE.match(behind.text):
        return None
    if not signed and behind is not None and behind.sort is Sort.POST:
        return chunks[at], behind
    return tuple(chunks[place : at + 1]) if signed else None


def _says_dose(chunk: Chunk) -> bool:
    return chunk.sort not in (Sort.CMP, Sort.NEG, Sort.GROUP) and _SAYS_DOSE.fullmatch(chunk.text) is not None


def _without_dose_words(said: Sequence[Chunk]) -> tuple[Chunk, ...]:
    """What was said before "a cumulative dose of"; a list's own joints stay."""
    kept = tuple(said)
    while kept and _says_dose(kept[-1]) and kept[-1].sort not in _JOINS | {Sort.HIST}:
        kept = kept[:-1]
    return kept


def _without_the_drug(said: tuple[Chunk, ...], dose: Chunk) -> tuple[Chunk, ...]:
    """ "Received doxorubicin therapy, total cumulative dose of doxorubicin > 300 mg/m2": the dose is what is meant."""
    if not said or said[-1].sort is not Sort.COMMA:
        return said
    kept = said[:-1]
    while kept and kept[-1].sort is Sort.HEADNOUN:
        kept = kept[:-1]
    same = bool(kept) and kept[-1].sort is Sort.CONCEPT and _DOSES.get(kept[-1].names[0]) == dose.names[0]
    return kept[:-1] if same else said
