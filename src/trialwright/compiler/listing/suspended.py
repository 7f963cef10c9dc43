"""Suspended objects: "progression on, or within 6 months of, platinum", "exposure to or intolerance of paclitaxel" in; each
part with the object that the last one names, out.

Read as a member of its own, "progression on" would ban everybody who ever had a progression.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import LIST_SIGNS, Reader, Setting, joined_by, stripped
from trialwright.compiler.wording.rules import words
from trialwright.protocol.criteria import Ask, Criterion, NoConstraint, Unread, walk

_TIED = frozenset(
    {Sort.PREP, Sort.FOR, Sort.HIST, Sort.FILL, Sort.ALLERGY, Sort.NARROW, Sort.ASKED, Sort.FAILED, Sort.IF, Sort.WORD}
)
_DIAGNOSED = re.compile(r"diagnos", re.IGNORECASE)


def ends_hanging(member: Sequence[Chunk]) -> bool:
    """Whether the last word of a member is a preposition whose object does not stand behind it."""
    last = member[-1] if member else None
    return last is not None and last.sort in _TIED and last.text.lower().split()[-1] in words("with an object")


def with_objects_shared(chunks: tuple[Chunk, ...], setting: Setting, read: Reader, plainly: Reader) -> Criterion:
    """ "A to or B of X" as it is read plainly; where that leaves a hole or a question, and "A to X" does not, or where B is a
    thing of its own, as both parts, each with the object."""
    whole = plainly(chunks, setting)
    shared = _shared(chunks)
    if shared is None or not (_open(whole) or _names_its_own(shared[1])):
        return whole
    first = read(shared[0], setting)
    return whole if _open(first) else joined_by("or", (first, read(shared[1], setting)))


def _open(node: Criterion) -> bool:
    return any(isinstance(leaf, Unread | Ask | NoConstraint) for leaf in walk(node))


def _names_its_own(part: Sequence[Chunk]) -> bool:
    """ "Exposure to or progression on X": the second part is more than a state of the first."""
    tie = next((place for place, _chunk in enumerate(part) if ends_hanging(part[: place + 1])), 0)
    return any(chunk.sort is Sort.CONCEPT for chunk in part[:tie])


def _shared(chunks: tuple[Chunk, ...]) -> tuple[tuple[Chunk, ...], tuple[Chunk, ...]] | None:
    """The two parts of "A to or B of X", each with the object; None where no part waits for one."""
    place = next((index for index, chunk in enumerate(chunks) if chunk.sort in LIST_SIGNS), 0)
    left, right = chunks[:place], stripped(chunks[place + 1 :])
    if not left or chunks[place].sort not in (Sort.OR, Sort.SLASH) or not ends_hanging(left):
        return None
    if all(chunk.sort in (Sort.PREP, Sort.FOR, Sort.FILL) for chunk in left):
        return None  # what goes on from a line above
    tie = next((index for index, _chunk in enumerate(right) if ends_hanging(right[: index + 1])), None)
    if tie is None or tie + 1 >= len(right) or right[tie + 1].sort in LIST_SIGNS | {Sort.WORD}:
        return None
    head = left[:-1] if tie == 0 and right[0].sort in (Sort.PREP, Sort.FOR) else ()
    return (*left, *right[tie + 1 :]), (*head, *right)


def hangs(members: Sequence[Sequence[Chunk]], setting: Setting) -> bool:
    """Whether a member before the last waits for an object that no rule has given it: what it says alone is far too wide."""
    return any(
        member[-1].sort in (Sort.PREP, Sort.FOR)
        and ends_hanging(member)
        and any(chunk.sort is Sort.CONCEPT for chunk in member)
        and setting.normal.text[member[-1].start : member[-1].end].islower()
        for member in members[:-1]
    )


def without_narrower_parts(chunks: Sequence[Chunk], _setting: Setting) -> tuple[Chunk, ...]:
    """ "Diagnosed with or treated for hepatitis B" is said of whoever was diagnosed, treated or not."""
    for place, chunk in enumerate(chunks[:-3]):
        said = chunk.sort is Sort.FILL and (_DIAGNOSED.match(chunk.text) or ends_hanging(chunks[: place + 1]))
        joined, state, tie = chunks[place + 1 : place + 4]
        treated = state.sort is Sort.NARROWING and all(name.startswith("treatment=") for name in state.names)
        if said and joined.sort in (Sort.OR, Sort.SLASH) and treated and ends_hanging((tie,)):
            return (*chunks[: place + 1], *chunks[place + 4 :])
    return tuple(chunks)
