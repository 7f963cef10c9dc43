"""`trialwright export` on the example pages: documents, the list of what they do not say, files and exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from tests.functional.command import BARE, CRLM, OLIGAMI, PAGES, THAL, run

from trialwright.cli.schema import EXPORT_SCHEMA, schema_of


@pytest.mark.parametrize(
    ("target", "key"), [("fhir", "resourceType"), ("ctml", "treatment_list"), ("usdm", "usdmVersion")]
)  # fmt: skip
def test_one_trial_is_one_document_on_standard_output(target: str, key: str) -> None:
    done = run("export", "--to", target, CRLM)
    assert done.code == 0
    assert key in json.loads(done.out)
    assert f"NCT06120127 in {target.upper()}:" in done.err


def test_several_trials_are_json_lines() -> None:
    rows = [json.loads(row) for row in run("export", "--to", "ctml", CRLM, THAL).out.splitlines()]
    assert [row["nct_id"] for row in rows] == ["NCT06120127", "NCT05198856"]


def test_what_is_not_said_is_named_on_standard_error_line_by_line() -> None:
    done = run("export", "--to", "ctml", THAL)
    assert "I2 left out ECOG performance status" in done.remarks
    assert "no “unknown”" in done.remarks
    assert "no “unknown”" not in done.out


def test_a_report_holds_it_as_json_instead(tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    done = run("export", "--to", "fhir", "--report", report, PAGES)
    assert (done.code, done.err) == (0, "")
    body = json.loads(report.read_text("utf-8"))
    schema = schema_of(EXPORT_SCHEMA)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert list(jsonschema.Draft202012Validator(schema).iter_errors(body)) == []
    assert len(body["trials"]) == 5
    assert all(sum(trial["counts"].values()) == len(trial["remarks"]) for trial in body["trials"])


def test_a_folder_gets_a_file_for_each_trial(tmp_path: Path) -> None:
    done = run("export", "--to", "usdm", "--out", tmp_path / "out", PAGES)
    assert (done.code, done.out) == (0, "")
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert len(names) == 5
    assert "NCT06120127.usdm.json" in names


def test_a_file_takes_one_trial(tmp_path: Path) -> None:
    out = tmp_path / "one.json"
    assert run("export", "--to", "fhir", "-o", out, CRLM).code == 0
    assert json.loads(out.read_text("utf-8"))["resourceType"] == "Bundle"
    done = run("export", "--to", "fhir", "-o", out, CRLM, THAL)
    assert done.code == 2
    assert "2 trials for one file" in done.err


def test_a_name_from_outside_stays_in_the_folder(tmp_path: Path) -> None:
    page = {"protocolSection": {"identificationModule": {"nctId": "../../../escape", "briefTitle": "x"}}}
    source = tmp_path / "trial.json"
    source.write_text(json.dumps(page), encoding="utf-8")
    assert run("export", "--to", "ctml", "--out", tmp_path / "deep" / "out", source).code == 0
    assert [path.name for path in (tmp_path / "deep" / "out").iterdir()] == ["escape.ctml.json"]
    assert not list(tmp_path.parent.glob("*escape*"))


def test_a_trial_without_criteria_is_a_document_that_says_so() -> None:
    done = run("export", "--to", "usdm", BARE)
    assert done.code == 0
    assert json.loads(done.out)["study"]["versions"][0]["eligibilityCriterionItems"] == []
    assert "shows no criteria" in done.remarks


def test_a_file_that_cannot_be_read_is_named_and_the_rest_is_done(tmp_path: Path) -> None:
    bad = tmp_path / "bad.json"
    bad.write_text("{", encoding="utf-8")
    done = run("export", "--to", "ctml", bad, CRLM)
    assert done.code == 1
    assert json.loads(done.out)["nct_id"] == "NCT06120127"
    assert run("export", "--to", "ctml", bad).code == 2


@pytest.mark.parametrize("arguments", [["--to", "word", CRLM], [CRLM], ["--to", "fhir"]])
def test_wrong_usage_ends_with_two(arguments: list[object]) -> None:
    assert run("export", *arguments).code == 2


def test_a_reviewed_trial_is_a_source_and_its_decisions_are_what_is_exported(tmp_path: Path) -> None:
    review = tmp_path / "crlm.trial.yaml"
    assert run("review", "--make", "--reviewer", "M. Rossi", "-o", review, CRLM).code == 0
    edited = run("review", "--reviewer", "M. Rossi", review, stdin=b"s\ns\ne\ncount of (liver metastasis) <= 4\n\nq\n")
    assert edited.code == 0
    done = run("export", "--to", "usdm", review)
    assert done.code == 0
    assert "count of (liver metastasis) <= 4" in done.out


def test_a_later_stage_is_not_asked_of_everybody() -> None:
    body = json.loads(run("export", "--to", "usdm", OLIGAMI).out)
    design = body["study"]["versions"][0]["studyDesigns"][0]
    (cohort,) = design["population"]["cohorts"]
    assert "Secondary Registration" in cohort["name"]
    assert not set(cohort["criterionIds"]) & set(design["population"]["criterionIds"])
