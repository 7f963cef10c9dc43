"""Conjoined statements: "able to attend visits, and agrees to refrain from donating sperm" in; what the sheet says to each of
its demands comes to, out, or None. True where each is so, false where one is not."""

from __future__ import annotations

import re
from functools import lru_cache

from trialwright.match.answer import Answer, decided
from trialwright.match.known import Known
from trialwright.match.otherwords import in_parts
from trialwright.match.statements import stated, wording
from trialwright.match.truth import Truth

_JOINT = re.compile(
    r"\s*(?:[,;]\s*(?:and|as well as)\b|;|\band\b(?!/or)|\bas well as\b|,)"
    r"(?!\s*(?:for|during|throughout|until|after|before|within|up to|at least|from|on|in|by|to|then)\b)\s*",
    re.IGNORECASE,
)
_BESIDE = re.compile(
    r",\s*(?:as|because|since|corresponding|including|such as|in accordance|in order|with the|according|approved|"
    r"indicating|prior|before)\b[^,;]*",
    re.IGNORECASE,
)
""" "..., as materials are only available in English": no demand."""
_LEAD = re.compile(
    r"^(?:(?:must|should|shall|will|is|are|be|been|has|have|having|do|does|the|an?|they|he|she|patients?|subjects?|"
    r"participants?) )*"
    r"(?:(?:willing|able|capable|ready|agree\w*|willingness|ability|capability|consents?|commit\w*)(?: (?:and|"
    r"&) (?:willing|able))? )"
    r"(?:to|of) ",
    re.IGNORECASE,
)
_NO_DEMANDS = re.compile(
    r"\bor\b|\band/or\b|\bif\b|\bunless\b|\bexcept|:|\bwho\b|\bwhich\b|\bthat\b|\bbetween\b|\bboth\b", re.IGNORECASE
)
_ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_AND_ABLE = re.compile(r"\b(willing|able|willingness|ability)\s+and\s+(?=(?:willing|able|willingness|ability)\b)", re.IGNORECASE)
_FEWEST = 2
"""Content words of a demand that stands for itself ("comply with visits and treatment": treatment is none)."""


def of_each_demand(statement: str, known: Known) -> Answer | None:
    """What the sheet says to a statement that makes several demands, each of which it speaks of in words of its own."""
    demands = _demands(statement)
    answers = [_answer(ways, known) for ways in demands]
    refused = next((answer for answer in answers if answer is not None and answer.truth is Truth.FALSE), None)
    if refused is not None:
        return refused
    told = [answer for answer in answers if answer is not None and answer.truth is Truth.TRUE]
    if not told or len(told) < len(answers):
        return None
    return decided(True, "; ".join(answer.why for answer in told), *(fact for answer in told for fact in answer.facts))


def _answer(ways: tuple[str, ...], known: Known) -> Answer | None:
    """The first answer to a demand in the ways in which it may be put."""
    for way in ways:
        answer = stated(way, "", known)
        found = answer if not answer.reasons else in_parts(way, known)
        if found is not None and not found.reasons:
            return found
    return None


@lru_cache(maxsize=8192)
def _demands(statement: str) -> tuple[tuple[str, ...], ...]:
    """The demands of a statement, each as it stands and with the words that lead the first; none where it makes but one, or where
    alternatives, conditions or denials stand among them."""
    plain = " ".join(_ASIDE.sub(" ", _AND_ABLE.sub(r"\1 & ", statement)).split()).rstrip(".")
    plain = _BESIDE.sub("", plain)
    said = wording(statement)
    if _NO_DEMANDS.search(plain) or said.negative or said.denials:
        return ()
    parts = [part for part in _JOINT.split(plain) if part]
    if len(parts) < _FEWEST or any(not _stands(part) for part in parts):
        return ()
    led = _LEAD.match(parts[0])
    if led is None and not all((said := wording(part)).modals or said.standing is not None for part in parts):
        return ()  # "angina, coronary bypass, pericarditis": a list, of which one may be enough
    lead = led[0] if led is not None else ""
    return tuple(
        (part,) if not place or not lead or _LEAD.match(part) else (f"{lead}{part}", part) for place, part in enumerate(parts)
    )


def _stands(part: str) -> bool:
    said = wording(part)
    return said.standing is not None or len(said.stems) >= _FEWEST or (len(said.stems) == 1 and bool(said.modals))
