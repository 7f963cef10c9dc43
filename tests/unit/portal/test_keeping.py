"""What is kept of pages: the least asked for goes first, and what is held stays within its bounds."""

from __future__ import annotations

from trialwright.portal.keeping import MOST_VALUES, Kept


def test_the_page_asked_for_longest_ago_goes_first() -> None:
    kept = Kept(most=10)
    kept.put("a", b"12345")
    kept.put("b", b"12345")
    assert kept.get("a") == b"12345"
    kept.put("c", b"1")
    assert kept.get("b") is None
    assert (kept.get("a"), kept.get("c")) == (b"12345", b"1")


def test_a_page_that_is_put_twice_counts_once() -> None:
    kept = Kept(most=10)
    for _ in range(5):
        kept.put("a", b"123456")
    kept.put("b", b"1234")
    assert (kept.get("a"), kept.get("b")) == (b"123456", b"1234")


def test_values_are_bounded_too_and_the_least_asked_for_goes() -> None:
    kept = Kept()
    for number in range(MOST_VALUES):
        kept.put_value(number, f"value {number}")
    assert kept.value(0) == "value 0"
    kept.put_value("one more", 1)
    assert kept.value(1) is None
    assert kept.value(0) == "value 0"
