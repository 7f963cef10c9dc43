"""Leading state: "non-healing wound, ulcer or fracture" in; the things behind the first, each as the adjective of its name may
narrow it too, out.

Whether the adjective is of all of them is not said. With it, a plain ulcer does not decide; without an ulcer, either reading is
false: that is what a thing kept with words that no fact can show says.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.listing.members import BARE, LENT
from trialwright.compiler.setting import Setting
from trialwright.protocol.criteria import Criterion, Has, Qualifier

_STATE_FIRST = re.compile(r"(?:[\w-]+ (?:(?:and/)?or )?)?(?:non|un)-?\w+(?:ing|ed) |\w+, ", re.IGNORECASE)
""" "Non-healing wound", "serious, nonhealing wound": a state before a thing; "non-small cell" is a name."""


def leads_by_its_own_name(members: Sequence[tuple[Chunk, ...]]) -> bool:
    """ "Non-healing wound, ulcer or fracture": the first name begins with an adjective that bare names behind it may share."""
    named = [chunk for chunk in members[0] if chunk.sort is Sort.CONCEPT]
    bare = all(all(chunk.sort in BARE | LENT | {Sort.WORD} for chunk in member) for member in members[1:])
    return len(named) == 1 and _STATE_FIRST.match(named[0].text) is not None and bare


def perhaps_in_its_state(node: Criterion, first: Sequence[Chunk], member: Sequence[Chunk], setting: Setting) -> Criterion:
    """What is read behind the first, as the words before the last of the first name may narrow it."""
    name = next(chunk.text for chunk in first if chunk.sort is Sort.CONCEPT)
    state = name.rpartition(" ")[0].strip(" ,")
    if any(chunk.sort is Sort.NARROWING and chunk not in first for chunk in member):
        return node  # "…, active ulcer": in a state of its own
    if not isinstance(node, Has) or not state:
        return setting.unread(member, "the first word of the list may be of it too")
    own = node.target.qualifier("described")
    values = (*(own.values if own is not None else ()), state)
    kept = tuple(item for item in node.target.qualifiers if item is not own)
    return replace(
        node, target=replace(node.target, qualifiers=(*kept, Qualifier(name="described", values=("; ".join(map(str, values)),))))
    )
