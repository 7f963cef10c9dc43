"""Intervals: "within 28 days from response evaluation", "disease-free interval of 12 months or more from surgery" in; comparisons of time out."""

from __future__ import annotations

from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.measures import limits_of, targets_in
from trialwright.compiler.setting import Setting, joined_by
from trialwright.compiler.targets import has_of, sorted_out
from trialwright.protocol.criteria import Compare, Criterion, Limit, Quantity
from trialwright.vocabulary.time import TimeUnit

_UCUM = {TimeUnit.HOUR: "h", TimeUnit.DAY: "d", TimeUnit.WEEK: "wk", TimeUnit.MONTH: "mo", TimeUnit.YEAR: "a"}


def interval_of(chunks: Sequence[Chunk], setting: Setting) -> Criterion | None:
    """Time since an event of the patient's own, held against a length; None for a phrase of another kind."""
    stretches = [chunk for chunk in chunks if chunk.sort is Sort.SPAN_OF_TIME]
    if len(stretches) != 1 or stretches[0].relative is None:
        return None
    place = list(chunks).index(stretches[0])
    phrase = sorted_out(chunks[place + 1 :])
    before = [chunk for chunk in chunks[:place] if chunk.sort is Sort.CONCEPT]
    if phrase.others or len(phrase.concepts) != 1 or len(before) > 1:
        return None
    has = has_of(phrase, setting)
    targets = targets_in(has)
    if not targets:
        return None
    relative = stretches[0].relative
    low, high = limits_of(relative.compare, relative.duration.amount)
    if relative.shortest is not None:
        low = Limit(value=relative.shortest.amount)
    unit = _UCUM[relative.duration.unit]
    items: list[Criterion] = [
        Compare(quantity=Quantity(attribute="interval", of=target), low=low, high=high, unit=unit, span=setting.span(chunks))
        for target in targets
    ]
    return joined_by("or", items)
