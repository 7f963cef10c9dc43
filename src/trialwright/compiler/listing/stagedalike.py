"""Staged alike: "esophageal or junction cancer (stage II)", "lung cancer or thymoma, stage IV" in; the stage given to each
cancer, not to the last alone, out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import Setting, flattened
from trialwright.compiler.wording.sought import sought
from trialwright.protocol.criteria import AllOf, Compare, Criterion, Has

_STAGE = frozenset({Sort.VARIABLE, Sort.CODES, Sort.TNM, Sort.CMP, Sort.POST, Sort.FILL, Sort.AMOUNT})
_CANCERS = frozenset({"cancer", "histology"})


def staged_alike(members: list[tuple[Chunk, ...]], setting: Setting) -> list[tuple[Chunk, ...]]:
    """The members of a list of required cancers, each with the bracket or the stage that stands behind the last."""
    if setting.exclusion or len(members) == 1:
        return members
    cancers, stage = members[:-1], members[-1]
    between = setting.normal.text[cancers[-1][-1].end : stage[0].start].strip()
    if len(cancers) > 1 and between == "," and _is_stage(stage) and all(_names_one(item, setting) for item in cancers):
        return [(*member, *stage) for member in cancers]
    bracket = stage[-1:]
    if bracket[0].sort is Sort.GROUP and len(stage) > 1 and all(_lacks_its_head(member, setting) for member in cancers):
        return [*((*member, *bracket) for member in cancers), stage]
    return members


def with_time_of_diagnosis(node: Criterion, setting: Setting) -> Criterion:
    """ "Diagnosed with stage I breast cancer within 5 years": it is the cancer that was found then; anything else as it was."""
    if not isinstance(node, AllOf) or len(node.items) != len(("cancer", "stage")):
        return node
    cancer, stage = node.items
    if not isinstance(cancer, Has) or not isinstance(stage, Compare):
        return node
    found = stage.window is not None and stage.quantity.variable == "stage" and cancer.window is None
    if not found or setting.vocabulary.kind(cancer.target.concept) not in _CANCERS or not _FOUND.search(setting.normal.text):
        return node
    return replace(node, items=(replace(cancer, window=stage.window), replace(stage, window=None)))


_FOUND = sought(r"\bdiagnos", re.IGNORECASE)


def _is_stage(member: Sequence[Chunk]) -> bool:
    staged = any(chunk.sort is Sort.VARIABLE and chunk.names[0].endswith("stage") for chunk in member)
    return staged and all(chunk.sort in _STAGE for chunk in member)


def _names_one(member: Sequence[Chunk], setting: Setting) -> bool:
    """True for one cancer, without a stage of its own."""
    named = [chunk for chunk in member if chunk.sort is Sort.CONCEPT]
    cancer = len(named) == 1 and all(setting.vocabulary.kind(name) in _CANCERS for name in named[0].names)
    return cancer and not any(chunk.sort in _STAGE - {Sort.FILL} for chunk in flattened(member))


def _lacks_its_head(member: Sequence[Chunk], setting: Setting) -> bool:
    """ "Esophageal" before "or gastric cancer": a cancer only with the head of what stands behind it."""
    if not _names_one(member, setting) or member[-1].sort is not Sort.CONCEPT:
        return False
    alone = setting.tagger.tagged(member[-1].text)
    return len(alone) != 1 or alone[0].names != member[-1].names
