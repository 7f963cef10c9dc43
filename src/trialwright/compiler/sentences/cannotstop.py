"""Cannot stop: a ban on medicines of those who take them "and cannot stop them" in; the ban with the question whether they can
out. Whoever can stop them is not kept out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.listing.lists import asked
from trialwright.compiler.phrasing.targets import THERAPY_KINDS
from trialwright.compiler.setting import Reader, Setting, stripped
from trialwright.compiler.wording.sought import sought
from trialwright.protocol.criteria import AllOf, Criterion, Unread, walk
from trialwright.vocabulary.records import anew

CANNOT_STOP = sought(
    r"\b(?:and|but|,|who|that|which)(?: \w+){0,3}? "
    r"(?:(?:can ?not|can't|could not|may not|must not) (?:safely |temporarily )?be|(?:not|un)(?: ?able| ?willing) to(?: be)?) "
    r"(?:safely |temporarily )?"
    r"(?:discontinu|stop|withheld|withhold|withdraw|interrupt|paus|suspend|switch|replac|substitut|wean|taken off|come off)\w*",
    re.IGNORECASE,
)
_ENDS = frozenset({Sort.COMMA, Sort.OR, Sort.EXC, Sort.PERMIT, Sort.EG})


def unless_stopped(sentence: Sequence[Chunk], setting: Setting, read: Reader) -> Criterion | None:
    """ "Receiving warfarin and cannot be switched", "medications that cannot be discontinued: A, B": the ban and the question;
    None for any other sentence."""
    if not setting.exclusion or not any(chunk.sort in (Sort.AND, Sort.COLON, Sort.COMMA) for chunk in sentence):
        return None
    found = next(CANNOT_STOP.finditer(setting.normal.text, sentence[0].start, sentence[-1].end), None)
    if found is None:
        return None
    start = next((place for place, chunk in enumerate(sentence) if chunk.start >= found.start()), 0)
    colon = next((place for place in range(start, len(sentence)) if sentence[place].sort is Sort.COLON), len(sentence))
    before, clause, listed = sentence[:start], stripped(sentence[start:colon]), stripped(sentence[colon + 1 :])
    narrows = bool(clause) and clause[0].sort is Sort.NARROW and not listed
    if not stripped(before) or not clause or narrows or any(chunk.sort in _ENDS for chunk in clause):
        return None
    named = [name for chunk in (*before, *listed) if chunk.sort is Sort.CONCEPT for name in chunk.names]
    if not named or not all(setting.vocabulary.kind(name) in THERAPY_KINDS for name in named):
        return None
    present = anew(setting, now=setting.now or any(chunk.sort is Sort.NOW for chunk in before))
    node = read((*before, *sentence[colon : colon + 1], *listed) if listed else before, present)
    if any(isinstance(leaf, Unread) for leaf in walk(node)):
        return None
    return AllOf(items=(node, asked(clause, setting)), span=setting.span(sentence))
