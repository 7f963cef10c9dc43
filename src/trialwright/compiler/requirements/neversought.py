"""Never sought: requirements in; the same with what no trial asks for (a pregnancy, nursing, an allergy), where it was read as
required, in doubt, out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from trialwright.compiler.sentences.misplaced import KEPT_OUT, READS_LIKE_EXCLUSION, WHY
from trialwright.compiler.statement import Statement
from trialwright.protocol.criteria import (
    AllOf,
    AnyOf,
    AtLeast,
    Criterion,
    Has,
    NoneOf,
    Not,
    Readings,
    Unread,
    When,
    children,
    walk,
)
from trialwright.vocabulary.concepts import default_vocabulary
from trialwright.vocabulary.records import anew

_NEVER = frozenset({"pregnancy", "breastfeeding"})
_INFECTIONS = frozenset({"hiv infection", "hepatitis b", "hepatitis c", "hepatitis"})
""" "Seronegative for HIV Ag/Ab, HCV and active HBV": none of them is asked for beside the lack of another."""
_SEXES = frozenset({"male", "female"})
_CONTRACEPTION = re.compile(r"contracep|birth control|condom|abstin", re.IGNORECASE)
_EITHER_SEX = re.compile(
    r"\b(?:men|males?)\b.*\b(?:wom[ae]n|females?)\b|\b(?:wom[ae]n|females?)\b.*\b(?:men|males?)\b", re.IGNORECASE | re.DOTALL
)
_NEGATIVE = re.compile(r"\b(?:sero-?)?negativ", re.IGNORECASE)
_POSITIVE = re.compile(r"\bpositiv", re.IGNORECASE)


def without_never_sought(statement: Statement) -> Statement:
    """The statement with each such requirement as a hole: its line stands in the wrong list, or gives a reason and no rule."""
    statement = _with_denied_doubted(statement)
    node = statement.node
    named = [leaf for leaf in walk(node) if isinstance(leaf, Has)]
    denied = not statement.exclusion and _NEGATIVE.search(statement.normal.text) and not _POSITIVE.search(statement.normal.text)
    never = _NEVER | _INFECTIONS if denied else _NEVER
    if not statement.exclusion and _of_pregnant(node):
        never -= {"pregnancy"}
    if not statement.exclusion and _CONTRACEPTION.search(statement.normal.text) and _EITHER_SEX.search(statement.normal.text):
        never = never | _SEXES  # what each sex agrees to asks nobody to be of it
    if not any(leaf.target.concept in never or leaf.target.qualifier("allergy") is not None for leaf in named):
        return statement
    if not statement.exclusion and _allergies_alone(node):
        text = statement.normal.text
        return anew(
            statement,
            node=Readings(
                items=(node, Unread(text=text, why=READS_LIKE_EXCLUSION, span=node.span)),
                why=READS_LIKE_EXCLUSION,
                span=node.span,
            ),
        )
    changed = _doubted(node, statement, never, required=True)
    return statement if changed == node else anew(statement, node=changed)


def _with_denied_doubted(statement: Statement) -> Statement:
    """ "Serious illness:" among the exclusions over "no active infection", "no HIV": nobody is kept out for having none, so each
    is a hole."""
    if not statement.exclusion or not statement.children:
        return statement
    denied = [child for child in _below(statement) if _BEGINS_NO.match(child.normal.text)]
    return anew(statement, node=_ill_doubted(statement.node, denied, required=True)) if denied else statement


_BEGINS_NO = re.compile(r"\W*no\b(?! (?:more|less|fewer|greater|longer|later) )", re.IGNORECASE)


def _below(statement: Statement) -> Iterator[Statement]:
    for child in statement.children:
        yield child
        yield from _below(child)


def _ill_doubted(node: Criterion, denied: Sequence[Statement], *, required: bool) -> Criterion:
    """The tree with whatever of those items would have to be there as a hole, where a trial keeps it out."""
    place = next(
        (item for item in denied if item.item.span.start <= node.span.start and node.span.end <= item.item.span.end), None
    )
    if required and place is not None and not any(isinstance(part, Not | NoneOf) for part in walk(node)):
        kinds = {default_vocabulary().kind(leaf.target.concept) for leaf in walk(node) if isinstance(leaf, Has)}
        return Unread(text=place.normal.within(node.span), why=WHY, span=node.span) if kinds & KEPT_OUT else node
    match node:
        case Not(item=item):
            return replace(node, item=_ill_doubted(item, denied, required=not required))
        case NoneOf(items=items):
            return replace(node, items=tuple(_ill_doubted(item, denied, required=not required) for item in items))
        case AllOf() | AnyOf() | AtLeast() | Readings():
            return replace(node, items=tuple(_ill_doubted(item, denied, required=required) for item in node.items))
        case When():
            return replace(node, then=_ill_doubted(node.then, denied, required=required))
        case _:
            return node


def _of_pregnant(node: Criterion) -> bool:
    """ "Pregnant women with breast cancer": both are asked for at once, of a trial of pregnant patients."""
    parts = node.then if isinstance(node, When) else node
    named = [item.target for item in parts.items if isinstance(item, Has)] if isinstance(parts, AllOf) else []
    cancers = any(default_vocabulary().kind(target.concept) == "cancer" for target in named)
    return cancers and any(target.concept == "pregnancy" for target in named)


def _doubted(node: Criterion, statement: Statement, never: frozenset[str], *, required: bool) -> Criterion:
    match node:
        case Has() if required and node.target.concept in never:
            return Unread(text=statement.normal.within(node.span), why=READS_LIKE_EXCLUSION, span=node.span)
        case Not(item=item):
            return replace(node, item=_doubted(item, statement, never, required=not required))
        case NoneOf(items=items):
            return replace(node, items=tuple(_doubted(item, statement, never, required=not required) for item in items))
        case AllOf() | AnyOf() | AtLeast():  # of several readings, the others doubt it already
            return replace(node, items=tuple(_doubted(item, statement, never, required=required) for item in node.items))
        case When():
            then, otherwise = (_doubted(part, statement, never, required=required) for part in (node.then, node.otherwise))
            return replace(node, then=then, otherwise=otherwise)
        case _:
            return node


def _allergies_alone(node: Criterion) -> bool:
    """ "Hypersensitivity to docetaxel" alone among what is required."""
    parts = list(walk(node))
    leaves = [part for part in parts if not children(part)]
    plain = all(isinstance(part, AnyOf | AllOf) for part in parts if part not in leaves)
    return plain and all(isinstance(leaf, Has) and leaf.target.qualifier("allergy") is not None for leaf in leaves)
