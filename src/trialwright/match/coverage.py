"""Coverage: which kinds a source must declare complete before "not listed" means "absent"; a concept in, those kinds out."""

from __future__ import annotations

from trialwright.match.known import Known
from trialwright.patients.facts import Kind
from trialwright.protocol.criteria import Target

_BY_KIND = {
    "cancer": Kind.CONDITIONS,
    "histology": Kind.CONDITIONS,
    "metastasis": Kind.CONDITIONS,
    "condition": Kind.CONDITIONS,
    "finding": Kind.CONDITIONS,
    "organ": Kind.CONDITIONS,
    "radiotherapy": Kind.TREATMENTS,
    "surgery": Kind.PROCEDURES,
    "procedure": Kind.PROCEDURES,
    "transplant": Kind.PROCEDURES,
    "biomarker": Kind.BIOMARKERS,
    "gene": Kind.BIOMARKERS,
    "receptor status": Kind.BIOMARKERS,
    "regimen": Kind.TREATMENTS,
}
_MEDICINES = frozenset({"drug", "drug class"})
_ACTS = frozenset({"radiotherapy", "surgery", "procedure", "transplant", "drug", "drug class", "regimen"})
ANTICANCER = ("systemic anticancer therapy", "systemic therapy", "antineoplastic agent", "anticancer therapy")


def kinds_needed(target: Target, known: Known) -> frozenset[Kind]:
    """The kinds that must be complete for the target's absence to follow; empty where no list can show it (a scan, a laboratory value)."""
    if target.qualifier("allergy") is not None:
        return frozenset({Kind.ALLERGIES})
    words = known.context.vocabulary
    if target.concept not in words:
        return frozenset()
    if known.has_trait(target.concept, "allergy"):
        return frozenset({Kind.ALLERGIES})
    own = kind_of(target.concept, known)
    below = {kind for name in words.descendants(target.concept) if (kind := words.kind(name)) in _ACTS}
    if words.kind(target.concept) in _ACTS and below - _MEDICINES and below - {words.kind(target.concept)}:
        spread = {kind_of(name, known) for name in words.descendants(target.concept) if words.kind(name) in _ACTS}
        return frozenset(kind for kind in spread if kind is not None)
    return frozenset() if own is None else frozenset({own})


def kind_of(concept: str, known: Known) -> Kind | None:
    """The kind of fact that records a concept, or None where none can be complete."""
    words = known.context.vocabulary
    kind = words.kind(concept) or ""
    if kind in _MEDICINES:
        return Kind.TREATMENTS if any(words.is_a(concept, name) for name in ANTICANCER) else Kind.MEDICATIONS
    return _BY_KIND.get(kind)


def asked_positive(target: Target) -> bool:
    """True unless the target asks for a negative or another particular result, which no silence can show to be missing or there."""
    value = target.qualifier("value")
    if value is None:
        return True
    negatives = {"negative", "wild type", "proficient", "MSS", "microsatellite stable", "undetectable", "low"}
    return not value.negated and not set(value.values) & negatives
