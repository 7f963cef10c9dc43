"""Suggestive: "symptoms suggestive of keratitis (such as blurred vision)" in; the same without the symptoms, which are those of
the illness and keep nobody out by themselves, out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import Setting
from trialwright.compiler.wording.sought import needs

_OF_ONE = re.compile(r"(?:symptoms?|signs?|features?|findings?)\b.*\bof\b", re.IGNORECASE | re.DOTALL)


@needs("suggestive")
def without_signs_of_illness(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The chunks without a bracket of examples behind an illness of which signs are meant."""
    kept: list[Chunk] = []
    for place, chunk in enumerate(chunks):
        signs = place > 1 and chunks[place - 1].sort is Sort.CONCEPT and _OF_ONE.match(chunks[place - 2].text) is not None
        examples = chunk.sort is Sort.GROUP and bool(chunk.inner) and chunk.inner[0].sort is Sort.EG
        if not (signs and examples and setting.exclusion):
            kept.append(chunk)
    return tuple(kept)
