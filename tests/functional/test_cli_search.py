"""`trialwright search` finds what was added to the shelf, says what was also searched and how far each status can be believed."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.functional.command import Done, run


def _study(nct: str, title: str, condition: str, verified: str) -> dict[str, Any]:
    return {
        "protocolSection": {
            "identificationModule": {"nctId": nct, "briefTitle": title},
            "statusModule": {"overallStatus": "RECRUITING", "statusVerifiedDate": verified},
            "conditionsModule": {"conditions": [condition]},
            "designModule": {"phases": ["PHASE2"]},
        }
    }


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("trials")
    studies = (
        _study("NCT07000001", "Drug X", "Stomach Cancer", "2026-10"),
        _study("NCT07000002", "Drug Y", "Gastric Adenocarcinoma", "2022-01"),
        _study("NCT07000003", "Drug Z", "Melanoma", "2026-10"),
    )
    source = folder / "trials.jsonl"
    source.write_text("".join(f"{json.dumps(study)}\n" for study in studies), "utf-8")
    assert run("library", "add", str(source), "--shelf", str(folder / "shelf")).code == 0
    return str(folder / "shelf")


def _search(shelf: str, *arguments: str) -> Done:
    return run("search", *arguments, "--shelf", shelf, "--on", "2026-11-21")


def test_a_disease_is_found_under_its_other_names(shelf: str) -> None:
    done = _search(shelf, "gastric", "cancer")
    assert done.code == 0
    assert "2 trials" in done.words
    assert "gastric cancer: also searched:" in done.words
    assert "NCT07000001 Drug X RECRUITING, confirmed in 2026-10; confirmed" in done.words
    doubt = "it was last confirmed more than two years ago; stale"
    assert f"NCT07000002 Drug Y UNKNOWN (stated: RECRUITING), confirmed in 2022-01, {doubt}" in done.words


def test_synonyms_can_be_left_out(shelf: str) -> None:
    assert "0 trials" in _search(shelf, "gastric cancer", "--plain", "gastric cancer").words


def test_the_answer_can_be_had_as_json_with_counts(shelf: str) -> None:
    done = _search(shelf, "--facet", "phase=PHASE2", "--count", "believed", "--size", "1", "--json")
    answer = json.loads(done.out)
    assert (answer["total"], len(answer["trials"])) == (3, 1)
    assert answer["facets"] == {"believed": {"RECRUITING": 2, "UNKNOWN": 1}}
    assert answer["next"]


def test_a_mistake_in_a_question_is_shown_at_its_place(shelf: str) -> None:
    done = _search(shelf, "AREA[Conditon]melanoma")
    assert done.code == 2
    assert "did you mean Condition" in done.err
    assert "AREA[Conditon]melanoma\n     ^^^^^^^^" in done.err


def test_a_choice_without_a_value_says_how_to_write_one(shelf: str) -> None:
    done = _search(shelf, "--facet", "phase")
    assert done.code == 2
    assert "phase=PHASE3" in done.err
