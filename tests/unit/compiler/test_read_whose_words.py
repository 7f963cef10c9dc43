"""Whose words: what a word behind a list, a remedy, a trial or an exception is said of, and what it is not."""

from __future__ import annotations

import pytest
from tests.unit.compiler.readings import outcome, reading

from trialwright.match.verdict import Outcome


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("Positive test for HBV using HBsAg or positive test for HCV using HCV RNA", "none of (hepatitis b, hepatitis c)"),
        ("Positive for HBV by PCR or HIV", "none of (hepatitis b, hiv infection)"),
        ("Positive screening test for HIV", "no hiv infection"),
        ("Infection with HIV or hepatitis", "none of (hiv infection, viral hepatitis)"),
        ("Infection with hepatitis", "no viral hepatitis"),
        ("Autoimmune hepatitis or infection with HIV", "none of (autoimmune hepatitis, hiv infection)"),
        ("Infection with fever", "not (all of (infection, fever))"),
    ],
)
def test_every_infection_of_a_list_is_kept(line: str, read: str) -> None:
    assert reading(line, "exclusion") == read


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("Negative screening tests for HIV, HBV and HCV", "all of (no hiv infection, no hepatitis b, no hepatitis c)"),
        ("Screening tests negative for HIV", "no hiv infection"),
        ("Negative test for HBV using HBsAg and negative test for HIV", "all of (no hepatitis b, no hiv infection)"),
    ],
)
def test_negative_screening_tests_are_tests(line: str, read: str) -> None:
    assert reading(line, "inclusion") == read


def test_therapy_for_the_current_cancer_is_not_therapy_for_another() -> None:
    assert reading("Prior neoadjuvant therapy for current NSCLC", "exclusion") == (
        "no anticancer therapy [setting: neoadjuvant; purpose: disease under study]"
    )


@pytest.mark.parametrize(
    ("line", "read"),
    [
        (
            "Topical steroids or retinoids within the treatment area within 4 weeks",
            "none of (topical corticosteroid [described: within the treatment area] within 4 weeks before registration, "
            "retinoid [described: within the treatment area] within 4 weeks before registration)",
        ),
        (
            "Radiotherapy or surgery in the treatment area",
            "none of (radiotherapy [described: in the treatment area], surgery [described: in the treatment area])",
        ),
        (
            "Systemic chemotherapy or topical imiquimod in the treatment area",
            "none of (chemotherapy, imiquimod [route: topical; described: in the treatment area])",
        ),
    ],
)
def test_a_place_behind_local_therapies_is_of_each(line: str, read: str) -> None:
    assert reading(line, "exclusion") == read


@pytest.mark.parametrize(
    ("line", "read"),
    [
        (
            "Pregnant women and patients with uncontrolled diabetes, defined as fasting glucose > 200 mg/dL",
            "none of (pregnancy, fasting glucose > 200 mg/dL)",
        ),
        (
            "Patients with uncontrolled diabetes, defined as HbA1c > 8 %, and pregnant women",
            "none of (hemoglobin A1c > 8 %, pregnancy)",
        ),
        ("Patients with HIV and patients with hepatitis B", "none of (hiv infection, hepatitis b)"),
    ],
)
def test_two_groups_of_people_are_excluded_each_for_itself(line: str, read: str) -> None:
    assert reading(line, "exclusion") == read


def test_illnesses_of_one_group_joined_by_and_stay_in_doubt() -> None:
    assert "either reading" in reading("Patients with diabetes and hypertension", "exclusion")


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("Progressed on platinum-based chemotherapy", "has platinum [outcome: failed]"),
        ("Progression on or after trastuzumab", "has trastuzumab [outcome: failed]"),
        ("Have progressed while on docetaxel", "has docetaxel [outcome: failed]"),
        ("No disease progression on prior immunotherapy", "no immunotherapy [outcome: failed]"),
        (
            "Disease progression on or within 6 months after platinum-based chemotherapy",
            "interval from (platinum) to (disease progression) <= 6 months",
        ),
    ],
)
def test_progression_on_a_therapy_is_what_became_of_it(line: str, read: str) -> None:
    assert reading(line, "inclusion") == read


@pytest.mark.parametrize(
    ("line", "read"),
    [
        (
            "Progression on platinum or within 6 months after platinum",
            'no disease progression [described: "on platinum or within 6 months after platinum"]',
        ),
        (
            "Progressed on docetaxel or had radiotherapy within 4 weeks",
            "none of (docetaxel [outcome: failed], radiotherapy within 4 weeks before registration)",
        ),
    ],
)
def test_a_time_of_progression_bans_no_therapy_within_it(line: str, read: str) -> None:
    assert reading(line, "exclusion") == read


def test_progression_on_another_therapy_is_not_progression_on_this_one() -> None:
    facts = (
        {"what": "cisplatin", "start": "2024-01-01", "end": "2024-06-01", "response": "partial response"},
        {"what": "docetaxel", "start": "2025-01-01", "end": "2025-06-01", "response": "progressive disease"},
    )
    assert outcome("Progressed on platinum-based chemotherapy", "inclusion", *facts) is not Outcome.PASS


@pytest.mark.parametrize(
    ("line", "read"),
    [
        (
            "Other malignancy other than: basal cell carcinoma; or carcinoma in situ of the cervix; HIV",
            "none of (other malignancy except (basal cell carcinoma, cervical carcinoma in situ), hiv infection)",
        ),
        (
            "Prior malignancy except basal cell carcinoma; in situ cervical cancer; uncontrolled diabetes",
            "none of (other malignancy except (basal cell carcinoma, cervical carcinoma in situ), "
            "diabetes mellitus [control: uncontrolled])",
        ),
        (
            "Cardiac disease except: controlled hypertension; or stable angina; pregnancy",
            "none of (cardiac disease except (hypertension [control: controlled], stable angina), pregnancy)",
        ),
        (
            "Other malignancy except basal cell carcinoma; history of melanoma; pregnancy",
            "none of (other malignancy except (basal cell carcinoma), melanoma, pregnancy)",
        ),
    ],
)
def test_exceptions_between_semicolons_end_where_a_ban_goes_on(line: str, read: str) -> None:
    assert reading(line, "exclusion") == read


def test_a_spared_cancer_behind_a_semicolon_is_not_required() -> None:
    assert reading("No other malignancy except basal cell carcinoma; carcinoma in situ of the cervix; no HIV", "inclusion") == (
        "all of (no other malignancy except (basal cell carcinoma, cervical carcinoma in situ), no hiv infection)"
    )


@pytest.mark.parametrize(
    ("line", "read"),
    [
        (
            "Hydronephrosis that cannot be relieved by nephrostomy or ureteral stenting",
            'no hydronephrosis [described: "that cannot be relieved by nephrostomy or ureteral stenting"]',
        ),
        (
            "Nausea that cannot be managed with antiemetics or steroids",
            'no nausea [described: "that cannot be managed with antiemetics or steroids"]',
        ),
        (
            "Hypercalcemia not controlled with bisphosphonates or denosumab",
            'no hypercalcemia [described: "not controlled with bisphosphonates or denosumab"]',
        ),
        (
            "Hydronephrosis that cannot be relieved, or prior nephrectomy",
            "none of (hydronephrosis [described: that cannot be relieved], nephrectomy)",
        ),
    ],
)
def test_a_remedy_that_did_not_help_is_not_banned(line: str, read: str) -> None:
    assert reading(line, "exclusion") == read


def test_how_a_dose_went_is_asked_and_a_stable_one_lasts_at_least_so_long() -> None:
    assert reading("Patients on steroids must be on a stable or decreasing dose for 7 days", "inclusion") == (
        'if (corticosteroid now) then (ask "on a stable or decreasing dose for 7 days")'
    )
    assert reading("Stable dose of imatinib for 7 days", "inclusion") == "duration of (imatinib [stability: stable]) >= 7 days"


@pytest.mark.parametrize(
    ("line", "read"),
    [
        (
            "Participation in a previous trial involving palonosetron",
            "no participation in another clinical study [described: involving palonosetron]",
        ),
        ("Participation in a previous nivolumab trial", "no participation in another clinical study [described: nivolumab]"),
        (
            "Participation in another trial or chemotherapy within 4 weeks",
            "none of (participation in another clinical study within 4 weeks before registration, "
            "chemotherapy within 4 weeks before registration)",
        ),
    ],
)
def test_a_trial_of_a_drug_is_one_thing(line: str, read: str) -> None:
    assert reading(line, "exclusion") == read
