"""A parent statement and the list below it enter; how the list joins leaves: all, any, none, at least n, or exceptions."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from trialwright.compiler.headings import rows_of
from trialwright.compiler.outline import Kind, Logic, Sense

_NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_SENSES: dict[str, Sense] = {"exception": "exception", "permission": "permission", "unmet": "unmet"}
_LOGICS: dict[str, Logic] = {"ANY": "ANY", "ALL": "ALL", "NONE": "NONE"}
_OR_END = re.compile(r"\b(?:and\s*/\s*or|or)\W*$", re.IGNORECASE)
_AND_END = re.compile(r"\band\W*$", re.IGNORECASE)
_OR_START = re.compile(r"^(?:and\s*/\s*or|or)\b[\s:,]", re.IGNORECASE)
_AND_START = re.compile(r"^and\b[\s:,]", re.IGNORECASE)
_OTHER = re.compile(r"^(?:any )?other\b", re.IGNORECASE)
_NUMBER_COMPARED = re.compile(r"[<>≤≥]|\d\s*%")
_NEGATED = re.compile(r"^(?:no|not|without|absence)\b", re.IGNORECASE)
_CONDITION_CUE = re.compile(
    r"\b(?:if|provided|providing|when|as long as|following|criteria|conditions|not|fail\w*|unable|inability)\b", re.IGNORECASE
)
_LONGEST_NAME = 12


@dataclass(frozen=True, kw_only=True, slots=True)
class Joining:
    """How a list joins; `stated` tells whether words of the text decided, `sense` what the list is to the statement above it."""

    logic: Logic | None
    stated: bool
    at_least: int | None = None
    sense: Sense | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class _Rule:
    pattern: re.Pattern[str]
    logic: str
    in_exclusion: str


@dataclass(frozen=True, kw_only=True, slots=True)
class _SenseRule:
    sense: Sense | None
    section: str
    guess: Logic
    pattern: re.Pattern[str]


@cache
def _rules() -> tuple[_Rule, ...]:
    return tuple(
        _Rule(pattern=re.compile(row["pattern"], re.IGNORECASE), logic=row["logic"], in_exclusion=row["in exclusion"])
        for row in rows_of("logic.tsv")
    )


@cache
def _sense_rules() -> tuple[_SenseRule, ...]:
    return tuple(
        _SenseRule(
            sense=_SENSES.get(row["sense"]),
            section=row["section"],
            guess=_LOGICS[row["guess"]],
            pattern=re.compile(row["pattern"], re.IGNORECASE),
        )
        for row in rows_of("sense.tsv")
    )


def joining(parent: str, children: list[str], kind: Kind | None) -> Joining:
    """How `children` join under `parent` in a list of that kind (None is read as inclusion).

    Words of the parent decide first, then "or" and "and" between the children, then the section and what the children are.
    """
    sentence = _last_sentence(parent)
    rule, cue = _sense(sentence, kind)
    sense = rule.sense if rule else None
    if sense == "permission" and sentence != parent.strip():
        # "No steroids. The following are permitted:": what is let in is let in against the statement before it.
        sense = "exception"
    if rule is not None and sense is None:
        return Joining(logic=rule.guess, stated=True)
    said = from_words(sentence[cue:], None if rule else kind)
    if said is not None and (said.logic is not None or said.at_least is not None):
        return replace(said, sense=sense)
    between = _between(children, None if rule else kind)
    if between is not None:
        return Joining(logic=between, stated=True, sense=sense)
    if rule is not None:
        return Joining(logic=rule.guess, stated=False, sense=sense)
    if kind == "exclusion" or _are_alternatives(parent, children):
        return Joining(logic="ANY", stated=False)
    return Joining(logic="ALL", stated=False)


def _sense(sentence: str, kind: Kind | None) -> tuple[_SenseRule | None, int]:
    """The rule that tells what the list is to the sentence, and where in the sentence its words begin."""
    for rule in _sense_rules():
        if rule.section and rule.section != (kind or "inclusion"):
            continue
        match = rule.pattern.search(sentence)
        if match is not None:
            # "… eligible if they meet all of the following": only the words behind the cue join the list.
            return rule, match.start() if rule.sense == "exception" else _behind_cue(sentence, match)
    return None, 0


def _behind_cue(sentence: str, match: re.Match[str]) -> int:
    cue = _CONDITION_CUE.search(sentence, match.start())
    return cue.start() if cue else match.start()


def from_words(parent: str, kind: Kind | None) -> Joining | None:
    """What the words of `parent` say about the list below it, or None when they say nothing."""
    text = _last_sentence(parent)
    for rule in _rules():
        match = rule.pattern.search(text)
        if match is None:
            continue
        word = rule.in_exclusion if kind == "exclusion" and rule.in_exclusion else rule.logic
        if word == "N":
            return _at_least(_number(match["n"]))
        logic = _LOGICS.get(word)
        return Joining(logic=logic, stated=logic is not None)
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
    seams = list(pairwise(children))
    either = any(_OR_END.search(left) or _OR_START.match(right) for left, right in seams)
    both = any(_AND_END.search(left) or _AND_START.match(right) for left, right in seams)
    if either and not both:
        return "ANY"
    if both and not either and kind != "exclusion":
        return "ALL"
    return None


@cache
def content(name: str) -> re.Pattern[str]:
    """The pattern of that name in data/contents.tsv: "laboratory", "organ", "disease" …"""
    return re.compile("|".join(row["pattern"] for row in rows_of("contents.tsv") if row["name"] == name), re.IGNORECASE)


def _are_alternatives(parent: str, children: list[str]) -> bool:
    """Whether the children can only be meant as alternatives: nobody has them all."""
    if content("kinds").search(parent):
        return True
    if len(children) < 2:
        return False
    if _OTHER.match(children[-1]) or _are_diseases(children):
        return True
    return bool(content("defined").search(parent)) and _different_organs(children)


def _are_diseases(children: list[str]) -> bool:
    names = [child for child in children if content("disease").search(child) and len(child.split()) <= _LONGEST_NAME]
    names = [name for name in names if not _NUMBER_COMPARED.search(name) and not content("sentence").search(name)]
    return 3 * len(names) >= 2 * len(children) and not any(_NEGATED.match(child) for child in children)


def _different_organs(children: list[str]) -> bool:
    organs = {
        match[1].casefold()
        for child in children
        if (match := content("organ").search(child))
        and not content("conditional").match(child)
        and not content("laboratory").search(child)
    }
    return len(organs) > 1 and 2 * len(organs) >= len(children)
