"""A printed value and the kind its label asks for enter, the API v2 value leaves, or None: nothing is ever guessed."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files

from trialwright.registries import enums
from trialwright.registries.pages.labels import normal, rows
from trialwright.registries.pages.numbers import Printed, age_limits, count, date, one_age

_ASIDE = re.compile(r"\s*[(\[][^()\[\]]*[)\]]\s*$")
_PHASE_WORDS = re.compile(
    r"\b(?:early_?|phases?|fase|phase|studie|study|trial|clinical|and|to|or|(?:phase_?)?(?:i{1,3}|iv|[0-4]))(?:[abc])?\b|[-/,;&|+_()\s.·]",
    re.IGNORECASE,
)
_CJK_PHASE = re.compile(r"[第期相臨床試験临床试验阶段상임]")
_ROMAN = str.maketrans({"Ⅰ": "1", "Ⅱ": "2", "Ⅲ": "3", "Ⅳ": "4", "一": "1", "二": "2", "三": "3", "四": "4"})
_ZERO = re.compile(r"0\s*(?:participants?|patients?|subjects?|people|\((?:actual|estimated|anticipated)\))?", re.IGNORECASE)
_LONG_WORD = 60
_NOT_LATIN = re.compile(r"[^\x00-\u024f\u2000-\u20cf]")
_ENUMS = frozenset(
    [
        "status",
        "study_type",
        "allocation",
        "intervention_model",
        "observational_model",
        "time_perspective",
        "primary_purpose",
        "sex",
        "agency_class",
        "sampling",
        "arm_type",
    ]
)


@cache
def _empty_words() -> frozenset[str]:
    return frozenset(row["words"] for row in rows("empty.tsv"))


@cache
def _registries() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (row["registry"], re.compile(rf"(?<![A-Za-z0-9]){row['pattern']}(?![A-Za-z0-9])", re.IGNORECASE))
        for row in rows("registries.tsv")
    )


@cache
def _any_registry() -> re.Pattern[str]:
    """Finds a number of any registry: most texts hold none, and are told by one search."""
    patterns = "|".join(row["pattern"] for row in rows("registries.tsv"))
    return re.compile(rf"(?<![A-Za-z0-9])(?:{patterns})(?![A-Za-z0-9])", re.IGNORECASE)


def registries() -> tuple[str, ...]:
    """The names of the registries whose numbers are known, in the order of the table."""
    return tuple(name for name, _ in _registries())


def empty(words: str | None) -> bool:
    """Whether a printed value says that there is none ("-", "N/A", "undefined", "Not provided at time of registration")."""
    return (
        words is None
        or bool(_ZERO.fullmatch(words.strip()))
        or enums.empty(words)
        or enums.plain(words) in _empty_words()
        or not re.search(r"\w", words)
    )


def foreign(words: str) -> bool:
    """Whether words are written in letters that are not Latin."""
    return bool(_NOT_LATIN.search(words))


def alike(one: object, other: object) -> bool:
    """Whether two prints of a value agree: case and marks aside, or one is the beginning of the other."""
    if not (isinstance(one, str) and isinstance(other, str)):
        return False
    return normal(one) == normal(other) or one.startswith(other) or other.startswith(one)


def registry_ids(words: str) -> list[tuple[str, str]]:
    """Every registry number in `words` with its registry, in their order: `[("ClinicalTrials.gov", "NCT01234567")]`."""
    found: dict[int, tuple[str, str]] = {}
    if not _any_registry().search(words):
        return []
    for registry, pattern in _registries():
        for match in pattern.finditer(words):
            if not any(at <= match.start() < at + len(number) for at, (_, number) in found.items()):
                number = match.group(match.lastindex or 0)
                number = number.upper() if registry == "ClinicalTrials.gov" else number
                found[match.start()] = (registry, number)
    return [found[at] for at in sorted(found)]


def phases(words: str) -> list[str] | None:
    """The phases that `words` name and nothing but phases: "Phase 2/Phase 3", "N/A"; None for "Academic" or a sentence."""
    text = _CJK_PHASE.sub(" ", (_ASIDE.sub("", words).strip() or words).translate(_ROMAN)).strip()
    if said := _words().get(("phase", enums.plain(words))):
        return [said]
    if len(text) > _LONG_WORD or (_PHASE_WORDS.sub("", text) and enums.table()["phase"].get(enums.plain(text)) is None):
        return None
    return enums.phases(text)


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
        "id": _first_id,
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
    return (
        True
        if re.fullmatch(r"(?:yes|view(?: trial| study)? results|has results|(?:results )?(?:available|posted)|true)", text)
        else None
    )


@cache
def _countries() -> Mapping[str, str]:
    named = {row["country"].casefold(): row["country"] for row in _country_rows()}
    also = {
        other.strip().casefold(): row["country"]
        for row in _country_rows()
        for other in (row["also"] or "").split(";")
        if other.strip()
    }
    return also | named


def _country_rows() -> list[dict[str, str]]:
    text = files("trialwright.registries").joinpath("data/countries.tsv").read_text(encoding="utf-8")
    own = [{"country": row["country"], "also": row["also"]} for row in rows("country_names.tsv")]
    return [*csv.DictReader(text.splitlines(), delimiter="\t"), *own]


def country(words: str) -> str | None:
    """The English name of a country: "USA" -> "United States", "Deutschland" -> "Germany"; None for anything else."""
    return _countries().get(words.strip(" .,;*").casefold())
