"""What processes share of their pages: bounded, in memory, gone with the portal; a failure is as if nothing were kept."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from trialwright.portal import shared
from trialwright.portal.keeping import Kept
from trialwright.portal.page import Page
from trialwright.portal.shared import SharedPages, shared_file

PAGE = Page(packed=b"\x1f\x8bpage", headers={"content-language": "nl", "vary": "Cookie"}, mark='W/"1"')


def test_a_page_that_one_made_is_there_for_the_other(tmp_path: Path) -> None:
    one, other = (Kept(shared=SharedPages(tmp_path / "pages")) for _ in range(2))
    assert other.get(("/trial/A", b"q=1", 7)) is None
    one.put(("/trial/A", b"q=1", 7), PAGE)
    assert other.get(("/trial/A", b"q=1", 7)) == PAGE
    assert [other.get(key) for key in (("/trial/A", b"q=1", 8), ("/trial/A", b"q=2", 7), ("/trial/B", b"q=1", 7))] == [None] * 3


def test_what_was_made_first_goes_where_all_take_too_much(tmp_path: Path) -> None:
    pages = SharedPages(tmp_path / "pages", most=400_000)
    for number in range(100):
        pages.put(number, Page(packed=os.urandom(10_000)), lasting=True)
    assert pages.size <= 400_000
    assert [pages.get(number) is not None for number in (0, 50, 99)] == [False, False, True]


def test_a_flood_of_questions_does_not_wash_away_the_pages_of_trials(tmp_path: Path) -> None:
    pages = SharedPages(tmp_path / "pages", most=400_000)
    for number in range(10):
        pages.put(f"/trial/{number}", Page(packed=os.urandom(10_000)), lasting=True)
    for number in range(100):
        pages.put(f"/search?q={number}", Page(packed=os.urandom(10_000)))
    assert pages.size <= 400_000
    assert all(pages.get(f"/trial/{number}") is not None for number in range(10))
    assert [pages.get(f"/search?q={number}") is not None for number in (0, 99)] == [False, True]


def test_where_nothing_can_be_written_pages_are_as_if_not_there(tmp_path: Path) -> None:
    pages = SharedPages(tmp_path / "pages")
    pages.close()
    pages.put("a", PAGE)
    assert pages.get("a") is None


@pytest.mark.skipif(not shared.MEMORY.is_dir(), reason="this system has no files in memory")
def test_the_file_is_in_memory_for_its_user_only_and_what_a_killed_portal_left_is_taken_away() -> None:
    ended = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, text=True, check=True)
    left = shared.MEMORY / f"trialwright-pages-{ended.stdout.strip()}-left"
    left.mkdir()
    with shared_file() as file:
        assert file is not None
        assert file.is_relative_to("/dev/shm")
        assert file.parent.stat().st_mode & 0o077 == 0
        assert not left.exists()
    assert not file.parent.exists()


def test_a_system_without_files_in_memory_shares_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(shared, "MEMORY", tmp_path / "missing")
    with shared_file() as file:
        assert file is None
