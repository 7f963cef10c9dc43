"""Said of some: "anti-EGFR therapy for RAS wild-type patients", "males and females of childbearing potential", "HIV and syphilis
among others", "other radiotherapy within 4 weeks" in; the requirement asked of those alone, of both, with what is not named kept
open, or with what is named kept apart, out."""

from __future__ import annotations

import re
from dataclasses import replace

from trialwright.compiler.phrasing.targets import THERAPY_KINDS
from trialwright.compiler.statement import Statement
from trialwright.protocol.criteria import (
    AllOf,
    AnyOf,
    Criterion,
    Has,
    NoConstraint,
    NoneOf,
    Not,
    Qualifier,
    Target,
    Unread,
    When,
    WindowKind,
)
from trialwright.vocabulary.concepts import default_vocabulary
from trialwright.vocabulary.records import anew

_OTHERS = re.compile(r"\bamong(?:st)? others?\b|,? and others\b(?=\W*$)", re.IGNORECASE)
_BOTH = re.compile(
    r"\b(?:men|males?) (?:and|or) (?:women|females?) (?:patients |subjects |participants )?(?:of|with)\b|"
    r"\b(?:women|females?) (?:and|or) (?:men|males?) (?:patients |subjects |participants )?(?:of|with)\b",
    re.IGNORECASE,
)
_OF_WHOM = re.compile(
    r"\b(?:for|in)(?: (?:the|those|patients?|participants?|subjects?|with|who have|whose tumou?rs? (?:is|are)))*\s*$",
    re.IGNORECASE,
)
_PEOPLE = re.compile(
    r"\W*(?:[\w-]+\W+){0,2}?(?:patients?|participants?|subjects?|individuals?|tumou?rs?|diseases?|cancers?)\b", re.IGNORECASE
)
_RESULTS = frozenset({"gene", "biomarker", "receptor status"})
_BACK = 40
_ABLE = frozenset({"childbearing potential", "reproductive potential"})


def with_whom_it_is_said_of(statement: Statement, text: str) -> Statement:
    """The statement with what is said of some patients asked of those, and what a list leaves unnamed open. `text`: the whole."""
    node = statement.node
    if statement.exclusion:
        found = None if statement.children else _OTHERS.search(statement.normal.text)
        node = _left_open(node, statement, found) if found is not None else node
        node = _suspected_now(_others_alone(_lasting_alone(node, text), text), text)
    else:
        node = _of_both(_of_those_tested(node, text), statement.normal.text)
    return statement if node is statement.node else anew(statement, node=node)


def _left_open(node: Criterion, statement: Statement, found: re.Match[str]) -> Criterion:
    """ "Among others" behind what excludes: nobody passes for having none of those that are named."""
    hole = Unread(text=found[0], why="others that are not named", span=statement.normal.span(found.start(), found.end()))
    match node:
        case NoneOf(items=items):
            return anew(node, items=(*items, hole))
        case Not(item=item):
            return NoneOf(items=(item, hole), span=node.span)
        case _:
            return node


def _of_both(node: Criterion, said: str) -> Criterion:
    """ "For males and females of childbearing potential": men are asked too."""
    match node:
        case When(condition=Has(target=Target(concept=name)) as able) if name in _ABLE and _BOTH.search(said):
            if name == "reproductive potential":
                return node
            men = Has(target=Target(concept="male"), span=able.span)
            return anew(node, condition=AnyOf(items=(men, able), span=able.span))
        case _:
            return node


def _of_those_tested(node: Criterion, text: str) -> Criterion:
    """ "Prior anti-EGFR therapy for RAS wild-type patients": asked of those whose test shows it, and no test is asked for."""
    match node:
        case AllOf(items=items):
            changed = tuple(_of_those_tested(item, text) for item in items)
            last, before = changed[-1], changed[:-1]
            if _is_group(last, text) and before and all(map(_is_therapy, before)):
                then = before[0] if len(before) == 1 else AllOf(items=before, span=node.span)
                return When(condition=last, then=then, otherwise=NoConstraint(why="for others", span=node.span), span=node.span)
            return node if all(new is old for new, old in zip(changed, items, strict=True)) else anew(node, items=changed)
        case _:
            return node


def _is_group(item: Criterion, text: str) -> bool:
    if not isinstance(item, Has) or item.target.qualifier("value") is None or item.target.concept not in default_vocabulary():
        return False
    before, behind = text[max(item.span.start - _BACK, 0) : item.span.start], text[item.span.end : item.span.end + _BACK]
    tested = default_vocabulary().kind(item.target.concept) in _RESULTS
    said = item.span.cut(text)
    whom = (
        _OF_WHOM.search(" ".join(before.split()) + " ") is not None or re.match(r"(?:for|in)\b", said, re.IGNORECASE) is not None
    )
    return (
        tested
        and whom
        and (_PEOPLE.match(behind) is not None or re.search(r"(?:patients|participants|subjects)\W*$", said) is not None)
    )


def _is_therapy(item: Criterion) -> bool:
    if not isinstance(item, Has) or item.target.concept not in default_vocabulary():
        return False
    return default_vocabulary().kind(item.target.concept) in THERAPY_KINDS


_LASTS = re.compile(r"\b(?:diathesis|h(?:a)?emophilia|congenital|inherited|hereditary|von willebrand)\b", re.IGNORECASE)


def _lasting_alone(node: Criterion, text: str) -> Criterion:
    """ "Bleeding diathesis or extensive bleeding requiring transfusion within 14 days": a diathesis lasts, and has neither the
    time nor the need of the bleeding behind it."""
    match node:
        case NoneOf(items=items) | AnyOf(items=items):
            last = items[-1]
            changed = tuple(_without_its_time(item, last, text) for item in items)
            return node if all(new is old for new, old in zip(changed, items, strict=True)) else anew(node, items=changed)
        case _:
            return node


def _without_its_time(item: Criterion, last: Criterion, text: str) -> Criterion:
    if not isinstance(item, Has) or not isinstance(last, Has) or item is last or item.window is None:
        return item
    if (
        item.window != last.window
        or item.window.kind is not WindowKind.WITHIN_BEFORE
        or item.target.concept == last.target.concept
    ):
        return item
    if _LASTS.search(item.span.cut(text)) is None or _LASTS.search(last.span.cut(text)) is not None:
        return item
    shared = last.target.qualifier("described")
    kept = tuple(told for told in item.target.qualifiers if told != shared)
    return anew(item, window=None, target=replace(item.target, qualifiers=kept))


_OTHER = re.compile(r"\b(?:any |all )?other(?: types? of| forms? of| kinds? of)?\W*$", re.IGNORECASE)


def _others_alone(node: Criterion, text: str) -> Criterion:
    """ "Radiotherapy for bone metastases within 2 weeks, other radiotherapy within 4 weeks": what was named before the other has
    its own time."""
    if not isinstance(node, NoneOf):
        return node
    changed = tuple(_without_named(item, node.items[:place], text) for place, item in enumerate(node.items))
    return node if all(new is old for new, old in zip(changed, node.items, strict=True)) else anew(node, items=changed)


def _without_named(item: Criterion, before: tuple[Criterion, ...], text: str) -> Criterion:
    if not isinstance(item, Has) or item.window is None or item.target.other or not _is_therapy(item):
        return item
    start = text[max(item.span.start - _BACK, 0) : item.span.start]
    if _OTHER.search(start) is None and not item.span.cut(text).lower().startswith("other "):
        return item
    named = [
        told.target if _of_one_kind(told, item) else Target(concept=item.target.concept, qualifiers=told.target.qualifiers)
        for told in before
        if isinstance(told, Has) and told.window != item.window and (_of_one_kind(told, item) or _akin(told, item))
    ]
    return anew(item, target=replace(item.target, exceptions=(*item.target.exceptions, *named))) if named else item


def _of_one_kind(one: Has, other: Has) -> bool:
    """ "Bone radiotherapy", "palliative radiotherapy": a name of its own for one of those that are of a kind."""
    words = default_vocabulary()
    names = one.target.concept, other.target.concept
    own = names[0] != names[1] and all(name in words and words.kind(name) == "radiotherapy" for name in names)
    return own and not words.is_a(names[1], names[0])


def _akin(one: Has, other: Has) -> bool:
    """ "Radiotherapy for bone metastases", "external radiation": the same, or a wider name for it, of which more is told."""
    words = default_vocabulary()
    if one.target.concept not in words or other.target.concept not in words or not one.target.qualifiers:
        return False
    return words.is_a(one.target.concept, other.target.concept) or words.is_a(other.target.concept, one.target.concept)


_SUSPECTED = re.compile(r"\W*suspected\b", re.IGNORECASE)
_SUSPECTED_BEFORE = re.compile(r"(?<!known or )\bsuspected (?:[^,;]{0,40}/ ?)?$", re.IGNORECASE)


def _suspected_now(node: Criterion, text: str) -> Criterion:
    """ "Pneumonitis that required steroids, current pneumonitis, or suspected pneumonitis": what is suspected is of now, where
    the list tells what is present from what is past."""
    items = node.items if isinstance(node, NoneOf) else ()
    leaves = [item for item in items if isinstance(item, Has)]
    now = {item.target.concept for item in leaves if item.target.qualifier("activity") is not None}
    changed = tuple(_as_present(item, text) if isinstance(item, Has) and item.target.concept in now else item for item in items)
    same = all(new is old for new, old in zip(changed, items, strict=True))
    return node if same or not isinstance(node, NoneOf) else anew(node, items=changed)


def _as_present(item: Has, text: str) -> Has:
    before = text[max(item.span.start - _BACK, 0) : item.span.start]
    said = _SUSPECTED.match(item.span.cut(text)) is not None or _SUSPECTED_BEFORE.search(before) is not None
    if item.window is not None or item.target.qualifiers or not said:
        return item
    active = Qualifier(name="activity", values=("active",))
    return anew(item, target=replace(item.target, qualifiers=(active,)))
