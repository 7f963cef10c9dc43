"""Naive: "chemotherapy-naive breast cancer" in; the rest of the phrase, and the therapy denied beside it, out."""

from __future__ import annotations

from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrasing.targets import THERAPY_KINDS
from trialwright.compiler.setting import Setting, stripped
from trialwright.compiler.wording.sought import needs
from trialwright.vocabulary.records import anew

_NAIVE = frozenset({"naive", "naïve"})
_BEFORE = frozenset({Sort.FILL, Sort.IF, Sort.MUST})


@needs(_NAIVE)
def with_naive_denied(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The chunks of a plain sentence that begins with a therapy nobody has had, that denial put behind the rest."""
    place = next((index for index, chunk in enumerate(chunks) if chunk.sort not in _BEFORE), len(chunks))
    therapy = chunks[place] if place < len(chunks) else None
    if therapy is None or therapy.sort is not Sort.CONCEPT or not _given(therapy, setting):
        return tuple(chunks)
    word = place + 1 + (place + 1 < len(chunks) and chunks[place + 1].text == "-")
    if word >= len(chunks) or chunks[word].text.lower() not in _NAIVE:
        return tuple(chunks)
    rest = chunks[word + 1 :]
    if not stripped([chunk for chunk in rest if chunk.sort is not Sort.FILL]):
        return (anew(therapy, sort=Sort.NEG, end=therapy.start, text="no", value="not", names=()), therapy, *rest)
    if any(chunk.sort in (Sort.OR, Sort.STOP, Sort.SEMICOLON, Sort.SLASH, Sort.EXC, Sort.AND, Sort.COMMA) for chunk in rest[:-1]):
        return tuple(chunks)
    also = anew(chunks[word], sort=Sort.ALSO, text="and no", value="also")
    return (*chunks[:place], *stripped(rest), also, therapy)


def _given(chunk: Chunk, setting: Setting) -> bool:
    return all(setting.vocabulary.kind(name) in THERAPY_KINDS for name in chunk.names)
