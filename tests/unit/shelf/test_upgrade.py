"""What an earlier version of the program read is read again by this one, which lets go of the earlier when it has read all."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from tests.unit.shelf.records import study

from trialwright.cli.serve import _said
from trialwright.shelf import compiled
from trialwright.shelf.compiled import FILE
from trialwright.shelf.shelf import Shelf


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    with Shelf.open(tmp_path, create=True, writable=True) as opened:
        opened.add([study(f"NCT{number:08}", f"Drug {number} in breast cancer, stage III") for number in range(1, 4)])
        yield opened


def kept(shelf: Shelf) -> list[tuple[str, int]]:
    with closing(sqlite3.connect(shelf.folder / FILE)) as connection:
        return connection.execute("SELECT compiler, count(*) FROM protocols GROUP BY compiler ORDER BY compiler").fetchall()


def test_after_an_upgrade_all_is_unread_and_what_was_read_before_goes_when_all_is_read(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    for version in ("1", "2"):
        monkeypatch.setattr(compiled, "compiler_fingerprint", lambda version=version: version)
        assert shelf.compiling.unread == 3
        shelf.protocol("NCT00000002")
        assert shelf.compiling.unread == 2
        assert kept(shelf) == ([("1", 1)] if version == "1" else [("1", 3), ("2", 1)])
        shelf.compiling.all(lambda _: None, pytest.fail)
        assert shelf.compiling.unread == 0
        assert kept(shelf) == [(version, 3)]


def test_whoever_starts_the_portal_is_told_what_is_not_read_yet(shelf: Shelf, capsys: pytest.CaptureFixture[str]) -> None:
    shelf.protocol("NCT00000001")
    _said(shelf.folder, "http://127.0.0.1:8000")
    told = capsys.readouterr().err
    assert "The criteria of 2 of 3 trials are not read yet by this version" in told
    assert "trialwright library compile" in told
    shelf.compiling.all(lambda _: None, pytest.fail)
    _said(shelf.folder, "http://127.0.0.1:8000")
    assert "not read yet" not in capsys.readouterr().err
