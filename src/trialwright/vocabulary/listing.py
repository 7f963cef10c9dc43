"""In which list of a patient's record a concept stands: a concept in, the name of the list ("conditions", "treatments") out."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from trialwright.vocabulary.concepts import Vocabulary

LIST_OF_KIND: Mapping[str, str] = MappingProxyType(
    {
        "cancer": "conditions",
        "histology": "conditions",
        "metastasis": "conditions",
        "condition": "conditions",
        "finding": "conditions",
        "organ": "conditions",
        "regimen": "treatments",
        "radiotherapy": "treatments",
        "surgery": "procedures",
        "procedure": "procedures",
        "transplant": "procedures",
        "imaging": "procedures",
        "measurement": "measurements",
        "score": "measurements",
        "biomarker": "biomarkers",
        "gene": "biomarkers",
        "receptor status": "biomarkers",
        "event": "events",
        "demographic": "events",
        "statement": "statements",
    }
)
MEDICINES = frozenset({"drug", "drug class"})
ANTICANCER = ("systemic anticancer therapy", "systemic therapy", "antineoplastic agent", "anticancer therapy")


def list_of(concept: str, vocabulary: Vocabulary) -> str:
    """The list that holds a concept; medicines against cancer are treatments, all others medications."""
    kind = vocabulary.kind(concept) or ""
    if kind in MEDICINES:
        return "treatments" if any(vocabulary.is_a(concept, name) for name in ANTICANCER) else "medications"
    return LIST_OF_KIND.get(kind, "statements")
