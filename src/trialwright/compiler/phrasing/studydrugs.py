"""Study drugs: a phrase with "investigational product" or "study drug" in; that of another trial, or the question about this
one's, out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import Setting
from trialwright.protocol.criteria import Ask, Criterion
from trialwright.protocol.interview import question_of

_INVESTIGATIONAL = re.compile(
    r"(?:an?y? |other |another )*(?:investigational|experimental) (?:medicinal )?"
    r"(?:products?|drugs?|agents?|medications?|treatments?)",
    re.IGNORECASE,
)


def with_other_agents(flat: Sequence[Chunk]) -> Sequence[Chunk]:
    """ "An investigational product within 4 weeks": one of another trial, where no allergy to this one's is spoken of."""
    narrow = next((place for place, chunk in enumerate(flat) if place and chunk.sort is Sort.NARROW), None)
    if narrow is not None and not any(chunk.sort is Sort.STUDYDRUG for chunk in flat[:narrow]):
        # "Heart disease that would preclude study treatment": words that narrow the disease
        return [replace(chunk, sort=Sort.WORD) if chunk.sort is Sort.STUDYDRUG else chunk for chunk in flat]
    if any(chunk.sort is Sort.ALLERGY for chunk in flat) or not any(chunk.sort is Sort.WINDOW for chunk in flat):
        return flat
    return [
        replace(chunk, sort=Sort.CONCEPT, names=("investigational agent",), value="")
        if chunk.sort is Sort.STUDYDRUG and _INVESTIGATIONAL.fullmatch(chunk.text)
        else chunk
        for chunk in flat
    ]


def study_drug(flat: Sequence[Chunk], setting: Setting) -> Criterion | None:
    """ "Allergic to any component of the study drug": no list names the drug, so a person must say."""
    if not any(chunk.sort is Sort.ALLERGY for chunk in flat) or any(chunk.sort in (Sort.AMOUNT, Sort.CODES) for chunk in flat):
        return None
    words = setting.words(flat).rstrip(" .;,:")
    return Ask(statement=words, question=question_of(words), span=setting.span(flat))
