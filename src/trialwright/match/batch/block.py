"""The answers of a block of patients as columns: what is usual for their sort, and who answers otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trialwright.match.batch.answers import Codes

Numbers = NDArray[np.int64]
"""Numbers of patients within a block, or of questions."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Block:
    """The answers of some patients: those of a person without records of their sort, but for the exceptions.

    `ids` are the patients'; `sorts` has a row number of `defaults` for each patient, `defaults` a code for each sort (row) and
    question (column). The exceptions of question q are those from `starts[q]` to `starts[q + 1]`: `patients` (growing), `codes`.
    """

    ids: tuple[str, ...]
    sorts: NDArray[np.uint16]
    defaults: Codes
    starts: Numbers
    patients: NDArray[np.uint32]
    codes: Codes

    def column(self, question: int) -> Codes:
        """The code of every patient for one question."""
        found: Codes = self.defaults[self.sorts, question]
        part = slice(self.starts[question], self.starts[question + 1])
        found[self.patients[part]] = self.codes[part]
        return found

    def people(self) -> Iterator[Codes]:
        """The codes of each patient for all questions, one patient after the other."""
        order = np.argsort(self.patients, kind="stable")
        questions = np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))[order]
        edges = np.searchsorted(self.patients[order], np.arange(len(self.ids) + 1))
        codes = self.codes[order]
        for number, sort in enumerate(self.sorts):
            own = self.defaults[sort].copy()
            own[questions[edges[number] : edges[number + 1]]] = codes[edges[number] : edges[number + 1]]
            yield own
