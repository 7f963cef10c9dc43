"""Excepting: a sentence that spares some of those whom the one before it bans ("Exceptions include A and B", "if A is controlled,
patients are eligible") in; what was read with that exception in place out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.asking import question
from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.conditions import exception_applied, has_holes, lifted, with_described
from trialwright.compiler.rules import matching
from trialwright.compiler.setting import Reader, Setting, stripped
from trialwright.protocol.criteria import Criterion, NoConstraint, NoneOf, Not, walk
from trialwright.vocabulary.records import anew

_BEGINS = re.compile(
    r"(?:note:? ?)?(?:the |these |following |allowed |permitted |permissible |only )*exceptions?"
    r"(?: (?:to|from|of|for) (?:this|the|these|above|exclusion|criteri(?:on|a)|rule|requirement| )+)?"
    r"(?: ?(?:include[sd]?|including|are|is|being|comprise|will be|may be|can be|would be))*"
    r"(?: (?:made|allowed|permitted|granted|considered|possible))?(?: for| in)?(?: the following)?(?: ?[:,-])?(?= |$)",
    re.IGNORECASE,
)
_FOLLOWING = re.compile(
    r"(?:note:? ?)?the following (?:\w+ ){0,2}?(?:are|is|will be) (?:\w+ )?exceptions?"
    r"(?: (?:to|from|of) (?:this|the|these|above|exclusion|criteri(?:on|a)|rule| )+)?(?: ?:)?(?= |$)",
    re.IGNORECASE,
)


def spared(sentence: Sequence[Chunk], read: list[Criterion], setting: Setting, reader: Reader) -> list[Criterion] | None:
    """What was read with what this sentence spares of it; None for a sentence that spares nobody by itself."""
    listed = _exceptions_listed(sentence, read, setting) or _allowed_in_case(sentence, read, setting, reader)
    if listed is not None:
        return listed
    leave = leave_by_agreement(sentence, setting) if setting.exclusion else None
    if leave is None:
        return None
    if not read:
        return [NoConstraint(why="permission", span=leave.span)]
    return [*read[:-1], lifted(read[-1], leave, setting)]


def _exceptions_listed(sentence: Sequence[Chunk], read: list[Criterion], setting: Setting) -> list[Criterion] | None:
    """ "Exceptions include vitiligo and alopecia." behind a ban: none of them is banned. None for any other sentence."""
    if not any(chunk.sort is Sort.EXC for chunk in sentence[:6]):
        return None
    said = setting.words(sentence)
    found = _FOLLOWING.match(said) or _BEGINS.match(said)
    bans = [place for place, node in enumerate(read) if _bans(node, setting)]
    if found is None or not bans:
        return None
    cut = sentence[0].start + found.end()
    behind = [chunk for chunk in sentence if chunk.start >= cut]
    leave = next((place for place, chunk in enumerate(behind) if chunk.sort is Sort.PERMIT), len(behind))
    spared = stripped(behind[:leave])
    if not spared:
        return [*read, NoConstraint(why="announces exceptions", span=setting.span(sentence))]
    if matching("agreement", setting.words(behind), whole=False) is not None:
        asked = question(sentence, setting)
        return [lifted(node, asked, setting) if place in bans else node for place, node in enumerate(read)]
    return [exception_applied(node, spared, setting) if place in bans else node for place, node in enumerate(read)]


def _bans(node: Criterion, setting: Setting) -> bool:
    if isinstance(node, NoConstraint):
        return False
    return setting.exclusion or any(isinstance(leaf, Not | NoneOf) for leaf in walk(node))


def leave_by_agreement(sentence: Sequence[Chunk], setting: Setting) -> Criterion | None:
    """ "Patients without active disease for 5 years may be included, but only after consultation with the sponsor": whom that
    spares, somebody must say. None for any other sentence."""
    if not any(chunk.sort is Sort.PERMIT for chunk in sentence):
        return None
    said = setting.words(sentence)
    return question(sentence, setting) if matching("agreement", said, whole=False) is not None else None


def _allowed_in_case(
    sentence: Sequence[Chunk], before: Sequence[Criterion], setting: Setting, read: Reader
) -> list[Criterion] | None:
    """ "Uncontrolled asthma; if asthma is well controlled, the patient is eligible": the ban spares those of the condition."""
    place = next((index for index, chunk in enumerate(sentence) if chunk.sort is Sort.PERMIT), None)
    said = stripped(sentence)
    if place is None or not before or not said or said[0].sort is not Sort.IF or not _bans(before[-1], setting):
        return None
    comma = max((index for index in range(place) if sentence[index].sort is Sort.COMMA), default=None)
    if (
        comma is None
        or any(chunk.sort is not Sort.FILL for chunk in sentence[comma + 1 : place])
        or stripped(sentence[place + 1 :])
    ):
        return None
    condition = stripped(said[1 : said.index(sentence[comma])])
    turn = next((index for index, chunk in enumerate(condition) if chunk.text.lower() == "but"), None)
    having = read(condition[:turn], anew(setting, exclusion=True))
    if turn is None:
        return [*before[:-1], exception_applied(before[-1], condition, setting, unless=True)]
    if has_holes(having):
        return None
    spared = with_described(before[-1], having, stripped(condition[turn + 1 :]), setting)
    doubt = setting.unread(sentence, "an exception that was not understood")
    return [*before[:-1], spared or lifted(before[-1], doubt, setting)]
