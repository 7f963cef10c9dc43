"""Scales: "class III or IV heart failure", "angina class II" in; the scale that such a class is of, named, out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import Setting
from trialwright.compiler.wording.rules import patterns
from trialwright.vocabulary.records import anew

_CLASSES = frozenset({"class", "classes", "functional class"})


def with_scale_named(chunks: tuple[Chunk, ...], _setting: Setting) -> tuple[Chunk, ...]:
    """The chunks with the word "class" before its codes as the scale that the table has for the one illness of the phrase; as
    they are where a scale is named, or the illness has none."""
    place = next((index for index, chunk in enumerate(chunks) if chunk.text.lower() in _CLASSES), None)
    ill = [chunk for chunk in chunks if chunk.sort is Sort.CONCEPT]
    coded = place is not None and place + 1 < len(chunks) and chunks[place + 1].sort is Sort.CODES
    if place is None or not coded or len(ill) != 1 or any(chunk.sort is Sort.VARIABLE for chunk in chunks):
        return chunks
    scale = _scale_of(ill[0].names)
    return (*chunks[:place], anew(chunks[place], sort=Sort.VARIABLE, names=(scale,)), *chunks[place + 1 :]) if scale else chunks


def _scale_of(names: Sequence[str]) -> str:
    for pattern, scale in patterns("scale of"):
        if scale.endswith(" class") and all(pattern.fullmatch(name) for name in names):
            return scale
    return ""


_PLUSES = re.compile(r"[\s:<>=]*(?:(?:of|is|less than|greater than|more than|at least|at most|or|equal|to) ?)*[\s<>=]*\d ?\+")


def on_its_scale(chunk: Chunk, setting: Setting) -> tuple[str, ...]:
    """ "Urine protein < 2+": of what a spelling may name, what is told in pluses is a score."""
    scores = tuple(name for name in chunk.names if setting.vocabulary.kind(name) == "score")
    plus = len(chunk.names) > 1 and _PLUSES.match(setting.normal.text, chunk.end) is not None
    return scores if plus and scores else chunk.names
