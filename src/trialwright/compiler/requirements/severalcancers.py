"""Several cancers: a list that would ask everybody for cancers of different organs at once in; any of them, in doubt, out.

No trial wants patients who have bladder, penile and testicular cancer: the list names those whom it takes.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from trialwright.compiler.statement import Statement
from trialwright.protocol.criteria import AllOf, AnyOf, Criterion, Has, Unread
from trialwright.vocabulary.concepts import Relation, default_vocabulary
from trialwright.vocabulary.records import anew

OF_ITS_OWN = "another line asks for another cancer; each may be asked of its own patients"
WHY = "nobody has all of these cancers; which of them may be asked for is not told"


def with_any_of_several(statement: Statement, text: str) -> Statement:
    """The statement, with cancers that exclude each other as any of them. `text`: the whole."""
    if statement.exclusion:
        return statement
    node = _any(statement.node, text)
    return statement if node is statement.node else anew(statement, node=node)


def with_one_of_lines(statements: tuple[Statement, ...]) -> tuple[Statement, ...]:
    """The statements, those in doubt that ask for cancers of different organs ("Melanoma patients", "Breast cancer patients"):
    each is asked of its own patients."""
    asked = {
        place: item.node.target.concept
        for place, item in enumerate(statements)
        if not item.exclusion and isinstance(item.node, Has) and any(_cancers(item.node))
    }
    apart = {place for one, other in combinations(asked, 2) if _apart(asked[one], asked[other]) for place in (one, other)}
    return tuple(_perhaps(item) if place in apart else item for place, item in enumerate(statements))


def _perhaps(statement: Statement) -> Statement:
    doubt = Unread(text=statement.item.text, why=OF_ITS_OWN, span=statement.node.span)
    return anew(statement, node=AnyOf(items=(statement.node, doubt), span=statement.node.span))


def _any(node: Criterion, text: str) -> Criterion:
    if not isinstance(node, AllOf):
        return node
    asked = [item for item in node.items if any(_cancers(item, _DISEASES))]
    named = [names for item in asked if (names := tuple(_cancers(item)))]
    if not any(all(_apart(one, other) for one in first for other in second) for first, second in combinations(named, 2)):
        return node
    doubt = Unread(text=" ".join(node.span.cut(text).split()), why=WHY, span=node.span)
    any_of = AnyOf(items=(*asked, doubt), span=node.span)
    rest = tuple(item for item in node.items if item not in asked)
    return any_of if not rest else anew(node, items=(any_of, *rest))


_DISEASES = frozenset({"cancer", "histology"})


def _cancers(item: Criterion, kinds: frozenset[str] = frozenset({"cancer"})) -> Iterator[str]:
    """The cancers, by name, that an item asks for."""
    if isinstance(item, AllOf | AnyOf):
        for part in item.items:
            yield from _cancers(part, kinds)
    elif isinstance(item, Has) and not item.target.other and default_vocabulary().kind(item.target.concept) in kinds:
        yield item.target.concept


def _apart(one: str, other: str) -> bool:
    words = default_vocabulary()
    if words.is_a(one, "melanoma") != words.is_a(other, "melanoma"):
        return not words.is_a("melanoma", other if words.is_a(one, "melanoma") else one)
    return Relation.IS_NOT in (words.relation(one, other), words.relation(other, one)) and not (
        words.descendants(one) & words.descendants(other)
    )
