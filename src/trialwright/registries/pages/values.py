"""A printed value and the kind its label asks for enter, the API v2 value leaves, or None: nothing is ever guessed."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from trialwright.registries import dates, enums
from trialwright.registries.pages.labels import Layout, rows

_NUMERIC = re.compile(r"(?<!\d)(\d{1,2})([/.-])(\d{1,2})\2(\d{4})(?!\d)")
_CJK_DATE = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월](?:\s*(\d{1,2})\s*[日일])?")
_ERAS = {"令和": 2018, "平成": 1988}
_ERA = re.compile(r"(令和|平成)\s*(\d{1,2}|元)\s*年")
_TIME = re.compile(r"[T@,\s]+\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?\s*(?:[AP]M)?\s*(?:[A-Z]{2,4}|Z|[+-]\d{2}:?\d{2})?$", re.IGNORECASE)
_WORD_DATE = re.compile(r"(\d{1,2})\.?\s+(?:de\s+)?([^\W\d_]{3,12})\.?\s+(?:de\s+)?(\d{4})|([^\W\d_]{3,12})\.?\s+(?:de\s+)?(\d{4})")
_KIND = re.compile(r"\s*[(\[]?\b(actual|estimated|anticipated|expected|planned|est\.)[)\]]?\s*", re.IGNORECASE)
_ASIDE = re.compile(r"\s*[(\[][^()\[\]]*[)\]]\s*$")
_NUMBER = re.compile(r"(?:total(?: sample size)?|n|circa|about|approx(?:imately)?\.?|ca\.?)?\s*[=:]?\s*[\"“]?(\d{1,3}(?:[,. ]\d{3})+|\d+)\s*(?:\D{0,40})", re.IGNORECASE)
_COUNTED = re.compile(
    r"\W*(?:participants?|patients?|subjects?|people|persons?|volunteers?|individuals?|men|women|children|adults|needed|estimated|actual|anticipated"
    r"|expected|planned|total|in total|worldwide|enrolled|study|ppl|Teilnehmer(?:innen)?|Patienten|pacientes|participantes|patienti|例|人|명|名|\W)*",
    re.IGNORECASE,
)
_PHASE_WORDS = re.compile(
    r"\b(?:early_?|phases?|fase|phase|studie|study|trial|clinical|and|to|or|(?:phase_?)?(?:i{1,3}|iv|[0-4]))(?:[abc])?\b|[-/,;&|+_()\s.·]", re.IGNORECASE
)
_CJK_PHASE = re.compile(r"[第期相臨床試験临床试验阶段상임]")
_ROMAN = str.maketrans({"Ⅰ": "1", "Ⅱ": "2", "Ⅲ": "3", "Ⅳ": "4", "一": "1", "二": "2", "三": "3", "四": "4"})
_ZERO = re.compile(r"0\s*(?:participants?|patients?|subjects?|people|\((?:actual|estimated|anticipated)\))?", re.IGNORECASE)
_AGE_UNITS = (("Month", ("mo", "mes", "monat", "个月", "か月", "개월")), ("Week", ("w", "sem", "settiman")), ("Day", ("d", "tag", "jour", "gio")), ("Year", ("",)))
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
_LONG_WORD = 60
_ENUMS = frozenset("status study_type allocation intervention_model observational_model time_perspective primary_purpose sex agency_class sampling arm_type".split())


@dataclass(frozen=True, kw_only=True, slots=True)
class Printed:
    """How this page prints: its layout, and whether numbers in dates put the day first (None: the page leaves it open)."""

    layout: Layout
    day_first: bool | None = None


@cache
def _empty_words() -> frozenset[str]:
    return frozenset(row["words"] for row in rows("empty.tsv"))


@cache
def _registries() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((row["registry"], re.compile(rf"(?<![A-Za-z0-9]){row['pattern']}(?![A-Za-z0-9])", re.IGNORECASE)) for row in rows("registries.tsv"))


@cache
def _months() -> Mapping[str, str]:
    return {name: row["month"] for row in rows("months.tsv") for name in row["names"].split()}


def empty(words: str | None) -> bool:
    """Whether a printed value says that there is none ("-", "N/A", "undefined", "Not provided at time of registration")."""
    return words is None or bool(_ZERO.fullmatch(words.strip())) or enums.empty(words) or enums.plain(words) in _empty_words() or not re.search(r"\w", words)


def registry_ids(words: str) -> list[tuple[str, str]]:
    """Every registry number in `words` with its registry, in their order: `[("ClinicalTrials.gov", "NCT01234567")]`."""
    found: dict[int, tuple[str, str]] = {}
    for registry, pattern in _registries():
        for match in pattern.finditer(words):
            if not any(at <= match.start() < at + len(number) for at, (_, number) in found.items()):
                number = match.group(match.lastindex or 0)
                number = number.upper() if registry == "ClinicalTrials.gov" else number
                found[match.start()] = (registry, number)
    return [found[at] for at in sorted(found)]


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
    day, name, year = (match.group(1), match.group(2), match.group(3)) if match.group(2) else (None, match.group(4), match.group(5))
    month = _months().get(name.lower()) or _months().get(name.lower()[:3])
    return dates.iso_date("-".join(part for part in (year, month, day) if part)) if month else None


def _only_date(text: str) -> bool:
    """Whether a text in words is a date and little else ("Oct 26, 2018", not "accrual began in May 2019")."""
    return len(re.findall(r"[^\W\d_]{2,}", text)) <= 2


def date_type(words: str, told: str | None = None) -> str | None:
    """ACTUAL or ESTIMATED, where the value or its label says so."""
    match = _KIND.search(words)
    return enums.lookup("date_type", match.group(1) if match else told) if match or told else None


def count(words: str) -> int | None:
    """A number of people: "1,600 estimated patients" -> 1600; 0 and what says more than a number are None."""
    match = _NUMBER.fullmatch(words.strip())
    if match is None or not _COUNTED.fullmatch(words[match.end(1) :].strip()):
        return None
    return int(re.sub(r"\D", "", match.group(1))) or None


def phases(words: str) -> list[str] | None:
    """The phases that `words` name and nothing but phases: "Phase 2/Phase 3", "N/A"; None for "Academic" or a sentence."""
    text = _CJK_PHASE.sub(" ", (_ASIDE.sub("", words).strip() or words).translate(_ROMAN)).strip()
    if said := _words().get(("phase", enums.plain(words))):
        return [said]
    if len(text) > _LONG_WORD or (_PHASE_WORDS.sub("", text) and enums.table()["phase"].get(enums.plain(text)) is None):
        return None
    return enums.phases(text)


def age_limits(words: str) -> tuple[str | None, str | None]:
    """Lowest and highest age of a field: "18 Years - undefined", "Between 19 - 79 Years", "18+", "18-75"."""
    text = _ASIDE.sub("", re.sub(r"\bundefined\b|\bN/?A\b", "", words)).strip(" -–,;")
    low, high = enums.ages(text)
    if low is None and high is None and re.fullmatch(r"\d+(?:\.\d+)?\s*(?:years?|yrs?|months?|weeks?|days?)(?:\s+old)?", text, re.IGNORECASE):
        low = enums.age(text)
    return low, high


def one_age(words: str) -> str | None:
    """One limit: "18", ">= 80age old", "20 years-old <=", "18 Jahre" -> "18 Years" …; None for "Not applicable" and for sentences."""
    match = _LIMIT.search(words)
    if match is None or len(words) > _LONG_WORD or _AGE_WORDS.sub("", words):
        return None
    number, unit = match.group(1), (match.group(2) or "y").lower()
    name = next(name for name, starts in _AGE_UNITS if unit.startswith(starts))
    return f"{number} {name}{'' if number == '1' else 's'}"


@cache
def _words() -> Mapping[tuple[str, str], str]:
    return {(row["kind"], enums.plain(row["words"])): row["value"] for row in rows("words.tsv")}


def enum(kind: str, words: str) -> str | None:
    """The enum of a printed word, its aside left out: "Interventional (Clinical Trial)", "Double (Participant, Investigator)"."""
    if len(words) > _LONG_WORD:
        return None
    for said in (words, _ASIDE.sub("", words), re.sub(r"\s+[–-]\s+.*|[;；].*", "", words)):
        if value := enums.lookup(kind, said) or _words().get((kind, enums.plain(said))):
            return value
    return None


def yes_no(words: str) -> bool | None:
    """True or False for a printed yes or no, in any language of `data/words.tsv`; None for anything else."""
    value = enum("yes_no", words)
    return None if value is None else value == "true"


def scalar(kind: str, words: str, printed: Printed) -> object | None:
    """The value of a strict kind (see `labels.STRICT`) that `words` print, or None when they print no such value."""
    if empty(words) and (kind not in enums.table() or enum(kind, words) is None):
        return None
    if kind in _ENUMS or kind in ("masking", "intervention_type"):
        return enum(kind, words)
    if kind.startswith("flag"):
        return yes_no(words)
    readers: Mapping[str, Callable[[str], object | None]] = {
        "date": lambda text: date(text, printed),
        "date_struct": lambda text: date(text, printed),
        "phase": phases,
        "count": count,
        "yes_no": yes_no,
        "age": lambda text: (limits if any(limits := age_limits(text)) else None) if len(text) < _LONG_WORD else None,
        "min_age": one_age,
        "max_age": one_age,
        "id": lambda text: _first_id(text),
        "country": country,
        "results": results,
        "scope": lambda text: next((name for part in re.split(r"\s+-\s+", text) if (name := country(part))), None),
        "number": lambda text: int(text) if text.isdigit() else None,
    }
    reader = readers.get(kind)
    return reader(words) if reader else None


def _first_id(words: str) -> tuple[str, str] | None:
    found = registry_ids(words) if len(words) < 2 * _LONG_WORD else []
    return found[0] if found else None


def results(words: str) -> bool | None:
    """Whether results are shown: "View results" -> True, "No results posted", "Results pending" -> False."""
    text = enums.plain(words)
    if re.fullmatch(r"(?:no\b.{0,40}|.{0,20}\bpending|none.{0,20}|not (?:yet )?(?:available|posted|reported))", text):
        return False
    return True if re.fullmatch(r"(?:yes|view(?: trial| study)? results|has results|(?:results )?(?:available|posted)|true)", text) else None


@cache
def _countries() -> Mapping[str, str]:
    named = {row["country"].casefold(): row["country"] for row in _country_rows()}
    also = {other.strip().casefold(): row["country"] for row in _country_rows() for other in (row["also"] or "").split(";") if other.strip()}
    return also | named


def _country_rows() -> list[dict[str, str]]:
    text = files("trialwright.registries").joinpath("data/countries.tsv").read_text(encoding="utf-8")
    own = [{"country": row["country"], "also": row["also"]} for row in rows("country_names.tsv")]
    return [*csv.DictReader(text.splitlines(), delimiter="\t"), *own]


def country(words: str) -> str | None:
    """The English name of a country: "USA" -> "United States", "Deutschland" -> "Germany"; None for anything else."""
    return _countries().get(words.strip(" .,;*").casefold())
