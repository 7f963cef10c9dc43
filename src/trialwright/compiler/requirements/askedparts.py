"""Asked parts: an exception, or what a word is said to mean, that was not read but whose place is sure, in; the same as a
question to a person, or as words that spare some of what is barred, out.

"HIV infection, unless on effective therapy": who has it joins if that is so, which a person can tell. "Corticosteroids
except short courses as premedication": those spare no other corticosteroid. Leave that stands by itself ("a flu vaccine
is allowed") spares nobody for anything else, words that refer to another place or hold a rule of their own are not told
by an answer, and a time at the end may be of what is barred: those stay unread.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.phrasing.targets import DISEASE_KINDS, THERAPY_KINDS
from trialwright.compiler.setting import changed_leaves
from trialwright.compiler.statement import Statement
from trialwright.compiler.wording.rules import matching
from trialwright.protocol.criteria import (
    AllOf,
    AnyOf,
    Ask,
    Compare,
    Criterion,
    Has,
    NoneOf,
    Not,
    Qualifier,
    Target,
    Unread,
    children,
    walk,
)
from trialwright.protocol.interview import question_of
from trialwright.vocabulary.concepts import default_vocabulary
from trialwright.vocabulary.records import anew

_EXCEPTION, _DEFINITION = "an exception that was not understood", "a definition that was not understood"
_FEWEST, _MOST, _BACK = 3, 260, 60
_BRACKETS = re.compile(r"[()\[\]]")
_SUBJECT = (
    r"(?:(?:if|when|where|for|in|those|the|they|he/she|patients?|subjects?|participants?|who|have|has|had|is|are|been|was|were|it|"
    r"only|being|receiving|having)\s+)*\Z"
)
_UNLESS = re.compile(rf"[^\s(\[][\s,;.–-]*\bunless\s+{_SUBJECT}", re.IGNORECASE)
_EXCEPTS = re.compile(
    r"\b(?:except(?:ing)?(?: for| in| of)?|(?:with (?:the )?)?exceptions? (?:of|for|is|are|being)|other than|apart from)"
    rf"[\s:,(\[]*{_SUBJECT}",
    re.IGNORECASE,
)
_ANY = re.compile(rf"{_UNLESS.pattern}|[(\[]unless\s+{_SUBJECT}|{_EXCEPTS.pattern}", re.IGNORECASE)
_AS = re.compile(r"\bdefined as:?\s+\Z", re.IGNORECASE)
_DEFINES = re.compile(r"\bdefin|\bi\.e\.|\bis considered\b", re.IGNORECASE)
_TIME_LAST = re.compile(
    r",\s*(?:within|in|for|during|requiring|at|prior|before|who|that|which|given|is|are)\b|"
    r"\b(?:within|in|for|during) (?:the )?(?:last|past|previous|prior|preceding)? ?[\w-]+ (?:days?|weeks?|months?|years?)"
    r"(?: (?:prior|before|of|from|preceding)\b.*)?\Z",
    re.IGNORECASE,
)


def with_parts_asked(statement: Statement, text: str) -> Statement:
    """The statement with every such part asked, or told of what it spares. `text`: the whole."""
    if not any(isinstance(leaf, Unread) and leaf.why in (_EXCEPTION, _DEFINITION) for leaf in walk(statement.node)):
        return statement
    node = _asked(statement.node, text)
    return statement if node is statement.node else anew(statement, node=node)


def _asked(node: Criterion, text: str) -> Criterion:
    match node:
        case AllOf(items=(barred, Not(item=Unread() as spared))) if spared.why == _EXCEPTION and _tells(spared, text):
            return _spared(node, barred, spared, text)
        case AnyOf(items=(limit, Unread() as spared)) if spared.why == _EXCEPTION and _tells(spared, text):
            return _eased(node, limit, spared, text)
        case AllOf():
            items = tuple(_meant(item, node.items, text) for item in node.items)
            return anew(node, items=tuple(_asked(item, text) for item in items))
        case AnyOf() | NoneOf():
            return anew(node, items=tuple(_asked(item, text) for item in node.items))
        case Not():
            return anew(node, item=_asked(node.item, text))
        case _:
            return node


def _spared(node: AllOf, barred: Criterion, spared: Unread, text: str) -> Criterion:
    """What is barred, but for those whom the exception spares."""
    if _UNLESS.search(_before(spared, text)) is not None:
        asked = anew(node, items=(_asked(barred, text), Not(item=_question(spared), span=spared.span)))
        return asked if any(isinstance(leaf, Has | Compare) for leaf in walk(barred)) else node
    told = _EXCEPTS.search(_before(spared, text)) is not None and _only_things(barred)
    return _with_exception(barred, spared) if told else node


def _eased(node: AnyOf, limit: Criterion, spared: Unread, text: str) -> Criterion:
    """A limit that is waived where the exception holds; a ban that spares some of what it bars."""
    before = _before(spared, text)
    values = [leaf for leaf in walk(limit) if isinstance(leaf, Compare)]
    if values and all(leaf.quantity.variable for leaf in values) and not any(isinstance(leaf, Has) for leaf in walk(limit)):
        return anew(node, items=(limit, _question(spared))) if _ANY.search(before) is not None else node
    if not isinstance(limit, Not | NoneOf) or not _only_things(limit):
        return node
    if _UNLESS.search(before) is not None:
        return anew(node, items=(limit, _question(spared)))
    return _with_exception(limit, spared) if _EXCEPTS.search(before) is not None else node


def _only_things(node: Criterion) -> bool:
    """True for one thing, or alternatives of one sort."""
    leaves = [leaf for leaf in walk(node) if not children(leaf)]
    named = {default_vocabulary().kind(leaf.target.concept) for leaf in leaves if isinstance(leaf, Has)}
    alike = named <= THERAPY_KINDS or named <= DISEASE_KINDS or len(leaves) == 1
    return alike and all(isinstance(leaf, Has) for leaf in leaves) and not any(isinstance(part, AllOf) for part in walk(node))


def _with_exception(node: Criterion, spared: Unread) -> Criterion:
    """Each thing that is barred, except as far as the words say, which no fact shows for certain."""
    words = Qualifier(name="described", values=(_said(spared),))

    def told(leaf: Criterion) -> Criterion:
        if not isinstance(leaf, Has):
            return leaf
        exception = Target(concept=leaf.target.concept, qualifiers=(words,))
        return anew(leaf, target=anew(leaf.target, exceptions=(*leaf.target.exceptions, exception)))

    return changed_leaves(node, told)


def _meant(item: Criterion, beside: Sequence[Criterion], text: str) -> Criterion:
    """What one of several that hold together is said to mean, as a question."""
    others = [other for other in beside if other is not item]
    if not isinstance(item, Unread) or item.why != _DEFINITION or not _tells(item, text):
        return item
    return _question(item) if len(others) == 1 and isinstance(others[0], Has) else item


def _said(item: Unread) -> str:
    return item.text.strip(" .;,:")


def _question(item: Unread) -> Ask:
    return Ask(statement=_said(item), question=question_of(_said(item)), span=item.span)


def _before(item: Unread, text: str) -> str:
    return text[max(item.span.start - _BACK, 0) : item.span.start]


def _tells(item: Unread, text: str) -> bool:
    """True for words that can be answered as they stand."""
    said = _said(item)
    if not len(said.split()) >= _FEWEST or len(said) > _MOST or not _balanced(said):
        return False
    if item.why == _EXCEPTION and (_ANY.search(_before(item, text)) is None or _TIME_LAST.search(said) is not None):
        return False
    if item.why == _DEFINITION and (_AS.search(_before(item, text)) is None or _DEFINES.search(said) is not None):
        return False
    return matching("refers or rules", said) is None


def _balanced(said: str) -> bool:
    signs = _BRACKETS.findall(said)
    return signs.count("(") == signs.count(")") and signs.count("[") == signs.count("]")
