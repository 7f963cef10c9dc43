"""Applies to: "INR <= 1.5. This applies only to patients on warfarin" in; the same as "INR <= 1.5 for patients on warfarin"
out, so that the limit is asked of those alone."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import Setting
from trialwright.compiler.wording.sought import sought
from trialwright.vocabulary.records import anew

_ONLY = sought(
    r"[,;.]?\s*(?:(?:this|it|which|that)(?: (?:criterion|requirement|limit|condition|exclusion))?(?: is)? )?"
    r"(?:(?:applies|applicable) only|only (?:applies|applicable)|(?<=this )applies) to\b",
    re.IGNORECASE,
)


def with_those_it_applies_to(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The chunks with "for" in the place of the sentence's beginning, where something stands before it in the statement."""
    text = setting.normal.text
    found = _ONLY.search(text)
    if found is None:
        return tuple(chunks)
    own = [place for place, chunk in enumerate(chunks) if found.start() <= chunk.start and chunk.end <= found.end()]
    if not own or not own[0] or own != list(range(own[0], own[-1] + 1)) or own[-1] + 1 == len(chunks):
        return tuple(chunks)
    first, last = chunks[own[0]], chunks[own[-1]]
    joint = anew(first, sort=Sort.FOR, names=(), end=last.end, text="for", value="for", inner=())
    return (*chunks[: own[0]], joint, *chunks[own[-1] + 1 :])
