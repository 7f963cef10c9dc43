"""ClinicalTrials.gov records, API v2 and legacy XML: v2 names and enums leave, partial dates stay partial, nothing is lost."""

from __future__ import annotations

import json
from typing import Any
from xml.etree.ElementTree import Element, fromstring

import pytest
from tests.unit.registries.pages_in import DATA

from trialwright.registries.ctgov import NotAStudyError, read_study
from trialwright.registries.ctgov_xml import read_xml_study, rules
from trialwright.registries.record import Source, Standing, TrialRecord
from trialwright.registries.textblock import unwrapped

SOURCE = Source(name="test", layout="ctgov")


def of_json(body: Any) -> TrialRecord:
    return read_study(body, source=SOURCE, line=3)


def of_xml(inner: str) -> TrialRecord:
    return read_xml_study(fromstring(f"<clinical_study>{inner}</clinical_study>"), source=SOURCE)


def saved(name: str) -> TrialRecord:
    root: Element = fromstring((DATA / "ctgov" / name).read_text(encoding="utf-8"))
    return read_xml_study(root, source=SOURCE)


@pytest.mark.parametrize("name", ["NCT00034216.json", "NCT00984438.json", "NCT04147728.json"])
def test_a_v2_study_is_kept_as_it_is_but_for_its_escapes(name: str) -> None:
    body = json.loads((DATA / "ctgov" / name).read_text(encoding="utf-8"))
    record = of_json(body)
    assert record.eligibility_text == body["protocolSection"]["eligibilityModule"]["eligibilityCriteria"]
    assert record.has_results == body["hasResults"]
    stated = dict(TrialRecord(protocol_section=body["protocolSection"]).leaves())
    for path, value in record.leaves():
        assert value == stated[path] or (isinstance(value, str) and "\\" in stated[path] and "\\" not in value), path
        assert record.provenance[path].standing is Standing.STATED
    assert len(list(record.leaves())) == len(stated)


def test_escapes_are_undone_in_the_fields_and_kept_in_the_eligibility_text() -> None:
    record = of_json(
        {"protocolSection": {"eligibilityModule": {"eligibilityCriteria": "ANC \\>= 1.5×10\\^9/L and PLT \\&gt; 100, \\<1\\>"}}}
    )
    assert record.get("eligibilityModule.eligibilityCriteria") == "ANC >= 1.5×10^9/L and PLT > 100, <1>"
    assert record.eligibility_text == "ANC \\>= 1.5×10\\^9/L and PLT \\&gt; 100, \\<1\\>"


def test_the_section_alone_is_a_study_too() -> None:
    assert of_json({"identificationModule": {"nctId": "NCT00000001"}}).nct_id == "NCT00000001"


@pytest.mark.parametrize(
    "body", [3, [], {}, {"a": 1}, {"protocolSection": {}}, {"protocolSection": []}, {"protocolSection": {"statusModule": 1}}]
)
def test_what_is_no_study_is_refused(body: Any) -> None:
    with pytest.raises(NotAStudyError):
        of_json(body)


def test_printed_words_where_v2_has_an_enum_are_put_right_and_said() -> None:
    record = of_json(
        {"protocolSection": {"statusModule": {"overallStatus": "Not yet recruiting"}, "eligibilityModule": {"sex": "Both"}}}
    )
    assert record.get("statusModule.overallStatus") == "NOT_YET_RECRUITING"
    assert record.get("eligibilityModule.sex") == "ALL"
    assert record.provenance["statusModule.overallStatus"].standing is Standing.DERIVED
    assert [finding.code for finding in record.findings] == ["VALUE_NOT_V2", "VALUE_NOT_V2"]


def test_a_value_that_is_no_enum_stays_and_is_said() -> None:
    record = of_json({"protocolSection": {"designModule": {"phases": ["PHASE5"], "designInfo": {"allocation": "BY_MOON"}}}})
    assert record.get("designModule.designInfo.allocation") == "BY_MOON"
    assert [finding.code for finding in record.findings] == ["VALUE_NOT_UNDERSTOOD", "VALUE_NOT_UNDERSTOOD"]


def test_fields_that_v2_does_not_have_are_kept_apart_and_said() -> None:
    record = of_json({"protocolSection": {"statusModule": {"overallStatus": "RECRUITING", "mood": "good"}}, "Extra": {}})
    assert record.get("statusModule.mood") is None
    assert record.extra["unknownFields"] == {"statusModule.mood": "good"}
    assert [finding.code for finding in record.findings] == ["FIELD_NOT_V2", "SECTION_NOT_KEPT"]


def test_what_a_v2_study_lacks_is_missing_by_its_type() -> None:
    record = of_json({"protocolSection": {"designModule": {"studyType": "OBSERVATIONAL"}}})
    assert record.provenance["identificationModule.nctId"].standing is Standing.MISSING
    assert record.provenance["designModule.designInfo.observationalModel"].standing is Standing.MISSING
    assert "designModule.phases" not in record.provenance


@pytest.mark.parametrize(
    ("element", "path", "value"),
    [
        ("<phase>Phase 1/Phase 2</phase>", "designModule.phases", ["PHASE1", "PHASE2"]),
        ("<phase>N/A</phase>", "designModule.phases", ["NA"]),
        ("<overall_status>Active, not recruiting</overall_status>", "statusModule.overallStatus", "ACTIVE_NOT_RECRUITING"),
        ("<overall_status>Unknown status</overall_status>", "statusModule.overallStatus", "UNKNOWN"),
        (
            '<start_date type="Anticipated">January 2029</start_date>',
            "statusModule.startDateStruct",
            {"date": "2029-01", "type": "ESTIMATED"},
        ),
        (
            '<completion_date type="Actual">May 3, 2019</completion_date>',
            "statusModule.completionDateStruct",
            {"date": "2019-05-03", "type": "ACTUAL"},
        ),
        ("<verification_date>March 2021</verification_date>", "statusModule.statusVerifiedDate", "2021-03"),
        ('<enrollment type="Actual">106</enrollment>', "designModule.enrollmentInfo", {"count": 106, "type": "ACTUAL"}),
        ("<study_type>Observational [Patient Registry]</study_type>", "designModule.patientRegistry", True),
        ("<eligibility><gender>Both</gender></eligibility>", "eligibilityModule.sex", "ALL"),
        ("<eligibility><maximum_age>N/A</maximum_age></eligibility>", "eligibilityModule.maximumAge", None),
        ("<eligibility><minimum_age>6 Months</minimum_age></eligibility>", "eligibilityModule.minimumAge", "6 Months"),
        (
            "<eligibility><healthy_volunteers>Accepts Healthy Volunteers</healthy_volunteers></eligibility>",
            "eligibilityModule.healthyVolunteers",
            True,
        ),
        (
            "<study_design_info><masking>Double (Participant, Outcomes Assessor)</masking></study_design_info>",
            "designModule.designInfo.maskingInfo",
            {"masking": "DOUBLE", "whoMasked": ["PARTICIPANT", "OUTCOMES_ASSESSOR"]},
        ),
        (
            "<study_design>Allocation: Non-Randomized, Masking: Open Label, Primary Purpose: Treatment</study_design>",
            "designModule.designInfo",
            {"allocation": "NON_RANDOMIZED", "maskingInfo": {"masking": "NONE"}, "primaryPurpose": "TREATMENT"},
        ),
        (
            "<sponsors><lead_sponsor><agency>A</agency><agency_class>U.S. Fed</agency_class></lead_sponsor></sponsors>",
            "sponsorCollaboratorsModule.leadSponsor",
            {"name": "A", "class": "FED"},
        ),
        (
            "<id_info><secondary_id>X1</secondary_id><secondary_id>X2</secondary_id></id_info>",
            "identificationModule.secondaryIdInfos",
            [{"id": "X1"}, {"id": "X2"}],
        ),
    ],
)
def test_an_element_of_the_legacy_form_becomes_its_v2_field(element: str, path: str, value: Any) -> None:
    record = of_xml(element)
    assert record.get(path) == value
    assert record.findings == ()


def test_arms_learn_their_interventions_from_the_interventions() -> None:
    arm = "<arm_group><arm_group_label>A</arm_group_label><arm_group_type>Sham Comparator</arm_group_type></arm_group>"
    drug = "<intervention><intervention_type>Dietary Supplement</intervention_type><intervention_name>Zinc</intervention_name>"
    drug += "<arm_group_label>A</arm_group_label></intervention>"
    record = of_xml(arm + drug)
    expected = [{"label": "A", "type": "SHAM_COMPARATOR", "interventionNames": ["Dietary Supplement: Zinc"]}]
    assert record.get("armsInterventionsModule.armGroups") == expected
    assert record.provenance["armsInterventionsModule.armGroups.0.interventionNames.0"].standing is Standing.DERIVED


def test_a_site_keeps_its_address_status_contacts_and_investigators() -> None:
    site = """<location><facility><name>Clinic</name>
      <address><city>Bergen</city><zip>5000</zip><country>Norway</country></address></facility><status>Not yet recruiting</status>
      <contact><last_name>Ada Bo, MD</last_name><phone>1234567</phone><phone_ext>8</phone_ext></contact>
      <investigator><last_name>Cai Du</last_name><role>Sub-Investigator</role></investigator></location>"""
    assert of_xml(site).get("contactsLocationsModule.locations") == [
        {
            "facility": "Clinic",
            "status": "NOT_YET_RECRUITING",
            "city": "Bergen",
            "zip": "5000",
            "country": "Norway",
            "contacts": [
                {"name": "Ada Bo, MD", "role": "CONTACT", "phone": "1234567", "phoneExt": "8"},
                {"name": "Cai Du", "role": "SUB_INVESTIGATOR"},
            ],
        }
    ]


def test_an_element_without_a_place_and_a_word_without_a_value_are_findings() -> None:
    record = of_xml("<brief_title>T</brief_title><moon_phase>full</moon_phase><overall_status>Dancing</overall_status>")
    assert [(finding.code, finding.fields) for finding in record.findings] == [
        ("VALUE_NOT_UNDERSTOOD", ("overall_status",)),
        ("ELEMENT_NOT_MAPPED", ("moon_phase",)),
    ]


@pytest.mark.parametrize("name", ["NCT00002790.xml", "NCT05389774.xml", "NCT05688904.xml", "NCT05697406.xml"])
def test_a_real_legacy_file_is_read_without_a_rest(name: str) -> None:
    record = saved(name)
    assert record.nct_id == name.removesuffix(".xml")
    assert record.findings == ()
    assert record.eligibility_text is not None
    assert record.get("statusModule.overallStatus")
    assert record.has_results is False


def test_a_real_phase_1_2_file_has_the_values_of_its_registry_page() -> None:
    record = saved("NCT05697406.xml")
    assert record.get("designModule.phases") == ["PHASE1", "PHASE2"]
    assert record.get("designModule.designInfo.maskingInfo.masking") == "NONE"
    assert record.provenance["designModule.phases.0"].standing is Standing.STATED


def test_each_row_of_the_table_says_all_it_must() -> None:
    for rule in rules():
        assert rule.field and rule.kind, rule
        assert rule.element or rule.kind == "list", rule


@pytest.mark.parametrize(
    ("block", "text"),
    [
        (
            "\n        Inclusion Criteria:\n\n          -  One item that is\n             wrapped.\n\n          -  Two.\n      ",
            "Inclusion Criteria:\n\n* One item that is wrapped.\n* Two.",
        ),
        ("\n      A paragraph\n      wrapped.\n\n      Another.\n    ", "A paragraph wrapped.\n\nAnother."),
        ("\n          -  Outer\n\n               -  Inner\n\n          -  Outer two\n", "* Outer\n  * Inner\n* Outer two"),
        ("\n          1. First\n\n          2. Second\n", "1. First\n2. Second"),
    ],
)
def test_a_text_block_is_unwrapped_as_v2_prints_it(block: str, text: str) -> None:
    assert unwrapped(block) == text


@pytest.mark.parametrize("value", [["PHASE2"], [["PHASE2"]], [{"a": 1}], [["x"], "PHASE3"], {"a": [1]}, [[[]]]])
def test_a_list_where_a_code_belongs_is_reported_and_the_rest_is_read(value: Any) -> None:
    record = of_json(
        {
            "protocolSection": {
                "identificationModule": {"nctId": "NCT12345678", "briefTitle": "A trial"},
                "designModule": {"phases": value, "studyType": value},
                "statusModule": {"overallStatus": value},
            }
        }
    )
    assert (record.nct_id, record.title) == ("NCT12345678", "A trial")
    assert any("statusModule.overallStatus" in found.message for found in record.findings)
