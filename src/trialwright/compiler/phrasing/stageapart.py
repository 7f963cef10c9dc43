"""Stages apart: "stage II ER-positive breast cancer" in; the stage, and the phrase without it, out."""

from __future__ import annotations

from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import Setting

_NUMBERS = frozenset({Sort.AMOUNT, Sort.CODES, Sort.CMP, Sort.POST})
_STAGED = frozenset({"cancer", "histology"})


def stage_apart(flat: Sequence[Chunk], setting: Setting) -> tuple[tuple[Chunk, ...], tuple[Chunk, ...]] | None:
    """The stage of a phrase on a cancer and the phrase without it; None where it holds another number, or no cancer."""
    place = next((index for index, chunk in enumerate(flat[:-1]) if _names_stage(chunk)), None)
    if place is None or flat[place + 1].sort is not Sort.CODES or not any(_is_cancer(chunk, setting) for chunk in flat):
        return None
    rest = (*flat[:place], *flat[place + 2 :])
    if any(chunk.sort in _NUMBERS or _names_stage(chunk) for chunk in rest):
        return None
    return tuple(flat[place : place + 2]), rest


def _names_stage(chunk: Chunk) -> bool:
    return chunk.sort is Sort.VARIABLE and chunk.names == ("stage",)


def _is_cancer(chunk: Chunk, setting: Setting) -> bool:
    return chunk.sort is Sort.CONCEPT and all(setting.vocabulary.kind(name) in _STAGED for name in chunk.names)
