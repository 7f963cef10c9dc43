"""Who reads in Dutch hears English as English, and reads on a narrow screen without moving the page sideways."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser
from tests.browser.places import BARE, CRLM, MANY_SITES, OLIGAMI, OMEC, THAL
from tests.browser.portal import Portal
from tests.browser.visitor import Visitor

NARROW = (320, 640)
"""A window of 1280 pixels at 400 %: what WCAG 2.2 (1.4.10) asks of a page that is enlarged."""

PASSAGES = """
() => {
  const found = [], walk = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
  const name = '.hit-facts, .hit-site, .sites, .contacts, .place, svg, code, pre, textarea, #who strong, #who .quiet, nav';
  while (walk.nextNode()) {
    const around = walk.currentNode.parentElement, text = walk.currentNode.data.replace(/\\s+/g, ' ').trim();
    const said = around.closest('[lang]').lang;
    if (text && said !== 'en' && !around.closest(name)) found.push(text);
  }
  return found;
}
"""
"""What a page in Dutch does not mark as English, without the names of people, places and houses."""

READ = (
    f"/trial/{OMEC}",
    f"/trial/{OLIGAMI}",
    f"/trial/{THAL}",
    f"/trial/{BARE}",
    f"/trial/{CRLM}",
    f"/trial/{MANY_SITES}",
    f"/trial/{OMEC}/checklist",
    f"/trial/{OMEC}/related",
    f"/compare?keys={OMEC}&keys={THAL}&keys={CRLM}",
    "/search?q=cancer",
)


def _is_sentence(text: str) -> bool:
    """Whether a text has words in a row, as no name, number or code has."""
    return len([word for word in text.split() if word.isalpha()]) > 3


@pytest.fixture(scope="module")
def both(browser: Browser, portal: Portal) -> Iterator[tuple[Visitor, Visitor]]:
    english, dutch = (Visitor.coming(browser, portal.address, language=language) for language in ("en-GB", "nl-NL"))
    yield english, dutch
    english.leave()
    dutch.leave()


@pytest.mark.parametrize("address", READ)
def test_what_the_record_says_in_english_is_marked_as_english_on_a_dutch_page(
    both: tuple[Visitor, Visitor], address: str
) -> None:
    english, dutch = both
    english.go(address)
    dutch.go(address)
    same = set(english.page.evaluate(PASSAGES)) & set(dutch.page.evaluate(PASSAGES))
    assert sorted(text for text in same if _is_sentence(text)) == []


def test_the_lines_of_a_match_are_marked_as_english_too(visit: Callable[..., Visitor]) -> None:
    reader = visit("/match", language="nl-NL", size=NARROW)
    reader.page.locator("#age").fill("61")
    reader.follow("button", "De studies tonen")
    assert reader.page.locator(".verdict-source p").count() > 3
    assert reader.page.locator(".verdict-source p:not([lang=en])").count() == 0
    assert reader.page.locator(".match-card h3:not([lang=en])").count() == 0
    assert reader.overflow() == []


@pytest.mark.parametrize("address", (*READ, "/search?q=cancer&place=Utrecht", "/match", "/review", f"/review/{OMEC}", "/about"))
def test_four_times_as_large_nothing_stands_out_of_the_page(visit: Callable[..., Visitor], address: str) -> None:
    assert visit(address, language="nl-NL", size=NARROW).overflow() == []


@pytest.mark.parametrize("address", (f"/trial/{OMEC}", "/search?q=cancer", "/match", f"/compare?keys={OMEC}&keys={THAL}"))
def test_letters_of_twice_the_size_on_a_phone_stay_on_the_page(visit: Callable[..., Visitor], address: str) -> None:
    reader = visit(address, language="nl-NL", size=(390, 844))
    reader.page.evaluate("() => { document.documentElement.style.fontSize = '200%'; }")
    assert reader.overflow() == []
