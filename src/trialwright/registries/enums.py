"""A printed word enters ("Not yet enrolling", "Phase 2/Phase 3", "18 to 75 years old"), an API v2 enum or age leaves, or None."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

NOTHING = frozenset(
    ("", "-", "—", "–", "n/a", "na", "none", "null", "undefined", "[object object]", "not provided", "nil", "not specified")
)
_PHASE_PART = re.compile(r"early[\s_]*phase[\s_]*(?:1|i)\b|\b(?:phase[\s_]*)?(iv|i{1,3}|[0-4])([abc])?\b", re.IGNORECASE)
_PHASE_ORDER = ("EARLY_PHASE1", "PHASE1", "PHASE2", "PHASE3", "PHASE4")
_AGE = re.compile(r"(\d+(?:\.\d+)?)\s*(year|month|week|day|hour|minute|y|yr)s?\b", re.IGNORECASE)
_UNIT = r"(?:[\s-]*(years?|yrs?|y|months?|weeks?|days?|hours?|minutes?)\b)?"
_RANGE = re.compile(rf"(\d+(?:\.\d+)?){_UNIT}\s*(?:-|–|—|to|and|until)\s*(\d+(?:\.\d+)?){_UNIT}", re.IGNORECASE)
_FROM = re.compile(
    rf"(?:(?:≥|>=|over|from|at least|minimum|min\.?|>)\s*(\d+(?:\.\d+)?){_UNIT}|(\d+(?:\.\d+)?)\s*\+{_UNIT}"
    rf"|(\d+(?:\.\d+)?){_UNIT}\s*(?:old\s*)?(?:\+|and (?:older|over|above|up)|or (?:older|over|above|more)|years?\+))",
    re.IGNORECASE,
)
_UP_TO = re.compile(
    rf"(?:(?:≤|<=|<|up to|under|at most|maximum|max\.?)\s*(\d+(?:\.\d+)?){_UNIT}"
    rf"|(\d+(?:\.\d+)?){_UNIT}\s*(?:old\s*)?(?:and|or) (?:younger|under|below))",
    re.IGNORECASE,
)


@cache
def table() -> Mapping[str, Mapping[str, str]]:
    """For each kind of enum ("status", "phase", …) the printed words and the value they stand for, from `data/enums.tsv`."""
    found: dict[str, dict[str, str]] = {}
    text = files("trialwright.registries").joinpath("data/enums.tsv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE):
        found.setdefault(row["kind"], {})[row["words"]] = row["value"]
    return found


def plain(words: str) -> str:
    """Words as the table spells them: lower case, single blanks, no colon or stop at the end."""
    return re.sub(r"\s+", " ", words.replace("\xa0", " ")).strip().rstrip(":.").strip().lower()


def empty(words: str | None) -> bool:
    """Whether a printed value says that there is none ("-", "N/A", "undefined", "[object Object]")."""
    return words is None or plain(words) in NOTHING


def lookup(kind: str, words: str) -> str | None:
    """The API v2 value of `kind` that printed `words` stand for, or None: `lookup("status", "Not yet enrolling")`.

    A word that already is the enum's value ("NOT_YET_RECRUITING") is returned as it is.
    """
    kinds = table()[kind]
    name = plain(words)
    value = kinds.get(name)
    if value is not None:
        return value
    enum = re.sub(r"[\s-]+", "_", words.strip()).upper()
    return enum if enum in set(kinds.values()) else None


def yes_no(words: str) -> bool | None:
    """True, False, or None for a word that is neither."""
    value = lookup("yes_no", words)
    return None if value is None else value == "true"


def phases(words: str) -> list[str] | None:
    """The phases in v2's order: "Phase 1/Phase 2", "PHASE2/PHASE3", "Phase II"; "Not Applicable" -> ["NA"]; or None."""
    if (whole := table()["phase"].get(re.sub(r"^phase:?\s+(?!\d|[iv]+\b)", "", plain(words)))) is not None:
        return [whole]
    found = {_phase(match) for match in _PHASE_PART.finditer(re.sub(r"[/,;&|_]", " ", words))}
    return [phase for phase in _PHASE_ORDER if phase in found] or None


def _phase(match: re.Match[str]) -> str | None:
    if match.group(1) is None:
        return "EARLY_PHASE1"
    return table()["phase"].get(match.group(1).lower())


def age(words: str) -> str | None:
    """One age in v2's form: "18 years old" -> "18 Years", "6 Months" -> "6 Months"; None for "N/A" or anything else."""
    match = _AGE.search(words)
    return _age(match.group(1), match.group(2)) if match else None


def ages(words: str) -> tuple[str | None, str | None]:
    """Lowest and highest age of a printed range: "18 to 75 years old", "18+ years old", "up to 65 years"."""
    if match := _RANGE.search(words):
        low, low_unit, high, high_unit = match.groups()
        return _age(low, low_unit or high_unit), _age(high, high_unit or low_unit)
    least, most = _FROM.search(words), _UP_TO.search(words)
    return _first(least), _first(most)


def _first(match: re.Match[str] | None) -> str | None:
    if match is None:
        return None
    groups = match.groups()
    found = next(at for at in range(0, len(groups), 2) if groups[at] is not None)
    return _age(groups[found], groups[found + 1])


def _age(number: str, unit: str | None) -> str:
    name = (unit or "years").lower().rstrip("s")
    name = "year" if name in ("y", "yr") else name
    return f"{number} {name.capitalize()}{'' if number == '1' else 's'}"
