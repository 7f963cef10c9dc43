"""Headings of lists, stages and cohorts: which group a criterion ends in, and what is no heading though it speaks of criteria."""

from __future__ import annotations

import pytest
from tests.unit.compiler.outlines_in import shape

from trialwright.compiler.compile import compile_criteria
from trialwright.compiler.outlining.headings import heading, is_lead_in
from trialwright.compiler.outlining.split import split


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Inclusion Criteria", "inclusion"),
        ("**Key Inclusion Criteria:**", "inclusion"),
        ("INCLUSION CRITERIA (all patients):", "inclusion"),
        ("Inclusion:", "inclusion"),
        ("Eligibility Criteria", "inclusion"),
        ("Main criteria for inclusion:", "inclusion"),
        ("3.2 Exclusion Criteria", "exclusion"),
        ("Exclusion criteria：", "exclusion"),
        ("Non-inclusion criteria", "exclusion"),
        ("Ineligibility Criteria:", "exclusion"),
        ("入选标准：", "inclusion"),
        ("除外基準", "exclusion"),
        ("Einschlusskriterien:", "inclusion"),
        ("Critères de non-inclusion :", "exclusion"),
        ("Criterios de exclusión:", "exclusion"),
    ],
)
def test_the_name_of_a_list_is_its_heading(line: str, kind: str) -> None:
    found = heading(line)
    assert found is not None
    assert (found.kind, found.cohort, found.stage) == (kind, None, None)


@pytest.mark.parametrize(
    ("line", "kind", "cohort"),
    [
        ("Phase 2a Expansion Group 1 (Extremity STS): Inclusion", "inclusion", "phase 2a expansion group 1 (extremity sts)"),
        ("Cohort A - Exclusion", "exclusion", "cohort a"),
        ("Part 1: Exclusion", "exclusion", "part 1"),
        ("Exclusion, Part 2", "exclusion", "part 2"),
        ("Melanoma: Inclusion", "inclusion", "melanoma"),
        ("Cohort B additional exclusions", "exclusion", "cohort b"),
        ("Specific inclusion for cohort B", "inclusion", "cohort b"),
        ("Healthy volunteers - inclusion", "inclusion", "healthy volunteers"),
        ("Main criteria for non-inclusion", "exclusion", None),
        ("General Medical Exclusions", "exclusion", None),
    ],
)
def test_a_lists_bare_name_beside_those_whom_it_is_for_is_its_heading(line: str, kind: str, cohort: str | None) -> None:
    found = heading(line)
    assert found is not None
    assert (found.kind, found.cohort) == (kind, cohort)


def test_what_a_cohort_must_have_is_not_turned_round_behind_the_exclusions_of_another() -> None:
    text = (
        "Inclusion Criteria:\n\n1. Age >= 18\n\nExclusion Criteria:\n\n1. HIV\n\n"
        "Part 2 Group 1 (STS): Inclusion\n\n1. Life expectancy > 12 weeks\n\nPart 2 Group 1 (STS): Exclusion\n\n1. Ascites\n"
    )
    kinds = [(group.kind, item.text) for group in split(text).groups for item in group.items]
    assert kinds == [
        ("inclusion", "Age >= 18"),
        ("exclusion", "HIV"),
        ("inclusion", "Life expectancy > 12 weeks"),
        ("exclusion", "Ascites"),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "Tumor with rhabdoid inclusion",
        "Exclusion of pregnancy",
        "Inclusion in another trial",
        "Patients with prior exclusion",
        "Patients who do not meet the inclusion criteria",
        "Other protocol-defined inclusion/exclusion criteria may apply",
        "Does not meet any exclusion criteria",
        "Signed consent prior to inclusion.",
        "eligible.",
        "excluded",
        "Not eligible for cohort 1A",
        "Inclusion Criteria:- stage IV breast cancer",
        "see inclusion criterion 3",
        "Left ventricular ejection fraction > 50%",
        "Part of the tumor was removed",
        "Group A streptococcus infection",
    ],
)
def test_a_sentence_that_speaks_of_criteria_is_no_heading(line: str) -> None:
    assert heading(line) is None


@pytest.mark.parametrize(
    ("line", "cohort"),
    [
        ("Cohort 1:", "cohort 1"),
        ("For Arm A only:", "arm a"),
        ("Parts A and B", "parts a and b"),
        ("Phase IIa (dose expansion):", "phase iia"),
        ("Donor Exclusion Criteria:", "donor"),
        ("Inclusion Criteria for Healthy Volunteers", "healthy volunteers"),
        ("Inclusion Criteria (Group B)", "group b"),
        ("Ovarian Cancer Inclusion Criteria:", "ovarian cancer"),
        ("Melanoma cohort:", "melanoma cohort"),
        ("All cohorts:", None),
        ("Inclusion criteria for both parts:", None),
    ],
)
def test_a_cohort_is_told_as_printed(line: str, cohort: str | None) -> None:
    found = heading(line)
    assert found is not None
    assert found.cohort == cohort


def test_a_cohort_s_list_ends_with_the_next_list() -> None:
    assert (
        shape("Inclusion Criteria:\n\n* Age over 18\n\nCohort A:\n\n* ER positive\n\nExclusion Criteria:\n\n* Pregnancy")
        == """\
inclusion: Inclusion Criteria
  - Age over 18
inclusion: Cohort A | cohort cohort a
  - ER positive
exclusion: Exclusion Criteria
  - Pregnancy"""
    )


def test_a_cohort_over_two_lists_holds_for_both() -> None:
    lists = "\n\nInclusion Criteria:\n* {}\n\nExclusion Criteria:\n* {}\n\n"
    text = f"PART 1{lists.format('A', 'B')}PART 2{lists.format('C', 'D')}"
    assert [(group.kind, group.cohort, group.items[0].text) for group in split(text).groups] == [
        ("inclusion", "part 1", "A"),
        ("exclusion", "part 1", "B"),
        ("inclusion", "part 2", "C"),
        ("exclusion", "part 2", "D"),
    ]


def test_bullets_for_one_cohort_leave_the_list_and_the_list_goes_on_behind_them() -> None:
    assert (
        shape("Inclusion Criteria:\n* Age over 18\n* Part A:\n  * melanoma\n* Cohort B: HER2 positive\n* Able to walk")
        == """\
inclusion: Inclusion Criteria
  - Age over 18
inclusion: Part A | cohort part a
  - melanoma
inclusion: Cohort B | cohort cohort b
  - HER2 positive | cohort cohort b
inclusion: Inclusion Criteria
  - Able to walk"""
    )


def test_a_cohort_inside_a_nested_list_stays_with_its_item() -> None:
    assert (
        shape("Inclusion Criteria:\n* Disease:\n  * Cohort 1: melanoma\n  * Cohort 2: sarcoma")
        == """\
inclusion: Inclusion Criteria
  - Disease: | ANY?
    - melanoma | cohort cohort 1
    - sarcoma | cohort cohort 2"""
    )


def test_lists_of_one_kind_with_different_names_are_for_different_patients() -> None:
    outline = split("Q2W Inclusion Criteria\n* A\n\nQ3W Inclusion Criteria\n* B")
    assert [group.cohort for group in outline.groups] == ["q2w", "q3w"]


def test_a_second_registration_is_a_later_stage_that_the_first_opens() -> None:
    text = (
        "- Primary Registration Eligibility Criteria:\n- • 1. A\n"
        "- Secondary Registration Eligibility Criteria:\n- • 1. B\n"
        "- Exclusion Criteria:\n- • 1. C"
    )
    outline = split(text)
    assert outline.steps == ("primary registration", "secondary registration")
    assert [(group.kind, group.step, group.stage, group.begins) for group in outline.groups] == [
        ("inclusion", 1, None, None),
        ("inclusion", 2, "secondary_registration", "primary registration"),
        ("exclusion", None, None, None),
    ]


@pytest.mark.parametrize(
    ("line", "stage"),
    [
        ("Inclusion criteria for randomization:", "randomization"),
        ("STEP 2 (RANDOMIZATION) ELIGIBILITY:", "step_2"),
        ("Eligibility for re-treatment:", "retreatment"),
        ("ELIGIBILITY FOR RE-TREATMENT WITH PIRTOBRUTINIB:", "retreatment"),
        ("CRITERIA TO PROCEED TO MAINTENANCE THERAPY WITH REVUMENIB:", "continuation"),
        ("Criteria for continuing to surgery:", "continuation"),
        ("Exclusion Criteria for Open-Label Extension:", "extension"),
        ("Inclusion Criteria: Cell Infusion:", "infusion"),
        ("Withdrawal criteria:", "withdrawal"),
    ],
)
def test_criteria_of_a_later_moment_are_a_later_stage(line: str, stage: str) -> None:
    outline = split(f"Inclusion Criteria:\n* Age over 18\n\n{line}\n* ANC >= 1500\n")
    assert [group.stage for group in outline.groups] == [None, stage]


def test_a_trial_whose_lists_all_name_one_moment_has_no_later_stage() -> None:
    outline = split("Inclusion Criteria at screening:\n* A\n\nExclusion Criteria at screening:\n* B")
    assert (outline.steps, [group.stage for group in outline.groups]) == ((), [None, None])


def test_a_stage_before_single_statements_is_taken_off_them() -> None:
    text = "Inclusion Criteria:\n* PRE-REGISTRATION: Age over 18\n* REGISTRATION: ANC >= 1500\n* REGISTRATION: no fever"
    outline = split(text)
    assert [(group.stage, [item.text for item in group.items]) for group in outline.groups] == [
        (None, ["Age over 18"]),
        ("registration", ["ANC >= 1500", "no fever"]),
    ]


@pytest.mark.parametrize(
    ("sentence", "lead"),
    [
        ("To be eligible for this study, patients must meet all of the following criteria:", True),
        ("Patients with any of the following will be excluded from study entry:", True),
        ("Patients must have adequate liver function as follows:", False),
        ("Measurable disease must meet the following criteria:", False),
    ],
)
def test_a_sentence_only_introduces_when_no_word_of_it_is_a_criterion(sentence: str, lead: bool) -> None:
    assert is_lead_in(sentence) is lead


def test_an_introduction_is_a_label_where_it_joins_the_list_as_its_section_does() -> None:
    assert (
        shape("Inclusion Criteria:\n\nPatients must meet all of the following criteria:\n\n* A\n* B")
        == "inclusion: Inclusion Criteria | logic ALL\n  - A\n  - B"
    )


def test_an_introduction_that_makes_alternatives_of_the_list_is_the_statement_above_it() -> None:
    assert (
        shape("Inclusion Criteria:\n\nPatients must meet at least one of the following criteria:\n\n* A\n* B")
        == """\
inclusion: Inclusion Criteria
  - Patients must meet at least one of the following criteria: | ANY
    - A
    - B"""
    )


@pytest.mark.parametrize(
    ("heading", "kind", "cohort"),
    [
        ("Inc Criteria:", "inclusion", None),
        ("Exc. Criteria:", "exclusion", None),
        ("EXCL CRITERIA", "exclusion", None),
        ("Exclusion_Criteria:", "exclusion", None),
        ("Exclusion critieria:", "exclusion", None),
        ("Exclusion Criteria (first screening - see below for what must hold at the second one):", "exclusion", None),
        ("Family caregiver exclusion:", "exclusion", "caregiver"),
        ("DONOR EXCLUSION", "exclusion", "donor"),
        ("Control inclusion:", "inclusion", "control"),
    ],
)
def test_a_list_is_known_by_the_shortened_misspelt_and_personal_names_of_it(heading: str, kind: str, cohort: str | None) -> None:
    groups = split(f"Inclusion Criteria:\n* Age over 18\n\n{heading}\n\n* Angina\n* HIV").groups
    assert (groups[-1].kind, groups[-1].cohort, [item.text for item in groups[-1].items]) == (kind, cohort, ["Angina", "HIV"])


@pytest.mark.parametrize("line", ["Cancer-specific exclusions:", "Prior therapy inclusion:", "Exclusion of hepatitis infection:"])
def test_a_name_of_a_matter_is_not_a_list_of_some_patients(line: str) -> None:
    groups = split(f"Exclusion Criteria:\n* {line}\n  * Angina\n* HIV").groups
    assert [(group.kind, group.cohort, len(group.items)) for group in groups] == [("exclusion", None, 2)]


@pytest.mark.parametrize(
    ("lines", "statement"),
    [
        ("PSMA exclusion criteria:", "PSMA exclusion criteria:"),
        ("PSMA exclusion criteria:\n\nAny of the following excludes a patient:", "Any of the following excludes a patient:"),
        (
            "PSMA exclusion criteria: The presence of any of these excludes:",
            "PSMA exclusion criteria: The presence of any of these excludes:",
        ),
        ("Patients with any of the following will be excluded:", "Patients with any of the following will be excluded:"),
    ],
)
def test_what_excludes_within_the_inclusions_does_not_end_them(lines: str, statement: str) -> None:
    listed = "i) visceral metastases\nii) lytic bone metastases\n\n* Platelets >= 100"
    text = f"Inclusion Criteria:\n\n* Age over 18\n\n{lines}\n\n{listed}\n\nExclusion Criteria:\n\n* Angina"
    assert (
        shape(text)
        == f"""\
inclusion: Inclusion Criteria
  - Age over 18
  - {statement} | NONE
    i) visceral metastases
    ii) lytic bone metastases
  - Platelets >= 100
exclusion: Exclusion Criteria
  - Angina"""
    )


def test_the_label_of_a_topic_s_part_is_no_statement() -> None:
    text = (
        "DISEASE CHARACTERISTICS:\n\n  -  Proven melanoma\n\nPATIENT CHARACTERISTICS:\n\n  Renal:\n\n"
        "    -  Creatinine normal OR\n\n    -  Clearance > 60 mL/min\n\n"
        "PRIOR CONCURRENT THERAPY:\n\nChemotherapy:\n\n  -  No prior chemotherapy\n\n"
        "Surgery\n\n  -  Not specified\n"
    )
    assert (
        shape(text)
        == """\
inclusion: DISEASE CHARACTERISTICS
  - Proven melanoma
inclusion: Renal
  - Renal: | ANY | inferred | end uncertain
    - Creatinine normal
    - Clearance > 60 mL/min
inclusion: Chemotherapy
  - No prior chemotherapy
inclusion: Surgery
  - Not specified"""
    )
    topics = [group.topic for group in split(text).groups]
    assert topics == ["requirement", "renal", "chemotherapy", "surgery"]


def test_a_label_over_values_of_which_a_patient_has_one_holds_alternatives() -> None:
    items = split("PATIENT CHARACTERISTICS:\n\nMenopausal status:\n\n- Premenopausal\n- Postmenopausal").groups[-1].items
    assert [(item.text, item.logic, len(item.children)) for item in items] == [("Menopausal status:", "ANY", 2)]


def test_the_same_label_outside_such_a_topic_is_the_statement_above_its_list() -> None:
    assert (
        shape("Exclusion Criteria:\n\nChemotherapy:\n\n* within 4 weeks\n* with cisplatin")
        == "exclusion: Exclusion Criteria\n  - Chemotherapy: | ANY?\n    - within 4 weeks\n    - with cisplatin"
    )


def test_an_introduction_may_open_the_exclusions() -> None:
    assert (
        shape("Inclusion Criteria:\n\n* A\n\nPatients with any of the following will be excluded from the study:\n\n* B")
        == """\
inclusion: Inclusion Criteria
  - A
exclusion: Patients with any of the following will be excluded from the study | logic ANY
  - B"""
    )


def test_a_tag_before_each_statement_tells_its_list() -> None:
    outline = split("[inclusion] Age over 18\n[inclusion] ANC >= 1500\n[exclusion] Pregnancy")
    assert [(group.kind, item.text) for group in outline.groups for item in group.items] == [
        ("inclusion", "Age over 18"),
        ("inclusion", "ANC >= 1500"),
        ("exclusion", "Pregnancy"),
    ]


def test_a_trial_s_summary_before_its_criteria_is_of_neither_list() -> None:
    outline = split("Summary: The aim is to learn more.\nInclusion criteria: inclusion criteria:\n\n Age over 18")
    assert [(group.kind, group.topic) for group in outline.groups] == [(None, "note"), ("inclusion", None)]


def test_statements_for_one_cohort_each_are_alternatives() -> None:
    text = "Inclusion Criteria:\n1. Confirmed disease:\n   * Cohort_A: stage III\n   * Cohort_B: stage IV"
    item = next(split(text).walk())
    assert (item.logic, [child.cohort for child in item.children]) == ("ANY", ["cohort_a", "cohort_b"])


def test_the_one_criterion_beside_the_name_of_a_list_is_not_lost_with_it() -> None:
    groups = split("Inclusion Criteria ECOG 0-1\nExclusion Criteria Patients with HIV").groups
    told = [(group.kind, [item.text for item in group.items]) for group in groups]
    assert told == [("inclusion", ["ECOG 0-1"]), ("exclusion", ["Patients with HIV"])]


@pytest.mark.parametrize(
    "name", ["Exclusion Criteria for Part B", "Exclusion Criteria Phase 2", "Exclusion Criteria (all patients)"]
)
def test_whom_a_list_is_for_is_no_criterion(name: str) -> None:
    groups = split(f"Inclusion Criteria:\n* Age over 18\n\n{name}\n").groups
    assert [item.text for group in groups for item in group.items] == ["Age over 18"]


@pytest.mark.parametrize(("beside", "state"), [("Known brain metastases", "compiled"), ("Patients with HIV", "compiled in part")])
def test_a_criterion_beside_the_name_of_a_list_with_bullets_is_its_first(beside: str, state: str) -> None:
    built = compile_criteria(f"Exclusion Criteria {beside}\n- Pregnancy\n- Prior chemotherapy").built
    lines = [(line.text, line.state.value) for stage in built.stages for line in stage.lines]
    assert lines == [(beside, state), ("Pregnancy", "compiled"), ("Prior chemotherapy", "compiled")]


def test_a_list_that_lost_its_name_asks_for_no_illness() -> None:
    text = "Inclusion Criteria:\n- Breast cancer\n- Life expectancy < 12 weeks\n- Pregnant women\n- Stroke\n- ECOG 0-1"
    lines = [line for stage in compile_criteria(text).built.stages for line in stage.lines]
    assert [line.state.value for line in lines] == ["compiled", "not read", "not read", "not read", "compiled"]


def test_labels_right_before_their_own_lists_of_inclusions_are_cohorts() -> None:
    text = (
        "MELANOMA:\n\nInclusion Criteria:\n\n1. Age 18 or older\n\nExclusion Criteria:\n\n1. HIV\n\n"
        "NON-MELANOMA:\n\nInclusion Criteria:\n\n1. Histologically confirmed cancer\n"
    )
    lines = [line for stage in compile_criteria(text).built.stages for line in stage.lines]
    assert [(line.text, line.cohort) for line in lines] == [
        ("Age 18 or older", "melanoma"),
        ("HIV", "melanoma"),
        ("Histologically confirmed cancer", "non-melanoma"),
    ]


def test_one_label_before_the_only_list_is_a_line() -> None:
    text = "Melanoma:\n\nInclusion Criteria:\n\n1. Age 18 or older\n"
    lines = [line for stage in compile_criteria(text).built.stages for line in stage.lines]
    assert [line.cohort for line in lines] == [None, None]
