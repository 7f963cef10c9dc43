"""What every page keeps in a browser: the way past the menu, colours, language, and no request to another host."""

from __future__ import annotations

from collections.abc import Callable

from tests.browser.visitor import PHONE, Visitor


def test_the_first_key_leads_past_the_menu(visit: Callable[..., Visitor]) -> None:
    reader = visit("/about")
    reader.page.keyboard.press("Tab")
    skip = reader.page.locator(":focus")
    assert skip.get_attribute("href") == "#content"
    assert skip.bounding_box()["y"] >= 0
    reader.page.keyboard.press("Enter")
    assert reader.page.evaluate("document.activeElement.id") == "content"


def test_colours_follow_the_system_until_the_reader_chooses(visit: Callable[..., Visitor]) -> None:
    ground = "getComputedStyle(document.body).backgroundColor"
    light, dark = visit("/about"), visit("/about", colours="dark")
    pale, deep = light.page.evaluate(ground), dark.page.evaluate(ground)
    assert pale != deep
    light.follow("button", "Dark")
    assert light.page.evaluate(ground) == deep
    light.go("/about")
    assert light.page.evaluate(ground) == deep


def test_a_dutch_browser_gets_dutch_and_the_reader_can_choose_english(visit: Callable[..., Visitor]) -> None:
    reader = visit("/about", language="nl-NL")
    assert reader.page.locator("html").get_attribute("lang") == "nl"
    reader.follow("button", "English")
    assert reader.page.locator("html").get_attribute("lang") == "en"
    assert reader.page.url.endswith("/about")


def test_choices_work_without_script(visit: Callable[..., Visitor]) -> None:
    reader = visit("/about", script=False, size=PHONE)
    reader.follow("button", "Nederlands")
    assert reader.page.locator("html").get_attribute("lang") == "nl"
