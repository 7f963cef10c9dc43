"""Own disease: "small cell lung cancer" among the exclusions of a trial that asks for it in; a part that was misread or is
misprinted, and excludes nobody, out. And "no neoplasm" of it as no other one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from trialwright.compiler.statement import Statement
from trialwright.protocol.criteria import AllOf, AnyOf, Criterion, Has, NoneOf, Not, Unread
from trialwright.vocabulary.concepts import Vocabulary
from trialwright.vocabulary.records import anew

WHY = "nobody could join: it is what the trial asks for"


def with_own_disease_spared(statements: tuple[Statement, ...], vocabulary: Vocabulary) -> tuple[Statement, ...]:
    """Requirements whose exclusions spare the cancer that everybody must have: a list that bars it says something else."""
    asked = [cancers for item in statements if not item.exclusion and (cancers := _required(item.node, vocabulary))]
    if not asked:
        return statements
    return tuple(_spared(item, asked, vocabulary) for item in statements)


def _required(node: Criterion, vocabulary: Vocabulary) -> frozenset[str]:
    """The cancers of which a requirement asks for one; none where something else would do."""
    match node:
        case Has(target=target) if vocabulary.kind(target.concept) in _CANCERS and not target.other:
            return frozenset({target.concept})
        case AllOf(items=items):
            return next((found for item in items if (found := _required(item, vocabulary))), frozenset())
        case AnyOf(items=items):
            each = [_required(item, vocabulary) for item in items]
            return frozenset().union(*each) if all(each) else frozenset()
        case _:
            return frozenset()


_CANCERS = frozenset({"cancer", "histology"})
_BROAD = frozenset({"malignancy", "neoplasm", "solid tumor", "hematologic malignancy"})
""" "Any history of solid or hematologic malignancies": any other than the one that is treated."""


def _spared(statement: Statement, asked: Iterable[frozenset[str]], vocabulary: Vocabulary) -> Statement:
    def mended(item: Criterion) -> Criterion:
        if isinstance(item, Has) and item.target.concept in _BROAD and _bars_all(item, asked, vocabulary):
            return replace(item, target=replace(item.target, other=True))
        of_a_kind = statement.exclusion and not (isinstance(item, Has) and item.target.exceptions)
        if of_a_kind and _bars_all(item, asked, vocabulary):
            return Unread(text=statement.normal.text, why=WHY, span=item.span)
        return item

    def spared(node: Criterion) -> Criterion:
        match node:
            case Not(item=item):
                return replace(node, item=mended(item))
            case NoneOf(items=items):
                return replace(node, items=tuple(mended(item) for item in items))
            case AllOf(items=items):
                return replace(node, items=tuple(spared(item) for item in items))
            case _:
                return node

    node = spared(statement.node)
    return statement if node == statement.node else anew(statement, node=node)


def _bars_all(item: Criterion, asked: Iterable[frozenset[str]], vocabulary: Vocabulary) -> bool:
    if not isinstance(item, Has) or item.window is not None:
        return False
    target = item.target
    if target.other or target.qualifiers or vocabulary.kind(target.concept) not in _CANCERS:
        return False
    return any(all(vocabulary.is_a(name, target.concept) for name in cancers) for cancers in asked)
