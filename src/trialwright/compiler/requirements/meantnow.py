"""Meant now: "metastases stable without steroids", "is participating in another trial" in; the same asked about the present, out.

A medicine that a stable illness must do without is one that is taken now, not one that was ever taken; who is participating in a
trial is in it now.
"""

from __future__ import annotations

import re
from functools import partial

from trialwright.compiler.requirements.concomitant import is_concomitant
from trialwright.compiler.setting import changed_leaves, same_items
from trialwright.compiler.statement import Statement
from trialwright.protocol.criteria import AllOf, Criterion, Has, NoneOf, Not, When, Window, WindowKind
from trialwright.vocabulary.records import anew

_PARTICIPATING = re.compile(
    r"(?:(?:currently |actively |simultaneously )?participating|(?:currently )?enrolled) in\b", re.IGNORECASE
)
_IS = re.compile(r"\b(?:is|are)(?: (?:currently|already|actively))? $", re.IGNORECASE)
_CALM = (("stability", "stable"), ("symptoms", "asymptomatic"), ("control", "controlled"))
_EARLIER = re.compile(r"\b(?:prior|previous(?:ly)?|histor(?:y|ies)|received|ever|had|past|given|been)\b", re.IGNORECASE)
_BACK = 24


def with_present_states(statement: Statement, text: str) -> Statement:
    """The statement with what its words say of the present asked about the present. `text`: the whole."""
    node = changed_leaves(_without_medicines_now(statement.node, text), partial(_participating, text=text))
    return statement if node is statement.node else anew(statement, node=node)


def _participating(leaf: Criterion, *, text: str) -> Criterion:
    """ "Is participating in another study", not "participation in another study", which may be over."""
    if not isinstance(leaf, Has) or leaf.window is not None or leaf.target.qualifier("activity") is not None:
        return leaf
    if not leaf.target.concept.startswith("participation in"):
        return leaf
    before = text[max(leaf.span.start - _BACK, 0) : leaf.span.start]
    said = _PARTICIPATING.match(leaf.span.cut(text)) is not None and _IS.search(before) is not None
    return anew(leaf, window=Window(kind=WindowKind.CURRENT)) if said else leaf


def _without_medicines_now(node: Criterion, text: str) -> Criterion:
    """The tree with each medicine that is denied beside a calm illness denied at present."""
    match node:
        case When():
            return _same_when(node, text)
        case AllOf(items=items):
            calm = any(map(_is_calm, items))
            changed = tuple(_denied_now(item, text) if calm else _without_medicines_now(item, text) for item in items)
            return node if same_items(changed, items) else anew(node, items=changed)
        case _:
            return node


def _same_when(node: When, text: str) -> When:
    then, otherwise = _without_medicines_now(node.then, text), _without_medicines_now(node.otherwise, text)
    return node if then is node.then and otherwise is node.otherwise else anew(node, then=then, otherwise=otherwise)


def _is_calm(item: Criterion) -> bool:
    """An illness that is stable, without symptoms or controlled."""
    told = [item.target.qualifier(name) for name, _value in _CALM] if isinstance(item, Has) else []
    return any(found is not None and found.values == (value,) for found, (_name, value) in zip(told, _CALM, strict=False))


def _denied_now(item: Criterion, text: str) -> Criterion:
    match item:
        case Not(item=Has() as leaf):
            changed = _now(leaf, text)
            return item if changed is leaf else anew(item, item=changed)
        case NoneOf(items=items):
            several = tuple(_now(leaf, text) if isinstance(leaf, Has) else leaf for leaf in items)
            return item if same_items(several, items) else anew(item, items=several)
        case _:
            return item


def _now(leaf: Has, text: str) -> Has:
    before = text[max(leaf.span.start - _BACK, 0) : leaf.span.end]
    if leaf.window is not None or _EARLIER.search(before) or not is_concomitant(leaf.target.concept):
        return leaf
    return anew(leaf, window=Window(kind=WindowKind.CURRENT))
