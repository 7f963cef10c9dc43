"""Meant now: "metastases stable without steroids", "is participating in another trial", "hospitalized" in; the same asked about
the present, out.

A medicine that a stable illness must do without is one that is taken now, not one that was ever taken; who is participating in a
trial is in it now.
"""

from __future__ import annotations

import re
from functools import partial

from trialwright.compiler.requirements.concomitant import is_concomitant
from trialwright.compiler.setting import changed_leaves, doubted, same_items
from trialwright.compiler.statement import Statement
from trialwright.protocol.criteria import AllOf, Criterion, Has, NoneOf, Not, Readings, Unread, When, Window, WindowKind
from trialwright.vocabulary.records import anew

_PARTICIPATING = re.compile(
    r"(?:(?:currently|actively|simultaneously|concurrently|already) )*(?:participating|enrolled|included|registered|involved|"
    r"taking part) in\b",
    re.IGNORECASE,
)
_NOT_NOW = re.compile(
    r"\b(?:prior|previous(?:ly)?|earlier|histor(?:y|ies)|received|ever|had|past|been|was|were|have|has)\b[^.;,]*$", re.IGNORECASE
)
WHY = "it may be over, and the line does not say whether that matters"
_CALM = (("stability", "stable"), ("symptoms", "asymptomatic"), ("control", "controlled"))
_EARLIER = re.compile(r"\b(?:prior|previous(?:ly)?|histor(?:y|ies)|received|ever|had|past|given|been)\b", re.IGNORECASE)
_BACK = 24


def with_present_states(statement: Statement, text: str) -> Statement:
    """The statement with what its words say of the present asked about the present. `text`: the whole."""
    node = changed_leaves(_without_medicines_now(statement.node, text), partial(_of_today, text=text))
    return statement if node is statement.node else anew(statement, node=node)


def _of_today(leaf: Criterion, *, text: str) -> Criterion:
    """An event that can be over, where the words say that it is going on: "hospitalized at the time of starting therapy"."""
    if not isinstance(leaf, Has) or leaf.window is not None or leaf.target.qualifiers:
        return leaf
    if leaf.target.concept not in _STAYS:
        return _participating(leaf, text=text)
    said = leaf.span.cut(text)
    before, behind = text[max(leaf.span.start - _BACK, 0) : leaf.span.start], text[leaf.span.end : leaf.span.end + _BACK]
    if _NOT_NOW.search(before + said):
        return leaf
    at = _AT_A_TIME.search(said) or _AT_A_TIME.match(behind)
    if at is not None and not _OF_ENTRY.search(at[0] + text[leaf.span.end :][: _BACK * 2]):
        return doubted(leaf, Unread(text=at[0].strip(), why="at which time", span=leaf.span))
    now = at or _IN_HOSPITAL.search(said)
    return leaf if now is None else anew(leaf, window=Window(kind=WindowKind.CURRENT))


_STAYS = frozenset({"hospitalization", "intensive care admission"})
_IN_HOSPITAL = re.compile(r"^(?:currently |still )?(?:hospitali[sz]ed|inpatients?)\b", re.IGNORECASE)
_AT_A_TIME = re.compile(
    r"\s*\b(?:at|on|upon)\b(?: the)? (?:time|start|moment|day|initiation|beginning|onset|commencement|screening|enrol\w*|"
    r"entry)\b",
    re.IGNORECASE,
)


_OF_ENTRY = re.compile(
    r"\b(?:screening|enrol\w*|entry|registration|randomi[sz]ation|inclusion|consent|baseline)\b", re.IGNORECASE
)


def _participating(leaf: Criterion, *, text: str) -> Criterion:
    """ "Participating in another study" is of today; "participation in another study" may be over, and it may not matter then."""
    if not isinstance(leaf, Has) or leaf.window is not None or leaf.target.qualifier("activity") is not None:
        return leaf
    if not leaf.target.concept.startswith("participation in"):
        return leaf
    said = leaf.span.cut(text)
    if _NOT_NOW.search(text[max(leaf.span.start - _BACK, 0) : leaf.span.start] + said) is not None:
        return leaf
    now = anew(leaf, window=Window(kind=WindowKind.CURRENT))
    if _PARTICIPATING.match(said) is not None:
        return now
    return Readings(items=(leaf, now), why=WHY, span=leaf.span) if said.lower().startswith("participation") else leaf


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
