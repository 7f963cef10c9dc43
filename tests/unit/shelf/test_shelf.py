"""The shelf keeps what it is given, finds it by any number, and keeps every change of it."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.unit.shelf.records import page, registry, study

from trialwright.errors import UserError
from trialwright.registries.record import Place
from trialwright.registries.rejected import rejected
from trialwright.shelf.shelf import Shelf
from trialwright.shelf.trial import Added


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    with Shelf.open(tmp_path / "shelf", create=True, writable=True) as opened:
        yield opened


def test_a_record_comes_back_whole_under_any_of_its_numbers_in_any_case(shelf: Shelf) -> None:
    record = study(
        "NCT00000001", identification={"orgStudyIdInfo": {"id": "ABC-1"}, "secondaryIdInfos": [{"id": "2020-001234-12"}]}
    )
    assert shelf.add([record]) == Added(new=1)
    for name in ("NCT00000001", "nct00000001", "abc-1", "2020-001234-12", "EUCTR2020-001234-12-NL"):
        trial = shelf.trial(name)
        assert trial is not None, name
        assert trial.key == "NCT00000001"
        assert trial.record == record
        assert trial.version == 1
    assert shelf.trial("NCT00000002") is None


def test_adding_the_same_record_again_changes_nothing_even_from_another_file(shelf: Shelf) -> None:
    shelf.add([study("NCT00000001")])
    trial = shelf.trial("NCT00000001")
    assert shelf.add([study("NCT00000001")]) == Added(same=1)
    assert shelf.trial("NCT00000001") == trial


def test_a_later_record_is_a_new_version_and_the_earlier_one_is_kept(shelf: Shelf) -> None:
    first, second = study("NCT00000001"), study("NCT00000001", day="2026-02-01", status={"overallStatus": "COMPLETED"})
    shelf.add([first])
    assert shelf.add([second]) == Added(changed=1)
    trial = shelf.trial("NCT00000001")
    assert trial is not None
    assert (trial.version, trial.record) == (2, second)
    assert [(item.number, item.why) for item in shelf.versions("NCT00000001")] == [(1, "new"), (2, "changed")]
    assert [shelf.version("NCT00000001", number) for number in (1, 2)] == [first, second]


def test_an_older_file_read_later_does_not_turn_the_trial_back(shelf: Shelf) -> None:
    shelf.add([study("NCT00000001", day="2026-02-01")])
    assert shelf.add([study("NCT00000001", day="2025-02-01")]) == Added(older=1)
    trial = shelf.trial("NCT00000001")
    assert trial is not None
    assert trial.record.get("statusModule.lastUpdatePostDateStruct.date") == "2026-02-01"
    assert trial.merged[0].versions == 2
    assert shelf.add([study("NCT00000001", day="2025-02-01")]) == Added(same=1)


def test_sources_that_state_one_number_are_one_trial_and_say_why(shelf: Shelf) -> None:
    shelf.add([registry("2023-505936-25-00", "A trial of X", layout="ctis", secondary=("NCT00000001",)), study("NCT00000001")])
    assert list(shelf.keys()) == ["NCT00000001"]
    trial = shelf.trial("2023-505936-25-01")
    assert trial is not None
    assert [(item.origin, item.why) for item in trial.merged] == [
        ("ClinicalTrials.gov", ""),
        ("ctis", "NCT00000001 is the number of one, and the other lists it"),
    ]
    assert len(trial.record.sources) == 2


def test_a_number_that_two_different_trials_state_ties_neither(shelf: Shelf) -> None:
    both = {"secondaryIdInfos": [{"id": "2020-001234-12"}]}
    shelf.add([study("NCT00000001", identification=both), study("NCT00000002", identification=both)])
    shelf.add([registry("2020-001234-12", "A trial of X", layout="euctr")])
    assert list(shelf.keys()) == ["2020-001234-12", "NCT00000001", "NCT00000002"]


def test_two_trials_with_one_plain_name_are_told_apart_and_neither_takes_it(shelf: Shelf) -> None:
    sponsor = {"orgStudyIdInfo": {"id": "001"}}
    shelf.add([page("A trial of X", layout="one", **sponsor)])
    assert list(shelf.keys()) == ["001"]
    shelf.add([page("Quite another trial of Y", layout="other", **sponsor)])
    keys = list(shelf.keys())
    assert len(keys) == 2
    assert all(key.startswith("001~") for key in keys)
    assert shelf.trial("001") is None
    assert set(shelf.named("001")) == set(keys)


def test_an_unreadable_record_is_reported_and_the_others_are_kept(shelf: Shelf) -> None:
    bad = rejected(Place(source="dump.jsonl", line=2), "not valid JSON", hint="the other lines were read").to_record()
    added = shelf.add([study("NCT00000001"), bad, study("NCT00000002")])
    assert (added.new, [item.message for item in added.rejected]) == (2, ["dump.jsonl, line 2: not valid JSON"])


def test_a_removed_trial_is_gone_and_can_be_added_again(shelf: Shelf) -> None:
    shelf.add([study("NCT00000001"), study("NCT00000002")])
    assert shelf.remove("nct00000001") == "NCT00000001"
    assert list(shelf.keys()) == ["NCT00000002"]
    assert len(shelf) == 1
    with pytest.raises(UserError, match="no such trial"):
        shelf.versions("NCT00000001")
    assert shelf.add([study("NCT00000001")]) == Added(new=1)


def test_a_protocol_is_compiled_once_and_kept_beside_the_shelf(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf.add([study("NCT00000001")])
    protocol = shelf.protocol("NCT00000001")
    assert [line.text for stage in protocol.stages for line in stage.lines][-1] == "Brain metastases"
    monkeypatch.setattr("trialwright.library.protocol_of_record", lambda _: pytest.fail("it was compiled again"))
    with Shelf.open(shelf.folder) as again:
        assert again.protocol("NCT00000001") == protocol


def test_a_second_writer_is_refused_and_readers_are_not(shelf: Shelf) -> None:
    shelf.add([study("NCT00000001")])
    with pytest.raises(UserError, match="somebody else is writing to this shelf"):
        Shelf.open(shelf.folder, writable=True)
    read = "from pathlib import Path; from trialwright.shelf.shelf import Shelf; "
    read += f"print(*Shelf.open(Path({str(shelf.folder)!r})).keys())"
    done = subprocess.run([sys.executable, "-c", read], capture_output=True, text=True, check=True)
    assert done.stdout == "NCT00000001\n"


def test_a_shelf_that_is_open_for_reading_refuses_to_be_changed(shelf: Shelf) -> None:
    with Shelf.open(shelf.folder) as reader, pytest.raises(UserError, match="for reading only"):
        reader.add([study("NCT00000001")])


def test_a_reader_sees_what_was_added_after_it_was_opened(shelf: Shelf) -> None:
    with Shelf.open(shelf.folder) as reader:
        before = reader.generation
        shelf.add([study("NCT00000001")])
        assert (len(reader), reader.generation > before) == (1, True)
        assert reader.changed > dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def test_there_is_no_shelf_in_a_folder_without_one_and_in_a_file(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="there is no shelf"):
        Shelf.open(tmp_path)
    (tmp_path / "file").write_text("x")
    with pytest.raises(UserError, match="a shelf is a folder"):
        Shelf.open(tmp_path / "file", create=True)
    (tmp_path / "trials.sqlite").write_text("this is no database, but a text that is long enough to be read as one" * 20)
    with pytest.raises(UserError, match="no database of a shelf"):
        Shelf.open(tmp_path)


NUMBERS = (
    "ISRCTN12345678 2023-505936-25 2020-001234-12 JRCT2031200001 UMIN000017155 CHICTR2100045678 CTRI/2020/01/022345 "
    "ACTRN12620000123456 DRKS00012345 IRCT20200101012345N1 KCT0001234 U1111-1234-5678"
)


@pytest.mark.parametrize("number", NUMBERS.split())
def test_a_number_of_any_registry_ties_two_sources(shelf: Shelf, number: str) -> None:
    shelf.add(
        [study("NCT00000001", identification={"secondaryIdInfos": [{"id": number}]}), registry(number, "X", layout="other")]
    )
    assert list(shelf.keys()) == ["NCT00000001"]
    assert shelf.trial(number.lower()) is not None


def test_the_mark_of_a_trial_grows_with_its_own_changes_alone(shelf: Shelf) -> None:
    shelf.add([study("NCT00000001"), study("NCT00000002")])
    one, other = shelf.changing.mark("NCT00000001"), shelf.changing.mark("NCT00000002")
    shelf.add([study("NCT00000002", "Another Title", day="2026-02-01")])
    assert shelf.changing.mark("NCT00000001") == one
    assert shelf.changing.mark("NCT00000002") != other
    assert [*shelf.changing.last(1)] == ["NCT00000002"]
    assert shelf.changing.mark("nct00000001") is None  # the address of its page is another
