"""Now or once: what is asked of the present, what of the past, and what only a reason, a purpose or another's cancer says."""

from __future__ import annotations

import pytest
from tests.unit.compiler.readings import outcome, reading

from trialwright.match.verdict import Outcome

CALM = [
    ("Brain metastases must be stable without steroids", "now"),
    (
        "Patients with central nervous system metastases may be included if they are stable without administration of steroids",
        "now",
    ),
    ("Brain metastases must be stable without prior steroids", "ever"),
]


@pytest.mark.parametrize(("line", "when"), CALM)
def test_a_calm_illness_must_do_without_what_is_taken_now(line: str, when: str) -> None:
    assert ("no corticosteroid now" in reading(line, "inclusion")) is (when == "now")


MAYBE = (
    "not (either reading (participation in another clinical study, participation in another clinical study now)"
    ' because "it may be over, and the line does not say whether that matters")'
)


@pytest.mark.parametrize(
    ("line", "read"),
    [
        (
            "Participant is participating in any other treatment clinical study",
            "no participation in another interventional trial now",
        ),
        ("Patients who are participating in other clinical studies", "no participation in another clinical study now"),
        ("Subject is enrolled in another clinical trial", "no participation in another clinical study now"),
        ("Participation in another clinical trial", MAYBE),
        ("Patient included in another protocol", "no participation in another clinical study now"),
        ("Previous participation in another clinical trial", "no participation in another clinical study"),
        (
            "Has been participating in another clinical trial within 30 days",
            "no participation in another clinical study within 30 days before registration",
        ),
    ],
)
def test_who_is_participating_is_in_the_other_trial_now(line: str, read: str) -> None:
    assert reading(line, "exclusion") == read


@pytest.mark.parametrize(
    "line",
    [
        "History of a decrease in LVEF to < 40%",
        "History of LVEF < 50%",
        "History of QTc > 480 ms",
        "History or presence of QTcF > 470 msec",
    ],
)
def test_a_value_of_now_lets_nobody_pass_who_once_had_a_worse_one(line: str) -> None:
    now = {"value": 65, "unit": "%", "date": "2026-03-10"}, {"value": 430, "unit": "ms", "date": "2026-03-10"}
    facts = ({"what": name, **now["Q" in name]} for name in ("LVEF", "QTc interval", "QTcF interval"))
    assert outcome(line, "exclusion", *facts) is Outcome.UNKNOWN
    assert ", ask " in reading(line, "exclusion")


def test_a_heart_failure_that_once_was_worse_keeps_out_too() -> None:
    assert reading("History of congestive heart failure (NYHA class III or IV)", "exclusion") == (
        "not (all of (heart failure, any of (NYHA class is III to IV, "
        'ask "History of congestive heart failure (NYHA class III or IV)")))'
    )
    assert reading("Congestive heart failure NYHA class III or IV", "exclusion") == (
        "not (all of (heart failure, NYHA class is III to IV))"
    )


@pytest.mark.parametrize(
    ("line", "read"),
    [
        (
            "Breast cancer participants must have measurable disease by RECIST criteria",
            'if (breast cancer) then (measurable disease) else (no constraint "for others")',
        ),
        (
            "NSCLC patients must have received platinum",
            'if (non-small cell lung cancer) then (platinum) else (no constraint "for others")',
        ),
        ("Must have breast cancer", "has breast cancer"),
    ],
)
def test_what_a_cancers_patients_must_have_is_asked_of_those_alone(line: str, read: str) -> None:
    assert reading(line, "inclusion") == read


@pytest.mark.parametrize(
    ("line", "read"),
    [
        (
            "No other concurrent bisphosphonates as adjuvant therapy or for treatment of osteoporosis",
            "none of (other bisphosphonate [setting: adjuvant] now, other bisphosphonate [purpose: osteoporosis] now)",
        ),
        (
            "No radiotherapy for pain or for bone metastases within 2 weeks",
            "none of (radiotherapy [purpose: pain] within 2 weeks before registration, "
            "radiotherapy [purpose: bone metastasis] within 2 weeks before registration)",
        ),
    ],
)
def test_nobody_is_kept_out_for_what_a_therapy_is_for(line: str, read: str) -> None:
    assert reading(line, "inclusion") == read


@pytest.mark.parametrize(
    ("line", "read"),
    [
        (
            "Uncontrolled bacterial, viral or fungal infection at screening",
            "none of (bacterial infection [control: uncontrolled], viral infection [control: uncontrolled], "
            "fungal infection [control: uncontrolled])",
        ),
        (
            "Active bacterial or fungal infection within 2 weeks",
            "none of (bacterial infection [activity: active] within 2 weeks before registration, "
            "fungal infection [activity: active] within 2 weeks before registration)",
        ),
        (
            "Uncontrolled hypertension or diabetes at the time of randomization",
            "none of (hypertension [control: uncontrolled; activity: active], "
            "diabetes mellitus [control: uncontrolled; activity: active])",
        ),
        (
            "Active heart disease or myocardial infarction within 6 months",
            "none of (cardiac disease [activity: active] within 6 months before registration, "
            "myocardial infarction within 6 months before registration)",
        ),
    ],
)
def test_a_time_behind_the_last_takes_no_word_of_the_first_away(line: str, read: str) -> None:
    assert reading(line, "exclusion") == read


@pytest.mark.parametrize(
    ("line", "read"),
    [
        (
            "Patients must be >= 18 years old as phase I data for the antibody is not available for younger patients",
            "age >= 18 years",
        ),
        (
            "Age 18 years or older because no dosing or adverse event data are currently available in patients < 18 years of age",
            "age >= 18 years",
        ),
        (
            "ONC201 is an imipridone agent with the potential for teratogenic or abortifacient effects. For this reason men and "
            "women of child-bearing potential must agree to use adequate contraception",
            'if (any of (male, childbearing potential)) then (ask "agree to use adequate contraception") '
            'else (no constraint "for those who have it")',
        ),
    ],
)
def test_a_reason_for_a_rule_is_asked_of_nobody(line: str, read: str) -> None:
    assert reading(line, "inclusion") == read


def test_what_women_and_men_undertake_for_so_long_each_is_asked_of_both() -> None:
    line = "Willing to practice birth control for 12 months after the last dose for women and for four months for men"
    assert reading(line, "inclusion") == f'ask "{line}"'


def test_a_dose_is_of_a_drug_and_of_no_illness() -> None:
    assert "dose of" not in reading("Must be on less than 21 mg of oral prednisone daily for GVHD", "inclusion")


def test_an_inhibitor_of_cyclooxygenase_is_any_of_them() -> None:
    assert reading("Chronic treatment with any COX inhibitor", "exclusion") == "no NSAID [persistence: continuous] now"
    assert reading("Use of a COX-2 inhibitor", "exclusion") == "no COX-2 inhibitor now"
