"""What illnesses are named by, are caused by, or show themselves in; examples of what stands before an exception; advice."""

from __future__ import annotations

import pytest
from tests.unit.compiler.readings import reading


@pytest.mark.parametrize(
    ("text", "section", "read"),
    [
        ("Cancer related lymphedema", "exclusion", "no lymphedema [described: Cancer related]"),
        ("Radiation induced enteritis", "exclusion", "no enteritis [described: Radiation induced]"),
        ("HIV related lymphoma", "exclusion", "no hiv-associated lymphoma"),
        ("No lung carcinoma of squamous cell type", "inclusion", "no squamous non-small cell lung cancer"),
        ("Lung cancer of small cell histology", "exclusion", "no small cell lung cancer"),
        ("Prostate cancer with sarcoma", "exclusion", "not (all of (prostate cancer, sarcoma))"),
        ("No metabolic disorders (hyperthyroidism)", "inclusion", "all of (no metabolic disease, no hyperthyroidism)"),
        ("No cardiac disease (myocardial infarction)", "inclusion", "no myocardial infarction"),
        (
            "Lymphoma other than DLBCL, such as mantle cell lymphoma",
            "exclusion",
            "no lymphoma except (diffuse large b-cell lymphoma)",
        ),
        (
            "Lung cancer other than NSCLC (e.g., small cell lung cancer)",
            "exclusion",
            "no lung cancer except (non-small cell lung cancer)",
        ),
        (
            "Other malignancy except skin cancers such as basal cell carcinoma",
            "exclusion",
            "no other malignancy except (basal cell carcinoma, skin cancer)",
        ),
        (
            "Active heart disease, including a history of myocardial infarction",
            "exclusion",
            "none of (cardiac disease [activity: active], myocardial infarction)",
        ),
        ("Prior treatment for the diagnosis of prostate cancer", "exclusion", "no anticancer therapy [purpose: prostate cancer]"),
        (
            "Surgery for the diagnosis of breast cancer within 4 weeks",
            "exclusion",
            "no surgery [setting: diagnostic] within 4 weeks before registration",
        ),
        (
            "Pneumonitis or colitis following treatment with nivolumab",
            "exclusion",
            "none of (pneumonitis [described: following treatment with nivolumab], "
            "colitis [described: following treatment with nivolumab])",
        ),
        (
            "Progressive or relapsed disease following standard therapy with chemotherapy and/or surgery",
            "inclusion",
            "any of (chemotherapy [outcome: failed], surgery [outcome: failed])",
        ),
        (
            "Relapsed or refractory disease after chemotherapy and/or radiation",
            "inclusion",
            "any of (chemotherapy [outcome: failed], radiotherapy [outcome: failed])",
        ),
        ("Hypersensitivity to ferumoxytol", "exclusion", "no ferumoxytol [allergy: true]"),
        ("Allergy to intravenous iron", "exclusion", "no intravenous iron [allergy: true]"),
    ],
)
def test_an_illness_is_read_with_its_cause_its_kind_and_its_time(text: str, section: str, read: str) -> None:
    assert reading(text, section) == read


@pytest.mark.parametrize(
    "text",
    [
        "Preservation of sperm should be considered prior to enrollment",
        "Use of herbal supplements should be discouraged.",
        "Bridging therapy is discouraged.",
        "Sexually active males are strongly advised to use contraception",
        "Patients with bulky disease should be considered for debulking chemotherapy before transplant.",
    ],
)
def test_a_recommendation_asks_for_nothing(text: str) -> None:
    assert reading(text, "inclusion") == reading(text, "exclusion") == 'no constraint "a recommendation"'


@pytest.mark.parametrize(
    "text",
    [
        "Subjects should be considered ineligible if pregnant",
        "Patients should be considered candidates for chemotherapy",
        "Patients for whom surgery should be considered",
    ],
)
def test_what_should_be_held_for_something_is_no_recommendation(text: str) -> None:
    assert "a recommendation" not in reading(text, "inclusion")
