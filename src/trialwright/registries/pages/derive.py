"""A draft's title, criteria and prose enter; what can be worked out from them is added as derived.

Nothing here is ever put among the stated fields, and nothing is derived that the page states.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from trialwright.registries import enums
from trialwright.registries.conditions import closes_a_name
from trialwright.registries.markup import unescape
from trialwright.registries.pages.draft import Draft
from trialwright.registries.pages.text import Line

_NAMED = re.compile(r"\b[Tt]he\s+([A-Z][A-Z0-9]*[A-Z][A-Z0-9-]*)\s+(?:trial|study)\b")
_IN_BRACKETS = re.compile(r"\(([A-Z][A-Za-z0-9]*[A-Z0-9][A-Za-z0-9 -]{0,18})\)\s*$")
_ITEM_MARK = re.compile(r"\s*(?:[-*•·]\s*)*(?:\(?\d{1,2}[.)]\s*)?\W*")
_AGE_ITEM = re.compile(
    r"(?:patients?|subjects?|participants?|adults?|men|women|males?|females?)?\s*(?:must be|should be|are|is)?\s*"
    r"(?:aged?(?: range)?\b(?!\s*-?\s*(?:of onset|at|of diagnosis|related|matched|adjusted))"
    r"|\d{1,2}\s*years?\s*(?:old|of age)?\s*(?:or|and)\b)",
    re.IGNORECASE,
)
_RANDOMLY = re.compile(
    r"randomly (?:assigned|allocated|divided)(?: (?:to|into|in) (?:one of )?\w+ (?:\w+ )?(?:groups|arms))?", re.IGNORECASE
)
_WITH = re.compile(
    r"(?:patients?|people|participants?|adults|women|men|individuals)\s+(?:who have|with|diagnosed with)\s+([^.,;:()]{3,80})",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r"\s+(?:who|which|that|whose|and|or|after|before|in|on|by|using|from|to|receiving|undergoing|treated|responding)\b.*",
    re.DOTALL,
)
_PHASE = re.compile(
    r"\bphase\s+(?:[1-4][ab]?|i{1,3}[ab]?|iv)(?:\s*(?:/|-|to|and)\s*(?:phase\s*)?(?:[1-4][ab]?|i{1,3}[ab]?|iv))?(?!\w)",
    re.IGNORECASE,
)
_DESIGN = re.compile(
    r"\b(?:patient preference|multi-?cent(?:er|re)|single-?cent(?:er|re)|non-?randomi[sz]ed|randomi[sz]ed|open-?label"
    r"|double-?blind(?:ed)?|single-?blind(?:ed)?|placebo-?controlled|single-?arm|controlled|prospective|retrospective|crossover)\b",
    re.IGNORECASE,
)
_TRIAL = re.compile(r"\b(?:clinical trial|phase\s+(?:[1-4]|i{1,3}|iv)\w*|randomi[sz]ed)\b", re.IGNORECASE)
_TREATMENT = re.compile(
    r"\b(?:(?:chemo|immuno|radio|chemoradio|brachy|hormone |targeted |proton )?therapy|surgery"
    r"|(?:[A-Z][A-Za-z0-9/-]*\s)?inhibitors?|antibod(?:y|ies)|[a-z]+(?:mab|nib|platin|taxel|ciclib|parib))\b",
    re.IGNORECASE,
)


def from_title(draft: Draft) -> None:
    """Acronym in brackets at the title's end; phase of a title, where no phase field is printed."""
    titles = draft.section.get("identificationModule", {})
    for name in ("briefTitle", "officialTitle"):
        title = titles.get(name)
        if not isinstance(title, str):
            continue
        at = draft.lines_of(f"identificationModule.{name}")
        match = _IN_BRACKETS.search(title)
        unset = "acronym" not in draft.derived and not draft.has("identificationModule.acronym")
        if match and unset and not _abbreviates(match.group(1), title[: match.start()]):
            draft.derive("acronym", match.group(1), at, how=f"{name}: in brackets at its end")
        if (phase := _PHASE.search(title)) and "phases" not in draft.derived and not draft.has("designModule.phases"):
            draft.derive("phases", enums.phases(phase.group()), at, how=f"{name}: {phase.group()}")


def _abbreviates(short: str, words: str) -> bool:
    """Whether letters in brackets only abbreviate the words before them: "Non-small Cell Lung Cancer (NSCLC)"."""
    initials = [word[0].lower() for word in re.findall(r"[A-Za-z][A-Za-z]*", words)][-(len(short) + 3) :]
    letters = [letter.lower() for letter in short if letter.isalpha()]
    rest = iter(initials)
    return all(letter in rest for letter in letters)


def from_words_of_title(draft: Draft) -> None:
    """Study type, design words and treatment words of an official title; only for pages that print nothing but title and text."""
    title = draft.section.get("identificationModule", {}).get("officialTitle", "")
    at = draft.lines_of("identificationModule.officialTitle")
    design = _distinct(match.group() for match in _DESIGN.finditer(title))
    treatments = _distinct(match.group() for match in _TREATMENT.finditer(title))
    draft.derive("designWords", design, at, how="officialTitle")
    draft.derive("interventionWords", treatments, at, how="officialTitle")
    if treatments and (word := _TRIAL.search(title)) and not draft.has("designModule.studyType"):
        how = f"officialTitle: {word.group()} of {treatments[0].lower()}"
        draft.derive("studyType", "INTERVENTIONAL", at, how=how)


def from_criteria(draft: Draft) -> None:
    """Ages of the first inclusion item that is about age and nothing else, where no age field is printed."""
    if draft.has("eligibilityModule.minimumAge") or draft.has("eligibilityModule.maximumAge") or not draft.eligibility_text:
        return
    for line in draft.lines_of("eligibilityModule.eligibilityCriteria"):
        words = unescape(line.text)
        if re.search(r"\bexclusion criteria\b", words, re.IGNORECASE):
            return
        low, high = _ages_of_item(words)
        if low or high:
            how = f"criterion {line.words[:60]!r}"
            draft.derive("minimumAge", low, line, how=how)
            draft.derive("maximumAge", high, line, how=how)
            return


def _ages_of_item(words: str) -> tuple[str | None, str | None]:
    """The ages of an item like "Aged 18-80 years."; none where the item holds any other number, of a meaning not known here."""
    mark = _ITEM_MARK.match(words)
    item = words[mark.end() :] if mark else words
    if not _AGE_ITEM.match(item):
        item = words.strip()
        if not _AGE_ITEM.match(item):
            return None, None
    low, high = enums.ages(item)
    used = (low is not None) + (high is not None)
    return (low, high) if used == len(re.findall(r"\d+", item)) else (None, None)


def from_portal_summary(draft: Draft, text: str, lines: Sequence[Line]) -> None:
    """Acronym, condition and allocation that a portal's own summary names."""
    if match := _NAMED.search(text):
        draft.derive("acronym", match.group(1), lines, how="the portal's summary")
    if not draft.has("conditionsModule.conditions") and (condition := _condition(text)):
        draft.derive("condition", condition, lines, how="the portal's summary")
    if not draft.has("designModule.designInfo.allocation") and (match := _RANDOMLY.search(text)):
        draft.derive("allocation", "RANDOMIZED", lines, how=f"the portal's summary: {match.group()}")


def _condition(text: str) -> str | None:
    for match in _WITH.finditer(text):
        words = _CLAUSE.sub("", match.group(1)).split()
        while words and not closes_a_name(words[-1]):
            words.pop()
        if words and words[0].lower() not in ("a", "an", "the", "this", "their", "limited"):
            return " ".join(words)
    return None


def _distinct(found: Iterable[str]) -> list[str]:
    kept: dict[str, str] = {}
    for word in found:
        kept.setdefault(word.lower(), word)
    return list(kept.values())
