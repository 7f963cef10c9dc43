"""Must not: "prior radiation must not have included the pelvis", "brain metastases must not be symptomatic", "ascites should not
be present" in; what is asked of those who had or have it, and of nobody else, out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrasing.asking import question
from trialwright.compiler.phrasing.targets import THERAPY_KINDS
from trialwright.compiler.setting import Reader, Setting, denied, joined_by, stripped
from trialwright.protocol.criteria import AllOf, Ask, Criterion, Has, NoConstraint, NoneOf, Not, Unread, When, walk

_MODAL_DENIAL = re.compile(r"(?:must|should|may|shall|will|can) ?not\b|cannot\b", re.IGNORECASE)
_BEFORE_IT = frozenset({Sort.CONCEPT, Sort.HIST, Sort.FILL, Sort.NARROWING, Sort.HEADNOUN, Sort.PREP, Sort.WORD})


def of_those_treated(node: Criterion, sentence: Sequence[Chunk], setting: Setting) -> Criterion:
    """ "Prior radiation must not have included the pelvis", "celecoxib should not be given to …": asked of those who had it, or
    have it, and not that everybody had it. Anything else as it was read."""
    if not isinstance(node, AllOf) or not node.items or not all(isinstance(item, Not | NoneOf) for item in node.items[1:]):
        return node
    first = node.items[0]
    if not isinstance(first, Has) or first.window or setting.vocabulary.kind(first.target.concept) not in THERAPY_KINDS:
        return node
    if _denial(sentence) is None or not any(isinstance(part, Unread | Ask | When) for part in walk(node)):
        return node
    span = setting.span(sentence)
    asked = question(sentence, setting)
    return When(condition=first, then=asked, otherwise=NoConstraint(why="for those who have it", span=span), span=span)


def of_those_with_it(node: Criterion, sentence: Sequence[Chunk], setting: Setting, read: Reader) -> Criterion:
    """ "Brain metastases must not be symptomatic", "recurrence must not be within 6 months": asked of those who have it; "ascites
    should not be present" asks that nobody has it. Anything else as it was read."""
    items = node.items if isinstance(node, AllOf) and not setting.exclusion else ()
    first = items[0] if items and all(isinstance(item, Not | NoneOf) for item in items[1:]) else None
    if not isinstance(first, Has) or first.window or setting.vocabulary.kind(first.target.concept) not in _ILL:
        return node
    place = _denial(sentence)
    if place is None:
        return node
    span, (subject, rest) = setting.span(sentence), (stripped(sentence[:place]), stripped(sentence[place + 1 :]))
    if _THERE.fullmatch(setting.words(sentence[place + 1 :]).strip(" .")):
        return NoneOf(items=(first,), span=span)
    then = _not_so(subject, rest, setting, read) or joined_by("and", items[1:])
    if any(isinstance(part, Has | NoConstraint) for item in items[1:] for part in walk(item)):
        then = question(sentence, setting)  # what it must not be with, or behind, is not what nobody may have
    return When(condition=first, then=then, otherwise=NoConstraint(why="for those who have it", span=span), span=span)


def _not_so(subject: Sequence[Chunk], rest: Sequence[Chunk], setting: Setting, read: Reader) -> Criterion | None:
    """ "Must not be active" of an infection: no active infection. None for what is no adjective, or was not read."""
    if not rest or any(chunk.sort is not Sort.NARROWING for chunk in rest):
        return None
    so = read((*rest, *subject), setting)
    return denied(so, so.span) if isinstance(so, Has) else None


def _denial(sentence: Sequence[Chunk]) -> int | None:
    """Where a verb denies something of the one thing before it; None where nothing does, or other words stand before it."""
    place = next((index for index, chunk in enumerate(sentence) if chunk.sort is Sort.NEG), 0)
    plain = all(chunk.sort in _BEFORE_IT for chunk in sentence[:place])
    return place if plain and _MODAL_DENIAL.match(sentence[place].text) else None


_ILL = frozenset({"condition", "metastasis", "infection", "finding"})
_THERE = re.compile(r"(?:be )?(?:present|evident|detected|detectable|found|seen|there)|exist", re.IGNORECASE)
