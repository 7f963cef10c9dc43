"""Times behind: treatments parted by semicolons, of which the last alone has a time ("chemotherapy; radiotherapy; another trial
within 4 weeks"), in; the ban as it stands and the one with that time for each, as two readings, out.

Without a time such a line would keep out whoever was ever treated, which is said by "prior" or "history of".
"""

from __future__ import annotations

import re
from dataclasses import replace

from trialwright.compiler.phrasing.targets import THERAPY_KINDS
from trialwright.compiler.setting import changed_leaves
from trialwright.compiler.statement import Statement
from trialwright.protocol.criteria import AnyOf, Criterion, Has, NoneOf, Readings, Window, WindowKind, children, walk
from trialwright.vocabulary.concepts import default_vocabulary
from trialwright.vocabulary.records import anew

_WHY = "the time may be of all that stands before it"
_EVER = re.compile(
    r"\b(?:prior|previous(?:ly)?|histor(?:y|ies)|ever|any time|earlier|past)\b(?! (?:\d|\w+ (?:days|weeks|months|years)))"
)


def with_times_behind(statement: Statement) -> Statement:
    """Of an exclusion that names no earlier time by a word of its own."""
    node, text = statement.node, statement.normal.text
    if not statement.exclusion or not isinstance(node, NoneOf) or ";" not in text or _EVER.search(text.lower()):
        return statement
    window = _time_of(node.items[-1])
    first = node.items[:-1]
    named = [leaf for item in first for leaf in walk(item) if isinstance(leaf, Has)]
    if window is None or any(leaf.window is not None for leaf in named) or not any(map(_is_given, named)):
        return statement

    def timed(leaf: Criterion) -> Criterion:
        return replace(leaf, window=window) if isinstance(leaf, Has) and _is_given(leaf) else leaf

    items = (*(changed_leaves(item, timed) for item in first), node.items[-1])
    either = Readings(items=(node, replace(node, items=items)), why=_WHY, span=node.span)
    return anew(statement, node=either)


def _time_of(last: Criterion) -> Window | None:
    """The one time before the trial that what stands last has."""
    leaves = [leaf for leaf in walk(last) if not children(leaf)]
    windows = {leaf.window for leaf in leaves if isinstance(leaf, Has)}
    window = windows.pop() if len(windows) == 1 and all(isinstance(leaf, Has) for leaf in leaves) else None
    alone = isinstance(last, Has | AnyOf) and window is not None and window.kind is WindowKind.WITHIN_BEFORE
    return window if alone else None


def _is_given(leaf: Has) -> bool:
    """A treatment, not one that lasts: a transplanted organ stays."""
    return default_vocabulary().kind(leaf.target.concept) in _GIVEN and leaf.target.qualifier("allergy") is None


_GIVEN = THERAPY_KINDS - {"transplant"}
