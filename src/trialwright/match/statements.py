"""Statements that only a person can make: a statement and the facts of a sheet in; answered by a fact that says the same, else a question.

Two statements are the same when every content word of the sheet's is in the criterion's and covers enough of it: a doubtful likeness is
no answer. "Able to swallow pills" says nothing of "able to undergo surgery"; "informed consent" answers "signed informed consent".
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from types import MappingProxyType

import snowballstemmer

from trialwright.match.answer import Answer, decided, described, unknown
from trialwright.match.known import Known
from trialwright.match.tables import listed, result_words, rows
from trialwright.match.verdict import Reason
from trialwright.patients.facts import Fact, Kind

_WORD = re.compile(r"[a-z0-9][a-z0-9'/+-]*")
_ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
ENOUGH = 0.45
ENOUGH_OF_A_CONCEPT = 0.8
SAME_SORT = 0.12
_WHEN = re.compile(
    r"\b(?:during|throughout|within|for|until|up to|through)\b(?:(?!\b(?:and|or|not|un\w+)\b)[^,;.:])*?"
    r"\b(?:days?|weeks?|months?|years?|period|trial|study|duration)\b"
    r"(?:\s+(?:after|following|from|of)\b(?:(?!\b(?:and|or|not|un\w+)\b)[^,;.:])*?\b(?:trial|study|treatment|dose|drug|administration|participation)\b)?"
)
_STEMMER = snowballstemmer.stemmer("english")


@dataclass(frozen=True, kw_only=True, slots=True)
class Wording:
    """A statement as compared: its content stems, its modal words, and whether it says "not" an odd number of times."""

    stems: frozenset[str]
    modals: frozenset[str]
    negative: bool
    parts: tuple[frozenset[str], ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class _Table:
    same: Mapping[str, str]
    opposite: Mapping[str, str]
    negations: frozenset[str]
    empty: frozenset[str]
    modals: frozenset[str]


@cache
def _table() -> _Table:
    found: dict[str, dict[str, str]] = {"same": {}, "opposite": {}, "not": {}, "empty": {}, "modal": {}}
    for row in rows("wording.tsv"):
        for word in (*listed(row["words"]), *([row["word"]] if row["role"] in ("same", "empty", "modal") else [])):
            found[row["role"]][word] = row["word"]
    return _Table(
        same=MappingProxyType(found["same"]),
        opposite=MappingProxyType(found["opposite"]),
        negations=frozenset(found["not"]),
        empty=frozenset(found["empty"]),
        modals=frozenset(found["modal"]),
    )


@lru_cache(maxsize=8192)
def wording(text: str) -> Wording:
    """The content of a statement."""
    plain = _ASIDE.sub(" ", text.lower().replace("’", "'")) if len(_ASIDE.sub("", text).split()) > 1 else text.lower()
    plain = _WHEN.sub(" ", plain) if len(_WHEN.sub("", plain).split()) > 1 else plain
    stems, modals, negative = _stems(plain)
    parts = tuple(part for piece in re.split(r"\band\b(?!/or)|;", plain) if (part := _stems(piece)[0]))
    return Wording(stems=stems, modals=modals, negative=negative, parts=parts)


def _stems(text: str) -> tuple[frozenset[str], frozenset[str], bool]:
    table, stems, modals, negative = _table(), set[str](), set[str](), False
    for word in _WORD.findall(text.replace("-", " ")):
        if word in table.negations:
            negative = not negative
            continue
        if word in table.opposite:
            negative, word = not negative, table.opposite[word]
        word = table.same.get(word, word)
        if word in table.empty:
            continue
        if word in table.modals:
            modals.add(word)
        else:
            stem = _STEMMER.stemWord(word)
            stems.add(_STEMMER.stemWord(table.same.get(stem, stem)))
    return frozenset(stems), frozenset(modals), negative


def likeness(recorded: Wording, asked: Wording) -> float:
    """The share of the asked statement that the recorded one covers, a little more where both are of one sort (able, willing).

    0 where the recorded one says something else as well, or leaves out a whole part of the asked one.
    """
    if not recorded.stems or not recorded.stems <= asked.stems:
        return 0.0
    if recorded.modals and recorded.modals != asked.modals:
        return 0.0
    if len(asked.parts) > 1 and not all(part & recorded.stems for part in asked.parts):
        return 0.0
    if len(recorded.stems) == 1 and (len(asked.stems) > 2 or recorded.modals != asked.modals):
        return 0.0
    share = len(recorded.stems) / len(asked.stems)
    return share + SAME_SORT if recorded.modals else share


def stated(statement: str, question: str, known: Known, *, reason: Reason = Reason.ASK, only_statements: bool = False) -> Answer:
    """A statement answered by a fact of the sheet that says the same, else unknown with its question.

    With `only_statements`, facts about something that the vocabulary knows are left out: they have been asked already.
    """
    asked = wording(statement)
    matches: list[tuple[float, dt.date, Fact, bool]] = []
    for fact in known.patient.facts:
        value, statement_made = _says(fact), fact.concept is None or fact.kind in (Kind.STATEMENTS, Kind.EVENTS)
        if value is None or (only_statements and not statement_made):
            continue
        recorded = wording(fact.what)
        share = likeness(recorded, asked)
        if share >= (ENOUGH if statement_made else ENOUGH_OF_A_CONCEPT):
            matches.append((share, _day(fact), fact, value == (recorded.negative == asked.negative)))
    if not matches:
        return unknown(reason, f"nothing on the sheet says: {statement}", question)
    best = max(share for share, *_ in matches)
    newest = max(day for share, day, *_ in matches if share == best)
    chosen = [(fact, value) for share, day, fact, value in matches if share == best and day == newest]
    facts = tuple(fact for fact, _ in chosen)
    words = "; ".join(described(fact) for fact in facts)
    if len({value for _, value in chosen}) > 1:
        return unknown(Reason.CONFLICT, f"statements contradict each other: {words}", question, *facts)
    return decided(chosen[0][1], words, *facts)


def _says(fact: Fact) -> bool | None:
    """Yes or no; None for a fact that measures something, or that names a thing without saying yes or no to it."""
    if not fact.present:
        return False
    if isinstance(fact.value, bool):
        return fact.value
    if isinstance(fact.value, str):
        return {("result", "positive"): True, ("result", "negative"): False}.get(next(iter(result_words(fact.value)), ("", "")))
    return True if fact.value is None and (fact.concept is None or fact.kind is Kind.STATEMENTS) else None


def _day(fact: Fact) -> dt.date:
    moment = fact.moment
    return moment.last if moment is not None else dt.date.min
