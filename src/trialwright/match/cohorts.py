"""Cohorts: the cohort, part, arm or phase that a patient is recorded for and the one asked for in; fits, open or not out."""

from __future__ import annotations

import re

from trialwright.match.results import Fit
from trialwright.vocabulary.records import record

COHORT = "study cohort"
"""The vocabulary's name of the fact which cohort, part, arm or phase of a trial a patient is considered for."""
_NOUNS = {
    "cohort": "cohort",
    "arm": "cohort",
    "group": "cohort",
    "stratum": "cohort",
    "part": "part",
    "portion": "part",
    "module": "part",
    "segment": "part",
    "phase": "phase",
    "step": "stage",
    "stage": "stage",
    "level": "level",
}
_NOUN = re.compile(rf"\b(?:sub)?({'|'.join(_NOUNS)})s?\b")
_ID = re.compile(r"\b(?:(\d{1,2})([a-h]\d?)?|([ivx]{1,4})([a-c])?|([a-h])(\d)?)\b")
_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6"}
_CALLED = {
    "escalation": r"\bescalat",
    "expansion": r"\bexpan",
    "confirmation": r"\bconfirm",
    "optimization": r"\boptimi[sz]",
    "finding": r"\bfinding\b",
    "run-in": r"\brun-?in\b|\blead-?in\b",
    "randomized": r"\brandomi[sz]ed\b",
}
""" Parts of a trial that are called by what is done in them; a patient is in one of them."""


@record(frozen=True, kw_only=True, slots=True)
class _Named:
    """A part of a trial as it was written: what sort of part, its number or letter, what is done in it."""

    noun: str | None
    number: str | None
    called: str | None


def cohort_fit(told: str, recorded: object, asked: str) -> Fit:
    """Whether who is recorded so ("study part" with "2") is of the part that is asked for ("part 2", "expansion phase").

    Open where both cannot be compared: a patient of arm A may be of part 1 or of part 2.
    """
    if recorded is None:
        return Fit.OPEN
    have, want = _named(str(recorded).lower(), told.lower()), _named(asked.lower(), "")
    if have.number is None and have.called is None and want.number is None and want.called is None:
        return Fit.YES if " ".join(str(recorded).lower().split()) == " ".join(asked.lower().split()) else Fit.OPEN
    if have.noun and want.noun and have.noun != want.noun and not (have.called and want.called):
        return Fit.OPEN
    fits = [_numbers(have.number, want.number), _words(have.called, want.called)]
    if Fit.NO in fits:
        return Fit.NO
    asked_for = [fit for fit, part in zip(fits, (want.number, want.called), strict=True) if part is not None]
    return Fit.YES if asked_for and all(fit is Fit.YES for fit in asked_for) else Fit.OPEN


def _named(text: str, told: str) -> _Named:
    noun = _NOUN.search(text) or _NOUN.search("" if told in ("study cohort", "cohort") else told)
    number = _NOUN.sub(" ", text)
    found = _ID.search(re.sub(r"[^\w]+", " ", number))
    called = next((name for name, pattern in _CALLED.items() if re.search(pattern, text)), None)
    return _Named(noun=_NOUNS[noun[1]] if noun else None, number=_number(found) if found else None, called=called)


def _number(found: re.Match[str]) -> str:
    arabic, letter, roman, behind, single, of_single = found.groups()
    if arabic:
        return f"{arabic}{letter or ''}"
    if roman:
        return f"{_ROMAN[roman]}{behind or ''}" if roman in _ROMAN else roman
    return f"{single}{of_single or ''}"


def _numbers(have: str | None, want: str | None) -> Fit:
    """ "1b" is of part 1; whether "1" is of part 1b is open."""
    if have is None or want is None:
        return Fit.OPEN
    if have == want or (have.startswith(want) and have[len(want)].isdigit() is not want[-1].isdigit()):
        return Fit.YES
    return Fit.OPEN if want.startswith(have) and want[len(have)].isdigit() is not have[-1].isdigit() else Fit.NO


def _words(have: str | None, want: str | None) -> Fit:
    if have is None or want is None:
        return Fit.OPEN
    return Fit.YES if have == want else Fit.NO
