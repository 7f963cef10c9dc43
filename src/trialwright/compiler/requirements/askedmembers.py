"""Asked members: a list of what excludes, one member of which was not read but names an illness or a therapy beside others of its
sort, in; that member as a question to a person out.

"Visceral crisis or impending visceral crisis", "bypass graft, cardiac revascularization procedure": such a member is whole, for
it names one thing, with words before and behind it that no table knows. A member with a denial, a verb, a condition or a list of
its own stays unread, as does the first of a list, whose words may be of all.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrasing.targets import DISEASE_KINDS, THERAPY_KINDS
from trialwright.compiler.statement import Statement, Work
from trialwright.compiler.tagging.tag import tag
from trialwright.protocol.criteria import AnyOf, Ask, Criterion, Has, NoneOf, Not, Unread, walk
from trialwright.protocol.interview import question_of
from trialwright.vocabulary.records import anew

_BEFORE = frozenset({Sort.WORD, Sort.NARROWING, Sort.FILL, Sort.HEADNOUN, Sort.HIST, Sort.NOW, Sort.PREP})
_BEHIND = _BEFORE | {Sort.WINDOW, Sort.CONCEPT, Sort.FOR}
_MOST = 12
_BACK = 80
_JOINT, _APART = re.compile(r",|/|\b(?:or|and)\b", re.IGNORECASE), re.compile(r"[.;:*\n]")
_SPARES = re.compile(r"\b(?:except\w*|unless|other than|apart from|excluding|without|no|not)\b", re.IGNORECASE)
_RUN_ON = re.compile(r"[a-z] [A-Z][a-z]{3,}")
""" "Oxygen requirement Active infection": two lines that ran into one."""
_WHY = "not understood"
_BEGINS = re.compile(r"(?!(?:or|and|of|in|to|with|for|by|at|on|from|than|but|also|including)\b)[A-Za-z]{3,}")
_TURNS = re.compile(
    r"\b(?:need|needs|planned|planning|candidates?|free|off|negative|normal|unknown|only|alone|familial|is|are|was|were|has|have|had|"
    r"be|been|being|do|does|did|can|cannot|could|may|might|will|would|must|should|that|which|who|whose|whom|where|when|experiences?|"
    r"requires?|refus\w+|declin\w+|unless|except|if)\b",
    re.IGNORECASE,
)
""" "Anti-LAG-3 or anti-PD-1 therapy was intolerable": what is said behind the last is said of all."""


def with_members_asked(statement: Statement, work: Work) -> Statement:
    """The statement with each such member as a question."""
    if not statement.exclusion or not any(isinstance(leaf, Unread) for leaf in walk(statement.node)):
        return statement
    node = _asked(statement.node, work)
    return statement if node is statement.node else anew(statement, node=node)


def _asked(node: Criterion, work: Work) -> Criterion:
    match node:
        case Not():
            inner = _asked(node.item, work)
            return node if inner is node.item else anew(node, item=inner)
        case NoneOf() | AnyOf():
            items = tuple(_member(item, node.items[:place], work) for place, item in enumerate(node.items))
            return node if items == node.items else anew(node, items=items)
        case _:
            return node


def _member(item: Criterion, before: Sequence[Criterion], work: Work) -> Criterion:
    if isinstance(item, AnyOf):
        return _asked(item, work)
    if not isinstance(item, Unread) or item.why != _WHY:
        return item
    if not before or not _follows(before[-1], item, work):
        return item
    beside = [leaf.target.concept for leaf in before if isinstance(leaf, Has)]
    families = {_family(name, work) for name in beside} - {None}
    if len(families) != 1 or not _names_one(item.text, families.copy().pop(), work):
        return item
    said = item.text.strip(" .;,:")
    return Ask(statement=said, question=question_of(said), span=item.span)


def _follows(last: Criterion, item: Unread, work: Work) -> bool:
    """True for a member of one list with the one before it."""
    between = work.text[last.span.end : item.span.start]
    spared = _SPARES.search(work.text[max(last.span.start - _BACK, 0) : item.span.start])
    return _JOINT.search(between) is not None and _APART.search(between) is None and spared is None


def _family(name: str, work: Work) -> str | None:
    kind = work.tagger.vocabulary.kind(name)
    return "therapy" if kind in THERAPY_KINDS else "disease" if kind in DISEASE_KINDS else None


def _names_one(text: str, family: str | None, work: Work) -> bool:
    """True for words that name one thing of that sort, and turn nothing."""
    chunks = tag(text, work.tagger)
    place = next((index for index, chunk in enumerate(chunks) if chunk.sort is Sort.CONCEPT), None)
    worded = any(chunk.sort is Sort.WORD for chunk in chunks)
    if _RUN_ON.search(text) is not None:
        return False
    if place is None or not worded or len(text.split()) > _MOST or _BEGINS.match(text) is None or _TURNS.search(text) is not None:
        return False
    if any(_family(name, work) != family for name in chunks[place].names):
        return False
    tied = any(chunk.sort is Sort.PREP and chunk.text.lower() != "of" for chunk in chunks[:place])
    plain = all(chunk.sort in _BEFORE for chunk in chunks[:place]) and all(chunk.sort in _BEHIND for chunk in chunks[place + 1 :])
    return plain and not tied and not _cut_off(chunks)


def _cut_off(chunks: Sequence[Chunk]) -> bool:
    return chunks[-1].sort in (Sort.PREP, Sort.FOR, Sort.NARROWING, Sort.FILL, Sort.HIST, Sort.NOW)
