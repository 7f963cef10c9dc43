"""The search page finds, counts, narrows down and explains itself, all without a script."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from lxml import html
from tests.functional.portal.site import client_for, seeds, shelf_of


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with client_for(shelf_of(tmp_path_factory.mktemp("shelf"), seeds())) as client:
        yield client


def _page(client: TestClient, address: str, *, status: int = 200) -> html.HtmlElement:
    answer = client.get(address)
    assert answer.status_code == status
    return html.fromstring(answer.text)


def _words(page: html.HtmlElement, path: str) -> str:
    return " ".join(page.xpath(f"string({path})").split())


def test_the_front_page_asks_with_a_form_and_says_how_many_trials_there_are(client: TestClient) -> None:
    page = _page(client, "/")
    assert page.xpath("//form/@action")[0] == "/search"
    assert "5 trials on this shelf" in _words(page, "//main")
    assert page.xpath("//script") == []


def test_words_find_trials_with_their_marks_and_the_exact_number(client: TestClient) -> None:
    page = _page(client, "/search?q=thalidomide")
    assert _words(page, "//h2[@id='found-head']") == "1 trial"
    assert page.xpath("//ol[@class='hits']/li//h3/a/@href") == ["/trial/NCT05198856"]
    assert _words(page, "//*[@id='announce']") == "1 trial found"


def test_a_misspelt_word_is_asked_about_where_the_right_one_finds_more(client: TestClient) -> None:
    page = _page(client, "/search?q=brest+cancer&place=Tokyo")
    (link,) = page.xpath("//section[@class='found']//p[starts-with(., 'Did you mean:')]/a")
    assert (link.text, link.get("href")) == ("breast cancer", "/search?q=breast+cancer&place=Tokyo")
    for asked in ("breast+cancer", "thalidomide", "older+patients", "zzzzzzzzzz", "AREA[Condition]brest", "melenoma"):
        assert "Did you mean" not in _words(_page(client, f"/search?q={asked}"), "//main")  # the last finds nothing either way


def test_a_ticked_box_narrows_down_and_can_be_taken_away(client: TestClient) -> None:
    page = _page(client, "/search?q=cancer&phase=PHASE3")
    assert page.xpath("//ol[@class='hits']/li//h3/a/@href") == ["/trial/NCT07000253"]
    assert page.xpath("//input[@name='phase' and @checked]/@value") == ["PHASE3"]
    assert page.xpath("//ul[@class='chosen']//a/@href") == ["/search?q=cancer"]


def test_a_choice_that_has_no_name_in_the_language_of_the_reader_says_that_it_is_english(client: TestClient) -> None:
    page = html.fromstring(client.get("/search?q=cancer&stage=oligometastatic", headers={"Accept-Language": "nl"}).text)
    labels = page.xpath("//section[@class='filters']//label")
    assert any(label.xpath("./span[@lang='en']") for label in labels)
    assert [label.text_content() for label in labels if "<" in label.text_content()] == []
    assert "<" not in page.xpath("string(//ul[@class='chosen'])")


def test_the_address_to_show_has_nothing_that_was_left_empty(client: TestClient) -> None:
    answer = client.get("/search?q=cancer&place=&cond=&age=&start_from=&phase=PHASE3&sort=", headers={"HX-Request": "true"})
    assert answer.headers["HX-Push-Url"] == "/search?q=cancer&phase=PHASE3"
    assert client.get("/search?q=&place=").headers["HX-Push-Url"] == "/search"


def test_a_hit_says_how_far_its_status_can_be_believed(client: TestClient) -> None:
    hit = _words(_page(client, "/search?q=sintilimab"), "//ol[@class='hits']/li[1]")
    assert "Status unknown" in hit
    assert "confirmed: 7 November 2023" in hit
    assert "the record says “Recruiting”" in hit


def test_what_was_also_searched_is_said_and_can_be_switched_off(client: TestClient) -> None:
    page = _page(client, "/search?q=stomach+cancer")
    off = page.xpath("//div[@class='expansions']//a/@href")
    assert off
    assert "Also searched:" in _words(page, "//div[@class='expansions']")
    assert "Searched as written only." in _words(_page(client, off[0]), "//div[@class='expansions']")


def test_nothing_found_comes_with_ways_on(client: TestClient) -> None:
    page = _page(client, "/search?q=zzzzqq&phase=PHASE3&km=5")
    assert "That does not mean that there is no such trial" in _words(page, "//main")
    assert "/search?q=zzzzqq&km=5" in page.xpath("//div[@class='nothing']//a/@href")


def test_a_question_that_cannot_be_read_points_at_the_place(client: TestClient) -> None:
    page = _page(client, "/search?q=AREA[Phase", status=400)
    assert page.xpath("//*[@role='alert']")
    assert page.xpath("//input[@name='q']/@value") == ["AREA[Phase"]
    assert not page.xpath("//h2[@id='found-head']"), "a question that was not understood has found nothing, not 0 trials"


def test_a_question_that_cannot_be_read_is_said_in_the_language_of_the_reader(client: TestClient) -> None:
    answer = client.get("/search?q=AREA[Foo]bar", headers={"Accept-Language": "nl"})
    alert = " ".join(html.fromstring(answer.text).xpath("string(//div[@role='alert'])").split())
    assert "er is geen veld of zoekgebied “Foo” (de namen zijn die van API v2" in alert


def test_a_place_that_is_not_known_is_said_and_a_likely_one_offered(client: TestClient) -> None:
    page = _page(client, "/search?q=cancer&place=Amstredam")
    assert "No place called “Amstredam” is known" in _words(page, "//main")
    assert any("Amsterdam" in link for link in page.xpath("//section[@class='found']//a/@href"))


def test_the_number_of_a_trial_leads_straight_to_it(client: TestClient) -> None:
    answer = client.get("/search?q=nct07000253")
    assert (answer.status_code, answer.headers["location"]) == (303, "/trial/NCT07000253")


def test_every_box_and_field_has_its_label_and_its_own_id(client: TestClient) -> None:
    page = _page(client, "/search?q=cancer")
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    fields = page.xpath("//input[not(@type='hidden')]/@id | //select/@id")
    assert set(fields) <= set(page.xpath("//label/@for"))


def test_a_number_that_is_none_is_said_with_its_name(client: TestClient) -> None:
    answer = client.get("/search?q=cancer&age=old")
    assert answer.status_code == 400
    assert "age" in answer.text


def test_pages_go_on_to_the_end(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trialwright.portal.pages.search.PAGE", 2)
    address: str | None = "/search?q=cancer+OR+metastases"
    keys: list[str] = []
    for _ in range(5):
        page = _page(client, address or "")
        keys += page.xpath("//ol[@class='hits']/li//h3/a/@href")
        address = next(iter(page.xpath("//a[@rel='next']/@href")), None)
        if address is None:
            break
    assert address is None
    assert len(keys) == len(set(keys)) > 2


def test_a_question_asked_again_is_answered_the_same_packed_or_not_and_anew_when_the_shelf_has_changed(tmp_path: Path) -> None:
    folder = shelf_of(tmp_path, seeds()[:2])
    client = client_for(folder, read_only=True)
    packed = client.get("/search?q=cancer")
    assert packed.headers["content-encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers["vary"]
    plain = client.get("/search?q=cancer", headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.text == packed.text == client.get("/search?q=cancer").text
    shelf_of(tmp_path, seeds())
    assert client.get("/search?q=cancer").text.count('<li class="card hit">') > packed.text.count('<li class="card hit">')


def test_long_questions_that_begin_alike_are_not_taken_for_one_another(tmp_path: Path) -> None:
    client = client_for(shelf_of(tmp_path, seeds()), read_only=True)
    long = " OR ".join(["zzzz"] * 170)
    none, some = (client.get("/search", params={"cond": f"{long} OR {last}"[-990:]}) for last in ("yyyy", "gastric"))
    assert "Nothing was found" in none.text
    assert "Nothing was found" not in some.text


@pytest.mark.parametrize(
    ("asked", "first", "others"),
    [
        ("q=cancer", "Best fit", {"fresh", "updated", "start", "large"}),
        ("q=cancer&place=Utrecht", "Nearest", {"relevance", "fresh", "updated", "start", "large"}),
        ("q=cancer&place=Netherlands", "Best fit", {"fresh", "updated", "start", "large"}),
    ],
)
def test_the_order_that_is_shown_is_the_one_that_the_hits_have(
    client: TestClient, asked: str, first: str, others: set[str]
) -> None:
    page = _page(client, f"/search?{asked}")
    assert _words(page, "//select[@id='sort']/option[1]") == first
    assert set(page.xpath("//select[@id='sort']/option[position() > 1]/@value")) == others
    assert page.xpath("//select[@id='sort']/option[@selected]/@value") == [""]


def test_around_a_place_the_best_fit_can_be_asked_for(client: TestClient) -> None:
    hits = "//ol[@class='hits']/li//h3/a/@href"
    fitting = _page(client, "/search?q=radiotherapy&place=Utrecht&sort=relevance").xpath(hits)
    assert [link.partition("?")[0] for link in fitting] == _page(client, "/search?q=radiotherapy").xpath(hits)


def test_a_country_is_a_choice_of_its_trials_under_any_of_its_names(client: TestClient) -> None:
    for name in ("Netherlands", "The Netherlands", "Holland"):
        page = _page(client, f"/search?q=cancer&place={name}")
        assert page.xpath("//ol[@class='hits']/li//h3/a/@href") == ["/trial/NCT07000253?near=" + name.replace(" ", "+")]
        assert "Trials with a site in The Netherlands." in _words(page, "//main")


def test_who_asks_in_other_letters_and_finds_nothing_is_told_why(client: TestClient) -> None:
    assert "nearly all records are written in English" in _words(_page(client, "/search?q=乳癌"), "//main")
    assert "written in English" not in _words(_page(client, "/search?q=zzzz+qqqq&phase=PHASE1"), "//main")


def test_start_and_size_narrow_down_and_are_shown_again(client: TestClient) -> None:
    asked = "/search?q=cancer&start_from=2026-01-01&start_to=2026-12-31&people_from=200"
    page = _page(client, asked)
    assert page.xpath("//ol[@class='hits']/li//h3/a/@href") == ["/trial/NCT07000253"]
    assert page.xpath("//details[@class='more' and @open]//input[@name='start_from']/@value") == ["2026-01-01"]
    assert page.xpath("//input[@name='people_from']/@value") == ["200"]
    assert "200 to 100 ends before it begins" in _words(_page(client, f"{asked}&people_to=100", status=400), "//main")
