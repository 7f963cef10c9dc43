"""Judged illness: "severe retinopathy who, in the judgment of the investigator, are not suitable", "lung disease that may
interfere with the study" among what excludes in; the illness, and the judgement of those who have it, which both must hold,
out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrasing.asking import question
from trialwright.compiler.setting import Reader, Setting, joined_by, stripped
from trialwright.protocol.criteria import Ask, Criterion, Unread, walk
from trialwright.protocol.interview import question_of

_RELATIVES = (["who"], ["which"], ["that"])
_ILL = frozenset({"condition", "infection", "finding", "event"})
_JOINTS = frozenset({Sort.COMMA, Sort.SEMICOLON, Sort.STOP, Sort.AND, Sort.OR, Sort.SLASH})
_APART = frozenset({Sort.AMOUNT, Sort.CODES, Sort.EXC, Sort.NEG, Sort.STOP, Sort.SEMICOLON, Sort.ASKED, Sort.COMMA})


def judged_of_them(chunks: Sequence[Chunk], setting: Setting, read: Reader) -> Criterion | None:
    """Both together; None for a sentence without such a clause, or with several things before it, of which it may be of one."""
    if not setting.exclusion:
        return None
    deemed = _if_deemed(chunks, setting, read)
    if deemed is not None:
        return deemed
    place = next((index for index, chunk in enumerate(chunks) if index and chunk.text.lower().split()[:1] in _RELATIVES), None)
    if place is None or chunks[place - 1].sort is Sort.OR:  # "or who cannot swallow": somebody else
        return None
    left, right = stripped(chunks[:place]), stripped(chunks[place + 1 :])
    named = [chunk for chunk in left if chunk.sort is Sort.CONCEPT]
    if not right or right[0].sort is not Sort.ASKED or any(chunk.sort in _APART for chunk in left):
        return None
    if len(named) != 1:
        return _of_one_sort(left, right, setting, read)
    if right[0].value == "judgement" and len(chunks[place].text.split()) == 1:
        return joined_by("and", (read(left, setting), question(right, setting)))
    if setting.vocabulary.kind(named[0].names[0]) not in _ILL or not _goes_on(right):
        return None
    whole = read(left, setting)
    return None if any(isinstance(node, Unread) for node in walk(whole)) else joined_by("and", (whole, question(chunks, setting)))


def _of_one_sort(left: Sequence[Chunk], right: Sequence[Chunk], setting: Setting, read: Reader) -> Criterion | None:
    """ "Drug or alcohol dependency that would interfere": one thing under two names, of both of which the clause is."""
    named = {name for chunk in left if chunk.sort is Sort.CONCEPT for name in chunk.names}
    if not named or not all(setting.vocabulary.is_a(name, _ABUSE) for name in named):
        return None
    whole = read(left, setting)
    if any(isinstance(node, Unread) for node in walk(whole)):
        return None
    of = " ".join(chunk.text for chunk in left if chunk.sort is not Sort.GROUP)
    said = f"{of} that {setting.words(right).strip(' .;')}"
    return joined_by("and", (whole, Ask(statement=said, question=question_of(said), span=setting.span((*left, *right)))))


_ABUSE = "substance abuse"


def _if_deemed(chunks: Sequence[Chunk], setting: Setting, read: Reader) -> Criterion | None:
    """ "Pleural effusion or ascites if considered relevant by the investigator": whoever has either, and of whom it is so judged.
    None behind a longer list, of whose last it may be, and for a judgement that nobody gives."""
    place = next((index for index, chunk in enumerate(chunks) if index and _IF_DEEMED.match(setting.words(chunks[index:]))), None)
    if place is None:
        return None
    left, right = stripped(chunks[:place]), stripped(chunks[place + 1 :])
    named = {name for chunk in left if chunk.sort is Sort.CONCEPT for name in chunk.names}
    kinds = {setting.vocabulary.kind(name) for name in named}
    if not kinds or not kinds <= _ILL or any(chunk.sort in _APART | {Sort.AND, Sort.IF} for chunk in left):
        return None
    whole = read(left, setting)
    return None if any(isinstance(node, Unread) for node in walk(whole)) else joined_by("and", (whole, question(right, setting)))


_IF_DEEMED = re.compile(
    r"(?:if|when|(?:that|which) (?:is|are|was|were)) (?:\w+ )?(?:deemed|considered|judged|felt|thought|determined|assessed)\b"
    r"(?: to be| as)?(?: (?:clinically |medically )?(?:significant|relevant|unstable|uncontrolled|serious)[ .;]*$|"
    r"(?: [\w-]+){1,3},? (?:by|per|in the (?:opinion|judge?ment) of) (?:the |an? |their |his |her )?(?:\w+ ){0,2}"
    r"(?:investigators?|physicians?|oncologists?|surgeons?|PI|clinicians?|doctors?|sponsors?|cardiologists?)[ .;]*$)",
    re.IGNORECASE,
)


def _goes_on(clause: Sequence[Chunk]) -> bool:
    """True for a clause to the end: behind a sign or conjunction in it stands no next thing, in its brackets no example."""
    return not any(inner.sort in (Sort.CONCEPT, Sort.EG) for chunk in clause for inner in chunk.inner) and all(
        before.sort not in _JOINTS or behind.sort is Sort.ASKED or behind.text.lower().split()[:1] in _RELATIVES
        for before, behind in pairwise(clause)
    )
