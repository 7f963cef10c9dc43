"""Whatever the stage, the place of the test or the kind of diabetes: words that narrow nothing, and a stage that is another's."""

from __future__ import annotations

import pytest
from tests.unit.compiler.readings import outcome, reading

from trialwright.match.verdict import Outcome


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Pancreatic cancer diagnosis (any stage)", "has pancreatic cancer"),
        ("Diagnosis of pancreatic cancer, any stage", "has pancreatic cancer"),
        ("Histologically confirmed melanoma (all stages)", "has melanoma [proof: confirmed]"),
        ("Breast cancer (regardless of stage)", "has breast cancer"),
        ("Melanoma, any stage, with a BRAF mutation", "all of (melanoma, BRAF [value: mutated])"),
        ("Colorectal cancer of any stage", "has colorectal cancer"),
        ("Breast cancer (any stage II or III)", "all of (breast cancer, stage is II to III)"),
        ("Any stage III or IV lung cancer", "all of (lung cancer, stage is III to IV)"),
    ],
)
def test_any_stage_asks_for_no_stage(text: str, expected: str) -> None:
    assert reading(text, "inclusion") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Stage I-III breast cancer or melanoma of any stage", "any of (all of (breast cancer, stage is I to III), melanoma)"),
        ("Stage II breast cancer or lymphoma (any stage)", "any of (all of (breast cancer, stage is II), lymphoma)"),
        (
            "Stage II or III breast cancer, or ovarian cancer regardless of stage",
            "any of (all of (breast cancer, stage is II to III), ovarian cancer)",
        ),
        (
            "Stage III breast cancer or lung cancer",
            "any of (all of (breast cancer, stage is III), all of (lung cancer, stage is III))",
        ),
    ],
)
def test_the_stage_of_one_cancer_is_not_lent_to_another_of_any_stage(text: str, expected: str) -> None:
    assert reading(text, "inclusion") == expected


def test_who_has_a_late_cancer_of_any_stage_is_not_turned_away_for_the_stage_of_another() -> None:
    late = {"what": "melanoma", "stage": "IV", "date": "2026-01-10"}
    assert outcome("Stage I-III breast cancer or melanoma of any stage", "inclusion", late) is Outcome.PASS


@pytest.mark.parametrize(
    ("text", "section", "expected"),
    [
        (
            "Left ventricular ejection fraction within normal limits on MUGA or echocardiogram",
            "inclusion",
            "left ventricular ejection fraction >= 1 x LLN",
        ),
        ("LVEF >= the lower limit of normal for the facility", "inclusion", "left ventricular ejection fraction >= 1 x LLN"),
        ("Creatinine ≤ the upper limit of normal for the hospital", "inclusion", "creatinine <= 1 x ULN"),
        ("DLCO < 50% corrected for hemoglobin", "exclusion", "not (DLCO < 50 %)"),
        ("DLCO (adjusted for hemoglobin) ≥ 60% of predicted", "inclusion", "DLCO >= 60 %{predicted}"),
        ("Uncontrolled type 1 or type 2 diabetes", "exclusion", "no diabetes mellitus [control: uncontrolled]"),
        ("Uncontrolled diabetes mellitus type I or II", "exclusion", "no diabetes mellitus [control: uncontrolled]"),
        ("NECTIN4 gene amplification", "inclusion", "has nectin-4 [value: amplified]"),
        ("Prior treatment with MMAE-based antibody-drug conjugates", "exclusion", "no MMAE ADC"),
        ("Prior exposure to any MMAE-containing drug", "exclusion", "no MMAE ADC"),
    ],
)
def test_how_it_is_measured_narrows_nothing(text: str, section: str, expected: str) -> None:
    assert reading(text, section) == expected


@pytest.mark.parametrize(
    ("text", "section", "expected"),
    [
        (
            "Aspartate and alanine transaminase > 3 x ULN",
            "exclusion",
            "none of (aspartate aminotransferase > 3 x ULN, alanine aminotransferase > 3 x ULN)",
        ),
        (
            "Alanine and aspartate aminotransferases ≤ 2.5 x ULN",
            "inclusion",
            "all of (alanine aminotransferase <= 2.5 x ULN, aspartate aminotransferase <= 2.5 x ULN)",
        ),
        (
            "Prothrombin and partial thromboplastin time ≤ 1.5 x ULN",
            "inclusion",
            "all of (prothrombin time <= 1.5 x ULN, activated partial thromboplastin time <= 1.5 x ULN)",
        ),
        (
            "Adequate liver and creatinine clearance ≥ 60 mL/min",
            "inclusion",
            'all of (ask "Adequate liver", creatinine clearance >= 60 mL/min)',
        ),
        (
            "NSCLC which harbours EGFR exon 19 deletion",
            "inclusion",
            'all of (non-small cell lung cancer, EGFR [value: "exon 19 deletion"])',
        ),
        ("Melanoma which carries a BRAF V600E mutation", "inclusion", "all of (melanoma, BRAF [value: V600E])"),
        (
            "Prior treatment with immunotherapy (immune checkpoint inhibitors, T-cell transfer therapy, cancer treatment "
            "vaccines or immune system modulators)",
            "exclusion",
            "none of (immunotherapy, any of (immune checkpoint inhibitor, cellular immunotherapy, cancer vaccine, "
            "immunomodulatory agent))",
        ),
        (
            "Prior treatment with a phosphoinositide 3-kinase (PI3K) inhibitor or a protein kinase B (AKT) inhibitor",
            "exclusion",
            "none of (PI3K inhibitor, AKT inhibitor)",
        ),
    ],
)
def test_words_that_two_share_are_of_both(text: str, section: str, expected: str) -> None:
    assert reading(text, section) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Wearing a hearing aid", "no hearing aid"),
        ("Active implantable devices such as a pacemaker", "none of (electronic implant, pacemaker)"),
        ("Use of pilocarpine as systemic therapy", "no pilocarpine [route: systemic]"),
    ],
)
def test_what_is_worn_or_used_is_what_is_banned(text: str, expected: str) -> None:
    assert reading(text, "exclusion") == expected


def test_an_inhibitor_of_two_kinases_is_not_passed_where_one_of_them_is_barred() -> None:
    """Whether a trial that bars CDK4 inhibitors means those of CDK4 and CDK6, too, is asked."""
    palbociclib = {"what": "palbociclib", "start": "2025-03-01", "end": "2025-12-20"}
    line = "Prior treatment with a CDK4 inhibitor"
    assert outcome(line, "exclusion", palbociclib, complete=["treatments", "medications"]) is Outcome.UNKNOWN
    assert outcome("Prior CDK4/6 inhibitor", "exclusion", palbociclib) is Outcome.FAIL
