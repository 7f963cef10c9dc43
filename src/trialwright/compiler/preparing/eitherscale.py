"""Either scale: "ECOG 0-1/KPS 80-100" in; the slash between two scales of performance as "or", for they say the same, out."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import Setting
from trialwright.compiler.wording.sought import needs
from trialwright.vocabulary.records import anew


@needs("performance status")
def with_either_scale(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The chunks of what is required, with such a slash as "or"; those of what excludes as they are."""
    if setting.exclusion:
        return tuple(chunks)
    named = [place for place, chunk in enumerate(chunks) if _names_scale(chunk)]
    result = list(chunks)
    for first, second in pairwise(named):
        slash = chunks[second - 1]
        valued = any(chunk.sort in (Sort.AMOUNT, Sort.CODES) for chunk in chunks[first:second])
        if chunks[first].names != chunks[second].names and valued and slash.sort is Sort.SLASH:
            result[second - 1] = anew(slash, sort=Sort.OR, text="or", value="or")
    return tuple(result)


def without_label_of_scale(chunks: Sequence[Chunk]) -> tuple[Chunk, ...]:
    """ "Performance status Karnofsky > 60": the scale alone, not a limit on the usual one too."""
    return tuple(
        chunk
        for place, chunk in enumerate(chunks)
        if not (
            chunk.text.lower() in ("performance status", "performance score", "ps")
            and place + 1 < len(chunks)
            and _names_scale(chunk)
            and _names_scale(chunks[place + 1])
        )
    )


def _names_scale(chunk: Chunk) -> bool:
    return chunk.sort is Sort.VARIABLE and chunk.names[0].endswith("performance status")
