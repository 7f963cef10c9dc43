"""`trialwright patient`, `match` and `map` run on an OMOP database and on a table as a person would run them."""

from __future__ import annotations

import json
from pathlib import Path

from tests.functional.command import PAGES, run

TRIAL = str(PAGES / "000_9a6685febac1819c.txt")


def test_a_database_is_shown_person_by_person_with_what_it_could_have_known() -> None:
    found = json.loads(run("patient", "examples/omop", "--json").out)["patients"]
    assert [one["id"] for one in found] == ["1", "2"]
    assert found[0]["careSites"] == ["Day hospital"]
    assert found[0]["observed"] == [{"start": "2019-01-01", "end": "2026-02-10"}]
    assert [item["what"] for item in found[1]["notUnderstood"]] == ["XY7"]


def test_own_codes_and_complete_kinds_are_for_databases_too(tmp_path: Path) -> None:
    codes = tmp_path / "codes.tsv"
    codes.write_text("system\tcode\tconcept\nsource\tXY7\tgastric adenocarcinoma\n", "utf-8")
    done = run(
        "patient",
        "examples/omop",
        "--person",
        "2",
        "--codes",
        str(codes),
        "--complete",
        "conditions",
        "--complete",
        "procedures",
        "--json",
    )
    (patient,) = json.loads(done.out)["patients"]
    assert [fact["concept"] for fact in patient["facts"]] == ["gastric adenocarcinoma"]
    assert patient["complete"] == ["conditions"]
    assert "NOT_COMPLETE" in {finding["code"] for finding in patient["findings"]}


def test_match_takes_one_person_of_a_database() -> None:
    done = run("match", TRIAL, "--patient", "examples/omop", "--person", "1", "--on", "2026-02-10", "--json")
    assert [one["id"] for one in json.loads(done.out)["patients"]] == ["1"]


def test_a_person_who_is_not_there_is_an_error() -> None:
    for source in ("examples/omop", "examples/table/clinic.csv"):
        done = run("patient", source, "--person", "77")
        assert (done.code, "there is no person 77" in done.err) == (2, True)


def test_a_draft_is_written_and_read(tmp_path: Path) -> None:
    target = tmp_path / "draft.yaml"
    done = run("map", "examples/table/clinic.csv", "-o", str(target))
    assert (done.code, "not recognised, to be completed: Ward" in done.err) == (0, True)
    shown = run("patient", "examples/table/clinic.csv", "--mapping", str(target), "--json")
    first, _ = json.loads(shown.out)["patients"]
    assert {"breast cancer", "HER2", "hemoglobin"} <= {fact["concept"] for fact in first["facts"]}
    assert run("map", "examples/patients/gastric-liver-metastases.yaml").code == 2
