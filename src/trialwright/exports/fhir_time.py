"""FHIR's time from an event: a window of ours in; `timeFromEvent` of an EvidenceVariable's characteristic out."""

from __future__ import annotations

from trialwright.exports.fhir_codes import UCUM, Json, concept, lasting, text_concept
from trialwright.exports.safe import clean, markdown
from trialwright.protocol.criteria import Window, WindowKind
from trialwright.protocol.phrases import window_words
from trialwright.vocabulary.concepts import Vocabulary

_AT_ONCE: Json = {"value": 0, "unit": "days", "system": UCUM, "code": "d"}


def time_from_event(window: Window, vocabulary: Vocabulary) -> Json | None:
    """The window as FHIR has it: negative amounts lie before the event. None where its numbers cannot be said.

    `now` is at the event itself; `since` and `before`, and a window without an amount, are the side of the event.
    """
    event = concept(window.anchor, vocabulary) if window.event else text_concept(window.anchor)
    made: Json = {"description": markdown(window_words(window)), "eventCodeableConcept": event}
    if not clean(window.anchor, empty=""):
        return None
    if window.amount is not None and window.amount.amount < 0:
        return None
    extent = _extent(window)
    return None if extent is None else made | extent


def _extent(window: Window) -> Json | None:
    match window.kind:
        case WindowKind.CURRENT:
            return {"quantity": _AT_ONCE}
        case WindowKind.SINCE:
            return {"quantity": _AT_ONCE | {"comparator": ">"}} if window.strict else {"range": {"low": _AT_ONCE}}
        case WindowKind.BEFORE:
            return {"quantity": _AT_ONCE | {"comparator": "<"}}
        case WindowKind.WITHIN_AFTER if window.amount is None:
            return {"range": {"low": _AT_ONCE}}
        case _ if window.amount is None:
            return {"range": {"high": _AT_ONCE}}
        case _:
            return _measured(window)


def _measured(window: Window) -> Json | None:
    assert window.amount is not None
    before = window.kind is not WindowKind.WITHIN_AFTER
    within = window.kind is not WindowKind.AT_LEAST_BEFORE
    if window.strict:
        sign = ">" if before and within else "<"
        edge = lasting(window.amount, before=before, comparator=sign)
        return None if edge is None else {"quantity": edge}
    edge = lasting(window.amount, before=before)
    if edge is None:
        return None
    if not within:
        return {"range": {"high": edge}}
    other = edge | {"value": 0}
    return {"range": {"low": edge, "high": other} if before else {"low": other, "high": edge}}
