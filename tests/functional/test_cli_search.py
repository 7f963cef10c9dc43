"""`trialwright search` finds what was added to the shelf, says what was also searched and how far each status can be believed."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.functional.command import Done, run


def _study(nct: str, title: str, condition: str, verified: str, **more: Any) -> dict[str, Any]:
    return {
        "protocolSection": {
            "identificationModule": {"nctId": nct, "briefTitle": title},
            "statusModule": {"overallStatus": "RECRUITING", "statusVerifiedDate": verified},
            "conditionsModule": {"conditions": [condition]},
            "designModule": {"phases": ["PHASE2"]},
            **more,
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


@pytest.mark.parametrize("text", ["(((", '"', "NOT", "AND AND", "[]"])
def test_signs_in_which_nothing_is_asked_are_a_mistake_and_do_not_find_the_whole_shelf(shelf: str, text: str) -> None:
    done = _search(shelf, text)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"{text}\n")


def test_a_word_that_may_be_misspelt_is_asked_about(shelf: str) -> None:
    assert "did you mean gastric cancer?" in _search(shelf, "gastirc cancer").remarks
    assert "did you mean" not in _search(shelf, "gastric cancer").remarks


def test_what_is_no_facet_and_what_no_trial_has_is_said(shelf: str) -> None:
    assert _search(shelf, "cancer", "--count", "stages").code == 2
    assert "did you mean RECRUITING" in _search(shelf, "cancer", "--facet", "status=RECRUTING").remarks


def test_a_choice_without_a_value_says_how_to_write_one(shelf: str) -> None:
    done = _search(shelf, "--facet", "phase")
    assert done.code == 2
    assert "phase=PHASE3" in done.err


@pytest.fixture(scope="module")
def placed(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("placed")
    sites = [{"city": city, "country": country} for city, country in (("Ghent", "Belgium"), ("Seoul", "Korea, Republic of"))]
    studies = [
        _study(f"NCT0700001{number}", "Drug", "Melanoma", "2026-10", contactsLocationsModule={"locations": [site]})
        for number, site in enumerate(sites)
    ]
    studies[0]["protocolSection"]["statusModule"]["startDateStruct"] = {"date": "2026-02"}
    studies[0]["protocolSection"]["designModule"]["enrollmentInfo"] = {"count": 40}
    source = folder / "trials.jsonl"
    source.write_text("".join(f"{json.dumps(study)}\n" for study in studies), "utf-8")
    assert run("library", "add", str(source), "--shelf", str(folder / "shelf")).code == 0
    return str(folder / "shelf")


def test_around_a_place_the_nearest_come_first_with_their_site(placed: str) -> None:
    words = _search(placed, "melanoma", "--near", "Antwerp").words
    assert words.index("NCT07000010") < words.index("NCT07000011")
    assert "nearest site: Ghent, Belgium, 51 km between towns; recruits (by the trial's status)" in words
    assert "1 trial " in _search(placed, "--near", "Antwerp", "--within", "100").words
    site = json.loads(_search(placed, "--near", "Antwerp", "--json").out)["trials"][0]["nearestSite"]
    assert (site["city"], site["otherCountry"], site["recruitingOfSite"]) == ("Ghent", False, False)


@pytest.mark.parametrize(
    ("asked", "keys"),
    [
        (("--near", "South Korea"), ["NCT07000011"]),
        (("--starts", "2026..2026-02"), ["NCT07000010"]),
        (("--starts", "2026-03.."), []),
        (("--participants", "..50"), ["NCT07000010"]),
    ],
)
def test_country_start_and_size_choose_trials(placed: str, asked: tuple[str, str], keys: list[str]) -> None:
    assert [trial["key"] for trial in json.loads(_search(placed, *asked, "--json").out)["trials"]] == keys


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("--near", "Utrect"), "did you mean Utrecht, The Netherlands?"),
        (("--within", "50"), "there is no place to measure from"),
        (("--near", "Belgium", "--within", "50"), "Belgium is a country: no distance is measured from one"),
        (("--starts", "2025"), "write it as FROM..TO"),
        (("--starts", "2026..2025"), "ends before it begins"),
        (("--participants", "a.."), "'a' is not a number"),
        (("--participants", "1..99999999999999999999"), "is not a number that can be asked for"),
    ],
)
def test_a_range_or_place_that_is_none_says_how_to_give_one(placed: str, asked: tuple[str, str], said: str) -> None:
    done = _search(placed, *asked)
    assert (done.code, said in done.err.replace("\n", " ")) == (2, True)
