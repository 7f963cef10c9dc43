"""Whether: a condition in a clause of its own ("unless progression was documented after radiotherapy") that was not read in; the
question whether it is so out, or None for words that name a thing, a limit or a rule."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrasing.asking import question
from trialwright.compiler.setting import Setting, flattened, stripped
from trialwright.compiler.wording.rules import matching
from trialwright.protocol.criteria import Ask

_RULES = frozenset(
    {Sort.EXC, Sort.PERMIT, Sort.BARRED, Sort.VARIABLE, Sort.CODES, Sort.COLON, Sort.SEMICOLON, Sort.STOP, Sort.UNMET}
)
_TIMES = frozenset({"h", "d", "wk", "mo", "a"})
_OF_TIMES = frozenset({Sort.CMP, Sort.AMOUNT, Sort.POST, Sort.WINDOW, Sort.SPAN_OF_TIME, Sort.FILL, Sort.HIST, Sort.PREP})
_FEWEST_WORDS = 2


def whether(chunks: Sequence[Chunk], setting: Setting, *, clause: bool = False) -> Ask | None:
    """The question that a condition asks as a whole. `clause`: the word before it ("unless") shows that it is one."""
    said = stripped(chunks)
    words = setting.words(said)
    if len(words.split()) < _FEWEST_WORDS or any(chunk.sort in _RULES for chunk in flattened(said)):
        return None
    amounts = [chunk.amount for chunk in flattened(said) if chunk.amount is not None]
    if any(amount.unit not in _TIMES for amount in amounts) or all(chunk.sort in _OF_TIMES for chunk in said):
        return None  # a limit is to be compared
    if said[0].sort is Sort.OR or said[-1].sort in (Sort.PREP, Sort.NEG, Sort.FOR, Sort.EG) or _CUT_OFF.search(words):
        return None
    return question(said, setting) if clause or matching("clause", words, whole=False) is not None else None


_CUT_OFF = re.compile(
    r"\b(?:as|the|an?|of|to|by|than|which|that|who|below|above|following|not|no|never|are|is|and|or)$"
    r"|^(?:noted|listed|described|outlined) in\b",
    re.IGNORECASE,
)
_PEOPLE = re.compile(
    r"(?:(?:any|all|those|other|some) )*(?:(?:patients?|subjects?|participants?|individuals?|persons?|people|women|men|those)"
    r" (?:who|whose|with|without|on|in whom|taking|receiving|treated)\b|who\b|whose\b)",
    re.IGNORECASE,
)


def names_people(words: str) -> bool:
    """ "Patients who have stopped steroids": some of the patients, told by what holds of them."""
    return _PEOPLE.match(words) is not None


CLAUSE = re.compile(r"\b(?:that|which|who|whose|whom|where|when|while)\b", re.IGNORECASE)
_FINITE = re.compile(
    r"\b(?:should|must|shall|will|would|may|might|can|cannot|could|is|are|was|were|be|does|do|did|appl(?:y|ies))\b", re.IGNORECASE
)


def finite(said: str) -> bool:
    """True for words with a verb that makes a sentence of them."""
    return _FINITE.search(said) is not None


_OF_PATIENT = re.compile(
    r"(?:(?:the|any|all|those|female|male) )*(?:patients?|subjects?|participants?|individuals?|persons?|people|women|men|those|"
    r"who|has|have|had|is|are|was|were|does|do|did|will|unable|cannot|currently)\b",
    re.IGNORECASE,
)


def of_the_patient(said: str) -> bool:
    """False for a sentence about something else: a verb of its own, neither in a clause nor of the patient."""
    verb = _FINITE.search(said)
    if verb is None or _OF_PATIENT.match(said):
        return True
    clause = CLAUSE.search(said)
    return clause is not None and clause.start() < verb.start()
