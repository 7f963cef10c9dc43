"""Relaxing: what a later sentence of a statement says in; what was not read of it and may lift what stands before it out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.setting import Setting
from trialwright.compiler.wording.sought import sought
from trialwright.protocol.criteria import Ask, Criterion, NoConstraint, Not, Unread

_RELAXES = sought(
    r"eligible|allow|permit|exempt|excepti|unless|however|acceptab|waive|does not apply|"
    r"(?:may|can) (?:also |still )*be (?:enrolled|included)|"
    r"not count|not applicable",
    re.IGNORECASE,
)
_ENDED = sought(
    r"(?=.*\b(?:hours?|days?|weeks?|months?|years?|half-li\w+)\b)(?:.*\b(?:must|should|shall|needs? to|has to|have to) (?:have )?"
    r"(?:been |be )?(?:completed|ended|finished|stopped|discontinued)\b|"
    r".*\b(?:last|final|most recent) (?:dose|treatment|course|cycle|administration)\b[^.]{0,40}\b(?:must|should|shall)\b)",
    re.IGNORECASE,
)
""" "Prior chemotherapy. The last dose must have been given more than 28 days ago": perhaps a ban only of what is more recent;
"should be stopped before study entry" is none."""


_SOME = r"(?:patients|subjects|participants|those|individuals) with (?:[\w-]+ ){0,4}?stage (?:[0IV]+|[0-4])[A-C]?\b[^.;]{0,60}?"
_LETS_IN = sought(
    rf"\A\W*{_SOME}\b(?:is|are|will|may|can|remain)(?: (?:also|still|be)){{0,2}} "
    r"(?:eligible|allowed|permitted|enrolled|included)\b",
    re.IGNORECASE,
)


def with_leave(nodes: Sequence[Criterion], setting: Setting) -> list[Criterion]:
    """ "Metastatic melanoma. Patients with stage III disease are eligible (if …)": who is let in by the second need not
    be what the first asks for, so it lifts the first as far as nobody has told whom it means."""
    if setting.exclusion:
        return list(nodes)
    return [node if place == 0 else _as_leave(node, setting) for place, node in enumerate(nodes)]


def _as_leave(node: Criterion, setting: Setting) -> Criterion:
    if not isinstance(node, Ask | NoConstraint):
        return node
    said = setting.normal.within(node.span)
    if _LETS_IN.search(said) is None:
        return node
    return Unread(text=said, why="whom it lets in was not understood", span=node.span)


def relaxing(node: Criterion, setting: Setting) -> Unread | None:
    """What was not read of a node that speaks of leave or of an exception; of what excludes, of when it must have ended."""
    if setting.exclusion and isinstance(node, Not) and isinstance(node.item, Unread):
        return node.item if _ENDED.search(node.item.text) is not None else None
    return node if isinstance(node, Unread) and _RELAXES.search(node.text) is not None else None
