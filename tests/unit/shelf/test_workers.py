"""Work that is given to other processes comes back in order, with the words in use, and stops with a message."""

from __future__ import annotations

import datetime as dt
import os
import signal
from pathlib import Path

import pytest
from tests.unit.shelf.records import study

from trialwright.errors import UserError
from trialwright.find.asking import Query
from trialwright.shelf import compiling, indexing, workers
from trialwright.shelf.shelf import Shelf
from trialwright.shelf.workers import made
from trialwright.vocabulary.concepts import default_vocabulary, package_vocabulary, using
from trialwright.vocabulary.own import with_own_terms

TODAY = dt.date(2026, 11, 21)


def _about(number: int) -> tuple[int, int, bool]:
    return number, os.getpid(), "blue sarcoma" in default_vocabulary()


def _stopped(number: int) -> int:
    os.kill(os.getpid(), signal.SIGKILL)
    return number


def test_the_first_tasks_are_made_here_and_the_rest_elsewhere_in_order_with_the_words_in_use(tmp_path: Path) -> None:
    table = tmp_path / "own.tsv"
    table.write_text("name\tkind\tparents\tsynonyms\nblue sarcoma\tcancer\tsarcoma\t\n", "utf-8")
    with using(with_own_terms(package_vocabulary(), table)):
        found = list(made(_about, range(30), workers=2))
    assert [number for number, _, _ in found] == list(range(30))
    assert {process for _, process, _ in found[:10]} == {os.getpid()}
    assert os.getpid() not in {process for _, process, _ in found[10:]}
    assert all(known for _, _, known in found)


def test_few_tasks_are_made_here() -> None:
    assert {process for _, process, _ in made(_about, range(10), workers=8)} == {os.getpid()}


@pytest.mark.skipif(os.name == "nt", reason="this platform has no such signal")
def test_a_worker_that_is_stopped_from_outside_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "_ALONE", 0)
    with pytest.raises(UserError, match="a process that helped was stopped"):
        list(made(_stopped, range(3), workers=2))


def test_an_index_made_with_workers_is_the_one_made_without(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module, name, value in ((workers, "_ALONE", 1), (indexing, "_PART", 2), (indexing, "SOME", 5), (compiling, "_PART", 2)):
        monkeypatch.setattr(module, name, value)
    records = [study(f"NCT{number:08}", f"Drug {number} in breast cancer, stage III") for number in range(1, 14)]
    told: list[int] = []
    with Shelf.open(tmp_path, create=True, writable=True) as shelf:
        shelf.add(records)
        before = _answers(shelf)
        assert shelf.compiling.unread == 13
        assert shelf.compiling.all(told.append, pytest.fail, workers=2) == 13
        assert shelf.compiling.unread == 0
        assert told == sorted(told)
        assert told[-1] == 13
        assert shelf.compiling.all(told.append, pytest.fail, workers=2) == 0
        told.clear()
        assert shelf.bring_up(told.append, anew=True, workers=2) == 26  # each once for its record, once for its protocol
        assert told == sorted(told)
        assert shelf.behind == 0
        assert _answers(shelf) == before
        stages = shelf.search(Query(count_facets=("stage",)), on=TODAY).facets["stage"]
        assert ("stage III", 13) in [(item.value, item.count) for item in stages]


def _answers(shelf: Shelf) -> list[tuple[int, list[str]]]:
    asked = [Query(words=words, size=50) for words in ("breast cancer", "drug 7", "stage III", "sarcoma")]
    answers = [shelf.search(query, on=TODAY) for query in asked]
    return [(found.total, sorted(hit.key for hit in found.hits)) for found in answers]
