"""Memory that nobody needs goes back to the system."""

from __future__ import annotations

import sys

import pytest

from trialwright.portal.giving_back import give_back


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux tells what a process holds")
def test_what_lies_free_between_what_is_used_is_given_back() -> None:
    held = [bytes(3_000) for _ in range(50_000)]
    kept = held[::1000]
    del held
    assert isinstance(give_back(), bool)
    assert len(kept) == 50


def test_a_system_without_such_a_library_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(_name: object) -> object:
        raise OSError

    monkeypatch.setattr("ctypes.CDLL", none)
    assert give_back() is False
