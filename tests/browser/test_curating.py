"""Who may review signs in and decides lines in the browser; nobody else sees how."""

from __future__ import annotations

from collections.abc import Callable

from tests.browser.looking import violations
from tests.browser.places import OMEC
from tests.browser.portal import PASSWORD
from tests.browser.visitor import PHONE, Visitor


def sign_in(reader: Visitor, password: str) -> None:
    reader.page.get_by_label("Name", exact=True).fill("ada")
    reader.page.get_by_label("Password", exact=True).fill(password)
    with reader.page.expect_navigation():
        reader.page.locator("form[action='/sign-in'] button").click()
    reader.forgive()


def test_a_wrong_password_is_refused_in_words_that_everybody_can_read(knock: Callable[..., Visitor]) -> None:
    reader = knock("/sign-in", size=PHONE)
    assert violations(reader) == []
    sign_in(reader, "another long word altogether")
    assert reader.page.locator("[role=alert]").is_visible()
    assert violations(reader) == []
    assert reader.overflow() == []


def test_a_curator_signs_in_without_script_and_reaches_the_lines_to_review(knock: Callable[..., Visitor]) -> None:
    reader = knock("/sign-in", script=False)
    sign_in(reader, PASSWORD)
    assert "ada" in reader.page.locator("header").inner_text() + reader.page.locator("footer").inner_text()
    reader.go(f"/review/{OMEC}")
    assert reader.page.locator("main form").count() > 0


def test_a_reader_without_an_account_is_led_to_the_door(knock: Callable[..., Visitor]) -> None:
    reader = knock(f"/review/{OMEC}")
    assert "/sign-in" in reader.page.url or reader.page.locator("main form[action^='/review']").count() == 0


def test_a_patient_of_the_cohort_is_opened_on_a_phone_without_script_and_stands_in_no_address(
    visit: Callable[..., Visitor],
) -> None:
    reader = visit(f"/cohort/trial/{OMEC}", size=PHONE, script=False)
    reader.page.locator("button.person").first.click()
    assert reader.page.url.endswith("/cohort/patient")
    assert reader.page.locator("h1").inner_text().startswith("Patient ")
    assert reader.page.locator("h2").first.is_visible()
