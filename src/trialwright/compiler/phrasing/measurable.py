"""Measurable: "measurable metastases in the brain" in; that they can be measured, there, apart from what they are, out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import Setting
from trialwright.protocol.criteria import Criterion, Has, Qualifier
from trialwright.vocabulary.records import anew


def measurable_apart(flat: Sequence[Chunk], setting: Setting) -> tuple[Chunk, tuple[Chunk, ...]] | None:
    """ "Measurable metastatic disease": that it can be measured, apart from what it is."""
    place = next((index for index, chunk in enumerate(flat) if chunk.text.lower() in ("measurable", "measureable")), None)
    if place is None or flat[place].sort is not Sort.WORD:
        return None
    behind = next((chunk for chunk in flat[place + 1 :] if chunk.sort is not Sort.NARROWING), None)
    disease = behind is not None and behind.sort is Sort.CONCEPT
    if (
        behind is None
        or not disease
        or any(setting.vocabulary.kind(name) not in ("cancer", "metastasis") for name in behind.names)
    ):
        return None
    return anew(flat[place], sort=Sort.CONCEPT, names=("measurable disease",), value=""), (*flat[:place], *flat[place + 1 :])


def measured_there(node: Criterion, said: Sequence[Chunk], setting: Setting) -> Criterion:
    """ "Measurable metastases in the brain": what can be measured is there, and not anywhere."""
    names = [name.removesuffix(" metastasis") for chunk in said for name in chunk.names if name.endswith(" metastasis")]
    if not isinstance(node, Has) or node.target.concept != "measurable disease" or len(names) != 1:
        return node
    if setting.vocabulary.kind(names[0]) != "organ":
        return node
    return replace(
        node, target=replace(node.target, qualifiers=(*node.target.qualifiers, Qualifier(name="site", values=(names[0],))))
    )
