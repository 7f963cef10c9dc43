"""Told by unit: a thing that one unit shows ("fever over 38 °C", "smoking > 20 pack-years") in; the comparison of the variable
out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrasing.ranges import Range
from trialwright.compiler.phrasing.targets import Phrase
from trialwright.compiler.setting import Setting
from trialwright.compiler.wording.sought import sought
from trialwright.protocol.criteria import Criterion, Quantity

_CELLS = sought(r"platelets?|neutrophils?|granulocytes?|leu[ck]ocytes?|lymphocytes?|ha?emoglobin", re.IGNORECASE)


def names_another(chunks: Sequence[Chunk]) -> bool:
    """ "1500 neutrophils and 100,000 platelets per microliter": the second number is none of the neutrophils."""
    return any(chunk.sort is Sort.AMOUNT and _CELLS.search(chunk.text) is not None for chunk in chunks)


_TOLD_BY = {
    "fever": ("body temperature", ("Cel", "[degF]")),
    "qt prolongation": ("QTc interval", ("ms", "s")),
    "smoking": ("smoking pack-years", ("{pack_years}",)),
}
"""Findings that a text gives in the unit of the variable that shows them ("fever over 38 degrees")."""
_MARROW, _IRRADIATED = "bone marrow", "irradiated bone marrow"


def told_by_unit(phrase: Phrase, limits: Range, setting: Setting) -> Criterion | None:
    """The comparison of the variable whose unit tells it; None for any other phrase."""
    marrow = _irradiated(phrase, limits, setting)
    if marrow is not None:
        return marrow
    if limits.unit == "{lesions}" and not (phrase.concepts or phrase.narrowings or phrase.described):
        return limits.of(Quantity(variable="number of lesions"), window=None, setting=setting, chunks=phrase.chunks)
    names = phrase.concepts[0].names if len(phrase.concepts) == 1 else ()
    known = _TOLD_BY.get(names[0]) if names else None
    if known is None or limits.unit not in known[1]:
        return None
    return limits.of(Quantity(variable=known[0]), window=None, setting=setting, chunks=phrase.chunks)


def _irradiated(phrase: Phrase, limits: Range, setting: Setting) -> Criterion | None:
    """ "Radiation therapy to > 25 % of the bone marrow": how much of the marrow was in the field."""
    names = {name for chunk in phrase.concepts for name in chunk.names}
    if limits.unit != "%" or _MARROW not in names or len(names) < 2:
        return None
    if not all(setting.under(name, "radiotherapy") for name in names - {_MARROW}):
        return None
    window = next((chunk.window for chunk in phrase.windows), None)
    return limits.of(Quantity(variable=_IRRADIATED), window=window, setting=setting, chunks=phrase.chunks)
