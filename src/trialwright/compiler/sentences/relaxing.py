"""Relaxing: what a later sentence of a statement says in; what was not read of it and may lift what stands before it out."""

from __future__ import annotations

import re

from trialwright.compiler.setting import Setting
from trialwright.compiler.wording.sought import sought
from trialwright.protocol.criteria import Criterion, Not, Unread

_RELAXES = sought(
    r"eligible|allow|permit|exempt|excepti|unless|however|acceptab|waive|may be (?:enrolled|included)|does not apply|"
    r"not count|not applicable|can be (?:enrolled|included)",
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


def relaxing(node: Criterion, setting: Setting) -> Unread | None:
    """What was not read of a node that speaks of leave or of an exception; of what excludes, of when it must have ended."""
    if setting.exclusion and isinstance(node, Not) and isinstance(node.item, Unread):
        return node.item if _ENDED.search(node.item.text) is not None else None
    return node if isinstance(node, Unread) and _RELAXES.search(node.text) is not None else None
