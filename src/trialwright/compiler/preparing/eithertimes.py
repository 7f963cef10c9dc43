"""Either time: "must not have received or be currently receiving X" in; the denial of X at any time out."""

from __future__ import annotations

from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import Setting
from trialwright.compiler.wording.sought import needs
from trialwright.vocabulary.records import anew

_DENIED_PAST = ("prior", "previous", "history of", "received", "had", "undergone", "taken", "used", "treated with", "receive")
_LONGEST = 4
"""Chunks between the denial of the past and the word for the present: a comma, the conjunction, a verb."""


@needs(" or ")
def with_denied_at_either_time(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The chunks with "or be currently receiving" behind a denial of the past as "ever": what was never received is not received
    now, and who received it once has."""
    result: list[Chunk] = []
    place = 0
    while place < len(chunks):
        chunk = chunks[place]
        result.append(chunk)
        place += 1
        present = _present_at(chunks, place) if chunk.sort is Sort.NEG and chunk.text.lower().endswith(_DENIED_PAST) else None
        if present is not None:
            result.append(anew(chunks[present], sort=Sort.HIST, value="ever"))
            closed = place < present and chunks[place].sort is Sort.COMMA and chunks[present + 1 : present + 2]
            place = present + (2 if closed and closed[0].sort is Sort.COMMA else 1)
    return tuple(result)


def _present_at(chunks: Sequence[Chunk], place: int) -> int | None:
    """Where, behind a denial, "or" goes on with the present; None where it does not."""
    joint = False
    for index in range(place, min(place + _LONGEST, len(chunks))):
        chunk = chunks[index]
        if chunk.sort is Sort.NOW and joint:
            return index
        joint = joint or chunk.sort is Sort.OR
        if chunk.sort not in (Sort.OR, Sort.FILL) and not (chunk.sort is Sort.COMMA and not joint):
            return None
    return None
