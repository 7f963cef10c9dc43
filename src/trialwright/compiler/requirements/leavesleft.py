"""Leaves left: a sentence that permits something ("in patients with bone metastases an ALP <= 5 x ULN will be allowed"), or asks
for it only where it is needed ("radiotherapy (if necessary)"), in; nothing that everybody must have out.

What was read of such a sentence as a requirement is put in doubt: whoever it is not for would be turned away.
"""

from __future__ import annotations

import re
from functools import partial

from trialwright.compiler.phrasing.targets import THERAPY_KINDS
from trialwright.compiler.setting import changed_leaves, same_items
from trialwright.compiler.statement import Statement
from trialwright.findings import Span
from trialwright.protocol.criteria import (
    AllOf,
    AnyOf,
    Compare,
    Criterion,
    Has,
    NoConstraint,
    NoneOf,
    Not,
    Unread,
    WindowKind,
    walk,
)
from trialwright.vocabulary.concepts import default_vocabulary
from trialwright.vocabulary.records import anew

_PERMITS = re.compile(
    r"(?:in|for|among|if|when|where|with)\b[^.;]*?\b(?:will be|is|are|may be|can be) "
    r"(?:allowed|permitted|accepted|acceptable|tolerated|eligible)\b",
    re.IGNORECASE,
)
_WHERE_NEEDED = re.compile(
    r"\b(?:if|as|when|where)(?: it is| clinically| medically)? "
    r"(?:necessary|indicated|needed|applicable|appropriate|required)\b",
    re.IGNORECASE,
)
_ILL = frozenset({"condition", "metastasis", "cancer", "histology", "finding"})
PERMITTED = "what is permitted to some is asked of nobody"
NEEDED = "asked only where it is needed"
TIMED = "the time behind the list, which was not read, may be of all of it"
_BARE_TIME = re.compile(r"(?:<=?|>=?|\u2264|\u2265|within) ?\d+ ?(?:hours?|days?|weeks?|wks?|months?)\W*$", re.IGNORECASE)
_NEGATIVE_FOR = re.compile(r"\bnegative for (?:all|any|each|both|the following)\b[^.;]*\W*$", re.IGNORECASE)
_BELOW = re.compile(r"[<\u2264]")
MAY_STOP = "only who cannot stop it is kept out"
_UNABLE_TO_STOP = re.compile(
    r"\W*(?:(?:patients?|subjects?|participants?) )?(?:who (?:are|is) )?"
    r"(?:inability|unable|unwilling\w*|refus\w+|cannot|not able)\b"
    r"[^.;]{0,60}?\b(?:discontinue|stop|withhold|forgo|interrupt|suspend|refrain)\w*",
    re.IGNORECASE,
)
OF_SOME = "it may be asked of some alone"
_FOR_SOME = re.compile(
    r"[^.;()]{0,60}\((?P<whom>(?:only )?for (?:those|patients|subjects|participants|individuals)\b[^)<>=\u2264\u2265]{3,})\)",
    re.IGNORECASE,
)
TO_COME = "it may be still to come"
_TO_COME = re.compile(
    r"\b(?:(?:planned|scheduled|intended|expected|due|about|selected|going) (?:to|for)\b|"
    r"planning\b|intending\b|will (?:receive|undergo|be|have|start|begin)\b|(?:must|should) be receiving\b|"
    r"to be (?:treated|given|started)\b)",
    re.IGNORECASE,
)


def with_leaves_left(statement: Statement, text: str) -> Statement:
    """The statement, with what it seems to require of everybody in a sentence of leave, or where it is needed, in doubt."""
    if statement.exclusion:
        return _perhaps_timed(_perhaps_stopped(statement))
    if _NEGATIVE_FOR.search(statement.item.text):
        statement = anew(statement, node=changed_leaves(statement.node, partial(_told_as_negative, text=text)))
    read = frozenset(part.span.start for part in walk(statement.node))
    node = changed_leaves(statement.node, partial(_left, text=text, whole=statement.item.span, read=read))
    if node is statement.node:
        return statement
    leaves = tuple(dict.fromkeys(leaf.text for leaf in walk(node) if isinstance(leaf, Unread) and leaf.why == PERMITTED))
    return anew(statement, node=changed_leaves(node, partial(_perhaps_lifted, leaves=leaves, text=text)))


def _told_as_negative(leaf: Criterion, *, text: str) -> Criterion:
    """ "Must be negative for: estrogen receptor (< 10%)": the bracket says what negative is, and is not itself denied."""
    said = leaf.span.cut(text)
    if not isinstance(leaf, Compare) or not _BELOW.search(said):
        return leaf
    return Unread(text=" ".join(said.split()), why="what is called negative", span=leaf.span)


def _perhaps_stopped(statement: Statement) -> Statement:
    """ "Inability to discontinue inhibitors of CYP3A4 (azoles, clarithromycin)": who takes one, or took it, may well stop."""
    if _UNABLE_TO_STOP.match(statement.normal.text) is None:
        return statement
    words = default_vocabulary()

    def stopped(leaf: Criterion) -> Criterion:
        if not isinstance(leaf, Has) or words.kind(leaf.target.concept) not in THERAPY_KINDS:
            return leaf
        return AllOf(items=(leaf, Unread(text=leaf.target.concept, why=MAY_STOP, span=leaf.span)), span=leaf.span)

    node = changed_leaves(statement.node, stopped)
    return statement if node is statement.node else anew(statement, node=node)


def _perhaps_timed(statement: Statement) -> Statement:
    """ "Chemotherapy, targeted therapy or antibody therapy <= 4 weeks": what may be a time or a duration was not read; those
    before it are perhaps kept out as long as that, and no longer."""
    node = _timed(statement.node)
    return statement if node is statement.node else anew(statement, node=node)


def _timed(node: Criterion) -> Criterion:
    if isinstance(node, Not):
        inner = _timed(node.item)
        return node if inner is node.item else anew(node, item=inner)
    if not isinstance(node, AllOf | AnyOf | NoneOf):
        return node
    items = tuple(map(_timed, node.items))
    last = items[-1] if items else None
    if not isinstance(node, AllOf) and isinstance(last, Unread) and _BARE_TIME.search(last.text):
        items = (*(_in_doubt(item, last) for item in items[:-1]), last)
    return node if same_items(items, node.items) else anew(node, items=items)


def _in_doubt(item: Criterion, last: Unread) -> Criterion:
    therapy = isinstance(item, Has) and item.window is None
    if not therapy or not isinstance(item, Has) or default_vocabulary().kind(item.target.concept) not in THERAPY_KINDS:
        return item
    return AllOf(items=(item, Unread(text=last.text, why=TIMED, span=item.span)), span=item.span)


def _perhaps_lifted(leaf: Criterion, *, leaves: tuple[str, ...], text: str) -> Criterion:
    """A limit of which a leave speaks that was not understood: who does not meet it may be one of those whom it is for."""
    said = _SIGN.split(leaf.span.cut(text), maxsplit=1)[0].strip(" :,").lower() if isinstance(leaf, Compare) else ""
    own = next((leave for leave in leaves if said and said in leave.lower()), None)
    if own is None:
        return leaf
    return AnyOf(items=(leaf, Unread(text=own, why=PERMITTED, span=leaf.span)), span=leaf.span)


def _left(leaf: Criterion, *, text: str, whole: Span, read: frozenset[int]) -> Criterion:
    some = _FOR_SOME.match(text, leaf.span.end, whole.end) if isinstance(leaf, Compare | Has) else None
    if some is not None and read.isdisjoint(range(some.start("whom"), some.end())):
        doubt = Unread(text=some["whom"], why=OF_SOME, span=leaf.span)
        return AnyOf(items=(leaf, doubt), span=leaf.span)
    if not isinstance(leaf, Has) or not whole.start <= leaf.span.start < leaf.span.end <= whole.end:
        return leaf
    kind = default_vocabulary().kind(leaf.target.concept)
    clause, before, behind = _clause(leaf.span, text, whole)
    if kind in _ILL and _PERMITS.match(clause):
        return Unread(text=" ".join(clause.split()), why=PERMITTED, span=leaf.span)
    if kind not in THERAPY_KINDS:
        return leaf
    if leaf.target.concept in _LASTING and leaf.window is not None and leaf.window.kind is WindowKind.CURRENT:
        return anew(leaf, window=None)  # "ongoing castration by orchiectomy": it was done once, and stays
    plain = before.strip(" *-")
    if (_DEFINES.fullmatch(plain) and _INCLUDES.match(text, leaf.span.end)) or _DEFINED.match(plain):
        return NoConstraint(why="definition", span=leaf.span)
    said = " ".join(leaf.span.cut(text).split())
    if _WHERE_NEEDED.search(behind):
        return Unread(text=said, why=NEEDED, span=leaf.span)
    if _TO_COME.search(before) and leaf.target.qualifier("timing") is None:
        return AnyOf(items=(leaf, Unread(text=said, why=TO_COME, span=leaf.span)), span=leaf.span)
    return leaf


def _clause(span: Span, text: str, whole: Span) -> tuple[str, str, str]:
    """The clause in which something stands, its words up to the end of that, and those behind it up to the next "and"."""
    first = max((found.end() for found in _BREAK.finditer(text, whole.start, span.start)), default=whole.start)
    end = next((found.start() for found in _BREAK.finditer(text, span.end, whole.end)), whole.end)
    behind = _AND.split(text[span.end : end], maxsplit=1)[0]
    return text[first:end].strip(" ,"), text[first : span.end], behind


_SIGN = re.compile(r"[<>=\u2264\u2265\d]|\b(?:of|less|greater|more|at|above|below|within|not|must|should|is)\b", re.IGNORECASE)
_DEFINES = re.compile(r"(?:the|these|such|allowed|permitted|acceptable|eligible) [^.;:]{1,80}", re.IGNORECASE)
_INCLUDES = re.compile(r"[^.;:]{0,30}?\b(?:include|comprise|consist of|are as follows)s?\b", re.IGNORECASE)
_DEFINED = re.compile(
    r"(?:the|these|such|allowed|permitted|acceptable|eligible) (?:(?!must|should|has|have)[\w-]+ ){0,6}?"
    r"(?:agents|drugs|therapies|treatments|medications|regimens|options) (?:include|comprise|consist of|are)s?\b",
    re.IGNORECASE,
)
""" "The hormonal therapy agents include:" says what is meant by them, and not that they must have been given."""
_LASTING = frozenset({"bilateral orchiectomy", "orchiectomy", "bilateral oophorectomy", "oophorectomy"})
_BREAK = re.compile(r";|[.](?=\s)")
_AND = re.compile(r"\band\b")
