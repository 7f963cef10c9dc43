"""The match page over more trials than are judged at once: what was chosen and why is said, and nothing is left out silently."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from httpx import Response
from lxml import html
from tests.functional.portal.site import client_for, shelf_of
from tests.unit.shelf.records import study

from trialwright.registries.record import TrialRecord

GASTRIC = {"disease": "gastric cancer", "age": "61", "sex": "female"}
CRITERIA = "Inclusion Criteria:\n\n* Hemoglobin >= 9 g/dL\n\nExclusion Criteria:\n\n* Brain metastases"


def _study(number: int, *conditions: str, status: str = "RECRUITING") -> TrialRecord:
    named = {"conditions": list(conditions)}
    title = f"Drug {number} in {conditions[0]}"
    return study(f"NCT{number:08d}", title, conditionsModule=named, status={"overallStatus": status}, criteria=CRITERIA)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    """Seventy trials: eight of gastric cancer (four of them closed), fifty of breast cancer, twelve of what is not known."""
    gastric = [_study(number, "Gastric Cancer", status="COMPLETED" if number % 2 else "RECRUITING") for number in range(8)]
    breast = [_study(number, "Breast Cancer") for number in range(100, 150)]
    strange = [_study(number, "Xyzzy Syndrome") for number in range(200, 212)]
    return client_for(shelf_of(Path(tmp_path_factory.mktemp("shelf")), [*gastric, *breast, *strange]))


def words(answer: Response) -> str:
    return " ".join(" ".join(html.fromstring(answer.text).xpath("//main")[0].itertext()).split())


def cards(answer: Response) -> list[str]:
    found = html.fromstring(answer.text).xpath("//li[contains(@class,'match-card')]//h3/a/@href")
    return [str(path).rpartition("/")[2] for path in found]


def test_what_the_patient_has_is_judged_first_and_unknown_removes_nothing(client: TestClient) -> None:
    answer = client.post("/match", data=GASTRIC)
    said = words(answer)
    assert "Judged 60 of 70." in said
    assert "8 trials name what the patient has: 8 judged." in said
    assert "62 trials may be for the patient" in said  # nobody said that there is no other cancer
    assert "10 more are not judged yet." in said
    assert {f"NCT{number:08d}" for number in range(8)} <= set(cards(answer))


def test_who_has_no_other_cancer_has_trials_of_others_counted_and_not_judged(client: TestClient) -> None:
    answer = client.post("/match", data=GASTRIC | {"others": "no"})
    said = words(answer)
    assert "Judged 20 of 70." in said
    assert "12 trials may be for the patient: what was told does not decide it: 12 judged." in said
    assert "50 trials are for another disease for certain: not judged." in said
    assert "not judged yet" not in said
    assert not {f"NCT{number:08d}" for number in range(100, 150)} & set(cards(answer))


def test_more_are_judged_on_demand_and_the_answers_stay(client: TestClient) -> None:
    page = html.fromstring(client.post("/match", data=GASTRIC).text)
    (more,) = page.xpath("//button[@name='most']/@value")
    answer = client.post("/match", data=GASTRIC | {"most": more})
    assert "Judged 70 of 70." in words(answer)
    assert len(cards(answer)) == 70


def test_a_search_is_ranked_by_the_matcher_as_well(client: TestClient) -> None:
    answer = client.post("/match", data=GASTRIC | {"search": "q=drug"})
    assert "For the 70 trials that your search finds." in words(answer)
    assert "Judged 60 of 70." in words(answer)
    assert {f"NCT{number:08d}" for number in range(8)} <= set(cards(answer))


def test_the_question_that_decides_most_of_the_many_is_asked_first(client: TestClient) -> None:
    page = html.fromstring(client.post("/match", data=GASTRIC | {"others": "no"}).text)
    topics = page.xpath("//section[@aria-labelledby='next-head']//input[starts-with(@name,'t')]/@value")
    assert sorted(topics[:2]) == ["measure||hemoglobin", "presence||brain metastasis"]


def test_a_search_of_signs_alone_means_no_trial_and_not_the_whole_shelf(client: TestClient) -> None:
    answer = client.post("/match", data=GASTRIC | {"search": "q=((("})
    assert answer.status_code == 200
    assert "For the 0 trials that your search finds." in words(answer)


def test_a_disease_that_no_vocabulary_knows_is_searched_by_its_words(client: TestClient) -> None:
    answer = client.post("/match", data={"disease": "Xyzzy Syndrome", "age": "61"})
    assert "For the 12 trials on this shelf that a search for the disease finds." in words(answer)
    assert len(cards(answer)) == 12


def test_trials_of_one_worth_that_take_patients_in_stand_first(client: TestClient) -> None:
    found = cards(client.post("/match", data=GASTRIC | {"others": "no"}))
    gastric = [key for key in found if re.fullmatch(r"NCT0000000\d", key)]
    assert gastric[:4] == [f"NCT{number:08d}" for number in (0, 2, 4, 6)]
