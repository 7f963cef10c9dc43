"""Aged people: "patients over 18 years of age undergoing gastrectomy" in; their age and what else is said of them out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrasing.phrases import read_phrase
from trialwright.compiler.sentences.agegroups import OTHERS, ages_apart, ages_in_turn, of_age_group
from trialwright.compiler.setting import Reader, Setting, joined_by, stripped
from trialwright.compiler.wording.rules import words
from trialwright.protocol.criteria import AllOf, Compare, Criterion, NoConstraint, Unread, When, walk
from trialwright.vocabulary.normal import fit_side
from trialwright.vocabulary.records import anew

_BEFORE = frozenset({Sort.FILL, Sort.MUST, Sort.CMP, Sort.AGED, Sort.PREP, Sort.EITHER, Sort.BOTH, Sort.OR, Sort.AND, Sort.SLASH})
_BEHIND = frozenset({Sort.CMP, Sort.AMOUNT, Sort.POST, Sort.AGED})
_SAID = frozenset({Sort.CMP, Sort.AMOUNT, Sort.POST})
_NAMED_PEOPLE = re.compile(
    r"\b(?:patients?|subjects?|participants?|adults?|m[ae]n|wom[ae]n|(?:fe)?males?|individuals|persons?)\b", re.IGNORECASE
)
_SEXES = {"male", "female"}
_GOES_ON = frozenset({Sort.WORD, Sort.PREP, Sort.IF, Sort.NARROW, Sort.HIST, Sort.NOW, Sort.NARROWING, Sort.CONCEPT})


def aged_people(chunks: Sequence[Chunk], setting: Setting, read: Reader) -> Criterion | None:
    """The age, and what stands behind it; None for a sentence that does not begin with people of an age."""
    number = next((place for place, chunk in enumerate(chunks) if chunk.sort is Sort.AMOUNT), None)
    if setting.exclusion or number is None or not all(_of_people(chunk) for chunk in chunks[:number]):
        return None
    sexes = {name for chunk in chunks[:number] for name in chunk.names} & _SEXES
    if len(sexes) == 1:
        return None  # "women over 18": a rule for them, or of them
    end = number + 1
    while end < len(chunks) and (chunks[end].sort in _BEHIND or _joins_ends(chunks, end)):
        end += 1
    rest = chunks[end:]
    while rest and rest[0].sort is Sort.FILL:
        rest = rest[1:]
    if rest and rest[0].sort not in _GOES_ON:
        return None
    of_age = any(chunk.sort is Sort.AGED or "age" in chunk.names for chunk in chunks[:end])
    of_age = of_age or _grown_years(chunks, number, setting)
    in_years = [chunk.amount for chunk in chunks[:end] if chunk.amount is not None and chunk.amount.unit in ("a", None)]
    compared = any(chunk.sort in (Sort.CMP, Sort.POST) or (chunk.amount and chunk.amount.high) for chunk in chunks[:end])
    if not of_age or not in_years or not compared:
        return None
    name = anew(chunks[number], sort=Sort.VARIABLE, end=chunks[number].start, text="", names=("age",), amount=None)
    age = read_phrase((name, *(chunk for chunk in chunks[:end] if chunk.sort in _SAID)), setting)
    if not all(isinstance(node, Compare) for node in walk(age)):
        return None
    if not stripped(rest):
        return age
    more = read(rest, setting)
    tells = rest[0].sort is Sort.WORD and not rest[0].text.lower().startswith("at")
    if tells and any(isinstance(node, Unread) for node in walk(more)):
        return setting.unread(chunks)  # "patients aged 15 to 17 years weigh at least 50 kg": of those alone
    return joined_by("and", (age, more))


_GROWN = 10


def _grown_years(chunks: Sequence[Chunk], number: int, setting: Setting) -> bool:
    """ "Patients >= 18 years with …": years of life, where people are named right before them."""
    amount = chunks[number].amount
    named = _NAMED_PEOPLE.search(setting.normal.text, 0, chunks[number].start) is not None
    return named and amount is not None and amount.unit == "a" and amount.low >= _GROWN


def _of_people(chunk: Chunk) -> bool:
    if chunk.sort is Sort.CONCEPT or chunk.sort is Sort.VARIABLE:
        return bool(chunk.names) and set(chunk.names) <= {*_SEXES, "age"}
    if chunk.sort in (Sort.WORD, Sort.IF):
        return all(word in words("people") for word in chunk.text.lower().split()) or chunk.text.lower() == "patients with"
    return chunk.sort in _BEFORE


def _joins_ends(chunks: Sequence[Chunk], place: int) -> bool:
    """ "Over 18 and under 75": the conjunction between the two ends."""
    behind = chunks[place + 1] if place + 1 < len(chunks) else None
    return chunks[place].sort is Sort.AND and behind is not None and behind.sort is Sort.CMP


def of_an_age(chunks: Sequence[Chunk], setting: Setting, read: Reader) -> Criterion | None:
    """ "Lansky >= 50 (patients <= 16 years of age)", "… for children under 10", "those over 65 must …": asked of those; None
    for others."""
    if not chunks:
        return None
    each = _each_of_its_age(chunks, setting, read)
    if each is not None or setting.exclusion:
        return each
    group = ages_in_turn(chunks, setting, read) or of_age_group(chunks, setting, read)
    return group or _behind_its_limit(chunks, setting, read)


_JOINED = frozenset({Sort.OR, Sort.AND, Sort.COMMA, Sort.SEMICOLON})


def _each_of_its_age(chunks: Sequence[Chunk], setting: Setting, read: Reader) -> Criterion | None:
    """ "ECOG 0-2 (up to 70 years) or ECOG 0 (71-75 years)", "< 80% for patients >= 60 years or < 70% for patients < 60": each age
    with its own limit; None for others."""
    parts: list[When] = []
    start, score = 0, _scored(chunks, setting)
    if score is None or not any(chunk.sort in _JOINED and chunk.sort is not Sort.AND for chunk in chunks):
        return None  # joined by "and" alone each is read as a rule for some
    for place in range(1, len(chunks) + 1):
        ended = place == len(chunks) or (chunks[place].sort in _JOINED and _begins_limit(chunks[place + 1 :], setting))
        if not ended:
            continue
        said = stripped(chunks[start:place])
        own = said if _scored(said, setting) is not None else (score, *said)
        part = _behind_its_limit(own, setting, read, years=bool(parts)) if said else None
        if not isinstance(part, When) or any(not ages_apart(part.condition, other.condition) for other in parts):
            return None
        parts.append(part)
        start = place + 1
    if len(parts) < _SEVERAL:
        return None
    span = setting.span(chunks)
    if setting.exclusion:
        if not all(isinstance(part.then, Compare) and _of_the_unfit(part.then) for part in parts):
            return None
        return joined_by("or", [AllOf(items=(part.condition, part.then), span=part.span) for part in parts])
    whole: Criterion = NoConstraint(why=OTHERS, span=span)
    for part in reversed(parts):
        whole = When(condition=part.condition, then=part.then, otherwise=whole, span=span)
    return whole


_SEVERAL = 2


def _of_the_unfit(limit: Compare) -> bool:
    """A limit beyond which somebody is not fit: what a fit patient keeps is hardly meant to exclude."""
    side = fit_side(limit.quantity.variable or "")
    return (side == "at least" and limit.low is None) or (side == "at most" and limit.high is None)


def _scored(chunks: Sequence[Chunk], setting: Setting) -> Chunk | None:
    """The score that is asked for."""
    kind = setting.vocabulary.kind
    return next((chunk for chunk in chunks if chunk.sort is Sort.VARIABLE and kind(chunk.names[0]) == "score"), None)


def _begins_limit(chunks: Sequence[Chunk], setting: Setting) -> bool:
    """Whether a limit on a score comes next, be it without its name: "or >= 70% for patients under 60"."""
    said = stripped(chunks)
    at = next((place for place, chunk in enumerate(said) if chunk.sort is not Sort.FILL), None)
    if at is None:
        return False
    bare = said[at].sort is Sort.CMP and at + 1 < len(said) and said[at + 1].amount is not None
    return bare or _scored(said[at : at + 1], setting) is not None


def _behind_its_limit(chunks: Sequence[Chunk], setting: Setting, read: Reader, *, years: bool = False) -> Criterion | None:
    """A limit on a score with the age of whom it is asked behind it; `years`: a number without a unit is one of years."""
    bracket = chunks[-1].sort is Sort.GROUP
    place = max((index for index, chunk in enumerate(chunks) if chunk.sort in (Sort.FOR, Sort.IF)), default=0)
    tail, rest = (chunks[-1].inner, chunks[:-1]) if bracket else (chunks[place:], chunks[:place])
    tail = tuple(map(_in_years, tail)) if years else tail
    scored = any(chunk.sort is Sort.VARIABLE and setting.vocabulary.kind(chunk.names[0]) == "score" for chunk in rest)
    if not scored or not any(chunk.sort in (Sort.AMOUNT, Sort.CODES) for chunk in rest) or not _ages_alone(tail):
        return None
    number = next(chunk for chunk in tail if chunk.amount is not None)
    name = anew(number, sort=Sort.VARIABLE, end=number.start, text="", names=("age",), amount=None)
    condition = read_phrase(
        (name, *(chunk for chunk in tail if chunk.sort in _SAID or _joins_ends(tail, tail.index(chunk)))), setting
    )
    node = read(stripped(rest), setting)
    if not all(isinstance(leaf, Compare) for leaf in walk(condition)) or not all(
        isinstance(leaf, Compare) for leaf in walk(node)
    ):
        return None
    span = setting.span(chunks)
    return When(condition=condition, then=node, otherwise=NoConstraint(why="for other ages", span=span), span=span)


def _in_years(chunk: Chunk) -> Chunk:
    bare = chunk.amount is not None and chunk.amount.unit is None and chunk.amount.relative is None
    return anew(chunk, amount=anew(chunk.amount, unit="a")) if bare and chunk.amount is not None else chunk


_OF_AN_AGE = frozenset({Sort.FOR, Sort.IF, Sort.PREP, Sort.FILL, Sort.CMP, Sort.POST, Sort.AGED, Sort.AND})
_YOUNG_OR_OLD = frozenset({"pediatric", "paediatric", "adult", "adolescent", "older", *words("people")})


def _ages_alone(chunks: Sequence[Chunk]) -> bool:
    """True for "patients > 16 years of age": an end in years, and nothing else said."""
    years = [chunk for chunk in chunks if chunk.amount is not None and chunk.amount.unit == "a"]
    signed = any(chunk.sort in (Sort.CMP, Sort.POST) or (chunk.amount is not None and chunk.amount.high) for chunk in chunks)
    return (
        bool(years)
        and signed
        and all(
            chunk in years
            or chunk.sort in _OF_AN_AGE
            or chunk.names == ("age",)
            or (chunk.sort is Sort.WORD and chunk.text.lower() in _YOUNG_OR_OLD)
            for chunk in chunks
        )
    )
