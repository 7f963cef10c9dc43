"""The items that stand in one of two views of a patient, as different trials see them, in; which reads give the same in both out.

Trials see next to the same in a patient: the stage of a cancer that another trial treats is not theirs, and what follows from it.
What was answered for the one view is right for the other as long as no read of its way finds one of these items.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from trialwright.match.batch.reads import BY_CONCEPT, OF_THE_PERSON, OF_THE_TRIAL, Read, result
from trialwright.match.context import Context
from trialwright.match.known import Item, Known
from trialwright.patients.facts import PatientFacts

_ALIKE = OF_THE_PERSON | OF_THE_TRIAL
_OF_THE_RECORD = frozenset({"like", "covered"})


class Apart:
    """Items that stand in one of two views. Of items with the same concepts, present or absent, one is enough."""

    def __init__(self, items: Iterable[Item], context: Context) -> None:
        self._alone = [Known(patient=PatientFacts(id=""), context=context, items=(item,)) for item in items]
        self._reads: dict[Read, bool] = {}
        self._ways: dict[int, bool] = {}

    def tells(self, number: int, reads: Collection[Read]) -> bool:
        """Whether a way to an answer, by its number and reads, may find something else in the one view than in the other."""
        found = self._ways.get(number)
        if found is None:
            found = self._ways[number] = any(map(self._finds, reads))
        return found

    def _finds(self, read: Read) -> bool:
        """Whether a read finds one of the items; of what looks at more than their names that is always possible."""
        if read in _ALIKE or read[0] in _OF_THE_RECORD:
            return False
        if read[0] not in BY_CONCEPT:
            return True
        found = self._reads.get(read)
        if found is None:
            found = self._reads[read] = any(result(read, alone) for alone in self._alone)
        return found
