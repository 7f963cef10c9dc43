"""The trials of a shelf enter; the space of meaning that was learnt from them (`find.meaning`) is kept beside the index.

It is a help and never needed: trials that were changed since are found by their words at once, and get their new place in it when
enough have changed. The space is learnt anew when the shelf has grown by half.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from trialwright.find.meaning_note import SPACE, noted
from trialwright.registries.record import TrialRecord
from trialwright.shelf.store import alone
from trialwright.shelf.trial import Trial

if TYPE_CHECKING:
    from trialwright.find.meaning import Meaning

_FOLDER, _NOTE = "meaning", "reached.json"
LEAST = 50
"""Of fewer trials nothing is learnt."""
_GROWN, _CHANGED = 1.5, 0.02
_SUMMARY = 1500
_SOME = 5_000


class Due(StrEnum):
    """What is to be done about the space of meaning."""

    NOTHING = "nothing"
    PLACE = "place"
    LEARN = "learn"


class Learning:
    """The space of meaning of one shelf: read when it is first asked for, and again when its file has changed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / _FOLDER
        self._guard = threading.Lock()
        self._held: Meaning | None = None
        self._seen: tuple[int, int] | None = None

    def meaning(self) -> Meaning | None:
        """The space, or None where none was learnt or the packages for it are not installed."""
        try:
            status = (self._folder / SPACE).stat()
        except OSError:
            return None
        if not can_learn():
            return None
        from trialwright.find.meaning import Meaning

        seen = (status.st_mtime_ns, status.st_ino)
        with self._guard:
            if self._seen != seen:
                self._held, self._seen = Meaning.load(self._folder), seen
            return self._held

    @contextmanager
    def alone(self) -> Iterator[bool]:
        """Keeps others from learning during the block; False where somebody else is."""
        self._folder.mkdir(parents=True, exist_ok=True)
        with alone(self._folder) as free:
            yield free

    def learn(self, trials: Iterable[Trial], *, generation: int, said: Callable[[int], None] | None = None) -> int:
        """Learn the space anew from all trials of a state of the shelf; how many have a place in it (0: too few)."""
        from trialwright.find.meaning import Meaning

        meaning = Meaning.fit(_counted(trials, said))
        if meaning is None:
            return 0
        meaning.save(self._folder)
        self._note(generation)
        return len(meaning.keys)

    def place(self, trials: Iterable[Trial], *, generation: int) -> int:
        """Give trials that changed up to a state of the shelf their place in the space that is there; how many."""
        meaning, done = self.meaning(), 0
        rest = iter(trials)
        while meaning is not None and (some := list(islice(rest, _SOME))):
            meaning = meaning.with_texts([(trial.key, text_of(trial.record)) for trial in some])
            done += len(some)
        if meaning is not None and done:
            meaning.save(self._folder)
            self._note(generation)
        return done

    def due(self, trials: int, changed: int) -> Due:
        """What is to be done for a shelf of so many trials, of which so many changed since the space was last brought up."""
        if not can_learn() or trials < LEAST:
            return Due.NOTHING
        placed = self._placed()
        if placed is None or trials > _GROWN * placed:
            return Due.LEARN
        return Due.PLACE if changed > _CHANGED * trials else Due.NOTHING

    def _placed(self) -> int | None:
        """How many trials have a place in the space; None where there is none that can be read."""
        if (told := noted(self._folder)) is not None:
            return told
        from trialwright.find.meaning import Meaning

        return Meaning.size(self._folder)  # without the places, which take half a kilobyte a trial

    def reached(self) -> int:
        """The state of the shelf (its generation) up to which trials have their place."""
        try:
            return int(json.loads((self._folder / _NOTE).read_text("utf-8"))["generation"])
        except (OSError, ValueError, KeyError, TypeError):
            return 0

    def _note(self, generation: int) -> None:
        spare = self._folder / f"{_NOTE}.new"
        spare.write_text(json.dumps({"generation": generation}), "utf-8")
        spare.replace(self._folder / _NOTE)


def can_learn() -> bool:
    """Whether the packages for it are installed."""
    return find_spec("sklearn") is not None


def text_of(record: TrialRecord) -> str:
    """What the sponsor says a trial is about: the title twice, conditions, interventions, the beginning of the summary."""
    items = record.get("armsInterventionsModule.interventions")
    names = [str(item.get("name", "")) for item in items if isinstance(item, dict)] if isinstance(items, list | tuple) else []
    texts = [record.get(path) for path in ("identificationModule.officialTitle", "descriptionModule.briefSummary")]
    said = [text[:_SUMMARY] for text in texts if isinstance(text, str)]
    return " ".join((record.title, record.title, *record.conditions, *names, *said))


def _counted(trials: Iterable[Trial], said: Callable[[int], None] | None) -> Iterator[tuple[str, str]]:
    for count, trial in enumerate(trials, start=1):
        yield trial.key, text_of(trial.record)
        if said is not None and count % _SOME == 0:
            said(count)
