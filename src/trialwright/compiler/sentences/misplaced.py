"""Misplaced denials: "Active infection. No chemotherapy within 4 weeks" among what excludes in; the later denial as the
requirement that it is, or in doubt, out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrasing.targets import THERAPY_KINDS
from trialwright.compiler.setting import Setting, denied
from trialwright.protocol.criteria import (
    AllOf,
    AnyOf,
    Ask,
    Compare,
    Criterion,
    Has,
    NoConstraint,
    NoneOf,
    Not,
    Quantity,
    Readings,
    Unread,
    When,
    Window,
    WindowKind,
    children,
    walk,
)
from trialwright.vocabulary.concepts import Vocabulary
from trialwright.vocabulary.normal import fit_side

_DENIES = re.compile(r"(?:no|not|must not|may not|cannot|should not)\b", re.IGNORECASE)
KEPT_OUT = THERAPY_KINDS | {"condition", "metastasis", "infection"}
"""What trials keep out, rather than ask for."""
WHY = "a denial among the exclusions may be meant as a requirement"


def as_required(node: Criterion, sentence: Sequence[Chunk], vocabulary: Vocabulary) -> Criterion:
    """What a sentence behind others says among the exclusions: who has had what it denies lately is excluded, not who has not;
    where no time is said, in doubt. Any other sentence as it was read."""
    first = next((chunk for chunk in sentence if chunk.sort not in (Sort.FILL, Sort.COMMA)), None)
    if first is None or first.sort is not Sort.NEG or not _DENIES.match(first.text) or not isinstance(node, Not | NoneOf):
        return node
    leaves = [leaf for leaf in walk(node) if not children(leaf)]
    kept_out = all(isinstance(leaf, Has) and vocabulary.kind(leaf.target.concept) in KEPT_OUT for leaf in leaves)
    if not kept_out:
        return node
    meant = denied(node, node.span)
    recent = all(isinstance(leaf, Has) and _recently(leaf.window) for leaf in leaves)
    return meant if recent else Readings(items=(node, meant), why=WHY, span=node.span)


READS_LIKE_EXCLUSION = "it reads like what excludes, among what is required"
_NEVER_ASKED = frozenset({"pregnancy", "breastfeeding"})
_OF_PREGNANCY = _NEVER_ASKED | {"pregnancy test"}


def never_required(node: Criterion, setting: Setting) -> Criterion:
    """ "Pregnant or lactating women" among what is required: its list has lost its name, for no trial asks for it. Not read,
    then; anything else as it was."""
    if setting.exclusion:
        return node
    asked = _asked_of_those_who_may_conceive(node) if isinstance(node, AllOf) else node
    if asked is not node:
        return asked
    parts = list(walk(node))
    plain = all(isinstance(part, Has | AnyOf | AllOf) for part in parts)
    named = {part.target.concept for part in parts if isinstance(part, Has)}
    if not plain or not named & _NEVER_ASKED or not named <= _NEVER_ASKED | {"female"}:
        return node
    return Unread(text=setting.normal.text, why=READS_LIKE_EXCLUSION, span=node.span)


def _asked_of_those_who_may_conceive(node: AllOf) -> Criterion:
    """What is required of a pregnancy beside childbearing potential is asked of those who have it, and the rest of everybody: no
    trial that tests for pregnancy asks for the potential."""
    items = _flat(node)
    able = next((item for item in items if isinstance(item, Has) and item.target.concept == "childbearing potential"), None)
    if not isinstance(able, Has) or able.target.qualifiers:
        return node
    theirs = tuple(item for item in items if item is not able and _of_a_pregnancy(item))
    if not any(isinstance(leaf, Has) for item in theirs for leaf in walk(item)):
        return node
    then = AllOf(items=theirs, span=node.span)
    asked = When(condition=able, then=then, otherwise=NoConstraint(why="for the other sex", span=node.span), span=node.span)
    others = tuple(item for item in items if item is not able and item not in theirs)
    return AllOf(items=(*others, asked), span=node.span) if others else asked


def _of_a_pregnancy(item: Criterion) -> bool:
    leaves = [leaf for leaf in walk(item) if not children(leaf)]
    return all(
        isinstance(leaf, Ask | Unread) or (isinstance(leaf, Has) and leaf.target.concept in _OF_PREGNANCY) for leaf in leaves
    )


def _flat(node: AllOf) -> list[Criterion]:
    return [leaf for item in node.items for leaf in (_flat(item) if isinstance(item, AllOf) else [item])]


WHY_FIT = "what a fit patient keeps stands among the exclusions; it may be meant as required"
_ALWAYS_ASKED = frozenset({"measurable disease"})


def fit_required(node: Criterion) -> Criterion:
    """ "ECOG 0-2" or "Platelets > 100,000" alone among what excludes: whoever wrote it may have meant it as required, and nobody
    who is fit may be excluded on a guess. Both readings, then; anything else as it was."""
    if not isinstance(node, Not | NoneOf):
        return node
    meant = AllOf(items=node.items, span=node.span) if isinstance(node, NoneOf) else node.item
    leaves = [leaf for leaf in walk(meant) if not children(leaf)]
    plain = all(isinstance(part, AllOf | AnyOf) or part in leaves for part in walk(meant))
    if not plain or not all(map(_kept_by_the_fit, leaves)):
        return node
    return Readings(items=(node, meant), why=WHY_FIT, span=node.span)


def _kept_by_the_fit(leaf: Criterion) -> bool:
    match leaf:
        case Compare(quantity=Quantity(variable=str(name)), low=low, high=high):
            lowest = low is None or str(low.value) == "0"
            keeps = {"at most": lowest and high is not None, "at least": low is not None and high is None}
            return keeps.get(fit_side(name), False)
        case Has(target=target, window=None):
            return target.concept in _ALWAYS_ASKED and not target.qualifiers and not target.exceptions
        case _:
            return False


def _recently(window: Window | None) -> bool:
    return window is not None and window.kind is WindowKind.WITHIN_BEFORE
