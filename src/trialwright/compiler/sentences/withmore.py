"""With more: "lung cancer, with an EGFR mutation or an ALK fusion" in; the cancer, and one of what stands behind "with", out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrasing.targets import DISEASE_KINDS
from trialwright.compiler.setting import Reader, Setting, flattened, joined_by, stripped
from trialwright.protocol.criteria import Criterion

_WITH = re.compile(
    r"(?:(?:the )?(?:patients?|subjects?|participants?|those) )?"
    r"(?:with|having|(?:who|that|which) (?:have|has|had))(?: (?:an?|the))?",
    re.IGNORECASE,
)
_OF_THEM = re.compile(r"(?:patients?|subjects?|participants?|individuals?) (?:with|who have|having)", re.IGNORECASE)
_LISTING = frozenset({Sort.OR, Sort.AND, Sort.SLASH, Sort.VARIABLE})
_APART = frozenset({Sort.PERMIT, Sort.BARRED, Sort.EXC, Sort.STOP, Sort.SEMICOLON, Sort.NEG})


def with_more(chunks: Sequence[Chunk], setting: Setting, read: Reader) -> Criterion | None:
    """A comma before "with" or "either" goes on with the cancer (or the age) before it and begins no member of a list; nor does
    "participants with" behind what they have. None for any other sentence."""
    apart = _parted(chunks, setting)
    if apart is None or any(_stands_apart(piece, place) for piece in apart for place in range(len(piece))):
        return None
    return joined_by("and", [read(piece, setting) for piece in apart])


def _parted(chunks: Sequence[Chunk], setting: Setting) -> tuple[tuple[Chunk, ...], tuple[Chunk, ...]] | None:
    choice = _choice_at(chunks, setting)
    if choice is not None:
        return choice
    places = (index for index, chunk in enumerate(chunks[:-1]) if index and chunk.sort in (Sort.COMMA, Sort.IF))
    place = next(places, None)
    if place is None:
        return None
    before, behind = stripped(chunks[:place]), stripped(chunks[place + 1 :])
    several = any(chunk.sort in _LISTING for chunk in behind)
    if chunks[place].sort is Sort.IF:
        one = len(before) == 1 and before[0].sort is Sort.CONCEPT
        return (before, behind) if one and several and _OF_THEM.fullmatch(chunks[place].text) else None
    first, rest = chunks[place + 1], stripped(chunks[place + 2 :])
    with_word = _WITH.fullmatch(first.text)
    either = first.sort is Sort.EITHER and first.text.lower() == "either"
    if (with_word is None and not either) or not rest:
        return None
    if any(chunk.sort is Sort.AGED for chunk in before) and with_word is not None:
        return before, rest
    if not several or not _cancers(before, setting) or (_cancers(rest, setting) and not either):
        return None
    return before, rest


def _stands_apart(chunks: Sequence[Chunk], place: int) -> bool:
    """True for a denial, a leave or an exception; "or no pregnancy test" is one more thing of a list."""
    member = place and chunks[place].sort is Sort.NEG and chunks[place - 1].sort is Sort.OR
    return chunks[place].sort in _APART and not member


def _choice_at(chunks: Sequence[Chunk], setting: Setting) -> tuple[tuple[Chunk, ...], tuple[Chunk, ...]] | None:
    """ "Diabetes with either neuropathy or retinopathy", "women with either A, B or C": who it is of, and the choice."""
    place = next((index for index, chunk in enumerate(chunks) if chunk.sort is Sort.EITHER and chunk.text.lower() == "either"), 0)
    if place < 2 or chunks[place - 1].sort not in (Sort.PREP, Sort.AND, Sort.NARROW):
        return None
    joint = chunks[place - 1].text.lower().split()
    before, rest = stripped(chunks[: place - 1]), stripped(chunks[place + 1 :])
    if joint[-1] not in ("with", "and", "have", "has", "had", "having", "plus") or not before:
        return None
    named = [chunk for chunk in before if chunk.sort is Sort.CONCEPT]
    of_whom = bool(named) and all(setting.vocabulary.kind(name) in _OF_WHOM for chunk in named for name in chunk.names)
    plain = all(chunk.sort in _PLAIN for chunk in before)
    signs = {chunk.sort for chunk in rest} & {Sort.OR, Sort.AND, Sort.COLON, Sort.EITHER, Sort.PERMIT, Sort.ASKED}
    return (before, rest) if of_whom and plain and signs == {Sort.OR} else None


_OF_WHOM = DISEASE_KINDS | {"demographic"}
_PLAIN = frozenset({Sort.CONCEPT, Sort.FILL, Sort.MUST, Sort.IF, Sort.PREP, Sort.NARROWING, Sort.HIST})


def _cancers(chunks: Sequence[Chunk], setting: Setting) -> bool:
    """Whether a cancer is named: "advanced melanoma or renal cell carcinoma"."""
    named = [chunk for chunk in flattened(chunks) if chunk.sort is Sort.CONCEPT]
    return bool(named) and any(setting.vocabulary.kind(name) == "cancer" for chunk in named for name in chunk.names)
