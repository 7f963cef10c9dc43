"""Or who: "patients with melanoma or who have renal cell carcinoma" in; the one or the other illness out.

Behind an "or", such a clause names whom else the sentence speaks of; it tells nothing more of what stands before it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import Setting
from trialwright.compiler.wording.sought import needs
from trialwright.vocabulary.records import anew

_CLAUSE = re.compile(r"(?:who|that|which) (?:have|has|had)(?: (?:had|been diagnosed with))?$", re.IGNORECASE)


@needs("have", "has", "had")
def with_clauses_behind_or(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The chunks with a clause of people right behind an "or" as words that only lead to what they have."""
    said = [chunk for chunk in chunks if chunk.sort is not Sort.FILL or chunk.text.lower() not in _PEOPLE]
    led = {id(chunk) for before, chunk in pairwise(said) if _leads(before, chunk)}
    return tuple(anew(chunk, sort=Sort.FILL) if id(chunk) in led else chunk for chunk in chunks) if led else tuple(chunks)


_PEOPLE = frozenset({"those", "patients", "subjects", "participants", "individuals", "people"})


def _leads(before: Chunk, chunk: Chunk) -> bool:
    return before.sort is Sort.OR and chunk.sort is Sort.NARROW and _CLAUSE.match(chunk.text) is not None
