"""Codes that may be shipped: a concept of ours in; its LOINC code out. Names of other systems are not here."""

from __future__ import annotations

from functools import cache

from trialwright.vocabulary.concepts import default_vocabulary

LOINC = "http://loinc.org"
UCUM = "http://unitsofmeasure.org"


@cache
def loinc_of(concept: str) -> str | None:
    """The LOINC code that the vocabulary gives for a measurement."""
    words = default_vocabulary()
    codes = words[concept].codes if concept in words else ()
    return next((code.partition("|")[2] for code in codes if code.startswith("LOINC|")), None)
