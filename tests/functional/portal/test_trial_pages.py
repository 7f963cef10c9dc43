"""A trial's page tells the truth about the trial: its status, its steps, its gaps, whom one can reach."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from lxml import html
from tests.functional.portal.site import client_for, seeds, shelf_of

from trialwright.portal.views.people import people_of
from trialwright.registries.record import TrialRecord
from trialwright.shelf.shelf import Shelf

OMEC, OLIGAMI, GASTRIC, THIN, LIVER = (
    "NCT07000253",
    "001_972ffe1ee774d5df.txt",
    "NCT05198856",
    "003_f0bc39d05119041c.txt",
    "NCT06120127",
)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with client_for(shelf_of(tmp_path_factory.mktemp("shelf"), seeds())) as client:
        yield client


def _page(client: TestClient, key: str, part: str = "") -> html.HtmlElement:
    answer = client.get(f"/trial/{key}{part}")
    assert answer.status_code == 200, key
    return html.fromstring(answer.text)


def _section(page: html.HtmlElement, name: str) -> str:
    return " ".join(page.xpath(f"string(//section[@id='{name}'])").split())


def test_a_trial_past_its_end_and_unconfirmed_is_not_shown_as_open(client: TestClient) -> None:
    top = " ".join(_page(client, LIVER).xpath("string(//header[@class='trial-top'])").split())
    assert "Status unknown" in top
    assert "The record says “Recruiting”. Its end date, 25 September 2025, has passed." in top
    assert "has not been confirmed since 7 November 2023" in top


def test_a_record_that_disagrees_with_itself_quotes_both_places(client: TestClient) -> None:
    doubts = _section(_page(client, OMEC), "doubts")
    for words in (
        "“290”" if "“290”" in doubts else "290",
        "Total of 414 patients to be enrolled.",
        "96 months",
        "~53 months",
        "Hillegersberg",
    ):
        assert words in doubts


def test_only_words_of_the_record_stand_in_quotation_marks(client: TestClient) -> None:
    doubts = _page(client, OMEC).xpath("//section[@id='doubts']")[0]
    assert "hospitals across Europe" in doubts.xpath(".//blockquote/text()")
    summed_up = doubts.xpath(".//span[@class='summed-up']//text()")
    assert {"Netherlands only", "31 January 2026 to 31 January 2034: 96 months"} <= {" ".join(text.split()) for text in summed_up}


def test_regimens_are_quoted_from_where_they_stand(client: TestClient) -> None:
    quotes = _page(client, LIVER).xpath("//section[@id='doubts']//li[blockquote='XELOX/FOLFOX/FOLFIRI']")
    assert "Line 132" in " ".join(quotes[0].xpath("string()").split())


def test_gaps_are_listed_without_the_kind_of_what_is_missing(client: TestClient) -> None:
    gaps = _page(client, GASTRIC).xpath("//section[@id='unknown']/ul[@class='chips']/li/text()")
    assert "Start" in gaps
    assert not {"Kind of start date", "Observational model"} & set(gaps)
    assert "Kind of start date" in _section(_page(client, OMEC), "unknown")


def test_a_number_that_cannot_be_dialled_is_no_link_and_is_said_so(client: TestClient) -> None:
    page = _page(client, OMEC)
    assert "This number cannot be dialled as printed" in _section(page, "sites")
    assert page.xpath("//a[starts-with(@href, 'tel:')]/@href") == ["tel:+31204444321", "tel:+31204444321"]


def test_a_stray_name_of_a_portal_is_never_a_contact(client: TestClient) -> None:
    page = _page(client, OLIGAMI)
    assert "Jennifer Cobb" not in _section(page, "sites")
    assert "Do not use it" in _section(page, "unknown")


def test_the_steps_of_a_trial_are_told_apart(client: TestClient) -> None:
    page = _page(client, OLIGAMI)
    assert [" ".join(head.itertext()).split()[0] for head in page.xpath("//h3[@class='stage-name']")] == ["Now", "Later"]
    assert [len(items.xpath("./li")) for items in page.xpath("//ol[@class='lines']")] == [18, 13, 8]


def test_a_record_without_criteria_says_that_it_does_not_mean_that_all_can_join(client: TestClient) -> None:
    assert "That does not mean that everybody can join" in _section(_page(client, THIN), "criteria")


def test_a_line_shows_all_any_and_none_beside_its_sentence(client: TestClient) -> None:
    line = _page(client, OMEC).xpath("//li[@id='I7']")[0]
    words = " ".join(line.xpath("string()").split())
    assert "At least one of these" in words
    assert "HER2 overexpression as per local clinical practice for trastuzumab use" in words
    assert "HER2 positive" in words


def test_what_a_portal_wrote_stands_apart_from_the_sponsors_words(client: TestClient) -> None:
    page = _page(client, OLIGAMI)
    foreign = " ".join(page.xpath("string(//div[@class='foreign'][1])").split())
    assert "Written by the page this was read from, not by the sponsor" in foreign
    assert "The OLIGAMI trial is a clinical study" in foreign
    assert "The record has no summary by the sponsor." in _section(page, "summary")


def test_every_link_within_the_page_leads_somewhere(client: TestClient) -> None:
    for key in (OMEC, OLIGAMI, GASTRIC, THIN, LIVER):
        page = _page(client, key)
        ids = page.xpath("//@id")
        assert len(ids) == len(set(ids)), key
        assert {link[1:] for link in page.xpath("//a[starts-with(@href, '#')]/@href")} <= set(ids), key


def test_every_source_that_the_plain_words_name_is_on_the_page_of_sources(client: TestClient) -> None:
    ids = set(_page(client, OMEC, "/sources").xpath("//tr/@id"))
    wanted = {link.partition("#")[2] for link in _page(client, OMEC).xpath("//a[@class='src']/@href") if "/sources#" in link}
    assert wanted
    assert wanted <= ids


def test_the_page_of_sources_has_line_and_standing_of_every_value(client: TestClient) -> None:
    row = _page(client, OMEC, "/sources").xpath("//tr[@id='designModule.enrollmentInfo.count']")[0]
    cells = [" ".join(cell.itertext()).split() for cell in row]
    assert [" ".join(cell) for cell in cells] == [
        "Participants designModule.enrollmentInfo.count",
        "290",
        "Stated by the source",
        "000_9a6685febac1819c.txt line 27",
    ]


def test_the_checklist_has_three_boxes_for_every_line(client: TestClient) -> None:
    page = _page(client, OMEC, "/checklist")
    rows = page.xpath("//table[contains(@class, 'ticks')]/tbody/tr")
    assert len(rows) == 20
    assert {len(row.xpath(".//span[@class='box']")) for row in rows} == {3}


def test_another_number_of_a_trial_leads_to_its_page(client: TestClient) -> None:
    answer = client.get("/trial/nct07000253")
    assert (answer.status_code, answer.headers["location"]) == (301, "/trial/NCT07000253")
    assert client.get("/trial/NCT00000001").status_code == 404


def test_related_trials_say_why_and_in_what_they_differ(client: TestClient) -> None:
    page = _page(client, THIN, "/related")
    first = page.xpath("//ol[@class='hits']/li")[0]
    assert first.xpath(".//h2/a/@href") == [f"/trial/{OMEC}"]
    assert "Same disease" in " ".join(first.xpath("string(.//dl)").split())
    assert f"/trial/{THIN}" not in page.xpath("//ol[@class='hits']//a/@href")


def test_ages_are_said_in_the_language_of_the_page(client: TestClient) -> None:
    assert "<dd><span>18 jaar</span>" in client.get(f"/trial/{OMEC}?lang=nl").text
    assert "<dd><span>18 years</span>" in client.get(f"/trial/{OMEC}?lang=en").text


def test_why_a_line_has_several_readings_is_said_once(client: TestClient) -> None:
    criteria = _section(_page(client, GASTRIC), "criteria")
    assert criteria.count("what is denied may be of the last or of all") == 1


def test_a_checklist_says_a_doubted_status_once(client: TestClient) -> None:
    said = " ".join(_page(client, LIVER, "/checklist").xpath("string(//main)").split())
    assert said.count("Recruiting") == 1


def test_related_trials_are_told_apart_in_words_and_not_in_codes(client: TestClient) -> None:
    page = _page(client, OMEC, "/related")
    other = page.xpath("//li[.//h2/a/@href='/trial/NCT06120127']//dl")[0]
    said = " ".join(" ".join(other.itertext()).split())
    assert "the first: Phase 2; Phase 3 this one: Phase 2" in said
    assert "Interventional; Randomised; Drug" in said
    assert "PHASE2" not in said


def test_the_trial_page_leads_to_them_also_without_a_script(client: TestClient) -> None:
    assert _page(client, OMEC).xpath("//section[@id='related']//a/@href") == [f"/trial/{OMEC}/related"]


def test_the_page_leads_to_its_checklist_history_and_sources(client: TestClient) -> None:
    links = _page(client, OMEC).xpath("//p[@class='actions']/a/@href")
    assert {f"/trial/{OMEC}/{part}" for part in ("checklist", "history", "sources")} <= set(links)


def test_the_history_begins_with_the_day_the_trial_came(client: TestClient) -> None:
    assert "Put on this shelf" in _page(client, OMEC, "/history").xpath("string(//ol[@class='steps'])")


def test_the_history_says_dates_and_states_in_words(tmp_path: Path) -> None:
    first = next(iter(seeds()))
    status = {"overallStatus": "RECRUITING", "lastUpdatePostDateStruct": {"date": "2026-11-01"}}
    section = {**first.protocol_section, "statusModule": {**first.protocol_section["statusModule"], **status}}
    folder = shelf_of(tmp_path, [first])
    with Shelf.open(folder, writable=True) as shelf:
        shelf.add([replace(first, protocol_section=section)])
    steps = html.fromstring(client_for(folder).get(f"/trial/{OMEC}/history").text).xpath("string(//ol[@class='steps'])")
    assert "status: Not yet recruiting → Recruiting" in steps
    assert "last update posted: 2 June 2025 → 1 November 2026" in steps


def test_the_sitemap_lists_every_trial_with_the_day_of_its_last_change(client: TestClient) -> None:
    text = client.get("/sitemap.xml").text
    assert text.count("<url>") == 5
    assert "<loc>http://portal.test/trial/NCT07000253</loc><lastmod>2" in text
    assert client.get("/sitemap-2.xml").status_code == 404


def test_headings_never_skip_a_level(client: TestClient) -> None:
    for key in (OMEC, OLIGAMI, THIN):
        levels = [
            int(head.tag[1]) for head in _page(client, key).xpath("//main//*[self::h1 or self::h2 or self::h3 or self::h4]")
        ]
        assert levels[0] == 1
        assert all(after - before <= 1 for before, after in pairwise(levels)), key


def test_codes_of_a_record_are_shown_in_words(client: TestClient) -> None:
    doubts = _section(_page(client, OMEC), "doubts")
    assert "the status is still “Not yet recruiting” (last updated 2 June 2025)" in doubts
    for key in (OMEC, OLIGAMI, GASTRIC, THIN, LIVER):
        page = _page(client, key)
        shown = page.xpath("//p[@class='doubt-head'] | //section[@id='doubts']//blockquote")
        assert not [words for words in shown if "RECRUITING" in words.text_content()], key
        assert "(-, org_study_id)" not in page.text_content(), key


def test_what_was_not_read_is_said_once_beside_its_sentence(client: TestClient) -> None:
    for key in (OMEC, OLIGAMI, GASTRIC, LIVER):
        for reading in _page(client, key).xpath("//div[@class='line-reading']"):
            remarks = [" ".join(remark.text_content().split()) for remark in reading.xpath("./p[@class='remark']")]
            assert len(set(remarks)) == len(remarks), key
            if not reading.xpath(".//details"):
                assert not [remark for remark in remarks if remark.startswith("not read: ")], key


@pytest.mark.parametrize(
    ("printed", "dialled"),
    [("(240) 529-3415", "2405293415"), ("+31 (0)20 566 9111", "+31205669111"), ("888-624-1937", "8886241937"), ("call me", "")],
)
def test_a_number_is_dialled_as_people_print_numbers(printed: str, dialled: str) -> None:
    module = {"centralContacts": [{"name": "A. Person", "phone": printed}]}
    (contact,) = people_of(TrialRecord(protocol_section={"contactsLocationsModule": module}), ()).contacts
    assert contact.dial == dialled


def test_what_a_site_lacks_is_named_and_not_the_site_that_is_there(client: TestClient) -> None:
    page = html.fromstring(client.get("/trial/NCT07000253").text)
    missing = {chip.text_content().strip() for chip in page.xpath("//section[@id='unknown']//ul/li")}
    assert "Status of a site" in missing
    assert not {"Site", "Contact"} & missing
