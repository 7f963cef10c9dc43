"""A printed date, age or number of people enters, it leaves as API v2 writes it, or None: nothing is ever guessed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from trialwright.registries import dates, enums
from trialwright.registries.pages.labels import Layout, rows

_NUMERIC = re.compile(r"(?<!\d)(\d{1,2})([/.-])(\d{1,2})\2(\d{4})(?!\d)")
_CJK_DATE = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월](?:\s*(\d{1,2})\s*[日일])?")
_ERAS = {"令和": 2018, "平成": 1988}
_ERA = re.compile(r"(令和|平成)\s*(\d{1,2}|元)\s*年")
_TIME = re.compile(
    r"[T@,\s]+\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?\s*(?:[AP]M)?\s*(?:[A-Z]{2,4}|Z|[+-]\d{2}:?\d{2})?$", re.IGNORECASE
)
_WORD_DATE = re.compile(
    r"(\d{1,2})\.?\s+(?:de\s+)?([^\W\d_]{3,12})\.?\s+(?:de\s+)?(\d{4})|([^\W\d_]{3,12})\.?\s+(?:de\s+)?(\d{4})"
)
_KIND = re.compile(r"\s*[(\[]?\b(actual|estimated|anticipated|expected|planned|est\.)[)\]]?\s*", re.IGNORECASE)
_ASIDE = re.compile(r"\s*[(\[][^()\[\]]*[)\]]\s*$")
_NUMBER = re.compile(
    r"(?:total(?: sample size)?|n|circa|about|approx(?:imately)?\.?|ca\.?)?\s*[=:]?\s*[\"“]?"
    r"(\d{1,3}(?:[,. ]\d{3})+|\d+)\s*(?:\D{0,40})",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"\W*(?:participants?|patients?|subjects?|people|persons?|volunteers?|individuals?|men|women|children|adults|needed|estimated|actual"
    r"|anticipated|expected|planned|total|in total|worldwide|enrolled|study|ppl|Teilnehmer(?:innen)?|Patienten|pacientes"
    r"|participantes|patienti|例|人|명|名|\W)*",
    re.IGNORECASE,
)
_AGE_UNITS = (
    ("Month", ("mo", "mes", "monat", "个月", "か月", "개월")),
    ("Week", ("w", "sem", "settiman")),
    ("Day", ("d", "tag", "jour", "gio")),
    ("Year", ("",)),
)
_LIMIT = re.compile(
    r"(\d+)(?:\.0+)?(?!\d)(?:\s*[-(]?\s*(years?|yrs?|months?|weeks?|days?|y|mo|jahre?n?|monate?|a[nñ]os?|ans?|anni|jaar|meses|mois|mesi|歳|岁|周岁|세|个月|か月|개월)(?![a-z]))?",
    re.IGNORECASE,
)
_AGE_WORDS = re.compile(
    r"\d+(?:\.0+)?|years?(?:\(s\))?|yrs?|months?|weeks?|days?|\b(?:y|mo|old|of|age|aged|and|or|over|older|above|up|below|younger|under|than|more|less|equal|to|at|least"
    r"|most|from|minimum|maximum|min|max|the|jahre?n?|alt|und|älter|ab|bis|monate?|a[nñ]os?|ans?|anni|jaar|meses|mois|mesi|mayor|más|y|o|et|plus)\b|old"
    r"|age|[歳岁周세]|以上|以下|未満|이상|이하|个月|か月|개월|[<>=≤≥+()\s.,:;/-]",
    re.IGNORECASE,
)
_GROUPS = re.compile(
    r"\b(?:between|until|through|up to|inclusive|(?:older )?adults?|child(?:ren)?|elderly"
    r"|seniors?|ages?|hours?|minutes?|undefined)\b|[–—]",
    re.IGNORECASE,
)
_LONGEST = 60
_NEARLY_FULL, _WIDTH, _FEW_FULL = 55, 100, 4


@dataclass(frozen=True, kw_only=True, slots=True)
class Printed:
    """How this page prints: its layout, whether numbers in dates put the day first (None: the page leaves it open), and
    whether its lines are broken at a fixed width."""

    layout: Layout
    day_first: bool | None = None
    wrapped: bool = False


@cache
def _months() -> Mapping[str, str]:
    return {name: row["month"] for row in rows("months.tsv") for name in row["names"].split()}


def wrapped(lines: Sequence[str]) -> bool:
    """Whether a page breaks its lines at a fixed width, within sentences."""
    full = sum(_NEARLY_FULL < len(line) <= _WIDTH for line in lines)
    return full >= _FEW_FULL and all(len(line) <= _WIDTH for line in lines)


def day_first(words: str, layout: Layout) -> bool | None:
    """Whether dates such as 05/06/2019 put the day first: as the layout says, else as any date that leaves no choice."""
    if layout.dates in ("dmy", "mdy"):
        return layout.dates == "dmy"
    firsts, seconds = set(), set()
    for match in _NUMERIC.finditer(words):
        firsts.add(int(match.group(1)) > 12)
        seconds.add(int(match.group(3)) > 12)
    if True in firsts and True not in seconds:
        return True
    return False if True in seconds and True not in firsts else None


def date(words: str, printed: Printed) -> str | None:
    """An ISO date as exact as the print; of numbers whose order the page leaves open only the year."""
    text = _TIME.sub("", _KIND.sub(" ", _ASIDE.sub("", words.strip()))).strip(" .;|")
    text = _ERA.sub(lambda era: f"{int(era.group(2).replace('元', '1')) + _ERAS[era.group(1)]}年", text)
    if match := _CJK_DATE.search(text):
        return dates.iso_date("-".join(part for part in match.groups() if part))
    if match := _NUMERIC.fullmatch(text):
        first, sign, second, year = match.groups()
        order = True if sign == "." else printed.day_first
        if order is None and first != second and int(first) <= 12 and int(second) <= 12:
            return year
        return dates.iso_date(text, day_first=bool(order) if order is not None else int(first) > 12)
    if len(text) > 40:
        return None
    found = dates.iso_date(text)
    if found is not None and re.fullmatch(r"[\d\s/.-]+", text):
        return found
    return _worded(text) or (found if found and _only_date(text) else None)


def _worded(text: str) -> str | None:
    match = _WORD_DATE.fullmatch(text)
    if match is None:
        return None
    day, name, year = (
        (match.group(1), match.group(2), match.group(3)) if match.group(2) else (None, match.group(4), match.group(5))
    )
    month = _months().get(name.lower()) or _months().get(name.lower()[:3])
    return dates.iso_date("-".join(part for part in (year, month, day) if part)) if month else None


def _only_date(text: str) -> bool:
    """Whether a text in words is a date and little else ("Oct 26, 2018", not "accrual began in May 2019")."""
    return len(re.findall(r"[^\W\d_]{2,}", text)) <= 2


def date_type(words: str, told: str | None = None) -> str | None:
    """ACTUAL or ESTIMATED, where the value or its label says so."""
    match = _KIND.search(words)
    said = match.group(1) if match else told
    return enums.lookup("date_type", said) if said else None


def count(words: str) -> int | None:
    """A number of people: "1,600 estimated patients" -> 1600; 0 and what says more than a number are None."""
    match = _NUMBER.fullmatch(words.strip())
    if match is None or not _COUNTED.fullmatch(words[match.end(1) :].strip()):
        return None
    return int(re.sub(r"\D", "", match.group(1))) or None


def age_limits(words: str) -> tuple[str | None, str | None]:
    """Lowest and highest age of a field: "18 Years - undefined", "Between 19 - 79 Years", "18+", "18-75"; of nothing but ages."""
    text = _ASIDE.sub("", re.sub(r"\bundefined\b|\bN/?A\b", "", words)).strip(" -–,;")
    text = re.sub(r"\s+(?:to|until|-|–)$", "", text)
    if _AGE_WORDS.sub("", _GROUPS.sub("", text)):
        return None, None
    low, high = enums.ages(text)
    if (
        low is None
        and high is None
        and re.fullmatch(r"\d+(?:\.\d+)?\s*(?:years?|yrs?|months?|weeks?|days?)(?:\s+old)?", text, re.IGNORECASE)
    ):
        low = enums.age(text)
    return low, high


def one_age(words: str) -> str | None:
    """One limit: "18", ">= 80age old", "20 years-old <=", "18 Jahre" -> "18 Years" …; None for "Not applicable"."""
    match = _LIMIT.search(words)
    if match is None or len(words) > _LONGEST or _AGE_WORDS.sub("", words):
        return None
    number, unit = match.group(1), (match.group(2) or "y").lower()
    name = next(name for name, starts in _AGE_UNITS if unit.startswith(starts))
    return f"{number} {name}{'' if number == '1' else 's'}"
