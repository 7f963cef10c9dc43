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
    (
        "Adenocarcinoma of the stomach or gastroesophageal junction with locally advanced or metastatic disease",
        "all of (any of (gastric adenocarcinoma, gastroesophageal junction adenocarcinoma), "
        "any of (locally advanced disease, distant metastasis))",
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
    (
        "A prior malignancy, other than carcinoma in situ of the cervix, or non-melanoma skin cancer, unless treated 5 years ago",
        'no other malignancy except (malignancy [described: "treated 5 years ago"], cervical carcinoma in situ, '
        "non-melanoma skin cancer)",
    ),
    ("Patients treated with a mastectomy are not eligible", "no mastectomy"),
    (
        "Symptomatic brain metastases or those requiring local therapy",
        "none of (brain metastasis [symptoms: symptomatic], brain metastasis [described: requiring local therapy])",
    ),
    (
        "Subjects with graft versus host disease or those requiring long-term use of immunosuppressants",
        "none of (graft-versus-host disease, immunosuppressive agent [persistence: continuous] now)",
    ),
    (
        "CNS metastasis (treated brain metastasis is allowed but patients must be off steroids)",
        "not (all of (central nervous system metastasis, not (all of (brain metastasis [treatment: treated], "
        'ask "but patients must be off steroids"))))',
    ),
    (
        "Active or chronic hepatitis B or C",
        "none of (hepatitis b [activity: active], chronic hepatitis b, chronic hepatitis c, hepatitis c [activity: active])",
    ),
    ("Active or latent tuberculosis", "none of (tuberculosis [activity: active], latent tuberculosis)"),
    (
        "Any medical conditions (e.g. septic shock) of high risk by the assessment of the PI",
        'not (ask "Any medical conditions (e.g. septic shock) of high risk by the assessment of the PI")',
    ),
]


@pytest.mark.parametrize(("text", "expected"), EXCLUDED)
def test_what_excludes_keeps_what_narrows_it(text: str, expected: str) -> None:
    assert reading(text, "exclusion") == expected


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        (
            "Currently disease free of breast cancer and other invasive malignancies",
            "none of (breast cancer [activity: active], other invasive cancer [activity: active])",
        ),
        ("Disease-free of prior malignancies for >= 5 years", "no other malignancy within 5 years before registration"),
        (
            "Free of melanoma and breast cancer at registration No concurrent use of bisphosphonates",
            "all of (none of (melanoma [activity: active], breast cancer [activity: active]), no bisphosphonate now)",
        ),
        ("No brain metastases and ECOG 0-1", "all of (no brain metastasis, ECOG performance status is 0 to 1)"),
        ("No infection and a minimum life expectancy of 12 weeks", "all of (no infection, life expectancy >= 12 weeks)"),
        ("Free of infection, and ECOG 0-1", "all of (no infection, ECOG performance status is 0 to 1)"),
        (
            "ECOG 0-1 with no deterioration over the past 2 weeks",
            'all of (ECOG performance status is 0 to 1, ask "with no deterioration over the past 2 weeks")',
        ),
        ("Non-small cell lung cancer (NSCLC; stage IV)", "all of (non-small cell lung cancer, stage is IV)"),
    ],
)
def test_what_is_denied_ends_before_what_is_asked(text: str, meant: str) -> None:
    assert reading(text, "inclusion") == meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Pleural effusion, due to concerns that docetaxel could worsen it", "no pleural effusion"),
        ("Concurrent use of warfarin due to potential drug interactions", "no warfarin now"),
        ("Acute MI within 6 months", "no myocardial infarction within 6 months before registration"),
        ("Known history of active tuberculosis (TB; Bacillus tuberculosis)", "no tuberculosis [activity: active]"),
    ],
)
def test_a_reason_and_a_second_name_narrow_nothing(text: str, meant: str) -> None:
    assert reading(text, "exclusion") == meant
