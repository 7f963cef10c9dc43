"""`trialwright library` keeps trials in a folder: what was added is there, what changed is told, what is wrong is named."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from tests.functional.command import Done, run

from trialwright.cli.schema import CHANGES_SCHEMA, schema_of

CRITERIA = """Inclusion Criteria:

* Age 18 years or older
* ECOG performance status 0 or 1

Exclusion Criteria:

* Brain metastases"""


def _study(nct: str, **changed: Any) -> dict[str, Any]:
    sites = changed.get("sites", [("Mercy Hospital", "Utrecht", "RECRUITING")])
    return {
        "protocolSection": {
            "identificationModule": {"nctId": nct, "briefTitle": changed.get("title", "Drug X in Breast Cancer")},
            "statusModule": {
                "overallStatus": changed.get("status", "RECRUITING"),
                "lastUpdatePostDateStruct": {"date": changed.get("day", "2026-01-05")},
            },
            "designModule": {"enrollmentInfo": {"count": changed.get("count", 100)}},
            "eligibilityModule": {"eligibilityCriteria": changed.get("criteria", CRITERIA)},
            "contactsLocationsModule": {
                "locations": [
                    {"facility": name, "city": city, "country": "Netherlands", "status": status} for name, city, status in sites
                ]
            },
        }
    }


def _lines(path: Path, *studies: object) -> str:
    path.write_text("".join(f"{json.dumps(study)}\n" for study in studies), "utf-8")
    return str(path)


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TRIALWRIGHT_SHELF", str(tmp_path / "shelf"))
    return tmp_path


def library(*words: str) -> Done:
    return run("library", *words)


def test_trials_are_added_listed_shown_and_removed(shelf: Path) -> None:
    done = library("add", _lines(shelf / "two.jsonl", _study("NCT00000001"), _study("NCT00000002")))
    assert (done.code, done.out.splitlines()[0]) == (0, "2 new")
    assert library("list").out.splitlines() == [
        "NCT00000001  RECRUITING  Drug X in Breast Cancer",
        "NCT00000002  RECRUITING  Drug X in Breast Cancer",
    ]
    assert library("list", "--most", "1").out.splitlines()[-1] == "… and 1 more"
    shown = library("show", "nct00000001")
    assert "source: ClinicalTrials.gov NCT00000001, version 1 of 1" in shown.out
    assert json.loads(library("show", "NCT00000001", "--json").out)["trialwright"]["shelf"]["version"] == 1
    assert library("remove", "NCT00000001", "NCT00000009").code == 1
    assert [row.split()[0] for row in library("list").out.splitlines()] == ["NCT00000002"]


def test_a_bad_record_among_others_is_named_and_the_rest_is_added(shelf: Path) -> None:
    path = shelf / "some.jsonl"
    path.write_text(json.dumps(_study("NCT00000001")) + "\n{broken\n" + json.dumps(_study("NCT00000002")) + "\n")
    done = library("add", str(path))
    assert done.code == 1
    assert done.out.splitlines()[0] == "2 new, 1 not added"
    assert f"not added: {path}, line 2: not valid JSON" in done.err


def test_nothing_that_could_be_added_is_exit_code_2(shelf: Path) -> None:
    done = library("add", str(shelf / "missing.json"))
    assert done.code == 2
    assert "missing.json: the file cannot be read: No such file or directory" in done.err


def test_there_is_no_shelf_until_something_was_added(shelf: Path) -> None:
    done = library("list")
    assert done.code == 2
    assert "there is no shelf" in done.err
    assert "mend: make one: trialwright library add" in done.err


def test_update_reads_the_files_again_that_have_changed_and_diff_tells_what_changed(shelf: Path) -> None:
    path = shelf / "dump.jsonl"
    library("add", _lines(path, _study("NCT00000001"), _study("NCT00000002")))
    stricter = CRITERIA.replace("0 or 1", "0").replace("* Brain metastases", "* Brain metastases\n* Pregnant women")
    sites = [("Mercy Hospital", "Utrecht", "COMPLETED"), ("St. John", "Leiden", "RECRUITING")]
    after = _study("NCT00000001", status="ACTIVE_NOT_RECRUITING", day="2026-03-01", count=250, criteria=stricter, sites=sites)
    assert library("update").out.splitlines()[0] == "nothing new"
    _lines(path, after, _study("NCT00000002"))
    assert library("update").out.splitlines()[0] == "1 changed, 1 same"
    told = library("diff", "NCT00000001")
    for words in (
        "NCT00000001: version 1 → 2",
        "status: RECRUITING → ACTIVE_NOT_RECRUITING",
        "last update posted: 2026-01-05 → 2026-03-01",
        "participants: 100 → 250",
        "1 site added: St. John, Leiden, Netherlands",
        "1 site stopped recruiting: Mercy Hospital, Utrecht, Netherlands",
        "2 changes in meaning",
        "tightened",
        "Pregnant women",
    ):
        assert words in told.out, words
    body = json.loads(library("diff", "NCT00000001", "--json").out)
    assert list(jsonschema.Draft202012Validator(schema_of(CHANGES_SCHEMA)).iter_errors(body)) == []
    assert [change["kind"] for change in body["criteria"]["changes"] if change["kind"] != "same"] == ["tightened", "added"]
    assert library("diff", "NCT00000001", "--exit-code").code == 1
    assert library("diff", "NCT00000002").code == 2


def test_a_packed_file_and_standard_input_are_read(shelf: Path) -> None:
    path = shelf / "one.jsonl.gz"
    path.write_bytes(gzip.compress(json.dumps(_study("NCT00000001")).encode()))
    assert json.loads(library("add", str(path), "--json").out)["new"] == 1
    done = run("library", "add", "-", stdin=json.dumps(_study("NCT00000002")).encode())
    assert done.out.splitlines()[0] == "1 new"


def test_a_review_is_put_on_the_shelf_with_its_trial(shelf: Path) -> None:
    source = _lines(shelf / "one.json", _study("NCT00000001"))
    library("add", source)
    review = str(shelf / "one.trial.yaml")
    assert run("review", source, "--make", "--reviewer", "Ann", "-o", review).code == 0
    done = library("add", review)
    assert (done.code, done.out.splitlines()[0]) == (0, "1 review")


def test_all_criteria_are_compiled_at_once_when_asked(shelf: Path) -> None:
    library("add", _lines(shelf / "two.jsonl", _study("NCT00000001"), _study("NCT00000002", title="Drug Y")))
    assert library("compile").out.splitlines() == ["2 compiled"]
    assert library("compile").out.splitlines() == ["0 compiled"]


def test_what_only_criteria_tell_is_found_once_they_are_compiled(shelf: Path) -> None:
    criteria = "Inclusion Criteria:\n\n* HER2-positive breast cancer\n\nExclusion Criteria:\n\n* EGFR mutation"
    library("add", _lines(shelf / "one.json", _study("NCT00000001", criteria=criteria)))
    assert "biomarker: unknown 1" in run("search", "--count", "biomarker").out
    assert library("compile").out.splitlines() == ["1 compiled"]
    counted = run("search", "--count", "biomarker").out
    assert "HER2: positive required 1" in counted
    assert "EGFR: mutated excluded 1" in counted


def test_the_search_index_can_be_made_anew(shelf: Path) -> None:
    library("add", _lines(shelf / "two.jsonl", _study("NCT00000001"), _study("NCT00000002")))
    assert library("reindex").out.splitlines() == ["2 trials in the search index"]


def _page(path: Path, title: str) -> str:
    path.write_text(f"Some Clinical Trial\n\nOfficial title:\n{title}\n\nBrief summary:\nA trial of drug X.\n", "utf-8")
    return str(path)


def test_merges_are_proposed_with_reasons_and_decided_by_a_person(shelf: Path) -> None:
    title = "A Randomised Study of Drug X Versus Placebo in Women With Breast Cancer"
    library("add", _lines(shelf / "one.json", _study("NCT00000001", title=title)), _page(shelf / "page.txt", title))
    told = library("merges")
    assert "the same title" in told.out
    assert told.out.splitlines()[-1] == "1 pairs may be one trial"
    (proposal,) = json.loads(library("merges", "--json").out)["proposals"]
    pair = ",".join(str(side["id"]) for side in proposal["sources"])
    done = library("merges", "--accept", pair, "--reviewer", "Ann", "--note", "it is its page")
    assert done.out == "decision 1: they are one trial\n"
    assert len(library("list").out.splitlines()) == 1
    assert "here because accepted by Ann on" in library("show", "NCT00000001").words
    assert library("merges").out == "nothing waits for a decision\n"
    assert "by Ann on" in library("merges", "--decided").words
    assert library("merges", "--undo", "1", "--reviewer", "Bea").out == "decision 1 is taken back\n"
    assert len(library("list").out.splitlines()) == 2
    assert "taken back by Bea" in library("merges", "--decided").words
    assert library("merges", "--accept", "1").code == 2
    assert library("merges", "--accept", "1,2", "--undo", "1").code == 2


def test_a_saved_search_is_a_feed_of_changes(shelf: Path) -> None:
    path = shelf / "dump.jsonl"
    library("add", _lines(path, _study("NCT00000001")))
    assert library("feed").out == "no search is saved\n"
    assert library("feed", "breast", "--save", "(((").code == 2
    assert library("feed").out == "no search is saved\n"
    assert library("feed", "breast", "--save", "breast cancer", "--title", "Breast").out.startswith(
        "saved: breast finds 1 trial now"
    )
    assert library("feed", "breast").out == "nothing has changed since the search was saved\n"
    _lines(path, _study("NCT00000001", day="2026-03-01", count=250))
    library("update")
    told = library("feed", "breast")
    assert "NCT00000001 Drug X in Breast Cancer: changed" in told.words
    assert "participants: 100 → 250" in told.out
    assert "<title>NCT00000001 Drug X in Breast Cancer: changed</title>" in library("feed", "breast", "--format", "rss").out
    body = json.loads(library("feed", "breast", "--format", "json", "--base-url", "https://trials.example").out)
    assert body["items"][0]["url"] == "https://trials.example/trial/NCT00000001"
    assert library("feed").out.startswith("breast  Breast  (1 trial, since")
    library("remove", "NCT00000001")
    assert "no longer on the shelf" in library("feed", "breast").words
    for address in ("javascript:alert(1)", "trials.example", "https://trials.example/?a=1"):
        assert library("feed", "breast", "--format", "rss", "--base-url", address).code == 2
    assert library("feed", "breast", "--forget").code == 0
    assert library("feed", "breast").code == 2


@pytest.mark.parametrize(
    ("form", "begins"),
    [
        ("csv", "NCT Number,"),
        ("json", '{"studies": ['),
        ("jsonl", '{"protocolSection"'),
        ("ris", "TY  - "),
        ("fhir-r4", '{"resourceType": "ResearchStudy"'),
        ("fhir-r5", '{"resourceType": "ResearchStudy"'),
        ("schema-org", '{"@context": "https://schema.org"'),
    ],
)
def test_the_shelf_is_exported_in_every_format(shelf: Path, form: str, begins: str) -> None:
    library("add", _lines(shelf / "two.jsonl", _study("NCT00000001"), _study("NCT00000002")))
    done = library("export", "--format", form)
    assert done.code == 0
    assert done.out.startswith(begins)
    assert "NCT00000002" in done.out
    assert "NCT00000002" not in library("export", "NCT00000001", "--format", form).out


def test_what_json_export_writes_can_be_put_on_another_shelf(shelf: Path) -> None:
    library("add", _lines(shelf / "two.jsonl", _study("NCT00000001"), _study("NCT00000002")))
    out = str(shelf / "out.json")
    assert library("export", "--format", "json", "-o", out).code == 0
    done = library("add", out, "--shelf", str(shelf / "other"))
    assert done.out.splitlines()[0] == "2 new"
    assert library("export", "NCT00000009", "--format", "csv").code == 2
