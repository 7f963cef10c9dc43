"""Leave of its own: what is let in is let in as far as the words go: one infection of several, one value of a list, so many lines
at most, and no further."""

from __future__ import annotations

import pytest
from tests.unit.compiler.readings import line_of, outcome, reading

HIV = {"what": "HIV infection", "date": "2020-01-01"}
CLEARED = {"what": "HCV RNA", "value": "undetectable", "date": "2026-03-10"}


@pytest.mark.parametrize(
    "line",
    [
        "History of HIV infection or hepatitis C, unless HCV RNA is undetectable",
        "HIV, hepatitis B or hepatitis C infection. Patients with HCV antibody are eligible if HCV RNA is negative.",
        "Hepatitis B, hepatitis C or HIV. Patients positive for anti-HBc are eligible if HBV DNA is undetectable; patients "
        "positive for HCV antibody are eligible if HCV RNA is negative",
    ],
)
def test_a_cleared_hepatitis_lets_nobody_in_with_hiv(line: str) -> None:
    antibody = {"what": "HCV antibody", "value": "positive", "date": "2026-03-10"}
    assert outcome(line, "exclusion", HIV, antibody, CLEARED).value == "fail"


def test_each_of_two_infections_has_the_leave_of_its_own_tests() -> None:
    line = (
        "Hepatitis B or hepatitis C. Patients who test positive for HBsAg will be eligible if they are negative for HBV DNA; "
        "patients who test positive for anti-HCV antibody will be eligible if they are negative for HCV RNA."
    )
    assert reading(line, "exclusion") == (
        "none of (all of (hepatitis b, not (all of (HBsAg [value: positive], HBV DNA [value: undetectable]))), "
        "all of (hepatitis c, not (all of (HCV antibody [value: positive], HCV RNA [value: undetectable]))))"
    )


def test_a_duty_between_a_ban_and_its_leave_is_not_what_is_lifted() -> None:
    line = (
        "Hepatitis B. All patients must be screened for HBV using the routine panel Patients who test positive for HBsAg will be "
        "eligible if they are negative for HBV DNA"
    )
    surface, virus = ({"what": "HBsAg", "value": "positive", "date": "2026-03-10"}, {"what": "HBV DNA", "date": "2026-03-10"})
    assert outcome(line, "exclusion", surface, virus | {"value": 5000, "unit": "IU/mL"}).value == "fail"
    assert outcome(line, "exclusion", surface, virus | {"value": "undetectable"}).value != "fail"


@pytest.mark.parametrize(
    ("line", "limit"),
    [
        (
            "Fit for surgery. A maximum of two previous lines for metastatic disease are allowed as long as trabectedin has "
            "not been included.",
            "lines of (systemic therapy [setting: palliative]) <= 2",
        ),
        (
            "Metastatic breast cancer. Up to one prior line of chemotherapy is permitted provided that it had no taxane.",
            "lines of (chemotherapy) <= 1",
        ),
    ],
)
def test_so_many_lines_at_most_are_required_whatever_else_the_leave_is_tied_to(line: str, limit: str) -> None:
    said = reading(line, "inclusion")
    assert said.startswith("all of (") and limit in said and 'unread "' in said


def test_leave_for_so_many_cycles_behind_a_ban_is_no_limit_beside_it() -> None:
    line = "No prior chemotherapy. Up to 2 prior cycles of chemotherapy are allowed provided that they were for this disease"
    assert reading(line, "inclusion").startswith("any of (")


@pytest.mark.parametrize(
    ("below", "expected"),
    [
        (
            "ANC < 1,500/mm^3 allowed, if in the opinion of the investigator, this represents an ethnic variation of normal",
            'any of (absolute neutrophil count >= 1500 /mm3, ask "in the opinion of the investigator, this represents an ethnic '
            'variation of normal")',
        ),
        (
            "Lower counts are acceptable if in the opinion of the investigator they are due to marrow involvement",
            'any of (absolute neutrophil count >= 1500 /mm3, ask "in the opinion of the investigator they are due to marrow '
            'involvement")',
        ),
        ("Lower values are permitted", 'any of (absolute neutrophil count >= 1500 /mm3, unread "Lower values are permitted")'),
        ("Transfusion is allowed", "absolute neutrophil count >= 1500 /mm3"),
    ],
)
def test_another_value_that_is_allowed_below_a_limit_lets_in_as_well(below: str, expected: str) -> None:
    assert reading(f"Absolute neutrophil count (ANC) ≥ 1,500/mm^3\n\n     -  {below}", "inclusion") == expected


def test_bilirubin_that_is_allowed_for_one_syndrome_is_allowed_with_it_and_up_to_its_limit() -> None:
    line = (
        "Total bilirubin ≤ 1.5 x ULN\n  - Patients with bilirubin up to 3 x ULN are allowed if Gilbert's syndrome is documented"
    )
    assert reading(line, "inclusion") == (
        "any of (total bilirubin <= 1.5 x ULN, all of (total bilirubin <= 3 x ULN, gilbert syndrome))"
    )


def test_exceptions_end_where_the_next_ban_begins() -> None:
    line = (
        "Use of immunosuppressive medication within 14 days before the first dose. The following are exceptions to this "
        "criterion:\n\n Inhaled or topical steroids\n\n Steroids as premedication for hypersensitivity reactions\n\n"
        " QTcF >= 470 ms\n\n Uncontrolled hypertension"
    )
    none = {"what": "immunosuppressive medication", "present": False, "date": "2026-03-12"}
    long = {"what": "QTcF", "value": 480, "unit": "ms", "date": "2026-03-12"}
    assert outcome(line, "exclusion", none, long).value != "pass"


def test_what_is_only_like_a_drug_is_not_that_drug() -> None:
    line = "At least 7 days since prior aspirin and aspirin-like medications"
    assert reading(line, "inclusion") == ('all of (interval from (aspirin) >= 7 days, unread "aspirin-like medications")')
    assert reading("Flu-like symptoms", "exclusion") == "no flu-like symptoms"
    assert reading("Basal-like breast cancer", "inclusion") == "has triple-negative breast cancer"


@pytest.mark.parametrize(
    "line",
    [
        "Serious psychiatric condition (e.g., bipolar disorder, schizophrenia or other psychosis) that would compromise the "
        "ability to complete the study, at the discretion of the investigator",
        "Serious systemic disorder (e.g., active infection) that could limit participation, as judged by the investigator",
    ],
)
def test_examples_of_what_must_do_harm_exclude_nobody_who_was_not_harmed(line: str) -> None:
    assert line_of(line, "exclusion").node is not None
    for ill in ("bipolar disorder", "active infection"):
        assert outcome(line, "exclusion", {"what": ill, "date": "2026-03-01", "status": "active"}).value == "unknown"


@pytest.mark.parametrize(
    ("section", "line", "expected"),
    [
        (
            "exclusion",
            "Uncontrolled hypertension or diabetes unless HbA1c < 8%",
            "none of (hypertension [control: uncontrolled], all of (diabetes mellitus [control: uncontrolled], not (hemoglobin "
            "A1c < 8 %)))",
        ),
        (
            "exclusion",
            "Hepatitis B surface antigen positive or HCV antibody positive, unless HCV RNA is negative",
            "none of (HBsAg [value: positive], all of (HCV antibody [value: positive], no HCV RNA [value: undetectable]))",
        ),
        (
            "exclusion",
            "Pregnancy, breastfeeding, or positive HIV test unless on ART with CD4 > 200",
            "none of (pregnancy, breastfeeding, all of (HIV test [value: positive], not (all of (antiretroviral therapy now, CD4 "
            "count > 200))))",
        ),
        (
            "exclusion",
            "Creatinine > 1.5 x ULN or bilirubin > 1.5 x ULN, unless Gilbert's syndrome",
            "none of (creatinine > 1.5 x ULN, all of (total bilirubin > 1.5 x ULN, no gilbert syndrome))",
        ),
        (
            "exclusion",
            "ALT > 3 x ULN or creatinine > 2 mg/dL (unless liver metastases are present)",
            "none of (creatinine > 2 mg/dL, all of (alanine aminotransferase > 3 x ULN, no liver metastasis))",
        ),
        (
            "exclusion",
            "Cirrhosis Child-Pugh B or C, or history of hepatic encephalopathy, except Child-Pugh B7",
            "none of (hepatic encephalopathy, all of (all of (cirrhosis, Child-Pugh class is B to C), not (Child-Pugh class is "
            "B7)))",
        ),
        (
            "inclusion",
            "No HIV or hepatitis C, unless HCV RNA undetectable",
            "none of (hiv infection, all of (hepatitis c, no HCV RNA [value: undetectable]))",
        ),
    ],
)
def test_what_tells_of_one_of_several_lifts_that_one_alone(section: str, line: str, expected: str) -> None:
    assert reading(line, section) == expected


def test_standard_therapy_that_does_not_exist_is_asked_of_the_tumor_before_it() -> None:
    line = (
        "Histologically confirmed malignancy (solid tumor) that is metastatic or unresectable and for which standard curative or "
        "palliative measures do not exist or are no longer effective"
    )
    assert reading(line, "inclusion") == (
        "all of (any of (solid tumor [proof: confirmed; extent: metastatic], solid tumor [proof: confirmed; resectability: "
        'unresectable]), ask "for which standard curative or palliative measures do not exist or are no longer effective")'
    )
    assert reading("Archival tissue is not a requirement for study entry", "inclusion") == 'no constraint "permission"'


@pytest.mark.parametrize(
    ("line", "spared"),
    [
        ("Chemotherapy within 3 weeks. No waiting period is needed after palliative radiotherapy", "palliative radiotherapy"),
        (
            "Major surgery within 28 days prior to first dose; no waiting period required following port placement",
            "port placement",
        ),
    ],
)
def test_what_needs_no_waiting_is_spared(line: str, spared: str) -> None:
    assert f"except ({spared})" in reading(line, "exclusion")


@pytest.mark.parametrize(
    "line",
    [
        "Adjuvant chemotherapy does not count as prior therapy unless subject progressed within 6 months of its completion.",
        "Maintenance therapy will not be counted as a separate line unless the patient progressed on it",
    ],
)
def test_how_therapy_is_counted_excludes_nobody_by_itself(line: str) -> None:
    soon = {"what": "disease progression", "date": "2025-06-01"}
    assert outcome(line, "inclusion", {"what": "FEC", "end": "2025-03-01", "intent": "adjuvant"}, soon).value == "unknown"
    assert reading("Adjuvant therapy is not counted as a line", "inclusion") == 'no constraint "tells how lines are counted"'
    limit = "No more than 2 prior lines of chemotherapy; adjuvant chemotherapy does not count as a line"
    assert reading(limit, "inclusion") == "lines of (chemotherapy except (chemotherapy [setting: adjuvant])) <= 2"


def test_a_clause_behind_what_is_spared_may_be_of_the_malignancy_before_it() -> None:
    line = (
        "Previous malignancy, other than basal cell carcinoma of the skin or in situ carcinoma of the cervix, from which the "
        "patient has been disease free for less than 5 years"
    )
    long_over = {"what": "colon cancer", "date": "1999-05-10", "status": "cured"}
    assert outcome(line, "exclusion", {"what": "breast cancer", "date": "2026-01-10"}, long_over).value != "fail"
