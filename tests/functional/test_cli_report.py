"""The HTML report: self-contained, inert whatever the texts hold, usable by keyboard and screen reader."""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import pytest
from tests.functional.command import BREAST, COLORECTAL, GASTRIC, OLIGAMI, PAGES, run

from trialwright.cli.match_html import web_address

VOID = {"meta", "br", "link", "img", "input", "hr"}
HOSTILE = """Some Clinical Trial
Official title:
A <script>alert(1)</script> Study of "X" & 'Y' in Gastric Cancer <img src=x onerror=alert(2)>
Eligibility Criteria
Inclusion Criteria:
* Age 18 years or older </details></main><script>alert(3)</script>
* Hemoglobin >= 9.0 g/dL {{ 7 + 7 }} {% raw %} <a href="javascript:alert(4)">x</a>
Exclusion Criteria:
* Brain metastases "onclick="alert(5)
"""
HOSTILE_SHEET = """{"id": "<b onload='alert(6)'>P</b>", "age": 61, "facts": [{"what": "</li><script>alert(7)</script>"}]}"""


class Page(HTMLParser):
    """The elements of a page, with a check that they are closed in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.attributes: list[tuple[str, str, str]] = []
        self.headings: list[int] = []
        self.text: list[str] = []
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def values(self, name: str) -> list[str]:
        """The values of one attribute, in the order of the page."""
        return [value for _, attribute, value in self.attributes if attribute == name]


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> str:
    out = tmp_path_factory.mktemp("report") / "report.html"
    done = run("match", "--on", "2026-03-16", "--html", out, "-p", GASTRIC, "-p", BREAST, "-p", COLORECTAL, PAGES)
    assert done.code == 0, done.err
    return out.read_text("utf-8")


@pytest.fixture
def hostile(tmp_path: Path) -> str:
    trial, sheet, out = tmp_path / "<i>trial.txt", tmp_path / "sheet.json", tmp_path / "out.html"
    trial.write_text(HOSTILE, "utf-8")
    sheet.write_text(HOSTILE_SHEET, "utf-8")
    done = run("match", "--html", out, "-p", sheet, trial)
    assert done.code == 0, done.err
    return out.read_text("utf-8")


def test_nothing_is_loaded_and_nothing_runs(report: str) -> None:
    page = Page(report)
    assert not {"script", "iframe", "object", "embed", "form", "img", "link", "base"} & set(page.tags)
    assert {name for _, name, _ in page.attributes if name.startswith("on") or name in ("src", "style")} == set()
    assert "url(" not in report and "@import" not in report


def test_the_policy_allows_only_the_style_sheet_of_the_page(report: str) -> None:
    (style,) = re.findall(r"<style>(.*?)</style>", report, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = next(value for value in Page(report).values("content") if "default-src" in value)
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def test_links_lead_to_web_pages_and_to_places_of_the_page_that_exist(report: str) -> None:
    page = Page(report)
    ids = page.values("id")
    assert len(ids) == len(set(ids))
    for href in page.values("href"):
        assert href.startswith("https://clinicaltrials.gov/study/NCT") or href.removeprefix("#") in ids


def test_landmarks_headings_and_a_skip_link_guide_through_the_page(report: str) -> None:
    page = Page(report)
    assert (page.tags["main"], page.tags["nav"], page.tags["h1"], page.values("lang")) == (1, 1, 1, ["en"])
    assert page.values("href")[0] == "#main"
    assert all(after - before <= 1 for before, after in zip([0, *page.headings], page.headings, strict=False))


def test_every_line_tells_its_verdict_in_words(report: str) -> None:
    sign = r'<span class="sign (\w+)"><span aria-hidden="true">.</span> (\w+)'
    lines = re.findall(r'<details class="line (\w+)">\s*<summary>\s*' + sign, report)
    assert len(lines) > 250
    assert all(css == sign == word.lower() for css, sign, word in lines)
    assert {word for _, _, word in lines} == {"Pass", "Fail", "Unknown", "Later"}


def test_no_character_of_the_criteria_is_left_out(tmp_path: Path) -> None:
    out = tmp_path / "out.html"
    run("match", "--html", out, "-p", BREAST, OLIGAMI)
    shown = "".join("".join(Page(out.read_text("utf-8")).text).split())
    text = OLIGAMI.read_text("utf-8").replace("\\", "")
    criteria = text[text.index("- Primary Registration") : text.index("About Tokyo")]
    missing = [line for line in criteria.splitlines() if "".join(line.removeprefix("- ").removeprefix("• ").split()) not in shown]
    assert missing == []


def test_hostile_texts_stay_texts(hostile: str) -> None:
    page = Page(hostile)
    assert not {"script", "img", "b onload", "i"} & set(page.tags)
    assert {name for _, name, _ in page.attributes if name.startswith("on")} == set()
    assert [href for href in page.values("href") if not href.startswith("#")] == []
    shown = "".join(page.text)
    for text in (
        "<script>alert(1)</script>",
        "<script>alert(3)</script>",
        "{{ 7 + 7 }}",
        'href="javascript:alert(4)"',
        "onload='alert(6)'",
    ):
        assert text in shown


def test_an_address_that_is_no_web_address_is_no_link() -> None:
    assert [web_address(text) for text in ("javascript:alert(1)", "data:text/html,x", "//host/x", "http://", None)] == [None] * 5
    assert web_address("https://a.example/x?y=1#z") == "https://a.example/x?y=1#z"


def test_what_could_not_be_read_is_in_the_report(tmp_path: Path) -> None:
    out, empty = tmp_path / "out.html", tmp_path / "empty.txt"
    empty.write_text("", "utf-8")
    assert run("match", "--html", out, "-p", BREAST, OLIGAMI, empty).code == 1
    assert "the file is empty" in out.read_text("utf-8")


def test_printing_opens_what_is_folded(report: str) -> None:
    printed = report[report.index("@media print") :]
    assert "details::details-content" in printed
    assert "details:not([open]) > :not(summary) { display: block; }" in printed
