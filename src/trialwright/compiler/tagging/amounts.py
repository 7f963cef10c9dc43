"""Amounts: the numbers of criteria in ("1.5 x ULN", "18-80 years", "class II-IV"), typed amounts and scale codes out."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Literal

from trialwright.compiler.chunks import Amount, Chunk, Sort
from trialwright.compiler.tagging.moments import NUMBER_WORDS, number
from trialwright.compiler.wording.openings import Openings
from trialwright.vocabulary.units import UnitsDiffer, convert, match_unit

_WORDS = "|".join(sorted((word for word in NUMBER_WORDS if word not in ("a", "single", "half a")), key=len, reverse=True))
_NUMBER = rf"(?:\d+(?:\.\d+)?(?![\d])|\.\d+|(?:{_WORDS})\b)"
_POWER = r"(?:\s?x10\^(\d+))?"
_FIRST = re.compile(rf"({_NUMBER}){_POWER}", re.IGNORECASE)
_FRACTION = re.compile(r"(\d+)\s?/\s?(\d+)(?![\d/])")
_RANGE = re.compile(rf"\s?(?:-|to|and|~|through|or)\s?({_NUMBER}){_POWER}", re.IGNORECASE)
_TIMES = re.compile(r"\s?(?:[x*]|times?|fold|-fold)?\s?(?:the |of )*", re.IGNORECASE)
_OF_WHOM = (
    r"(?: (?:for|of) (?:the )?(?:patient's |patients |patient |subject's )?(?:age|weight|sex|gender)"
    r"(?:(?:, ?(?:and |or )?| and/or | and | or | ?/ ?)(?:body |patient )?(?:age|weight|height|sex|gender|race|ethnicity)\b)*\b)?"
)
_LIMIT = re.compile(
    r"(?:(?:institutional|institution's|laboratory|laboratory's|local|lab|site|age-adjusted|age-specific|reference|age-appropriate)\s)*"
    r"(?:(I?ULN|I?UNL|"
    r"upper limits? of (?:the )?(?:institutional |laboratory |local )?(?:reference|normal) "
    r"(?:ranges?|values?|intervals?|levels?)|"
    r"upper normal limits? of (?:the )?(?:(?:institution(?:'s|al)?|laboratory|local) )*normal ranges?|"
    r"upper (?:institutional |laboratory )?limits? (?:of|for) (?:the )?(?:institutional |laboratory |local |age-specific |"
    r"age-adjusted )?(?:normal|norm)(?: (?:range|limits?|value|values))?|"
    r"upper (?:normal )?limits? of normality|upper normal limits?|upper limits? of the reference range|upper limits? normal|"
    r"upper (?:normal|limited) (?:values?|levels?|ranges?|normal|bounds?)|normal upper limits?|institutional upper limits?|"
    r"upper (?:reference )?limits? of reference|upper reference limits?|ULRR|maximum normal (?:values?|levels?|limits?)|"
    r"normal maximum|(?:highest|maximum) (?:reference|normal) (?:values?|levels?|limits?)|upper limit)\b"
    r"|(I?LLN|lower (?:reference )?limits? of reference|lower reference limits?|"
    r"lower limits? of (?:the )?(?:institutional |laboratory )?normal(?: range)?)\b)"
    r"(?:\s?\((?:ULN|UNL|ULRR|LLN|upper limits? of (?:the )?normal(?: range)?|lower limits? of (?:the )?normal(?: range)?)\))?"
    r"(?: (?:for|of) (?:the )?(?:institution|laboratory|lab|site|facility|hospital|cent(?:er|re)|reference laboratory|"
    rf"normal range)\b)?{_OF_WHOM}",
    re.IGNORECASE,
)
_TIMES_NORMAL = re.compile(
    r"\s?(?:x|times|\*|-?fold)\s?(?:the |of |institutional |laboratory |local )*"
    rf"normal(?! limit of| upper| lower)(?: (?:limits?|ranges?|values?|levels?))?\b{_OF_WHOM}",
    re.IGNORECASE,
)
_CODE = (
    r"(?:I{1,3}V?|IV|V)(?: (?:[ABC](?![\w'-]|[ -]cells?\b)|D(?=[,/.;)]|$))|[A-Da-d])?[1-3]?|[0-9](?:[A-Ca-c][1-3]?)?\+?"
    r"|[A-D](?![\w'-])|(?<=[a-d]/)[b-d](?![\w'-])"
)
""" "III A" with a blank, too, but "stage I B cell lymphoma" is of B cells; "IIIb/c/d" are three."""
_CODES = re.compile(
    rf"({_CODE})(?:(?:\s?(?:,|-|/|or|and|and/or|to|through|,\s?or|,\s?and)\s?)(?:(?:class|grade|stage)\s)?({_CODE}))*(?![\w%^])"
)
_FRACTIONAL = re.compile(r"\.\d|\s?(?:,|/|or|and|-|to|through)\s?\d*\.\d")
_SEVERAL = 2
_BEFORE_CODES = frozenset({Sort.VARIABLE, Sort.GRADEOF, Sort.CMP})
_CODE_CUES = (
    *("class", "classes", "grade", "grades", "stage", "stages", "type", "category"),
    *("score", "childpugh", "child-pugh", "figo", "cps"),
)


_FOLD = {"twice": 2, "double": 2, "thrice": 3, "triple": 3}
_TWICE = re.compile(r"(twice|double|thrice|triple)\b", re.IGNORECASE)
AMOUNTS = Openings((_LIMIT, _FRACTION, _TWICE, _FIRST))
"""Where `amount_at` may find something."""
CODES = Openings((_CODES,))
"""Where `codes_at` may."""


def amount_at(text: str, start: int) -> tuple[int, Amount] | None:
    """The amount that begins at `start`, with its end; a limit of normal alone is one times that limit."""
    alone = _LIMIT.match(text, start)
    if alone is not None:
        return alone.end(), Amount(low=Decimal(1), relative=_which(alone))
    fraction = _FRACTION.match(text, start)
    if fraction is not None and int(fraction[2]) in (2, 3, 4, 5) and int(fraction[1]) < int(fraction[2]):
        return fraction.end(), Amount(low=Decimal(100) * int(fraction[1]) / int(fraction[2]), unit="%")
    twice = _TWICE.match(text, start)
    if twice is not None:
        limit = _limit_at(text, twice.end())
        return None if limit is None else (limit[0], Amount(low=Decimal(_FOLD[twice[1].lower()]), relative=limit[1]))
    first = _FIRST.match(text, start)
    if first is None:
        return None
    return _rest(text, first)


def _rest(text: str, first: re.Match[str]) -> tuple[int, Amount]:
    power = first[2]
    low: Decimal | None = number(first[1])
    assert low is not None
    end = first.end()
    relative = _limit_at(text, end)
    if relative is not None:
        return _limits_apart(text, low, *relative)
    unit, end = _unit_at(text, end, power)
    high: Decimal | None = None
    ranged = _RANGE.match(text, end)
    if ranged is not None and _is_range(text, ranged, low):
        second = number(ranged[1])
        later, later_end = _unit_at(text, ranged.end(), ranged[2])
        limit = _limit_at(text, ranged.end())
        if limit is not None:
            return limit[0], Amount(low=low, high=second, relative=limit[1])
        if unit and later and unit != later:
            low = _in_unit(low, unit, later)
            if low is None:
                return end, Amount(low=number(first[1]), unit=unit)
        high, unit, end = second, later or unit, later_end
    return end, Amount(low=low, high=high, unit=unit)


def _limits_apart(text: str, low: Decimal, end: int, relative: Literal["ULN", "LLN"]) -> tuple[int, Amount]:
    """ "1.5 x ULN - 3 x ULN": the limit of normal told at both ends of a range."""
    ranged = _RANGE.match(text, end)
    if ranged is not None and _is_range(text, ranged, low) and "or" not in ranged[0].split():
        behind = _limit_at(text, ranged.end())
        if behind is not None and behind[1] == relative:
            return behind[0], Amount(low=low, high=number(ranged[1]), relative=relative)
    return end, Amount(low=low, relative=relative)


def _in_unit(value: Decimal, unit: str, other: str) -> Decimal | None:
    """ "18 months to 75 years": the first number in the unit of the second; None where units do not fit."""
    try:
        return convert(value, unit, other)
    except UnitsDiffer:
        return None


def _is_range(text: str, ranged: re.Match[str], low: Decimal) -> bool:
    joiner = ranged[0].strip().split(ranged[1])[0].strip().lower()
    second = number(ranged[1])
    if joiner in ("or", "and"):
        return joiner == "or" and second == low + 1 and not re.match(r"\s?(?:x10|%|[a-zA-Z]+/)", text[ranged.end() :])
    return second > low


def _limit_at(text: str, end: int) -> tuple[int, Literal["ULN", "LLN"]] | None:
    times = _TIMES.match(text, end)
    assert times is not None
    normal = _TIMES_NORMAL.match(text, end)
    if normal is not None:
        return normal.end(), "ULN"  # "2.5 times normal" is of its upper limit
    match = _LIMIT.match(text, times.end())
    return None if match is None else (match.end(), _which(match))


def _which(match: re.Match[str]) -> Literal["ULN", "LLN"]:
    return "ULN" if match[1] else "LLN"


def _unit_at(text: str, end: int, power: str | None) -> tuple[str | None, int]:
    if power is not None:
        behind = match_unit(f"10^{power}" + text[end:], 0)
        if behind is not None:
            return behind.code, end + behind.end - len(f"10^{power}")
        return f"10*{power}", end
    found = match_unit(text, end)
    if found is None or _part_of_word(text, found.end):
        return None, end
    return found.code, found.end


def _part_of_word(text: str, end: int) -> bool:
    return end < len(text) and text[end - 1].isalpha() and text[end].isalpha()


_LETTERED = re.compile(r"(I{1,3}V?|IV|V|\d)[A-Da-d]")


def _of_the_same_stage(letter: str, before: str) -> str | None:
    """ "IIIB/C" is IIIB and IIIC; None for a code that stands for itself."""
    lettered = _LETTERED.fullmatch(before)
    if lettered is None or len(letter) > 1 or not letter.isalpha() or letter in "IV":
        return None
    return lettered[1] + (letter.upper() if before[-1].isupper() else letter)


_OTHER_SCALE = re.compile(r"\s?(?:,\s?or|,\s?and|,|/|or|and)\s?(class|grade|stage)\s", re.IGNORECASE)


def _end_of_scale(text: str, start: int, before: Chunk) -> int:
    """Where, behind "stage I", a grade is told ("stage I, grade 1 endometrial cancer"): that is a code of another scale."""
    told = before.text.lower().split()[-1] if before.text.split() else ""
    others = (match for match in _OTHER_SCALE.finditer(text, start, start + _FAR) if told in _SCALES and match[1].lower() != told)
    return next((match.start() for match in others), len(text))


_SCALES = frozenset({"class", "grade", "stage"})
_FAR = 40


def codes_at(text: str, start: int, before: Chunk | None) -> tuple[int, tuple[str, ...]] | None:
    """Codes of an ordered scale ("II, IIIA or IIIB", "1b", "III-IV") behind a word that introduces them, with their end.

    A range is given by its two ends with "-" between them; single codes one by one.
    """
    if before is None or not (before.sort in _BEFORE_CODES or before.text.lower().endswith(_CODE_CUES)):
        return None
    match = _CODES.match(text, start, _end_of_scale(text, start, before))
    if match is not None and _FRACTIONAL.match(text, match.end()):
        return None  # "a rating of 0 or 0.5" are numbers
    if match is None or (before.sort is Sort.CMP and not re.match(r"I|V|\d[abc]", match[0])):
        return None
    parts = re.split(r"\s?(,\s?or|,\s?and|,|/|or|and/or|and|-|to|through)\s?", re.sub(r"\b(?:class|grade|stage)\s", "", match[0]))
    names: list[str] = []
    for index, part in enumerate(re.sub(r"(?<=[IV]) ", "", part) for part in parts):
        if index % 2 == 0:
            last = next((name for name in reversed(names) if name != "-"), None)
            whole = _of_the_same_stage(part, last) if last is not None else None
            names.append(whole or (part.upper() if part.startswith(("I", "V")) else part))
        elif part in ("-", "to", "through"):
            names.append("-")
    digits = all(re.fullmatch(r"\d", name) or name == "-" for name in names)
    if digits and before.sort is not Sort.GRADEOF and (len(names) < _SEVERAL or "-" in names):
        return None
    return match.end(), tuple(names)
