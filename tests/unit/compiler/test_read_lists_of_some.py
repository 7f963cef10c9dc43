"""Lists below a heading that lets somebody in, or names whom the list is of: nobody else is asked for what they say."""

from __future__ import annotations

import pytest
from tests.unit.compiler.readings import ON, outcome, reading

from trialwright.match.verdict import Outcome

RECENT = {"date": ON.isoformat()}


@pytest.mark.parametrize(
    ("text", "section", "expected"),
    [
        (
            "Patients with known HIV infection are eligible but must have:\n- CD4 count >= 350/mcL\n- No AIDS-defining illness",
            "inclusion",
            'if (hiv infection) then (all of (CD4 count >= 350 /uL, no aids-defining illness)) else (no constraint "for others")',
        ),
        (
            "For participants who had prior CD19 CAR-T:\n- CD19 positive disease",
            "inclusion",
            'if (CD19 CAR-T) then (CD19 [value: positive]) else (no constraint "for others")',
        ),
        (
            "Patients with the following abnormal values can be considered:\n- AST > 3 x ULN\n- Bilirubin > 1.5 x ULN",
            "inclusion",
            'no constraint "permission"',
        ),
        ("Permitted concomitant medications:\n- aspirin\n- bisphosphonates", "exclusion", 'no constraint "permission"'),
        (
            "Concurrent anticoagulation allowed, provided the following criteria are met:\n- Stable dose of warfarin\n"
            "- No evidence of active bleeding",
            "exclusion",
            'not (unread "Concurrent anticoagulation allowed, provided the following criteria are met:" '
            '("whom the bans below a leave are of"))',
        ),
    ],
)
def test_a_list_is_of_those_whom_its_heading_names(text: str, section: str, expected: str) -> None:
    assert reading(text, section) == expected


_UNMET = "Chronic viral infections not meeting protocol criteria:\n- HIV with CD4 count > 350\n- Hepatitis B on antiviral therapy"


@pytest.mark.parametrize("facts", [(), ({"what": "HIV infection", "present": False}, {"what": "hepatitis B", "present": False})])
def test_an_illness_whose_criteria_are_not_met_is_required_of_nobody(facts: tuple[dict[str, object], ...]) -> None:
    assert outcome(_UNMET, "exclusion", *(fact | RECENT for fact in facts)) is not Outcome.FAIL


def test_the_heading_of_criteria_excludes_who_has_the_illness_and_does_not_meet_them() -> None:
    text = "Brain metastases not meeting the following criteria:\n- asymptomatic\n- off steroids"
    assert outcome(text, "exclusion", {"what": "brain metastasis", "present": False} | RECENT) is Outcome.PASS


_BY_AGE = "Women < 50 years of age:\n- postmenopausal\n- surgically sterile"


def test_a_heading_of_a_sex_and_an_age_asks_nothing_of_others() -> None:
    assert reading(_BY_AGE, "inclusion").startswith("if (all of (female, age < 50 years)) then (")
    postmenopausal = {"what": "postmenopausal", "value": True}
    assert outcome(_BY_AGE, "inclusion", postmenopausal, age=72, sex="female") is Outcome.PASS
    assert outcome(_BY_AGE, "inclusion", age=40, sex="male") is Outcome.PASS
    assert outcome(_BY_AGE, "inclusion", age=40, sex="female") is Outcome.UNKNOWN


def test_a_scale_for_children_below_a_heading_keeps_no_adult_out() -> None:
    text = "Patients < 16 years of age:\n- Lansky performance status >= 60"
    assert outcome(text, "inclusion", age=40) is Outcome.PASS


def test_adults_in_a_heading_may_be_whom_the_list_is_of_or_whom_the_trial_is_for() -> None:
    text = "Patients >= 16 years of age:\n- Karnofsky performance status >= 60"
    assert outcome(text, "inclusion", {"what": "Lansky performance status", "value": 90}, age=12) is Outcome.UNKNOWN
    assert outcome(text, "inclusion", {"what": "KPS", "value": 90, "date": ON.isoformat()}, age=40) is Outcome.PASS
