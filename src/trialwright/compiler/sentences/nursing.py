"""Nursing: "breastfeeding should be discontinued if the mother is treated with A and B" in; what is asked of those who nurse, and
of nobody else, out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk
from trialwright.compiler.phrasing.asking import question
from trialwright.compiler.setting import Reader, Setting
from trialwright.protocol.criteria import AllOf, Criterion, Has, NoConstraint, Not, Target, When

_STOPPED = re.compile(
    r"(?:(?:because|since|as|due to)\b.*?,? )?"
    r"(?P<said>(?:breast-? ?feeding|nursing|lactation) (?:should|must|has to|needs to|will|shall) be "
    r"(?:discontinued|stopped|ceased|interrupted|suspended)\b.*"
    r"|(?:breast-? ?feeding|nursing|lactating) (?:women|mothers|females|patients) (?:should|must|have to|will) "
    r"(?:agree to )?(?:discontinue|stop|cease) (?:breast-? ?feeding|nursing|lactation)\b.*)",
    re.IGNORECASE | re.DOTALL,
)
_WORDS = ("breast", "nursing", "lactati")


def nursing_stopped(chunks: Sequence[Chunk], setting: Setting, _read: Reader) -> Criterion | None:
    """The question whether she stops, asked of her alone; the reason given and the drugs named ask nothing of anybody."""
    if not any(
        "breastfeeding" in chunk.names or "breast" in chunk.text.lower() or "nursing" in chunk.text.lower() for chunk in chunks
    ):
        return None
    found = _STOPPED.fullmatch(setting.words(chunks))
    if found is None:
        return None
    begins = chunks[0].start + found.start("said")
    asked = question([chunk for chunk in chunks if chunk.start >= begins], setting)
    span = setting.span(chunks)
    nursing = Has(target=Target(concept="breastfeeding"), span=span)
    if setting.exclusion:
        return AllOf(items=(nursing, Not(item=asked, span=span)), span=span)
    return When(condition=nursing, then=asked, otherwise=NoConstraint(why="for the others", span=span), span=span)
