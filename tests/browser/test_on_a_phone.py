"""Whoever comes with a phone can use every page in Dutch: axe finds nothing in any colours, it is shown whole, quickly and
without a jump."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser
from tests.browser.looking import anew, violations, violations_in, wanting
from tests.browser.places import ADDRESSES
from tests.browser.portal import Portal
from tests.browser.visitor import PHONE, Visitor

SMALL = """
() => [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, summary, textarea')].filter(e => {
  const style = getComputedStyle(e), box = e.getBoundingClientRect();
  if (!box.width || style.visibility === 'hidden' || box.width <= 1 || e.checkVisibility && !e.checkVisibility()) return false;
  if (style.display === 'inline' && e.tagName === 'A') return false;  // in a sentence: the exception of WCAG 2.5.8
  return box.width < 24 || box.height < 24;
}).map(e => e.outerHTML.slice(0, 120))
"""


SHEET = "id: x\nage: 61\nsex: male\nfacts:\n - what: prostate cancer\n - what: obesity\n"


@pytest.fixture(scope="module")
def window(browser: Browser, portal: Portal) -> Iterator[Visitor]:
    visitor = Visitor.coming(browser, portal.address, language="nl-NL", size=PHONE)
    visitor.keep_no_files()
    yield visitor
    visitor.leave()


@pytest.fixture
def reader(window: Visitor) -> Iterator[Visitor]:
    yield from anew(window, "dark")


def test_a_result_with_everything_unfolded_is_for_fingers_and_keys_too(reader: Visitor) -> None:
    reader.go("/match")
    reader.page.locator("#sheet").evaluate("field => field.closest('details').open = true")
    reader.page.locator("#sheet").fill(SHEET)
    reader.follow("button", "Het blad lezen")
    reader.page.evaluate("() => document.querySelectorAll('details').forEach(folded => { folded.open = true; })")
    assert reader.page.locator(".q-why blockquote").count() > 0
    assert reader.page.locator(".verdict .long-text[open]").count() > 0
    assert violations(reader) == []
    assert reader.overflow() == []
    assert reader.page.evaluate(SMALL) == []
    boxes = reader.page.locator("main blockquote")
    assert set(boxes.evaluate_all("all => all.map(box => getComputedStyle(box).overflowY)")) == {"visible"}


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_phone_in_dutch_shows_it_whole_for_fingers_dark_and_light(reader: Visitor, address: str) -> None:
    reader.go(address)
    assert wanting(reader, address) == []
    assert violations(reader) == []
    assert reader.overflow() == []
    assert reader.page.evaluate(SMALL) == []
    assert violations_in("light", reader) == []
