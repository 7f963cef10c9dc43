"""Leave in brackets: what is required and a leave in the bracket behind it ("prior gemcitabine (up to 2 prior regimens allowed)")
in; the requirement with the limit that the leave sets, or open to those it lets in, out.

A leave takes nothing from what is required: whoever has what is allowed is never kept out for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrasing.targets import THERAPY_KINDS
from trialwright.compiler.sentences.conditions import has_holes
from trialwright.compiler.setting import Reader, Setting, doubted, stripped
from trialwright.protocol.criteria import AllOf, AnyOf, Compare, Criterion, Has, NoneOf, Not, Target, children, walk

_COUNTED = frozenset({"lines", "cycles", "count"})


def with_leave_in_bracket(base: Criterion, inner: Sequence[Chunk], setting: Setting, read: Reader) -> Criterion | None:
    """The requirement with the leave of the bracket; None behind what is denied, behind a limit that it may move, and
    for a leave that has a condition or is of some people."""
    place = next((index for index, chunk in enumerate(inner) if chunk.sort is Sort.PERMIT), 0)
    subject, behind = stripped(inner[:place]), stripped(inner[place + 1 :])
    if not subject or behind or subject[0].sort in (Sort.IF, Sort.NEG) or _bans(base):
        return None
    if inner[place].value not in ("permitted", "leave") or any(chunk.sort is Sort.EXC for chunk in subject):
        return None
    spared, span = read(subject, setting), setting.span(inner).joined(base.span)
    doubt = setting.unread(inner, "a permission that was not understood")
    counts = _counts(spared)
    if setting.exclusion:
        own = _of_what_is_banned(counts, base) if len(counts) == 1 and spared == counts[0] else None
        return None if own is None else AllOf(items=(base, Not(item=own, span=own.span)), span=span)
    if counts:
        limits = all(leaf.high is not None and leaf.low != leaf.high for leaf in counts)
        return AllOf(items=(base, spared), span=span) if limits else doubted(base, doubt)
    leaves = [leaf for leaf in walk(base) if not children(leaf)]
    if has_holes(spared) or not any(isinstance(leaf, Has) for leaf in leaves):
        return None
    allowed, asked = (_kinds(list(walk(node)), setting) for node in (spared, base))
    if allowed and allowed <= THERAPY_KINDS and asked and not asked & THERAPY_KINDS:
        return base  # leave to have been treated, behind a disease
    return AnyOf(items=(base, doubted(spared, doubt)), span=span)


def _counts(node: Criterion) -> list[Compare]:
    """The limits of how often something was given, where the leave is of nothing else."""
    leaves = [leaf for leaf in walk(node) if not children(leaf)]
    counts = [leaf for leaf in leaves if isinstance(leaf, Compare) and leaf.quantity.attribute in _COUNTED]
    return counts if len(counts) == len(leaves) else []


def _of_what_is_banned(counts: list[Compare], base: Criterion) -> Compare | None:
    """ "Prior immunotherapy (one prior line is allowed)": one at most, of what is banned; None where the leave names another."""
    (count,) = counts
    named = count.quantity.of
    if (
        not isinstance(base, Has)
        or base.target.exceptions
        or named is None
        or count.high is None
        or count.quantity.attribute != "lines"
    ):
        return None
    if named != Target(concept="systemic therapy"):
        return None
    return replace(count, low=None if count.low == count.high else count.low, quantity=replace(count.quantity, of=base.target))


def _kinds(nodes: Sequence[Criterion], setting: Setting) -> set[str | None]:
    return {setting.vocabulary.kind(leaf.target.concept) for leaf in nodes if isinstance(leaf, Has)}


def _bans(base: Criterion) -> bool:
    return any(isinstance(node, Not | NoneOf) for node in walk(base))
