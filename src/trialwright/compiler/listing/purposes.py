"""Purposes: a member of a list that only says what for ("bisphosphonates as adjuvant therapy or for osteoporosis") in; the same
with the therapy before it, out: nobody is kept out for the osteoporosis."""

from __future__ import annotations

from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrasing.targets import DISEASE_KINDS, THERAPY_KINDS
from trialwright.compiler.setting import Setting

_BEFORE = frozenset({Sort.OTHER, Sort.NOW, Sort.HIST, Sort.NARROWING, Sort.FILL, Sort.EITHER})
_BESIDE = frozenset({Sort.CONCEPT, Sort.FILL, Sort.NARROWING, Sort.HEADNOUN, Sort.WINDOW})


def with_therapy_before(member: tuple[Chunk, ...], before: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The member with the therapy that the one before it begins with, where it is but a purpose; any other as it was."""
    if not member or member[0].sort is not Sort.FOR or member[0].text.lower() == "in":
        return member
    kinds = {setting.vocabulary.kind(name) for chunk in member if chunk.sort is Sort.CONCEPT for name in chunk.names}
    place = next((index for index, chunk in enumerate(before) if chunk.sort is Sort.CONCEPT), len(before))
    if not kinds or not kinds <= DISEASE_KINDS or any(chunk.sort not in _BESIDE for chunk in member[1:]):
        return member
    therapy = before[place : place + 1]
    plain = all(chunk.sort in _BEFORE for chunk in before[:place])
    given = plain and bool(therapy) and all(setting.vocabulary.kind(name) in THERAPY_KINDS for name in therapy[0].names)
    return (*before[: place + 1], *member) if given else member
