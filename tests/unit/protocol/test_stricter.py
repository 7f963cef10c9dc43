"""Which of two readings asks for more, and which are two spellings of one."""

from __future__ import annotations

import pytest

from trialwright.protocol.language import parse_criterion
from trialwright.protocol.stricter import relation

OLD_NEW = [
    ("same", "age >= 18 years", "age >= 216 months"),
    ("same", "age >= 18 years", "age >= 18"),
    ("same", "age 18 to 75 years", "all of (age >= 18 years, age <= 75 years)"),
    ("same", "hemoglobin >= 9 g/dL", "hemoglobin >= 90 g/L"),
    ("same", "platelet count >= 100 10*9/L", "platelet count >= 100000 /uL"),
    ("same", "ECOG performance status is 0 to 1", "ECOG performance status is at most 1"),
    ("same", "ECOG performance status <= 1", "ECOG performance status is at most 1"),
    ("same", "not (hemoglobin < 9 g/dL)", "hemoglobin >= 9 g/dL"),
    ("same", "not (age 18 to 75 years)", "any of (age < 18 years, age > 75 years)"),
    ("same", "no stroke within 1 year before registration", "no stroke within 12 months before registration"),
    ("same", "no stroke within 2 weeks before registration", "no stroke within 14 days before registration"),
    ("same", "none of (stroke, infection)", "all of (no infection, no stroke)"),
    ("same", "not (any of (stroke, infection))", "none of (infection, stroke, stroke)"),
    ("same", "not (at least 2 of (stroke, infection, pain))", "at least 2 of (no stroke, no infection, no pain)"),
    ("same", "at least 1 of (stroke, pain)", "any of (pain, stroke)"),
    ("same", 'all of (stroke, no constraint "note")', "has stroke"),
    ("same", "has chemotherapy [setting: adjuvant or neoadjuvant]", "has chemotherapy [setting: neoadjuvant or adjuvant]"),
    ("same", "if (no stroke) then (pain) else (infection)", "if (stroke) then (infection) else (pain)"),
    ("same", 'ask "Able to swallow pills."', 'ask "able to  swallow pills" ("Can the patient swallow?")'),
    ("tightened", "age >= 18 years", "age >= 21 years"),
    ("tightened", "hemoglobin >= 9 g/dL", "hemoglobin > 9 g/dL"),
    ("tightened", "hemoglobin >= 9 g/dL", "hemoglobin >= 9 g/dL within 14 days before registration"),
    (
        "tightened",
        "hemoglobin >= 9 g/dL within 28 days before registration",
        "hemoglobin >= 9 g/dL within 2 weeks before registration",
    ),
    ("tightened", "creatinine <= 2 x ULN", "creatinine <= 1.5 x ULN"),
    ("tightened", "stage is at least III", "stage is at least IIIB"),
    ("tightened", "no breast cancer", "no malignancy"),
    ("tightened", "no stroke within 6 months before registration", "no stroke within 12 months before registration"),
    ("tightened", "no chemotherapy within 6 months before registration", "no chemotherapy"),
    ("tightened", "no hypertension [control: uncontrolled]", "no hypertension"),
    (
        "tightened",
        "no other malignancy except (skin cancer, cervical carcinoma in situ)",
        "no other malignancy except (skin cancer)",
    ),
    ("tightened", "any of (stroke, infection)", "has stroke"),
    ("tightened", "at least 1 of (stroke, infection, pain)", "at least 2 of (stroke, infection, pain)"),
    ("tightened", "lines of (systemic therapy) <= 2", "lines of (systemic therapy) <= 1"),
    (
        "tightened",
        "alanine aminotransferase <= 2.5 x ULN unless (liver metastasis: <= 5 x ULN)",
        "alanine aminotransferase <= 2.5 x ULN",
    ),
    ("changed", "creatinine <= 1.5 mg/dL", "creatinine <= 1.5 x ULN"),
    ("changed", "hemoglobin 9 to 12 g/dL", "hemoglobin 10 to 13 g/dL"),
    ("changed", "no stroke within 6 months before registration", "no stroke within 6 months before first dose"),
    ("changed", "has stroke", "no stroke"),
    ("changed", "no stroke within 30 days before registration", "no stroke within 1 month before registration"),
    ("changed", 'unread "x"', "has stroke"),
    ("changed", "no other malignancy", "no malignancy [described: such as these]"),
]
MIRRORED = {"tightened": "loosened"}


@pytest.mark.parametrize(("expected", "old", "new"), OLD_NEW)
def test_a_reading_becomes(expected: str, old: str, new: str) -> None:
    assert relation(parse_criterion(old), parse_criterion(new)).value == expected
    assert relation(parse_criterion(new), parse_criterion(old)).value == MIRRORED.get(expected, expected)
