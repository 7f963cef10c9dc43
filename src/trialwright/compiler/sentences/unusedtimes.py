"""Unused times: a read statement in, the same out, with every time before a moment of the trial that its words state ("within 14
days before registration") and its reading has no place for: on its values, where it holds nothing else, else unread beside it and
within the bans that it may narrow.

The one guard against a time that is lost silently, whichever rule of the grammar lost it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.sentences.narrowed import with_bans_doubted
from trialwright.compiler.sentences.unused import of_window, used_in
from trialwright.compiler.setting import changed_leaves, flattened
from trialwright.compiler.statement import Statement
from trialwright.protocol.criteria import (
    AllOf,
    Compare,
    Criterion,
    Has,
    NoConstraint,
    Unread,
    When,
    Window,
    WindowKind,
    children,
    walk,
)
from trialwright.vocabulary.concepts import default_vocabulary
from trialwright.vocabulary.records import anew

_WHY = "this time was not used"
_UNDATED = frozenset({"age", "life expectancy"})
_MENSES = re.compile(r"\bmens\w*|\bamenorrh\w*|\b(?:post|pre)?-?menopaus\w*", re.IGNORECASE)
_NEAR = 80


def with_unused_times(statement: Statement) -> Statement:
    """The statement with the times of its words that its reading does not hold, and that are no definition's."""
    seen = [(chunk, part) for part in _asking(statement) for chunk in flattened(part.chunks) if _is_time(chunk)]
    node = statement.node
    if not seen or isinstance(node, NoConstraint):
        return statement
    used, texts = used_in(node)
    lost = [
        (chunk, part)
        for chunk, part in seen
        if not of_window(chunk.window) & used and chunk.text not in texts and not _says_who_is_fertile(chunk, part)
    ]
    if not lost:
        return statement
    window = _time_of_values(lost, statement)
    if window is not None:
        return anew(
            statement,
            node=changed_leaves(node, lambda leaf: replace(leaf, window=window) if isinstance(leaf, Compare) else leaf),
        )
    holes = [Unread(text=chunk.text, why=_WHY, span=part.normal.span(chunk.start, chunk.end)) for chunk, part in lost]
    for hole, (chunk, part) in zip(holes, lost, strict=True):
        node = with_bans_doubted(node, hole, part, time=chunk.window)
    if isinstance(node, When) and not statement.exclusion and _of_people(node.condition):
        return anew(statement, node=replace(node, then=AllOf(items=(node.then, *holes), span=node.span)))
    items = node.items if isinstance(node, AllOf) else (node,)
    return anew(statement, node=AllOf(items=(*items, *holes), span=node.span))


def _asking(statement: Statement) -> Iterator[Statement]:
    """The statement and those below it that constrain somebody."""
    if not isinstance(statement.proposition, NoConstraint) or statement.children:
        yield statement
    for child in statement.children:
        yield from _asking(child)


def _is_time(chunk: Chunk) -> bool:
    window = chunk.window if chunk.sort is Sort.WINDOW and chunk.end > chunk.start else None
    within = window is not None and window.kind is WindowKind.WITHIN_BEFORE and window.amount is not None
    return within and not chunk.text.lower().startswith("up to")  # how long something is let on


def _says_who_is_fertile(chunk: Chunk, part: Statement) -> bool:
    """ "Who has had menses in the preceding 12 months": a definition, which is not read but known."""
    return _MENSES.search(part.normal.text, max(chunk.start - _NEAR, 0), chunk.end + _NEAR) is not None


def _time_of_values(lost: list[tuple[Chunk, Statement]], statement: Statement) -> Window | None:
    """The one time of a statement that requires nothing but values, none of which has one of its own; None for any other."""
    leaves = [leaf for leaf in _asked(statement.node) if not children(leaf)]
    denies = any(chunk.sort is Sort.NEG for _time, part in lost for chunk in flattened(part.chunks))  # "no transfusion within"
    plain = all(isinstance(leaf, Compare) and _is_measured(leaf) and leaf.window is None for leaf in leaves)
    return lost[0][0].window if len(lost) == 1 and plain and not denies and not statement.exclusion else None


def _asked(node: Criterion) -> Iterator[Criterion]:
    """The tree without the conditions under which its parts hold."""
    if isinstance(node, When):
        yield from _asked(node.then)
        yield from _asked(node.otherwise)
    elif children(node):
        for item in children(node):
            yield from _asked(item)
    else:
        yield node


def _is_measured(leaf: Compare) -> bool:
    return leaf.quantity.variable is not None and leaf.quantity.variable not in _UNDATED


def _of_people(condition: Criterion) -> bool:
    """True for a sex and for a cohort, of whom alone the rest is asked."""
    named = [leaf.target.concept for leaf in walk(condition) if isinstance(leaf, Has)]
    return bool(named) and all(name == "study cohort" or default_vocabulary().kind(name) == "demographic" for name in named)
