"""The reading of a file may be stopped at any transaction, and goes on there; a file that changed is read from its beginning."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from trialwright.shelf.adding import Adding, intakes
from trialwright.shelf.store import Store
from trialwright.shelf.trial import Added


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path / "shelf", create=True, writable=True)
    yield opened
    opened.close()


def _dump(path: Path, count: int) -> Path:
    studies = [{"protocolSection": {"identificationModule": {"nctId": f"NCT{number:08}"}}} for number in range(1, count + 1)]
    path.write_text("".join(f"{json.dumps(study)}\n" for study in studies), "utf-8")
    return path


def _count(store: Store) -> int:
    row = store.row("SELECT count(*) FROM trials WHERE active")
    return 0 if row is None else int(row[0])


def _stopped_after(batches: int) -> tuple[list[Added], object]:
    told: list[Added] = []

    def said(done: Added) -> None:
        told.append(done)
        if len(told) == batches:
            raise KeyboardInterrupt

    return told, said


def test_what_was_stopped_is_taken_up_behind_the_last_transaction(store: Store, tmp_path: Path) -> None:
    path = _dump(tmp_path / "dump.jsonl", 25)
    _, said = _stopped_after(2)
    with pytest.raises(KeyboardInterrupt):
        Adding(store, batch=5, said=said).file(path)  # type: ignore[arg-type]
    assert _count(store) == 10
    done = Adding(store, batch=5).file(path)
    assert (done.skipped, done.new, done.same) == (10, 15, 0)
    assert _count(store) == 25
    again = Adding(store, batch=5).file(path)
    assert (again.skipped, again.same) == (0, 25)


def test_a_file_that_changed_after_it_was_stopped_is_read_from_its_beginning(store: Store, tmp_path: Path) -> None:
    path = _dump(tmp_path / "dump.jsonl", 25)
    _, said = _stopped_after(2)
    with pytest.raises(KeyboardInterrupt):
        Adding(store, batch=5, said=said).file(path)  # type: ignore[arg-type]
    assert [item.finished for item in intakes(store)] == [False]
    _dump(path, 26)
    done = Adding(store, batch=5).file(path)
    assert (done.skipped, done.same, done.new) == (0, 10, 16)
    assert [(item.finished, item.changed) for item in intakes(store)] == [(True, False)]


def test_a_refusal_is_told_once_even_where_the_reading_was_stopped_behind_it(store: Store, tmp_path: Path) -> None:
    path = _dump(tmp_path / "dump.jsonl", 6)
    lines = path.read_text().splitlines()
    path.write_text("\n".join([*lines[:2], "{broken", *lines[2:]]) + "\n")
    told, said = _stopped_after(1)
    with pytest.raises(KeyboardInterrupt):
        Adding(store, batch=4, said=said).file(path)  # type: ignore[arg-type]
    assert [item.place for item in told[0].rejected] == ["dump.jsonl, line 3"]
    done = Adding(store, batch=4).file(path)
    assert (done.skipped, done.new, done.rejected) == (4, 3, ())
    assert _count(store) == 6


def test_a_text_that_says_nothing_of_a_trial_is_named_and_not_put_on_the_shelf(store: Store, tmp_path: Path) -> None:
    notes = tmp_path / "notes.txt"
    notes.write_text("Minutes of the meeting of 3 March\n\nPresent: Anna, Bob. We talked about the printer.\n", "utf-8")
    done = Adding(store).file(notes)
    assert (done.new, _count(store)) == (0, 0)
    assert [(item.place, item.message) for item in done.rejected] == [
        ("notes.txt", "nothing in it is of a trial but perhaps its title")
    ]


def test_a_page_of_no_known_layout_is_put_on_the_shelf_for_the_one_thing_that_it_states(store: Store, tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text("A Study of X in Gastric Cancer\n\nSponsor: Utrecht University\n", "utf-8")
    assert Adding(store).file(page).new == 1
