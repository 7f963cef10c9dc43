"""Trials side by side: what all ask, what only one asks, and which of the keys are no trial."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from lxml import html
from tests.functional.portal.site import client_for, seeds, shelf_of

from trialwright.registries.record import TrialRecord


def record(key: str, criteria: str, title: str = "A trial") -> TrialRecord:
    section = {
        "identificationModule": {"nctId": key, "briefTitle": title},
        "conditionsModule": {"conditions": ["Gastric Cancer"]},
        "armsInterventionsModule": {"armGroups": [{"label": f"Arm of {key}"}], "interventions": [{"name": f"Drug of {key}"}]},
    }
    return TrialRecord(protocol_section=section, eligibility_text=criteria)


SHARED = "Inclusion Criteria:\n* Hemoglobin >= {hb} g/dL\n{more}\nExclusion Criteria:\n* Brain metastases\n"
ONE = record("NCT00000001", SHARED.format(hb=9, more="* HER2 positive\n"))
TWO = record("NCT00000002", SHARED.format(hb=10, more="* Platelets >= 100 x 10^9/L\n"), title="<b>Two</b>")
THREE = record("NCT00000003", "Inclusion Criteria:\n* Platelets >= 75 x 10^9/L\n")


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    return client_for(shelf_of(tmp_path_factory.mktemp("shelf"), [ONE, TWO, THREE, *seeds()]))


def rows(text: str, name: str) -> list[list[str]]:
    page = html.fromstring(text)
    table = page.xpath(f"//table[@aria-labelledby='{name}-head']//tbody/tr")
    return [[" ".join(cell.text_content().split()) for cell in row] for row in table]


def test_what_both_ask_stands_in_one_row_also_where_the_limits_differ(client: TestClient) -> None:
    answer = client.get("/compare?keys=NCT00000001,NCT00000002")
    found = rows(answer.text, "all")
    assert ["limits hemoglobin", "Hemoglobin >= 9 g/dL", "Hemoglobin >= 10 g/dL"] in found
    assert ["rules out brain metastasis", "Brain metastases", "Brain metastases"] in found


def test_what_only_one_asks_stands_under_its_name(client: TestClient) -> None:
    page = html.fromstring(client.get("/compare?keys=NCT00000001,NCT00000002").text)
    first, second = (page.xpath(f"string(//section[@aria-labelledby='alone-{number}'])") for number in (1, 2))
    assert "HER2: positive" in first and "platelet count" not in first
    assert "platelet count" in second and "HER2" not in second


def test_a_sentence_that_asks_several_things_stands_once_and_whole(tmp_path: Path) -> None:
    long = (
        "Clinically serious heart disease, such as coronary artery disease or myocardial infarction, " + "or as judged so, " * 20
    )
    criteria = f"Exclusion Criteria:\n\n* {long}"
    folder = shelf_of(tmp_path, [record("NCT00000011", criteria), TWO])
    page = html.fromstring(client_for(folder).get("/compare?keys=NCT00000011,NCT00000002").text)
    first = page.xpath("string(//section[@aria-labelledby='alone-1'])")
    assert first.count("Clinically serious heart disease") == 1
    assert " ".join(first.split()).count("or as judged so") == 20


def test_a_trial_can_be_taken_away_again(client: TestClient) -> None:
    page = html.fromstring(client.get("/compare?keys=NCT00000001,NCT00000002,NCT00000003").text)
    links = page.xpath("//ul[contains(@class,'compare-away')]//a/@href")
    assert links[0] == "/compare?keys=NCT00000002&keys=NCT00000003"


def test_of_three_trials_what_two_ask_is_told_apart_and_a_blank_says_what_it_means(client: TestClient) -> None:
    found = rows(client.get("/compare?keys=NCT00000001,NCT00000002,NCT00000003").text, "some")
    assert [
        "limits platelet count",
        "no line that could be read asks it",
        "Platelets >= 100 x 10^9/L",
        "Platelets >= 75 x 10^9/L",
    ] in found


def test_boxes_that_are_ticked_name_their_trials_one_by_one(client: TestClient) -> None:
    answer = client.get("/compare?keys=NCT00000001&keys=nct00000002")
    assert "Arm of NCT00000001" in answer.text and "Drug of NCT00000002" in answer.text


def test_keys_that_no_trial_has_are_named_and_the_others_shown(client: TestClient) -> None:
    answer = client.get("/compare?keys=NCT00000001,NCT00000002,NCT99999999,%3Cscript%3E")
    assert answer.status_code == 200
    assert "Not on this shelf, and left out: NCT99999999, &lt;script&gt;." in " ".join(answer.text.split())
    assert client.get("/compare?keys=NCT99999999").status_code == 404


def test_more_than_four_are_not_dropped_silently(client: TestClient) -> None:
    keys = "NCT00000001,NCT00000002,NCT00000003,NCT05198856,NCT07000253"
    answer = client.get(f"/compare?keys={keys}")
    assert "At most 4 trials fit beside each other. Left out: NCT07000253." in " ".join(answer.text.split())


@pytest.mark.parametrize("path", ["/compare", "/compare?keys=", "/compare?keys=NCT00000001"])
def test_fewer_than_two_are_asked_for_more(client: TestClient, path: str) -> None:
    page = html.fromstring(client.get(path).text)
    assert page.xpath("//input[@name='keys' and @id='keys']")
    assert page.xpath("//table") == []


def test_every_cell_names_its_trial_for_a_narrow_screen_and_every_row_has_its_head(client: TestClient) -> None:
    page = html.fromstring(client.get("/compare?keys=NCT00000001,NCT00000002").text)
    cells = page.xpath("//table//tbody//td")
    assert cells
    assert all(cell.get("data-trial") in ("NCT00000001", "NCT00000002") for cell in cells)
    assert all(row.xpath("count(th[@scope='row'])") == 1 for row in page.xpath("//table//tbody/tr"))


def test_a_title_is_text(client: TestClient) -> None:
    assert "<b>Two</b>" not in client.get("/compare?keys=NCT00000001,NCT00000002").text


def test_trials_found_can_be_ticked_to_compare_them_without_a_script(client: TestClient) -> None:
    page = html.fromstring(client.get("/search?q=gastric").text)
    form = page.get_element_by_id("compare")
    assert (form.get("action"), form.get("method")) == ("/compare", "get")
    assert "NCT00000001" in page.xpath("//input[@form='compare' and @name='keys']/@value")
    assert page.xpath("//button[@form='compare']")


def test_the_seeds_can_be_compared(client: TestClient, tmp_path: Path) -> None:
    answer = client.get("/compare?keys=NCT05198856,NCT07000253")
    assert answer.status_code == 200
    assert rows(answer.text, "all")
