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


@pytest.fixture(scope="module")
def window(browser: Browser, portal: Portal) -> Iterator[Visitor]:
    visitor = Visitor.coming(browser, portal.address, language="nl-NL", size=PHONE)
    visitor.keep_no_files()
    yield visitor
    visitor.leave()


@pytest.fixture
def reader(window: Visitor) -> Iterator[Visitor]:
    yield from anew(window, "dark")


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_phone_in_dutch_shows_it_whole_for_fingers_dark_and_light(reader: Visitor, address: str) -> None:
    reader.go(address)
    assert wanting(reader, address) == []
    assert violations(reader) == []
    assert reader.overflow() == []
    assert reader.page.evaluate(SMALL) == []
    assert violations_in("light", reader) == []
