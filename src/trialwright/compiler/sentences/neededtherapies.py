"""Needed therapies: an illness described as "that required steroids", "requiring treatment with antibiotics" in; the illness and
the therapy that was given for it out."""

from __future__ import annotations

import re
from dataclasses import replace

from trialwright.compiler.chunks import Sort
from trialwright.compiler.phrasing.targets import THERAPY_KINDS
from trialwright.compiler.setting import Setting, changed_leaves
from trialwright.compiler.tagging.tag import tag
from trialwright.protocol.criteria import AllOf, Criterion, Has, Qualifier, Target

_NEEDED = re.compile(
    r"(?:(?:that|which|who) )?(?:(?:has|have|had|previously) )*(?:requir|need)(?:ed|ing|es|e|s)?"
    r"(?: (?:treatment|therapy|management) (?:with|by))? (?P<with>[\w -]+)",
    re.IGNORECASE,
)
_ANY = ("anticancer therapy", "systemic therapy")
""" "Infection requiring systemic therapy": any of its own, and none against cancer."""
_ILL = frozenset({"condition", "finding"})


def with_needed_therapies(node: Criterion, setting: Setting) -> Criterion:
    """The tree with every illness that is narrowed by the one therapy that it needed and by nothing else: both, the therapy given
    for it."""
    return changed_leaves(node, lambda leaf: _given_for(leaf, setting)) if "requir" in setting.normal.text.lower() else node


def _given_for(leaf: Criterion, setting: Setting) -> Criterion:
    if not isinstance(leaf, Has) or setting.vocabulary.kind(leaf.target.concept) not in _ILL:
        return leaf
    told = next((item for item in leaf.target.qualifiers if item.name == "described"), None)
    words = _NEEDED.fullmatch(told.values[0]) if told is not None and len(told.values) == 1 else None
    if words is None:
        return leaf
    said = [chunk for chunk in tag(words["with"], setting.tagger) if chunk.sort is not Sort.FILL]
    if len(said) != 1 or said[0].sort is not Sort.CONCEPT or len(said[0].names) != 1:
        return leaf
    if setting.vocabulary.kind(said[0].names[0]) not in THERAPY_KINDS or setting.under(said[0].names[0], *_ANY):
        return leaf
    ill = replace(leaf.target, qualifiers=tuple(item for item in leaf.target.qualifiers if item is not told))
    of_it = Qualifier(name="purpose", values=(leaf.target.concept,))
    given = Has(target=Target(concept=said[0].names[0], qualifiers=(of_it,)), span=leaf.span)
    return AllOf(items=(replace(leaf, target=ill), given), span=leaf.span)
