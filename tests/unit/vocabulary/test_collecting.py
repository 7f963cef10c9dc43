"""Putting the search for circles off: within, it rests; behind, it is as the caller had it."""

from __future__ import annotations

import gc

import pytest

from trialwright.vocabulary.collecting import uncollected


def test_no_circles_are_looked_for_within_and_they_are_again_behind() -> None:
    with uncollected():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_within_another_the_outer_one_still_rests() -> None:
    with uncollected():
        with uncollected():
            pass
        assert not gc.isenabled()


def test_an_error_within_leaves_it_as_it_was() -> None:
    with pytest.raises(ValueError, match="stopped"), uncollected():
        raise ValueError("stopped")
    assert gc.isenabled()


def test_a_caller_who_wants_no_search_keeps_it_so() -> None:
    gc.disable()
    try:
        with uncollected():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
