"""The trials of a shelf enter; the space of meaning that was learnt from them (`find.meaning`) is kept beside the index.

It is a help and never needed: trials that were changed since are found by their words at once, and get their new place in it when
enough have changed. The space is learnt anew when the shelf has grown by half. One that was fitted with a sentence model of the
user's own goes on with that model, and with no other, until another is named.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from enum import Enum, StrEnum
from functools import cache, partial
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from trialwright.errors import UserError
from trialwright.find.meaning_note import SPACE, noted
from trialwright.find.modelfiles import ModelMark, marked_files
from trialwright.registries.record import TrialRecord
from trialwright.shelf.store import Store, alone
from trialwright.shelf.trial import Trial

if TYPE_CHECKING:
    from trialwright.find.meaning import Meaning
    from trialwright.find.sentences import SentenceModel

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


class Default(Enum):
    """The sentence model that a shelf was fitted with before, or none."""

    SAME = "same"


class Taught(Protocol):
    """What of a shelf is needed here."""

    def __len__(self) -> int:
        """How many trials are on it."""

    @property
    def generation(self) -> int:
        """Grows with every change."""

    def trials(self) -> Iterator[Trial]:
        """All of its trials."""

    def trial(self, any_id: str) -> Trial | None:
        """The trial of a key."""


class Learning:
    """The space of meaning of one shelf: read when it is first asked for, and again when its file has changed."""

    def __init__(self, store: Store) -> None:
        self._store, self._folder = store, store.folder / _FOLDER
        self._guard = threading.Lock()
        self._held: Meaning | None = None
        self._seen: tuple[int, int] | None = None
        self._opened = Opened()

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

    def model(self) -> SentenceModel | None:
        """The sentence model that the space was fitted with; None where it was fitted without.

        A `UserError` where it is gone, was changed since, or cannot be opened.
        """
        meaning = self.meaning()
        sentences = meaning.sentences if meaning is not None else None
        mark = sentences.mark if sentences is not None else self._marked() if meaning is None else None
        return self._opened.model(mark) if mark is not None else None

    def trouble(self) -> UserError | None:
        """What keeps the sentence model that the space was fitted with from being used, as far as its files tell; None for a
        space without. Neither the space nor the model is opened."""
        mark = self._marked()
        try:
            if mark is not None:
                marked_files(mark)
        except UserError as error:
            return error
        return None

    @contextmanager
    def alone(self) -> Iterator[bool]:
        """Keeps others from learning during the block; False where somebody else is."""
        self._folder.mkdir(parents=True, exist_ok=True)
        with alone(self._folder) as free:
            yield free

    def learn(self, shelf: Taught, model: SentenceModel | None, said: Callable[[int], None] | None = None) -> int:
        """Learn the space anew from all trials of a shelf, with a sentence model or without; how many have a place in it (0: too
        few, or somebody else is learning)."""
        from trialwright.find.meaning import Meaning

        with self.alone() as free:
            if not free:
                return 0
            held, generation = self.meaning(), shelf.generation
            texts = _counted(shelf.trials(), said if model is None else None)
            meaning = Meaning.fit(texts, model=model, before=held.sentences if held is not None else None, said=said)
            if meaning is None:
                return 0
            self._keep(meaning, generation)
            return len(meaning.keys)

    def follow(self, shelf: Taught, said: Callable[[int], None] | None = None) -> int:
        """Learn anew where a shelf has grown by half, place what changed where that is much; how many trials were looked at."""
        rows = self._store.rows("SELECT key FROM trials WHERE active AND generation > ?", (self.reached(),))
        due = self.due(len(shelf), len(rows))
        if due is Due.LEARN:
            return self.learn(shelf, self.model(), said)
        if due is Due.NOTHING:
            return 0
        changed = (trial for row in rows if (trial := shelf.trial(row["key"])) is not None)
        return self._place(changed, generation=shelf.generation)

    def _place(self, trials: Iterable[Trial], *, generation: int) -> int:
        """Give trials that changed up to a state of the shelf their place in the space that is there; how many."""
        meaning, model, done = self.meaning(), self.model(), 0
        rest = iter(trials)
        while meaning is not None and (some := list(islice(rest, _SOME))):
            meaning = meaning.with_texts([(trial.key, text_of(trial.record)) for trial in some], model=model)
            done += len(some)
        if meaning is not None and done:
            self._keep(meaning, generation)
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
        generation = self._noted().get("generation")
        return generation if isinstance(generation, int) else 0

    def _marked(self) -> ModelMark | None:
        """The sentence model that the space was fitted with, as noted beside it: also where the space is damaged."""
        try:
            return ModelMark.from_json(self._noted()["model"])
        except (KeyError, ValueError):
            return None

    def _noted(self) -> dict[str, object]:
        try:
            told = json.loads((self._folder / _NOTE).read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        return told if isinstance(told, dict) else {}

    def _keep(self, meaning: Meaning, generation: int) -> None:
        meaning.save(self._folder)
        told = {"model": meaning.sentences.mark.to_json()} if meaning.sentences is not None else {}
        spare = self._folder / f"{_NOTE}.new"
        spare.write_text(json.dumps({"generation": generation, **told}), "utf-8")
        spare.replace(self._folder / _NOTE)


class Opened:
    """The sentence model that was last asked for, opened once; opened again when its files changed."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._seen: object = None
        self._found: SentenceModel | UserError | None = None

    def model(self, mark: ModelMark) -> SentenceModel:
        """The model of a mark; a `UserError` where that cannot be had, told again without trying until a file changed."""
        from trialwright.find.sentences import open_model

        seen = (mark, *(_state(Path(mark.folder) / name) for name in (mark.file, "tokenizer.json")))
        with self._guard:
            if self._seen != seen:
                self._seen, self._found = seen, None
                try:
                    self._found = open_model(partial(marked_files, mark))
                except UserError as error:
                    self._found = error
            if self._found is None or isinstance(self._found, UserError):
                raise self._found or UserError("the sentence model was not opened", place=mark.folder)
            return self._found


def _state(path: Path) -> tuple[int, int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino


@cache
def can_learn() -> bool:
    """Whether the packages for it are installed: looked for once, as every question asks."""
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
