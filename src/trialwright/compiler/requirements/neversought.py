"""Never sought: requirements in; the same with what no trial asks for (a pregnancy, nursing, an allergy), where it was read as
required, in doubt, out."""

from __future__ import annotations

import re
from dataclasses import replace

from trialwright.compiler.sentences.misplaced import READS_LIKE_EXCLUSION
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
