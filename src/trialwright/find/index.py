"""Documents enter and are kept in a folder; questions are answered with the trials found, counts and what was also searched."""

from __future__ import annotations

import datetime as dt
import json
import threading
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import tantivy

from trialwright.errors import UserError
from trialwright.find.asking import Query, Results
from trialwright.find.document import Document
from trialwright.find.entry import Entry, engine_entry, entry_of
from trialwright.find.facetvalues import facets
from trialwright.find.schema import ENGLISH, KEY, english, fingerprint, schema

if TYPE_CHECKING:
    from trialwright.find.answer import Answering

_FOLDER, _STATE = "search", "state.json"
_HEAP = 200_000_000


class Index:
    """The search index of one folder: one writer at a time, any number of readers, also in other processes.

    What was written is seen by every reader after `commit`. Open with `Index.open`; close it, or use it as a context manager.
    """

    def __init__(self, folder: Path, engine: tantivy.Index, *, writable: bool) -> None:
        self._folder = folder
        self._engine = engine
        self._writable = writable
        self._writer: tantivy.IndexWriter | None = None
        self._lock = threading.Lock()
        self._seen: tuple[int, int] | None = None
        self._answering: Answering | None = None

    @classmethod
    def open(cls, folder: Path, *, create: bool = False, writable: bool = False) -> Self:
        """The index in `folder`/search. UserError where there is none (unless `create`) or it was made by another version."""
        place = folder / _FOLDER
        if create and not (place / _STATE).exists():
            place.mkdir(parents=True, exist_ok=True)
            tantivy.Index(schema(), path=str(place))
            _write_state(place, 0)
        if not (place / _STATE).exists():
            raise UserError("there is no search index here", place=str(folder), hint="add trials with: trialwright library add")
        if _state(place)["made_by"] != fingerprint():
            hint = "make it anew with: trialwright library reindex"
            raise UserError("the search index was made by another version of trialwright", place=str(folder), hint=hint)
        engine = tantivy.Index.open(str(place))
        engine.register_tokenizer(ENGLISH, english())
        engine.config_reader(reload_policy="manual")
        return cls(place, engine, writable=writable)

    @property
    def generation(self) -> int:
        """A number that grows with every commit."""
        return int(_state(self._folder)["generation"])

    @property
    def facet_names(self) -> tuple[str, ...]:
        """The facets that can be chosen from and counted, in the order in which they are shown."""
        return tuple(facets())

    def __len__(self) -> int:
        return int(self._answers().searcher.num_docs)

    def update(self, documents: Iterable[Document | Entry], removed: Iterable[str] = ()) -> None:
        """Put documents in place of those with their keys, and take out the keys of `removed`; seen after `commit`.

        Documents may come as the entries made of them (`find.entry`): in another process, where there are many.
        """
        writer = self._open_writer()
        for key in removed:
            writer.delete_documents_by_term(KEY, key)
        for document in documents:
            writer.delete_documents_by_term(KEY, document.key)
            writer.add_document(engine_entry(document if isinstance(document, Entry) else entry_of(document)))

    def commit(self) -> None:
        """Make what was updated seen by all, for good."""
        if self._writer is not None:
            self._writer.commit()
            _write_state(self._folder, self.generation + 1)

    def search(self, query: Query, *, on: dt.date, also: Mapping[str, float] | None = None, least: int = 0) -> Results:
        """The trials found on the day `on`. A question that cannot be read is a QueryError that points at the place.

        `also` are keys that fit for another reason than words, with what that weighs. Where fewer than `least` are found the
        facets need not be counted: whoever says so asks again with more.
        """
        return self._answers().results(query, on=on, also=also, least=least)

    def keys(self, query: Query, *, on: dt.date, most: int = 1000) -> Sequence[tuple[str, float]]:
        """The keys of the trials found, the best `most`, with how well they fit."""
        return self._answers().keys(query, on=on, most=most)

    def close(self) -> None:
        """Let go of the folder; what was not committed is lost."""
        if self._writer is not None:
            self._writer.rollback()
            self._writer.wait_merging_threads()
            self._writer = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def _open_writer(self) -> tantivy.IndexWriter:
        if not self._writable:
            raise UserError("the search index was opened for reading", place=str(self._folder))
        if self._writer is None:
            try:
                self._writer = self._engine.writer(_HEAP, 1)
            except ValueError as error:
                raise UserError(
                    "another process is writing to this shelf", place=str(self._folder), hint="wait for it"
                ) from error
        return self._writer

    def _answers(self) -> Answering:
        """The present state of the index; looked at anew whenever the files changed."""
        status = (self._folder / _STATE).stat()
        seen = (status.st_mtime_ns, status.st_ino)
        answering = self._answering
        if answering is not None and self._seen == seen:
            return answering
        from trialwright.find.answer import Answering  # with arrays: who only writes needs none

        with self._lock:
            self._engine.reload()
            self._answering = Answering(searcher=self._engine.searcher(), generation=self.generation)
            self._seen = seen
            return self._answering


def _state(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / _STATE).read_text("utf-8"))
    return found


def _write_state(folder: Path, generation: int) -> None:
    body = json.dumps({"generation": generation, "made_by": fingerprint()})
    spare = folder / f"{_STATE}.new"
    spare.write_text(body, "utf-8")
    spare.replace(folder / _STATE)
