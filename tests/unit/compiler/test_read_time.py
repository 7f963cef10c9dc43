"""Words for time enter; the window or the interval they state must leave, with its edge and its anchor."""

from __future__ import annotations

import pytest
from tests.unit.compiler.readings import reading

TABLE = [
    ("exclusion", "QTcF > 470 msec", "not (QTcF interval > 470 ms)"),
    ("exclusion", "QTc interval exceeding 480 ms", "not (QTc interval > 480 ms)"),
    (
        "exclusion",
        "Chemotherapy within 4 weeks prior to first dose of study drug",
        "no chemotherapy within 4 weeks before first dose",
    ),
    ("exclusion", "Major surgery within 28 days before randomization", "no major surgery within 28 days before randomization"),
    ("exclusion", "Radiotherapy within the last 2 weeks", "no radiotherapy within 2 weeks before registration"),
    ("exclusion", "Live vaccine within 30 days of enrollment", "no live vaccine within 30 days before enrollment"),
    ("inclusion", "At least 21 days must have elapsed since major surgery", "interval from (major surgery) >= 21 days"),
    (
        "exclusion",
        "Myocardial infarction less than 6 months before registration",
        "no myocardial infarction less than 6 months before registration",
    ),
    ("exclusion", "Stroke in the past 12 months", "no cerebrovascular accident within 12 months before registration"),
    ("exclusion", "Other malignancy within 5 years", "no other malignancy within 5 years before registration"),
    (
        "inclusion",
        "Hemoglobin ≥ 9 g/dL within 7 days prior to registration",
        "hemoglobin >= 9 g/dL within 7 days before registration",
    ),
    ("exclusion", "Currently receiving anticoagulants", "no anticoagulant now"),
    ("exclusion", "Ongoing systemic steroid treatment", "no systemic corticosteroid now"),
    ("exclusion", "Antibiotics within fourteen days prior to enrollment", "no antibiotic within 14 days before enrollment"),
    (
        "exclusion",
        "Radiation therapy in the past 14 days or chemotherapy in the past 21 days",
        ("none of (radiotherapy within 14 days before registration, chemotherapy within 21 days before registration)"),
    ),
    (
        "exclusion",
        "Participation in another clinical trial within 4 weeks",
        "no participation in another clinical study within 4 weeks before registration",
    ),
    (
        "exclusion",
        "Heart attack or unstable angina within 6 months",
        (
            "none of (myocardial infarction within 6 months before registration, unstable angina within 6 "
            "months before registration)"
        ),
    ),
    ("exclusion", "Concomitant use of strong CYP3A4 inhibitors", "no strong CYP3A4 inhibitor now"),
    (
        "exclusion",
        "Bleeding or thrombosis within 6 months",
        "none of (bleeding within 6 months before registration, thrombosis within 6 months before registration)",
    ),
    (
        "exclusion",
        "Stroke, myocardial infarction or unstable angina within the past 6 months",
        (
            "none of (cerebrovascular accident within 6 months before registration, myocardial infarction "
            "within 6 months before registration, unstable angina within 6 months before registration)"
        ),
    ),
    (
        "inclusion",
        "No myocardial infarction within 6 months and no stroke within 12 months",
        (
            "all of (no myocardial infarction within 6 months before registration, no cerebrovascular "
            "accident within 12 months before registration)"
        ),
    ),
    (
        "exclusion",
        "Major surgery or radiotherapy within 3 weeks of study day 1",
        "none of (major surgery within 3 weeks before first dose, radiotherapy within 3 weeks before first dose)",
    ),
    ("exclusion", "Hormonal therapy in the previous 14 days", "no endocrine therapy within 14 days before registration"),
    ("exclusion", "Blood transfusion within 1 week prior to screening", "no blood transfusion within 1 week before screening"),
    (
        "inclusion",
        "At least 3 months since prior autologous transplantation",
        "interval from (autologous stem cell transplantation) >= 3 months",
    ),
    (
        "exclusion",
        "Vaccination with a live vaccine up to 30 days before the first dose",
        "no live vaccine within 30 days before first dose",
    ),
    (
        "exclusion",
        "Thromboembolic event within one year before randomisation",
        "no thromboembolism within 1 year before randomization",
    ),
    (
        "exclusion",
        "History of another malignancy in the last five years",
        "no other malignancy within 5 years before registration",
    ),
    ("exclusion", "Concurrent use of a strong CYP3A4 inducer", "no strong CYP3A4 inducer now"),
]


@pytest.mark.parametrize(("section", "text", "expected"), TABLE)
def test_words_for_time_are_a_window_or_an_interval(section: str, text: str, expected: str) -> None:
    assert reading(text, section) == expected
