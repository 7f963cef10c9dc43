"""The folder of a cohort and the sources of its patients enter; what pages show of it leaves, each from one and the same run."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from pathlib import Path
from typing import TypeVar

from trialwright.errors import UserError
from trialwright.match.batch.recorded import Records
from trialwright.match.batch.reopened import Reopened
from trialwright.match.batch.store import CohortFolder
from trialwright.patients.reading import ReadOptions
from trialwright.patients.several import each_once, facts_of

MOST = 32
"""How many answers that take seconds are kept of a run."""
_ABOUT = "cohort.json"
_TRIES = 2
Value = TypeVar("Value")


class CohortOnShow:
    """The cohort of a portal. A run that takes the place of the one before is seen at the next look; safe for several threads."""

    def __init__(self, folder: Path, sources: tuple[str, ...] = ()) -> None:
        self.folder = CohortFolder(folder)
        self.sources = sources
        self._lock = threading.RLock()
        self._run = (0, 0)
        self._made: OrderedDict[Hashable, object] = OrderedDict()

    def steady(self, make: Callable[[], Value]) -> Value:
        """What `make` reads in the folder, made once more where another run took its place meanwhile.

        A folder that cannot be read, or is being replaced, is a `UserError`.
        """
        for _ in range(_TRIES):
            before = self._mark()
            if not self.folder.being_replaced:
                value = make()
                if self._mark() == before and not self.folder.being_replaced:
                    return value
        hint = "load the page again in a moment; if that does not help, run `trialwright cohort` again with the same folder"
        raise UserError("a new run is being put in the place of the one before", place=str(self.folder.folder), hint=hint)

    def kept(self, name: Hashable, make: Callable[[], Value]) -> Value:
        """What takes seconds to make, made once for each run."""
        with self._lock:
            mark = self._mark()
            if mark != self._run:
                self._made.clear()
                self._run = mark
            if name not in self._made:
                self._made[name] = make()
            self._made.move_to_end(name)
            while len(self._made) > MOST:
                self._made.popitem(last=False)
            return self._made[name]  # type: ignore[return-value]  # what is kept under a name was made for that name

    def opened(self) -> Reopened:
        """The trials with their program, and the planes of all patients."""
        return self.kept("opened", lambda: Reopened(self.folder.folder))

    @property
    def records(self) -> Records:
        """What gives the records of patients by their ids; of nobody where no source was named."""
        named = [(source, source) for source in self.sources]
        return lambda ids: facts_of(each_once(named if ids else (), ReadOptions()), ids)

    def _mark(self) -> tuple[int, int]:
        """Another one for another run."""
        try:
            found = (self.folder.folder / _ABOUT).stat()
        except OSError:
            return 0, 0
        return found.st_mtime_ns, found.st_size
