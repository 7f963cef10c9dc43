"""Names of lists that hide behind a statement: what excludes is never taken as required, and the statement is not lost."""

from __future__ import annotations

import pytest

from trialwright.compiler.compile import compile_criteria
from trialwright.compiler.outlining.split import split
from trialwright.protocol.language import print_criterion


def _readings(text: str) -> list[str]:
    built = compile_criteria(text).built
    return [" ".join(print_criterion(line.node).split()) for stage in built.stages for line in stage.lines]


@pytest.mark.parametrize(
    "last",
    [
        "- ECOG 0-1. Exclusion criteria:",
        "- ECOG 0-1. Exclusion Criteria.",
        "- ECOG 0-1. The exclusion criteria were:",
        "- ECOG 0-1; Exclusion criteria are as follows:",
        "- ECOG performance status is 0-1 Exclusion Criteria",
        "- ECOG performance status is 0-1 EXCLUSION CRITERIA:",
        "- ECOG 0-1 (Exclusion criteria:)",
        "- ECOG 0-1 [Exclusion Criteria]",
        "- ECOG 0-1. Exclusion:",
        "- ECOG 0-1. Not eligible:",
        "- ECOG 0-1. Contraindications:",
    ],
)
def test_a_lists_name_behind_the_last_statement_begins_the_exclusions(last: str) -> None:
    text = f"Inclusion Criteria:\n\n- Age >= 18\n{last}\n- Diabetes\n- Brain metastases\n"
    assert _readings(text) == [
        "age >= 18",
        "ECOG performance status is 0 to 1",
        "no diabetes mellitus",
        "no brain metastasis",
    ]


@pytest.mark.parametrize(
    "heading",
    [
        "Patients excluded",
        "Subjects not eligible:",
        "Contraindications:",
        "Exlusion Criteria:",
        "B. EXCLUSION CRITERIA",
        "3.2. Exclusion criteria",
        "* Exclusion criteria are as follows",
        "Patients will be excluded for any of the following reasons.",
        "- Patients meeting any of the following criteria are not eligible",
        "The presence of any of the following will exclude a subject",
    ],
)
def test_what_names_the_excluded_is_a_heading(heading: str) -> None:
    text = f"Inclusion Criteria:\n- Age >= 18\n{heading}\n- Diabetes\n- Brain metastases\n"
    assert _readings(text) == ["age >= 18", "no diabetes mellitus", "no brain metastasis"]


def test_a_lead_in_behind_a_statement_begins_the_rest_of_a_numbered_list() -> None:
    text = (
        "Inclusion Criteria:\n1. Age >= 18\n2. Breast cancer. Patients will be excluded if they have any of the following:\n"
        "3. Diabetes\n4. Brain metastases\n"
    )
    assert _readings(text) == ["age >= 18", "has breast cancer", "no diabetes mellitus", "no brain metastasis"]


@pytest.mark.parametrize(
    "text",
    [
        "Inclusion: age >= 18; breast cancer. Exclusion: diabetes; brain metastases.",
        "Age >= 18, breast cancer. Exclusion: diabetes, brain metastases.",
    ],
)
def test_exclusions_within_a_paragraph_exclude(text: str) -> None:
    assert _readings(text) == [
        "all of (age >= 18, breast cancer)",
        "none of (diabetes mellitus, brain metastasis)",
    ]


def test_an_exclusion_within_one_item_is_of_that_item() -> None:
    text = "Inclusion Criteria:\n- ECOG 0-1. Exclusion: diabetes, brain metastases\n- Age >= 18\n"
    assert _readings(text) == [
        "all of (ECOG performance status is 0 to 1, none of (diabetes mellitus, brain metastasis))",
        "age >= 18",
    ]


def test_a_denial_behind_an_exclusion_within_an_item_is_left_open() -> None:
    (reading,) = _readings("Inclusion Criteria:\n- ECOG 0-1. Exclusion: no measurable disease\n")
    assert "unread" in reading


def test_a_list_of_what_patients_must_not_have_needs_no_colon() -> None:
    text = "Inclusion Criteria:\n- Age >= 18\nPatients must not have\n- Diabetes\n- Brain metastases\n"
    assert _readings(text) == ["age >= 18", "none of (diabetes mellitus, brain metastasis)"]


def test_items_parted_by_tildes_are_items() -> None:
    text = "Inclusion Criteria:~Age >= 18~ECOG 0-1~Exclusion criteria:~Diabetes~Brain metastases"
    assert _readings(text) == [
        "age >= 18",
        "ECOG performance status is 0 to 1",
        "no diabetes mellitus",
        "no brain metastasis",
    ]


@pytest.mark.parametrize(
    ("heading", "cohort"),
    [
        ("Part A (Exclusion criteria):", "part a"),
        ("Ovarian cancer Exclusion Criteria:", "ovarian cancer"),
        ("Additional exclusion criteria for each cohort:", None),
        ("Laboratory Exclusion Criteria", None),
    ],
)
def test_words_that_belong_to_a_lists_name_are_no_statement(heading: str, cohort: str | None) -> None:
    groups = split(f"Inclusion Criteria:\n- Age >= 18\n{heading}\n- Diabetes\n").groups
    assert [(group.kind, group.cohort, len(group.items)) for group in groups] == [
        ("inclusion", None, 1),
        ("exclusion", cohort, 1),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "- Adequate renal function (see exclusion criteria)",
        "- Patients must meet none of the exclusion criteria",
        "- Prior therapy is not an exclusion criterion",
    ],
)
def test_a_line_that_speaks_of_exclusions_does_not_begin_them(line: str) -> None:
    groups = split(f"Inclusion Criteria:\n- Age >= 18\n{line}\n- Breast cancer\n").groups
    assert [group.kind for group in groups] == ["inclusion"]


def test_dashes_behind_a_colon_are_the_list_below_it() -> None:
    line = "- Any of the following: - uncontrolled hypertension - stroke - unstable angina"
    assert _readings(f"Exclusion Criteria:\n- HIV\n{line}\n- Brain metastases") == [
        "no hiv infection",
        "none of (hypertension [control: uncontrolled], cerebrovascular accident, unstable angina)",
        "no brain metastasis",
    ]
