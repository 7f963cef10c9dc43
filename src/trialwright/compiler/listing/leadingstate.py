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


def in_leading_state(
    members: Sequence[tuple[Chunk, ...]], nodes: Sequence[Criterion], setting: Setting
) -> list[Criterion] | None:
    """What is read of the members, those behind a state that may be of them too narrowed by it; None where there is none."""
    first = _leader(members, setting)
    if first is None:
        return None
    told = list(zip(nodes, members, strict=False))[first + 1 :]
    return [*nodes[: first + 1], *(_perhaps_in_its_state(node, members[first], member, setting) for node, member in told)]


def _leader(members: Sequence[tuple[Chunk, ...]], setting: Setting) -> int | None:
    """ "Non-healing wound, ulcer or fracture", "surgery, or serious non-healing wound, ulcer or fracture": which member's name
    begins with an adjective that the bare names behind it may share; None where none does. Behind others, it must open a list of
    its own."""
    for place in range(len(members) - 2, -1, -1):
        named = [chunk for chunk in members[place] if chunk.sort is Sort.CONCEPT]
        bare = all(chunk.sort in BARE | LENT | {Sort.WORD} for member in members[place + 1 :] for chunk in member)
        if not bare:
            return None
        if len(named) != 1 or not _STATE_FIRST.match(named[0].text):
            continue
        if not place or _opens_list(named[0], members[place + 1 :], setting):
            return place
    return None


def _opens_list(named: Chunk, behind: Sequence[tuple[Chunk, ...]], setting: Setting) -> bool:
    """True right behind an "or", where illnesses follow, and a comma shows where one list ends or the other goes on."""
    kinds = {setting.vocabulary.kind(name) for member in behind for chunk in member for name in chunk.names if "=" not in name}
    before = _OR_BEFORE.search(setting.normal.text, 0, named.start)
    listed = before is not None and (before[0][0] == "," or setting.normal.text[named.end : named.end + 1] == ",")
    return listed and kinds <= {"condition", "finding"}


_OR_BEFORE = re.compile(r",? (?:or|and) (?:[\w-]+,? ){0,2}\Z", re.IGNORECASE)


def _perhaps_in_its_state(node: Criterion, first: Sequence[Chunk], member: Sequence[Chunk], setting: Setting) -> Criterion:
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
