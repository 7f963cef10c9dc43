"""The database is brought from any earlier schema to the present one, takes turns among threads, and keeps writers apart."""

from __future__ import annotations

import sqlite3
import threading
from importlib.resources import files
from pathlib import Path

import pytest
from tests.unit.shelf.records import study

from trialwright.errors import UserError
from trialwright.shelf.connections import OfThreads
from trialwright.shelf.shelf import Shelf
from trialwright.shelf.shelving import Shelving, prepared
from trialwright.shelf.store import DATABASE, Store


def _first_schema(folder: Path) -> None:
    """A shelf as the first schema had it."""
    script = (files("trialwright.shelf") / "data" / "001.sql").read_text("utf-8")
    folder.mkdir()
    connection = sqlite3.connect(folder / DATABASE)
    connection.executescript(f"{script}; PRAGMA application_id = {0x54575348}; PRAGMA user_version = 1;")
    connection.close()


def test_a_shelf_of_the_first_schema_is_brought_to_the_present_one_and_used(tmp_path: Path) -> None:
    _first_schema(tmp_path / "shelf")
    with Shelf.open(tmp_path / "shelf", writable=True) as shelf:
        shelf.add([study("NCT00000001")])
        assert list(shelf.keys()) == ["NCT00000001"]


def test_a_shelf_of_a_later_schema_is_refused(tmp_path: Path) -> None:
    _first_schema(tmp_path / "shelf")
    with sqlite3.connect(tmp_path / "shelf" / DATABASE) as connection:
        connection.execute("PRAGMA user_version = 999")
    with pytest.raises(UserError, match="made by a newer trialwright"):
        Shelf.open(tmp_path / "shelf")


def test_a_transaction_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    store = Store(tmp_path / "shelf", create=True, writable=True)

    def fails() -> None:
        with store.transaction() as generation:
            Shelving(store, generation).put(prepared(study("NCT00000001")))
            raise RuntimeError("stopped")

    with pytest.raises(RuntimeError, match="stopped"):
        fails()
    assert [store.rows(f"SELECT count(*) FROM {table}")[0][0] for table in ("sources", "trials", "bodies", "names")] == [
        0,
        0,
        0,
        0,
    ]
    assert store.generation == 0
    store.close()


def test_threads_read_while_another_writes_and_see_whole_transactions(tmp_path: Path) -> None:
    with Shelf.open(tmp_path / "shelf", create=True, writable=True) as shelf:
        shelf.add([study(f"NCT{number:08}") for number in range(1, 5)])
        seen: list[int] = []
        stop = threading.Event()

        def read() -> None:
            while not stop.is_set():
                keys = list(shelf.keys())
                seen.append(len(keys))
                assert all(shelf.trial(key) is not None for key in keys)

        threads = [threading.Thread(target=read) for _ in range(3)]
        for thread in threads:
            thread.start()
        for start in range(5, 45, 4):
            shelf.add([study(f"NCT{number:08}") for number in range(start, start + 4)])
        stop.set()
        for thread in threads:
            thread.join()
        assert seen
        assert {number % 4 for number in seen} == {0}
        assert len(shelf) == 44


def test_the_lock_of_a_writer_ends_with_it(tmp_path: Path) -> None:
    first = Store(tmp_path / "shelf", create=True, writable=True)
    with pytest.raises(UserError, match="somebody else is writing"):
        Store(tmp_path / "shelf", writable=True)
    first.close()
    Store(tmp_path / "shelf", writable=True).close()


def test_threads_that_are_no_more_leave_no_connection_open(tmp_path: Path) -> None:
    connections = OfThreads(lambda: sqlite3.connect(tmp_path / "one.sqlite", check_same_thread=False))
    used: list[sqlite3.Connection] = []
    for _ in range(20):
        thread = threading.Thread(target=lambda: used.append(connections.mine()))
        thread.start()
        thread.join()
    assert len({id(one) for one in used}) == 20 and len(connections) == 0
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        used[0].execute("SELECT 1")
    assert connections.mine() is connections.mine()
    connections.close()
    assert connections.mine().execute("SELECT 1").fetchone() == (1,)
