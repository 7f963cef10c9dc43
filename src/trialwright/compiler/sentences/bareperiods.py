"""Bare periods: "received a taxane 6 months prior to the study" in; within that time or at least that long ago, in doubt, out."""

from __future__ import annotations

import re
from dataclasses import replace

from trialwright.compiler.phrasing.targets import THERAPY_KINDS
from trialwright.compiler.wording.sought import sought
from trialwright.protocol.criteria import AllOf, AnyOf, Criterion, Has, Readings, Window, WindowKind
from trialwright.vocabulary.concepts import Vocabulary

_PERIOD = sought(
    r"(\S+\s+)?(\S+\s+)?(?:\d+|one|two|three|four|five|six|eight|ten|twelve)(?:\s*\(\d+\))?"
    r"[ -](?:day|week|month|year)s? (?:prior to|before)\b",
    re.IGNORECASE,
)
_SAID = re.compile(
    r"(?:within|in|the|during|last|past|previous|preceding|prior|than|least|most|minimum|maximum|of|to|or|and|from|over|about|under|"
    r"[<>≤≥=]+|-|–|up|between|for)\s*$",
    re.IGNORECASE,
)
WHY = "whether it must be within that time or that long ago is not said"


def with_bare_periods(node: Criterion, text: str, vocabulary: Vocabulary) -> Criterion:
    """What an inclusion asks of a treatment by a period without "within" or "at least", both ways; the rest as it was."""
    found = _PERIOD.search(text)
    if found is None or _SAID.search(text[: found.end(2) if found[2] else found.end(1) if found[1] else found.start()]):
        return node
    return _both_ways(node, vocabulary)


def _both_ways(node: Criterion, vocabulary: Vocabulary) -> Criterion:
    match node:
        case AllOf() | AnyOf():
            return replace(node, items=tuple(_both_ways(item, vocabulary) for item in node.items))
        case Has(target=target, window=Window(kind=WindowKind.WITHIN_BEFORE) as window) if (
            vocabulary.kind(target.concept) in THERAPY_KINDS
        ):
            earlier = replace(node, window=replace(window, kind=WindowKind.AT_LEAST_BEFORE))
            return Readings(items=(node, earlier), why=WHY, span=node.span)
        case _:
            return node
