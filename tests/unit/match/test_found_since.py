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


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ({"what": "anaphylaxis to Arimidex", "date": "2021-02-10"}, "fail"),
        ({"what": "hypersensitivity reaction to anastrozole", "grade": 3, "date": "2021-02-10"}, "fail"),
        ({"what": "allergic reaction to anastrozole", "grade": 1, "date": "2021-02-10"}, "pass"),
        ({"what": "allergic reaction to anastrozole", "date": "2021-02-10"}, "unknown"),
    ],
)
def test_a_reaction_to_a_drug_is_an_allergy_as_severe_as_it_was(found: dict[str, object], expected: str) -> None:
    line = "A history of a severe hypersensitivity reaction to anastrozole"
    assert outcome(line, "exclusion", found, complete=["allergies"]).value == expected


def test_the_organ_of_a_transplantation_was_somebody_elses() -> None:
    line = "Patients who have had allogeneic tissue or solid organ transplantation"
    assert outcome(line, "exclusion", {"what": "kidney transplantation", "date": "2014-02-10"}).value == "fail"
    assert outcome(line, "exclusion", {"what": "autologous stem cell transplantation", "date": "2014-02-10"}).value != "fail"


def test_the_prostate_lies_in_the_pelvis() -> None:
    line = "Current or prior pelvic external beam radiotherapy"
    for site, expected in (("prostate", "fail"), ("breast", "pass")):
        given = {"what": "external beam radiotherapy", "site": site, "date": "2024-05-06"}
        assert outcome(line, "exclusion", given, complete=["treatments", "procedures"]).value == expected


def test_what_is_taken_to_keep_a_line_open_is_no_therapeutic_anticoagulation() -> None:
    line = "Patients must not require therapeutic anticoagulation"
    warfarin = {"what": "warfarin", "start": "2026-02-10", "ongoing": True, "dose": "1 mg daily"}
    complete = ["conditions", "treatments", "medications", "procedures"]
    preventing = warfarin | {"intent": "prophylaxis of catheter occlusion"}
    assert outcome(line, "inclusion", preventing, complete=complete).value == "pass"
    assert outcome(line, "inclusion", warfarin | {"dose": "5 mg daily"}, complete=complete).value == "fail"


def test_an_obstruction_is_found_again_by_the_part_of_the_bowel() -> None:
    line = "Patients should have no current clinical evidence of bowel obstruction"
    never = {"what": "bowel obstruction", "present": False, "date": "2026-01-10"}
    found = {"what": "sigmoid colon obstruction", "date": "2026-03-13", "status": "active"}
    assert outcome(line, "inclusion", never, found).value == "fail"


@pytest.mark.parametrize(
    ("line", "test"),
    [
        ("HCV RNA undetectable", "HCV RNA"),
        ("Participants with history of hepatitis C must have an undetectable HCV viral load", "HCV RNA"),
        ("HBsAg negative", "HBsAg"),
        ("HER2 negative breast cancer", "HER2"),
        ("Philadelphia chromosome negative", "Philadelphia chromosome"),
    ],
)
@pytest.mark.parametrize("said", [{"value": "not detected"}, {"present": False}, {"value": "negative"}])
def test_what_was_not_detected_is_a_result_of_the_test(line: str, test: str, said: dict[str, object]) -> None:
    ill = ({"what": "hepatitis C", "date": "2018-05-10"}, BREAST)
    assert outcome(line, "inclusion", *ill, {"what": test, "date": "2026-03-05"} | said).value == "pass"


def test_a_vaccine_that_was_never_given_is_no_result() -> None:
    never = {"what": "previous HER2 vaccine", "present": False}
    assert outcome("Patients who have received a previous HER2 breast cancer vaccine", "exclusion", never).value != "fail"


def test_a_risk_is_no_answer_to_an_illness_that_is_asked_for_beside_it() -> None:
    line = "Hematological patients with lung infiltrates at high risk for invasive aspergillosis"
    risk = {"what": "high risk for invasive aspergillosis", "value": True, "date": "2026-03-13"}
    assert outcome(line, "inclusion", risk).value == "unknown"


@pytest.mark.parametrize(
    "said", ["pending", "equivocal", "borderline", "awaiting result", "inconclusive", "below detection limit"]
)
def test_what_is_not_known_yet_is_there_for_nobody(said: str) -> None:
    for line, what in (("Brain metastases", "brain metastases"), ("HIV positive", "HIV antibody")):
        assert outcome(line, "exclusion", {"what": what, "value": said, "date": "2026-03-12"}).value == "unknown"


@pytest.mark.parametrize("status", ["family history", "mother", "differential diagnosis", "rule out", "unconfirmed"])
def test_what_relatives_have_or_nobody_has_shown_excludes_nobody(status: str) -> None:
    found = {"what": "breast cancer", "status": status, "date": "2025-06-01"}
    assert outcome("History of breast cancer", "exclusion", found).value == "unknown"


@pytest.mark.parametrize(
    "status", ["ordered", "recommended", "considered", "contraindicated", "prescribed but not taken", "pending"]
)
def test_what_was_only_thought_of_was_not_given(status: str) -> None:
    drug = {"what": "carboplatin", "status": status, "date": "2026-02-01"}
    assert outcome("Prior carboplatin", "exclusion", drug).value == "unknown"
    assert outcome("Prior carboplatin", "exclusion", drug | {"status": "stopped"}).value == "fail"


def test_a_drug_to_which_somebody_is_allergic_was_not_given_for_that() -> None:
    drug = {"what": "penicillin", "status": "allergic"}
    assert outcome("Allergy to penicillin", "exclusion", drug).value == "fail"
    assert outcome("Current use of penicillin", "exclusion", drug).value == "unknown"


@pytest.mark.parametrize("status", ["history", "former", "resolved"])
def test_a_pregnancy_of_once_is_asked_about(status: str) -> None:
    once = {"what": "pregnancy", "status": status, "date": "2019-06-01"}
    assert outcome("Pregnancy", "exclusion", once, sex="female", age=40).value == "unknown"


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("Hypercholesterolemia", {"what": "hypercholesterolemia", "status": "familial"}),
        ("Asthma", {"what": "asthma", "status": "allergic"}),
        ("End-stage renal disease", {"what": "end-stage renal disease", "value": "awaiting transplant"}),
        ("Pancreatic cancer", {"what": "pancreatic cancer", "value": "borderline resectable"}),
        ("Prior carboplatin", {"what": "carboplatin", "status": "withheld", "date": "2026-01-01"}),
        ("Prior ondansetron", {"what": "ondansetron", "status": "if needed", "date": "2026-01-01"}),
    ],
)
def test_a_word_that_tells_of_which_kind_it_is_takes_nothing_away(line: str, found: dict[str, str]) -> None:
    complete = ["conditions", "treatments", "medications", "procedures"]
    assert outcome(line, "exclusion", found, complete=complete).value == "fail"


@pytest.mark.parametrize("intent", ["stroke prevention in atrial fibrillation", "secondary prevention of pulmonary embolism"])
def test_a_full_dose_against_strokes_is_therapeutic_anticoagulation(intent: str) -> None:
    warfarin = {"what": "warfarin", "start": "2024-01-01", "ongoing": True, "intent": intent}
    assert outcome("Therapeutic anticoagulation", "exclusion", warfarin, complete=["medications"]).value == "fail"


@pytest.mark.parametrize("test", ["HIV test", "HBsAg test", "PD-L1 testing"])
def test_a_test_that_was_not_done_is_no_negative_one(test: str) -> None:
    line = f"{test.split(maxsplit=1)[0]} negative"
    assert outcome(line, "inclusion", {"what": test, "present": False}).value == "unknown"
