"""Condition labels: "for children who are unable to do tests: no dyspnea", "after the maximum dose is found: no second cancer"
in; what stands behind the colon, asked of those only, out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.listing.lists import asked
from trialwright.compiler.setting import Reader, Setting, stripped
from trialwright.compiler.wording.rules import matching
from trialwright.protocol.criteria import AllOf, Criterion, NoConstraint, Unread, When, walk

_OPENS = re.compile(r"(?:for|in|during|after|before|once|while|when|if|until|upon|among)\b", re.IGNORECASE)


def of_unread_condition(chunks: Sequence[Chunk], setting: Setting, read: Reader) -> Criterion | None:
    """What is required or banned under a condition that no table knows; None for any other sentence.

    An ability is asked for; any other condition is a hole, so that who does not meet the rest is unknown and nobody fails by it.
    """
    colon = next((place for place, chunk in enumerate(chunks) if chunk.sort is Sort.COLON), 0)
    left, right = stripped(chunks[:colon]), stripped(chunks[colon + 1 :])
    words = setting.words(left)
    if not left or not right or _OPENS.match(words) is None or matching("plain label", words) is not None:
        return None
    if not any(chunk.sort in (Sort.WORD, Sort.ASKED) and chunk.text.lower() != "only" for chunk in left):
        return None
    if not any(chunk.sort in (Sort.CONCEPT, Sort.VARIABLE) for chunk in right):
        return None
    able = any(chunk.sort is Sort.ASKED for chunk in left)
    condition = asked(left, setting) if able else setting.unread(left, "a condition that was not understood")
    then, span = read(right, setting), setting.span(chunks)
    if setting.exclusion:
        return AllOf(items=(condition, then), span=span)
    if all(isinstance(node, Unread) for node in walk(then)):
        return None
    return When(condition=condition, then=then, otherwise=NoConstraint(why="for others", span=span), span=span)
