"""What a source names in words that are half understood is listed as not understood, and stays on record all the same."""

from __future__ import annotations

import pytest
from tests.unit.patients.bundles import condition, facts, reasons

from trialwright.patients.facts import Kind
from trialwright.patients.understood import Why
from trialwright.vocabulary.concepts import default_vocabulary
from trialwright.vocabulary.half_named import half_named


def test_a_diagnosis_of_fhir_that_was_half_understood_stays_on_record_in_its_words() -> None:
    one = condition("Keratotic adenocarcinoma of lung", onsetDateTime="2025-10-01")
    (fact,) = facts(one)
    assert (fact.what, fact.concept, fact.kind) == ("Keratotic adenocarcinoma of lung", None, Kind.STATEMENTS)
    assert str(fact.date) == "2025-10-01"
    assert reasons(one) == {Why.CODE}


def test_a_finding_of_fhir_that_names_no_illness_is_no_fact() -> None:
    assert facts(condition("Full-time employment (finding)")) == ()


@pytest.mark.parametrize(
    ("written", "named"),
    [
        ("cephalic vein thrombosis", ("thrombosis",)),
        ("suspected cephalic vein thrombosis", ("thrombosis",)),
        ("keratotic adenocarcinoma of the lung", ("lung adenocarcinoma",)),
        ("thrombosis", ()),
        ("risk of infection", ()),
        ("mother with breast cancer", ()),
        ("wobbly walking", ()),
        ("ALK-positive lung adenocarcinoma", ("lung adenocarcinoma",)),
        ("melanoma with BRAF V600E mutation", ("melanoma",)),
        ("AML with t(8;21)", ("acute myeloid leukemia",)),
        ("AML transformed from MDS", ("acute myeloid leukemia", "myelodysplastic syndrome")),
        ("triple-negative breast cancer, grooved", ("triple-negative breast cancer",)),
        ("non-keratotic squamous cell carcinoma of the lung", ("squamous non-small cell lung cancer",)),
        ("negative for breast cancer", ()),
        ("screening for breast cancer with PD-L1", ()),
        ("ALK-positive lung adenocarcinoma?", ()),
    ],
)
def test_the_one_illness_of_half_understood_words_is_named(written: str, named: tuple[str, ...]) -> None:
    assert half_named(written, default_vocabulary()) == named
