"""Facts with questions: a phrase that names a fact and then asks ("18 or older, able to consent") in; both, apart, out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrasing.asking import question
from trialwright.compiler.phrasing.phrases import read_phrase
from trialwright.compiler.phrasing.targets import DISEASE_KINDS
from trialwright.compiler.setting import LIST_SIGNS, Setting, joined_by, stripped
from trialwright.protocol.criteria import Compare, Criterion, Has, children, walk

_OF_A_FACT = DISEASE_KINDS | {"demographic", "gene", "biomarker", "receptor status"}
_LEADS_ON = frozenset(
    {
        Sort.PREP,
        Sort.FOR,
        Sort.NARROW,
        Sort.NEG,
        Sort.EXC,
        Sort.IF,
        Sort.HIST,
        Sort.NOW,
        Sort.WORD,
        Sort.TAIL,
        Sort.OTHER,
        Sort.MUST,
    }
)


def fact_and_question(chunks: tuple[Chunk, ...], setting: Setting, carried: Sequence[Chunk] = ()) -> Criterion | None:
    """ "Adults of 18 years or older able to give consent", "brain metastases amenable to surgery": the fact, and the question
    that stands behind it. None where what stands before is no fact of its own."""
    place = next((index for index, chunk in enumerate(chunks) if chunk.sort is Sort.ASKED), 0)
    before, behind = chunks[:place], chunks[place:]
    while before and before[-1].sort is Sort.FILL:
        before = before[:-1]
    if not before or before[-1].sort in _LEADS_ON or len(stripped(behind)) < _WITH_OBJECT:
        return None
    if any(chunk.sort in (Sort.GROUP, Sort.NEG, Sort.NARROW, Sort.EXC) for chunk in chunks):
        return None
    if _MEN.search(setting.normal.text[: before[0].start]):
        return None  # "men or women of childbearing potential unwilling to …": of the men too
    fact = read_phrase(before, setting, carried=carried)
    leaves = [leaf for leaf in walk(fact) if not children(leaf)]
    plain = all(isinstance(leaf, Compare) or _has_kind(leaf, setting) for leaf in leaves)
    return joined_by("and", (fact, question(behind, setting))) if leaves and plain else None


_WITH_OBJECT = 2
_MEN = re.compile(r"\b(?:men|males?)\b.{0,20}$", re.IGNORECASE)


def _has_kind(leaf: Criterion, setting: Setting) -> bool:
    kind = setting.vocabulary.kind(leaf.target.concept) if isinstance(leaf, Has) else None
    told = isinstance(leaf, Has) and leaf.target.qualifier("value") is not None
    return kind in _OF_A_FACT and (told or kind not in ("gene", "biomarker", "receptor status"))


def question_at_end(chunks: Sequence[Chunk], place: int) -> int | None:
    """Where, in "ECOG 0-1, able to take tablets without alteration", the last member begins, which asks and holds the denial at a
    place; None for any other."""
    last = max((index for index in range(place) if chunks[index].sort is Sort.COMMA), default=0)
    member = chunks[last + 1 :]
    asks = last and member[0].sort is Sort.ASKED and chunks[place].text.lower() == "without"
    return last if asks and not any(chunk.sort in LIST_SIGNS for chunk in member) else None


_FREED = frozenset({"surgically sterile", "postmenopausal", "non-childbearing potential"})
_CONTRACEPTION = re.compile(r"contracep|birth control|condom|abstin", re.IGNORECASE)


def whom(member: Sequence[Chunk], setting: Setting) -> bool:
    """True for a member that only says of whom it is ("women"); "postmenopausal, sterile or willing to use contraception" names
    those who need not."""
    named = [name for chunk in member if chunk.sort is Sort.CONCEPT for name in chunk.names]
    if _FREED.issuperset(named) and _CONTRACEPTION.search(setting.normal.text):
        return False
    return bool(named) and all(setting.vocabulary.kind(name) == "demographic" for name in named) and len(member) == len(named)
