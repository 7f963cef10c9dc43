"""A parent statement and the list below it enter; how the list joins leaves: all, any, none, at least n, or exceptions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from trialwright.compiler.headings import rows_of
from trialwright.compiler.outline import Kind, Logic

_NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_OR_END = re.compile(r"\b(?:and\s*/\s*or|or)\W*$", re.IGNORECASE)
_AND_END = re.compile(r"\band\W*$", re.IGNORECASE)
_OR_START = re.compile(r"^(?:and\s*/\s*or|or)\b[\s:,]", re.IGNORECASE)
_AND_START = re.compile(r"^and\b[\s:,]", re.IGNORECASE)
_ALTERNATIVES = re.compile(r"\b(?:indications?|candidates?) for\b", re.IGNORECASE)
_DEFINED = re.compile(r"\b(?:defin(?:ed|ition)|according to|consisting of|characteri[sz]ed)\b", re.IGNORECASE)
_OTHER = re.compile(r"^(?:any )?other\b", re.IGNORECASE)
_CONDITIONAL = re.compile(r"^(?:in case|in the case|if|for|when|where)\b", re.IGNORECASE)
_ORGAN = re.compile(
    r"\b(liver|hepatic|lung|pulmonary|bone|adrenal|brain|nod(?:e|al)|skin|soft tissue|spleen|ovar(?:y|ian)|pleura|peritone(?:um|al))", re.IGNORECASE
)
LABORATORY = re.compile(
    r"\b(?:function|bilirubin|creatinine|ast|alt|sgot|sgpt|transaminases?|platelets?|plt|counts?|anc|wbc|leu[ck]ocytes?|neutrophils?|uln|h(?:a)?emoglobin|hgb?|hb|"
    r"clearance|gfr|egfr|albumin|inr|aptt|ptt|pt|prothrombin|phosphatase|alp|lvef|ejection fraction|calcium|qtcf?)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Joining:
    """How a list joins; `stated` tells whether words of the text decided."""

    logic: Logic | None
    stated: bool
    at_least: int | None = None
    exception: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class _Rule:
    pattern: re.Pattern[str]
    logic: str
    in_exclusion: str
    exception: bool


@cache
def _rules() -> tuple[_Rule, ...]:
    return tuple(
        _Rule(
            pattern=re.compile(row["pattern"], re.IGNORECASE),
            logic=row["logic"],
            in_exclusion=row["in exclusion"],
            exception=row["exception"] == "yes",
        )
        for row in rows_of("logic.tsv")
    )


def joining(parent: str, children: list[str], kind: Kind | None) -> Joining:
    """How `children` join under `parent` in a list of that kind (None is read as inclusion).

    Words of the parent decide first, then "or" and "and" between the children, then the section and what the children are.
    """
    by_words = from_words(parent, kind)
    if by_words is not None and by_words.logic is not None:
        return by_words
    if by_words is not None and by_words.at_least is not None:
        return by_words
    exception = by_words is not None and by_words.exception
    between = _between(children, kind)
    if between is not None:
        return Joining(logic=between, stated=True, exception=exception)
    if exception or kind == "exclusion" or _are_alternatives(parent, children):
        return Joining(logic="ANY", stated=False, exception=exception)
    return Joining(logic="ALL", stated=False)


def from_words(parent: str, kind: Kind | None) -> Joining | None:
    """What the words of `parent` say about the list below it, or None when they say nothing."""
    text = _last_sentence(parent)
    for rule in _rules():
        match = rule.pattern.search(text)
        if match is None:
            continue
        word = rule.in_exclusion if kind == "exclusion" and rule.in_exclusion else rule.logic
        if word == "N":
            number = _number(match["n"])
            return _at_least(number)
        logic: Logic | None = word if word in ("ANY", "ALL", "NONE") else None  # type: ignore[assignment]
        return Joining(logic=logic, stated=logic is not None, exception=rule.exception)
    return None


def _last_sentence(parent: str) -> str:
    """The sentence that opens the list; a longer statement before it says nothing about the list."""
    parts = re.split(r"(?<=[a-z\])0-9])[.;]\s+(?=[A-Z(])", parent.strip())
    return parts[-1]


def _number(word: str) -> int:
    return int(word) if word.isdecimal() else _NUMBERS.get(word.casefold(), 1)


def _at_least(number: int) -> Joining:
    if number == 1:
        return Joining(logic="ANY", stated=True)
    return Joining(logic=None, stated=True, at_least=number)


def _between(children: list[str], kind: Kind | None) -> Logic | None:
    """What "or" and "and" at the seams of the children say; both kinds together say nothing."""
    seams = list(zip(children, children[1:], strict=False))
    either = any(_OR_END.search(left) or _OR_START.match(right) for left, right in seams)
    both = any(_AND_END.search(left) or _AND_START.match(right) for left, right in seams)
    if either and not both:
        return "ANY"
    if both and not either and kind != "exclusion":
        return "ALL"
    return None


def _are_alternatives(parent: str, children: list[str]) -> bool:
    """Whether the children can only be meant as alternatives: nobody has them all."""
    if len(children) > 1 and _OTHER.match(children[-1]):
        return True
    if _ALTERNATIVES.search(parent):
        return True
    organs = {
        match[1].casefold()
        for child in children
        if (match := _ORGAN.search(child)) and not _CONDITIONAL.match(child) and not LABORATORY.search(child)
    }
    return bool(_DEFINED.search(parent)) and len(organs) > 1 and 2 * len(organs) >= len(children)
