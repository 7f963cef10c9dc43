"""What is kept of pages: the least asked for goes first, and what is held stays within its bounds."""

from __future__ import annotations

from trialwright.portal.keeping import BESIDE, MOST_VALUES, Kept
from trialwright.portal.page import Page


def page(size: int) -> Page:
    return Page(packed=b"x" * (size - BESIDE))


def test_the_page_asked_for_longest_ago_goes_first() -> None:
    kept = Kept(most=10_000)
    kept.put("a", page(5000))
    kept.put("b", page(5000))
    assert kept.get("a") == page(5000)
    kept.put("c", page(2000))
    assert kept.get("b") is None
    assert (kept.get("a"), kept.get("c")) == (page(5000), page(2000))
    assert kept.size == 7000


def test_a_page_that_is_put_twice_counts_once() -> None:
    kept = Kept(most=10_000)
    for _ in range(5):
        kept.put("a", page(6000))
    kept.put("b", page(4000))
    assert (kept.get("a"), kept.get("b")) == (page(6000), page(4000))


def test_a_page_larger_than_all_that_may_be_held_is_not_held() -> None:
    kept = Kept(most=3000)
    kept.put("a", page(2000))
    kept.put("b", page(4000))
    assert (kept.get("b"), kept.size) == (None, 0)


def test_who_makes_pages_for_others_holds_none() -> None:
    kept = Kept(most=10_000)
    kept.put("a", page(5000))
    kept.pass_on()
    kept.put("b", page(5000))
    assert (kept.get("a"), kept.get("b"), kept.size) == (None, None, 0)


def test_values_are_bounded_too_and_the_least_asked_for_goes() -> None:
    kept = Kept()
    for number in range(MOST_VALUES):
        kept.put_value(number, f"value {number}")
    assert kept.value(0) == "value 0"
    kept.put_value("one more", 1)
    assert kept.value(1) is None
    assert kept.value(0) == "value 0"
