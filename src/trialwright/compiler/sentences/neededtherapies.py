"""Needed therapies: an illness described as "that required steroids", "requiring treatment with antibiotics" in; the illness and
the therapy that was given for it out."""

from __future__ import annotations

import re
from dataclasses import replace

from trialwright.compiler.chunks import Sort
from trialwright.compiler.setting import Setting, changed_leaves
from trialwright.compiler.tagging.tag import tag
from trialwright.protocol.criteria import AllOf, Criterion, Has, Qualifier, Target, walk

_NEEDED = re.compile(
    r"(?:(?:that|which|who) )?(?:(?:has|have|had|previously) )*(?:requir|need)(?:ed|ing|es|e|s)?"
    r"(?: (?:treatment|therapy|management) (?:with|by))? (?P<with>[\w -]+)",
    re.IGNORECASE,
)
_ANY = ("anticancer therapy", "systemic therapy")
""" "Infection requiring systemic therapy": any of its own, and none against cancer."""
_MEDICINES = frozenset({"drug", "drug class"})
_ILL = frozenset({"condition", "finding"})


def with_needed_therapies(node: Criterion, setting: Setting) -> Criterion:
    """The tree with every illness that is narrowed by the one medicine that it needed and by nothing else: both, the medicine
    given for it. Words that a list lends to several illnesses may be of the last alone, and stay as they are."""
    if "requir" not in setting.normal.text.lower():
        return node
    told: dict[str, set[str]] = {}
    for leaf in walk(node):
        if isinstance(leaf, Has):
            told.setdefault(_described(leaf), set()).add(leaf.target.concept)
    own = {words for words, ill in told.items() if words and (len(ill) == 1 or _behind_slash(words, setting))}
    return changed_leaves(
        node, lambda leaf: _given_for(leaf, setting) if isinstance(leaf, Has) and _described(leaf) in own else leaf
    )


def _described(leaf: Has) -> str:
    item = next((item for item in leaf.target.qualifiers if item.name == "described"), None)
    return item.values[0] if item is not None and len(item.values) == 1 else ""


def _behind_slash(words: str, setting: Setting) -> bool:
    """ "ILD/pneumonitis that required steroids" is of either."""
    before = setting.normal.text.partition(words)[0]
    return "/" in _JOINTS.split(before)[-1]


_JOINTS = re.compile(r"[,;]|\b(?:or|and)\b")


def _given_for(leaf: Has, setting: Setting) -> Criterion:
    words = _NEEDED.fullmatch(_described(leaf))
    if words is None or setting.vocabulary.kind(leaf.target.concept) not in _ILL or leaf.target.exceptions:
        return leaf
    said = [chunk for chunk in tag(words["with"], setting.tagger) if chunk.sort is not Sort.FILL]
    if len(said) != 1 or said[0].sort is not Sort.CONCEPT or len(said[0].names) != 1:
        return leaf
    name = said[0].names[0]
    if setting.vocabulary.kind(name) not in _MEDICINES or setting.under(name, *_ANY):
        return leaf
    ill = replace(leaf.target, qualifiers=tuple(item for item in leaf.target.qualifiers if item.name != "described"))
    of_it = Qualifier(name="purpose", values=(leaf.target.concept,))
    given = Has(target=Target(concept=name, qualifiers=(of_it,)), window=leaf.window, span=leaf.span)
    return AllOf(items=(replace(leaf, target=ill), given), span=leaf.span)
