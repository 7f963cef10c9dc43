"""Enrolled: "participants aged 18 or older on the day of signing informed consent with melanoma will be enrolled" in; the same
without the day on which an age is counted and without the words that only say that such people may join, out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import Setting, sorts_of
from trialwright.compiler.wording.sought import needs
from trialwright.vocabulary.records import anew

_SIGNING = re.compile(
    r"(?:on|at) (?:the )?(?:day|date|time) (?:of|when) (?:(?:signing|providing|giving|obtaining|signature of) )?(?:of )?(?:the )?"
    r"(?:written )?(?:informed )?consent(?: form)?(?: ?\(ICF\))?",
    re.IGNORECASE,
)
_JOIN = re.compile(
    r"(?:will|are to|shall) be (?:(?:enrolled|included|recruited|accrued)"
    r" (?:in|into|on|onto|to|for) (?:this|the) (?:present |current )?(?:clinical )?(?:study|trial|protocol)"
    r"|(?:asked|invited|approached) to (?:participate|take part|join)(?: in (?:this|the) (?:study|trial))?)\s*(?=[.;]|$)",
    re.IGNORECASE,
)
_JOIN_IF = re.compile(
    r"(?:will|are to|shall) be (?:enrolled|included|recruited|accepted)"
    r"(?= (?:if|provided(?: that)?|providing|as long as|only if|when)\b)",
    re.IGNORECASE,
)
""" "Will be included provided that": leave on a condition, which requires nobody to be ill."""
_PEOPLE = re.compile(
    r"\W*(?:[\w/]+ ){0,4}(?:patients?|participants?|subjects?|individuals|women|men|adults?|males?|females?)\b", re.IGNORECASE
)
_AGES = frozenset({Sort.AGED, Sort.AMOUNT, Sort.POST})


@needs(_SIGNING, _JOIN, _JOIN_IF)
def without_enrollment(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The chunks of a required statement without both."""
    if setting.exclusion or Sort.ASKED not in sorts_of(chunks):
        return tuple(chunks)
    text = setting.normal.text
    kept: list[Chunk] = []
    cut = 0
    for chunk in chunks:
        if chunk.start < cut:
            continue
        on_terms = _JOIN_IF.match(text, chunk.start) if chunk.sort is Sort.ASKED else None
        if on_terms is not None:
            cut = on_terms.end()
            kept.append(anew(chunk, sort=Sort.PERMIT, value="permitted", end=cut, text=on_terms.group()))
            continue
        of_age = bool(kept) and kept[-1].sort in _AGES and any(_years(item) for item in kept[-3:])
        found = _SIGNING.match(text, chunk.start) if of_age else None
        said = {item.sort for item in kept}
        first = Sort.STOP not in said and not said.isdisjoint((Sort.CONCEPT, Sort.AMOUNT))
        if found is None and first and _PEOPLE.match(text):
            found = _JOIN.match(text, chunk.start)
        if found is None:
            kept.append(chunk)
        else:
            cut = found.end()
            if chunk.end > cut:
                kept.append(anew(chunk, start=cut))
    return tuple(kept)


_LET_IN = re.compile(
    r"who (?:(?:may|can|could|will|should|are|only|still|be) )+(?:included|enrolled|eligible|allowed|permitted|accepted)"
    r"(?: only)? (?=if\b|provided\b|as long as\b)",
    re.IGNORECASE,
)


@needs(_LET_IN)
def without_leave_of_exceptions(chunks: Sequence[Chunk], text: str) -> tuple[Chunk, ...]:
    """ "Except for patients with Gilbert's syndrome who may be included if …": the leave says no more than the exception."""
    kept: list[Chunk] = []
    excepted, cut = False, 0
    for chunk in chunks:
        excepted = (excepted or chunk.sort is Sort.EXC) and chunk.sort not in (Sort.STOP, Sort.SEMICOLON)
        found = _LET_IN.match(text, chunk.start) if excepted else None
        cut = found.end() if found is not None else cut
        if chunk.start >= cut:
            kept.append(chunk)
    return tuple(kept)


def _years(chunk: Chunk) -> bool:
    return chunk.amount is not None and chunk.amount.unit == "a"


def lets_join(chunks: Sequence[Chunk], setting: Setting) -> bool:
    """True for a sentence that ends in "… will be enrolled": it says who joins, and nobody else does."""
    return any(found.start() >= chunks[0].start for found in _JOIN.finditer(setting.normal.text))
