"""Biomarkers, genes and test results enter; the test with the value that is asked for must leave."""

from __future__ import annotations

import pytest
from tests.unit.compiler.readings import outcome, reading

from trialwright.match.verdict import Outcome

TABLE = [
    ("inclusion", "HER2 IHC 3+ or IHC 2+/FISH+", "has HER2 [value: positive]"),
    ("inclusion", "HER2 3+ by IHC or FISH amplified", "has HER2 [value: positive]"),
    (
        "inclusion",
        "ER or PR positive (>= 10%), HER2-negative breast cancer",
        "all of (any of (estrogen receptor >= 10 %, progesterone receptor >= 10 %), "
        "all of (breast cancer, HER2 [value: negative]))",
    ),
    ("exclusion", "HIV, hepatitis B or hepatitis C infection", "none of (hiv infection, hepatitis b, hepatitis c)"),
    ("inclusion", "HER2-positive breast cancer", "has her2-positive breast cancer"),
    ("inclusion", "HER2 negative", "has HER2 [value: negative]"),
    (
        "inclusion",
        "EGFR mutation positive non-small cell lung cancer",
        "all of (non-small cell lung cancer, EGFR [value: mutated])",
    ),
    ("inclusion", "No EGFR mutation or ALK rearrangement", "none of (EGFR [value: mutated], ALK [value: rearranged])"),
    ("exclusion", "EGFR mutation or ALK rearrangement", "none of (EGFR [value: mutated], ALK [value: rearranged])"),
    ("inclusion", "KRAS G12C mutation", "has KRAS [value: G12C]"),
    ("inclusion", "BRCA1 or BRCA2 mutation", "has BRCA [value: mutated]"),
    ("exclusion", "HIV positive", "no hiv infection"),
    ("exclusion", "HBsAg positive", "no HBsAg [value: positive]"),
    ("inclusion", "Negative pregnancy test", "has pregnancy test [value: negative]"),
    ("exclusion", "Positive serum pregnancy test", "no pregnancy test [value: positive]"),
    ("inclusion", "Triple negative breast cancer", "has triple-negative breast cancer"),
    (
        "exclusion",
        "Positive for hepatitis B surface antigen or hepatitis C antibody",
        "none of (HBsAg [value: positive], HCV antibody [value: positive])",
    ),
    ("inclusion", "Hepatitis B surface antigen negative", "has HBsAg [value: negative]"),
    ("exclusion", "Not HER2 positive", "has HER2 [value: positive]"),
    ("exclusion", "Absence of BRCA mutation", "has BRCA [value: mutated]"),
    (
        "exclusion",
        "Hepatitis B (HBsAg positive) or hepatitis C",
        "none of (any of (HBsAg [value: positive], all of (hepatitis b, no HBsAg [value: negative])), hepatitis c)",
    ),
    ("inclusion", "Negative HIV test", "has HIV test [value: negative]"),
    ("inclusion", "HBsAg negative or HBV DNA < 500 IU/mL", "any of (HBsAg [value: negative], HBV DNA < 500 [IU]/mL)"),
    (
        "exclusion",
        "HBsAg positive and HBV DNA > 500 IU/mL",
        (
            "not (either reading (any of (HBsAg [value: positive], HBV DNA > 500 [IU]/mL), all of (HBsAg "
            '[value: positive], HBV DNA > 500 [IU]/mL)) because "\\"and\\" may mean each of them or both '
            'together")'
        ),
    ),
    ("inclusion", "HER2 IHC 0 or 1+", 'HER2 IHC is 0 to "1+"'),
    ("inclusion", "Estrogen receptor positive breast cancer", "all of (breast cancer, estrogen receptor [value: positive])"),
    ("inclusion", "ALK-positive non-small cell lung cancer", "all of (non-small cell lung cancer, ALK [value: positive])"),
    (
        "inclusion",
        "Microsatellite instability-high colorectal cancer",
        "all of (colorectal cancer, microsatellite instability [value: MSI-high])",
    ),
    ("inclusion", "RET fusion positive thyroid cancer", "all of (thyroid cancer, RET gene [value: rearranged])"),
    ("inclusion", "IDH1 mutation", "has IDH1 [value: mutated]"),
    ("inclusion", "FGFR2 fusion or rearrangement", "has FGFR2 [value: rearranged]"),
    ("inclusion", "NTRK gene fusion", "has NTRK [value: rearranged]"),
    ("exclusion", "RAS mutation", "no RAS [value: mutated]"),
    ("exclusion", "Detectable hepatitis C RNA", "no HCV RNA [value: detectable]"),
]


@pytest.mark.parametrize(("section", "text", "expected"), TABLE)
def test_a_result_is_the_test_with_its_value(section: str, text: str, expected: str) -> None:
    assert reading(text, section) == expected


@pytest.mark.parametrize(
    ("text", "section", "value", "expected"),
    [
        ("HER2 negative", "inclusion", "negative", Outcome.PASS),
        ("HER2 negative", "inclusion", "positive", Outcome.FAIL),
        ("Not HER2 positive", "exclusion", "positive", Outcome.PASS),
        ("Not HER2 positive", "exclusion", "negative", Outcome.FAIL),
    ],
)
def test_a_result_is_held_against_the_result_on_record(text: str, section: str, value: str, expected: Outcome) -> None:
    assert outcome(text, section, {"what": "HER2", "value": value, "date": "2026-01-01"}) is expected
    assert outcome(text, section) is Outcome.UNKNOWN


@pytest.mark.parametrize("text", ["Prior anti-PD-1, PD-L1 or CTLA-4 antibody", "Drugs against EGFR, LAG-3 or TIGIT"])
def test_a_gene_among_treatments_is_what_they_are_aimed_at_and_no_result(text: str) -> None:
    assert "[value: positive]" not in reading(text, "exclusion")
    assert outcome(text, "exclusion", {"what": "PD-L1", "value": "positive", "date": "2026-01-01"}) is not Outcome.FAIL
