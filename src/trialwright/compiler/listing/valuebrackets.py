"""Value brackets: "an abnormal light chain ratio (< 0.26 or > 1.65)" in; the value before the bracket with its limits out; and
"hepatitis B (defined as HBsAg reactive)" in, the result by which the infection is told out."""

from __future__ import annotations

from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import Reader, Setting, stripped
from trialwright.protocol.criteria import Criterion, Has, children, walk

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
    """The same for a member of a list that ends in its bracket, or has one that defines it; None for any other member."""
    last = member[-1] if member else None
    if last is not None and last.sort is Sort.GROUP:
        limited = limits_in_bracket(member[:-1], stripped(last.inner), setting, read)
        if limited is not None:
            return limited
    return defined_by_result(member, setting, read)


_BESIDE_INFECTION = frozenset({Sort.NARROWING, Sort.HIST, Sort.NOW, Sort.FILL, Sort.EITHER, Sort.IF, Sort.HEADNOUN, Sort.CONCEPT})


def defined_by_result(member: Sequence[Chunk], setting: Setting, read: Reader) -> Criterion | None:
    """ "A known history of hepatitis B (defined as HBsAg reactive)": the result, which is meant by the illness; None where
    the bracket defines by anything else than results of tests."""
    group = next((chunk for chunk in member if chunk.sort is Sort.GROUP and chunk.inner), None)
    outside = [chunk for chunk in member if chunk is not group]
    named = [chunk for chunk in outside if chunk.sort is Sort.CONCEPT]
    ill = bool(named) and all(setting.vocabulary.kind(name) == "condition" for chunk in named for name in chunk.names)
    if group is None or group.inner[0].sort is not Sort.DEFINES or not ill:
        return None
    if any(chunk.sort not in _BESIDE_INFECTION for chunk in outside):
        return None
    meaning = read(group.inner[1:], setting)
    leaves = [leaf for leaf in walk(meaning) if not children(leaf)]
    told = all(isinstance(leaf, Has) and leaf.target.qualifier("value") is not None for leaf in leaves)
    return meaning if told else None
