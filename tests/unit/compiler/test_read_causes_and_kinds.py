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


@pytest.mark.parametrize(
    ("text", "section", "read"),
    [
        (
            "No chemotherapy, radiation, or biologic therapy within 2 weeks, or trastuzumab within 3 weeks before enrollment",
            "inclusion",
            "none of (chemotherapy within 2 weeks before enrollment, radiotherapy within 2 weeks before enrollment, "
            "biologic agent within 2 weeks before enrollment, trastuzumab within 3 weeks before enrollment)",
        ),
        (
            "Chemotherapy or radiation within 2 weeks, or trastuzumab within 3 weeks, before enrollment",
            "exclusion",
            "none of (chemotherapy within 2 weeks before enrollment, radiotherapy within 2 weeks before enrollment, "
            "trastuzumab within 3 weeks before enrollment)",
        ),
        (
            "Chemotherapy, radiotherapy within 2 weeks, trastuzumab within 3 weeks",
            "exclusion",
            "none of (chemotherapy, radiotherapy within 2 weeks before registration, "
            "trastuzumab within 3 weeks before registration)",
        ),
        (
            "Active or chronic hepatitis B or C",
            "exclusion",
            "none of (hepatitis b [activity: active], chronic hepatitis b, chronic hepatitis c, hepatitis c [activity: active])",
        ),
        ("Chronic hepatitis B or C", "exclusion", "none of (chronic hepatitis b, chronic hepatitis c)"),
        ("Prior or active hepatitis B or C", "exclusion", "none of (hepatitis b, hepatitis b [activity: active], hepatitis c)"),
        ("Active hepatitis B or C", "exclusion", "none of (hepatitis b [activity: active], hepatitis c [activity: active])"),
        (
            "Prior cancer other than basal cell carcinoma after appropriate treatment, or prior systemic chemotherapy",
            "exclusion",
            "none of (other malignancy except (basal cell carcinoma [described: after appropriate treatment]), chemotherapy)",
        ),
        (
            "Malignancy other than skin cancer, or in situ cervical cancer",
            "exclusion",
            "no other malignancy except (skin cancer, cervical carcinoma in situ)",
        ),
        (
            "Initial diagnosis of metastatic disease must have occurred <= 8 weeks prior to entry in the study",
            "inclusion",
            "has distant metastasis within 8 weeks before study entry",
        ),
        (
            "Decompensated cirrhosis as evidenced by ascites or encephalopathy",
            "exclusion",
            'no decompensated cirrhosis [described: "evidenced by ascites or encephalopathy"]',
        ),
        (
            "Renal failure as evidenced by creatinine > 2 mg/dL or dialysis",
            "exclusion",
            "none of (creatinine > 2 mg/dL, dialysis dependence)",
        ),
        (
            "Patients who have not received prior chemotherapy for Stage IIIB or IV disease",
            "inclusion",
            'no chemotherapy [described: "for Stage IIIB or IV disease"]',
        ),
        ("No prior chemotherapy for stage IV disease", "inclusion", "no chemotherapy [setting: palliative]"),
        (
            "Toxicities from any prior therapy, surgery, or radiotherapy must have resolved to grade 1",
            "inclusion",
            "grade of (toxicity of earlier treatment) <= 1 now",
        ),
        (
            "Toxicities of prior chemotherapy or radiotherapy must have resolved to grade 1",
            "inclusion",
            "grade of (toxicity of earlier treatment [cause: chemotherapy or radiotherapy]) <= 1 now",
        ),
        (
            "More than 28 days since prior major surgery or other dental surgery resulting in an open wound",
            "inclusion",
            "all of (interval from (major surgery) > 28 days, "
            "interval from (other dental surgery [described: resulting in an open wound]) > 28 days)",
        ),
        (
            "Known, active uncontrolled hepatitis B, hepatitis C, or HIV",
            "exclusion",
            "none of (hepatitis b [activity: active; control: uncontrolled], "
            "hepatitis c [activity: active; control: uncontrolled], hiv infection [activity: active; control: uncontrolled])",
        ),
        ("HIV viral load grade 3", "exclusion", 'not (unread "HIV viral load grade 3")'),
        ("NYHA grade III", "exclusion", "not (NYHA class is III)"),
        (
            "Positive test for HIV. All patients will be tested for HIV prior to inclusion into the study",
            "exclusion",
            "no hiv infection",
        ),
        (
            "Women of childbearing potential are using effective contraception, are not pregnant or lactating",
            "inclusion",
            'if (childbearing potential) then (ask "using effective contraception, are not pregnant or lactating") '
            'else (no constraint "for the other sex")',
        ),
        (
            "Toxicities not recovered to grade 1, except alopecia and neuropathy (excluded if grade 2 or higher)",
            "exclusion",
            "any of (grade of (toxicity of earlier treatment) <= 1 now, "
            'ask "what is left of earlier toxicities is only alopecia and neuropathy (excluded if grade 2 or higher")',
        ),
    ],
)
def test_times_states_and_bars_of_a_list_are_of_each_that_they_are_said_of(text: str, section: str, read: str) -> None:
    assert reading(text, section) == read
