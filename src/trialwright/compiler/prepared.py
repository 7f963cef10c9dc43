"""Prepared: the chunks of a statement in; the same without what adds nothing, and with what belongs together marked, out."""

from __future__ import annotations

from collections.abc import Sequence

from trialwright.compiler.bounds import with_bounds_marked
from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.found import without_ways_found
from trialwright.compiler.methods import without_methods
from trialwright.compiler.modals import with_alternatives_joined, without_asides
from trialwright.compiler.ordinary import with_normal_ranges
from trialwright.compiler.semicolons import with_lists_joined
from trialwright.compiler.setting import Setting, stripped


def prepared(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The chunks as the sentences of a statement are read from them."""
    said = without_asides(without_methods(unwrapped(chunks), setting))
    said = without_ways_found(said, setting)
    said = with_bounds_marked(with_normal_ranges(said, setting), setting)
    return with_lists_joined(with_alternatives_joined(said, exclusion=setting.exclusion), setting)


def unwrapped(chunks: Sequence[Chunk]) -> tuple[Chunk, ...]:
    """A statement that stands in brackets as a whole loses them."""
    kept = tuple(chunks)
    while len(stripped(kept)) == 1 and stripped(kept)[0].sort is Sort.GROUP:
        kept = stripped(kept)[0].inner
    return kept
