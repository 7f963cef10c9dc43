"""Who fails each line of a stage enters; the share that each line has in the patients lost leaves (L. S. Shapley, A value for
n-person games, 1953).

The game: what some lines of the stage are worth together is the number of patients who fail one of them. A patient who fails k
lines is lost as soon as one of the k is held against them, and each of the k is the first in 1/k of all orders of the lines; so
the share of a line is the sum, over the patients who fail it, of 1/k. That is exact, and needs no sampling of orders.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from trialwright.match.batch.current import rows
from trialwright.match.batch.planes import Plane


def failing_by_lines(failed: Sequence[Plane], patients: int) -> list[tuple[int, ...]]:
    """For each line: of how many of those who fail it, it is the only line that they fail, one of two, one of three …"""
    each = [rows(plane, patients) for plane in failed]
    lines = np.zeros(patients, dtype=np.int64)
    for no in each:
        lines += no
    return [tuple(np.bincount(lines[no])[1:].tolist()) for no in each]


def share_of(failing: Sequence[int]) -> Fraction:
    """The part of a line in the patients lost, in patients, from `failing_by_lines`."""
    return sum((Fraction(patients, lines) for lines, patients in enumerate(failing, start=1)), Fraction(0))
