"""A reader finds a trial by words, place and patient, reads, compares and prints it; with keys alone, and without script."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.browser.looking import violations
from tests.browser.places import BARE, OMEC, SEEDS
from tests.browser.portal import ROOT
from tests.browser.visitor import PHONE, Visitor

HITS = "li.hit h3 a"


def titles(reader: Visitor) -> list[str]:
    return reader.page.locator(HITS).all_inner_texts()


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_words_find_a_trial_and_its_title_leads_to_its_page(visit: Callable[..., Visitor], script: bool) -> None:
    reader = visit("/", script=script)
    reader.page.get_by_label("What are you looking for?").fill("oligometastatic gastric adenocarcinoma")
    reader.follow("button", "Search")
    found = titles(reader)
    title = "Timing of Minimally Invasive Local Treatment After First-Line Systemic Therapy"
    assert any(item.startswith(title) for item in found[:3]), found
    with reader.page.expect_navigation():
        reader.page.locator(HITS).filter(has_text=title).first.click()
    assert reader.page.url.endswith(f"/trial/{OMEC}")
    assert reader.page.locator("h1").inner_text().startswith(title)


def test_the_number_of_a_trial_leads_to_its_page(visit: Callable[..., Visitor]) -> None:
    reader = visit("/")
    reader.page.get_by_label("What are you looking for?").fill("nct07000253")
    reader.page.keyboard.press("Enter")
    reader.page.wait_for_url(f"**/trial/{OMEC}")


def test_a_place_says_how_far_the_nearest_site_is(visit: Callable[..., Visitor]) -> None:
    reader = visit("/search?q=cancer&place=Amsterdam")
    assert "Near Amsterdam" in reader.page.locator("section.found").inner_text()
    sites = reader.page.locator("li.hit .hit-site").all_inner_texts()
    assert "in the same town" in sites[0]
    assert any(" km" in site for site in sites)


def test_a_ticked_box_narrows_without_leaving_the_page_and_can_be_taken_away(visit: Callable[..., Visitor]) -> None:
    reader = visit("/search?q=cancer")
    box = reader.page.locator("input[name=phase][value=PHASE2]")
    count = int(reader.page.locator(f"label[for={box.get_attribute('id')}] .number").inner_text())
    box.check()
    reader.page.wait_for_url("**phase=PHASE2**")
    assert int(reader.page.locator("#found-head .number").inner_text()) == count
    assert reader.page.url.endswith("/search?q=cancer&phase=PHASE2"), "fields that were left empty stand in the address"
    with reader.page.expect_navigation():
        reader.page.locator(".chosen a").first.click()
    assert "phase=" not in reader.page.url


def test_a_question_that_cannot_be_understood_is_said_at_once(visit: Callable[..., Visitor]) -> None:
    reader = visit("/search?q=cancer")
    reader.page.get_by_label("What are you looking for?").fill("AREA[Foo]bar")
    reader.page.keyboard.press("Enter")
    reader.page.locator(".callout.warn").wait_for()
    assert "there is no field or search area" in reader.page.locator(".callout.warn").inner_text()
    assert reader.page.locator("#found-head").count() == 0
    reader.forgive()


def test_boxes_narrow_without_script_too(visit: Callable[..., Visitor]) -> None:
    reader = visit("/search?q=cancer", script=False)
    all_found = int(reader.page.locator("#found-head .number").inner_text())
    reader.page.locator("input[name=phase][value=PHASE2]").check()
    reader.follow("button", "Apply")
    assert 0 < int(reader.page.locator("#found-head .number").inner_text()) < all_found


def test_what_was_also_searched_is_said_and_can_be_switched_off(visit: Callable[..., Visitor]) -> None:
    reader = visit("/search?q=oesophageal+carcinoma")
    assert "Also searched:" in reader.page.locator(".expansions").inner_text()
    before = int(reader.page.locator("#found-head .number").inner_text())
    with reader.page.expect_navigation():
        reader.page.locator(".expansions a").first.click()
    assert "Searched as written only." in reader.page.locator(".expansions").inner_text()
    assert int(reader.page.locator("#found-head .number").inner_text()) < before


@pytest.mark.parametrize("key", SEEDS)
def test_a_seed_shows_its_contradictions_with_quotes_and_what_it_does_not_state(visit: Callable[..., Visitor], key: str) -> None:
    reader = visit(f"/trial/{key}", script=False)
    assert reader.page.locator("h1").inner_text()
    for doubt in reader.page.locator(".doubt-list > li").all():
        assert doubt.locator("blockquote, q").count() >= 1
    assert reader.page.locator("#unknown .tag").count() > 0


def test_the_source_of_a_value_opens_on_demand(visit: Callable[..., Visitor]) -> None:
    reader = visit(f"/trial/{OMEC}")
    origin = reader.page.locator("details.origin").first
    assert not origin.locator(".origin-box").is_visible()
    origin.locator("summary").click()
    assert origin.locator(".origin-box").is_visible()


def test_two_trials_stand_side_by_side(visit: Callable[..., Visitor]) -> None:
    reader = visit(f"/compare?keys={OMEC}&keys={BARE}")
    said = reader.page.locator("main").inner_text()
    assert "Timing of Minimally Invasive" in said
    assert "Radiotherapy in Patients With Metastatic Esophageal" in said


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_patient_is_told_which_trials_are_open(visit: Callable[..., Visitor], script: bool) -> None:
    reader = visit("/match", script=script, size=PHONE)
    reader.page.get_by_label("Which cancer is it?").fill("gastric cancer")
    reader.page.get_by_label("Age in years").fill("61")
    reader.follow("button", "Show the trials")
    assert "Judged" in reader.page.locator("main").inner_text()
    assert reader.page.url.endswith("/match")
    assert reader.overflow() == []


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_all_lines_of_a_trial_come_where_they_are_asked_for(visit: Callable[..., Visitor], script: bool) -> None:
    reader = visit("/match", script=script, size=PHONE)
    reader.page.get_by_label("Age in years").fill("61")
    reader.follow("button", "Show the trials")
    asked = reader.page.locator(".all-lines").first
    asked.get_by_role("button").press("Enter")
    asked.locator("details[open] > summary").wait_for()
    assert reader.page.locator(".all-lines details").count() == 1
    assert asked.locator(".verdict").count() > 1
    assert "?" not in reader.page.url
    assert reader.overflow() == []
    if script:
        assert reader.page.evaluate("document.activeElement.localName") == "summary"
        assert violations(reader) == []


def test_a_sheet_that_is_uploaded_is_judged_and_stays_out_of_the_address(visit: Callable[..., Visitor]) -> None:
    reader = visit("/match")
    reader.page.locator("summary", has_text="Or give a patient sheet").click()
    reader.page.locator("input[type=file]").set_input_files(ROOT / "examples" / "patients" / "gastric-liver-metastases.yaml")
    reader.follow("button", "Read the sheet")
    assert "Judged" in reader.page.locator("main").inner_text()
    assert all("?" not in request for request in reader.requests)


def test_a_form_with_a_mistake_says_so_beside_the_field(visit: Callable[..., Visitor]) -> None:
    reader = visit("/match")
    reader.page.get_by_label("Age in years").fill("old")
    reader.follow("button", "Show the trials")
    assert reader.page.locator("#age").get_attribute("aria-invalid") == "true"
    assert reader.page.locator("#age-wrong").is_visible()


def test_the_checklist_prints_without_menus(visit: Callable[..., Visitor]) -> None:
    reader = visit(f"/trial/{OMEC}/checklist")
    reader.page.emulate_media(media="print")
    assert not reader.page.locator("nav").first.is_visible()
    assert reader.page.locator(".ticks .box").first.is_visible()
    assert reader.page.pdf().startswith(b"%PDF")


def test_keys_alone_reach_a_trial_and_the_focus_is_always_seen(visit: Callable[..., Visitor]) -> None:
    reader = visit("/")
    reader.page.keyboard.press("Tab")
    seen: list[str] = []
    outline = "getComputedStyle(document.activeElement).outlineStyle + getComputedStyle(document.activeElement).boxShadow"
    for _ in range(12):
        reader.page.keyboard.press("Tab")
        seen.append(reader.page.evaluate("document.activeElement.id || document.activeElement.textContent.trim()"))
        assert reader.page.evaluate(outline) != "nonenone", seen
        if seen[-1] == "q":
            break
    assert seen[0] == "trialwright"
    reader.page.keyboard.type("gastric")
    with reader.page.expect_navigation():
        reader.page.keyboard.press("Enter")
    assert _tabs_to(reader, "#found-head") < 16
    reader.page.keyboard.press("Enter")
    assert _tabs_to(reader, "/trial/") < 4
    with reader.page.expect_navigation():
        reader.page.keyboard.press("Enter")
    assert "/trial/" in reader.page.url


def _tabs_to(reader: Visitor, link: str) -> int:
    """How often the tabulator is pressed until a link of that kind has the focus, on the page and in sight."""
    for number in range(1, 100):
        reader.page.keyboard.press("Tab")
        focused = reader.page.locator(":focus")
        if (focused.get_attribute("href") or "").startswith(link):
            box = focused.bounding_box()
            assert box is not None and box["y"] >= 0
            return number
    raise AssertionError(f"no key leads to {link}")


def test_with_a_narrow_window_every_key_leads_to_a_link_of_the_comparison_that_is_seen(visit: Callable[..., Visitor]) -> None:
    reader = visit(f"/compare?keys={OMEC}&keys={BARE}", size=PHONE)
    seen = "() => document.activeElement.checkVisibility({visibilityProperty: true}) && document.activeElement.offsetWidth > 1"
    for _ in range(60):
        reader.page.keyboard.press("Tab")
        if reader.page.evaluate("document.activeElement === document.body"):
            break
        assert reader.page.evaluate(seen), reader.page.evaluate("document.activeElement.outerHTML.slice(0, 200)")


def test_whoever_sits_at_the_machine_reviews_a_trial(visit: Callable[..., Visitor]) -> None:
    reader = visit("/review")
    assert reader.page.locator("main a[href^='/review/']").count() > 0
    reader.go(f"/review/{OMEC}")
    assert reader.page.locator("main form").count() > 0


def test_the_boxes_of_a_checklist_stand_side_by_side_under_their_heads(visit: Callable[..., Visitor]) -> None:
    rows = visit(f"/trial/{OMEC}/checklist").page.locator(".ticks").first.locator("tr")
    heads = [head.bounding_box() for head in rows.first.locator("th").all()[2:]]
    boxes = [box.bounding_box() for box in rows.nth(1).locator(".box").all()]
    assert len({box["y"] for box in boxes if box}) == 1
    for head, box in zip(heads, boxes, strict=True):
        assert head and box and head["x"] <= box["x"] < head["x"] + head["width"]


def test_on_a_phone_the_boxes_of_a_checklist_stand_under_their_sentence_each_with_its_name(visit: Callable[..., Visitor]) -> None:
    table = visit(f"/trial/{OMEC}/checklist", size=PHONE).page.locator(".ticks").first
    head = table.locator("caption").bounding_box()
    assert head and head["height"] < 60, "the head of a list stands one letter under the other"
    row = table.locator("tbody tr").first
    sentence, *cells = (cell.bounding_box() for cell in row.locator("td").all())
    assert sentence and sentence["width"] > 250
    assert all(cell and cell["y"] > sentence["y"] for cell in cells)
    assert len({cell["y"] for cell in cells if cell}) == 1


def test_on_a_phone_what_each_group_gets_is_read_without_moving_sideways(visit: Callable[..., Visitor]) -> None:
    table = visit("/trial/NCT06120127", size=PHONE).page.locator("table.arms")
    assert table.evaluate("table => table.scrollWidth <= table.parentElement.clientWidth")
    first = table.locator("tbody tr").first.locator("td").nth(1)
    assert first.evaluate("cell => getComputedStyle(cell, '::before').content") == '"chemotherapy:"'


def test_related_trials_come_onto_the_page_with_their_reasons_and_by_a_link_without_script(visit: Callable[..., Visitor]) -> None:
    page = visit(f"/trial/{OMEC}").page
    page.locator("#related").scroll_into_view_if_needed()
    first = page.locator("#related .hit").first
    first.wait_for()
    assert first.locator(".reasons dt").count() > 0
    assert page.url.endswith(f"/trial/{OMEC}")
    plain = visit(f"/trial/{OMEC}", script=False)
    plain.follow("link", "Trials like this one, and why")
    assert plain.page.locator(".hit .reasons dt").count() > 0
