"""Overcome: a cancer on record and words like "from which the patient has been disease-free for 5 years" in; whether it is so,
out.

A cancer that is active is not, nor one that was found later than so long ago; that it was free of recurrence all the time since
no record of it tells, so a time is never surely kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

from trialwright.match.known import Item, Known
from trialwright.match.results import Fit
from trialwright.match.tables import listed, rows
from trialwright.match.windows import before
from trialwright.protocol.criteria import Target
from trialwright.vocabulary.time import Duration, TimeUnit

_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_NUMBERS = {word: number for number, word in enumerate(_WORDS, 1)}
_NUMBER = rf"(?P<number>\d+|{'|'.join(_WORDS)})"
_UNIT = r"(?P<unit>years?|yrs?|months?)"


def _pattern(*parts: str) -> re.Pattern[str]:
    return re.compile("".join(parts), re.IGNORECASE)


_LONG = (
    _pattern(r"(?:>=|>|at least|more than|greater than|longer than|over|minimum of|for|since)\s*", _NUMBER, "[ -]", _UNIT),
    _pattern(_NUMBER, " (?:or more )?", _UNIT, " (?:ago|previously|earlier|prior|before|or (?:more|greater|longer))"),
)
_OR_MORE = _pattern(r"\bor (?:more|greater|longer)\b")
_STAGES = _pattern(r"\bstages? [0-4ivab]+(?:(?:,|/| or| and| to|-) ?[0-4ivab]+)*\b")
_ENDS = _pattern(
    r"\b(?:within|less than|fewer|last|past|up to|at most|until|survival|risk|rate|or|unless|except\w*)\b|<|;",
)
"""Words that make a time one that it must not exceed, or that name an alternative to it."""
_NAMES_ONE = _pattern(
    "carcinoma|melanoma|lymphoma|leuka?emia|sarcoma|in[ -]situ|skin|cervi|bladder|breast|prostat|thyroid|grade|superficial",
)
_FREE = (
    r"(?:disease|cancer|tumou?r|recurrence)[- ]free|free (?:of|from) (?:disease|cancer|recurrence)|"
    r"(?:in )?(?:complete |full )?(?:clinical )?remission|(?:in )?complete response|"
    r"(?:with )?no (?:current |clinical |radiographic |known |signs? (?:or|and) )*(?:evidence of|active) "
    r"(?:active |residual |recurrent )?(?:disease|cancer|recurrence|malignancy)|"
    r"without (?:any )?(?:current )?(?:evidence of )?(?:disease|recurrence|relapse)|cured|inactive|not active"
)
_DONE = r"diagnosed|treated|completed|curative(?:ly)?|off (?:all )?(?:therapy|treatment)|treatment"
_STATE = _pattern(rf"\b(?:{_FREE})\b")
_TOLD = _pattern(rf"\b(?:{_FREE}|{_DONE})\b")
_BESIDE = frozenset(word for row in rows("overcome.tsv") for word in listed(row["words"]))
"""Words beside those that tell that a cancer is over; any other may say something else of it."""
_ONLY_STATE = _pattern(
    r"(?:(?:and|if|for|from|of|which|whom|that|who|the|an?|other|any|all|prior|previous|patients?|subjects?|participants?|person|",
    r"cancers?|malignanc(?:y|ies)|tumou?rs?|is|are|was|were|has|have|had|been|currently|now|remain(?:s|ed)?|considered) )*",
    rf"(?:{_FREE})",
)


def overcome(item: Item, words: str, known: Known) -> Fit:
    """Whether a cancer is, as the words say, over or over for so long; open where they say anything else."""
    said = _said(words)
    if said is None:
        return Fit.OPEN
    if _STATE.search(said) and _is_there(item):
        return Fit.NO
    if _ONLY_STATE.fullmatch(said):
        return Fit.YES if _is_gone(item) else Fit.OPEN
    shortest, found = least_time(words), item.fact.moment
    if shortest is None or found is None:
        return Fit.OPEN
    on = known.context.on
    return Fit.NO if known.lately(found.first, (on - before(on, shortest)).days - 1) else Fit.OPEN


def _said(words: str) -> str | None:
    """The words where they only tell that a cancer is over, and since when; None for others."""
    said = _STAGES.sub("", _OR_MORE.sub("ago", words))
    if not _TOLD.search(said) or _NAMES_ONE.search(said) or _ENDS.search(said):
        return None
    rest = said
    for pattern in (*_LONG, _TOLD):
        rest = pattern.sub(" ", rest)
    return said if _BESIDE.issuperset(re.findall(r"[^\W_]+", rest.lower())) else None


def _is_there(item: Item) -> bool:
    return "active" in item.narrowing.get("activity", ()) or "unstable" in item.narrowing.get("stability", ())


def _is_gone(item: Item) -> bool:
    return "history" in item.narrowing.get("activity", ()) or "cured" in item.narrowing.get("outcome", ())


@lru_cache(maxsize=4096)
def least_time(words: str) -> Duration | None:
    """The least time ago that the words ask for: the shortest that they name."""
    said = _said(words)
    found = [
        Duration(
            amount=Decimal(_NUMBERS.get(match["number"].lower(), 0) or match["number"]),
            unit=TimeUnit.MONTH if match["unit"].lower().startswith("m") else TimeUnit.YEAR,
        )
        for pattern in _LONG
        for match in pattern.finditer(said or "")
    ]
    return min(found, key=lambda one: one.amount * (12 if one.unit is TimeUnit.YEAR else 1), default=None)


def times_described(target: Target) -> Iterator[Duration]:
    """The times that the words of a target, and of what it excepts, ask for."""
    for qualifier in target.qualifiers:
        for value in qualifier.values if qualifier.name == "described" else ():
            asked = least_time(value)
            if asked is not None:
                yield asked
    for exception in target.exceptions:
        yield from times_described(exception)
