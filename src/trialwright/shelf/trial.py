"""What the shelf knows of one trial, as plain values: the record that is shown, its numbers, its sources, its versions."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from trialwright.registries.record import TrialRecord


@dataclass(frozen=True, kw_only=True, slots=True)
class TrialId:
    """A number that leads to a trial: its registry ("" for a name or a sponsor's number), and how a source has it.

    `how`: "own" (printed as its own), "alias" (its own before), "address" (in the address of a page), "secondary" (listed beside
    its own), "name".
    """

    registry: str
    number: str
    how: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Merged:
    """A source record that a trial is made of: where it is from, its version in force, and why it belongs to the trial.

    `id` is what merge and unmerge take; `why` is "" for the source that leads.
    """

    id: int
    origin: str
    mark: str
    version: int
    versions: int
    why: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Trial:
    """A trial on the shelf. `record` is the newest record of its source, or the merge of those of all its sources."""

    key: str
    record: TrialRecord
    version: int
    added: dt.datetime
    changed: dt.datetime
    ids: tuple[TrialId, ...]
    merged: tuple[Merged, ...]
    hash: bytes
    generation: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Version:
    """One state of a trial: when it came to the shelf, the day that the record itself names, and why there was a new one.

    `why`: "new", "changed", "merged", "parted". `sources` are the origins that it was made of.
    """

    number: int
    at: dt.datetime
    stated: str
    why: str
    sources: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Rejection:
    """A record that was not put on the shelf: where it stands, and why."""

    place: str
    message: str
    hint: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Added:
    """What became of records that were added: new, changed, an older state of one that is there, the same, refused.

    `skipped` were done before the reading of their file was stopped; `read` is how many bytes of the file have been read.
    """

    new: int = 0
    changed: int = 0
    older: int = 0
    same: int = 0
    skipped: int = 0
    read: int = 0
    rejected: tuple[Rejection, ...] = ()

    @property
    def total(self) -> int:
        """All records that were given."""
        return self.new + self.changed + self.older + self.same + len(self.rejected)
