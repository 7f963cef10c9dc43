"""Questions for a person: a statement of the criteria in; what the sheet says to it out, or the question."""

from __future__ import annotations

import re

from trialwright.match.answer import Answer, decided, described, unknown
from trialwright.match.known import Known
from trialwright.match.statements import likeness, repeated, stated, wording
from trialwright.match.verdict import Reason
from trialwright.patients.facts import Kind
from trialwright.protocol.criteria import Ask, Has

ALMOST_THE_SAME = 0.8
_MARKER = re.compile(r"^\W*(?:\(?(?:\d+|[a-zA-Z]|[ivx]+)[.)]\s+)?")
_ALLERGY = wording("allergy").stems


def asked(node: Ask, known: Known) -> Answer:
    """A statement that only a person can make; of an allergy, a complete list without any says no."""
    about_allergy = bool(wording(node.statement).stems & _ALLERGY)
    answer = stated(node.statement, node.question, known, reason=Reason.NOT_RECORDED if about_allergy else Reason.ASK)
    if not answer.reasons or not about_allergy or not known.covered({Kind.ALLERGIES}):
        return answer
    listed = tuple(item.fact for item in known.items if item.present and item.kind is Kind.ALLERGIES)
    if not listed:
        return decided(wording(node.statement).negative, "no allergy is listed, and allergies are complete")
    words = "; ".join(described(fact) for fact in listed)
    return unknown(Reason.ASK, f"listed: {words}", f"{node.question.rstrip('?')} (listed: {words})?", *listed)


def in_its_own_words(node: Has, known: Known) -> Answer | None:
    """A fact that repeats the very words of the criterion ("primary colorectal cancer under control") answers them.

    The words are those of the node, nearly, or those of its whole row, exactly. Words with a negation in them are left
    alone: which way round they were read is not seen here.
    """
    text = known.context.text
    if not text or node.span.start == node.span.end:
        return None
    row = _MARKER.sub("", text[text.rfind("\n", 0, node.span.start) + 1 :].split("\n", 1)[0])
    for words, enough in ((node.span.cut(text), ALMOST_THE_SAME), (row, 1.0)):
        if _repeated(words, enough, known):
            return repeated(words, known)
    return None


def _repeated(text: str, enough: float, known: Known) -> bool:
    said = wording(text)
    if said.negative or len(said.stems) < 2:
        return False
    statements = (wording(fact.what) for fact in known.patient.facts if fact.concept is None or fact.kind is Kind.STATEMENTS)
    return any(not words.negative and likeness(words, said) >= enough for words in statements)
