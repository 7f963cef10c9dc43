"""`trialwright match` on the example patients and pages."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from tests.functional.command import BARE, BREAST, COLORECTAL, CRLM, GASTRIC, OLIGAMI, OMEC, PAGES, THAL, run

from trialwright.cli.schema import MATCH_SCHEMA, schema_of

ON = ("--on", "2026-03-16")


def match_json(*arguments: object) -> dict[str, Any]:
    done = run("match", *ON, "--json", *arguments)
    assert done.code == 0, done.err
    body: dict[str, Any] = json.loads(done.out)
    return body


def test_the_three_sample_patients_are_ranked_over_the_five_example_trials() -> None:
    done = run("match", *ON, "-p", GASTRIC, "-p", BREAST, "-p", COLORECTAL, PAGES)
    assert done.code == 0
    assert [patient in done.words for patient in ("Patient G-01", "Patient B-02", "Patient C-03")] == [True, True, True]
    assert done.words.count("ANOTHER DISEASE") >= 6
    assert "status not confirmed since 2023-11-07" in done.words
    assert "Decision support for people who check; not a medical device." in done.words


def test_the_json_follows_its_schema() -> None:
    schema = schema_of(MATCH_SCHEMA)
    jsonschema.Draft202012Validator.check_schema(schema)
    body = match_json("-p", GASTRIC, "-p", BREAST, "-p", COLORECTAL, PAGES)
    assert [error.message for error in jsonschema.Draft202012Validator(schema).iter_errors(body)] == []
    assert [len(patient["ranking"]) for patient in body["patients"]] == [5, 5, 5]


def test_a_patient_of_another_age_is_excluded_by_one_rule_with_its_two_sources() -> None:
    (place,) = match_json("-p", GASTRIC, THAL)["patients"][0]["ranking"]
    assert (place["standing"], place["excluding"]) == ("excluded", ["I1"])
    (line,) = [line for line in place["stages"][0]["lines"] if line["id"] == "I1"]
    assert [field["value"] for field in line["fields"]] == ["18 Years", "75 Years"]


def test_a_record_without_criteria_is_possible_at_best() -> None:
    (place,) = match_json("-p", GASTRIC, BARE)["patients"][0]["ranking"]
    assert (place["standing"], place["stages"][0]["note"]) == ("possible", "the source shows no criteria")


def test_every_line_of_the_text_is_reported_with_its_place_in_it() -> None:
    body = match_json("-p", BREAST, OLIGAMI)
    text = body["trials"][0]["criteriaText"]
    lines = [line for stage in body["patients"][0]["ranking"][0]["stages"] for line in stage["lines"] if line["span"]]
    assert all(text[line["span"]["start"] : line["span"]["end"]] == line["text"] for line in lines)
    assert [line["reason"] for line in lines if line["id"].startswith("2.I")] == ["later"] * 8


def test_one_patient_and_one_trial_are_shown_line_by_line() -> None:
    done = run("match", *ON, "-p", BREAST, OLIGAMI)
    assert "I10 ECOG performance status of 0 or 1." in done.words
    assert "ask:" in done.words
    assert "I10" not in run("match", *ON, "--no-lines", "-p", BREAST, OLIGAMI).words


def test_only_the_first_trials_are_shown_on_request_and_the_others_are_counted() -> None:
    done = run("match", *ON, "--top", "2", "-p", GASTRIC, PAGES)
    assert "and 3 more, not shown (--top)" in done.words
    assert match_json("--top", "2", "-p", GASTRIC, PAGES)["patients"][0]["notShown"] == 3


def test_a_stage_can_be_asked_for() -> None:
    done = run("match", *ON, "--json", "--stage", "secondary_registration", "-p", BREAST, OLIGAMI, OMEC)
    body = json.loads(done.out)
    assert (done.code, [problem["place"] for problem in body["problems"]]) == (1, ["NCT07000253"])
    assert [stage["stage"] for stage in body["patients"][0]["ranking"][0]["stages"]] == ["secondary_registration"]


def test_the_same_trial_from_two_files_keeps_both_apart() -> None:
    body = match_json("-p", GASTRIC, OMEC, OMEC)
    assert [trial["id"] for trial in body["trials"]] == ["NCT07000253", "NCT07000253 (2)"]


def test_a_fact_dated_after_the_reference_date_is_left_out_and_said() -> None:
    done = run("match", "--on", "2026-03-01", "-p", BREAST, CRLM)
    assert "is dated 2026-03-09, after the reference date 2026-03-01; it was left out" in done.words


@pytest.mark.parametrize("arguments", [("--json", "{out}"), ("--json={out}",), ("--format", "json", "--output", "{out}")])
def test_json_can_go_to_a_file(arguments: tuple[str, ...], tmp_path: Path) -> None:
    out = tmp_path / "report.json"
    done = run("match", *ON, "-p", GASTRIC, *(argument.format(out=out) for argument in arguments), OMEC)
    assert (done.code, done.out) == (0, "")
    assert json.loads(out.read_text("utf-8"))["schema"] == MATCH_SCHEMA


def test_an_earlier_report_is_written_again_but_a_trial_in_json_is_never_overwritten(tmp_path: Path) -> None:
    out, study = tmp_path / "report.json", tmp_path / "study.json"
    study.write_text(run("read", "--json", OMEC).out, "utf-8")
    before = study.read_text("utf-8")
    for _ in range(2):
        assert run("match", *ON, "-p", GASTRIC, "--json", out, study).code == 0
    assert json.loads(run("match", *ON, "-p", GASTRIC, "--json", study).out)["trials"][0]["id"] == "NCT07000253"
    assert study.read_text("utf-8") == before


def test_a_patient_can_come_from_standard_input() -> None:
    done = run("match", *ON, "-p", "-", OMEC, stdin=GASTRIC.read_bytes())
    assert (done.code, "Patient G-01" in done.words) == (0, True)


def test_a_trial_can_come_from_standard_input() -> None:
    done = run("match", *ON, "-p", GASTRIC, "-", stdin=OMEC.read_bytes())
    assert (done.code, "NCT07000253" in done.words) == (0, True)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = str(tmp_path_factory.mktemp("shelf"))
    assert run("library", "add", PAGES, "--shelf", folder).code == 0
    return folder


def test_without_trials_the_shelf_is_asked_and_what_was_left_out_is_said(shelf: str) -> None:
    done = run("match", *ON, "-p", GASTRIC, "--shelf", shelf, "--most", "2")
    assert done.code == 0
    assert "Patient G-01 on 2026-03-16: 2 trials" in done.words
    assert "G-01: 2 of 5 trials are judged;" in done.err.replace("\n", " ")
    assert "more may be for the patient: ask for more with --most" in done.err.replace("\n", " ")


def test_a_search_of_the_shelf_that_cannot_be_read_is_a_mistake_and_judges_nobody(shelf: str) -> None:
    done = run("match", *ON, "-p", GASTRIC, "--shelf", shelf, "--search", "(((")
    assert (done.code, done.out) == (2, "")
    assert "(((\n  ^\nerror: --search, column 3: the bracket is not closed" in done.err


def test_how_a_search_with_a_stray_sign_was_taken_is_said(shelf: str) -> None:
    done = run("match", *ON, "-p", GASTRIC, "--shelf", shelf, "--search", "thalidomide)")
    assert done.code == 0
    assert "note: --search: this bracket closes nothing: taken as thalidomide" in done.err


def test_trials_of_the_shelf_without_the_stage_are_counted(shelf: str) -> None:
    done = run("match", *ON, "-p", BREAST, "--shelf", shelf, "--stage", "secondary_registration")
    assert "Patient B-02 on 2026-03-16: 1 trial" in done.words
    assert "2 have no stage 'secondary_registration'" in done.err.replace("\n", " ")


def test_a_trial_of_the_shelf_is_judged_as_from_its_file(shelf: str) -> None:
    (there,) = match_json("-p", GASTRIC, "--shelf", shelf, "--search", "thalidomide")["patients"][0]["ranking"]
    (here,) = match_json("-p", GASTRIC, THAL)["patients"][0]["ranking"]
    assert there == here


def test_a_search_beside_named_trials_and_a_folder_without_a_shelf_are_mistakes(tmp_path: Path) -> None:
    both = run("match", *ON, "-p", GASTRIC, THAL, "--search", "thalidomide")
    assert (both.code, "trials are named too" in both.err.replace("\n", " ")) == (2, True)
    none = run("match", *ON, "-p", GASTRIC, "--shelf", tmp_path)
    assert (none.code, "no shelf" in none.err) == (2, True)
