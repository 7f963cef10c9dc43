"""How a recorded result answers the asked one: changes within changes, what is not there, and what says nothing."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.unit.match.facts_said import at_least, has, said

from trialwright.match.context import Context
from trialwright.match.evaluate import evaluate_criterion
from trialwright.match.results import Assay, Fit, result_fit
from trialwright.match.truth import Truth
from trialwright.patients.sheet import facts_from_mapping
from trialwright.protocol.criteria import Has, Qualifier, Target

YES, OPEN, NO = Fit.YES, Fit.OPEN, Fit.NO


@pytest.mark.parametrize(
    ("gene", "recorded", "asked", "fit"),
    [
        ("KRAS", "G12D", "G12D", YES),
        ("KRAS", "G12D", "mutated", YES),
        ("KRAS", "G12D", "positive", YES),
        ("KRAS", "G12C", "G12D", NO),
        ("KRAS", "mutated", "G12D", OPEN),
        ("KRAS", "wild type", "G12D", NO),
        ("KRAS", "wild type", "wild type", YES),
        ("KRAS", "G12D", "wild type", NO),
        ("EGFR", "exon 19 deletion", "sensitizing mutation", YES),
        ("EGFR", "exon 19 deletion", "T790M", OPEN),
        ("EGFR", "wild type", "amplified", OPEN),
        ("MET gene", "amplified", "exon 14 skipping", OPEN),
        ("ALK", "positive", "rearranged", YES),
        ("ALK", "negative", "rearranged", NO),
        ("ALK", "not tested", "rearranged", OPEN),
        ("BRAF", "V600E", "V600", YES),
        ("BRAF", None, "V600E", OPEN),
    ],
)
def test_a_recorded_change_answers_an_asked_one(gene: str, recorded: str | None, asked: str, fit: Fit) -> None:
    assert result_fit(Assay(concept=gene, kind="gene"), recorded, asked) is fit


@pytest.mark.parametrize(
    ("named", "recorded", "asked", "fit"),
    [
        ("T790M", "negative", "T790M", NO),
        ("T790M", "positive", "mutated", YES),
        ("T790M", "negative", "mutated", OPEN),
        ("T790M", "negative", "L858R", OPEN),
        ("mutated", "negative", "L858R", NO),
        ("mutated", "negative", "wild type", YES),
        ("amplified", "negative", "mutated", OPEN),
        ("mutated", None, "mutated", YES),
    ],
)
def test_a_term_that_names_its_change_says_whether_that_is_there(named: str, recorded: str | None, asked: str, fit: Fit) -> None:
    assert result_fit(Assay(concept="EGFR", kind="gene", named=named), recorded, asked) is fit


@pytest.mark.parametrize(
    ("test", "recorded", "asked", "fit"),
    [
        ("microsatellite instability", "MSI-H", "MSI-high", YES),
        ("microsatellite instability", "stable", "MSI-high", NO),
        ("mismatch repair", "loss of expression", "deficient", YES),
        ("HER2", "IHC 2+", "negative", OPEN),
        ("HER2", "low", "negative", YES),
        ("resection status", "R0", "positive", OPEN),
        ("resection status", "R1", "R0", NO),
    ],
)
def test_other_tests_are_read_by_their_own_words(test: str, recorded: str, asked: str, fit: Fit) -> None:
    assert result_fit(Assay(concept=test, kind="biomarker"), recorded, asked) is fit


def test_a_result_that_is_excepted_answers_all_the_same_where_it_is_another_result_than_the_one_asked_for() -> None:
    # "detectable HCV RNA; those with positive antibodies and an undetectable HCV RNA are eligible"
    excepted = Target(concept="HCV RNA", qualifiers=(Qualifier(name="value", values=("undetectable",)),))
    asked = Target(concept="HCV RNA", qualifiers=(Qualifier(name="value", values=("detectable",)),), exceptions=(excepted,))
    sheet = {"id": "P", "facts": [{"what": "HCV RNA", "value": "undetectable", "date": "2026-03-16"}]}
    found = evaluate_criterion(Has(target=asked), facts_from_mapping(sheet, place="here"), Context(on=dt.date(2026, 3, 16)))
    assert found.truth is Truth.FALSE


@pytest.mark.parametrize("concept", ["paclitaxel", "taxane", "chemotherapy", "anticancer therapy"])
def test_an_allergy_to_a_medicine_is_no_treatment_with_it(concept: str) -> None:
    sheet = {"id": "P", "facts": [{"what": "paclitaxel allergy"}], "complete": ["treatments", "medications", "procedures"]}
    patient, today = facts_from_mapping(sheet, place="here"), Context(on=dt.date(2026, 3, 16))
    treated, allergic = (
        Target(concept=concept),
        Target(concept=concept, qualifiers=(Qualifier(name="allergy", values=("true",)),)),
    )
    assert evaluate_criterion(Has(target=treated), patient, today).truth is Truth.FALSE
    assert evaluate_criterion(Has(target=allergic), patient, today).truth is Truth.TRUE


def test_receptors_of_another_cancer_make_no_breast_cancer() -> None:
    receptors = ({"what": "estrogen receptor", "value": "positive"}, {"what": "HER2", "value": "negative"})
    assert said(has("breast cancer"), *receptors, {"what": "endometrial cancer"}) is None
    assert said(has("luminal breast cancer"), *receptors, {"what": "breast cancer"}) is True


def test_what_is_only_suspected_is_not_there_for_sure() -> None:
    assert said(has("pulmonary embolism"), {"what": "suspected pulmonary embolism"}) is None
    assert said(has("pulmonary embolism"), {"what": "pulmonary embolism"}) is True


def test_who_gave_up_smoking_is_no_smoker_and_has_not_never_smoked() -> None:
    former = {"what": "smoking", "value": "former"}
    assert said(has("smoking"), former) is None
    assert said(has("smoking", activity="history"), former) is True
    assert said(has("smoking"), {"what": "smoking", "value": "current"}) is True


def test_two_places_on_a_scale_answer_where_both_do() -> None:
    assert said(at_least("ECOG performance status", "2"), {"what": "ECOG", "value": "0-1"}) is False
    assert said(at_least("ECOG performance status", "1"), {"what": "ECOG", "value": "0-1"}) is None


def test_what_is_absent_at_one_place_is_not_absent_elsewhere() -> None:
    assert said(has("distant metastasis"), {"what": "metastasis to brain", "present": False}) is None
    assert said(has("surgery"), {"what": "surgery of the brain", "present": False}) is None
    assert said(has("surgery"), {"what": "surgery", "present": False}) is False
