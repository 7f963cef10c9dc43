"""`trialwright serve --cohort`: curators see the cohort, nobody else does, and who a patient is stands in no address."""

from __future__ import annotations

import datetime as dt
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx import Response
from lxml import html
from tests.functional.command import run
from tests.functional.portal.site import ADDRESS, shelf_of

from trialwright.errors import UserError
from trialwright.portal.app import create_app
from trialwright.portal.people.accounts import Accounts
from trialwright.portal.people.role import Role
from trialwright.portal.settings import Settings

SENTENCE = "a rather long sentence"
ODD = "F<b>\"&'7"
"""An id that acts in a page that does not escape it."""
CRITERIA = {
    "NCT00000001": "Inclusion Criteria:\n* Age 18 to 75 years\n* Hemoglobin >= 9 g/dL\n* HER2 positive\n"
    "Exclusion Criteria:\n* Radiotherapy within 4 weeks before registration\n",
    "NCT00000002": "Inclusion Criteria:\n* Platelet count >= 100 x 10^9/L\n* Hemoglobin >= 8 g/dL\n",
}
PATIENTS: dict[str, dict[str, Any]] = {
    "A": {"age": 50, "hemoglobin": 8.4, "her2": "positive"},
    "B": {"age": 50, "hemoglobin": 9.5, "her2": "positive"},
    "C": {"age": 80, "hemoglobin": 10, "her2": "positive"},
    ODD: {"age": 40, "hemoglobin": 7.2, "her2": "negative"},
}
TRIAL = "/cohort/trial/NCT00000001"
PAGES = (
    "/cohort",
    "/cohort/changes",
    "/cohort/questions",
    "/cohort/overlap",
    TRIAL,
    f"{TRIAL}/near-misses",
    f"{TRIAL}/limits?line=I2",
    f"{TRIAL}/funnel.svg",
)


def _sheet(folder: Path, name: str, row: dict[str, Any]) -> Path:
    day = "2026-03-01"
    facts = [
        {"what": "hemoglobin", "value": row["hemoglobin"], "unit": "g/dL", "date": day},
        {"what": "platelet count", "value": 150, "unit": "10*9/L", "date": day},
        {"what": "HER2", "value": row["her2"], "date": day},
    ]
    path = folder / f"{re.sub('[^A-Z]', '', name)}.json"
    path.write_text(json.dumps({"id": name, "age": row["age"], "facts": facts, "complete": ["treatments", "procedures"]}))
    return path


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """A cohort after its second night, in which A was transfused; and the sources of its patients."""
    folder = tmp_path_factory.mktemp("made")
    trials = []
    for key, text in CRITERIA.items():
        section = {
            "identificationModule": {"nctId": key, "briefTitle": f"Study <i>{key}"},
            "eligibilityModule": {"eligibilityCriteria": text},
        }
        trials.append(folder / f"{key}.json")
        trials[-1].write_text(json.dumps({"protocolSection": section}))
    people = folder / "people"
    people.mkdir()
    for day, hemoglobin in (("2026-03-15", 7.9), ("2026-03-16", 8.4)):
        sheets = [
            _sheet(people, name, row | {"hemoglobin": hemoglobin} if name == "A" else row) for name, row in PATIENTS.items()
        ]
        sources = [part for path in sheets for part in ("--patients", path)]
        done = run("cohort", *trials, *sources, "--on", day, "--output", folder / "cohort")
        assert done.code == 0, done.remarks
    return folder / "cohort", [str(path) for path in sheets]


@pytest.fixture(scope="module")
def people(made: tuple[Path, list[str]], tmp_path_factory: pytest.TempPathFactory) -> dict[str, TestClient]:
    """One portal at four browsers: a curator, a reader, and somebody who did not sign in."""
    folder = tmp_path_factory.mktemp("shelf")
    accounts = Accounts(shelf_of(folder))
    accounts.add("Rossi", SENTENCE, role=Role.CURATOR)
    accounts.add("Lek", SENTENCE, role=Role.READER)
    app = create_app(_settings(folder, made[0], made[1]))
    found = {name: TestClient(app, base_url=ADDRESS, follow_redirects=False) for name in ("Rossi", "Lek", "stranger")}
    for name in ("Rossi", "Lek"):
        assert found[name].post("/sign-in", data={"name": name, "password": SENTENCE}).status_code == 303
    return found


def _settings(folder: Path, cohort: Path, sources: list[str] | None = None) -> Settings:
    on = dt.date(2026, 3, 20)
    return Settings(folder=folder, base_url=ADDRESS, cohort=cohort, patients=tuple(sources or ()), on=lambda: on)


@pytest.fixture
def curator(people: dict[str, TestClient]) -> TestClient:
    return people["Rossi"]


def words(answer: Response) -> str:
    assert answer.status_code == 200, answer.text
    return " ".join(html.fromstring(answer.text).xpath("//main")[0].text_content().split())


def table(answer: Response) -> dict[str, list[str]]:
    """The rows of the first table: what stands in their heads to the cells."""
    rows = html.fromstring(answer.text).xpath("(//table)[1]/tbody/tr")
    return {row.xpath("./th")[0].text_content().split()[0]: [cell.text_content() for cell in row.xpath("./td")] for row in rows}


def open_patient(client: TestClient, name: str) -> Response:
    token = str(html.fromstring(client.get("/cohort").text).xpath("//input[@name='token']/@value")[0])
    return client.post("/cohort/patient", data={"token": token, "patient": name})


@pytest.mark.parametrize("path", ["/cohort", "/cohort/changes", "/cohort/overlap"])
def test_a_trial_is_shown_by_its_key_and_its_title(curator: TestClient, path: str) -> None:
    assert "NCT00000002 Study <i>NCT00000002" in words(curator.get(path))


@pytest.mark.parametrize("path", PAGES)
def test_who_did_not_sign_in_is_led_to_the_door_and_sees_nothing(people: dict[str, TestClient], path: str) -> None:
    answer = people["stranger"].get(path)
    assert (answer.status_code, answer.headers["location"].split("?")[0]) == (303, "/sign-in")
    assert "Study" not in answer.text


@pytest.mark.parametrize("path", PAGES)
def test_who_may_only_read_reviews_sees_no_patients(people: dict[str, TestClient], path: str) -> None:
    answer = people["Lek"].get(path)
    assert answer.status_code == 403
    assert "Only a curator may see patients." in answer.text


def test_a_patient_is_shown_to_nobody_without_the_form_of_a_curator(people: dict[str, TestClient], curator: TestClient) -> None:
    assert people["stranger"].post("/cohort/patient", data={"patient": "A"}).status_code == 303
    assert people["Lek"].post("/cohort/patient", data={"patient": "A"}).status_code == 403
    assert curator.post("/cohort/patient", data={"patient": "A"}).status_code == 403  # no token of our page


@pytest.mark.parametrize("path", PAGES)
def test_what_a_curator_sees_is_kept_by_nobody(curator: TestClient, path: str) -> None:
    answer = curator.get(path)
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")


@pytest.mark.parametrize("path", [path for path in PAGES if not path.endswith("svg")])
def test_ids_and_titles_are_escaped_and_no_id_stands_in_an_address(curator: TestClient, path: str) -> None:
    text = curator.get(path).text
    assert "F<b>" not in text
    assert "<i>" not in text
    page = html.fromstring(text)
    addresses = [*page.xpath("//@href"), *page.xpath("//@action"), *page.xpath("//@src")]
    assert not [address for address in addresses if "F%3C" in address or "patient=" in address]


def test_the_overview_counts_as_the_command_does(curator: TestClient) -> None:
    assert "4 patients · 2 trials · judged as of 16 March 2026" in words(curator.get("/cohort"))
    assert table(curator.get("/cohort")) == {"NCT00000001": ["1", "0", "3"], "NCT00000002": ["3", "0", "1"]}
    assert list(table(curator.get("/cohort?sort=eligible"))) == ["NCT00000002", "NCT00000001"]
    assert list(table(curator.get("/cohort?sort=<script>"))) == ["NCT00000001", "NCT00000002"]


def test_the_funnel_of_a_trial_is_that_of_the_command(curator: TestClient, made: tuple[Path, list[str]]) -> None:
    lines = json.loads(run("funnel", made[0], "NCT00000001", "--json").out)["lines"]
    shown = table(curator.get(TRIAL))
    names = ("pass", "unknown", "fail", "left", "only")
    assert [shown[row["line"]][:5] for row in lines] == [[str(row[name]) for name in names] for row in lines]
    assert curator.get(f"{TRIAL}/funnel.svg").text.startswith("<svg")


def test_a_near_miss_is_told_with_its_value_where_the_records_are_named(curator: TestClient) -> None:
    said = words(curator.get(f"{TRIAL}/near-misses"))
    assert "2 patients fail one line and no other." in said
    assert "hemoglobin 8.4 g/dL on 2026-03-01 (limit >= 9 g/dL): misses by 0.6 g/dL" in said


def test_a_curve_shows_what_another_limit_would_gain(curator: TestClient) -> None:
    rows = html.fromstring(curator.get(f"{TRIAL}/limits?line=I2").text).xpath("//table/tbody/tr")
    cells = [[" ".join(cell.text_content().split()) for cell in row.xpath("./th|./td")] for row in rows]
    assert [">= 9 g/dL now", "1", "", "1", ""] in cells
    assert [">= 8.4 g/dL", "2", "+1", "2", "+1"] in cells
    assert curator.get(f"{TRIAL}/limits?line=I9").status_code == 404


def test_what_changed_in_the_night_is_told_with_its_cause(curator: TestClient) -> None:
    said = words(curator.get("/cohort/changes"))
    assert "1 verdict has changed. As of 16 March 2026, against the run before." in said
    assert "Now eligible 1 A · NCT00000002 Study <i>NCT00000002 before: excluded" in said
    assert "the patient's record says something else I2 excludes → fulfilled" in said
    assert "Nothing is different." in words(curator.get("/cohort/changes?trial=NCT00000001"))
    assert "1 verdict has changed. From 15 March 2026" in words(curator.get("/cohort/changes?since=2026-03-15"))
    assert "This is no day" in words(curator.get("/cohort/changes?since=yesterday"))


def test_a_patient_is_shown_with_trials_and_the_lines_that_exclude(curator: TestClient) -> None:
    said = words(open_patient(curator, "A"))
    assert "Patient A" in said
    assert "Eligible 1 NCT00000002" in said
    assert "I2 Hemoglobin >= 9 g/dL" in said
    odd = open_patient(curator, ODD)
    assert f"Patient {ODD}" in words(odd)
    assert "F<b>" not in odd.text
    nobody = open_patient(curator, "<b>nobody")
    assert nobody.status_code == 404
    assert "<b>nobody" not in nobody.text


@pytest.mark.parametrize(
    "path", ["/cohort/trial/NCT99999999", f"{TRIAL}?stage=none", "/cohort/overlap?trial=x", "/cohort/trial/%00"]
)
def test_what_the_cohort_does_not_have_is_not_found(curator: TestClient, path: str) -> None:
    assert curator.get(path).status_code == 404


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _emptied(path: Path) -> None:
    path.write_bytes(b"")


def _strange(path: Path) -> None:
    path.write_bytes(b'{"format": 2}')


@pytest.mark.parametrize("hurt", [_cut, _emptied, _strange, Path.unlink])
@pytest.mark.parametrize("name", ["cohort.json", "protocols.json.gz", "answers", "usual", "pairs", "lines", "done", "changes"])
def test_a_damaged_folder_is_told_on_a_page_and_never_a_traceback(
    made: tuple[Path, list[str]], tmp_path: Path, name: str, hurt: Callable[[Path], None]
) -> None:
    shutil.copytree(made[0], tmp_path / "cohort")
    (found,) = [tmp_path / "cohort" / name] if "." in name else list((tmp_path / "cohort" / name).rglob("00000.*"))
    hurt(found)
    client = TestClient(create_app(_alone(tmp_path)), base_url=ADDRESS, client=("127.0.0.1", 5000))
    answers = [client.get(path) for path in PAGES if not path.endswith("svg")] + [open_if_there(client)]
    assert {answer.status_code for answer in answers} <= {200, 404, 503}
    told = [answer for answer in answers if answer.status_code == 503]
    assert told or name in ("done", "changes")
    assert all("The cohort cannot be shown" in answer.text and "Traceback" not in answer.text for answer in told)
    assert not [answer for answer in told if "this page of the cohort could not be made" in answer.text]


def open_if_there(client: TestClient) -> Response:
    page = client.get("/cohort")
    return open_patient(client, "A") if page.status_code == 200 else page


def _alone(folder: Path) -> Settings:
    shelf = shelf_of(folder / "shelf")
    return Settings(folder=shelf, base_url=ADDRESS, cohort=folder / "cohort", single_user=True)


def test_a_first_run_that_was_stopped_is_told(made: tuple[Path, list[str]], tmp_path: Path) -> None:
    shutil.copytree(made[0], tmp_path / "cohort" / "next")
    client = TestClient(create_app(_alone(tmp_path)), base_url=ADDRESS, client=("127.0.0.1", 5000))
    answer = client.get("/cohort")
    assert answer.status_code == 503
    assert "the first run has not come to its end (1 blocks are done)" in answer.text


def test_a_run_that_is_being_put_in_place_is_told(made: tuple[Path, list[str]], tmp_path: Path) -> None:
    shutil.copytree(made[0], tmp_path / "cohort")
    (tmp_path / "cohort" / "next").mkdir()
    (tmp_path / "cohort" / "next" / "whole").touch()
    client = TestClient(create_app(_alone(tmp_path)), base_url=ADDRESS, client=("127.0.0.1", 5000))
    assert "a new run is being put in the place of the one before" in client.get("/cohort").text


def test_another_night_is_seen_without_starting_the_portal_again(made: tuple[Path, list[str]], tmp_path: Path) -> None:
    shutil.copytree(made[0], tmp_path / "cohort")
    client = TestClient(create_app(_alone(tmp_path)), base_url=ADDRESS, client=("127.0.0.1", 5000))
    assert "judged as of 16 March 2026" in words(client.get(f"{TRIAL}/near-misses"))
    trials = [made[0].parent / f"{key}.json" for key in CRITERIA]
    sources = [part for path in made[1] for part in ("--patients", path)]
    assert run("cohort", *trials, *sources, "--on", "2026-03-17", "--output", tmp_path / "cohort").code == 0
    assert "judged as of 17 March 2026" in words(client.get(f"{TRIAL}/near-misses"))


def test_a_portal_without_a_cohort_has_no_such_pages(tmp_path: Path) -> None:
    settings = Settings(folder=shelf_of(tmp_path), base_url=ADDRESS, single_user=True)
    client = TestClient(create_app(settings), base_url=ADDRESS, client=("127.0.0.1", 5000))
    assert client.get("/cohort").status_code == 404
    assert "/cohort" not in client.get("/about").text


def test_a_cohort_is_not_shown_where_nobody_signs_in_and_a_slip_in_its_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="shown to curators only"):
        Settings(folder=tmp_path, cohort=tmp_path, read_only=True)
    with pytest.raises(UserError, match="no such folder"):
        Settings(folder=tmp_path, cohort=tmp_path / "nowhere")
    with pytest.raises(UserError, match="records are of the patients of a cohort"):
        Settings(folder=tmp_path, patients=("people",))
