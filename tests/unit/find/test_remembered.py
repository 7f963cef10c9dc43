"""Counts of facets that are remembered: those of the questions asked last."""

from __future__ import annotations

import datetime as dt

from trialwright.find.answer import _Remembered
from trialwright.find.asking import Bucket

_ON = (dt.date(2026, 11, 23), frozenset[str]())
_COUNTS = {"phase": (Bucket(value="PHASE1", count=3), Bucket(value="PHASE2", count=4))}


def test_the_question_that_nobody_asked_for_the_longest_is_let_go() -> None:
    remembered = _Remembered(most=6)
    for words in ("melanoma", "sarcoma"):
        remembered.put((words, _ON, ("phase",)), _COUNTS)
    assert remembered.get(("melanoma", _ON, ("phase",))) == _COUNTS
    remembered.put(("lymphoma", _ON, ("phase",)), _COUNTS)
    assert remembered.get(("sarcoma", _ON, ("phase",))) is None
    assert remembered.get(("melanoma", _ON, ("phase",))) == _COUNTS
    assert remembered.counts == 6


def test_a_question_that_is_counted_twice_takes_its_room_once() -> None:
    remembered = _Remembered(most=6)
    for _ in range(5):
        remembered.put(("melanoma", _ON, ("phase",)), _COUNTS)
    assert remembered.counts == 3


def test_one_question_with_more_counts_than_all_may_have_is_remembered_alone() -> None:
    remembered = _Remembered(most=2)
    remembered.put(("melanoma", _ON, ("phase",)), _COUNTS)
    assert remembered.get(("melanoma", _ON, ("phase",))) == _COUNTS
