"""The match page: asks what decides most, says who may join and why, and keeps nothing of the patient."""

from __future__ import annotations

import gzip
import json
import logging
import re
import tempfile
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from httpx import Response
from lxml import html
from starlette.requests import Request
from tests.functional.portal.site import client_for, seeds, shelf_of

from trialwright.portal.apart import GONE
from trialwright.registries.reading import read_records

BASE = {"disease": "gastric cancer", "others": "no", "age": "61", "sex": "female", "ecog": "1"}
SHEET = Path("examples/patients/gastric-liver-metastases.yaml")
SECRET = "zeldzame-naam-4711"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    return client_for(shelf_of(tmp_path_factory.mktemp("shelf"), seeds()))


def words(answer: Response) -> str:
    main = html.fromstring(answer.text).xpath("//main")[0]
    return " ".join(" ".join(main.itertext()).split())


def topics(answer: Response) -> list[str]:
    """The questions that the page asks next, by their keys."""
    page = html.fromstring(answer.text)
    return list(page.xpath("//section[@aria-labelledby='next-head']//input[starts-with(@name,'t')]/@value"))


def fields(answer: Response) -> dict[str, str | list[str]]:
    """What the form would send as it stands."""
    form = html.fromstring(answer.text).get_element_by_id("match")
    found: dict[str, list[str]] = {}
    for item in form.xpath(".//input[@name] | .//select | .//textarea"):
        if item.get("type") not in ("radio", "checkbox", "file") or item.get("checked") is not None:
            found.setdefault(item.get("name"), []).append(item.value if item.get("type") != "radio" else item.get("value"))
    return {name: values if len(values) > 1 else values[0] for name, values in found.items()}


def standings(answer: Response) -> dict[str, int]:
    rows = html.fromstring(answer.text).xpath("//ul[@class='standings']/li")
    return {row.get("class"): int(row.xpath("string(.//span)")) for row in rows}


def test_it_begins_with_what_every_trial_asks_and_says_for_which_trials(client: TestClient) -> None:
    answer = client.get("/match")
    page = html.fromstring(answer.text)
    labels = [" ".join(label.text_content().split()) for label in page.xpath("//form[@id='match']//label[@for]")]
    assert labels[0] == "Which cancer is it?"
    assert "Age in years" in labels
    assert "For all 5 trials on this shelf." in words(answer)


def test_every_trial_is_judged_and_stands_somewhere(client: TestClient) -> None:
    answer = client.post("/match", data=BASE)
    assert "Judged 5 of 5." in words(answer)
    assert sum(standings(answer).values()) == 5
    assert standings(answer)["another-disease"] == 2  # breast and colorectal; a page on esophageal cancer names more than it says


def test_an_empty_form_rules_nothing_out_and_asks_again(client: TestClient) -> None:
    answer = client.post("/match", data={})
    assert answer.status_code == 200
    assert "First what every trial asks" in answer.text
    only_age = client.post("/match", data={"age": "61"})
    assert standings(only_age)["excluded"] == 0


def test_who_sends_the_empty_form_is_told_why_no_trial_is_shown(client: TestClient) -> None:
    said = "Nothing was told yet."
    alert = html.fromstring(client.post("/match", data={"age": "", "place": ""}).text).xpath("//*[@role='alert']")[0]
    assert "".join(alert.itertext()).startswith(said)
    assert said not in client.get("/match").text
    assert said not in client.post("/match", data={"age": "61"}).text
    assert said not in client.post("/match", data={"age": "old"}).text


def test_a_patient_who_died_is_said_to_have_died_also_when_more_is_answered(client: TestClient) -> None:
    bundle = {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [
            {
                "resource": {
                    "resourceType": "Patient",
                    "id": "p",
                    "gender": "male",
                    "birthDate": "1959",
                    "deceasedDateTime": "2020-11-24",
                }
            }
        ],
    }
    answer = client.post("/match", files={"file": ("p.json", json.dumps(bundle), "application/json")})
    assert "By what was told, the patient died (24 November 2020)." in words(answer)
    again = client.post("/match", data=fields(answer) | {"ecog": "1"})
    assert "By what was told, the patient died (24 November 2020)." in words(again)
    assert "the patient died" not in words(client.post("/match", data=BASE))


def test_what_could_not_be_read_of_a_bundle_is_counted_above_the_result_and_leads_to_its_list(client: TestClient) -> None:
    file = ("jenny.json.gz", BUNDLE.read_bytes(), "application/gzip")
    page = html.fromstring(client.post("/match", files={"file": file}).text)
    link = page.xpath("//p[contains(@class, 'remarks-told')]/a[@href='#remarks']")[0]
    listed = page.get_element_by_id("remarks").findall("li")
    assert link.text_content().startswith(f"{len(listed)} remark")


def test_the_questions_come_in_steps_and_none_is_asked_twice(client: TestClient) -> None:
    answer, seen = client.post("/match", data=BASE), list[str]()
    for _step in range(3):
        asked = topics(answer)
        assert asked
        assert not set(asked) & set(seen)
        seen += asked
        answer = client.post("/match", data=fields(answer))
    assert "Judged 5 of 5." in words(answer)


def test_an_answer_that_excludes_is_shown_with_the_sentence_and_our_reason(client: TestClient) -> None:
    data = BASE | {"t0": "presence||brain metastasis", "v0": "yes"}
    answer = client.post("/match", data=data)
    excluded = html.fromstring(answer.text).get_element_by_id("excluded")
    said = " ".join(excluded.text_content().split())
    assert "What excludes" in said
    assert re.search(r"[Bb]rain metasta.*Excludes.*brain metastasis", said)


def test_how_far_a_cancer_has_come_is_asked_and_held_against_the_lines(tmp_path: Path) -> None:
    record = {
        "identificationModule": {"nctId": "NCT00000001", "briefTitle": "Late gastric cancer"},
        "conditionsModule": {"conditions": ["Gastric Cancer"]},
        "eligibilityModule": {"eligibilityCriteria": "Inclusion Criteria:\n\n* Stage III or IV gastric cancer"},
    }
    late = client_for(shelf_of(tmp_path / "shelf", read_records(json.dumps({"protocolSection": record}).encode())))
    for stage, standing in (("I", "excluded"), ("IV", "eligible"), ("metastatic", "eligible"), ("localized", "possible")):
        answer = late.post("/match", data={**BASE, "stage": stage})
        assert html.fromstring(answer.text).xpath("//select[@name='stage']//option[@selected]/@value") == [stage]
        assert {name for name, count in standings(answer).items() if count} == {standing}, stage


def test_an_answer_stays_in_the_form_and_can_be_changed(client: TestClient) -> None:
    data = BASE | {"t0": "measure||hemoglobin", "v0": "10,2", "unit0": "g/dL", "when0": "2026-11-01", "dated0": "yes"}
    kept = fields(client.post("/match", data=data))
    assert {name: kept[name] for name in ("disease", "age", "sex", "t0", "v0", "unit0", "when0")} == {
        "disease": "gastric cancer", "age": "61", "sex": "female",
        "t0": "measure||hemoglobin", "v0": "10,2", "unit0": "g/dL", "when0": "2026-11-01",
    }  # fmt: skip


def test_i_do_not_know_is_an_answer(client: TestClient) -> None:
    answer = client.post("/match", data=BASE | {"t0": "presence||brain metastasis", "v0": ""})
    assert standings(answer)["excluded"] == 0
    assert "presence||brain metastasis" not in topics(answer)


def test_one_trial_can_be_asked_for_and_one_that_is_not_there_is_named(client: TestClient) -> None:
    answer = client.get("/match?trial=nct05198856&trial=NCT99999999")
    assert "For 1 trial: NCT05198856" in words(answer)
    assert "Not on this shelf, and left out: NCT99999999" in words(answer)
    assert "Judged 1 of 1." in words(client.post("/match", data=fields(answer) | BASE))


def test_the_trials_of_a_search_can_be_asked_for(client: TestClient) -> None:
    answer = client.get("/match?q=thalidomide")
    assert "that your search finds" in words(answer)
    assert "Judged 1 of 1." in words(client.post("/match", data=fields(answer) | BASE))


def test_a_sheet_is_read_from_its_file(client: TestClient) -> None:
    answer = client.post("/match", files={"file": (SHEET.name, SHEET.read_bytes(), "text/yaml")})
    assert "Judged 5 of 5." in words(answer)
    assert fields(answer)["sheet"].strip().startswith(SHEET.read_text("utf-8").strip()[:30])


def test_a_bad_sheet_is_told_with_its_line_and_its_mend_and_stands_there_to_be_mended(client: TestClient) -> None:
    answer = client.post("/match", data={"sheet": "id: P\nage: 61\nagee: 4\n"})
    assert "There is 1 thing to mend" in answer.text
    assert "Line 3." in words(answer)
    assert "did you mean age?" in words(answer)
    area = html.fromstring(answer.text).get_element_by_id("sheet")
    assert area.get("aria-invalid") == "true"
    assert area.get("aria-describedby") == "sheet-wrong"
    assert "agee: 4" in area.text


BUNDLE = Path("examples/fhir/jenny-m.json.gz")


def test_a_fhir_bundle_becomes_a_sheet_and_what_was_not_understood_is_told(client: TestClient) -> None:
    answer = client.post("/match", files={"file": ("jenny.json.gz", BUNDLE.read_bytes(), "application/gzip")})
    assert "Judged 5 of 5." in words(answer)
    assert '"what": "breast cancer"' in fields(answer)["sheet"]
    assert "Cigarette pack-years: unknown code" in words(answer)
    again = client.post("/match", data=fields(answer))
    assert standings(again) == standings(answer)


def test_a_pasted_bundle_is_read_too(client: TestClient) -> None:
    patient = '{"resourceType": "Patient", "id": "p", "gender": "female", "birthDate": "1960"}'
    ecog = '{"resourceType": "Observation", "id": "o", "status": "final", "subject": {"reference": "Patient/p"},'
    ecog += ' "code": {"coding": [{"system": "http://loinc.org", "code": "89247-1"}]}, "valueInteger": 1}'
    answer = client.post("/match", data={"sheet": f"{patient}\n{ecog}\n"})
    assert '"ECOG performance status", "value": "1"' in fields(answer)["sheet"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b'{"resourceType": "Bundle", "entry": []}', "it holds no patient"),
        (b'{"resourceType": "Bundle", "entry": [', "not valid JSON"),
        (gzip.compress(b'{"resourceType": "Bundle", "x": "' + b" " * 60_000_000), "larger than 48 MB"),
    ],
)
def test_a_bundle_that_cannot_be_read_is_told(client: TestClient, content: bytes, says: str) -> None:
    answer = client.post("/match", files={"file": ("b.json", content, "application/json")})
    assert "The FHIR file could not be read" in words(answer)
    assert says in words(answer)


def test_an_uploaded_file_stays_in_memory(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def rolled(_: object) -> None:
        raise AssertionError("written to disk")

    monkeypatch.setattr(tempfile.SpooledTemporaryFile, "rollover", rolled)
    answer = client.post("/match", files={"file": ("b.yaml", b"# x\n" * 500_000 + SHEET.read_bytes(), "text/yaml")})
    assert "too long" in words(answer)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"\xff\xfe\x00binary", "not text in UTF-8"),
        (b"x: &a [*a]", "could not be read"),
        (b"", "The file is empty"),
        (b" \n", "The file is empty"),
        (b"%PDF-1.7\n%\xe2\xe3", "This is a PDF. What is read here is a patient sheet (text), or FHIR as JSON"),
        (b"%PDF-1.7 of plain signs", "This is a PDF."),
        (b"\x89PNG\r\n\x1a\n", "This is a picture."),
        (b"PK\x03\x04\x14", "This is a packed file, or one of an office program."),
        (b"\x1f\x8b\x08 no FHIR", "This is a packed file"),
        (b"<Bundle xmlns='http://hl7.org/fhir'/>", "This is XML."),
    ],
)
def test_a_file_that_is_no_sheet_is_told(client: TestClient, content: bytes, says: str) -> None:
    answer = client.post("/match", files={"file": ("p.yaml", content, "text/yaml")})
    assert says in words(answer)


def test_a_file_that_is_too_large_is_refused_before_it_is_read(client: TestClient) -> None:
    answer = client.post("/match", files={"file": ("p.yaml", b"x" * 8_000_001, "text/yaml")})
    assert answer.status_code == 413
    assert "at most 8 MB" in words(answer)


@pytest.mark.parametrize(
    ("data", "field", "says"),
    [
        ({"age": "sixty"}, "age", "a number of whole years"),
        ({"age": "200"}, "age", "0 to 125"),
        ({"disease": "qwertyuiop"}, "disease", "This disease is not known here"),
        ({"stage": "IV"}, "stage", "Name the cancer too"),
        ({"disease": "gastric cancer", "stage": "9"}, "stage", "no value of that scale"),
        ({"disease": "gastric cancer", "place": "Xyzzyxx"}, "place", "This place is not known"),
        ({"t0": "measure||hemoglobin", "v0": "high"}, "v0", "Give a number"),
        ({"t0": "measure||hemoglobin", "v0": "9", "when0": "2031-01-01", "dated0": "yes"}, "when0", "not in the future"),
        ({"t0": "amount|count|liver metastasis", "v0": "a few"}, "v0", "whole number"),
        ({"t0": "presence||stroke", "v0": "perhaps"}, "v0", "Choose yes, no"),
    ],
)
def test_a_mistake_is_tied_to_its_field(client: TestClient, data: dict[str, str], field: str, says: str) -> None:
    page = html.fromstring(client.post("/match", data=data).text)
    summary = page.get_element_by_id("wrong")
    assert summary.xpath(f".//a[@href='#{field}']")
    assert says in summary.text_content()
    (own,) = page.xpath(f"//*[@id='{field}-wrong']")
    assert says in own.text_content()
    assert page.xpath(f"//*[@aria-invalid='true' and contains(@aria-describedby, '{field}-wrong')]")


def test_markup_in_every_field_is_only_text(client: TestClient) -> None:
    bad = "<script>alert(1)</script>\"'{{7*7}}"
    data = dict.fromkeys(("disease", "others", "age", "sex", "ecog", "place", "sheet", "trial", "search"), bad)
    data |= {"t0": f"presence||{bad}", "v0": "yes", "when0": bad, "t1": f"measure||{bad}", "v1": bad, "unit1": bad, "uln1": bad}
    data |= {"t2": f"result||{bad}", "v2": bad, "other2": bad, "t3": f"statement||{bad}", "v3": "no", "t4": f"amount|size|{bad}"}
    for answer in (
        client.post("/match", data=data),
        client.post("/match", data={**data, "trial": "", "search": "", "sheet": ""}),
    ):
        assert answer.status_code == 200
        assert "<script>alert" not in answer.text
        assert "{{7*7}}" in answer.text
        assert html.fromstring(answer.text).xpath("//script[not(@src)]") == []


def test_what_is_told_is_in_no_address_no_log_and_no_cache(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    data = BASE | {"t0": f"statement||{SECRET} holds for them", "v0": "yes", "sheet": f"id: {SECRET}\nfacts: [stroke]\n"}
    answer = client.post("/match", data=data)
    assert SECRET in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert "set-cookie" not in answer.headers
    page = html.fromstring(answer.text)
    links = [str(link) for link in page.xpath("//@href | //@action | //@src")]
    assert not [link for link in links if SECRET in link or "gastric" in link]
    assert page.get_element_by_id("match").get("method") == "post"
    ours = [record for record in caplog.records if not record.name.startswith(("httpx", "asyncio"))]
    assert not [record for record in ours if SECRET in record.getMessage() or "gastric" in record.getMessage()]


def test_a_fault_of_ours_writes_down_nothing_of_the_patient(
    client: TestClient, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_args: object, **_more: object) -> None:
        raise RuntimeError(SECRET)

    monkeypatch.setattr("trialwright.portal.pages.match.judged_for", breaks)
    answer = client.post("/match", data=BASE)
    assert answer.status_code == 500
    assert "a match failed: RuntimeError" in caplog.text
    assert SECRET not in caplog.text + answer.text


def test_a_reader_who_left_is_no_fault_of_ours(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def gone(_request: Request) -> bool:
        return True

    monkeypatch.setattr(Request, "is_disconnected", gone)
    assert client.post("/match", data=BASE).status_code == GONE
    assert caplog.records == []


def test_a_trial_that_cannot_be_judged_is_named_and_the_others_are_judged(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from trialwright.portal import judging

    whole = judging.evaluate_again

    def breaks(protocol, patient, context):  # type: ignore[no-untyped-def]
        if protocol.key == "NCT05198856":
            raise ValueError(SECRET)
        return whole(protocol, patient, context)

    monkeypatch.setattr(judging, "evaluate_again", breaks)
    answer = client.post("/match", data=BASE)
    assert "Judged 4 of 5." in words(answer)
    assert "Could not be judged, for a fault of ours: NCT05198856." in words(answer)
    assert SECRET not in caplog.text


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"origin": "https://elsewhere.example"}, 403),
        ({"origin": "null"}, 403),
        ({"sec-fetch-site": "same-origin", "origin": "http://portal.test"}, 200),
        ({"origin": "http://portal.test"}, 200),
        ({}, 200),
    ],
)
def test_a_form_of_another_site_is_refused(client: TestClient, headers: dict[str, str], status: int) -> None:
    assert client.post("/match", data={"age": "61"}, headers=headers).status_code == status


def test_the_answers_can_be_kept_as_a_sheet_that_gives_the_same_result(client: TestClient) -> None:
    data = BASE | {"t0": "result||HER2", "v0": "negative", "t1": "measure||hemoglobin", "v1": "10.2", "unit1": "g/dL"}
    sheet = client.post("/match", data=data | {"go": "sheet"})
    assert sheet.headers["content-disposition"] == 'attachment; filename="patient.json"'
    assert sheet.headers["cache-control"] == "no-store"
    kept = json.loads(sheet.text)
    assert {"what": "HER2", "value": "negative"} in kept["facts"]
    again = client.post("/match", data={"sheet": sheet.text, "others": "no"})
    assert standings(again) == standings(client.post("/match", data=data))


def test_the_nearest_site_is_told_where_a_place_is_given(client: TestClient) -> None:
    answer = client.post("/match", data=BASE | {"place": "Utrecht"})
    assert "Distances are from Utrecht" in words(answer)
    assert re.search(r"about \d+ km|in the same town", words(answer))


def test_every_field_has_a_label_and_every_id_stands_once(client: TestClient) -> None:
    answer = client.post("/match", data=BASE | {"t0": "result||HER2", "v0": "negative", "place": "Utrecht"})
    page = html.fromstring(answer.text)
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    inputs = page.xpath("//input[not(@type='hidden')] | //select | //textarea")
    assert len(inputs) > 10
    unlabelled = [
        item.get("name") for item in inputs if not item.get("aria-label") and not page.xpath(f"//label[@for='{item.get('id')}']")
    ]
    assert unlabelled == []
    described = [name for value in page.xpath("//@aria-describedby") for name in value.split()]
    assert set(described) <= set(ids)


def test_it_speaks_dutch_where_the_browser_asks_for_it(client: TestClient) -> None:
    answer = client.post("/match", data=BASE, headers={"accept-language": "nl"})
    assert "5 van 5 beoordeeld." in words(answer)
    assert "regels pleiten voor meedoen" in words(answer)


@pytest.mark.parametrize("disease", ["gastric (cancer", 'gastric "cancer', "AREA[x] gastric cancer", "gastric AND"])
def test_a_disease_with_signs_of_the_query_language_does_no_harm(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, disease: str
) -> None:
    monkeypatch.setattr("trialwright.portal.judging.AT_ONCE", 1)
    assert client.post("/match", data=BASE | {"disease": disease}).status_code == 200
    assert client.post("/match", data=BASE | {"search": f"q={disease}"}).status_code == 200


def test_a_sentence_that_only_a_person_can_judge_is_said_once(client: TestClient) -> None:
    answer = client.post("/match", data={**BASE, "trial": "NCT07000253"})
    line = html.fromstring(answer.text).xpath("//li[.//span[text()='I2']][contains(@class, 'verdict')]")[0]
    said = " ".join(" ".join(line.itertext()).split())
    assert said.count("written informed consent") == 1
    assert "nothing on the sheet says so To ask: Does this hold for the patient? (needed: yes)" in said


def test_a_long_sentence_is_folded_and_whole_behind_it(client: TestClient) -> None:
    answer = client.post("/match", data={**BASE, "trial": "NCT07000253"})
    line = html.fromstring(answer.text).xpath("//li[.//span[text()='I3']][contains(@class, 'verdict')]")[-1]
    folded = line.xpath(".//details[@class='long-text']")[0]
    assert len(folded.xpath("string(summary)")) < 260
    assert "Unilateral adrenal gland involvement" in folded.text_content()


def test_the_first_cards_stand_open_and_the_others_tell_when_asked(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trialwright.portal.pages.match.UNFOLDED", 1)
    answer = client.post("/match", data={"age": "61"})
    group = html.fromstring(answer.text).xpath("//section[@id='possible']")[0]
    assert [bool(card.xpath("@open")) for card in group.xpath(".//details[@class='deciding']")][:2] == [True, False]


def test_the_name_of_a_question_is_said_in_the_language_of_the_page(client: TestClient) -> None:
    answer = client.post("/match?lang=nl", data=BASE)
    names = html.fromstring(answer.text).xpath("//section[@aria-labelledby='next-head']//span[@class='q-name']")
    assert {"Levensverwachting", "Zwangerschap"} & {name.text_content().strip() for name in names}


def lines_of(answer: Response, key: str) -> list[str]:
    """The ids of all lines that stand under a trial on the page."""
    return list(html.fromstring(answer.text).xpath(f"//*[@id='lines-{key}']//li/div/span[@class='kicker']/text()"))


def test_all_lines_of_a_trial_come_when_asked_for(client: TestClient) -> None:
    told = {**BASE, "trial": "NCT07000253"}
    first = client.post("/match", data=told)
    assert lines_of(first, "NCT07000253") == []
    button = html.fromstring(first.text).xpath("//*[@id='lines-NCT07000253']/button[@name='lines']")[0]
    assert (button.get("form"), button.get("formaction")) == ("match", "/match#lines-NCT07000253")
    then = client.post("/match", data={**told, "lines": button.get("value")})
    assert len(lines_of(then, "NCT07000253")) > 15
    assert fields(then) == fields(first)


def test_the_lines_of_one_trial_alone_are_judged_as_among_the_others(client: TestClient) -> None:
    whole = client.post("/match", data={**BASE, "lines": "NCT05198856"})
    alone = client.post("/match", data={**BASE, "lines": "NCT05198856", "only": "yes"})
    assert list(html.fromstring(alone.text).xpath("//*[@class='all-lines']/@id")) == ["lines-NCT05198856"]

    def said(answer: Response) -> str:
        return str(html.fromstring(answer.text).get_element_by_id("lines-NCT05198856").text_content())

    assert said(alone) == said(whole)


def test_lines_of_a_trial_that_is_not_judged_are_no_mistake(client: TestClient) -> None:
    assert client.post("/match", data={**BASE, "lines": "NCT99999999", "only": "yes"}).status_code == 200
    assert client.post("/match", data={**BASE, "lines": "<b>"}).status_code == 200
