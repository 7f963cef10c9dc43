"""Narrowed: a requirement and a limit or a time of its words that it has no place for in; the same with the bans that stand where
the words do in doubt, out.

"History of a grade 3 reaction to trastuzumab", of which the grade was not used, keeps out nobody for certain: whoever had a mild
reaction would be turned away. What is required beside it is no less required, and who has nothing of it is not in doubt here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from trialwright.compiler.setting import doubted
from trialwright.compiler.statement import Statement
from trialwright.findings import Span
from trialwright.protocol.criteria import (
    AllOf,
    AnyOf,
    AtLeast,
    Compare,
    Criterion,
    Has,
    NoneOf,
    Not,
    Readings,
    Unread,
    When,
    Window,
    WindowKind,
)
from trialwright.vocabulary.concepts import default_vocabulary
from trialwright.vocabulary.units import UnitsDiffer, convert

_SENTENCE = re.compile(r"[.;](?=\s|$)(?<!e\.g\.)(?<!i\.e\.)|\n")
_CLAUSE = re.compile(r"[.;](?=\s|$)(?<!e\.g\.)(?<!i\.e\.)|\n|,(?=\s)")
_OR = re.compile(r"\bor\b|/", re.IGNORECASE)
_LASTING = frozenset({"pregnancy", "breastfeeding", "hiv infection", "hepatitis", "hepatitis b", "hepatitis c"})
"""What is so on the day of the test: "a negative pregnancy test within 7 days" is the time of the test."""


def with_bans_doubted(node: Criterion, hole: Unread, part: Statement, *, time: Window | None = None) -> Criterion:
    """The requirement, with each ban that the words of `hole` may narrow in doubt. `part`: the statement that says them; `time`:
    the hole is this time, which is said of the whole sentence, and not of what bans a shorter one."""
    for spans in _reaches(hole, part, _SENTENCE if time is not None else _CLAUSE):
        changed = _doubted(node, hole, _Reach(spans=spans, hole=hole, part=part, time=time), banned=False)
        if changed != node:
            return changed
    return node


class _Reach:
    """Where the leaves stand that may be meant."""

    def __init__(self, *, spans: tuple[Span, ...], hole: Unread, part: Statement, time: Window | None) -> None:
        self.spans, self.hole, self.part, self.time = spans, hole, part, time

    def holds(self, leaf: Criterion) -> bool:
        if not any(leaf.span.start < span.end and span.start < leaf.span.end for span in self.spans):
            return False
        if isinstance(leaf, Has):
            kind = default_vocabulary().kind(leaf.target.concept) if leaf.target.concept in default_vocabulary() else None
            return kind != "demographic" and leaf.target.concept not in _LASTING and not self._told_already(leaf.window)
        return isinstance(leaf, Compare) and not self._told_already(leaf.window) and not self._other(leaf)

    def _other(self, leaf: Compare) -> bool:
        """ "BMI >= 25 or malnourished (BMI < 18.5)": the limits are of two alternatives."""
        one, two = sorted((leaf.span, self.hole.span), key=lambda span: span.start)
        between = self.part.normal.within(Span(start=one.end, end=max(two.start, one.end)))
        return self.time is None and _OR.search(between) is not None

    def _told_already(self, window: Window | None) -> bool:
        """The leaf has a time of its own, and it is no longer one."""
        if self.time is None or window is None:
            return False
        own, other = window.amount, self.time.amount
        if own is None or other is None or window.kind is not WindowKind.WITHIN_BEFORE:
            return own is not None
        try:
            return convert(own.amount, own.unit, other.unit) <= other.amount
        except UnitsDiffer:
            return False


def _reaches(hole: Unread, part: Statement, ends: re.Pattern[str]) -> Iterator[tuple[Span, ...]]:
    """The clause or sentence that the words stand in, with all below where it is the last; then all of the statement."""
    said = part.normal.text
    below = tuple(item.span for child in part.children for item in child.item.walk())
    place = next((at for at in range(len(said)) if part.normal.span(at, at + 1).start >= hole.span.start), 0)
    start = max((match.end() for match in ends.finditer(said, 0, place)), default=0)
    stop = ends.search(said, place)
    end = stop.start() if stop is not None else len(said)
    last = not said[end:].strip(" .;,:")
    yield (part.normal.span(start, end), *(below if last else ()))
    yield (part.normal.span(0, len(said)), *below)


def _doubted(node: Criterion, hole: Unread, reach: _Reach, *, banned: bool) -> Criterion:
    match node:
        case Not(item=item):
            return replace(node, item=_doubted(item, hole, reach, banned=not banned))
        case NoneOf(items=items):
            changed = tuple(_doubted(item, hole, reach, banned=not banned) for item in items)
            if not banned and _each_doubted(items, changed, hole):
                return Not(item=doubted(AnyOf(items=items, span=node.span), hole), span=node.span)
            return replace(node, items=changed)
        case AllOf() | AnyOf() | AtLeast() | Readings():
            changed = tuple(_doubted(item, hole, reach, banned=banned) for item in node.items)
            together = banned and isinstance(node, AnyOf | Readings) and _each_doubted(node.items, changed, hole)
            return doubted(node, hole) if together else replace(node, items=changed)
        case When():
            then, otherwise = (_doubted(branch, hole, reach, banned=banned) for branch in (node.then, node.otherwise))
            return replace(node, then=then, otherwise=otherwise)
        case _:
            return doubted(node, hole) if banned and reach.holds(node) else node


def _each_doubted(items: tuple[Criterion, ...], changed: tuple[Criterion, ...], hole: Unread) -> bool:
    """Whether the doubt can be said once of all of them."""
    return all(new == doubted(old, hole) for old, new in zip(items, changed, strict=True))
