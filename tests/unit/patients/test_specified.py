"""Terms that say more than the vocabulary has words for: a term of a sheet in, what it surely names out."""

from __future__ import annotations

import pytest

from trialwright.patients.code_tables import rows
from trialwright.patients.facts import PatientFacts
from trialwright.patients.sheet import facts_from_mapping
from trialwright.vocabulary.concepts import default_vocabulary


def facts(entry: dict[str, object]) -> PatientFacts:
    return facts_from_mapping({"id": "P", "facts": [entry]}, place="a test")


def concepts(what: str, **more: object) -> list[str | None]:
    return [fact.concept for fact in facts({"what": what, **more}).facts]


@pytest.mark.parametrize(
    ("what", "named"),
    [
        ("open splenectomy", "splenectomy"),
        ("left upper lobectomy", "lobectomy"),
        ("lumbar laminectomy", "laminectomy"),
        ("laparoscopic total gastrectomy", "total gastrectomy"),
        ("CT-guided lung biopsy", "lung biopsy"),
        ("axillary abscess", "abscess"),
        ("osteoarthritis of the knee", "osteoarthritis"),
        ("lymphedema of the arm", "lymphedema"),
        ("esophageal candidiasis", "candidiasis"),
        ("community-acquired pneumonia", "pneumonia"),
        ("hemorrhagic malignant pleural effusion", "malignant pleural effusion"),
        ("radiotherapy, single fraction of 8 Gy", "radiotherapy"),
        ("whole brain radiotherapy 30 Gy in 10 fractions", "whole brain radiotherapy"),
    ],
)
def test_a_word_that_only_says_which_kind_leaves_the_thing(what: str, named: str) -> None:
    assert concepts(what) == [named]


@pytest.mark.parametrize(
    "what",
    [
        "temporal lobectomy",
        "laparoscopic lobectomy",
        "femoral bypass surgery",
        "risk of femoral fracture",
        "suspicious axillary abscess",
    ],
)
def test_a_word_that_may_make_it_another_thing_leaves_it_in_its_own_words(what: str) -> None:
    assert concepts(what) == [None]


@pytest.mark.parametrize("denied", [{"present": False}, {"value": False}])
def test_who_has_no_axillary_abscess_may_have_another(denied: dict[str, object]) -> None:
    assert concepts("axillary abscess", **denied) == [None]


@pytest.mark.parametrize(
    ("what", "named"),
    [
        ("investigational migraine drug", ["investigational agent"]),
        ("experimental anti-tau antibody", ["investigational agent"]),
        ("investigational PARP inhibitor", ["investigational agent", "PARP inhibitor"]),
        ("investigational anti-TIGIT antibody in a phase 1 trial", ["investigational agent", "anti-TIGIT"]),
        ("cabozantinib in a phase 2 clinical trial", ["cabozantinib", "participation in another drug trial"]),
        ("randomised in a trial of 177Lu-DOTATATE", ["participation in another drug trial"]),
        ("enrolled in a randomized radiotherapy trial", ["participation in another clinical study"]),
        ("enrolled in the study", [None]),
        ("participation in an observational study", [None]),
        ("participation in the national tumour registry", [None]),
        ("investigational questionnaire", [None]),
        ("screened for a clinical trial of epcoritamab", [None]),
    ],
)
def test_what_is_given_in_a_trial_is_told_from_what_is_only_watched(what: str, named: list[str | None]) -> None:
    assert concepts(what) == named


def test_an_illness_treated_with_something_is_both_and_the_treatment_was_for_it() -> None:
    care, ill = facts({"what": "radiation pneumonitis treated with prednisone", "status": "resolved", "date": "2019"}).facts
    assert (ill.concept, ill.qualifiers["status"], str(ill.date)) == ("radiation pneumonitis", "resolved", "2019")
    assert (care.concept, care.qualifiers["intent"], care.date) == ("prednisone", "radiation pneumonitis", None)


def test_an_illness_that_requires_something_is_no_record_that_it_was_given() -> None:
    assert concepts("active infection requiring intravenous antibiotics") == ["infection"]


@pytest.mark.parametrize(
    ("what", "cancer", "marker", "result"),
    [
        ("EGFR-mutated lung adenocarcinoma", "lung adenocarcinoma", "EGFR", "mutated"),
        ("KRAS G12C-mutant NSCLC", "non-small cell lung cancer", "KRAS", "G12C"),
        ("HER2-positive gastric cancer", "gastric cancer", "HER2", "positive"),
    ],
)
def test_a_cancer_with_its_marker_is_both(what: str, cancer: str, marker: str, result: str) -> None:
    found = {fact.concept: fact for fact in facts({"what": what, "stage": "IV"}).facts}
    assert found[cancer].qualifiers["stage"] == "IV"
    assert found[marker].qualifiers == {"alteration": result}


@pytest.mark.parametrize(
    ("what", "concept", "value", "present"),
    [
        ("stable disease", "response evaluation", "stable disease", True),
        ("partial response per RECIST 1.1", "response evaluation", "partial response", True),
        ("uninsured", "health insurance", None, False),
    ],
)
def test_a_term_may_hold_its_value(what: str, concept: str, value: str | None, *, present: bool) -> None:
    (found,) = facts({"what": what, "date": "2026-03-01"}).facts
    assert (found.concept, found.value, found.present) == (concept, value, present)


def test_every_row_of_the_table_is_of_concepts_that_exist() -> None:
    words = default_vocabulary()
    named = {name for row in rows("specifying_words.tsv") for column in ("of", "not") for name in row[column].split(";") if name}
    assert {name for name in named if name not in words} == set()
