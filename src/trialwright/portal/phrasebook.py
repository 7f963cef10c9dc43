"""A sentence of ours in English, with values in it, enters; the same in a reader's language leaves, foreign words marked.

Rooms below the portal word their remarks in English. `data/remarks.tsv` has the pattern of each; a catalogue translates the
patterns, and what stands in their braces is looked at again: a date, a number, a name, a smaller phrase, or foreign words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from markupsafe import Markup, escape

from trialwright.portal.languages import SOURCE, Language, language
from trialwright.portal.shown import shown
from trialwright.portal.views.words import field_label, is_known, table, word
from trialwright.protocol.speech import pieces
from trialwright.vocabulary.time import PartialDate

DEEPEST = 4
"""How often a value in a sentence is taken for a sentence itself."""
LONGEST = 3000
"""Longer texts are no remarks: they are not held against the patterns."""
_FILLED_IN = re.compile(r"\{(\w+)\}")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_AMOUNT = re.compile(r"(?P<number>\d+(?:\.\d+)?)(?P<unit>%| \S.{0,30})?")
_SHAPES = {
    **dict.fromkeys(("date", "day", "today", "month"), r"\d{4}(?:-\d\d){0,2}"),
    **dict.fromkeys(("count", "years", "km", "far", "listed", "expected", "step"), r"\d+(?:\.\d+)?"),
}
"""What may stand under a name: without this "Total of 414 to be enrolled" would be a time "to" another."""
_SOURCE = frozenset({"text", "words", "label", "names", "mail", "phone", "source"})
"""What is quoted from a record: no phrase of ours is looked for in it."""
_PIECES = frozenset({"slips", "sides"})
_BRACKETED = re.compile(r"(?P<name>[^()]+) \((?P<parts>[^()]+)\)")
_LISTED = re.compile(r"( and |, | or )")
_LISTS = frozenset({"kinds", "genes", "first", "meanings"})
_CODE = re.compile(r"\b[A-Z][A-Z0-9]+(?:_[A-Z0-9]+)*\b")
_FIELD = re.compile(r"\b(?:[a-z]+Module|extra|derived)(?:\.\w+)+\b", re.IGNORECASE)
_DAY = re.compile(r"(?<![\d-])\d{4}-\d\d-\d\d(?![\d-])")
_CODES = ("status", "allocation", "model", "masking", "phase", "sex")
_QUESTION = ("primaryPurpose", "interventionType", "studyType", "allocation")
"""The lists that the question of a trial is asked in."""
_REASONS = "; "


@dataclass(frozen=True, kw_only=True, slots=True)
class Pattern:
    """A pattern in English with what finds it, and how much of it is not filled in: of two that fit, the longer is meant."""

    text: str
    finder: re.Pattern[str]
    weight: int


def remark(text: str, spoken: Language) -> str:
    """A remark in a language; one that no pattern fits is foreign as a whole."""
    return text if spoken.code == SOURCE else _said(" ".join(text.split()), spoken.code, 0)


def worded(text: str, spoken: Language) -> str:
    """A remark as pages in a language say it, with its foreign words marked (`voiced` shows them)."""
    return uncoded(text) if spoken.code == SOURCE else remark(str(text), spoken)


def uncoded(text: str) -> str:
    """A remark in English as pages say things: codes of a status in words, days as days; what is quoted in it stays as it is.

    >>> uncoded('The trial is RECRUITING since 2026-01-31, the text says "NOT_YET_RECRUITING".')
    'The trial is “Recruiting” since 31 January 2026, the text says “NOT_YET_RECRUITING”.'
    """
    parts = str(text).split('"')
    if len(parts) % 2 == 0:
        return str(text)
    told = (
        f"“{part}”" if at % 2 else _DAY.sub(_day, _CODE.sub(_status, _FIELD.sub(_field, part))) for at, part in enumerate(parts)
    )
    return "".join(told)


def _field(found: re.Match[str]) -> str:
    return f"“{field_label(found[0])}”"


def _day(found: re.Match[str]) -> str:
    return language(SOURCE).date(found[0])


def _status(found: re.Match[str]) -> str:
    return f"“{word('status', found[0])}”" if is_known("status", found[0]) else found[0]


def reasons(text: str, spoken: Language) -> str:
    """Reasons one after another ("…; …"), each by itself."""
    return _REASONS.join(remark(part, spoken) for part in text.split(_REASONS))


def voiced(text: str) -> Markup:
    """A text with marked foreign words as markup: they say that they are English."""
    return Markup("").join(
        Markup('<span lang="en">{}</span>').format(shown(piece)) if foreign else escape(shown(piece))
        for piece, foreign in pieces(text)
    )


@lru_cache(maxsize=20_000)
def _said(text: str, code: str, depth: int) -> str:
    spoken = language(code)
    known = spoken.speech.words.get(text)
    if known is not None:
        return known
    known = spoken.speech.words.get(text[:1].lower() + text[1:])
    if known:  # a name as a heading
        return known[0].upper() + known[1:]
    if len(text) <= LONGEST and depth < DEEPEST:
        for pattern in _patterns():
            found = pattern.finder.fullmatch(text)
            if found is not None:
                values = {name: _value(value, name, code, depth + 1) for name, value in found.groupdict().items()}
                return spoken.text(pattern.text).format(**values)
    return _named(text, spoken) or _narrowed(text, spoken) or spoken.speech.foreign(text)


def _narrowed(text: str, spoken: Language) -> str:
    """A name with what narrows it in brackets ("breast cancer (confirmed, advanced)"), each by itself; "" for another text."""
    found = _BRACKETED.fullmatch(text)
    if found is None:
        return ""
    words = spoken.speech.words
    parts = [words.get(part) or _named(part, spoken) for part in found["parts"].split(", ")]
    name = words.get(found["name"]) or _named(found["name"], spoken)
    if not name and not any(parts):
        return ""
    narrow = (said or spoken.speech.foreign(part) for said, part in zip(parts, found["parts"].split(", "), strict=True))
    return f"{name or spoken.speech.foreign(found['name'])} ({', '.join(narrow)})"


def _named(text: str, spoken: Language) -> str:
    """A name that is known with an amount or another such name behind it ("creatinine 0.9 mg/dL", "proof confirmed"), or ""."""
    words = spoken.speech.words
    amount = _AMOUNT.fullmatch(text)
    if amount is not None:
        unit = amount["unit"] or ""
        strange = " " in unit.strip() and unit.strip() not in words
        return "" if strange else spoken.speech.number(amount["number"]) + unit[:1] + words.get(unit[1:], unit[1:])
    at = text.rfind(" ")
    while at > 0:
        first, rest = text[:at], text[at + 1 :]
        if first in words and (said := words.get(rest) or (_AMOUNT.fullmatch(rest) and _named(rest, spoken))):
            return f"{words[first]} {said}"
        at = text.rfind(" ", 0, at)
    return ""


def _value(text: str, name: str, code: str, depth: int) -> str:
    """What stands under a name in a sentence: a date, a number, a word of a field, a list of names, else perhaps a phrase."""
    spoken = language(code)
    if name in _SOURCE:
        return spoken.speech.foreign(text)
    if _NUMBER.fullmatch(text) and not _is_date(text):
        return spoken.speech.number(text)
    if _is_date(text):
        return spoken.date(text)
    if _CODE.fullmatch(text):
        return _coded(text, spoken)
    if _FIELD.fullmatch(text):
        return f"“{spoken.text(field_label(text))}”"
    if name in _PIECES:
        return _REASONS.join(_said(part, code, depth) for part in text.split(_REASONS))
    if name in _LISTS:
        parts = enumerate(_LISTED.split(text))
        return "".join(_joint(part, spoken) if at % 2 else spoken.speech.name(part) for at, part in parts)
    return _said(text, code, depth)


def _joint(joint: str, spoken: Language) -> str:
    """The word between two names of a list."""
    return spoken.text(f"{{one}}{joint}{{other}}").format(one="", other="")


def _is_date(text: str) -> bool:
    try:
        return len(text) > 4 and PartialDate.parse(text) is not None
    except ValueError:
        return False


def _coded(text: str, spoken: Language) -> str:
    """A word of a field's list ("RECRUITING") as pages say it; any other code stays."""
    found = (word(kind, text) for kind in _CODES)
    return next((spoken.text(label) for label in found if label != text), spoken.speech.name(text))


@cache
def _patterns() -> Sequence[Pattern]:
    """The patterns with something to fill in, the one with the most words of its own first."""
    made = (_pattern(row["text"]) for row in table("remarks.tsv") if _FILLED_IN.search(row["text"]))
    return sorted(made, key=lambda pattern: -pattern.weight)


def _pattern(text: str) -> Pattern:
    parts = list(_parts(text))
    finder = "".join(f"(?P<{name}>{_SHAPES.get(name, '.+?')})" if name else re.escape(words) for words, name in parts)
    return Pattern(text=text, finder=re.compile(finder, re.DOTALL), weight=sum(len(words) for words, name in parts if not name))


def _parts(text: str) -> Iterator[tuple[str, str]]:
    """A pattern as its own words and the names of what is filled in."""
    for at, part in enumerate(_FILLED_IN.split(text)):
        if at % 2:
            yield "", part
        elif part:
            yield part, ""


def codes(values: Iterable[str], spoken: Language, part: str = "") -> str:
    """Codes of a record one after another in words, each without what explains it ("INTERVENTIONAL": "Interventional").

    `part` names the list that they are of where it is known: "NA" is another thing of a phase than of an allocation.
    """
    lists = (part,) if part else _QUESTION
    kinds = {value: next((kind for kind in lists if is_known(kind, value)), "") for value in values}
    return _REASONS.join(spoken.text(word(kind, value)).partition(": ")[0] for value, kind in kinds.items())


def said_with(spoken: Language) -> Mapping[str, Callable[..., str]]:
    """What templates call: `voiced`, `remark`, `reasons` and `codes` as filters of one language."""
    if spoken.code == SOURCE:
        return {"voiced": str, "remark": uncoded, "reasons": str, "codes": lambda values, part="": codes(values, spoken, part)}
    return {
        "voiced": voiced,
        "remark": lambda text: voiced(worded(text, spoken)),
        "reasons": lambda text: voiced(reasons(str(text), spoken)),
        "codes": lambda values, part="": codes(values, spoken, part),
    }
