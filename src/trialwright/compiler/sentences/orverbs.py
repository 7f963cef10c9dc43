"""Or with a verb: "is not on dialysis or has a working transplant" in; the denial of the first, or the second, out."""

from __future__ import annotations

from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import Reader, Setting, joined_by, stripped
from trialwright.protocol.criteria import Criterion

_BE = frozenset({"is", "are"})
_VERBS = _BE | {"has", "have"}
_APART = frozenset({Sort.EXC, Sort.PERMIT, Sort.BARRED, Sort.STOP, Sort.SEMICOLON, Sort.COLON, Sort.COMMA, Sort.AND})


def or_with_verb(chunks: Sequence[Chunk], setting: Setting, read: Reader) -> Criterion | None:
    """A verb of its own behind "or" ends what "is not" denies: "is not on dialysis or has a functioning transplant". None for any
    other sentence, for one that denies twice, and among the exclusions."""
    denied = next((place for place, chunk in enumerate(chunks) if chunk.sort is Sort.NEG), None)
    if denied is None or setting.exclusion or any(chunk.sort in _APART for chunk in chunks):
        return None
    joints = [place for place, chunk in enumerate(chunks) if chunk.sort is Sort.OR]
    if len(joints) != 1 or joints[0] < denied or not _is_not(chunks, denied):
        return None
    before, behind = stripped(chunks[: joints[0]]), chunks[joints[0] + 1 :]
    if not behind or behind[0].text.lower().split()[0] not in _VERBS or any(chunk.sort is Sort.NEG for chunk in behind):
        return None
    rest = stripped(behind)
    return joined_by("or", (read(before, setting), read(rest, setting))) if before and rest else None


def or_with_history(chunks: Sequence[Chunk], setting: Setting, read: Reader) -> Criterion | None:
    """ "Has a history of abuse and is unable to quit or has a history of psychosis" among what excludes: a verb of its own behind
    "or" begins another way to be kept out, and ends the question before it. None for any other sentence."""
    joints = [place for place, chunk in enumerate(chunks) if chunk.sort is Sort.OR]
    if not setting.exclusion or not joints or any(chunk.sort in _APART - {Sort.AND} for chunk in chunks):
        return None
    place = joints[-1]
    before, verb, behind = stripped(chunks[:place]), chunks[place + 1 : place + 2], stripped(chunks[place + 1 :])
    asks = any(chunk.sort is Sort.ASKED for chunk in before) and not any(chunk.sort is Sort.ASKED for chunk in behind)
    joined = any(chunk.sort in (Sort.AND, Sort.ALSO) for chunk in before)
    said = setting.words(chunks[place + 1 :]).lower()
    if not verb or not asks or not joined or not said.startswith(("has a history", "has history", "have a history", "has had")):
        return None
    return joined_by("or", (read(before, setting), read(behind, setting))) if before and behind else None


def _is_not(chunks: Sequence[Chunk], place: int) -> bool:
    said = f"{chunks[place - 1].text if place else ''} {chunks[place].text}".lower().split()
    return said[-1] == "not" and (len(said) == 1 or said[-2] in _BE)


def last_alternative(pieces: list[tuple[Chunk, ...]]) -> tuple[tuple[Chunk, ...], tuple[Chunk, ...]] | None:
    """ "Cancer within 3 years, or previously diagnosed with cancer and have residual disease": what is joined to the second,
    which begins anew behind a time, is not asked of the first."""
    first = pieces[0]
    place = max((index for index, chunk in enumerate(first) if chunk.sort is Sort.OR), default=0)
    begins = first[place + 1 : place + 2]
    if not place or not begins or begins[0].sort is not Sort.HIST or first[place - 1].sort is not Sort.WINDOW:
        return None
    return stripped(first[:place]), stripped(first[place + 1 :])
