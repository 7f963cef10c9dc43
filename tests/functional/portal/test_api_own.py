"""Our own endpoints: a patient held against trials without leaving a trace, findings, criteria, exports; what is refused."""

from __future__ import annotations

import csv
import io
import json
import logging
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from tests.functional.command import GASTRIC, THAL, run
from tests.functional.portal.api_site import NUMBERS

from trialwright.portal.api.body import LARGEST
from trialwright.portal.api.v1 import matching
from trialwright.protocol.form import protocol_from_json

OWN = "/api/trialwright/v1"
PATIENT = {"id": "P", "age": 61, "sex": "female", "facts": [{"what": "gastric cancer", "value": True}]}


def matched(api: TestClient, status: int = 200, **request: Any) -> Any:
    """The answer to a match of a patient."""
    answer = api.post(f"{OWN}/match", json={"patient": PATIENT, "on": "2026-03-16", **request})
    assert answer.status_code == status, answer.text
    return answer.json()


def test_a_patient_is_judged_line_by_line_with_reasons_and_questions(api: TestClient) -> None:
    body = matched(api, trials=["NCT05198856"])
    (place,) = body["ranking"]
    lines = place["stages"][0]["lines"]
    assert (place["trial"], place["standing"], body["judged"]) == ("NCT05198856", "possible", 1)
    assert {line["outcome"] for line in lines} <= {"pass", "fail", "unknown", "later"}
    assert all(line["reason"] for line in lines if line["outcome"] == "unknown")
    assert place["questions"]


def test_the_verdict_is_that_of_the_command_line(api: TestClient) -> None:
    ours = matched(api, patient=GASTRIC.read_text("utf-8"), trials=["NCT05198856"])["ranking"][0]
    theirs = json.loads(run("match", "--json", "--on", "2026-03-16", "-p", GASTRIC, THAL).out)["patients"][0]["ranking"][0]
    assert {key: value for key, value in ours.items() if key != "title"} == theirs


def test_without_trials_a_small_shelf_is_judged_whole_and_none_is_dropped(api: TestClient) -> None:
    body = matched(api, top=3)
    assert (body["judged"], len(body["ranking"]), body["notShown"]) == (12, 3, 9)
    assert body["ranking"][0]["disease"]["answer"] == "same"


def test_a_query_chooses_the_trials(api: TestClient) -> None:
    found = {place["trial"] for place in matched(api, query="gastric")["ranking"]}
    assert "NCT05198856" in found
    assert "NCT06120127" not in found


@pytest.mark.parametrize(
    ("request_", "named", "place", "mend"),
    [
        ({"patient": {"id": "P", "agee": 61}}, "patient", "agee", "age"),
        ({"patient": {"id": "P", "facts": [{"what": "ECOG", "value": 1, "date": "soon"}]}}, "patient", "facts[0]", "2025"),
        ({"patient": "id: P\nage: old"}, "patient", "line 2", ""),
    ],
)
def test_a_mistake_in_a_sheet_is_named_with_its_place(
    api: TestClient, request_: dict[str, Any], named: str, place: str, mend: str
) -> None:
    body = matched(api, 400, **request_)
    assert body["parameter"] == named
    assert place in body["place"]
    assert mend in body.get("mend", "")


def test_a_trial_that_is_not_there_is_named(api: TestClient) -> None:
    body = matched(api, 404, trials=["NCT05198856", "NCT99999999"])
    assert (body["parameter"], body["place"]) == ("trials", "[1]")


@pytest.mark.parametrize(("request_", "place"), [({"top": 0}, "top"), ({"colour": 1}, "colour"), ({"on": "tomorrow"}, "on")])
def test_a_body_of_another_shape_is_refused_at_its_place(api: TestClient, request_: dict[str, Any], place: str) -> None:
    assert matched(api, 422, **request_)["place"] == place


def test_a_body_that_is_too_large_is_refused_before_it_is_read(api: TestClient) -> None:
    answer = api.post(f"{OWN}/match", content=b" " * (LARGEST + 1), headers={"content-type": "application/json"})
    assert answer.status_code == 413
    assert str(LARGEST) in answer.json()["mend"]


def test_a_body_that_is_not_json_is_refused(api: TestClient) -> None:
    assert api.post(f"{OWN}/match", content=b"{}", headers={"content-type": "text/plain"}).status_code == 415
    assert api.post(f"{OWN}/match", content=b"{", headers={"content-type": "application/json"}).status_code == 422


def test_a_patient_leaves_no_trace(
    api: TestClient, filled: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def state() -> dict[str, tuple[int, int]]:
        return {str(path): (path.stat().st_mtime_ns, path.stat().st_size) for path in filled.rglob("*") if path.is_file()}

    def fails(*_: object, **__: object) -> None:
        raise RuntimeError("Ms Rossi, born 1964")

    matched(api)  # what is compiled when first asked for is compiled now
    before = state()
    with caplog.at_level(logging.DEBUG):
        matched(api)
        monkeypatch.setattr(matching, "rank", fails)
        body = matched(api, 500)
    assert {path for path, mark in state().items() if before.get(path) != mark} == set()
    assert "Rossi" not in caplog.text
    assert "Rossi" not in json.dumps(body)


def test_a_fault_in_one_trial_does_not_lose_the_others(api: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    judge = matching.evaluate_again

    def sometimes(protocol: Any, *rest: Any, **more: Any) -> Any:
        if protocol.key == "NCT05198856":
            raise RuntimeError("Ms Rossi")
        return judge(protocol, *rest, **more)

    monkeypatch.setattr(matching, "evaluate_again", sometimes)
    body = matched(api)
    assert body["judged"] == 11
    assert body["problems"] == [{"trial": "NCT05198856", "message": "it could not be judged (RuntimeError)"}]


def test_findings_quote_what_disagrees(api: TestClient) -> None:
    body = api.get(f"{OWN}/trials/NCT06120127/findings").json()
    codes = {item["code"] for item in body["record"]}
    assert "COMPLETION_PASSED_STILL_RECRUITING" in codes
    assert body["on"] == "2026-11-21"


def test_related_trials_say_why_and_what_differs(api: TestClient) -> None:
    body = api.get(f"{OWN}/trials/NCT05198856/related").json()
    assert body["trial"] == "NCT05198856"
    first = body["related"][0]
    assert first["key"] != "NCT05198856"
    assert first["reasons"]
    assert {"part", "shared", "likeness"} == set(first["reasons"][0])


def test_related_trials_say_which_are_nearer_to_a_place(api: TestClient) -> None:
    told = [api.get(f"{OWN}/trials/{number}/related", params={"near": "Utrecht"}).json() for number in NUMBERS]
    assert {body["near"] for body in told} == {"Utrecht, The Netherlands"}
    reasons = [reason for body in told for item in body["related"] for reason in item["reasons"]]
    nearer = [reason["shared"] for reason in reasons if reason["part"] == "near"]
    assert nearer
    assert all(float(other) < float(own) for other, own in nearer)


@pytest.mark.parametrize(
    ("path", "parameters", "named"),
    [
        ("related", {"near": "Utrehct"}, "near"),
        ("related", {"nearby": "Utrecht"}, "nearby"),
        ("findings", {"near": "Utrecht"}, "near"),
        ("summary", {"language": "nl"}, "language"),
    ],
)
def test_a_parameter_that_means_nothing_is_named(api: TestClient, path: str, parameters: dict[str, str], named: str) -> None:
    answer = api.get(f"{OWN}/trials/NCT05198856/{path}", params=parameters)
    assert (answer.status_code, answer.json()["parameter"]) == (400, named)


def test_plain_words_name_their_sources_and_their_grade(api: TestClient) -> None:
    body = api.get(f"{OWN}/trials/NCT06120127/summary").json()
    sentences = [sentence for part in body["parts"] for sentence in part["sentences"]]
    assert body["madeBy"] == "machine"
    assert body["grade"] > 0
    assert any(sentence["fields"] or sentence["lines"] for sentence in sentences)


def test_the_criteria_are_a_tree_that_can_be_read_again(api: TestClient) -> None:
    protocol = protocol_from_json(api.get(f"{OWN}/trials/nct06120127/protocol").json())
    assert protocol.key == "NCT06120127"
    assert protocol.stages[0].lines


def test_a_trial_tells_its_numbers_and_sources(api: TestClient) -> None:
    body = api.get(f"{OWN}/trials/FDRT-2023-258-3377").json()
    assert body["key"] == "NCT06120127"
    assert [item["number"] for item in body["ids"]] == ["NCT06120127", "FDRT-2023-258-3377"]
    assert body["sources"][0]["layout"] == "meddatax"


@pytest.mark.parametrize("form", ["json", "fhir-r4", "fhir-r5", "json-ld", "fhir", "ctml", "usdm", "csv", "ris"])
def test_every_export_comes_with_what_it_does_not_say(api: TestClient, form: str) -> None:
    path = f"{OWN}/trials/NCT06120127/export"
    plain = api.get(path, params={"format": form})
    told = api.get(path, params={"format": form, "remarks": "true"}).json()
    assert plain.status_code == 200
    assert told["remarks"]
    assert told["document"] == (plain.text if form in ("csv", "ris") else plain.json())


def test_a_table_of_one_trial_has_its_head(api: TestClient) -> None:
    text = api.get(f"{OWN}/trials/NCT06120127/export", params={"format": "csv"}).text
    assert [row["Trial"] for row in csv.DictReader(io.StringIO(text, newline=""))] == ["NCT06120127"]


def test_the_description_of_the_api_is_whole(api: TestClient) -> None:
    body = api.get("/api/openapi.json").json()
    operations = [item for path in body["paths"].values() for item in path.values()]
    ids = [item["operationId"] for item in operations]
    assert len(ids) == len(set(ids))
    assert all(item["summary"] and item["description"] and item["tags"] for item in operations)
    assert all(
        ("default" in item["responses"] and "422" not in item["responses"]) or "requestBody" in item for item in operations
    )
    assert {tag["name"] for tag in body["tags"]} >= {tag for item in operations for tag in item["tags"]}
    assert {"Problem", "Study", "MatchRequest"} <= set(body["components"]["schemas"])
    asked = {item["name"] for item in body["paths"]["/api/v2/studies"]["get"]["parameters"]}
    assert {"query.cond", "filter.geo", "postFilter.ids", "countTotal", "pageToken", "markupFormat"} <= asked
