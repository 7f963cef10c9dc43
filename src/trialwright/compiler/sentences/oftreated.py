"""Of the treated: "patients who have had CAR-T: …", "for heparin and LMWH there should be no …", a note within an exception in;
whether what stands behind is of those who had the therapy, and the exception without a note that bars, out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrasing.targets import THERAPY_KINDS
from trialwright.compiler.setting import Setting, stripped

_WHO_HAD = re.compile(r"(?:patients|participants|subjects|individuals|those|women|men) (?:who|that) ", re.IGNORECASE)
_HAD = frozenset({Sort.HIST, Sort.CONCEPT, Sort.FILL, Sort.OR, Sort.NARROWING, Sort.HEADNOUN})


def may_be_asked(subject: Sequence[Chunk], kinds: set[str | None]) -> bool:
    """ "For heparin and LMWH there should be no risk of bleeding": asked of those who take one of them, as a person can
    tell; so is what people must do."""
    plain = all(chunk.sort in (Sort.CONCEPT, Sort.AND, Sort.OR, Sort.COMMA, Sort.FILL) for chunk in subject[1:])
    return kinds <= {"demographic"} or (plain and subject[0].sort is Sort.FOR and kinds <= THERAPY_KINDS)


def treated_people(named: Sequence[Chunk], setting: Setting) -> bool:
    """ "Patients who have had prior CAR-T:": what stands behind is asked of those who had it."""
    if named[0].sort is not Sort.HIST or not _WHO_HAD.match(setting.words(named)):
        return False
    kinds = {setting.vocabulary.kind(name) for chunk in named if chunk.sort is Sort.CONCEPT for name in chunk.names}
    return bool(kinds) and kinds <= THERAPY_KINDS and all(chunk.sort in _HAD for chunk in named)


def without_barring_note(exception: tuple[Chunk, ...]) -> tuple[Chunk, ...]:
    """ "Except basal cell carcinoma; note: patients with breast cancer are excluded": the note spares nobody."""
    place = next((place for place, chunk in enumerate(exception) if chunk.text.lower() in ("note", "notes")), None)
    if place is None or not any(chunk.sort is Sort.BARRED for chunk in exception[place:]):
        return exception
    return stripped(exception[:place])
