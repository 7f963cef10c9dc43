"""Eligible if: "brain metastases. These patients are eligible if treated and stable" in; the ban before it, lifted of those
of whom that holds, as "unless" would lift it, out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.sentences.conditions import exception_applied
from trialwright.compiler.sentences.modals import permitted_if
from trialwright.compiler.setting import Reader, Setting, stripped
from trialwright.protocol.criteria import Ask, Criterion, NoConstraint, NoneOf, Not, children, walk

_SOMEBODY = re.compile(
    r"(?:note:? ?|however,? ?|but |,? ?)*(?:(?:these|such|those|the|all|in these cases,?) )?"
    r"(?:patients?|subjects?|participants?|individuals?|they|these|those)(?: (?:are|is|will|may|can|could|would|still|also|be))*",
    re.IGNORECASE,
)
_IF = frozenset({"if", "when", "provided", "provided that", "providing", "as long as", "so long as", "only if", "once"})


def let_in_if(sentence: Sequence[Chunk], before: Sequence[Criterion], setting: Setting, read: Reader) -> list[Criterion] | None:
    """What was read, with what a leave that has a condition makes of it; None for any other sentence. A duty that stands between
    ("All must be screened for it. Who tests positive is eligible if …") bans nothing, and so is not lifted."""
    end = len(before)
    while setting.exclusion and end > 1 and all(isinstance(leaf, Ask) for leaf in walk(before[end - 1]) if not children(leaf)):
        end -= 1
    told = lifted_if(sentence, before[:end], setting) or permitted_if(sentence, list(before[:end]), setting, read)
    return None if told is None else [*told, *before[end:]]


def lifted_if(
    sentence: Sequence[Chunk], before: Sequence[Criterion], setting: Setting, *, of_limit: bool = False
) -> list[Criterion] | None:
    """What was read, its last ban lifted; None for a leave of those who have something, without a condition, at somebody's
    discretion, or behind no ban. `of_limit`: it stands in the bracket of a limit, which it may lift as well."""
    place = next((index for index, chunk in enumerate(sentence) if chunk.sort is Sort.PERMIT), None)
    if place is None or not before or sentence[place].value != "permitted" or isinstance(before[-1], NoConstraint):
        return None
    if not (setting.exclusion or isinstance(before[-1], Not | NoneOf) or of_limit):
        return None
    cue = next((index for index, chunk in enumerate(sentence) if chunk.text.lower() in _IF), None)
    subject = setting.words(stripped(sentence[:place]) or sentence[:place])
    if cue is None or cue < place or (subject and _SOMEBODY.fullmatch(subject) is None):
        return None
    between, terms = sentence[place + 1 : cue], stripped(sentence[cue + 1 :])
    if (
        not terms
        or _AGREED.search(setting.words(sentence))
        or any(chunk.sort not in _EMPTY and chunk.text.lower() not in _TO_JOIN for chunk in between)
    ):
        return None
    return [*before[:-1], exception_applied(before[-1], terms, setting, unless=True)]


_AGREED = re.compile(r"\b(?:discretion|opinion|judge?ment|agree(?:ment|d) (?:by|of|with)|approv|discuss)", re.IGNORECASE)
_EMPTY = frozenset({Sort.FILL, Sort.COMMA, Sort.PREP, Sort.FOR})
_TO_JOIN = frozenset({"study", "trial", "entry", "enrollment", "enrolment", "participation", "enroll", "participate", "only"})
