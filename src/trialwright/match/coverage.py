"""Coverage: which kinds a source must declare complete before "not listed" means "absent"; a concept in, those kinds out."""

from __future__ import annotations

from trialwright.match.known import Known
from trialwright.patients.facts import Kind
from trialwright.protocol.criteria import Target
from trialwright.vocabulary.listing import MEDICINES, list_of

_NEVER = frozenset({"measurement", "score", "imaging", "event", "demographic", "statement", "organ"})
_ACTS = frozenset({"radiotherapy", "surgery", "procedure", "transplant", "regimen"}) | MEDICINES
_NEGATIVE = frozenset({"negative", "wild type", "proficient", "MSS", "microsatellite stable", "undetectable", "low"})


def kinds_needed(target: Target, known: Known) -> frozenset[Kind]:
    """The kinds that must be complete for the target's absence to follow; empty where no list can show it (a scan, a laboratory
    value).

    What is wider than one list (metastasis-directed therapy is surgery or radiotherapy) needs all of them.
    """
    if target.qualifier("allergy") is not None or known.has_trait(target.concept, "allergy"):
        return frozenset({Kind.ALLERGIES})
    if known.has_trait(target.concept, "by medicines"):
        return frozenset({Kind.TREATMENTS, Kind.MEDICATIONS})
    words = known.context.vocabulary
    kind = words.kind(target.concept)
    if kind is None or kind in _NEVER or known.has_trait(target.concept, "unlisted"):
        return frozenset()
    if kind in _ACTS and kind not in MEDICINES:
        below = {name for name in words.descendants(target.concept) if words.kind(name) in _ACTS}
        return frozenset(Kind(list_of(name, words)) for name in below)
    return frozenset({Kind(list_of(target.concept, words))})


def asked_positive(target: Target) -> bool:
    """True unless the target asks for a negative or another particular result,
    which no silence can show to be missing or there."""
    value = target.qualifier("value")
    return value is None or (not value.negated and not set(value.values) & _NEGATIVE)
