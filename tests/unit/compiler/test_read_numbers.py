"""A comparator, a range, a unit or a limit of normal in words enters; the comparison it states must leave."""

from __future__ import annotations

import pytest
from tests.unit.compiler.readings import outcome, reading

from trialwright.match.verdict import Outcome

TABLE = [
    ("inclusion", "Age ≥ 18 years at the time of signing consent", "age >= 18 years"),
    ("inclusion", "ECOG performance status of 0 or 1", "ECOG performance status is 0 to 1"),
    ("inclusion", "ECOG PS ≤ 2", "ECOG performance status is at most 2"),
    ("inclusion", "WHO performance status 0-2", "ECOG performance status is 0 to 2"),
    ("inclusion", "Karnofsky performance status of at least 70%", "Karnofsky performance status >= 70 %"),
    ("inclusion", "Absolute neutrophil count ≥ 1,500/mm3", "absolute neutrophil count >= 1500 /mm3"),
    ("inclusion", "Platelets >= 100 x 109/L", "platelet count >= 100 10*9/L"),
    ("inclusion", "Platelet count ≥ 75 × 10⁹/L", "platelet count >= 75 10*9/L"),
    ("inclusion", "White blood cells more than 3.0×10^9/L", "white blood cell count > 3.0 10*9/L"),
    ("inclusion", "Hemoglobin at least 9.0 g/dL", "hemoglobin >= 9.0 g/dL"),
    ("inclusion", "Haemoglobin not less than 90 g/L", "hemoglobin >= 90 g/L"),
    ("inclusion", "Total bilirubin ≤ 1.5 x ULN", "total bilirubin <= 1.5 x ULN"),
    (
        "inclusion",
        "AST and ALT no more than 2.5 times the upper limit of normal",
        "all of (aspartate aminotransferase <= 2.5 x ULN, alanine aminotransferase <= 2.5 x ULN)",
    ),
    ("inclusion", "Platelets between 50,000/mm3 and 100,000/mm3", "platelet count 50000 to 100000 /mm3"),
    ("inclusion", "ANC between 500/µL and 1000/µL", "absolute neutrophil count 500 to 1000 /uL"),
    ("exclusion", "Bilirubin between 1.5 x ULN and 3 x ULN", "not (total bilirubin 1.5 to 3 x ULN)"),
    ("inclusion", "Subject is between 18 years old and 75 years old, inclusive", "age 18 to 75 years"),
    ("inclusion", "From 18 years old to 75 years old", "age 18 to 75 years"),
    ("inclusion", "Albumin above the lower limit of normal", "albumin > 1 x LLN"),
    ("inclusion", "Albumin above the lower   limit of     normal", "albumin > 1 x LLN"),
    ("inclusion", "Creatinine clearance > 50 mL/min", "creatinine clearance > 50 mL/min"),
    (
        "inclusion",
        "Serum creatinine ≤ 1.5 mg/dL or creatinine clearance ≥ 60 mL/min",
        "any of (creatinine <= 1.5 mg/dL, creatinine clearance >= 60 mL/min)",
    ),
    ("inclusion", "LVEF ≥ 50 %", "left ventricular ejection fraction >= 50 %"),
    ("inclusion", "Left ventricular ejection fraction of 55% or higher", "left ventricular ejection fraction >= 55 %"),
    ("inclusion", "INR below 1.5", "international normalized ratio < 1.5"),
    ("exclusion", "Serum calcium > 12 mg/dL", "not (calcium > 12 mg/dL)"),
    ("inclusion", "Body mass index 18.5-30 kg/m2", "body mass index 18.5 to 30 kg/m2"),
    (
        "inclusion",
        "BMI 19 kg/m2",
        (
            "either reading (body mass index = 19 kg/m2, body mass index <= 19 kg/m2, body mass index >= 19 kg/m2) "
            'because "the comparison sign is not there"'
        ),
    ),
    ("inclusion", "Hemoglobin 9 g/dL", "hemoglobin >= 9 g/dL"),
    ("inclusion", "Bilirubin 2.5 x ULN", "total bilirubin <= 2.5 x ULN"),
    ("inclusion", "Total bilirubin ≤ 1.5 x upper normal limit of institution's normal range", "total bilirubin <= 1.5 x ULN"),
    ("exclusion", "ALT more than twice the highest reference value", "not (alanine aminotransferase > 2 x ULN)"),
    ("exclusion", "HR < 50 bpm", "not (heart rate < 50 /min)"),
    ("exclusion", "SBP >160 or <90 mmHg", "none of (systolic blood pressure > 160, systolic blood pressure < 90 mm[Hg])"),
    ("inclusion", "Life expectancy of at least three (3) months", "life expectancy >= 3 months"),
    ("inclusion", "Eighteen years of age or older", "age >= 18 years"),
    ("inclusion", "Sixty-five (65) years of age or older", "age >= 65 years"),
    ("inclusion", "Primary Gleason grade 4 or 5", "primary Gleason pattern is 4 to 5"),
    ("inclusion", "Life expectancy of at least 12 weeks", "life expectancy >= 12 weeks"),
    ("inclusion", "Expected survival > 3 months", "life expectancy > 3 months"),
    ("inclusion", "Lymphocytes \\>= 500/uL", "lymphocyte count >= 500 /uL"),
    ("inclusion", "ANC &gt;= 1.0 x 10^9/L", "absolute neutrophil count >= 1.0 10*9/L"),
    ("exclusion", "Grade 2 or higher peripheral neuropathy", "not (grade of (peripheral neuropathy) is at least 2)"),
    ("exclusion", "Peripheral neuropathy grade > 1", "not (grade of (peripheral neuropathy) > 1)"),
    ("inclusion", "At least two prior lines of systemic therapy", "lines of (systemic therapy) >= 2"),
    ("inclusion", "No more than 3 prior lines of chemotherapy", "lines of (chemotherapy) <= 3"),
    ("inclusion", "Up to five brain metastases", "count of (brain metastasis) <= 5"),
    ("inclusion", "Tumor diameter ≤ 5 cm", "tumor size <= 5 cm"),
    ("exclusion", "Prednisone more than 10 mg per day", "not (dose of (prednisone) > 10 mg/d now)"),
    (
        "exclusion",
        "Systemic corticosteroids at a dose of > 10 mg/day prednisone equivalent",
        "not (dose of (systemic corticosteroid) > 10 mg/d now)",
    ),
    ("exclusion", "Fever over 38.5 °C", "not (body temperature > 38.5 Cel)"),
    (
        "inclusion",
        "Systolic blood pressure < 150 mmHg and diastolic blood pressure < 90 mmHg",
        "all of (systolic blood pressure < 150 mm[Hg], diastolic blood pressure < 90 mm[Hg])",
    ),
    ("exclusion", "Hemoglobin < 8 g/dL or platelets < 75,000/µL", "none of (hemoglobin < 8 g/dL, platelet count < 75000 /uL)"),
    ("exclusion", "Child-Pugh class B or C", "not (Child-Pugh class is B to C)"),
    ("inclusion", "Child-Pugh A", "Child-Pugh class is A"),
    ("inclusion", "Stage IIIB to IV disease", "stage is IIIB to IV"),
    ("exclusion", "NYHA class III or IV heart failure", "not (all of (heart failure, NYHA class is III to IV))"),
    ("inclusion", "PD-L1 TPS ≥ 1%", "PD-L1 TPS >= 1 %"),
    ("inclusion", "Gleason score ≥ 7", "Gleason score >= 7"),
    ("exclusion", "HbA1c ≥ 8.0%", "not (hemoglobin A1c >= 8.0 %)"),
    ("exclusion", "Does not have platelets ≥ 100,000/mm3", "platelet count >= 100000 /mm3"),
    (
        "exclusion",
        "Brain metastases and leptomeningeal metastases",
        (
            "not (either reading (any of (brain metastasis, leptomeningeal metastasis), all of (brain "
            'metastasis, leptomeningeal metastasis)) because "\\"and\\" may mean each of them or both '
            'together")'
        ),
    ),
    (
        "exclusion",
        "Uncontrolled hypertension, defined as systolic blood pressure > 160 mmHg",
        "not (systolic blood pressure > 160 mm[Hg])",
    ),
    (
        "inclusion",
        "Unresectable stage III non-small cell lung cancer",
        "all of (non-small cell lung cancer [resectability: unresectable], stage is III)",
    ),
    ("inclusion", "Aged 18-75 years", "age 18 to 75 years"),
    ("exclusion", "Age < 18 years", "not (age < 18 years)"),
    ("inclusion", "Platelets ≥ 100 000/mm3", "platelet count >= 100000 /mm3"),
    ("exclusion", "AST and ALT > 3 x ULN", "none of (aspartate aminotransferase > 3 x ULN, alanine aminotransferase > 3 x ULN)"),
    (
        "exclusion",
        "AST, ALT or bilirubin above 2.5 × ULN",
        ("none of (aspartate aminotransferase > 2.5 x ULN, alanine aminotransferase > 2.5 x ULN, total bilirubin > 2.5 x ULN)"),
    ),
    ("exclusion", "Heart failure (NYHA class III or IV)", "not (all of (heart failure, NYHA class is III to IV))"),
    (
        "exclusion",
        "Active hepatitis B (HBV DNA > 2000 IU/mL)",
        "not (all of (hepatitis b [activity: active], HBV DNA > 2000 [IU]/mL))",
    ),
    ("exclusion", "More than 2 lines of chemotherapy", "not (lines of (chemotherapy) > 2)"),
    ("exclusion", "Fewer than 2 prior lines of therapy", "not (lines of (systemic therapy) < 2)"),
    ("inclusion", "Have received no more than one prior line of chemotherapy", "lines of (chemotherapy) <= 1"),
    ("inclusion", "1-5 metastases", "count of (distant metastasis) 1 to 5"),
    ("inclusion", "One to three brain metastases", "count of (brain metastasis) 1 to 3"),
    ("inclusion", "No more than 5 metastases", "count of (distant metastasis) <= 5"),
    ("exclusion", "More than three liver metastases", "not (count of (liver metastasis) > 3)"),
    (
        "exclusion",
        "≥ 2 liver metastases or ≥ 3 lung metastases",
        "none of (count of (liver metastasis) >= 2, count of (lung metastasis) >= 3)",
    ),
    (
        "inclusion",
        "Life expectancy > 3 months and ECOG 0-1",
        "all of (life expectancy > 3 months, ECOG performance status is 0 to 1)",
    ),
    ("inclusion", "Stage II or III colon cancer", "all of (colon cancer, stage is II to III)"),
    ("inclusion", "CPS ≥ 10", "PD-L1 CPS >= 10"),
    ("exclusion", "Creatinine clearance below 30 mL/min (Cockcroft-Gault)", "not (creatinine clearance < 30 mL/min)"),
    ("inclusion", "Serum albumin ≥3.0 g/dl", "albumin >= 3.0 g/dL"),
    ("inclusion", "Haemoglobin ≥ 5.6 mmol/L", "hemoglobin >= 5.6 mmol/L"),
    ("exclusion", "Potassium < 3.0 mmol/L", "not (potassium < 3.0 mmol/L)"),
    ("exclusion", "Triglycerides above 500 mg/dL", "not (triglyceride > 500 mg/dL)"),
    ("inclusion", "aPTT ≤ 1.5 x upper normal limit", "activated partial thromboplastin time <= 1.5 x ULN"),
    ("inclusion", "Estimated GFR ≥ 45 mL/min/1.73 m2", "glomerular filtration rate >= 45 mL/min/{1.73_m2}"),
    ("exclusion", "Bilirubin >2 times ULN", "not (total bilirubin > 2 x ULN)"),
    (
        "inclusion",
        "Eastern Cooperative Oncology Group (ECOG) performance status 0, 1, or 2",
        "ECOG performance status is 0 to 2",
    ),
    ("inclusion", "Ejection fraction of 50% or more by echocardiography", "left ventricular ejection fraction >= 50 %"),
    ("inclusion", "HBV DNA < 2000 IU/mL", "HBV DNA < 2000 [IU]/mL"),
]


@pytest.mark.parametrize(("section", "text", "expected"), TABLE)
def test_a_number_with_its_comparator_is_a_comparison_in_the_unit_as_written(section: str, text: str, expected: str) -> None:
    assert reading(text, section) == expected


SAME = [
    (
        "absolute neutrophil count >= 1.5 10*9/L",
        [
            "ANC ≥ 1.5 x 10^9/L",
            "ANC \\>= 1.5 × 10⁹/L",
            "ANC &gt;= 1.5x109/L",
            "ANC greater than or equal to 1.5 x 10^9/L",
            "ANC at least 1.5 x 10E9/L",
            "ANC no less than 1.5 * 10^9 / L",
            "Absolute neutrophil count 1.5 x 10^9/L or more",
            "ANC ＞＝ 1.5×10^9/L",
        ],
    ),
    (
        "platelet count < 100000 /uL",
        [
            "Platelets < 100,000/µL",
            "Platelet count below 100,000/uL",
            "Platelets less than 100 000/μL",
            "Platelets lower than 100'000/uL",
            "Platelet count &lt; 100,000 /mcL",
        ],
    ),
    (
        "total bilirubin <= 1.5 x ULN",
        [
            "Total bilirubin ≤ 1.5 x ULN",
            "Total bilirubin no more than 1.5 times the upper limit of normal",
            "Total bilirubin not exceeding 1.5×ULN",
            "Total bilirubin up to 1.5 x upper limit of normal (ULN)",
            "Bilirubin =< 1.5 x ULN",
        ],
    ),
]


@pytest.mark.parametrize(("expected", "text"), [(expected, text) for expected, texts in SAME for text in texts])
def test_one_limit_in_any_spelling_is_one_reading(expected: str, text: str) -> None:
    assert reading(text, "inclusion") == expected


@pytest.mark.parametrize("text", ["BMI 19 kg/m2", "PSA 4 ng/mL"])
@pytest.mark.parametrize("section", ["inclusion", "exclusion"])
def test_a_number_without_a_sign_is_kept_in_doubt(text: str, section: str) -> None:
    assert "either reading (" in reading(text, section)
    assert outcome(text, section) is Outcome.UNKNOWN


@pytest.mark.parametrize(
    ("text", "section", "value", "expected"),
    [
        ("LVEF 50%", "inclusion", 60, Outcome.PASS),
        ("LVEF 50%", "inclusion", 50, Outcome.PASS),
        ("LVEF 50%", "inclusion", 40, Outcome.FAIL),
        ("LVEF 50%", "exclusion", 60, Outcome.PASS),
        ("LVEF 50%", "exclusion", 50, Outcome.UNKNOWN),
        ("LVEF 50%", "exclusion", 40, Outcome.FAIL),
    ],
)
def test_a_lost_sign_is_the_one_that_a_fit_patient_keeps(text: str, section: str, value: int, expected: Outcome) -> None:
    fact = {"what": "left ventricular ejection fraction", "value": value, "unit": "%", "date": "2026-03-12"}
    assert outcome(text, section, fact) is expected
