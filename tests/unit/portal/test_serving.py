"""How many processes answer, and what each of them is told."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from trialwright.errors import UserError
from trialwright.portal import serving
from trialwright.portal.serving import handed, processes_of, serve, taken
from trialwright.portal.settings import Settings
from trialwright.registries.record import TrialRecord
from trialwright.shelf.shelf import Shelf


def test_a_process_is_told_all_settings_but_the_day() -> None:
    settings = Settings(
        folder=Path("shelf"),
        base_url="https://trials.example.org",
        hosts=("a.example", "b.example"),
        languages=("nl",),
        read_only=True,
        pages=Path("pages"),
    )
    assert taken(handed(settings)) == settings
    other_day = Settings(folder=Path("shelf"), on=lambda: dt.date(2020, 1, 1))
    assert taken(handed(other_day)) == Settings(folder=Path("shelf"))


def test_whoever_sits_at_the_machine_has_one_process_and_the_public_several_up_to_four() -> None:
    assert processes_of(Settings(folder=Path("shelf"), single_user=True)) == 1
    assert 1 <= processes_of(Settings(folder=Path("shelf"))) <= 4
    assert processes_of(Settings(folder=Path("shelf"), processes=7)) == 7


def test_an_index_of_another_version_is_told_before_the_first_reader_comes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Shelf.open(tmp_path, create=True, writable=True) as shelf:
        shelf.add([TrialRecord(protocol_section={"identificationModule": {"nctId": "NCT00000001", "briefTitle": "A"}})])
    state = tmp_path / "search" / "state.json"
    state.write_text(json.dumps({**json.loads(state.read_text("utf-8")), "made_by": "another"}), "utf-8")
    monkeypatch.setattr(serving, "answer_in_several", lambda _config: pytest.fail("it answered all the same"))
    with pytest.raises(UserError, match="made by another version"):
        serve(Settings(folder=tmp_path), host="127.0.0.1", port=1)
