"""Lost signs: a limit whose comparison sign did not survive its way to the registry in; the limits that it may have been out.

The plain < and > survive every conversion, so what was lost is one of the signs that include their number.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrasing.ranges import Range
from trialwright.compiler.setting import Setting
from trialwright.compiler.wording.sought import sought
from trialwright.protocol.criteria import Limit
from trialwright.vocabulary.normal import fit_side
from trialwright.vocabulary.variables import find_variable, scale_grades


def ways_of(limits: Range, variables: Sequence[str], setting: Setting) -> tuple[Range, ...]:
    """What a limit without its sign may be: among the inclusions what a fit patient keeps ("LVEF 50 %" is at least 50 %), among
    the exclusions what lies beyond it (with or without the number itself), else the least, the most or the only value."""
    if limits.low is not None and limits.low == limits.high and (better := _better(variables)) is not None:
        return _of_performance(limits, better, setting)
    sides = {_side(limits, name, setting) for name in variables if setting.vocabulary.kind(name) != "score"}
    if len(sides) != 1 or "" in sides or limits.low is None or limits.low != limits.high:
        return limits, replace(limits, low=None), replace(limits, high=None)
    upper = (sides == {"at most"}) is not setting.exclusion
    kept = replace(limits, low=None) if upper else replace(limits, high=None)
    if not setting.exclusion:
        return (kept,)
    beyond = Limit(value=limits.low.value, inclusive=False)
    return kept, replace(kept, high=beyond) if upper else replace(kept, low=beyond)


_PERFORMANCE = frozenset({"Karnofsky performance status", "Lansky performance status", "ECOG performance status"})


def _better(variables: Sequence[str]) -> str | None:
    """On which side of a limit the fit lie on a scale of performance; None for other variables."""
    return fit_side(variables[0]) if variables and set(variables) <= _PERFORMANCE and len(set(variables)) == 1 else None


def _of_performance(limits: Range, better: str, setting: Setting) -> tuple[Range, ...]:
    """ "KPS 70" is at least 70: nobody asks for one place of a hundred. "ECOG 2" may be meant as it stands."""
    upper = (better == "at most") is not setting.exclusion
    kept = replace(limits, low=None) if upper else replace(limits, high=None)
    if better == "at most":
        return limits, kept
    beyond = Limit(value=limits.high.value, inclusive=False) if limits.high is not None else None
    return (kept, replace(kept, high=beyond)) if setting.exclusion else (kept,)


def _side(limits: Range, variable: str, setting: Setting) -> str:
    if limits.relative is not None:
        return "at most" if limits.relative == "ULN" else "at least"
    if variable == "white blood cell count" and not setting.exclusion and _BLOOD.search(setting.normal.text):
        return "at least"
    return fit_side(variable)


_BLOOD = sought(r"platelet|neutrophil|h(?:a)?emoglobin", re.IGNORECASE)
"""Beside them, white cells are counted as a sign of a working marrow."""


def sign_halved(chunks: Sequence[Chunk], limits: Range) -> bool:
    """ "ANC = 1500/mm3": nobody asks for exactly that; the sign has lost its other half."""
    same = limits.low is not None and limits.low == limits.high
    return same and any(chunk.sort is Sort.CMP and chunk.value == "=" for chunk in chunks)


def meant_exactly(chunks: Sequence[Chunk], limits: Range, setting: Setting, *, carried: Sequence[Chunk] = ()) -> bool:
    """A count said in words ("one metastasis"), the lowest place of a scale, or a value introduced by "of", "is" or "=" is meant
    as it stands."""
    number = next(index for index, chunk in enumerate(chunks) if chunk.sort in (Sort.AMOUNT, Sort.CODES))
    assert limits.low is not None
    if limits.unit == "a" and not any(chunk.sort in (Sort.VARIABLE, Sort.CONCEPT) for chunk in (*chunks, *carried)):
        return False  # "18 years at the time of consent": an age of which the sign was lost
    if any(chunk.sort is Sort.AGED or chunk.names == ("age",) for chunk in (*chunks, *carried)):
        return False  # "age between birth and 70 years": nobody asks for one age
    counted = chunks[number].text.isalpha() and limits.relative is None
    if limits.low.value in (Decimal(0), "0") or counted or _is_lowest(limits.low, (*chunks, *carried)):
        return True
    if chunks[number].sort is Sort.CODES:
        return True
    if any(chunk.sort is Sort.SIZEOF for chunk in chunks):
        return False  # "nevus with a size of 20 cm": nobody asks for one size
    if _on_hundred((*chunks, *carried)):
        return False  # "KPS of 80", "Lansky70"
    if _measurement((*chunks, *carried), setting) or any(chunk.sort is Sort.CMP for chunk in chunks):
        return False
    before = chunks[number - 1] if number else None
    if any(chunk.sort in (Sort.VARIABLE, Sort.AGED) for chunk in chunks) or limits.relative is not None:
        if before is not None and before.sort is Sort.VARIABLE and before.end == chunks[number].start:
            return True  # "cN2" is one word
        return before is not None and before.text.lower() in ("of", "is", "be", "are")
    return True


def _on_hundred(chunks: Sequence[Chunk]) -> bool:
    names = [name for chunk in chunks if chunk.sort is Sort.VARIABLE for name in chunk.names]
    return bool(names) and set(names) <= _PERFORMANCE and _better(names) == "at least"


def _is_lowest(limit: Limit, chunks: Sequence[Chunk]) -> bool:
    """ "ALBI grade 1": on a scale that begins there, "at least" would ask for nothing."""
    named = next((name for chunk in chunks if chunk.sort is Sort.VARIABLE for name in chunk.names), "")
    scale = getattr(find_variable(named), "scale", None)
    return bool(scale) and scale_grades(str(scale))[0].code == str(limit.value)


def _measurement(chunks: Sequence[Chunk], setting: Setting) -> bool:
    named = [name for chunk in chunks if chunk.sort is Sort.VARIABLE for name in chunk.names]
    return any(setting.vocabulary.kind(name) == "measurement" for name in named) or any(
        chunk.sort is Sort.AGED for chunk in chunks
    )
