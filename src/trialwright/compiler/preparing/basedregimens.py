"""Regimens by a drug in them: "trastuzumab-based therapy", "regimens containing bortezomib" in; the drug that was given out."""

from __future__ import annotations

from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrasing.targets import THERAPY_KINDS
from trialwright.compiler.setting import Setting
from trialwright.compiler.wording.sought import needs
from trialwright.vocabulary.records import anew

_WITHIN = frozenset({"based", "containing"})
_GIVEN = ("regimen", "therap", "treatment", "combination", "line", "protocol", "drug", "agent", "medication")


@needs(_WITHIN)
def with_regimens_by_drug(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The chunks without "-based" and "containing" between a drug and the regimen it is in: who had the regimen had the drug."""
    items = list(chunks)
    for place in range(len(items) - 1, 0, -1):
        if place >= len(items):
            continue  # behind what was left out
        word = items[place]
        if word.sort is not Sort.WORD or word.text.lower() not in _WITHIN:
            continue
        first = place - 1 if items[place - 1].text != "-" else place - 2
        behind = items[place + 1] if place + 1 < len(items) else None
        if behind is None or first < 0:
            continue
        if _is_drug(items[first], setting) and _is_given(behind):
            items[first + 1 : place + 1] = []
        elif _is_drug(items[first], setting) and _is_drug(behind, setting) and _is_of(items[first], behind, setting):
            items[first + 1 : place + 2] = []  # "docetaxel-based chemotherapy"
        elif word.text.lower() == "containing" and _is_given(items[place - 1]) and _is_drug(behind, setting):
            items[place] = anew(word, sort=Sort.PREP, value="prep")
    return tuple(items)


def with_each_apart(chunks: Sequence[Chunk]) -> tuple[Chunk, ...]:
    """ "At least two lines with each containing a platinum": what each must hold, set off from how many there must be."""
    place = next((index for index, chunk in enumerate(chunks) if index > 1 and chunk.text.lower() == "containing"), None)
    if place is None or chunks[place - 1].text.lower() != "each":
        return tuple(chunks)
    first = place - 1 - (chunks[place - 2].text.lower() == "with")
    if not first or chunks[first - 1].sort is Sort.COMMA:
        return tuple(chunks)
    at = chunks[first].start
    return (*chunks[:first], Chunk(sort=Sort.COMMA, start=at, end=at, text=","), *chunks[first:])


def _is_drug(chunk: Chunk, setting: Setting) -> bool:
    return chunk.sort is Sort.CONCEPT and all(setting.vocabulary.kind(name) in THERAPY_KINDS for name in chunk.names)


def _is_of(drug: Chunk, kind: Chunk, setting: Setting) -> bool:
    """Whether a drug is of the wide kind of therapy that stands behind it."""
    wide = all(name in _WIDE for name in kind.names)
    return wide and all(setting.under(name, other) for name in drug.names for other in kind.names)


_WIDE = frozenset({"chemotherapy", "systemic therapy", "anticancer therapy", "combination chemotherapy"})


def _is_given(chunk: Chunk) -> bool:
    return chunk.sort is Sort.HEADNOUN and chunk.text.lower().startswith(_GIVEN)
