"""How a list joins under the statement above it: a table of sentences, each with what its words say in either list."""

from __future__ import annotations

import pytest
from tests.unit.compiler.outlines_in import shape

from trialwright.compiler.outlining.logic import joining
from trialwright.compiler.outlining.outline import Kind

TWO = ["hypertension", "angina"]


@pytest.mark.parametrize(
    ("parent", "kind", "logic"),
    [
        ("Any of the following:", "inclusion", "ANY"),
        ("at least one of the following must apply", "inclusion", "ANY"),
        ("Meets 1 of the following criteria:", "inclusion", "ANY"),
        ("One of the following <1> to <4>", "inclusion", "ANY"),
        ("Postmenopausal status is defined as either:", "inclusion", "ANY"),
        ("1 or 2 of the following risk factors:", "inclusion", "ANY"),
        ("All of the following criteria:", "inclusion", "ALL"),
        ("each of the following", "exclusion", "ALL"),
        ("both:", "inclusion", "ALL"),
        ("None of the following:", "inclusion", "NONE"),
        ("Patients must not have any of the following conditions:", "inclusion", "NONE"),
        ("Patients may not have received the following therapies:", "inclusion", "NONE"),
        ("No significant heart disease, including any of the following:", "inclusion", "NONE"),
        ("The following histologic variants are excluded from participation:", "inclusion", "NONE"),
        ("Patients may not have received the following therapies:", "exclusion", "ANY"),
        ("The following histologic variants are excluded from participation:", "exclusion", "ANY"),
    ],
)
def test_the_words_of_the_statement_decide(parent: str, kind: Kind, logic: str) -> None:
    joined = joining(parent, TWO, kind)
    assert (joined.logic, joined.stated, joined.at_least, joined.sense) == (logic, True, None, None)


@pytest.mark.parametrize(
    ("parent", "count"),
    [
        ("at least two of the following:", 2),
        (">= 2 of the following therapies", 2),
        ("a minimum of three (3) of the following", 3),
        ("two or more of the following features:", 2),
        ("meet 3 of the following 5 criteria for metabolic syndrome:", 3),
    ],
)
def test_a_number_of_the_list_may_be_enough(parent: str, count: int) -> None:
    joined = joining(parent, TWO, "inclusion")
    assert (joined.logic, joined.at_least, joined.stated) == (None, count, True)


@pytest.mark.parametrize(
    "parent",
    [
        "laboratory values within the following limits at least 4 weeks before registration:",
        "Patients with > 3 of the following risk factors are not eligible:",
        "at least 3 months since the following:",
    ],
)
def test_another_number_in_the_sentence_is_not_a_number_of_the_list(parent: str) -> None:
    assert joining(parent, TWO, "inclusion").at_least is None


@pytest.mark.parametrize(
    ("parent", "kind", "sense", "logic"),
    [
        ("History of another malignancy within 3 years, except:", "exclusion", "exception", "ANY"),
        ("The following are exceptions to this criterion:", "exclusion", "exception", "ANY"),
        ("No other malignancy with the exception of the following:", "inclusion", "exception", "ANY"),
        ("HIV positive, unless all the following criteria are met:", "exclusion", "exception", "ALL"),
        ("HIV positive, unless one of the following applies:", "exclusion", "exception", "ANY"),
        ("HIV positive, unless the following criteria are met:", "exclusion", "exception", "ALL"),
        ("No systemic steroids within 14 days. The following are permitted:", "exclusion", "exception", "ANY"),
        ("Brain metastases. Patients are eligible if they meet all of the following:", "exclusion", "exception", "ALL"),
        ("Patients with treated brain metastases are eligible if all of the following apply:", "exclusion", "permission", "ALL"),
        ("Patients with treated brain metastases may participate provided:", "inclusion", "permission", "ALL"),
        ("Laboratory values that do not meet the following criteria:", "exclusion", "unmet", "ALL"),
        ("Radiotherapy is not allowed if:", "exclusion", None, "ANY"),
        ("Prior users are eligible, unless they have had any of the following:", "exclusion", None, "ANY"),
        ("A woman is eligible if she is not pregnant and one of the following applies:", "inclusion", None, "ANY"),
    ],
)
def test_a_list_may_be_something_else_than_what_the_statement_says(
    parent: str, kind: Kind, sense: str | None, logic: str
) -> None:
    joined = joining(parent, TWO, kind)
    assert (joined.sense, joined.logic) == (sense, logic)


@pytest.mark.parametrize(
    "parent",
    [
        "Patients must not have:",
        "Has no:",
        "Absence of:",
        "Free of:",
        "Patients without:",
        "No history of:",
        "Must not be:",
        "Has not received:",
        "No evidence of the following conditions:",
        "No malignancy; this includes:",
        "No clinically significant heart disease, including:",
        "No uncontrolled illness including, but not limited to, any of the following:",
        "Patients must not have clinically significant cardiovascular disease including:",
        "Patients with any of the following are excluded:",
        "Patients with any of the following (within 6 months) are ineligible:",
        "Patients are not eligible if any of the following apply:",
        "Must not have discontinued prior therapy due to any of the following:",
        "Excluded medications:",
        "No autoimmune disease, e.g.:",
    ],
)
def test_a_heading_that_denies_denies_its_list_among_the_inclusions_only(parent: str) -> None:
    included, excluded = joining(parent, TWO, "inclusion"), joining(parent, TWO, "exclusion")
    assert (included.logic, included.stated, included.sense) == ("NONE", True, None)
    assert excluded.logic == "ANY"


def test_a_denial_without_a_word_for_the_list_denies_names_but_not_rules() -> None:
    assert joining("No active infection:", ["HIV", "hepatitis B"], "inclusion").logic == "NONE"
    assert joining("No active hepatitis:", ["Hepatitis B surface antigen negative"], "inclusion").logic == "ALL"
    assert joining("No concurrent anticoagulants", ["Low-dose warfarin allowed"], "inclusion").logic == "ALL"


@pytest.mark.parametrize(
    "parent",
    [
        "Unsuitable for resection because of",
        "Not a candidate for cisplatin due to any of the following:",
        "Patient is not eligible for transplantation owing to one of the following:",
        "Considered not to be of childbearing age for the following reasons:",
        "Belongs to one of three study populations:",
        "Either surgery",
        "Patients with a confirmed diagnosis of:",
    ],
)
def test_causes_and_populations_are_alternatives(parent: str) -> None:
    assert joining(parent, TWO, "inclusion").logic == "ANY"


@pytest.mark.parametrize(
    ("parent", "most"),
    [
        ("No more than one of the following:", 1),
        ("At most two of the following risk factors:", 2),
        ("fewer than two of the following:", 1),
        ("Patients with > 3 of the following risk factors are not eligible:", 3),
        ("Patients with two or more of the following are excluded:", 1),
    ],
)
def test_a_number_of_the_list_may_be_allowed(parent: str, most: int) -> None:
    joined = joining(parent, TWO, "inclusion")
    assert (joined.logic, joined.at_least, joined.at_most, joined.stated) == (None, None, most, True)


def test_more_than_a_number_is_one_more_and_fewer_than_one_is_none() -> None:
    assert joining("More than two of the following:", TWO, "inclusion").at_least == 3
    assert joining("Patients with > 3 of the following risk factors are not eligible:", TWO, "exclusion").at_least == 4
    assert joining("Fewer than one of the following:", TWO, "inclusion").logic == "NONE"
    assert joining("No more than one regimen following an antibody:", TWO, "inclusion").at_most is None


@pytest.mark.parametrize(
    ("parent", "children"),
    [
        ("No evidence of leukemia, as indicated by the following criteria:", ["WBC normal", "marrow blasts <= 5%"]),
        ("No evidence of disease, based on the following examinations:", ["mammogram", "chest x-ray"]),
        ("Lack of a response, defined as the following:", ["Failed to achieve remission", "No cytogenetic response"]),
        ("Must not take statins, and laboratory tests must meet the following criteria:", ["ANC >= 1", "Hb >= 9"]),
        ("Diabetes on tablets (those on insulin are not eligible), the following are required:", ["HbA1c < 8", "stable dose"]),
    ],
)
def test_a_list_that_shows_an_absence_or_follows_a_remark_is_not_denied(parent: str, children: list[str]) -> None:
    assert joining(parent, children, "inclusion").logic == "ALL"


@pytest.mark.parametrize(
    "parent",
    [
        "Does not have adequate organ function, as defined by:",
        "Without adequate marrow function:",
        "Lack of adequate renal function:",
        "Inadequate marrow function defined as not meeting:",
        "Adequate organ function:",
        "Inadequate organ function:",
        "Participants must meet the following organ function criteria:",
    ],
)
def test_among_the_exclusions_limits_of_function_are_what_is_required(parent: str) -> None:
    joined = joining(parent, ["ANC >= 1500", "Bilirubin <= 1.5 x ULN"], "exclusion")
    assert (joined.sense, joined.logic) == ("unmet", "ALL")


@pytest.mark.parametrize("parent", ["Does not have adequate organ function, as defined by:", "Inadequate organ function:"])
def test_values_that_fail_exclude_as_they_stand(parent: str) -> None:
    joined = joining(parent, ["ANC < 1500", "Bilirubin > 1.5 x ULN"], "exclusion")
    assert (joined.sense, joined.logic) == (None, "ANY")


@pytest.mark.parametrize(
    ("parent", "kind", "sense"),
    [
        ("The following are not considered measurable disease:", "inclusion", "permission"),
        ("A woman of childbearing potential is any woman who meets the following criteria:", "inclusion", "permission"),
        ("Measurable or non-measurable disease, including any of the following:", "inclusion", None),
        ("Must not have another malignancy; exceptions are made for any of the following:", "inclusion", "exception"),
        ("INR > 1.5 is not eligible, unless on warfarin; if so, the following must be met:", "inclusion", "exception"),
        ("Symptomatic brain metastasis; if asymptomatic, must have:", "exclusion", "exception"),
        ("Any of the following conditions are not eligible (unless otherwise noted):", "exclusion", None),
    ],
)
def test_a_definition_asks_for_nothing_and_a_condition_lifts(parent: str, kind: Kind, sense: str | None) -> None:
    assert joining(parent, TWO, kind).sense == sense


def test_the_main_criteria_that_are_not_limited_to_a_list_are_not_denied() -> None:
    joined = joining("The main criteria include but are not limited to the following:", TWO, "inclusion")
    assert (joined.logic, joined.stated) == ("ALL", False)


@pytest.mark.parametrize(
    ("children", "kind", "logic", "stated"),
    [
        (["IgG >= 1 g/dL and/or", "urine >= 200 mg"], "inclusion", "ANY", True),
        (["creatinine normal, OR", "clearance > 60"], "inclusion", "ANY", True),
        (["ANC >= 1500; and", "platelets >= 100"], "inclusion", "ALL", True),
        (["angina; and", "arrhythmia"], "exclusion", "ANY", False),
        (["A or", "B and", "C"], "inclusion", "ALL", False),
        (["ANC >= 1500", "platelets >= 100"], "inclusion", "ALL", True),
        (["angina", "arrhythmia"], "exclusion", "ANY", False),
        (["angina", "arrhythmia"], None, "ALL", False),
        (["melanoma", "renal cell carcinoma", "NSCLC"], "inclusion", "ANY", False),
        (["No melanoma", "No lymphoma"], "inclusion", "ALL", True),
        (["HER2 overexpression", "any other biomarker"], "inclusion", "ANY", False),
    ],
)
def test_without_such_words_the_seams_and_then_the_list_decide(
    children: list[str], kind: Kind | None, logic: str, stated: bool
) -> None:
    joined = joining("Disease:", children, kind)
    assert (joined.logic, joined.stated) == (logic, stated)


def test_a_definition_by_organs_has_alternatives_one_by_features_has_not() -> None:
    organs = ["<= 3 liver metastases", "<= 3 lung metastases", "adrenal involvement"]
    features = ["Each tumor is 3 cm or less", "3 or less in all.", "In case of brain metastasis, 2 cm or less"]
    assert joining("Oligometastatic disease defined as:", organs, "inclusion").logic == "ANY"
    assert joining("Oligometastatic disease defined as:", features, "inclusion").logic == "ALL"


def test_an_enumeration_within_a_sentence_becomes_children() -> None:
    assert (
        shape("* Disease defined as: (i) diameter \\<= 3 cm (ii) three or less; and (iii) no pain.", section="inclusion")
        == """\
inclusion:
  - Disease defined as: | ALL
    (i) diameter <= 3 cm
    (ii) three or less
    (iii) no pain."""
    )


@pytest.mark.parametrize(
    "text",
    [
        "* Meets either (i) or (ii) below.",
        "* Criteria (a) and (b) were met, see (1) to (3).",
        "* Creatinine <= 1.5 mg/dL (<= 2.3 for luminal) and <1> lesion",
        "* Grade (I) or (II) toxicity",
        "* Prior therapy (e.g. (a) surgery, (b) radiation) is allowed",
        "* Vitamin (D) and factor (I)",
    ],
)
def test_references_and_comparisons_are_no_enumeration(text: str) -> None:
    assert shape(text, section="inclusion").count("\n") == 1


def test_a_page_that_broke_the_line_before_an_enumeration_did_not_start_an_item() -> None:
    assert (
        shape(
            "- 1. In case of bone metastasis, none of the following:\n- • (i) spinal (ii) femoral\n- • 2. Age",
            section="inclusion",
        )
        == """\
inclusion:
  1. In case of bone metastasis, none of the following: | NONE
    (i) spinal
    (ii) femoral
  2. Age"""
    )
