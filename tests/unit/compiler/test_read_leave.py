"""Leave and its denial beside a requirement ("no transfusions allowed", "<= 5 x ULN allowed with liver metastases") in; what is
asked of whom, in the criteria language, must come out."""

from __future__ import annotations

import pytest
from tests.unit.compiler.readings import outcome, reading


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Hemoglobin >= 9 g/dL, no transfusions allowed within 14 days",
            "all of (hemoglobin >= 9 g/dL, no blood transfusion within 14 days before registration)",
        ),
        (
            "Hemoglobin >= 9 g/dL, transfusions are not allowed within 14 days",
            "all of (hemoglobin >= 9 g/dL, no blood transfusion within 14 days before registration)",
        ),
        ("Breast cancer, no prior chemotherapy allowed", "all of (breast cancer, no chemotherapy)"),
        ("ECOG 0-1, no brain metastases allowed", "all of (ECOG performance status is 0 to 1, no brain metastasis)"),
        ("Hemoglobin >= 9 g/dL, transfusion allowed", "hemoglobin >= 9 g/dL"),
        ("ANC >= 1500/mm3, growth factors permitted", "absolute neutrophil count >= 1500 /mm3"),
        ("Surgery, radiotherapy, or chemotherapy is allowed", 'no constraint "permission"'),
    ],
)
def test_a_leave_behind_a_comma_takes_no_requirement_away(text: str, expected: str) -> None:
    assert reading(text, "inclusion") == expected


@pytest.mark.parametrize("leave", ["is permitted with", "allowed in", "acceptable for patients with", "is allowed if"])
def test_a_higher_limit_that_is_allowed_with_something_is_of_those_who_have_it(leave: str) -> None:
    limits = "aspartate aminotransferase <= 2.5 x ULN unless (liver metastasis: <= 5 x ULN)"
    assert reading(f"AST <= 2.5 x ULN, <= 5 x ULN {leave} liver metastases", "inclusion") == limits


@pytest.mark.parametrize(
    "which", [", including anaphylaxis,", " (e.g. anaphylaxis or angioedema)", ", such as anaphylactic shock,"]
)
def test_which_allergic_reactions_there_are_makes_no_ban_on_the_drug(which: str) -> None:
    expected = "none of (platinum [allergy: true], cisplatin [allergy: true])"
    assert reading(f"Allergic reactions{which} to platinum compounds such as cisplatin", "exclusion") == expected


def test_a_sign_of_the_symbol_font_is_a_comparison() -> None:
    assert reading("Haemoglobin ³ 9.0 g/dl", "inclusion") == "hemoglobin >= 9.0 g/dL"
    assert reading("Creatinine £ 1.5 mg/dL", "inclusion") == "creatinine <= 1.5 mg/dL"


@pytest.mark.parametrize("section", ["inclusion", "exclusion"])
@pytest.mark.parametrize(("count", "expected"), [(150, "fail"), (400, "pass")])
def test_leave_but_not_if_something_holds_is_for_those_of_whom_it_does_not(section: str, count: int, expected: str) -> None:
    facts = ({"what": "HIV infection"}, {"what": "CD4 count", "value": count, "unit": "/uL", "date": "2026-03-10"})
    line = "HIV infection is permitted but not if CD4 count < 200/uL"
    assert outcome(line, section, *facts).value == expected


def test_to_fall_into_a_category_is_no_fall() -> None:
    line = "Confirmed AML and fall into one of the following categories: newly diagnosed, relapsed"
    complete = ["conditions", "treatments", "medications", "procedures"]
    assert outcome(line, "inclusion", {"what": "acute myeloid leukemia"}, complete=complete).value != "fail"
