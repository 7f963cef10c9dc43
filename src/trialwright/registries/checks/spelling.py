"""The texts of a record enter; one finding with the words that are surely misspelt or doubled leaves, or none."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from rapidfuzz.distance import DamerauLevenshtein

from trialwright.findings import Finding, Span
from trialwright.registries.checks.codes import report
from trialwright.registries.checks.tables import rows, words
from trialwright.registries.checks.view import Passage, View, words_at

_WORD = re.compile(r"[^\W\d_]+")
_LONG_WORD = re.compile(r"[^\W\d_]{8,}")
_DOUBLED = re.compile(r"(?<![\w-])(?P<word>[^\W\d_]{2,})[ \t]+(?P=word)(?![\w-])", re.IGNORECASE)
_MAY_DOUBLE = frozenset(
    ("had", "that", "walla", "new", "york", "baden", "cis", "trans", "very", "etc", "ha", "no", "le", "la", "is", "bora")
)
_CRITERIA = "eligibility"
_TIMES = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Slip:
    """A word or words as printed, what was probably meant, and where."""

    printed: str
    meant: str
    field: str
    start: int


def check_spelling(view: View) -> Iterator[Finding]:
    """Misspellings of a reviewable list, doubled words, and near misses of a word that the record spells otherwise more often."""
    slips: dict[str, Slip] = {}
    passages = _passages(view)
    for passage in passages:
        for slip in (*_listed(passage), *_doubled(passage), *_phrases(passage)):
            slips.setdefault(slip.printed.lower(), slip)
    for slip in _near_misses(passages):
        slips.setdefault(slip.printed.lower(), slip)
    if slips:
        found = list(slips.values())
        said = "; ".join(f'"{slip.printed}" (probably {slip.meant})' for slip in found)
        place = next(
            (Span(start=slip.start, end=slip.start + len(slip.printed)) for slip in found if slip.field == _CRITERIA), None
        )
        quotes = [
            ("eligibilityModule.eligibilityCriteria" if slip.field == _CRITERIA else slip.field, slip.printed) for slip in found
        ]
        yield report("SPELLING", f"Probably misspelt, kept as printed: {said}.", quotes=quotes, span=place)


def _passages(view: View) -> tuple[Passage, ...]:
    sites = tuple(
        Passage(field=f"contactsLocationsModule.locations.{at}.facility", text=words_at(site, "facility"))
        for at, site in enumerate(view.locations)
        if words_at(site, "facility")
    )
    conditions = tuple(
        Passage(field=f"conditionsModule.conditions.{at}", text=name) for at, name in enumerate(view.record.conditions)
    )
    criteria = (Passage(field=_CRITERIA, text=view.criteria),) if view.criteria else ()
    return (*view.prose, *conditions, *criteria, *sites)


@cache
def _misspellings() -> dict[str, str]:
    return {row["wrong"]: row["right"] for row in rows("misspellings.tsv")}


@cache
def _misused() -> tuple[tuple[str, re.Pattern[str], str], ...]:
    return tuple(
        (row["needs"], re.compile(rf"\b(?:{row['pattern']})\b", re.IGNORECASE), row["meant"])
        for row in rows("misused_phrases.tsv")
    )


def _listed(passage: Passage) -> Iterator[Slip]:
    if _misspellings().keys().isdisjoint(_WORD.findall(passage.text.lower())):
        return
    for match in _WORD.finditer(passage.text):
        meant = _misspellings().get(match.group().lower())
        if meant:
            yield Slip(printed=match.group(), meant=meant, field=passage.field, start=match.start())


def _doubled(passage: Passage) -> Iterator[Slip]:
    for match in _DOUBLED.finditer(passage.text):
        word, again = match.group("word"), match.group().split()[-1]
        named = word[0].isupper() and passage.field.endswith(".facility")
        if word.lower() not in _MAY_DOUBLE and not word.isupper() and not named and (word == again or again.islower()):
            yield Slip(printed=match.group(), meant=word, field=passage.field, start=match.start())


def _phrases(passage: Passage) -> Iterator[Slip]:
    lowered = passage.text.lower()
    for needed, pattern, meant in _misused():
        if needed in lowered and (match := pattern.search(passage.text)):
            yield Slip(printed=match.group(), meant=meant, field=passage.field, start=match.start())


def _near_misses(passages: tuple[Passage, ...]) -> Iterator[Slip]:
    """Words that stand once in the record, are no common word, and are one slip away from a word that it has often."""
    counted = Counter(word for passage in passages for word in _LONG_WORD.findall(passage.text.lower()))
    common = words("common_words.txt")
    frequent = [word for word, times in counted.items() if times >= _TIMES and word in common]
    for word in (word for word, times in counted.items() if times == 1 and word not in common):
        twin = next((other for other in frequent if _is_slip(word, other)), None)
        slip = _place(word, twin, passages) if twin else None
        if slip is not None and slip.printed.islower():
            yield slip


def _place(word: str, meant: str, passages: tuple[Passage, ...]) -> Slip | None:
    for passage in passages:
        start = passage.text.lower().find(word)
        if start >= 0:
            return Slip(printed=passage.text[start : start + len(word)], meant=meant, field=passage.field, start=start)
    return None


def _is_slip(word: str, other: str) -> bool:
    """Whether `word` is `other` with one slip inside it: endings differ by grammar, first letters by prefix."""
    if abs(len(word) - len(other)) > 1 or word[:2] != other[:2] or word[-2:] != other[-2:]:
        return False
    if DamerauLevenshtein.distance(word, other) != 1:
        return False
    return not _spelling_of_two_englishes(word, other)


def _spelling_of_two_englishes(word: str, other: str) -> bool:
    pairs = (("ae", "e"), ("oe", "e"), ("our", "or"), ("is", "iz"), ("ys", "yz"), ("ll", "l"), ("mme", "m"), ("phth", "pth"))
    return any(word.replace(british, american) == other.replace(british, american) for british, american in pairs)
