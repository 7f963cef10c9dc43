"""An answer as one small number: truth, and when unknown its reason and whether nothing at all is on record."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from trialwright.match.answer import Answer
from trialwright.match.truth import Truth
from trialwright.match.verdict import Reason

Codes = NDArray[np.uint8]
"""One code for each patient, or for each exception."""

TRUE, FALSE, _FIRST_UNKNOWN = 0, 1, 2
REASONS = tuple(Reason)
CODES = _FIRST_UNKNOWN + 2 * len(REASONS)


def code_of(answer: Answer) -> int:
    """0 for true, 1 for false; an unknown one by its reason, odd when it is merely not recorded and rests on no fact.

    An unknown answer has one reason; that it has exactly one is an error here when it does not hold.
    """
    if answer.truth is not Truth.UNKNOWN:
        return TRUE if answer.truth is Truth.TRUE else FALSE
    (reason,) = answer.reasons
    bare = reason is Reason.NOT_RECORDED and not answer.facts
    return _FIRST_UNKNOWN + 2 * REASONS.index(reason) + bare


def truth_of(code: int) -> tuple[Truth, tuple[Reason, ...]]:
    """What a code says: the truth, and the reason when it is unknown."""
    if code < _FIRST_UNKNOWN:
        return (Truth.TRUE if code == TRUE else Truth.FALSE), ()
    return Truth.UNKNOWN, (REASONS[(code - _FIRST_UNKNOWN) // 2],)


def code_for(reason: int) -> int:
    """The code of what is unknown for a reason, by its number in `REASONS`; something is on record."""
    return _FIRST_UNKNOWN + 2 * reason


def _is(*codes: int) -> NDArray[np.bool_]:
    found = np.zeros(CODES, dtype=bool)
    found[list(codes)] = True
    return found


IS_TRUE, IS_FALSE = _is(TRUE), _is(FALSE)
IS_BARE = _is(_FIRST_UNKNOWN + 2 * REASONS.index(Reason.NOT_RECORDED) + 1)
"""Tables by code: whether it is true, false, or unknown with nothing on record."""
