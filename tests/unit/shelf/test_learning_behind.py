"""What words mean is learnt behind where that would take minutes: whoever adds one trial is told, and does not wait."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.progress import Progress
from tests.unit.shelf.records import study

from trialwright.cli import library_learn
from trialwright.shelf.learning import LEAST
from trialwright.shelf.shelf import Shelf


def test_a_large_shelf_learns_behind_and_the_process_brings_it_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    started = []
    begin = library_learn.learn_behind
    monkeypatch.setattr(library_learn, "AT_ONCE", LEAST)
    monkeypatch.setattr(library_learn, "learn_behind", lambda folder: started.append(begin(folder)))
    with Shelf.open(tmp_path, create=True, writable=True) as shelf:
        shelf.add(study(f"NCT{number:08d}", f"Drug {number % 7} in Gastric Cancer") for number in range(LEAST + 1))
        library_learn.follow_meaning(shelf, Progress(disable=True))
        assert "in the background" in capsys.readouterr().err
        (process,) = started
        assert process.wait(timeout=120) == 0
        assert shelf.meaning is not None
        assert not shelf.must_learn


def test_only_one_learns_at_a_time(tmp_path: Path) -> None:
    with Shelf.open(tmp_path, create=True, writable=True) as shelf:
        shelf.add(study(f"NCT{number:08d}", f"Drug {number % 7} in Gastric Cancer") for number in range(LEAST + 1))
        with shelf._learning.alone() as free:
            assert free
            assert shelf.learn() == 0
        assert shelf.learn() == LEAST + 1
