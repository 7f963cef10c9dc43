"""No reader falls over what it is given: it answers, or refuses with advice. `python -m benchmarks.fuzz` does this for long."""

from __future__ import annotations

import random

import pytest
from benchmarks.hostile import Reader, broken, crashes, readers
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from tests.often import often


@pytest.mark.parametrize("reader", readers(), ids=lambda reader: reader.name)
@often(40, suppress_health_check=list(HealthCheck))
@given(chance=st.randoms(use_true_random=False), place=st.integers(0, 10_000))
def test_a_broken_input_is_read_or_refused_with_advice(reader: Reader, chance: random.Random, place: int) -> None:
    seeds = reader.seeds()
    data = broken(seeds[place % len(seeds)], seeds, chance)
    assert crashes(reader, data) is None


@pytest.mark.parametrize("reader", readers(), ids=lambda reader: reader.name)
@pytest.mark.parametrize("data", [b"", b"\x00", b"\xff\xfe", b"[" * 20_000, b"(" * 20_000, b"{" * 20_000, b"<a>" * 10_000])
def test_nothing_and_brackets_without_end_are_read_or_refused(reader: Reader, data: bytes) -> None:
    assert crashes(reader, data) is None


def test_a_reader_that_falls_over_is_found() -> None:
    reader = Reader(name="broken", read=lambda data: data[10**9], seeds=lambda: (b"x",))
    assert isinstance(crashes(reader, b"x"), IndexError)
