"""How many processes answer, and what each of them is told."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from trialwright.portal.serving import handed, processes_of, taken
from trialwright.portal.settings import Settings


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
