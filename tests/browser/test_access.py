"""Whoever comes can use every page: axe finds nothing in any colours, a phone shows it whole, quickly and without a jump."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from axe_playwright_python.sync_playwright import Axe
from starlette.routing import Route
from tests.browser.places import ADDRESSES, FILES, FOR_PROGRAMS, PAGES
from tests.browser.visitor import PHONE, Visitor

from trialwright.portal.app import FOR_PEOPLE
from trialwright.portal.app import PAGES as ROUTERS

RULES = {"rules": {"target-size": {"enabled": True}}, "resultTypes": ["violations"]}
"""All rules of axe, the best practices among them, and the one of WCAG 2.2 that it leaves out by itself."""

COLOURS_ONLY = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}, "resultTypes": ["violations"]}
"""What of it depends on the colours: nothing else of a page changes with them."""

DESK_READER = {"colours": "light", "language": "en-GB"}
PHONE_READER = {"colours": "dark", "language": "nl-NL", "size": PHONE}
"""Each language once with all rules; each of them then in the other colours too, on the same page."""
MOST_REQUESTS, HEAVIEST = 6, 250_000
"""What a page may ask of a phone: requests, and bytes on the way (packed)."""

STEADY = """
() => new Promise(done => {
  let moved = 0;
  new PerformanceObserver(list => list.getEntries().forEach(e => { moved += e.hadRecentInput ? 0 : e.value; }))
    .observe({type: 'layout-shift', buffered: true});
  requestAnimationFrame(() => requestAnimationFrame(() => done(moved)));
})
"""
HEAD = """
() => {
  const said = (selector, name) => document.head.querySelector(selector)?.getAttribute(name) ?? '';
  const loaded = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')];
  return {
    lang: document.documentElement.lang,
    title: document.title,
    description: said('meta[name=description]', 'content'),
    viewport: said('meta[name=viewport]', 'content'),
    canonical: said('link[rel=canonical]', 'href'),
    robots: said('meta[name=robots]', 'content'),
    headings: document.querySelectorAll('h1').length,
    doctype: document.compatMode === 'CSS1Compat',
    unnamed: [...document.images].filter(e => !e.hasAttribute('alt')).length,
    weight: loaded.reduce((sum, e) => sum + e.encodedBodySize, 0),
  };
}
"""

SMALL = """
() => [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, summary, textarea')].filter(e => {
  const style = getComputedStyle(e), box = e.getBoundingClientRect();
  if (!box.width || style.visibility === 'hidden' || box.width <= 1 || e.checkVisibility && !e.checkVisibility()) return false;
  if (style.display === 'inline' && e.tagName === 'A') return false;  // in a sentence: the exception of WCAG 2.5.8
  return box.width < 24 || box.height < 24;
}).map(e => e.outerHTML.slice(0, 120))
"""


def test_the_list_of_pages_here_is_whole() -> None:
    found = [route for router in (*ROUTERS, *FOR_PEOPLE) for route in router.routes if isinstance(route, Route)]
    assert set(PAGES) | FOR_PROGRAMS | FILES == {route.path for route in found if "GET" in (route.methods or ())}


@pytest.mark.parametrize("address", ADDRESSES)
def test_axe_finds_nothing_at_a_desk_in_english_light_and_dark(visit: Callable[..., Visitor], address: str) -> None:
    reader = visit(address, **DESK_READER)
    assert violations(reader) == []
    reader.page.emulate_media(color_scheme="dark")
    assert violations(reader, COLOURS_ONLY) == []


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_phone_in_dutch_shows_it_whole_for_fingers_dark_and_light(visit: Callable[..., Visitor], address: str) -> None:
    reader = visit(address, **PHONE_READER)
    assert wanting(reader, address) == []
    assert violations(reader) == []
    assert reader.overflow() == []
    assert reader.page.evaluate(SMALL) == []
    reader.page.emulate_media(color_scheme="light")
    assert violations(reader, COLOURS_ONLY) == []


def violations(reader: Visitor, rules: Mapping[str, object] = RULES) -> list[str]:
    """What axe finds on the page that a reader has before them."""
    faults = Axe().run(reader.page, options=dict(rules)).response["violations"]
    return [f"{fault['id']} ({fault['help']}): {node['html'][:200]}" for fault in faults for node in fault["nodes"]]


def wanting(reader: Visitor, address: str) -> list[str]:
    """What a page lacks of what a phone and a search engine want of any page (the checks of Lighthouse that are facts)."""
    head = reader.page.evaluate(HEAD)
    path = address.partition("?")[0]
    right = {
        "the language it was asked in": head["lang"] == "nl",
        "a title": len(head["title"]) > len(" – trialwright"),
        "a description": 20 <= len(head["description"]) <= 400,
        "the width of a phone": head["viewport"] == "width=device-width, initial-scale=1",
        "its own address, or to be left out": head["canonical"].endswith(path)
        if head["canonical"]
        else "noindex" in head["robots"],
        "one heading": head["headings"] == 1,
        "standards mode": head["doctype"],
        "a text for each picture": head["unnamed"] == 0,
        "few requests": len(reader.requests) <= MOST_REQUESTS,
        "little weight": 0 < head["weight"] <= HEAVIEST,
        "nothing that moves while it loads": reader.page.evaluate(STEADY) < 0.02,
    }
    return [f"{what}: {head}" for what, holds in right.items() if not holds]
