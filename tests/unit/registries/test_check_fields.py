"""Checks of dates, numbers, places, design, treatments and people: records that earn a remark and ones that do not."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from trialwright.registries.check import check_record
from trialwright.registries.checks.conditions import body_sites
from trialwright.registries.checks.days import days
from trialwright.registries.checks.design import title_phases
from trialwright.registries.checks.people import phone_fault, plain_name
from trialwright.registries.checks.treatments import regimens
from trialwright.registries.record import TrialRecord

_ON = date(2026, 11, 21)


def _codes(section: dict[str, Any], *, extra: dict[str, Any] | None = None, on: date = _ON) -> set[str]:
    return {finding.code for finding in check_record(TrialRecord(protocol_section=section, extra=extra or {}), on=on)}


def _status(status: str, **dates: str) -> dict[str, Any]:
    return {"statusModule": {"overallStatus": status, **{f"{name}DateStruct": {"date": value} for name, value in dates.items()}}}


@pytest.mark.parametrize(
    ("section", "code"),
    [
        (_status("NOT_YET_RECRUITING", start="2026-10"), "START_DATE_PASSED_NOT_YET_RECRUITING"),
        (_status("RECRUITING", completion="2025-09-25"), "COMPLETION_PASSED_STILL_RECRUITING"),
        (_status("ENROLLING_BY_INVITATION", completion="2025"), "COMPLETION_PASSED_STILL_RECRUITING"),
        (_status("ACTIVE_NOT_RECRUITING", completion="2025-09"), "COMPLETION_PASSED_STILL_ACTIVE"),
        (
            _status("RECRUITING", primaryCompletion="2026-01-01", completion="2028-01-01"),
            "PRIMARY_COMPLETION_PASSED_STILL_RECRUITING",
        ),
        (_status("RECRUITING", start="2027-06-01"), "STATUS_BEFORE_START_DATE"),
        (_status("COMPLETED", completion="2027-06-01"), "COMPLETED_BEFORE_COMPLETION_DATE"),
        (_status("COMPLETED", start="2024-05", completion="2023-05"), "COMPLETION_BEFORE_START"),
        (_status("COMPLETED", primaryCompletion="2025-05", completion="2024-05"), "PRIMARY_COMPLETION_AFTER_COMPLETION"),
        (_status("RECRUITING", lastUpdatePost="2024-11-20"), "RECORD_STALE_OVER_2Y"),
    ],
)
def test_dates_that_contradict_status_or_each_other_are_remarked(section: dict[str, Any], code: str) -> None:
    assert code in _codes(section)


@pytest.mark.parametrize(
    "section",
    [
        _status("NOT_YET_RECRUITING", start="2026-11"),
        _status("NOT_YET_RECRUITING", start="2026"),
        _status("RECRUITING", completion="2026-11", lastUpdatePost="2026-01-01"),
        _status("COMPLETED", completion="2020-01-01", lastUpdatePost="2020-02-01"),
        _status("RECRUITING", start="2026-11-30"),
        _status("RECRUITING", lastUpdatePost="2024-11-22"),
    ],
)
def test_a_partial_date_that_may_still_hold_earns_no_remark(section: dict[str, Any]) -> None:
    dated = {code for code in _codes(section) if "DATE" in code or "PASSED" in code or "STALE" in code or "START" in code}
    assert dated == set()


def test_the_last_day_of_a_leap_year_is_understood() -> None:
    assert "RECORD_STALE_OVER_2Y" not in _codes(_status("RECRUITING", lastUpdatePost="2027-01-01"), on=date(2028, 2, 29))


def test_a_site_that_recruits_for_a_completed_trial_is_remarked() -> None:
    section = {
        **_status("COMPLETED"),
        "contactsLocationsModule": {"locations": [{"city": "Oslo", "country": "Norway", "status": "RECRUITING"}]},
    }
    assert "SITE_STATUS_MISMATCH" in _codes(section)


def _numbers(count: int, summary: str, **more: Any) -> dict[str, Any]:
    return {"designModule": {"enrollmentInfo": {"count": count, **more}}, "descriptionModule": {"briefSummary": summary}}


@pytest.mark.parametrize(
    ("count", "summary"),
    [
        (290, "Total of 414 patients to be enrolled."),
        (60, "A total of 80 participants will be recruited."),
        (60, "The planned sample size is 120 patients."),
        (150, "A total of up to 100 patients will be enrolled."),
        (60, "In this study 80 patients with lung cancer will be enrolled."),
        (60, "The trial plans to recruit approximately 120 women."),
        (40, "PROJECTED ACCRUAL: A total of 50-60 patients will be accrued for this study."),
    ],
)
def test_another_total_in_the_text_is_remarked(count: int, summary: str) -> None:
    assert "ENROLLMENT_TEXT_MISMATCH" in _codes(_numbers(count, summary))


@pytest.mark.parametrize(
    ("count", "summary"),
    [
        (414, "Total of 414 patients to be enrolled."),
        (1200, "A total of 1,200 patients will be randomized."),
        (60, "A total of 30 patients per arm will be enrolled."),
        (60, "A total of 30 patients will be enrolled in each group."),
        (105, "A total of approximately 100 patients will be enrolled."),
        (55, "PROJECTED ACCRUAL: A total of 50-60 patients will be accrued for this study."),
        (90, "A total of 50 patients will be treated and 40 patients will be observed."),
        (30, "At least 12 patients in dose escalation will be enrolled. Additional 18 patients will be enrolled."),
        (90, "First, 30 patients will be enrolled. Later, 45 patients will be enrolled."),
        (60, "In a previous study a total of 212 patients were included."),
    ],
)
def test_a_part_a_rough_or_a_foreign_number_is_not_taken_for_the_total(count: int, summary: str) -> None:
    assert "ENROLLMENT_TEXT_MISMATCH" not in _codes(_numbers(count, summary))


def test_an_actual_count_may_differ_from_the_plan() -> None:
    assert "ENROLLMENT_TEXT_MISMATCH" not in _codes(_numbers(12, "A total of 80 participants will be recruited.", type="ACTUAL"))


def _planned(summary: str) -> dict[str, Any]:
    return {**_status("RECRUITING", start="2026-01-01", completion="2034-01-01"), "descriptionModule": {"briefSummary": summary}}


def test_another_duration_in_the_text_is_remarked() -> None:
    assert "DURATION_TEXT_MISMATCH" in _codes(_planned("Duration: ~53 months (35 months enrollment + 18 months follow-up)."))
    assert "DURATION_TEXT_MISMATCH" in _codes(_planned("2 years of recruitment and 3 years of follow-up are planned."))


@pytest.mark.parametrize(
    "summary",
    [
        "The total study duration is 8 years.",
        "The total study duration per patient is 24 months.",
        "The duration of the study is 3 months.",
        "Duration of treatment: 24 months.",
    ],
)
def test_a_patients_own_time_is_not_the_duration_of_the_trial(summary: str) -> None:
    assert "DURATION_TEXT_MISMATCH" not in _codes(_planned(summary))


def _sites(summary: str, *places: tuple[str, str, str]) -> dict[str, Any]:
    sites = [{"facility": facility, "city": city, "country": country} for facility, city, country in places]
    return {"descriptionModule": {"briefSummary": summary}, "contactsLocationsModule": {"locations": sites}}


_UTRECHT = ("UMC", "Utrecht", "Netherlands")


def test_countries_that_the_sites_do_not_show_are_remarked() -> None:
    assert "COUNTRIES_TEXT_MISMATCH" in _codes(_sites("It is conducted in multiple hospitals across Europe.", _UTRECHT))
    assert "COUNTRIES_TEXT_MISMATCH" in _codes(_sites("This international, multicenter trial compares A and B.", _UTRECHT))
    assert "COUNTRIES_TEXT_MISMATCH" in _codes(_sites("The study is conducted in Germany.", _UTRECHT))


def test_a_country_of_another_study_is_not_a_site_of_this_one() -> None:
    assert "COUNTRIES_TEXT_MISMATCH" not in _codes(_sites("A previous trial was conducted in Germany.", _UTRECHT))
    assert "COUNTRIES_TEXT_MISMATCH" not in _codes(_sites("The study is conducted in the Netherlands.", _UTRECHT))


def test_one_listed_site_of_a_multicentre_trial_is_remarked() -> None:
    assert "LOCATIONS_TEXT_MISMATCH" in _codes(_sites("A multicentre trial.", _UTRECHT))
    assert "LOCATIONS_TEXT_MISMATCH" in _codes(_sites("A single-center trial.", _UTRECHT, ("AMC", "Amsterdam", "Netherlands")))
    assert "LOCATIONS_TEXT_MISMATCH" not in _codes(_sites("A multicentre trial.", _UTRECHT, ("AMC", "Amsterdam", "Netherlands")))
    assert "LOCATIONS_TEXT_MISMATCH" not in _codes(_sites("Measured at several body sites.", _UTRECHT))


@pytest.mark.parametrize(
    ("phone", "right"),
    [
        ("+31204444321", True),
        ("+313088 755 5555", False),
        ("+1 (713) 792-2921", True),
        ("713-792-2921", True),
        ("+86 13564676623", True),
        ("0049 7931", False),
        ("+342746155", False),
        ("+44 (0)20 7946 0018", True),
        ("1-800-4-CANCER", True),
        ("+01023454251", False),
        ("713-792-2921 or 713-792-2922", True),
        ("+31 20 444 4321 ext. 12", True),
        ("not public", False),
        ("12345", False),
    ],
)
def test_a_phone_number_is_judged_by_what_can_be_dialled(phone: str, right: bool) -> None:
    assert (phone_fault(phone) is None) is right


def _people(*names: str) -> dict[str, Any]:
    return {"contactsLocationsModule": {"overallOfficials": [{"name": name} for name in names]}}


@pytest.mark.parametrize(
    ("names", "variant"),
    [
        (("Richard van Hillgersberg, MD", "Richard van Hillegersberg"), True),
        (("Fan Xia, M.D, PH.D", "Xia Fan, MD"), True),
        (("Hanneke W. M. van Laarhoven", "Hanneke van Laarhoven, MD, PhD"), False),
        (("Erhan Kızmaz", "Erhan KIZMAZ"), False),
        (("Gao-Jun Teng", "Gaojun Teng"), False),
        (("José García", "Jose Garcia"), False),
        (("Peter Smith", "Peter Smits"), False),
        (("Clinical Trials Office", "Clinical Trial Office"), False),
    ],
)
def test_one_person_under_two_spellings_is_remarked(names: tuple[str, ...], variant: bool) -> None:
    assert ("PERSON_NAME_VARIANT" in _codes(_people(*names))) is variant


def test_degrees_and_initials_are_no_part_of_a_name() -> None:
    assert plain_name("Toshiyuki Ishiba, M.D.Ph.D.") == ("toshiyuki", "ishiba")
    assert plain_name("Dr. med. Anna K. Meyer-Lund, PhD") == ("anna", "meyerlund")


@pytest.mark.parametrize(
    ("title", "phases"),
    [
        ("A Randomized Phase II Trial of X", {"PHASE2"}),
        ("A Phase Ib/II Study", {"PHASE1", "PHASE2"}),
        ("Phase 1/2a Study of X", {"PHASE1", "PHASE2"}),
        ("A phase 2-3 trial", {"PHASE2", "PHASE3"}),
        ("A Phase III Study", {"PHASE3"}),
        ("A Two-Phase Programme", set()),
        ("Acute Phase Proteins", set()),
    ],
)
def test_the_phase_is_read_from_a_title(title: str, phases: set[str]) -> None:
    assert title_phases(title) == phases


def _design(title: str, **info: Any) -> dict[str, Any]:
    phases = info.pop("phases", None)
    arms = [{"label": label} for label in info.pop("arms", ())]
    module: dict[str, Any] = {"designInfo": info, **({"phases": phases} if phases else {})}
    return {"identificationModule": {"briefTitle": title}, "designModule": module, "armsInterventionsModule": {"armGroups": arms}}


@pytest.mark.parametrize(
    ("section", "code"),
    [
        (_design("A Phase II Study of X", phases=["PHASE1"]), "PHASE_TEXT_MISMATCH"),
        (_design("A Randomized Study of X", allocation="NON_RANDOMIZED"), "ALLOCATION_TEXT_MISMATCH"),
        (_design("A Non-randomized Study of X", allocation="RANDOMIZED"), "ALLOCATION_TEXT_MISMATCH"),
        (_design("X", allocation="RANDOMIZED", arms=["A"]), "ALLOCATION_ARMS_MISMATCH"),
        (_design("X", interventionModel="PARALLEL", arms=["A"]), "MODEL_ARMS_MISMATCH"),
        (_design("A Double-blind Study of X", maskingInfo={"masking": "NONE"}), "MASKING_TEXT_MISMATCH"),
        (_design("An Open-label Study of X", maskingInfo={"masking": "DOUBLE"}), "MASKING_TEXT_MISMATCH"),
        (_design("A Three-arm Study of X", arms=["A", "B"]), "ARM_COUNT_MISMATCH"),
        (_design("X", arms=["A", "a "]), "DUPLICATE_ARM"),
    ],
)
def test_a_title_that_contradicts_the_design_is_remarked(section: dict[str, Any], code: str) -> None:
    assert code in _codes(section)


@pytest.mark.parametrize(
    "section",
    [
        _design("A Phase I/II Study of X", phases=["PHASE1", "PHASE2"]),
        _design("A Programme Against Pain - Phase 1", phases=["NA"]),
        _design("A Phase 0 Study of X", phases=["EARLY_PHASE1"]),
        _design("A Randomized Study of X", allocation="RANDOMIZED", arms=["A", "B"]),
        _design("A Non-randomized Study of X", allocation="NON_RANDOMIZED"),
        _design("A Double-blind Study With an Open-label Extension", maskingInfo={"masking": "DOUBLE"}),
        _design("Open-label Study, Assessor Blinded", maskingInfo={"masking": "SINGLE"}),
        _design("A Two-arm Study", arms=["A", "B"]),
    ],
)
def test_a_title_that_agrees_with_the_design_earns_no_remark(section: dict[str, Any]) -> None:
    assert not {code for code in _codes(section) if code.endswith("_MISMATCH") or code == "DUPLICATE_ARM"}


def _drugs(*names: str) -> dict[str, Any]:
    return {"armsInterventionsModule": {"interventions": [{"type": "DRUG", "name": name} for name in names]}}


def test_an_entry_for_several_drugs_is_remarked_unless_each_has_its_own() -> None:
    assert "COMPOSITE_INTERVENTION" in _codes(_drugs("Nivolumab + Ipilimumab"))
    assert "COMPOSITE_INTERVENTION" not in _codes(_drugs("Nivolumab plus Ipilimumab", "Nivolumab", "Ipilimumab"))
    assert "COMPOSITE_INTERVENTION" not in _codes(_drugs("CD34+ cells", "HER2+ vaccine"))


def test_one_regimen_under_two_names_is_one_regimen() -> None:
    assert regimens("CapOx or mFOLFOX6") == {"XELOX", "FOLFOX"}
    assert regimens("chop the dose") == frozenset()


def test_an_intervention_of_an_arm_that_is_not_listed_is_remarked() -> None:
    module = {"armGroups": [{"label": "A"}], "interventions": [{"type": "DRUG", "name": "X", "armGroupLabels": ["B"]}]}
    assert "ARM_NOT_LISTED" in _codes({"armsInterventionsModule": module})


def test_body_sites_are_told_by_whole_words() -> None:
    assert body_sites("A Mobile App for All Patients") == frozenset()
    assert body_sites("Colorectal Liver Metastases") == {"large bowel", "liver"}


def test_a_title_of_another_disease_is_remarked() -> None:
    section = {"identificationModule": {"briefTitle": "X in Breast Cancer"}, "conditionsModule": {"conditions": ["Lung Cancer"]}}
    assert "TITLE_CONDITION_MISMATCH" in _codes(section)
    section["conditionsModule"]["conditions"] = ["Lung Cancer", "Breast Carcinoma"]
    assert "TITLE_CONDITION_MISMATCH" not in _codes(section)


def test_a_condition_that_is_given_as_treatment_is_remarked() -> None:
    section = {
        "conditionsModule": {"conditions": ["Nivolumab", "Melanoma", "Morphine"]},
        **_drugs("Nivolumab", "Low dose morphine"),
    }
    found = [
        finding
        for finding in check_record(TrialRecord(protocol_section=section), on=_ON)
        if finding.code == "CONDITION_IS_INTERVENTION"
    ]
    assert [finding.values for finding in found] == [("Nivolumab", "Morphine")]


def test_a_registry_number_in_the_address_is_named_but_does_not_count_as_printed() -> None:
    record = TrialRecord(protocol_section={"identificationModule": {"briefTitle": "X"}}, extra={"idFromUrl": "NCT06084897"})
    found = next(finding for finding in check_record(record, on=_ON) if finding.code == "NO_REGISTRY_ID")
    assert "NCT06084897" in found.message


def test_any_registrys_number_identifies_a_trial() -> None:
    assert "NO_REGISTRY_ID" not in _codes({"identificationModule": {"secondaryIdInfos": [{"id": "ISRCTN43987580"}]}})


def test_a_closed_trial_needs_no_sites_or_contacts() -> None:
    sponsor = {
        "sponsorCollaboratorsModule": {"leadSponsor": {"name": "X"}},
        "eligibilityModule": {"eligibilityCriteria": "Adults"},
    }
    assert "NO_LOCATIONS" in _codes({**_status("RECRUITING"), **sponsor})
    assert "NO_LOCATIONS" not in _codes({**_status("COMPLETED"), **sponsor})


def test_a_record_without_criteria_says_so() -> None:
    section = {**_status("RECRUITING"), "sponsorCollaboratorsModule": {"leadSponsor": {"name": "X"}}}
    section["contactsLocationsModule"] = {"locations": [{"city": "Oslo", "country": "Norway"}]}
    assert "NO_CRITERIA_SHOWN" in _codes(section)


def test_dates_are_ranges_of_days() -> None:
    known = days("2024-02")
    assert known is not None and (known.first, known.last) == (date(2024, 2, 1), date(2024, 2, 29))
    assert days("soon") is None and days("2024-13") is None and days(None) is None
