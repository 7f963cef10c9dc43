"""Whoever comes can use every page: axe finds nothing, a phone needs no sideways scrolling, what is pressed is large enough."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from starlette.routing import Route
from tests.browser.places import ADDRESSES, FILES, FOR_PROGRAMS, PAGES
from tests.browser.visitor import PHONE, Visitor

from trialwright.portal.app import FOR_PEOPLE
from trialwright.portal.app import PAGES as ROUTERS

RULES = {"rules": {"target-size": {"enabled": True}}, "resultTypes": ["violations"]}
"""All rules of axe, the best practices among them, and the one of WCAG 2.2 that it leaves out by itself."""

DESK_READER = {"colours": "light", "language": "en-GB"}
PHONE_READER = {"colours": "dark", "language": "nl-NL", "size": PHONE}
"""Each theme, each language, each size once: words do not depend on colours."""

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
def test_axe_finds_nothing_at_a_desk_in_light_english(visit: Callable[..., Visitor], address: str) -> None:
    assert violations(visit(address, **DESK_READER)) == []


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_phone_in_dark_dutch_shows_it_whole_for_fingers(visit: Callable[..., Visitor], address: str) -> None:
    reader = visit(address, **PHONE_READER)
    assert violations(reader) == []
    assert reader.overflow() == []
    assert reader.page.evaluate(SMALL) == []


def violations(reader: Visitor) -> list[str]:
    """What axe finds on the page that a reader has before them."""
    faults = Axe().run(reader.page, options=RULES).response["violations"]
    return [f"{fault['id']} ({fault['help']}): {node['html'][:200]}" for fault in faults for node in fault["nodes"]]
