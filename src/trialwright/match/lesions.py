"""Lesions: a metastasis on record with its size on a recent scan in; that the disease is measurable out.

RECIST 1.1 asks for 10 mm on thin slices and twice the thickness of others, and for 15 mm in a lymph node, across: 15 mm is enough
on the slices of today, and 20 mm for all. What cannot be measured (bone, the meninges, effusions) is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from trialwright.match.known import Item, Known
from trialwright.match.values import quantity_of
from trialwright.patients.facts import Kind
from trialwright.vocabulary.concepts import Vocabulary
from trialwright.vocabulary.units import UnitsDiffer, convert

_MEASURABLE = "measurable disease"
_SOLID = ("liver metastasis", "lung metastasis", "lymph node metastasis", "soft tissue metastasis", "adrenal metastasis")
_SEEN = ("lung lesion", "lung nodule")
"""What is no metastasis by its name, but is the disease where there is a cancer."""
_SCANS = re.compile(r"\b(?:CT|MRI|computed tomography|magnetic resonance(?: imaging)?)\b", re.IGNORECASE)
_LESION = re.compile(
    r"(?:(?:target|lung|pulmonary|liver|hepatic|adrenal|soft tissue|pelvic|abdominal|mediastinal|pancreatic|renal|kidney) )"
    r"(?:lesion|nodule|mass|tumou?r)s?",
    re.IGNORECASE,
)
_LARGE, _LARGE_IN_AN_ORGAN = Decimal(20), Decimal(15)
_ORGANS = ("liver metastasis", "lung metastasis", "adrenal metastasis", "lung lesion", "lung nodule")
_RECENT = 56
"""How long a scan before the trial stands for the disease of today."""


def measurable(known: Known) -> Iterator[Item]:
    """The measurable disease that a large lesion on a recent scan is."""
    if _MEASURABLE not in known.context.vocabulary:
        return
    named = [item for site in (*_SOLID, "primary tumor") for item in known.of(site)]
    named += [item for site in _SEEN for item in known.of(site) if known.cancers()]
    named += [item for item in known.bare_words() if known.cancers() and item.present and _LESION.fullmatch(item.fact.what)]
    large = [item for item in named if _is_large(item, known)]
    if large:
        why = f"{large[0].fact.what} of {large[0].qualifier('size')} on a scan can be measured"
        yield Item(facts=large[0].facts, concepts=(_MEASURABLE,), kind=Kind.CONDITIONS, why=why)


def _is_large(item: Item, known: Known) -> bool:
    size, day = quantity_of(item.qualifier("size") or ""), item.fact.date
    if size is None or day is None or not day.first <= known.context.on or not known.lately(day.first, _RECENT):
        return False
    if not _SCANS.search(item.qualifier("method") or "") or "history" in item.narrowing.get("activity", ()):
        return False
    value, unit = size
    try:
        low = convert(value.low, unit, "mm") if unit is not None and value.low is not None else None
    except UnitsDiffer:
        return False
    in_an_organ = any(known.context.vocabulary.is_a(name, kind) for name in item.concepts for kind in _ORGANS)
    return low is not None and low >= (_LARGE_IN_AN_ORGAN if in_an_organ else _LARGE)


def only_in_bone(known: Known) -> Iterator[Item]:
    """That the disease is in bone only, by a complete list of conditions; or that it is not, by a metastasis elsewhere."""
    if _BONE_ONLY not in known.context.vocabulary:
        return
    words = known.context.vocabulary
    spread = known.of("distant metastasis")
    elsewhere = [item for item in spread if item.concepts != ("distant metastasis",) and not _in_bone(item, words)]
    bones = [item for item in spread if _in_bone(item, words)]
    if elsewhere:
        why = f"{elsewhere[0].fact.what} is not of bone"
        yield Item(facts=elsewhere[0].facts, concepts=(_BONE_ONLY,), present=False, kind=Kind.CONDITIONS, why=why)
    elif bones and known.covered({Kind.CONDITIONS}):
        why = "no other metastasis is listed, and conditions are complete"
        yield Item(facts=bones[0].facts, concepts=(_BONE_ONLY,), kind=Kind.CONDITIONS, why=why)


def _in_bone(item: Item, words: Vocabulary) -> bool:
    return any(words.is_a(name, "bone metastasis") for name in item.concepts)


_BONE_ONLY = "bone-only disease"
