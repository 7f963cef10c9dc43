"""Of those without: "women who are not postmenopausal or sterile must have a negative pregnancy test" in; what is asked of those
who lack something, under that condition, out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.listing.lists import read_list
from trialwright.compiler.sentences.modals import binds, required_of_some
from trialwright.compiler.setting import Reader, Setting, denied, stripped
from trialwright.protocol.criteria import Criterion, NoConstraint, Unread, When, walk
from trialwright.vocabulary.records import anew

_SOMEBODY = re.compile(
    r"\b(?:patients?|subjects?|participants?|individuals?|people|persons?|candidates?|wom[ae]n|m[ae]n|females?|males?|those)"
    r"(?: (?:who|that|which)(?: (?:are|have|had|were|is|has|do|did))?)?\s*\Z",
    re.IGNORECASE,
)
_GOES_ON = frozenset({Sort.AND, Sort.COMMA, Sort.OR, Sort.ALSO})
_OTHER_GRAMMAR = frozenset({Sort.VARIABLE, Sort.AMOUNT, Sort.NEG, Sort.IF, Sort.ASKED, Sort.EXC, Sort.UNMET})


def asked_of_some(chunks: Sequence[Chunk], setting: Setting, read: Reader) -> Criterion | None:
    """What is asked of those who lack something, or of those who have it; None for any other sentence."""
    return _required_of_those_without(chunks, setting, read) or required_of_some(chunks, setting, read)


def _required_of_those_without(chunks: Sequence[Chunk], setting: Setting, read: Reader) -> Criterion | None:
    """What is asked of those who lack something; None for any other sentence. What they lack is denied, not what is asked."""
    place = next((index for index, chunk in enumerate(chunks) if binds(chunk)), None)
    lack = next((index for index, chunk in enumerate(chunks[:place]) if chunk.sort is Sort.NEG), None)
    if setting.exclusion or place is None or lack is None or chunks[place - 1].sort in _GOES_ON:
        return None
    if any(chunk.sort is Sort.CONCEPT and setting.vocabulary.kind(chunk.names[0]) != "demographic" for chunk in chunks[:lack]):
        return None
    if _SOMEBODY.search(setting.normal.text[: chunks[lack].start]) is None:
        return None
    lacked, rest = stripped(chunks[lack + 1 : place]), stripped(chunks[place + 1 :])
    if not rest or not any(chunk.sort is Sort.CONCEPT for chunk in lacked) or any(chunk.sort is Sort.ASKED for chunk in rest):
        return None
    if any(chunk.sort in _OTHER_GRAMMAR for chunk in lacked):
        return setting.unread(chunks)
    having = read_list(lacked, anew(setting, exclusion=True))
    then = read(rest, setting)
    if any(isinstance(node, Unread) for side in (having, then) for node in walk(side)):
        return setting.unread(chunks)
    span = setting.span(chunks)
    otherwise = NoConstraint(why="for those who have it", span=span)
    return When(condition=denied(having, having.span), then=then, otherwise=otherwise, span=span)
