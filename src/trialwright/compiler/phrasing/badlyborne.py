"""Badly borne: "intolerance to anti-PD-1" as an allergy in; the same or that the therapy was not tolerated out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import Setting
from trialwright.findings import Span
from trialwright.protocol.criteria import AnyOf, Criterion, Has, Qualifier

INTOLERANCE = re.compile(r"\bintoler", re.IGNORECASE)


def any_of_them(targets: tuple[Criterion, ...], said: tuple[Sequence[Chunk], Span], setting: Setting) -> Criterion:
    """One of the targets; where "intolerance" is said of a therapy against cancer, also that it was given up for what it did,
    which no list of allergies holds. `said`: the words, and where they stand."""
    chunks, span = said
    if any(INTOLERANCE.search(chunk.text) for chunk in chunks if chunk.sort is Sort.ALLERGY):
        allergies = (leaf for leaf in targets if isinstance(leaf, Has) and leaf.target.qualifier("allergy") is not None)
        given = (leaf for leaf in allergies if setting.under(leaf.target.concept, "anticancer therapy"))
        targets = (*targets, *map(_not_tolerated, given))
    return targets[0] if len(targets) == 1 else AnyOf(items=targets, span=span)


def _not_tolerated(leaf: Has) -> Has:
    kept = tuple(item for item in leaf.target.qualifiers if item.name not in ("allergy", "severity"))
    became = Qualifier(name="outcome", values=("not tolerated",))
    return replace(leaf, target=replace(leaf.target, qualifiers=(*kept, became)))
