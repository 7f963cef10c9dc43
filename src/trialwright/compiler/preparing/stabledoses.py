"""Stable doses: "on a stable or decreasing dose of steroids for 7 days" in; the words for how the dose went as one question,
out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import Setting
from trialwright.compiler.wording.sought import needs, sought
from trialwright.vocabulary.records import anew

_FALLING = r"(?:decreas|taper|reduc|declin|lower|wean|diminish)\w*"
_EITHER = sought(
    rf"\b(?:stable(?: dose)?,?(?: or | ?/ ?|, )(?:on an? )?{_FALLING}|{_FALLING},?(?: or | ?/ ?)(?:on an? )?stable)\b",
    re.IGNORECASE,
)


@needs(_EITHER.pattern)
def with_doses_asked(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The chunks with "stable or decreasing" as one word: no sheet tells how a dose went, so that somebody must."""
    found = _EITHER.search(setting.normal.text)
    if found is None:
        return tuple(chunks)
    inside = [place for place, chunk in enumerate(chunks) if chunk.start >= found.start() and chunk.end <= found.end()]
    if not inside or any(chunks[place].sort in (Sort.CONCEPT, Sort.GROUP) for place in inside):
        return tuple(chunks)
    first, last = chunks[inside[0]], chunks[inside[-1]]
    said = setting.normal.text[first.start : last.end]
    whole = anew(first, sort=Sort.ASKED, names=(), value="", text=said, end=last.end)
    return (*chunks[: inside[0]], whole, *chunks[inside[-1] + 1 :])
