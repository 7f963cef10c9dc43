"""Asked apart: "agrees to a biopsy and to return for visits", "able to swallow tablets and willing to keep a diary", asked of
those who join, in; one question for each out, so that what a sheet says of one of them is heard."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrasing.asking import question
from trialwright.compiler.setting import Setting, stripped
from trialwright.protocol.criteria import AllOf, Ask, Criterion
from trialwright.protocol.interview import question_of

_MODAL = re.compile(
    r"(?:(?:is|are|be|must|should|to) )*(?:un)?(?:able|willing|capable|agrees?|ability|willingness|agreement)\b.*\bto$",
    re.IGNORECASE,
)
_ONE_WHOLE = re.compile(
    r"\bconsent|\binformed\b|\bICF\b|\b(?:if|unless|or|when|while|but|both)\b|\bun(?:able|willing)", re.IGNORECASE
)
"""Who has signed was able to and willing: that stays one question; so does what has a condition or another way in it."""
_LEAST = 2


def asked_apart(node: Criterion, chunks: Sequence[Chunk], setting: Setting) -> Criterion:
    """The questions of a sentence that asks for several things with "and"; the node as it is for any other."""
    if not isinstance(node, Ask) or setting.exclusion or _ONE_WHOLE.search(node.statement):
        return node
    said = stripped(chunks)
    modal = next((place for place, chunk in enumerate(said) if chunk.sort is Sort.ASKED), len(said))
    if any(chunk.sort is not Sort.FILL for chunk in said[:modal]) or modal == len(said) or not _MODAL.match(said[modal].text):
        return node
    cut = next((place for place in range(modal + _LEAST, len(said) - _LEAST) if _joins(said, place)), None)
    if cut is None:
        return node
    first, behind = question(said[:cut], setting), stripped(said[cut:])
    second = question(behind, setting)
    if behind[0].sort is Sort.PREP:
        words = f"{said[modal].text} {setting.words(behind[1:])}".strip(" .;,:")
        second = Ask(statement=words, question=question_of(words), span=second.span)
    rest = asked_apart(second, behind, setting) if behind[0].sort is Sort.ASKED else second
    items = rest.items if isinstance(rest, AllOf) else (rest,)
    return AllOf(items=(first, *items), span=node.span)


def _joins(said: Sequence[Chunk], place: int) -> bool:
    """ "And able to", "and to undergo": one more thing that is asked for."""
    if said[place].sort is not Sort.AND:
        return False
    behind = said[place + 1]
    return (behind.sort is Sort.ASKED and _MODAL.match(behind.text) is not None) or (
        behind.sort is Sort.PREP and behind.text.lower() == "to"
    )
