"""Spread: "one organ with <= 3 metastases" in; how many metastases there may be and in how many organs out."""

from __future__ import annotations

from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrasing.measures import measure_of, targets_in
from trialwright.compiler.phrasing.ranges import range_of
from trialwright.compiler.phrasing.targets import has_of, sorted_out
from trialwright.compiler.setting import Setting, joined_by
from trialwright.protocol.criteria import Criterion, Quantity

_TIES = frozenset({"with", "in", "within", "involving", "of", "to", "affecting", "confined to", "limited to", "from"})
_SIDES = 2


def spread_of(chunks: Sequence[Chunk], setting: Setting) -> Criterion | None:
    """A phrase that counts metastases and the organs that they are in; None for any other."""
    if sum(chunk.sort is Sort.AMOUNT for chunk in chunks) != _SIDES:
        return None
    for place, chunk in enumerate(chunks):
        sides = (tuple(chunks[:place]), tuple(chunks[place + 1 :]))
        if chunk.text.lower() not in _TIES or not all(any(item.sort is Sort.AMOUNT for item in side) for side in sides):
            continue
        organs = [side for side in sides if _counts_organs(side)]
        counted = [side for side in sides if side not in organs]
        if len(organs) == len(counted) == 1:
            return _both(organs[0], counted[0], setting)
    return None


def _counts_organs(side: Sequence[Chunk]) -> bool:
    return any(chunk.sort is Sort.COUNTED and chunk.text.lower().startswith("organ") for chunk in side) and not any(
        chunk.sort is Sort.CONCEPT for chunk in side
    )


def _both(organs: Sequence[Chunk], counted: Sequence[Chunk], setting: Setting) -> Criterion | None:
    limits, count = range_of(organs), measure_of(counted, setting)
    has = has_of(sorted_out([chunk for chunk in counted if chunk.sort is Sort.CONCEPT]), setting)
    targets = targets_in(has)
    kinds = {setting.vocabulary.kind(target.concept) for target in targets}
    if limits is None or count is None or len(targets) != 1 or kinds != {"metastasis"}:
        return None
    many = limits.of(Quantity(attribute="organs", of=targets[0]), window=None, setting=setting, chunks=organs)
    return joined_by("and", (many, count))
