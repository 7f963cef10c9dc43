"""Whoever comes to a desk can use every page in English: axe finds nothing in any colours."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser
from starlette.routing import Route
from tests.browser.looking import anew, violations, violations_in
from tests.browser.places import ADDRESSES, FILES, FOR_PROGRAMS, PAGES
from tests.browser.portal import Portal
from tests.browser.visitor import Visitor

from trialwright.portal.app import FOR_PEOPLE
from trialwright.portal.app import PAGES as ROUTERS
from trialwright.portal.pages import cohort


@pytest.fixture(scope="module")
def window(browser: Browser, portal: Portal) -> Iterator[Visitor]:
    visitor = Visitor.coming(browser, portal.address, language="en-GB")
    visitor.keep_no_files()
    yield visitor
    visitor.leave()


@pytest.fixture
def reader(window: Visitor) -> Iterator[Visitor]:
    yield from anew(window, "light")


def test_the_list_of_pages_here_is_whole() -> None:
    found = [route for router in (*ROUTERS, *FOR_PEOPLE, cohort.router) for route in router.routes if isinstance(route, Route)]
    assert set(PAGES) | FOR_PROGRAMS | FILES == {route.path for route in found if "GET" in (route.methods or ())}


@pytest.mark.parametrize("address", ADDRESSES)
def test_axe_finds_nothing_at_a_desk_in_english_light_and_dark(reader: Visitor, address: str) -> None:
    reader.go(address)
    assert violations(reader) == []
    assert violations_in("dark", reader) == []


def test_a_text_that_is_hard_to_read_in_one_of_the_colours_is_found(reader: Visitor) -> None:
    reader.go("/about")
    reader.page.evaluate("Object.assign(document.querySelector('main p'), {className: 'pale'}).style.color = '#333'")
    assert violations_in("light", reader) == []
    assert any("color-contrast" in fault and "pale" in fault for fault in violations_in("dark", reader))
