"""Better or worse: limits with "or better" or "or worse" behind them in; the same with the sign that this has on their scale out.

"ECOG 2 or better" is at most 2, "Karnofsky 70 or better" at least 70; on a scale whose better end no table tells, it is not read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import Setting, same_items
from trialwright.compiler.wording.rules import words
from trialwright.vocabulary.normal import fit_side
from trialwright.vocabulary.records import anew


def with_better_told(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The chunks, inside brackets too, with the sign of every "or better" and "or worse"."""
    return tuple(_told(chunk, chunks[:place], setting) for place, chunk in enumerate(chunks))


def _told(chunk: Chunk, before: Sequence[Chunk], setting: Setting) -> Chunk:
    if chunk.sort is Sort.GROUP:
        inner = with_better_told(chunk.inner, setting)
        return chunk if same_items(inner, chunk.inner) else anew(chunk, inner=inner)
    better = chunk.text.lower().endswith("better")
    if chunk.sort is not Sort.POST or not (better or chunk.text.lower().endswith("worse")):
        return chunk
    best = _best_end(before)
    if best:
        return replace(chunk, value=">=" if (best == "at least") is better else "<=")
    return replace(chunk, sort=Sort.WORD, value="") if better or _of_no_scale(before) else chunk


def _of_no_scale(before: Sequence[Chunk]) -> bool:
    """ "First remission or worse condition": what stands before is no place on a scale."""
    last = before[-1] if before else None
    if last is None:
        return False
    state = last.sort is Sort.NARROWING and all(name.startswith(("remission=", "recurrence=")) for name in last.names)
    return state or (last.sort is Sort.CONCEPT and last.names == ("recurrence",))


def _best_end(before: Sequence[Chunk]) -> str:
    """Which limit the fit keep on what is measured there; empty where no table tells."""
    named = next((chunk for chunk in reversed(before) if chunk.sort in (Sort.VARIABLE, Sort.GRADEOF)), None)
    if named is None:
        return ""
    if named.sort is Sort.GRADEOF or all(name in words("lower is better") for name in named.names):
        return "at most"
    sides = {fit_side(name) for name in named.names}
    return next(iter(sides)) if len(sides) == 1 else ""
