"""By unit: the chunks of a statement in; the same with spellings of two minds ("EGFR", "SBP") as the variable whose unit follows,
out."""

from __future__ import annotations

from collections.abc import Sequence

from trialwright.compiler.chunks import Amount, Chunk, Sort
from trialwright.vocabulary.homonyms import homonyms, variable_by_unit
from trialwright.vocabulary.records import anew
from trialwright.vocabulary.words import key

_BETWEEN = frozenset({Sort.CMP, Sort.FILL, Sort.OR, Sort.AND, Sort.COMMA, Sort.PREP, Sort.COLON, Sort.LEVEL, Sort.OTHER_SIGN})
_FURTHEST = 7


def with_variables_by_unit(chunks: Sequence[Chunk]) -> list[Chunk]:
    """ "SBP > 160 or < 90 mmHg": the pressure, told by the first unit behind its sign."""
    kept = list(chunks)
    for place, chunk in enumerate(kept):
        if chunk.sort not in _SPELLINGS or not chunk.text[:1].isupper() or len(chunk.text) > _LONGEST:
            continue
        if key(chunk.text) not in homonyms():
            continue
        amount = _measured_in(kept, place + 1)
        name = variable_by_unit(chunk.text, amount.unit, of_limit=amount.relative is not None) if amount is not None else None
        name = name or _of_a_pair(chunk, kept)
        if name is not None:
            kept[place] = anew(chunk, sort=Sort.VARIABLE, names=(name,), value="")
    return kept


def _of_a_pair(chunk: Chunk, others: Sequence[Chunk]) -> str | None:
    """ "The mean SBP / DBP values": a pressure where the other one, or blood pressure itself, is spoken of."""
    name = homonyms()[key(chunk.text)].variable
    pressed = any(other.text.upper().startswith(_PRESSURES) for other in others if other is not chunk)
    return name if name.endswith("blood pressure") and pressed else None


_PRESSURES = ("DBP", "BP", "BLOOD PRESSURE", "DIASTOLIC", "HYPERTENSI")
_SPELLINGS = frozenset({Sort.WORD, Sort.CONCEPT, Sort.VARIABLE})
_LONGEST = 6


def _measured_in(chunks: Sequence[Chunk], start: int) -> Amount | None:
    """The first amount with a unit or a limit of normal behind a sign; None where other words stand between."""
    signed = False
    for chunk in chunks[start : start + _FURTHEST]:
        signed = signed or chunk.sort is Sort.CMP
        if chunk.amount is not None and (chunk.amount.unit is not None or chunk.amount.relative is not None):
            return chunk.amount
        if chunk.sort not in _BETWEEN and not (chunk.amount is not None and signed):
            return None
    return None
