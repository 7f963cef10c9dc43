"""One trap of labelled pages a test, the page in the test: what a reader must make of it and what it must not."""

from __future__ import annotations

import pytest

from trialwright.registries.pages.labelled import read_labelled
from trialwright.registries.pages.text import page_text
from trialwright.registries.record import Standing, TrialRecord

TITLE = "Radiotherapy After Surgery for Thymoma\n\n"


def read(text: str, *, url: str | None = None) -> TrialRecord:
    return read_labelled(page_text(text, name="page", url=url))


def codes(record: TrialRecord) -> list[str]:
    return [finding.code for finding in record.findings if finding.code not in ("PAGE_LINES_UNREAD", "UNKNOWN_LAYOUT")]


def test_a_label_directly_followed_by_a_label_has_no_value() -> None:
    record = read(TITLE + "Phase:\nStudy Type:\nInterventional\nSponsor:\nCollaborators:\nExample Group")
    assert record.get("designModule") == {"studyType": "INTERVENTIONAL"}
    assert record.get("sponsorCollaboratorsModule") == {"collaborators": [{"name": "Example Group"}]}
    assert record.provenance["designModule.phases"].standing is Standing.MISSING


@pytest.mark.parametrize(
    "nothing",
    ["N/A", "None", "-", "—", "undefined", "[object Object]", "Not provided", "NIL", "Not provided at time of registration"],
)
def test_words_for_nothing_are_no_value(nothing: str) -> None:
    record = read(
        TITLE + f"Sponsor: {nothing}\nCompletion date: {nothing}\nEnrollment: {nothing}\nMaximum age: {nothing}\nSex: All"
    )
    assert record.get("sponsorCollaboratorsModule") is None
    assert record.get("statusModule") is None
    assert record.get("designModule") is None
    assert record.get("eligibilityModule") == {"sex": "ALL"}


@pytest.mark.parametrize(
    ("label", "value"), [("Enrollment", "0"), ("Completion date", "1969-12-31"), ("Start date", "1970-01-01")]
)
def test_zero_people_and_the_zero_of_the_clock_are_unknown(label: str, value: str) -> None:
    record = read(TITLE + f"Status: Withdrawn\n{label}: {value}\nSex: All")
    assert record.get("designModule") is None
    assert record.get("statusModule") == {"overallStatus": "WITHDRAWN"}
    assert record.extra["asPrinted"] is not None


def test_a_phase_can_be_not_applicable_and_a_masking_none() -> None:
    record = read(TITLE + "Phase: N/A\nMasking: None\nAllocation: N/A")
    assert record.get("designModule.phases") == ["NA"]
    assert record.get("designModule.designInfo") == {"maskingInfo": {"masking": "NONE"}, "allocation": "NA"}


def test_a_number_in_the_address_is_kept_apart_from_one_on_the_page() -> None:
    record = read(TITLE + "Phase: 2", url="https://example.org/trials/NCT01234567")
    assert record.nct_id is None
    assert record.extra["idFromUrl"] == "NCT01234567"
    other = read(TITLE + "Phase: 2", url="https://www.isrctn.com/ISRCTN12345678")
    assert other.extra["idFromUrl"] == "ISRCTN12345678"


def test_a_number_of_another_registry_is_no_nct_number() -> None:
    record = read(TITLE + "Registration number: ACTRN12607000237482\nSecondary ID: NCT01234567")
    assert record.extra["registryId"] == "ACTRN12607000237482"
    assert record.nct_id == "NCT01234567"
    assert record.get("identificationModule.secondaryIdInfos") == [{"id": "NCT01234567", "type": "REGISTRY"}]


def test_a_trial_named_in_prose_is_not_this_trial() -> None:
    record = read(TITLE + "Brief Summary:\nThis study follows NCT09999999, which has ended.\nPhase: 2")
    assert record.nct_id is None


def test_the_phase_of_the_field_beats_the_phase_of_the_title() -> None:
    record = read("A Phase III Trial of Rest in Back Pain\n\nPhase: Phase 2\nStatus: Completed")
    assert record.get("designModule.phases") == ["PHASE2"]
    assert "phases" not in record.derived
    assert read("A Phase III Trial of Rest in Back Pain\n\nStatus: Completed").derived["phases"] == ["PHASE3"]


def test_words_that_are_no_value_of_the_field_are_kept_as_printed_and_reported() -> None:
    record = read(TITLE + "Trial Phase: Academic\nStatus: Paused for the summer")
    assert record.get("designModule") is None
    assert record.extra["asPrinted"] == {
        "designModule.phases": "Academic",
        "statusModule.overallStatus": "Paused for the summer",
    }
    assert codes(record).count("VALUE_NOT_UNDERSTOOD") == 2


def test_dates_of_the_portal_are_no_dates_of_the_trial() -> None:
    record = read(TITLE + "Current as of June 26, 2025\nLast synced: 2026-01-01\nStatus: Recruiting\n\n© 2026 Portal")
    assert record.get("statusModule") == {"overallStatus": "RECRUITING"}
    assert record.extra["currentAsOf"] == "2025-06-26"


def test_a_date_that_can_be_read_in_two_ways_keeps_its_year_only() -> None:
    record = read(TITLE + "Start date: 05/06/2019\nStatus: Recruiting")
    assert record.get("statusModule.startDateStruct") == {"date": "2019"}
    assert "DATE_AMBIGUOUS" in codes(record)


def test_one_date_that_leaves_no_choice_tells_how_the_page_prints_the_others() -> None:
    record = read(TITLE + "Start date: 05/06/2019\nCompletion date: 23/06/2020")
    assert record.get("statusModule.startDateStruct.date") == "2019-06-05"
    assert record.extra["dateFormat"] == "DD/MM/YYYY"


def test_partial_dates_stay_partial_and_their_kind_is_read_from_label_or_value() -> None:
    record = read(
        TITLE + "Study Start (Actual): March 2021\nEstimated Completion Date: 2027\nPrimary completion: June 2026 [Estimated]"
    )
    assert record.get("statusModule.startDateStruct") == {"date": "2021-03", "type": "ACTUAL"}
    assert record.get("statusModule.primaryCompletionDateStruct") == {"date": "2026-06", "type": "ESTIMATED"}


def test_a_missing_list_is_not_an_empty_list() -> None:
    record = read(TITLE + "Inclusion Criteria:\n- ECOG 0-1\n- Thymoma\n\nLocations:\nGermany")
    assert record.eligibility_text == "Inclusion Criteria:\n- ECOG 0-1\n- Thymoma"
    assert record.extra["exclusionSectionShown"] is False
    assert "CRITERIA_LIST_NOT_SHOWN" in codes(record)
    nothing = read(TITLE + "Phase: 2\nStatus: Recruiting")
    assert nothing.eligibility_text is None
    assert "NO_CRITERIA_SHOWN" in codes(nothing)


def test_a_list_that_is_not_provided_is_not_a_list_of_nothing() -> None:
    record = read(
        TITLE + "Inclusion criteria\n1. Thymoma\nExclusion criteria\nNot provided at time of registration\nPhase\nNot Specified"
    )
    assert record.eligibility_text == "Inclusion criteria\n1. Thymoma"
    assert record.extra["exclusionNotProvided"] is True


def test_no_exclusion_criteria_in_words_is_kept() -> None:
    record = read(TITLE + "Inclusion Criteria:\n- Thymoma\nExclusion Criteria:\nNone\n")
    assert record.eligibility_text == "Inclusion Criteria:\n- Thymoma\nExclusion Criteria:\nNone"
    assert record.extra["exclusionSectionShown"] is True


def test_criteria_that_look_like_labels_stay_criteria() -> None:
    text = (
        "Inclusion Criteria:\n* Age 18 years or older\n* Sex: female\n* Status: post-menopausal\n\n"
        "Exclusion Criteria:\n* Condition: pregnancy"
    )
    record = read(TITLE + "Phase: 2\n\n" + text + "\n\nGender: All\nMinimum Age: 20 Years\n")
    assert record.eligibility_text == text
    assert record.get("eligibilityModule.sex") == "ALL"
    assert record.get("eligibilityModule.minimumAge") == "20 Years"


def test_sub_headings_of_criteria_do_not_end_them() -> None:
    text = (
        "Inclusion Criteria:\n\nAge\n\n* 18 and over\n\nPerformance status\n\n* ECOG 0-1\n\n"
        "Exclusion Criteria:\n\nMedical conditions:\n\n* Active infection\n\nSex\n\n* Not specified"
    )
    record = read(TITLE + text)
    assert record.eligibility_text == text
    assert record.get("conditionsModule") is None


def test_badges_below_the_criteria_are_not_criteria() -> None:
    record = read(
        "Overview\n\nA study.\n\nEligibility\n\nExclusion Criteria:\n\n  • Prior surgery\n\nRecruiting\n18 years and older\nAll\n"
    )
    assert record.eligibility_text == "Exclusion Criteria:\n\n  • Prior surgery"
    assert record.get("eligibilityModule.minimumAge") == "18 Years"
    assert record.get("statusModule.overallStatus") == "RECRUITING"


def test_words_between_the_heading_of_all_criteria_and_the_first_list_belong_to_them() -> None:
    record = read(TITLE + "Eligibility Criteria\n\nMinimum age 18 or as licensed.\n\nInclusion Criteria:\n\n* Thymoma\n")
    assert record.eligibility_text == "Minimum age 18 or as licensed.\n\nInclusion Criteria:\n\n* Thymoma"


def test_a_list_under_a_heading_of_the_portal_gets_the_usual_one() -> None:
    record = read(TITLE + "You can join if\n✓ You had surgery\n\nYou cannot join if\n✗ You are pregnant\n")
    assert record.eligibility_text == "Inclusion Criteria:\n\n✓ You had surgery\n\nExclusion Criteria:\n\n✗ You are pregnant"
    assert codes(record).count("CRITERIA_HEADING_ADDED") == 2


@pytest.mark.parametrize(
    ("criterion", "quoted"),
    [
        ("- ANC 1000/L, hemoglobin 8 g/dL", 2),
        ("- 80 years old", 1),
        ("- expected lifetime= 3 months", 1),
        ("- no radiotherapy (= 21 days)", 1),
        ("- ANC ≥ 1000/µL, hemoglobin >= 8 g/dL, platelets of at least 85,000/µL", 0),
        ("- 3 to 10 lesions, each ≤ 5 cm; age 18-75 years", 0),
    ],
)
def test_a_number_that_lost_its_comparison_sign_is_reported_and_left_as_printed(criterion: str, quoted: int) -> None:
    record = read(TITLE + f"Inclusion Criteria:\n- Thymoma\n{criterion}\n")
    assert criterion in (record.eligibility_text or "")
    assert codes(record).count("LOST_COMPARISON_SIGN") == quoted


def test_a_page_that_ends_within_the_criteria_says_so() -> None:
    assert "PAGE_ENDS_IN_CRITERIA" in codes(read(TITLE + "Exclusion Criteria:\n- Platelets < 100"))
    assert "PAGE_ENDS_IN_CRITERIA" not in codes(read(TITLE + "Exclusion Criteria:\n- Platelets < 100,000.\n"))


def test_machine_written_text_is_never_the_sponsors_description() -> None:
    record = read(TITLE + "Plain-language summary\nWe test rest.\nWhat is the purpose of this study?\nTo learn more.\nPhase\n2")
    assert record.get("descriptionModule") is None
    assert record.extra["portalSummary"] == "We test rest."


def test_other_trials_below_the_page_lend_it_nothing() -> None:
    record = read(
        TITLE + "Sponsor: Example Group\n\nSimilar trials\nAnother Trial of Drugs\nPhase 3\nCompleted\nSponsor: Other Inc"
    )
    assert record.get("designModule") is None
    assert record.get("statusModule") is None
    assert record.get("sponsorCollaboratorsModule.leadSponsor.name") == "Example Group"


def test_a_menu_of_labels_is_no_value() -> None:
    record = read(
        "search\nBack to results\n\n"
        + TITLE
        + "Status\nRecruiting\nAbout\nEligibility\nLocations\nOutcomes\nFull info\n\nPhase\n1\n"
    )
    assert record.get("identificationModule.briefTitle") == TITLE.strip()
    assert record.get("outcomesModule") is None
    assert record.get("contactsLocationsModule") is None


def test_two_values_for_one_field_are_reported_and_the_first_is_kept() -> None:
    record = read(TITLE + "Status: Recruiting\nBrief Summary:\nText.\n\nRecruitment Status: Completed")
    assert record.get("statusModule.overallStatus") == "RECRUITING"
    assert "PAGE_VALUES_DIFFER" in codes(record)


def test_an_unknown_layout_gives_what_its_labels_give_and_says_so() -> None:
    record = read(TITLE + "Sponsor: Example Group\nFavourite colour: blue")
    assert [finding.code for finding in record.findings if finding.code == "UNKNOWN_LAYOUT"] == ["UNKNOWN_LAYOUT"]
    assert record.get("sponsorCollaboratorsModule.leadSponsor.name") == "Example Group"
    assert record.sources[0].layout == "unknown"


def test_an_acronym_that_repeats_the_title_is_none() -> None:
    record = read("Public title\n\nA Trial of Rest in Pain\n\nAcronym\n\nA Trial of Rest in Pain\n\nPhase\n\n2")
    assert record.get("identificationModule") == {"briefTitle": "A Trial of Rest in Pain"}
    assert "ACRONYM_IS_TITLE" in codes(record)


@pytest.mark.parametrize(
    ("line", "conditions"),
    [
        ("Colorectal Carcinoma, Liver Metastases", ["Colorectal Carcinoma", "Liver Metastases"]),
        ("Carcinoma, Non-Small-Cell Lung", ["Carcinoma, Non-Small-Cell Lung"]),
        ("Gastric (Cardia, Body) Cancer", ["Gastric (Cardia, Body) Cancer"]),
        ("Breast Cancer; Lung Cancer", ["Breast Cancer", "Lung Cancer"]),
        ("Liver Metastases Colorectal Cancer", ["Liver Metastases", "Colorectal Cancer"]),
        ("Gastric Cancer Metastatic to Liver", ["Gastric Cancer Metastatic to Liver"]),
    ],
)
def test_conditions_of_one_line_are_cut_only_where_the_line_says_so(line: str, conditions: list[str]) -> None:
    assert list(read(TITLE + f"Conditions:\n{line}\nPhase:\n2").conditions) == conditions


def test_free_text_about_the_intervention_is_no_name_of_one() -> None:
    record = read(TITLE + "Interventions:\n1. Chemotherapy, then surgery\n2. Control: surgery alone\nPhase:\nNot Applicable")
    assert record.get("armsInterventionsModule") is None
    assert "Chemotherapy, then surgery" in record.extra["interventionText"]


def test_a_helper_sentence_below_a_heading_is_no_name() -> None:
    record = read(
        TITLE
        + "Sponsors\n\nMeet the organizations funding the study and learn about their roles.\n\nExample University\n\nPhase\n\n2"
    )
    assert record.get("sponsorCollaboratorsModule.leadSponsor.name") == "Example University"


def test_the_name_of_a_portal_is_not_the_title_of_the_trial() -> None:
    record = read(
        "My Cancer Trials Portal\nHome\n\nLow-dose CT Screening for Lung Cancer in Former Smokers\n\nPhase: 2\nStatus: Completed"
    )
    assert record.get("identificationModule.briefTitle") == "Low-dose CT Screening for Lung Cancer in Former Smokers"


def test_the_authority_behind_a_country_and_the_number_of_the_record_as_a_document_are_kept() -> None:
    record = read(TITLE + "National Competent Authority: Austria - BASG\nDOI: https://doi.org/10.1186/ISRCTN43987580\nPhase: 2")
    assert record.extra["statusScope"] == "country: Austria"
    assert record.extra["healthAuthority"] == "BASG"
    assert record.extra["doi"] == "https://doi.org/10.1186/ISRCTN43987580"
