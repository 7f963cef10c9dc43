"""What no trial asks for is never required, what everybody must have is never banned, and what stands before a list is of all."""

from __future__ import annotations

import pytest
from tests.unit.compiler.readings import outcome, reading

from trialwright.compiler.compile import compile_criteria
from trialwright.match.verdict import Outcome
from trialwright.protocol.language import print_criterion


def _lines(text: str) -> list[str]:
    return [" ".join(print_criterion(line.node).split()) for stage in compile_criteria(text).built.stages for line in stage.lines]


@pytest.mark.parametrize(
    ("text", "section"),
    [
        ("Pregnant women. Male and female patients of reproductive potential must agree to use contraception", "inclusion"),
        ("Hypersensitivity to docetaxel or polysorbate 80", "inclusion"),
        ("Non-pregnant and non-nursing", "exclusion"),
        ("Seronegative for HIV Ag/Ab combo, HCV, and active HBV", "inclusion"),
    ],
)
def test_nobody_is_excluded_for_lacking_what_no_trial_asks_for(text: str, section: str) -> None:
    assert outcome(text, section, sex="male", age=60, complete=["conditions", "allergies"]) is not Outcome.FAIL


@pytest.mark.parametrize(
    "text",
    [
        "Obinutuzumab has been associated with hepatitis reactivation.",
        "Pemetrexed, cisplatin and sorafenib are pregnancy category D",
        "The activity of temsirolimus may be harmful to the developing fetus or nursing infant",
    ],
)
def test_what_is_known_of_a_drug_asks_for_nothing(text: str) -> None:
    assert reading(text, "inclusion") == 'no constraint "what is known of a drug"'


def test_any_malignancy_is_any_other_than_the_one_that_is_treated() -> None:
    text = (
        "Inclusion Criteria:\n* Malignant pleural mesothelioma\n\n"
        "Exclusion Criteria:\n* Any history of solid or hematologic malignancies\n"
    )
    assert _lines(text)[1] == "none of (other solid tumor, hematologic malignancy)"


@pytest.mark.parametrize(
    ("text", "section", "expected"),
    [
        (
            "HER2-positive breast or gastric cancer",
            "inclusion",
            "any of (all of (breast cancer, HER2 [value: positive]), all of (gastric cancer, HER2 [value: positive]))",
        ),
        (
            "EGFR-mutated lung or colon adenocarcinoma",
            "exclusion",
            "none of (all of (lung adenocarcinoma, EGFR [value: mutated]), all of (colon adenocarcinoma, EGFR [value: mutated]))",
        ),
    ],
)
def test_a_result_before_an_adjective_is_of_both_cancers(text: str, section: str, expected: str) -> None:
    assert reading(text, section) == expected


def test_an_exception_of_its_kind_is_taken_from_a_staged_cancer() -> None:
    said = reading("Histologically verified non-ocular melanoma stage IIIC/IV", "inclusion")
    assert said.endswith("no ocular melanoma)")


def test_a_mixed_tumor_is_not_each_of_its_parts() -> None:
    assert reading("Mixed small-cell lung cancer and NSCLC histology", "exclusion").startswith(
        "no combined small cell lung cancer"
    )


def test_life_expectancy_without_the_cancer_is_known_of_nobody() -> None:
    said = "Life expectancy of at least 10 years, excluding their diagnosis of breast cancer"
    facts = {"what": "breast cancer", "date": "2026-01-10"}
    assert outcome(said, "inclusion", facts) is Outcome.UNKNOWN


def test_women_or_men_of_whom_more_is_said_are_not_all_women() -> None:
    said = "Women or men who are sexually active and unwilling to use contraception"
    assert outcome(said, "exclusion", sex="female") is Outcome.UNKNOWN


def test_a_therapy_for_one_state_or_another_is_no_ban_of_the_state() -> None:
    said = "Prior hormonal therapy for metastatic or locally recurrent disease"
    assert outcome(said, "exclusion", {"what": "local recurrence", "date": "2026-01-10"}, complete=["treatments"]) is Outcome.PASS


def test_what_each_sex_agrees_to_asks_nobody_to_be_of_it() -> None:
    said = (
        "Persons assigned male at birth or persons assigned female at birth participants: Persons assigned male at birth "
        "participants with partners of childbearing potential are required to use 2 forms of acceptable contraception."
    )
    assert outcome(said, "inclusion", sex="female") is not Outcome.FAIL


def test_a_leave_except_to_a_place_bars_nothing_that_the_trial_asks_for() -> None:
    said = "Prior radiotherapy allowed except to target lesions"
    assert outcome(said, "inclusion", {"what": "measurable disease", "date": "2026-03-01"}) is Outcome.UNKNOWN
