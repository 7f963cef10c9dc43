"""A parent statement and the list below it enter; how it joins leaves: all, any, none, at least or at most n, exceptions."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from itertools import pairwise

from trialwright.compiler.outlining.headings import rows_of
from trialwright.compiler.outlining.outline import Kind, Logic, Sense
from trialwright.compiler.wording.sought import Candidates, Sought, sought
from trialwright.vocabulary.records import record

_NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_SENSES: dict[str, Sense] = {"exception": "exception", "permission": "permission", "unmet": "unmet"}
_LOGICS: dict[str, Logic] = {"ANY": "ANY", "ALL": "ALL", "NONE": "NONE"}
OR_END = re.compile(r"\b(?:and\s*/\s*or|or)\W*$", re.IGNORECASE)
_AND_END = re.compile(r"\band\W*$", re.IGNORECASE)
OR_START = re.compile(r"^(?:and\s*/\s*or|or)\b[\s:,]", re.IGNORECASE)
_AND_START = re.compile(r"^and\b[\s:,]", re.IGNORECASE)
_OTHER = re.compile(r"^(?:any )?other\b", re.IGNORECASE)
_NUMBER_COMPARED = re.compile(r"[<>≤≥]|\d\s*%")
_NEGATED = re.compile(r"^(?:no|not|without|absence)\b", re.IGNORECASE)
_CONDITION_CUE = re.compile(
    r"\b(?:if|provided|providing|when|as long as|following|criteria|conditions|not|fail\w*|unable|inability)\b", re.IGNORECASE
)
_NAMED = re.compile(r"@([A-Z]+)@")
_SENTENCE_END = re.compile(r"(?:(?<=[a-z\])0-9%])|(?<=[A-Z]{2}))[.;][)\"”]?\s+(?=[\"“]?[A-Z(])")
_LACKING = re.compile(
    r"(?:lack(?:s|ing)?(?: of)?|(?:the )?absence of"
    r"|(?:(?:patients?|subjects?|participants?|individuals?|those) )?(?:without|lacking|who lack))\b",
    re.IGNORECASE,
)
_WAITS = re.compile(r"\b(?:must|should|may|can|shall|do|does) ?not (?:have|be)$", re.IGNORECASE)
""" "Patients must not have" over a list: only its colon is not there."""
_COUNTED = frozenset("NGML")
DENIES = re.compile(
    r"^(?:no|without|absence of|free (?:of|from)|never)\b(?! (?:more|less|fewer|greater|longer|other than)\b)", re.IGNORECASE
)
_LONGEST_NAME = 12
_NUMBER_BEFORE = re.compile(r"\d\S*\s*[<>≤≥]+\s*$")
""" "2000/mm3 < WBC < 15000/mm3" has a limit on either side."""


@record(frozen=True, kw_only=True, slots=True)
class Joining:
    """How a list joins; `stated` tells whether words of the text decided, or the list leaves no other reading; `sense` is what it
    is to the statement above it; `either` the places whose item an "or" joins to the next one, in a list of which all else
    holds."""

    logic: Logic | None
    stated: bool
    at_least: int | None = None
    at_most: int | None = None
    sense: Sense | None = None
    either: tuple[int, ...] = ()

    @property
    def decides(self) -> bool:
        """Whether it says anything of how the list joins."""
        return self.logic is not None or self.at_least is not None or self.at_most is not None


@record(frozen=True, kw_only=True, slots=True)
class _Rule:
    pattern: Sought
    logic: str
    in_exclusion: str


@record(frozen=True, kw_only=True, slots=True)
class _SenseRule:
    sense: Sense | None
    section: str
    guess: Logic
    pattern: Sought


@cache
def _words() -> dict[str, str]:
    return {row["name"]: row["pattern"] for row in rows_of("logic_words.tsv")}


@cache
def _pattern(text: str) -> Sought:
    """The pattern of a row, with the shared words that it names in their place."""
    while _NAMED.search(text):
        text = _NAMED.sub(lambda match: _words()[match[1]], text)
    return sought(text, re.IGNORECASE)


@cache
def _rules() -> Candidates[_Rule]:
    rules = (
        _Rule(pattern=_pattern(row["pattern"]), logic=row["logic"], in_exclusion=row["in exclusion"])
        for row in rows_of("logic.tsv")
    )
    return Candidates([(rule.pattern, rule) for rule in rules])


@cache
def _sense_rules() -> Candidates[_SenseRule]:
    rules = (
        _SenseRule(
            sense=_SENSES.get(row["sense"]),
            section=row["section"],
            guess=_LOGICS[row["guess"]],
            pattern=_pattern(row["pattern"]),
        )
        for row in rows_of("sense.tsv")
    )
    return Candidates([(rule.pattern, rule) for rule in rules])


def joining(parent: str, children: list[str], kind: Kind | None) -> Joining:
    """How `children` join under `parent` in a list of that kind (None is read as inclusion).

    Words of the parent decide first, then "or" and "and" between the children, then the section and what the children are.
    """
    sentence = _last_sentence(parent)
    if children and _WAITS.search(sentence):
        parent, sentence = f"{parent}:", f"{sentence}:"
    rule, cue = _sense(sentence, kind)
    if rule is not None and rule.sense == "unmet" and _are_failings(children):
        # "Does not have adequate function, defined as: platelets < 100": the list is what excludes.
        return Joining(logic="ANY", stated=True)
    if rule is not None:
        return _by_sense(rule, sentence, cue, _List(parent=parent, children=children))
    if kind == "exclusion" and content("function").search(sentence) and _are_limits(children):
        return Joining(logic="ALL", stated=False, sense="unmet")
    if kind == "exclusion" and _LACKING.match(sentence) and _mostly("required", children):
        return Joining(logic="ALL", stated=False, sense="unmet")
    said = from_words(sentence, kind)
    if said is not None and said.logic == "NONE" and _mostly("negated", children):
        said = None  # "Lack of a response, defined as: failed to …": each of them says it again
    if said is not None and said.decides:
        return said
    between = _between(children, kind)
    if kind != "exclusion" and _is_denied(sentence, children):
        return Joining(logic="NONE", stated=between is None or between == "ANY")
    inner = _inner_alternatives(children) if between == "ANY" and kind != "exclusion" else ()
    if inner and not _are_alternatives(parent, children):
        return Joining(logic="ALL", stated=True, either=inner)
    if between is not None:
        return Joining(logic=between, stated=True)
    if kind == "exclusion" or _are_alternatives(parent, children):
        return Joining(logic="ANY", stated=False)
    return Joining(logic="ALL", stated=_belong_together(sentence, children))


@record(frozen=True, kw_only=True, slots=True)
class _List:
    parent: str
    children: list[str]


def _by_sense(rule: _SenseRule, sentence: str, cue: int, below: _List) -> Joining:
    """How a list joins that is not simply the content of the statement above it."""
    sense = rule.sense
    if sense is None:
        return Joining(logic=rule.guess, stated=True)
    if sense == "permission" and (sentence != below.parent.strip() or _LETS_IN_BEHIND.search(sentence)):
        # "No steroids. The following are permitted:": what is let in is let in against the statement before it.
        sense = "exception"
    said = from_words(sentence[cue:], None)
    if said is not None and said.decides and not (sense == "unmet" and said.logic == "NONE"):
        return replace(said, sense=sense)
    between = _between(below.children, None)
    if between is not None:
        return Joining(logic=between, stated=True, sense=sense)
    return Joining(logic=rule.guess, stated=sense == "permission" and rule.guess == "ALL", sense=sense)


_LETS_IN_BEHIND = sought(
    r"\w\W*(?:[;,]|\bbut|\bhowever|\balthough)[ ,]*(?:(?:but|however|although|though|note that)[ ,]*)?"
    r"(?:the )?following\b[^.;:]{0,60}\b(?:allowed|permitted|acceptable|eligible|exempt\w*)\W*$",
    re.IGNORECASE,
)
""" "No steroids; however, the following are permitted:"."""


def _mostly(name: str, children: list[str]) -> bool:
    return 2 * sum(bool(content(name).search(child)) for child in children) > len(children)


def _is_denied(sentence: str, children: list[str]) -> bool:
    """Whether a statement that denies something goes on with the names of what it denies: "No heart disease" over "angina"."""
    if (
        not DENIES.match(sentence)
        or not _pattern("@BY@").pattern.match(sentence)
        or any(content("negated").search(child) for child in children)
    ):
        return False
    names = [child for child in children if len(child.split()) <= _LONGEST_NAME and not content("free").search(child)]
    return 3 * len(names) >= 2 * len(children) and (len(children) > 1 or sentence.endswith((":", "：")))


def _are_failings(children: list[str]) -> bool:
    """Whether laboratory values are given as those that are too low or too high, not as those that are required."""
    good, bad = _directions(children)
    return bad > good


def _are_limits(children: list[str]) -> bool:
    """Whether all laboratory values of a list are such as are required: among the exclusions, those who lack them are meant."""
    good, bad = _directions(children)
    return good > 1 and not bad


def _directions(children: list[str]) -> tuple[int, int]:
    """How many laboratory values are limits that are required, and how many tell what is too low or too high."""
    told = [limit_required(child) for child in children]
    return told.count(True), told.count(False)


def limit_required(child: str) -> bool | None:
    """Whether the first laboratory value of an item is a limit that is required; None where that is not told ("2 < WBC < 15")."""
    named = {good: found for good in ("good high", "good low") if (found := content(good).search(child)) is not None}
    if not named:
        return None
    good, found = min(named.items(), key=lambda item: item[1].start())
    sign = _sign().search(child, found.end()) or _sign().search(child)
    if sign is None or _NUMBER_BEFORE.search(child[: found.start()]):
        return None
    above = content("above").fullmatch(sign.group()) is not None
    return above == (good == "good high")


@cache
def _sign() -> re.Pattern[str]:
    return re.compile("|".join((content("above").pattern, content("below").pattern)), re.IGNORECASE)


def _sense(sentence: str, kind: Kind | None) -> tuple[_SenseRule | None, int]:
    """The rule that tells what the list is to the sentence, and where in the sentence its words begin."""
    for _place, rule in _sense_rules().among(sentence):
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
    for _place, rule in _rules().among(text):
        match = rule.pattern.search(text)
        if match is None:
            continue
        word = rule.in_exclusion if kind == "exclusion" and rule.in_exclusion else rule.logic
        if word in _COUNTED:
            return _counted(word, _number(match["n"]))
        logic = _LOGICS.get(word)
        return Joining(logic=logic, stated=logic is not None)
    return None


def _last_sentence(parent: str) -> str:
    """The sentence that opens the list; a longer statement before it says nothing about the list."""
    return _SENTENCE_END.split(parent.strip())[-1]


def _number(word: str) -> int:
    return int(word) if word.isdecimal() else _NUMBERS.get(word.casefold(), 1)


def _counted(word: str, number: int) -> Joining:
    """At least (N), more than (G), at most (M) or fewer than (L) a number of the list."""
    if word in "NG":
        least = number + (word == "G")
        return Joining(logic="ANY", stated=True) if least <= 1 else Joining(logic=None, stated=True, at_least=least)
    most = number - (word == "L")
    return Joining(logic="NONE", stated=True) if most <= 0 else Joining(logic=None, stated=True, at_most=most)


def _between(children: list[str], kind: Kind | None) -> Logic | None:
    """What "or" and "and" at the seams of the children say; both kinds together say nothing."""
    seams = list(pairwise(children))
    either = any(OR_END.search(left) or OR_START.match(right) for left, right in seams)
    both = any(_AND_END.search(left) or _AND_START.match(right) for left, right in seams)
    if either and not both:
        return "ANY"
    if both and not either and kind != "exclusion":
        return "ALL"
    return None


def _inner_alternatives(children: list[str]) -> tuple[int, ...]:
    """The places of an "or" that joins two items within a list and not the list: "A / B or / C / D". None where it may be of all,
    as before the last item."""
    seams = list(pairwise(children))
    places = tuple(place for place, (left, right) in enumerate(seams) if OR_END.search(left) or OR_START.match(right))
    ends_list = bool(places) and places == tuple(range(places[0], len(seams)))
    return () if ends_list else places


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
    if content("measurable").search(parent) and _mostly("myeloma marker", children):
        return True
    if _OTHER.match(children[-1]) or _are_diseases(children):
        return True
    return bool(content("defined").search(parent)) and _different_organs(children)


def _belong_together(parent: str, children: list[str]) -> bool:
    """Whether the children can only be meant as a whole: limits that laboratory values must keep, parts of a sentence that the
    parent opens ("breast cancer that:"), or a list in which something is forbidden or given an upper limit."""
    good, bad = _directions(children)
    limits = good > 1 and not bad and 2 * good >= len(children)
    return limits or bool(content("opens clause").search(parent)) or any(content("bars").search(child) for child in children)


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
