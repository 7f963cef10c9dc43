"""Counted as: "No more than two lines. Adjuvant therapy counts as a line" in; the limit, in doubt as far as the second
sentence may make the count higher, out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk
from trialwright.compiler.setting import Setting, doubted, eased
from trialwright.compiler.wording.sought import sought
from trialwright.protocol.criteria import Compare, Criterion, NoConstraint, walk

_COUNTS = sought(
    r"\b(?:counts?|counted|considered|regarded)\b(?: (?:as|to be|towards?|for))?.{0,25}"
    r"\b(?:lines?|regimens?|therap(?:y|ies)|courses?)\b",
    re.IGNORECASE,
)
_COUNTS_AS_ONE = re.compile(
    r"\b(?:is|are|will be|would be) (?:counted|considered|regarded)(?: (?:as|to be))?(?: (?:an?|one|1|the|first|second|prior|"
    r"separate|additional|first-|second-)){1,3}[ -]?lines?\b(?! of defen[cs]e)",
    re.IGNORECASE,
)
_NOT_COUNTED = re.compile(r"\b(?:not|never|no)\b", re.IGNORECASE)


def with_more_counted(read: Sequence[Criterion], sentence: Sequence[Chunk], setting: Setting) -> list[Criterion] | None:
    """What was read, the last limit of lines in doubt; where there is none, the sentence only tells how lines are counted. None
    for a sentence that counts nothing more."""
    said = setting.words(sentence)
    if not _COUNTS.search(said) or _NOT_COUNTED.search(said):
        return None
    for place in range(len(read) - 1, -1, -1):
        limits = [node for node in walk(read[place]) if isinstance(node, Compare) and node.quantity.attribute == "lines"]
        if not limits:
            continue
        doubt = setting.unread(sentence, "what else counts as a line")
        most = any(limit.high is not None for limit in limits)
        changed = doubted(read[place], doubt) if most else eased(read[place], doubt)
        return [*read[:place], changed, *read[place + 1 :]]
    if _COUNTS_AS_ONE.search(said) is None:
        return None
    return [*read, NoConstraint(why="tells how lines are counted", span=setting.span(sentence))]
