"""Excepted lists: a statement with a list of its exceptions below it in; whether each of them spares by itself, and the statement
with the exceptions in place, out."""

from __future__ import annotations

import re

from trialwright.compiler.chunks import Sort
from trialwright.compiler.phrasing.measures import targets_in
from trialwright.compiler.phrasing.targets import DISEASE_KINDS, THERAPY_KINDS
from trialwright.compiler.sentences.conditions import with_exceptions
from trialwright.compiler.setting import flattened
from trialwright.compiler.statement import Statement
from trialwright.findings import Span
from trialwright.protocol.criteria import AllOf, AnyOf, Compare, Criterion, Has, Not, Readings, Unread, walk
from trialwright.vocabulary.concepts import default_vocabulary

_OF_PEOPLE = re.compile(r"\b(?:who|that|with|if|when|where|in whom|have|has|had|having)\s*:?\s*$", re.IGNORECASE)
""" "Except for patients who:" opens a list of which all may have to hold; "except for:" names what is spared."""
WHY = "whether one or all of the exceptions must hold is not said"


def each_spares(own: Criterion, statement: Statement) -> bool:
    """Whether each line below a statement is an exception by itself: where words say so, or where one of them names a kind of
    what is banned, which no other line can narrow ("other malignancy, except patients with: skin cancer / …")."""
    item = statement.item
    if not item.exception:
        return False
    if item.logic_stated or len(statement.children) < 2:
        return item.logic != "ALL"
    if any(_names_a_kind(child, own) for child in statement.children):
        return True
    return item.logic != "ALL" and not _perhaps_together(statement)


_BEGINS_A_BAN = re.compile(
    r"\W*(?:known|history of|uncontrolled|active|prior|presence of|evidence of|mean qt\w*|qt\w*)\b", re.IGNORECASE
)


def bans_itself(own: Criterion, child: Statement) -> bool:
    """True for a line below a banned therapy that names none, but an illness or a value as bans do: where the list of what is
    spared has lost its end ("Premedication with steroids. / Known CNS disease, except for treated metastases. / QTcF >= 470 ms").
    """
    vocabulary = default_vocabulary()
    banned = {vocabulary.kind(leaf.target.concept) for leaf in walk(own) if isinstance(leaf, Has)}
    chunks = flattened(child.chunks)
    allergy = any(chunk.sort is Sort.ALLERGY for chunk in chunks)
    named = {vocabulary.kind(name) for chunk in chunks if chunk.sort is Sort.CONCEPT for name in chunk.names}
    of_therapies = bool(banned & THERAPY_KINDS) and not banned - THERAPY_KINDS - DISEASE_KINDS - {"metastasis"}
    return of_therapies and (allergy or not named & THERAPY_KINDS) and _BEGINS_A_BAN.match(child.normal.text) is not None


def _perhaps_together(statement: Statement) -> bool:
    named = any(chunk.sort is Sort.CONCEPT for child in statement.children for chunk in flattened(child.chunks))
    return not named or _OF_PEOPLE.search(statement.normal.text) is not None


def _names_a_kind(child: Statement, own: Criterion) -> bool:
    vocabulary = default_vocabulary()
    banned = [leaf.target.concept for leaf in walk(own) if isinstance(leaf, Has)]
    first = next((chunk for chunk in flattened(child.chunks) if chunk.sort in (Sort.CONCEPT, Sort.NEG, Sort.VARIABLE)), None)
    names = first.names if first is not None and first.sort is Sort.CONCEPT else ()
    return any(name != other and vocabulary.is_a(name, other) for name in names for other in banned)


def excepted(own: Criterion, exceptions: tuple[Criterion, ...], statement: Statement) -> Criterion:
    """Exceptions below a statement lift it; one that was not read leaves it in doubt."""
    span = exceptions[0].span
    for item in exceptions[1:]:
        span = span.joined(item.span)
    each = each_spares(own, statement)
    targets = tuple(target for item in exceptions for target in targets_in(item))
    if targets and each and all(isinstance(item, Has | AnyOf) and targets_in(item) for item in exceptions):
        changed = with_exceptions(own, targets)
        if changed is not None:
            return changed
    spared = exceptions[0] if len(exceptions) == 1 else _spared(exceptions, statement, span, each=each)
    whole = statement.item.span.joined(span)
    if any(isinstance(leaf, Compare) and leaf.quantity.attribute == "grade" for leaf in walk(own)):
        spared = Unread(text=statement.item.text, why="an exception that was not understood", span=span)  # of one, not of all
    if statement.exclusion:
        return AllOf(items=(own, Not(item=spared, span=spared.span)), span=whole)
    return AnyOf(items=(own, spared), span=whole)


def _spared(exceptions: tuple[Criterion, ...], statement: Statement, span: Span, *, each: bool) -> Criterion:
    together, apart = AllOf(items=exceptions, span=span), AnyOf(items=exceptions, span=span)
    if each:
        return apart
    return together if statement.item.logic == "ALL" else Readings(items=(together, apart), why=WHY, span=span)
