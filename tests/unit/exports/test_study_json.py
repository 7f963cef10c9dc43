"""A record as API v2 gives it: reading it again gives the same record, and our own section is there only when asked for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from trialwright.exports.study_json import Markup, study_of, to_study
from trialwright.registries.ctgov import read_study
from trialwright.registries.reading import read_records
from trialwright.registries.record import Source, TrialRecord

ROOT = Path(__file__).parents[3]
FILES = [*sorted((ROOT / "tests" / "data" / "ctgov").glob("NCT*.*")), *sorted((ROOT / "examples" / "pages").glob("*.txt"))]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_reading_an_export_again_gives_the_same_record(path: Path) -> None:
    (record,) = read_records(path)
    again = read_study(json.loads(json.dumps(to_study(record).document)), source=Source(name="again", layout="ctgov-v2"))
    assert again.protocol_section == record.protocol_section or record.sources[0].layout != "ctgov-v2"
    assert again.eligibility_text == record.eligibility_text
    assert again.has_results == record.has_results
    assert again.get("descriptionModule.briefSummary") == record.get("descriptionModule.briefSummary")


@pytest.mark.parametrize(
    ("plain", "markdown"),
    [
        ("ANC >= 1.5 x 10^9/L", r"ANC \>= 1.5 x 10\^9/L"),
        ("* one\n  * two * 3", "* one\n  * two \\* 3"),
        ("a &lt; b", "a &amp;lt; b"),
    ],
)
def test_a_summary_is_markdown_unless_legacy_is_asked_for(plain: str, markdown: str) -> None:
    record = TrialRecord(protocol_section={"descriptionModule": {"briefSummary": plain}})
    assert study_of(record)["protocolSection"]["descriptionModule"]["briefSummary"] == markdown
    assert study_of(record, markup=Markup.LEGACY)["protocolSection"]["descriptionModule"]["briefSummary"] == plain


def test_titles_are_never_markdown() -> None:
    record = TrialRecord(protocol_section={"identificationModule": {"briefTitle": "CD19* cells"}})
    assert study_of(record)["protocolSection"]["identificationModule"]["briefTitle"] == "CD19* cells"


def test_whether_there_are_results_is_absent_where_nobody_says() -> None:
    assert "hasResults" not in study_of(TrialRecord(protocol_section={}))


def test_our_own_section_is_there_only_when_asked_for_and_otherwise_remarked_on() -> None:
    record = TrialRecord(protocol_section={}, extra={"views": 3})
    assert "trialwright" not in to_study(record).document
    assert [remark.part for remark in to_study(record).remarks] == ["extra.views"]
    asked = to_study(record, own=True)
    assert asked.document["trialwright"]["extra"] == {"views": 3}
    assert asked.remarks == ()
