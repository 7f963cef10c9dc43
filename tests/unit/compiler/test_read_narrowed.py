"""A limit or a time that a reading has no place for: the ban beside it excludes nobody for certain, for it may be narrower."""

from __future__ import annotations

import pytest
from tests.unit.compiler.readings import ON, outcome, reading

from trialwright.match.verdict import Outcome

RECENT = {"date": ON.isoformat()}


@pytest.mark.parametrize(
    ("text", "section", "fact"),
    [
        (
            "History of grade 3 or 4 allergic reactions attributed to trastuzumab.",
            "exclusion",
            {"what": "trastuzumab", "status": "allergy"},
        ),
        ("Active cardiovascular disease as defined by NYHA class III-IV categorization.", "exclusion", {"what": "heart disease"}),
        (
            "Patients must not be on anticoagulation medication (i.e., heparin/warfarin) because of increased risk of bleeding "
            "within 28 days prior to registration",
            "inclusion",
            {"what": "warfarin"},
        ),
    ],
)
def test_who_has_what_a_lost_limit_may_narrow_is_not_excluded(text: str, section: str, fact: dict[str, str]) -> None:
    assert outcome(text, section, fact | RECENT) is Outcome.UNKNOWN


def test_a_lost_limit_stands_beside_the_ban_and_within_it() -> None:
    assert reading("Active cardiovascular disease as defined by NYHA class III-IV categorization.", "exclusion") == (
        'all of (not (all of (cardiovascular disease [activity: active], unread "NYHA class III-IV" '
        '("this limit was not used"))), unread "NYHA class III-IV" ("this limit was not used"))'
    )


def test_the_time_of_a_pregnancy_test_puts_no_pregnancy_in_doubt() -> None:
    text = "Pregnant or breastfeeding (confirmed by serum β-HCG within 10 days prior to the start of study treatment)"
    assert outcome(text, "exclusion", {"what": "pregnancy"} | RECENT, sex="female") is Outcome.FAIL


def test_the_time_of_tests_for_hiv_puts_no_infection_in_doubt() -> None:
    text = "Negative blood tests for HIV and Hepatitis B and C within 4 weeks prior to randomisation."
    assert outcome(text, "inclusion", {"what": "HIV infection"} | RECENT) is Outcome.FAIL


def test_a_limit_of_one_member_puts_no_other_in_doubt() -> None:
    text = "Hepatic encephalopathy, or hypersensitivity to paclitaxel of grade 3 or more"
    assert outcome(text, "exclusion", {"what": "hepatic encephalopathy"} | RECENT) is Outcome.FAIL


def test_a_lost_limit_of_one_alternative_puts_the_limit_of_another_in_no_doubt() -> None:
    text = "Overweight (BMI ≥ 25) or malnourished (BMI < 18.5) patients"
    assert outcome(text, "exclusion", {"what": "BMI", "value": 27, "unit": "kg/m2"} | RECENT) is Outcome.FAIL
