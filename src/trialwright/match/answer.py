"""An answer to one leaf of a tree: truth, the words for it, the facts it rests on, and what would settle it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from trialwright.match.truth import Truth
from trialwright.match.verdict import Reason
from trialwright.patients.facts import Fact


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """Truth with its reasons; `reasons` and `questions` are empty when it is decided."""

    truth: Truth
    why: str
    facts: tuple[Fact, ...] = ()
    reasons: tuple[Reason, ...] = ()
    questions: tuple[str, ...] = ()


def decided(truth: Truth | bool, why: str, *facts: Fact) -> Answer:
    """A true or false answer."""
    value = truth if isinstance(truth, Truth) else (Truth.TRUE if truth else Truth.FALSE)
    return Answer(truth=value, why=why, facts=facts)


def unknown(reason: Reason, why: str, question: str, *facts: Fact) -> Answer:
    """An unknown answer with its reason and the question that would settle it."""
    return Answer(truth=Truth.UNKNOWN, why=why, facts=facts, reasons=(reason,), questions=(question,) if question else ())


def day_of(fact: Fact) -> dt.date:
    """The last day on which a fact may have been; of one without a date the first of all days."""
    moment = fact.moment
    return moment.last if moment is not None else dt.date.min


def described(fact: Fact) -> str:
    """A fact in words: "creatinine 1.2 mg/dL on 2026-01-09", "brain metastases
    absent on 2026-01-05", "FOLFOX 2025-12-26 to 2026-02-14"."""
    parts = [fact.what]
    if isinstance(fact.value, bool):
        parts.append("yes" if fact.value else "no")
    elif fact.value is not None:
        parts.append(f"{fact.comparator or ''}{fact.value}{' ' + fact.unit if fact.unit else ''}")
    if not fact.present:
        parts.append("absent")
    extra = [text if name in _WITHOUT_NAME else f"{name} {text}" for name, text in fact.qualifiers.items() if name in _SHOWN]
    if extra:
        parts.append(f"({', '.join(extra)})")
    if fact.date is not None:
        parts.append(f"on {fact.date}" if fact.date.exact else f"in {fact.date}")
    elif fact.start is not None:
        parts.append(f"since {fact.start}" if fact.end is None else f"{fact.start} to {fact.end}")
    elif fact.end is not None:
        parts.append(f"until {fact.end}")
    return " ".join(parts)


_WITHOUT_NAME = frozenset({"site", "laterality", "distribution", "status", "method"})
"""What tells by itself what it is: a scan "(chest and abdomen)", a cancer "(stage IV, biopsy)"."""
_SHOWN = (
    "count",
    "size",
    "site",
    "laterality",
    "distribution",
    "stage",
    "grade",
    "status",
    "method",
    "score",
    "dose",
    "intent",
    "line",
    "response",
)
