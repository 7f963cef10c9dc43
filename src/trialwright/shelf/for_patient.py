"""What a search for a patient tells: the trials to judge and how they were chosen; the ranking, and what could not be judged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from trialwright.match.rank import Ranked

MOST = 100
"""So many trials are judged where nothing else is asked for."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Chosen:
    """The trials to judge for a patient, by their keys, and how they were chosen.

    `found` pass the query. By their conditions `same` of them are for the patient's disease, `open` may be (it is not known),
    `other_disease` are for another one for sure and were left out. `same_chosen` and `open_chosen` say how many of each are to
    be judged.
    """

    keys: tuple[str, ...]
    found: int
    same: int
    open: int
    other_disease: int
    same_chosen: int
    open_chosen: int

    @property
    def left(self) -> int:
        """How many may be for the patient and are not to be judged, because there are too many."""
        return self.same + self.open - len(self.keys)


@dataclass(frozen=True, kw_only=True, slots=True)
class ForPatient:
    """The trials for a patient, best first, by the keys of the shelf, and how they were chosen.

    `failed` names those that could not be judged. `notes` say all this in English.
    """

    ranking: tuple[Ranked, ...]
    chosen: Chosen
    failed: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def judged(self) -> int:
        """How many trials were judged."""
        return len(self.ranking)
