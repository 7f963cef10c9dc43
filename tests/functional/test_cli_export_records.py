"""`trialwright export --format` on the example pages: one text of all, or a document each; what is left out."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import jsonschema
import pytest
import rispy
from fhir.resources.R4B.researchstudy import ResearchStudy as StudyR4
from fhir.resources.researchstudy import ResearchStudy as StudyR5
from tests.functional.command import CRLM, OLIGAMI, PAGES, THAL, run

from trialwright.cli.schema import EXPORT_SCHEMA, schema_of
from trialwright.exports.records import RecordFormat


def test_a_table_of_all_trials_is_one_text() -> None:
    done = run("export", "--format", "csv", PAGES)
    rows = list(csv.DictReader(io.StringIO(done.out, newline="")))
    assert done.code == 0
    assert [row["NCT Number"] for row in rows] == ["NCT07000253", "", "NCT05198856", "", "NCT06120127"]
    assert "5 trials in CSV:" in done.err


def test_what_a_table_leaves_out_is_told_once_with_the_number_of_trials() -> None:
    done = run("export", "--format", "csv", PAGES)
    assert done.remarks.count("left out descriptionModule.detailedDescription") == 1
    assert "of 5)" in done.remarks


def test_references_of_all_trials_are_read_by_another_program() -> None:
    found = rispy.loads(run("export", "--format", "ris", PAGES).out)
    assert [item["id"] for item in found][:1] == ["NCT07000253"]
    assert len(found) == 5


@pytest.mark.parametrize(("form", "reader"), [("fhir-r4", StudyR4), ("fhir-r5", StudyR5)])
def test_each_trial_is_a_study_of_fhir(form: str, reader: type[StudyR4] | type[StudyR5]) -> None:
    lines = run("export", "--format", form, PAGES).out.splitlines()
    assert [reader.model_validate_json(line).get_resource_type() for line in lines] == ["ResearchStudy"] * 5


def test_a_folder_gets_a_document_for_each_trial(tmp_path: Path) -> None:
    assert run("export", "--format", "json-ld", "-o", tmp_path / "out", CRLM, THAL).code == 0
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert names == ["NCT05198856.json-ld.json", "NCT06120127.json-ld.json"]


def test_a_table_goes_to_the_one_file_with_the_line_ends_of_the_format(tmp_path: Path) -> None:
    out = tmp_path / "trials.csv"
    assert run("export", "--format", "csv", "-o", out, PAGES).out == ""
    assert out.read_bytes().count(b"\r\n") >= 6
    assert run("export", "--format", "csv", "-o", tmp_path, PAGES).code == 2


def test_a_table_that_is_broken_off_leaves_the_file_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "trials.csv"
    out.write_text("before", encoding="utf-8")

    def fails(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("trialwright.cli.export.written", fails)
    assert run("export", "--format", "csv", "-o", out, PAGES).code == 2
    assert out.read_text("utf-8") == "before"
    assert [path.name for path in tmp_path.iterdir()] == ["trials.csv"]


@pytest.mark.parametrize("form", list(RecordFormat))
def test_a_report_holds_what_is_left_out(form: RecordFormat, tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    done = run("export", "--format", form.value, "--report", report, OLIGAMI)
    assert (done.code, done.err) == (0, "")
    body = json.loads(report.read_text("utf-8"))
    jsonschema.Draft202012Validator(schema_of(EXPORT_SCHEMA)).validate(body)
    assert len(body["trials"][0]["remarks"]) > 0


def test_api_v2_json_is_read_again(tmp_path: Path) -> None:
    out = tmp_path / "one.json"
    assert run("export", "--format", "json", "-o", out, CRLM).code == 0
    again = run("read", "--json", out)
    assert json.loads(again.out)["protocolSection"]["identificationModule"]["nctId"] == "NCT06120127"


@pytest.mark.parametrize("arguments", [["--format", "csv", "--to", "fhir"], ["--format", "xlsx"], []])
def test_wrong_usage_ends_with_two(arguments: list[str]) -> None:
    assert run("export", *arguments, CRLM).code == 2


def test_a_review_has_no_record_to_write(tmp_path: Path) -> None:
    review = tmp_path / "crlm.trial.yaml"
    assert run("review", "--make", "--reviewer", "M. Rossi", "-o", review, CRLM).code == 0
    done = run("export", "--format", "csv", review)
    assert done.code == 2
    assert "not a record" in done.remarks
