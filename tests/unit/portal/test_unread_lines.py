"""What our reader did not understand of a page is shown whole, and is not called a contradiction of the record."""

from __future__ import annotations

import csv
import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from trialwright.findings import Finding, Span
from trialwright.portal.languages import language
from trialwright.portal.phrasebook import remark, uncoded
from trialwright.portal.views.doubts import Doubts, doubts_of, remarks_on
from trialwright.portal.views.rest import shown_else
from trialwright.portal.views.words import table
from trialwright.protocol.speech import unmarked
from trialwright.registries.reading import read_records
from trialwright.registries.record import Source, TrialRecord

PAGES = sorted(Path("tests/data/pages").glob("*.txt"))
LABELS = Path("src/trialwright/registries/pages/data/labels.tsv")
DAY = dt.date(2026, 11, 23)


def _doubts(page: Path) -> Doubts:
    record = next(iter(read_records(page)))
    return doubts_of(remarks_on(record, (), on=DAY), record)


def test_a_sentence_between_two_lists_without_headings_is_one_of_the_criteria() -> None:
    record = next(iter(read_records(Path("tests/data/pages/medpath-2.txt"))))
    sentence = "9. Can come to follow up\nTrastuzumab and hormone therapy at the same time are allowed\n\nExclusion Criteria:"
    assert sentence in (record.eligibility_text or "")


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.stem)
def test_every_line_that_the_reader_reports_as_not_understood_is_shown_whole(page: Path) -> None:
    record = next(iter(read_records(page)))
    lines = page.read_text(encoding="utf-8").splitlines()
    doubts = doubts_of(remarks_on(record, (), on=DAY), record)
    reported = [item.span for item in record.findings if item.code == "PAGE_LINES_UNREAD" and item.span]
    wanted = [line.strip() for span in reported for line in span.cut(record.sources[0].text).split("\n")]
    assert [line.text for line in doubts.unread] == [line for line in wanted if any(sign.isalnum() for sign in line)]
    assert all(line.number and line.text in lines[line.number - 1] for line in doubts.unread)
    assert "PAGE_LINES_UNREAD" not in {item.code for item in (*doubts.against, *doubts.aside)}


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.stem)
def test_what_our_reader_remarks_of_itself_is_no_contradiction_of_the_record(page: Path) -> None:
    assert [
        item.code for item in _doubts(page).against if item.group == "In our reading" and item.code != "PAGE_VALUES_DIFFER"
    ] == []


def test_a_long_line_is_not_cut_and_signs_alone_are_not_shown() -> None:
    text = "|\n" + "word " * 60 + "end\n![]() |\n"
    record = TrialRecord(protocol_section={}, sources=(Source(name="a.txt", layout="any", text=text),))
    span = Span(start=0, end=len(text), source="a.txt")
    found = Finding(code="PAGE_LINES_UNREAD", message="4 line(s) …", span=span, values=("|", "word word"))
    (line,) = doubts_of((found,), record).unread
    assert (line.number, line.text) == (2, "word " * 60 + "end")


def test_without_the_source_the_quotes_of_the_remark_stand_for_the_lines() -> None:
    found = Finding(code="PAGE_LINES_UNREAD", message="1 line(s) …", values=("Logo of the portal", "|"))
    (line,) = doubts_of((found,), TrialRecord(protocol_section={})).unread
    assert (line.number, line.text) == (None, "Logo of the portal")


@pytest.mark.parametrize(
    ("message", "english", "dutch"),
    [
        (
            'Sources differ on designModule.enrollmentInfo.count: "204" by a.txt.',
            "Sources differ on “Participants”: “204” by a.txt.",
            "De bronnen verschillen over “Deelnemers”: “204” volgens a.txt.",
        ),
        (
            "designModule.phases: 'Trial Phase: Academic' is no value that is known for it",
            "“Phase”: 'Trial Phase: Academic' is no value that is known for it",
            "“Fase”: 'Trial Phase: Academic' is daar geen bekende waarde",
        ),
        ("see example.org/module.html", "see example.org/module.html", "see example.org/module.html"),
    ],
)
def test_a_field_is_called_by_its_name_and_not_by_its_path(message: str, english: str, dutch: str) -> None:
    assert uncoded(message) == english
    assert unmarked(remark(message, language("nl"))) == dutch


def _extras() -> Iterator[str]:
    for page in (*PAGES, *sorted(Path("examples/pages").glob("*.txt"))):
        for record in read_records(page):
            yield from (f"extra.{name}" for name in record.extra)
            yield from (f"derived.{name}" for name in record.derived)
    rows = csv.DictReader(
        (line for line in LABELS.read_text(encoding="utf-8").splitlines() if not line.startswith("#")),
        delimiter="\t",
        quoting=csv.QUOTE_NONE,
    )
    yield from (value for row in rows for value in row.values() if isinstance(value, str) and value.startswith("extra."))


def test_whatever_else_a_page_shows_has_a_name_that_is_translated() -> None:
    named = {row["field"] for row in table("fields.tsv")}
    assert set(_extras()) - named == set()


def test_what_else_the_page_shows_is_named_in_words() -> None:
    record = TrialRecord(protocol_section={}, extra=json.loads('{"auditState": "passed", "locationsCount": 6}'))
    assert [(item.label, item.values) for item in shown_else(record)] == [
        ("State of the registry's check", ("passed",)),
        ("Number of sites, as the page says", ("6",)),
    ]
