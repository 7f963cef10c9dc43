"""Recorded: a fact in; whether it says that what it names is there, and whether it is a test that found nothing, out."""

from __future__ import annotations

import re
from decimal import Decimal

from trialwright.match.tables import result_words
from trialwright.patients.facts import Fact, Kind
from trialwright.vocabulary.units import parse_unit

ALSO = ("histology concept", "also")
"""The qualifiers that name what else a fact is of."""
_OF_DOING_IT = re.compile(r"\b(?:test(?:s|ed|ing)?|assays?|sequencing|panel|analysis|screen(?:ed|ing)?)\b", re.IGNORECASE)
_TIMES = frozenset({"d", "wk", "mo", "a", "h", "min"})


def is_a_test(fact: Fact) -> bool:
    """ "HCV RNA: not detected" is a result; "HER2 vaccine: no" is of something that is given, and "PD-L1 testing: no"
    may say that none was done."""
    if _OF_DOING_IT.search(fact.what):
        return False
    return fact.kind is Kind.BIOMARKERS and not any(key in fact.qualifiers for key in (*ALSO, "activity"))


def affirms(value: object) -> bool:
    """A condition or an event "recorded" with a negative result is recorded as absent."""
    if isinstance(value, bool):
        return value
    return not (isinstance(value, str) and ("result", "negative") in result_words(value))


def counts_none(fact: Fact) -> bool:
    """Whether a condition is recorded with a number of nought ("target lesions: 0"), which no time is."""
    if fact.kind not in (Kind.CONDITIONS, Kind.EVENTS) or fact.comparator is not None:
        return False
    none = isinstance(fact.value, Decimal) and fact.value == 0 and parse_unit(fact.unit or "") not in _TIMES
    return none or fact.qualifiers.get("count", "").strip() == "0"
