"""Somebody's sex and age and a topic enter, how likely the answer "yes" is leaves: rules of data/likely.tsv, else even."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from trialwright.match.tables import rows
from trialwright.match.topics import Topic, TopicKind
from trialwright.patients.facts import PatientFacts
from trialwright.vocabulary.concepts import Vocabulary, default_vocabulary

EVEN = 0.5
Likely = Callable[[Topic], float]
"""The share of "yes" that is expected of a topic that is answered by yes or no."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Rule:
    concept: str
    sex: str
    youngest: int
    oldest: int
    yes: float


@cache
def _rules() -> tuple[_Rule, ...]:
    return tuple(
        _Rule(
            concept=row["concept"],
            sex=row["sex"],
            youngest=int(row["from"] or 0),
            oldest=int(row["to"] or 200),
            yes=float(row["yes"]),
        )
        for row in rows("likely.tsv")
    )


def even(topic: Topic) -> float:
    """Every answer is as likely as the other."""
    return EVEN


def likely_of(patient: PatientFacts, *, on: dt.date, vocabulary: Vocabulary | None = None) -> Likely:
    """How likely "yes" is of this patient on the day `on`. Where the sex is not known, half of what it is of the one sex."""
    words, ages = vocabulary or default_vocabulary(), patient.age_range(on)

    def yes(topic: Topic) -> float:
        rule = _rule(topic.about, words) if topic.kind is TopicKind.PRESENCE else None
        if rule is None:
            return EVEN
        if rule.sex and patient.sex not in (None, rule.sex):
            return 0.0
        if ages is not None and not _meet(ages, (rule.youngest, rule.oldest)):
            return 0.0
        return rule.yes / 2 if rule.sex and patient.sex is None else rule.yes

    return yes


def _rule(about: str, words: Vocabulary) -> _Rule | None:
    """The rule of the nearest concept: what is asked may be narrowed in words ("uncontrolled hiv infection")."""
    found = [rule for rule in _rules() if about.endswith(rule.concept) or (about in words and words.is_a(about, rule.concept))]
    return max(found, key=lambda rule: _depth(rule.concept, words), default=None)


def _depth(concept: str, words: Vocabulary) -> int:
    return len(words.ancestors(concept)) if concept in words else 0


def _meet(one: Sequence[int], other: Sequence[int]) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]
