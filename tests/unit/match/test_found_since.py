"""Found since: what is on record later, nearer or elsewhere than the answer that would be given without it."""

from __future__ import annotations

import pytest
from tests.unit.compiler.readings import outcome

BREAST = {"what": "breast cancer", "date": "2026-02-10"}


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("Brain metastases", "cerebellar metastasis"),
        ("Brain metastases", "metastasis of the left temporal lobe"),
        ("Bone metastases", "rib metastases"),
        ("Bone metastases", "femoral metastasis"),
        ("Lung metastases", "metastasis in the left upper lobe"),
    ],
)
def test_a_metastasis_named_by_its_place_is_one_of_that_organ(line: str, found: str) -> None:
    never = {"what": line.lower(), "present": False, "date": "2025-05-10"}
    assert outcome(line, "exclusion", {"what": found, "date": "2026-03-05"}).value == "fail"
    assert outcome(line, "exclusion", never, {"what": found, "date": "2026-03-05"}).value == "fail"
    assert outcome(line, "exclusion", {"what": found, "present": False, "date": "2026-03-05"}).value == "unknown"


def test_metastases_of_no_named_place_reopen_an_older_no() -> None:
    never = {"what": "bone metastases", "present": False, "date": "2025-05-10"}
    assert outcome("Bone metastases", "exclusion", never, {"what": "metastases", "date": "2026-03-01"}).value == "unknown"
    assert outcome("Bone metastases", "exclusion", never, {"what": "metastases", "date": "2025-01-01"}).value == "pass"


@pytest.mark.parametrize(
    "nearer", [{"what": "inflammatory breast cancer", "date": "2026-02-11"}, {"what": "clinical T stage", "value": "T4d"}]
)
def test_a_cancer_that_another_record_names_more_nearly_is_that_one(nearer: dict[str, str]) -> None:
    line = "Non-inflammatory breast cancer"
    assert outcome(line, "inclusion", BREAST, nearer).value != "pass"
    assert outcome(line, "inclusion", BREAST).value == "pass"


def test_who_has_left_one_trial_may_be_in_another() -> None:
    line = "Patients who are presently participating in another clinical study"
    left = {
        "what": "participation in another clinical trial",
        "start": "2025-05-10",
        "end": "2025-10-10",
        "status": "completed",
    }
    in_none = {"what": "participation in another clinical trial", "value": False, "date": "2026-03-12"}
    assert outcome(line, "exclusion", left).value == "unknown"
    assert outcome(line, "exclusion", left, in_none).value == "pass"


def test_therapy_that_was_over_before_the_metastases_were_found_was_hardly_for_them() -> None:
    line = "No prior therapy for brain metastases"
    before = {"what": "carboplatin", "start": "2025-04-01", "end": "2025-09-10"}
    found = {"what": "brain metastases", "date": "2026-02-10"}
    assert outcome(line, "inclusion", {"what": "lung cancer", "stage": "IV"}, before, found).value != "fail"


def test_who_can_swallow_and_keeps_nothing_down_cannot_do_both() -> None:
    line = "Ability to swallow and retain oral medication"
    swallows = {"what": "able to swallow tablets", "value": True, "date": "2026-03-12"}
    keeps = {"what": "able to retain oral medication", "value": False, "date": "2026-03-12"}
    assert outcome(line, "inclusion", swallows, keeps).value == "fail"
    assert outcome(line, "inclusion", swallows, keeps, keeps | {"value": True, "date": "2026-03-14"}).value != "fail"


def test_the_statement_that_one_means_is_not_planned_tells_nothing_of_the_others() -> None:
    line = "Patients planned to undergo cancer therapy other than chemotherapy (i.e., surgery or hormonal treatment alone)"
    none = {"what": "chemotherapy planned", "value": False, "date": "2026-03-12"}
    assert outcome(line, "exclusion", BREAST, none).value == "unknown"


def test_a_device_that_was_taken_out_is_asked_about() -> None:
    removed = {"what": "central venous catheter", "start": "2025-10-10", "end": "2025-12-10"}
    assert outcome("Central venous catheter", "exclusion", removed).value == "unknown"
    assert outcome("Central venous catheter", "exclusion", {"what": "central line", "start": "2025-10-10"}).value == "fail"
