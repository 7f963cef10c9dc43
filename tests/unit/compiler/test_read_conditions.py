"""Conditions, exceptions and permissions enter; whom they bind, lift or leave free must come out."""

from __future__ import annotations

import pytest
from tests.unit.compiler.readings import outcome, reading

from trialwright.match.verdict import Outcome

TABLE = [
    (
        "inclusion",
        "AST ≤ 3 x ULN (≤ 5 x ULN if liver metastases)",
        "aspartate aminotransferase <= 3 x ULN unless (liver metastasis: <= 5 x ULN)",
    ),
    (
        "inclusion",
        ("Total bilirubin ≤ 1.5 × ULN, except patients with Gilbert's syndrome who must have total bilirubin ≤ 3 × ULN"),
        "total bilirubin <= 1.5 x ULN unless (gilbert syndrome: <= 3 x ULN)",
    ),
    (
        "exclusion",
        "Other malignancy within the past 3 years, except adequately treated basal cell carcinoma of the skin",
        "no other malignancy within 3 years before registration except (basal cell carcinoma [treatment: treated])",
    ),
    (
        "exclusion",
        "Active autoimmune disease, except vitiligo or type 1 diabetes",
        'no autoimmune disease [activity: active] except (vitiligo, "type 1 diabetes mellitus")',
    ),
    (
        "exclusion",
        "Brain metastases. Patients with treated brain metastases are eligible.",
        "no brain metastasis except (brain metastasis [treatment: treated])",
    ),
    ("inclusion", "Hemoglobin ≥ 9 g/dL. Transfusion is allowed.", "hemoglobin >= 9 g/dL"),
    ("inclusion", "Prior radiotherapy is allowed", 'no constraint "permission"'),
    ("inclusion", "If HIV positive, CD4 count ≥ 350/µL", "if (hiv infection) then (CD4 count >= 350 /uL)"),
    (
        "inclusion",
        "Women of childbearing potential must have a negative pregnancy test within 7 days prior to registration",
        (
            "if (childbearing potential) then (pregnancy test [value: negative] within 7 days before "
            'registration) else (no constraint "for the other sex")'
        ),
    ),
    ("inclusion", "Measurable disease is not required", 'no constraint "permission"'),
    ("inclusion", "Patients with controlled hypertension are eligible", 'no constraint "permission"'),
    ("exclusion", "Diabetes, unless HbA1c < 8%", "not (all of (diabetes mellitus, not (hemoglobin A1c < 8 %)))"),
    (
        "inclusion",
        "No other malignancy within 5 years except non-melanoma skin cancer",
        "no other malignancy within 5 years before registration except (non-melanoma skin cancer)",
    ),
    ("exclusion", "Patients with asymptomatic brain metastases are not excluded", 'no constraint "permission"'),
    (
        "exclusion",
        "Untreated brain metastases; treated brain metastases are allowed",
        "no brain metastasis [treatment: untreated] except (brain metastasis [treatment: treated])",
    ),
    (
        "inclusion",
        "AST ≤ 2.5 x ULN (for patients with liver metastases ≤ 5 x ULN)",
        "aspartate aminotransferase <= 2.5 x ULN unless (liver metastasis: <= 5 x ULN)",
    ),
    (
        "inclusion",
        "AST ≤ 2.5 x ULN; for patients with liver metastases, ≤ 5 x ULN",
        "aspartate aminotransferase <= 2.5 x ULN unless (liver metastasis: <= 5 x ULN)",
    ),
    ("exclusion", "Other cancer (except basal cell carcinoma)", "no other malignancy except (basal cell carcinoma)"),
    (
        "exclusion",
        "Any brain metastases (asymptomatic brain metastases are allowed)",
        "no brain metastasis except (brain metastasis [symptoms: asymptomatic])",
    ),
    (
        "exclusion",
        "Previous chemotherapy; adjuvant chemotherapy is permitted",
        "no chemotherapy except (chemotherapy [setting: adjuvant])",
    ),
    ("inclusion", "Women must be postmenopausal", 'if (female) then (postmenopausal) else (no constraint "for the other sex")'),
    (
        "inclusion",
        "Females who are not breastfeeding",
        'if (female) then (no breastfeeding) else (no constraint "for the other sex")',
    ),
    (
        "inclusion",
        "Men must agree to use condoms",
        'if (male) then (ask "agree to use condoms") else (no constraint "for the other sex")',
    ),
    ("inclusion", "HIV-infected patients with CD4 > 350 are eligible", 'no constraint "permission"'),
    (
        "inclusion",
        "PT-INR ≤ 1.5×ULN unless receiving anticoagulants",
        "any of (international normalized ratio <= 1.5 x ULN, anticoagulant now)",
    ),
    (
        "exclusion",
        "Corticosteroids, except for inhaled or topical corticosteroids",
        "no corticosteroid now except (inhaled corticosteroid, topical corticosteroid)",
    ),
    ("exclusion", "Hepatitis C except cured hepatitis C", "no hepatitis c except (hepatitis c [activity: history])"),
    (
        "exclusion",
        "Prior cancer other than cervical carcinoma in situ or non-melanoma skin cancer",
        "no other malignancy except (cervical carcinoma in situ, non-melanoma skin cancer)",
    ),
    ("inclusion", "If female, negative pregnancy test", "if (female) then (pregnancy test [value: negative])"),
    ("inclusion", "Biopsy is recommended", 'no constraint "permission"'),
    ("inclusion", "Patients with stable brain metastases may be enrolled", 'no constraint "permission"'),
]


@pytest.mark.parametrize(("section", "text", "expected"), TABLE)
def test_a_condition_an_exception_or_a_permission_binds_only_whom_it_names(section: str, text: str, expected: str) -> None:
    assert reading(text, section) == expected


AST_HIGH = {"what": "AST", "value": 160, "unit": "U/L", "uln": 40, "date": "2026-03-10"}
LIVER = {"what": "liver metastasis", "date": "2026-01-10"}
NO_LIVER = {"what": "liver metastasis", "present": False, "date": "2026-01-10"}


@pytest.mark.parametrize(
    "text",
    [
        "AST ≤ 3 x ULN (≤ 5 x ULN if liver metastases)",
        "AST ≤ 3 x ULN; for patients with liver metastases, ≤ 5 x ULN",
        "AST ≤ 3 x ULN (for patients with liver metastases ≤ 5 x ULN)",
    ],
)
def test_a_wider_limit_in_brackets_holds_only_under_its_condition(text: str) -> None:
    assert outcome(text, "inclusion", AST_HIGH, LIVER) is Outcome.PASS
    assert outcome(text, "inclusion", AST_HIGH, NO_LIVER) is Outcome.FAIL
    assert outcome(text, "inclusion", AST_HIGH) is Outcome.UNKNOWN


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Brain metastases unless snarfed and stable", "described: snarfed and stable"),
        ("Active brain metastases unless asymptomatic for at least 4 weeks", "asymptomatic for at least 4 weeks"),
    ],
)
def test_an_exception_that_was_not_understood_is_kept_in_words_and_leaves_the_exclusion_in_doubt(text: str, kept: str) -> None:
    assert kept in reading(text, "exclusion")
    facts = [{"what": "brain metastasis", "status": "active", "date": "2026-02"}, {"what": "chemotherapy", "date": "2020"}]
    assert outcome(text, "exclusion", *facts) is Outcome.UNKNOWN


@pytest.mark.parametrize("section", ["inclusion", "exclusion"])
@pytest.mark.parametrize("text", ["Prior radiotherapy is allowed", "Measurable disease is not required", "Biopsy is recommended"])
def test_what_is_permitted_or_not_required_excludes_nobody(text: str, section: str) -> None:
    assert outcome(text, section, complete=["conditions", "treatments", "procedures"]) is Outcome.PASS
