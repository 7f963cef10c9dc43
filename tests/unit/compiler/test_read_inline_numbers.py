"""Lists that a registry squeezed into one line, headings over duties, and leave behind a ban in one sentence."""

import pytest

from trialwright.compiler.outlining.split import split
from trialwright.library import protocol_of_line
from trialwright.protocol.language import print_criterion


def reading(line: str, section: str = "inclusion") -> str:
    (stage,) = protocol_of_line(line, section=section).stages
    return " ".join(print_criterion(stage.lines[0].node).split())


@pytest.mark.parametrize(
    ("one", "two", "three"), [("1.", "2.", "3."), ("a.", "b.", "c."), ("i.", "ii.", "iii."), ("A.", "B.", "C.")]
)
def test_numbers_and_letters_with_a_stop_part_a_squeezed_list(one: str, two: str, three: str) -> None:
    line = f"Any of the following within 6 months: {one} myocardial infarction {two} stroke {three} unstable angina"
    assert reading(line, "exclusion") == (
        "none of ( myocardial infarction within 6 months before registration, cerebrovascular accident within 6 months before "
        "registration, unstable angina within 6 months before registration )"
    )


@pytest.mark.parametrize(
    "line", ["ECOG 0 or 1. Age >= 18 years. Stage 1 or 2. Platelets > 100", "Grade 1. Measurable disease. Grade 2. Able"]
)
def test_a_number_that_ends_a_sentence_opens_no_list(line: str) -> None:
    assert not any(item.children for group in split(line, section="inclusion").groups for item in group.items)


def test_what_patients_with_an_illness_must_fulfil_is_asked_of_them_alone() -> None:
    read = reading("Patients with HIV infection:\n  - Must have undetectable viral load\n  - Must have CD4 count >= 400/uL")
    assert read == (
        "if ( hiv infection ) then ( all of (HIV viral load [value: undetectable], CD4 count >= 400 /uL) ) "
        'else ( no constraint "for others" )'
    )


def test_a_cancer_that_a_heading_names_stays_required() -> None:
    read = reading("Patients with advanced melanoma:\n  - must have progressed on anti-PD-1")
    assert read == "all of (melanoma [extent: advanced], anti-PD-1 [outcome: failed])"


def test_leave_for_a_list_behind_a_ban_lifts_it_for_the_list_alone() -> None:
    line = (
        "Anticancer therapy within 2 weeks; however, the following are allowed: a. endocrine therapy b. palliative radiotherapy"
    )
    assert reading(line, "exclusion") == (
        "no anticancer therapy within 2 weeks before registration except (endocrine therapy, palliative radiotherapy)"
    )
