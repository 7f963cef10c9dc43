"""Asked whole: a sentence whose reading can decide nothing in, for what was not read of it leaves its truth open for everybody;
the sentence as one question to a person out.

"Serologic status reflecting active hepatitis B or C" excludes nobody and passes nobody while its first part is a hole; asked in
its own words it can be answered. A sentence stays as it is where its words spare, permit, define or refer, where it compares a
value that a record can tell, where all its words are known, or none, and above a list.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrasing.asking import question
from trialwright.compiler.sentences.whether import finite
from trialwright.compiler.setting import Setting, denied, flattened, stripped
from trialwright.compiler.wording.rules import matching
from trialwright.findings import Span
from trialwright.protocol.criteria import (
    AllOf,
    AnyOf,
    Ask,
    AtLeast,
    Compare,
    Criterion,
    Has,
    NoConstraint,
    NoneOf,
    Not,
    Readings,
    Unread,
    When,
    children,
    walk,
)

_NO_QUESTION = frozenset(
    {Sort.PERMIT, Sort.BARRED, Sort.UNMET, Sort.EITHERWAY, Sort.DEFINES, Sort.COLON, Sort.SEMICOLON, Sort.STOP, Sort.REFER}
)
_NUMBERS = frozenset({Sort.AMOUNT, Sort.CODES, Sort.CMP})
_KNOWN = frozenset(
    {Sort.CONCEPT, Sort.VARIABLE, Sort.WINDOW, Sort.SPAN_OF_TIME, Sort.STUDYDRUG, Sort.ASKED, Sort.FAILED, Sort.ENDED, Sort.AGED}
)
_BEGINS = frozenset({Sort.EXC, Sort.EG, Sort.FOR, Sort.PREP, Sort.NARROW, Sort.TAIL, Sort.WINDOW, Sort.SPAN_OF_TIME})
_CUT_OFF = frozenset({Sort.PREP, Sort.NEG, Sort.FOR, Sort.EG, Sort.EXC, Sort.OR, Sort.AND})
_FEWEST_WORDS = 3
_DENIES = re.compile(r"\b(?:no|non|not|none|never|nor|neither|without|cannot|lacks?|lacking)\b", re.IGNORECASE)


def asked_whole(node: Criterion, sentences: Sequence[Sequence[Chunk]], setting: Setting) -> Criterion:
    """The question of the one sentence that a node was read from, where it decides nothing and tells one proposition; else the
    node as it is."""
    leaves = [leaf for leaf in walk(node) if not children(leaf)]
    if setting.leads or not any(isinstance(leaf, Unread) for leaf in leaves):
        return node
    if any(isinstance(leaf, Has | Compare | Ask) for leaf in leaves) and decides(node):
        return node
    place = next(
        (at for at, item in enumerate(sentences) if all(_within(leaf.span, setting.span(item)) for leaf in leaves)), None
    )
    if place is None:
        return node
    if setting.exclusion and any(chunk.sort is Sort.EXC for before in sentences[:place] for chunk in before):
        return node  # "except A; B; C": it may go on with what is spared
    return _asked(sentences[place], setting, among=node) or node


def _asked(sentence: Sequence[Chunk], setting: Setting, *, among: Criterion) -> Criterion | None:
    said = stripped(sentence)
    if not said or sentence[-1].sort is Sort.COLON or sentence[0].sort is Sort.IF:
        return None
    if _says_other(_words(sentence, setting), setting):
        return None
    denies = any(isinstance(item, Not | NoneOf) for item in walk(among))
    if denies and said[0].sort is not Sort.NEG:
        return None  # "patients without X should have Y": how far what is denied goes was not read
    if said[0].sort is Sort.NEG and isinstance(among, Not | NoneOf):
        own = stripped(said[1:])
        return denied(question(own, setting), among.span) if _is_proposition(own, setting) else None
    return question(said, setting) if _is_proposition(said, setting) else None


def _within(span: Span, whole: Span) -> bool:
    return whole.start <= span.start and span.end <= whole.end


_BEFORE_A_CLAUSE = r"(?:(?!\b(?:that|which|who|whose|where)\b).)*"
_MODAL = re.compile(rf"{_BEFORE_A_CLAUSE}\b(?:may|can|could|will|shall|should|must|might|would)\b", re.IGNORECASE | re.DOTALL)
_OF_THE_TRIAL = re.compile(rf"{_BEFORE_A_CLAUSE}\b(?:will|shall|(?:may|can|could)(?! not))\b", re.IGNORECASE | re.DOTALL)


def _says_other(words: str, setting: Setting) -> bool:
    """True for a sentence that tells what is done or let, not what is so of the patient."""
    if matching(_NONE, words) is not None or matching("no whole question", words, whole=False) is not None:
        return True
    return (_MODAL if setting.exclusion else _OF_THE_TRIAL).match(words) is not None


_NONE = "no plain question"


def _words(chunks: Sequence[Chunk], setting: Setting) -> str:
    return setting.words(chunks).strip(" .;,:")


def decides(node: Criterion) -> bool:
    """Whether what is known of some patient can make the node true, or false, without what was not read."""
    return any(_decided(node))


def _decided(node: Criterion) -> tuple[bool, bool]:
    """Whether what is known of a patient can make the node true, and whether it can make it false."""
    match node:
        case Has() | Compare() | Ask():
            return True, True
        case NoConstraint():
            return True, False
        case Not():
            true, false = _decided(node.item)
            return false, true
        case AllOf() | Readings():
            parts = [_decided(item) for item in node.items]
            falses = [no for _, no in parts]
            return all(true for true, _ in parts), all(falses) if isinstance(node, Readings) else any(falses)
        case AnyOf():
            return _of_any(map(_decided, node.items))
        case NoneOf():
            true, false = _of_any(map(_decided, node.items))
            return false, true
        case AtLeast():
            parts = [_decided(item) for item in node.items]
            least = sum(true for true, _ in parts) >= node.count
            return least, sum(no for _, no in parts) > len(parts) - node.count
        case When():
            return _of_some(node)
        case _:
            return False, False


def _of_any(parts: Iterable[tuple[bool, bool]]) -> tuple[bool, bool]:
    found = list(parts)
    return any(true for true, _ in found), all(no for _, no in found)


def _of_some(node: When) -> tuple[bool, bool]:
    """Whom a condition leaves out is decided where it can be told that it does not hold of them."""
    holds, fails = _decided(node.condition)
    then, otherwise = _decided(node.then), _decided(node.otherwise)
    true = (holds and then[0]) or (fails and otherwise[0])
    return true, (holds and then[1]) or (fails and otherwise[1])


def _is_proposition(said: Sequence[Chunk], setting: Setting) -> bool:
    """True for words that say something of the patient that can be answered as it stands."""
    sorts = {chunk.sort for chunk in flattened(said)}
    if not said or sorts & _NO_QUESTION or said[0].sort in _BEGINS or said[-1].sort in _CUT_OFF:
        return False
    if Sort.WORD not in sorts or not sorts & _KNOWN:
        return False  # of words that all are known the record can tell; of words that nobody knows it is not told what they are
    if Sort.VARIABLE in sorts and sorts & _NUMBERS:
        return False  # a limit is to be compared
    words = _words(said, setting)
    if setting.exclusion and (Sort.NEG in sorts or Sort.MUST in sorts or _DENIES.search(words)):
        return False  # a denial, or a duty, among what excludes may be meant as a requirement
    if matching(_NONE, words) is not None:
        return False
    telling = re.findall(r"[^\W\d_]{2,}", words)
    return len(telling) >= _FEWEST_WORDS and (finite(words) or matching("ends in an adjective", words) is None)
