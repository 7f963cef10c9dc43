"""Value brackets: "an abnormal light chain ratio (< 0.26 or > 1.65)" in; the value before the bracket with its limits out."""

from __future__ import annotations

from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import Reader, Setting, stripped
from trialwright.protocol.criteria import Criterion

_LIMITS = frozenset({Sort.CMP, Sort.POST, Sort.AMOUNT, Sort.OR, Sort.AND, Sort.COMMA, Sort.FILL})
_BESIDE_NAME = frozenset({Sort.LEVEL, Sort.FILL, Sort.PREP, Sort.HEADNOUN, Sort.MUST, Sort.VARIABLE, Sort.NOW})


def limits_in_bracket(outside: Sequence[Chunk], inner: Sequence[Chunk], setting: Setting, read: Reader) -> Criterion | None:
    """ "An abnormal free light chain ratio (< 0.26 or > 1.65)": the bracket holds the limits of the one value before it."""
    named = [chunk for chunk in outside if chunk.sort is Sort.VARIABLE]
    several = sum(chunk.sort is Sort.AMOUNT for chunk in inner) == 2
    if len(named) != 1 or not several or any(chunk.sort not in _LIMITS for chunk in inner):
        return None
    if any(chunk.sort not in _BESIDE_NAME for chunk in outside):
        return None
    return read((named[0], *inner), setting)


def value_with_bracket(member: Sequence[Chunk], setting: Setting, read: Reader) -> Criterion | None:
    """The same for a member of a list that ends in its bracket; None for any other member."""
    last = member[-1] if member else None
    if last is None or last.sort is not Sort.GROUP:
        return None
    return limits_in_bracket(member[:-1], stripped(last.inner), setting, read)
