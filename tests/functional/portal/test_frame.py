"""What every page of the portal keeps: its headers, its landmarks, its language and colours, and how it fails."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from lxml import html
from tests.functional.portal.site import client_for, shelf_of


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    return client_for(shelf_of(tmp_path))


@pytest.mark.parametrize("path", ["/about", "/nothing-here", "/robots.txt", "/api/nothing"])
def test_every_answer_carries_the_headers_that_keep_a_page_to_itself(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "camera=()" in headers["permissions-policy"]
    assert headers["cache-control"]


def test_a_page_has_its_landmarks_one_heading_and_a_way_past_the_menu(client: TestClient) -> None:
    page = html.fromstring(client.get("/about").text)
    assert [page.xpath(f"count(//{name})") for name in ("header", "nav", "main", "footer", "h1")] == [1, 1, 1, 1, 1]
    assert page.xpath("string(//a[@class='skip']/@href)") == "#content"
    assert page.xpath("//main/@id") == ["content"]


def test_no_page_asks_another_host_for_anything_and_none_has_script_or_style_in_it(client: TestClient) -> None:
    page = html.fromstring(client.get("/about").text)
    assert page.xpath("//@style | //style | //script[not(@src)]") == []
    fetched = page.xpath("//link[@rel!='canonical']/@href | //script/@src | //img/@src")  # a canonical address is only told
    assert fetched
    assert all(address.startswith("/static/") for address in fetched)


def test_static_files_have_the_mark_of_their_content_in_their_names_and_are_kept_for_ever(client: TestClient) -> None:
    sheet = re.search(r"/static/portal\.[0-9a-f]{12}\.css", client.get("/about").text)
    assert sheet
    answer = client.get(sheet[0])
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/css")
    assert "immutable" in answer.headers["cache-control"]
    assert client.get("/static/portal.000000000000.css").status_code == 404
    assert client.get("/static/..%2fapp.py").status_code == 404


def test_the_language_follows_the_browser_the_address_and_the_cookie(client: TestClient) -> None:
    assert 'lang="en"' in client.get("/about").text
    assert 'lang="nl"' in client.get("/about", headers={"accept-language": "nl-BE,nl;q=0.9,en;q=0.5"}).text
    assert 'lang="nl"' in client.get("/about?lang=nl").text
    assert '<html lang="en"' in client.get("/about?lang=xx").text


def test_the_form_at_the_foot_sets_two_cookies_and_goes_back_without_any_script(client: TestClient) -> None:
    answer = client.post("/preferences", data={"back": "/about?x=1", "colours": "dark"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/about?x=1")
    cookie = answer.headers["set-cookie"]
    assert "colours=dark" in cookie
    assert "HttpOnly" in cookie
    assert 'data-colours="dark"' in client.get("/about").text
    assert "set-cookie" not in client.post("/preferences", data={"colours": "red; x=y", "lang": "../../etc"}).headers


@pytest.mark.parametrize(
    "back", ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "javascript:alert(1)", "/a\r\nX: y"]
)
def test_the_form_never_sends_anybody_elsewhere(client: TestClient, back: str) -> None:
    assert client.post("/preferences", data={"back": back, "lang": "nl"}).headers["location"] == "/"


def test_what_is_not_there_is_a_page_that_helps_and_for_programs_a_problem_document(client: TestClient) -> None:
    page = client.get("/nothing-here")
    assert page.status_code == 404
    assert "There is nothing here" in page.text
    problem = client.get("/api/nothing-here")
    assert problem.headers["content-type"] == "application/problem+json"
    assert problem.json() == {"type": "about:blank", "title": "Not Found", "status": 404, "detail": "Not Found"}


def test_a_request_under_the_name_of_another_host_is_refused(client: TestClient) -> None:
    assert client.get("/about", headers={"host": "elsewhere.example"}).status_code == 400


def test_robots_may_read_trials_and_not_searches(client: TestClient) -> None:
    text = client.get("/robots.txt").text
    assert "Disallow: /search\n" in text
    assert "Disallow: /trial" not in text
    assert "Sitemap: http://portal.test/sitemap.xml" in text
