"""Seam pairs: a list of limits with one "or" between two values that stand for each other in; which two they are out.

"Bilirubin <= 1.5 / AST <= 2.5 x ULN / creatinine <= 1.5 or / clearance >= 60" asks for all but one of the last two.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.listing.required import EITHER_OF
from trialwright.compiler.statement import Statement
from trialwright.protocol.criteria import Compare, walk

_ANY = re.compile(r"\b(?:any|one|either|at least|or more)\b", re.IGNORECASE)
_PAIR = 2


def pair_at_seam(statement: Statement) -> tuple[int, ...]:
    """The place of the first of the two, alone; none where the "or" between some of the list may be of the whole."""
    children = statement.children
    said = statement.item.logic == "ANY" and statement.item.logic_stated and not _ANY.search(statement.normal.text)
    if statement.exclusion or not said or statement.item.sense is not None or len(children) <= _PAIR:
        return ()
    named = [_variables(child) for child in children]
    if not all(named):
        return ()
    found = [place for place in range(len(named) - 1) if _stand_for_each_other(named, place)]
    return tuple(found) if len(found) == 1 else ()


def _stand_for_each_other(named: Sequence[set[str]], place: int) -> bool:
    both = named[place] | named[place + 1]
    others = set().union(*named[:place], *named[place + 2 :])
    return any(both <= values and not others & values for values in EITHER_OF)


def _variables(child: Statement) -> set[str]:
    return {node.quantity.variable or "" for node in walk(child.proposition) if isinstance(node, Compare)}
