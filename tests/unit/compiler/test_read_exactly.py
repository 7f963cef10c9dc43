"""Lines of the eleventh sheet of judged lines, read near to what they say, enter; exactly what they say must come out."""

from __future__ import annotations

import pytest
from tests.unit.compiler.readings import reading

REQUIRED = [
    (
        "Newly diagnosed operable invasive breast cancer defined as cT1 or T2, N0-1, and M0",
        "all of (invasive breast cancer, all of (clinical T stage is T1 to T2, N stage is N0 to N1, M stage is M0))",
    ),
    ("High risk prostate cancer, defined as Gleason score >= 8", "all of (prostate cancer, Gleason score >= 8)"),
    (
        "Creatinine <= 1.5 x ULN OR GFR >= 30 mL/min/1.73 m^2 (using the Cockcroft-Gault equation) "
        "(within 14 days of enrollment)",
        "any of (creatinine <= 1.5 x ULN within 14 days before enrollment, "
        "glomerular filtration rate >= 30 mL/min/{1.73_m2} within 14 days before enrollment)",
    ),
    (
        "Hemoglobin >= 9 g/dL (within 14 days), platelets >= 100,000/mm3 (within 7 days)",
        "all of (hemoglobin >= 9 g/dL within 14 days before registration, "
        "platelet count >= 100000 /mm3 within 7 days before registration)",
    ),
    (
        "Age >= 18 years and hemoglobin >= 9 g/dL (within 14 days)",
        "all of (age >= 18 years, hemoglobin >= 9 g/dL within 14 days before registration)",
    ),
    (
        "Documented radiographic progression following at least one line of therapy in the advanced/metastatic setting",
        "all of (radiographic progression, lines of (systemic therapy [setting: palliative]) >= 1)",
    ),
    (
        "Asymptomatic or minimally symptomatic metastatic castration-resistant prostate cancer",
        "has castration-resistant prostate cancer [symptoms: asymptomatic or minimally symptomatic; extent: metastatic]",
    ),
]


@pytest.mark.parametrize(("text", "expected"), REQUIRED)
def test_what_is_required_keeps_its_disease_its_time_and_its_number(text: str, expected: str) -> None:
    assert reading(text, "inclusion") == expected


EXCLUDED = [
    (
        "Other malignancy diagnosed within 3 years, excluding:\n- In-situ cervical carcinoma\n- Non-melanoma skin cancer",
        "no other malignancy within 3 years before registration except (cervical carcinoma in situ, non-melanoma skin cancer)",
    ),
    (
        "Prior exposure to a kinase inhibitor and have documented disease progression on these agents",
        "not (all of (kinase inhibitor, disease progression [described: on these agents]))",
    ),
    (
        "Untreated esophageal and/or gastric varices with bleeding",
        "not (all of (gastroesophageal varices [treatment: untreated], bleeding))",
    ),
]


@pytest.mark.parametrize(("text", "expected"), EXCLUDED)
def test_what_excludes_keeps_what_narrows_it(text: str, expected: str) -> None:
    assert reading(text, "exclusion") == expected
