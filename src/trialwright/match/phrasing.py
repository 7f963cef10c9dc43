"""Targets in words: a target in; how to name it in evidence and questions, and how a person would write it on a sheet, out."""

from __future__ import annotations

from trialwright.match.restrictions import said
from trialwright.protocol.criteria import Target
from trialwright.vocabulary.written import written


def words_of(target: Target) -> str:
    """A target in words: "hypertension (control uncontrolled)"."""
    words = ", ".join(said(item) for item in target.qualifiers)
    other = "other " if target.other else ""
    return f"{other}{written(target.concept)}{f' ({words})' if words else ''}"


def phrase(target: Target) -> str:
    """A target as a person would write it on a sheet: "uncontrolled
    hypertension", "distant metastasis other than oligometastasis"."""
    words = [value for item in target.qualifiers if not item.negated and item.name != "allergy" for value in item.values[:1]]
    spared = " or ".join(item.concept for item in target.exceptions)
    return " ".join(["other"] * target.other + words + [target.concept] + ([f"other than {spared}"] if spared else []))
