"""FHIR's ResearchStudy of a whole record: the codes that other converters get wrong, and nothing said that is not stated."""

from __future__ import annotations

import json
from typing import Any

import pytest
from fhir.resources.R4B.researchstudy import ResearchStudy as StudyR4
from fhir.resources.researchstudy import ResearchStudy as StudyR5
from tests.unit.exports.full_record import full_section, record_of

from trialwright.exports.fhir_r4 import to_fhir_r4
from trialwright.exports.fhir_r5 import to_fhir_r5
from trialwright.registries.record import TrialRecord

BARE = {"identificationModule": {"nctId": "NCT01234567", "briefTitle": "T"}}


def r4(**modules: Any) -> dict[str, Any]:
    """The R4 document of a record, read by fhir.resources."""
    document = to_fhir_r4(TrialRecord(protocol_section=BARE | modules)).document
    StudyR4.model_validate_json(json.dumps(document))
    return document


def r5(**modules: Any) -> dict[str, Any]:
    """The R5 document of a record, read by fhir.resources."""
    document = to_fhir_r5(TrialRecord(protocol_section=BARE | modules)).document
    StudyR5.model_validate_json(json.dumps(document))
    return document


def test_the_full_record_is_valid_in_both() -> None:
    record = record_of(full_section())
    four = StudyR4.model_validate_json(json.dumps(to_fhir_r4(record).document))
    five = StudyR5.model_validate_json(json.dumps(to_fhir_r5(record).document))
    assert (four.arm[0].name, five.comparisonGroup[0].name) == ("the armGroups/label", "the armGroups/label")


@pytest.mark.parametrize(
    ("phases", "code"),
    [(["PHASE1", "PHASE2"], "phase-1-phase-2"), (["PHASE2", "PHASE3"], "phase-2-phase-3"), (["NA"], "n-a")],
)
def test_several_phases_are_one_code(phases: list[str], code: str) -> None:
    for document in (r4(designModule={"phases": phases}), r5(designModule={"phases": phases})):
        assert [coding["code"] for coding in document["phase"]["coding"]] == [code]


def test_phases_without_a_code_are_in_words() -> None:
    assert r4(designModule={"phases": ["PHASE1", "PHASE3"]})["phase"] == {"text": "PHASE1, PHASE3"}


@pytest.mark.parametrize(
    ("status", "four", "five"),
    [
        ("RECRUITING", "active", "recruiting"),
        ("NOT_YET_RECRUITING", "approved", "not-yet-recruiting"),
        ("ACTIVE_NOT_RECRUITING", "closed-to-accrual", "active-but-not-recruiting"),
        ("SUSPENDED", "temporarily-closed-to-accrual", "temporarily-closed-to-accrual"),
        ("TERMINATED", "administratively-completed", "terminated"),
    ],
)
def test_the_status_is_coded(status: str, four: str, five: str) -> None:
    assert r4(statusModule={"overallStatus": status})["status"] == four
    (progress,) = r5(statusModule={"overallStatus": status})["progressStatus"]
    assert progress["state"]["coding"][0]["code"] == five


def test_the_last_known_status_is_not_taken_for_the_present_one() -> None:
    module = {"overallStatus": "UNKNOWN", "lastKnownStatus": "RECRUITING"}
    four, five = r4(statusModule=module), r5(statusModule=module)
    assert "status" not in four
    assert four["_status"]["extension"][0]["valueCode"] == "unknown"
    assert five["progressStatus"][0]["state"] == {"text": "UNKNOWN"}
    assert {"text": r"Last known status: RECRUITING"} in four["note"]
    made = to_fhir_r4(TrialRecord(protocol_section=BARE | {"statusModule": module}))
    assert any(remark.part == "statusModule.overallStatus: UNKNOWN" for remark in made.remarks)


def test_by_invitation_is_said_to_be_wider_in_r4() -> None:
    made = to_fhir_r4(TrialRecord(protocol_section={"statusModule": {"overallStatus": "ENROLLING_BY_INVITATION"}}))
    assert [remark.effect.value for remark in made.remarks] == ["widened"]


def test_the_filler_for_an_unknown_enrolment_is_not_a_number() -> None:
    module = {"enrollmentInfo": {"count": 99999999, "type": "ESTIMATED"}}
    assert "enrollment" not in r4(designModule=module)
    assert "recruitment" not in r5(designModule=module)
    made = to_fhir_r5(TrialRecord(protocol_section={"designModule": module}))
    assert any("99999999" in remark.part for remark in made.remarks)


def test_planned_and_actual_enrolment_are_told_apart_in_r5() -> None:
    assert r5(designModule={"enrollmentInfo": {"count": 290, "type": "ESTIMATED"}})["recruitment"] == {"targetNumber": 290}
    assert r5(designModule={"enrollmentInfo": {"count": 414, "type": "ACTUAL"}})["recruitment"] == {"actualNumber": 414}


def test_a_date_stays_as_exact_as_it_is() -> None:
    module = {"startDateStruct": {"date": "2023-02"}, "completionDateStruct": {"date": "2029"}}
    assert r4(statusModule=module)["period"] == {"start": "2023-02", "end": "2029"}


def test_a_date_that_is_none_is_left_out() -> None:
    assert "period" not in r4(statusModule={"startDateStruct": {"date": "spring 2024"}})


def test_ages_and_sex_are_characteristics_and_all_is_none() -> None:
    (group,) = r4(eligibilityModule={"minimumAge": "18 Years", "sex": "FEMALE"})["contained"]
    said = group["characteristic"]
    assert said[0]["valueRange"]["low"]["value"] == 18
    assert said[1]["valueCodeableConcept"]["coding"][0]["code"] == "female"
    assert "contained" not in r4(eligibilityModule={"sex": "ALL"})


def test_outcomes_keep_their_kind() -> None:
    module = {"primaryOutcomes": [{"measure": "PFS", "timeFrame": "2 years"}], "otherOutcomes": [{"measure": "ctDNA"}]}
    assert [item["type"]["text"] for item in r4(outcomesModule=module)["objective"]] == ["primary", "exploratory"]
    assert [item["type"][0]["coding"][0]["code"] for item in r5(outcomesModule=module)["outcomeMeasure"]] == [
        "primary",
        "exploratory",
    ]


def test_the_text_of_criteria_is_whole_and_shown_letter_by_letter() -> None:
    record = TrialRecord(protocol_section=BARE, eligibility_text="* ANC \\>= 1.5 x 10\\^9/L <script>")
    (group,) = to_fhir_r5(record).document["contained"]
    assert group["description"] == "\\* ANC >= 1.5 x 10^9/L \\<script>"


def test_markup_of_a_title_is_no_markup_in_the_narrative() -> None:
    document = to_fhir_r4(TrialRecord(protocol_section={"identificationModule": {"briefTitle": "<img src=x>"}})).document
    assert "<img" not in document["text"]["div"]


def test_only_web_addresses_become_links() -> None:
    module = {"seeAlsoLinks": [{"label": "x", "url": "javascript:alert(1)"}, {"label": "y", "url": "https://example.org/y"}]}
    artifacts = r4(referencesModule=module)["relatedArtifact"]
    assert [item.get("url") for item in artifacts] == [None, "https://example.org/y"]
