"""Names that pathologists write, and what they are: drawn up from ICD-O-3 and the WHO classifications, not from the tables."""

from __future__ import annotations

import pytest

from trialwright.vocabulary.concepts import Relation, default_vocabulary
from trialwright.vocabulary.terms import read_term

IS, MAY_BE, IS_NOT = Relation.IS, Relation.MAY_BE, Relation.IS_NOT

HISTOLOGIES = [
    # recorded                                              asked                               answers it
    ("invasive ductal carcinoma of the breast", "breast adenocarcinoma", IS),
    ("invasive lobular carcinoma of the breast", "breast adenocarcinoma", IS),
    ("invasive breast carcinoma of no special type", "invasive ductal carcinoma of the breast", IS),
    ("metaplastic carcinoma of the breast", "breast adenocarcinoma", MAY_BE),
    ("squamous cell carcinoma of the breast", "breast adenocarcinoma", IS_NOT),
    ("ductal carcinoma in situ of the breast", "invasive breast cancer", IS_NOT),
    ("mucinous adenocarcinoma of the colon", "colorectal adenocarcinoma", IS),
    ("signet ring cell carcinoma of the rectum", "rectal adenocarcinoma", IS),
    ("signet ring cell carcinoma of the esophagus", "signet ring cell carcinoma", IS),
    ("clear cell carcinoma of the ovary", "ovarian adenocarcinoma", IS),
    ("clear cell carcinoma of the endometrium", "endometrial adenocarcinoma", IS),
    ("clear cell carcinoma", "adenocarcinoma", MAY_BE),
    ("renal cell carcinoma", "adenocarcinoma", IS),
    ("adenosquamous carcinoma of the stomach", "gastric adenocarcinoma", MAY_BE),
    ("adenocarcinoma of unknown primary", "cancer of unknown primary", IS),
    ("cancer of unknown primary", "adenocarcinoma of unknown primary", MAY_BE),
    ("squamous cell carcinoma of the gallbladder", "biliary tract adenocarcinoma", IS_NOT),
    ("cholangiocarcinoma", "biliary tract adenocarcinoma", IS),
    ("squamous cell carcinoma of the lung", "lung adenocarcinoma", IS_NOT),
    ("small cell lung cancer", "non-small cell lung cancer", IS_NOT),
    ("carcinoid tumor of the lung", "lung adenocarcinoma", IS_NOT),
    ("squamous cell carcinoma of the larynx", "head and neck squamous cell carcinoma", IS),
    ("squamous cell carcinoma of the tongue", "oral cavity squamous cell carcinoma", MAY_BE),
    ("micropapillary urothelial carcinoma", "urothelial carcinoma", IS),
    ("seminoma", "nonseminomatous germ cell tumor", IS_NOT),
    ("anaplastic thyroid carcinoma", "differentiated thyroid cancer", IS_NOT),
    ("poorly differentiated thyroid carcinoma", "differentiated thyroid cancer", MAY_BE),
    ("EBV-positive diffuse large B-cell lymphoma", "diffuse large B-cell lymphoma", IS),
    ("primary mediastinal large B-cell lymphoma", "diffuse large B-cell lymphoma", MAY_BE),
    ("follicular lymphoma", "indolent lymphoma", MAY_BE),
    ("follicular lymphoma grade 3B", "indolent lymphoma", IS_NOT),
    ("transformed follicular lymphoma", "B-cell non-Hodgkin lymphoma", IS),
    ("adult T-cell leukemia/lymphoma", "peripheral T-cell lymphoma", MAY_BE),
    ("chronic eosinophilic leukemia", "myeloproliferative neoplasm", IS),
    ("spindle cell sarcoma", "solid tumor", MAY_BE),
]


def _named(text: str) -> str:
    (concept,) = read_term(text).concepts
    return concept


@pytest.mark.parametrize(("recorded", "asked", "answer"), HISTOLOGIES)
def test_a_histology_is_what_pathologists_count_it_among(recorded: str, asked: str, answer: Relation) -> None:
    assert default_vocabulary().relation(_named(recorded), _named(asked)) is answer


@pytest.mark.parametrize(
    ("written", "concept"),
    [
        ("diffuse large B-cell lymphoma, NOS", "diffuse large b-cell lymphoma"),
        ("DLBCL (NOS)", "diffuse large b-cell lymphoma"),
        ("peripheral T-cell lymphoma, not otherwise specified", "peripheral t-cell lymphoma"),
        ("NSCLC-NOS", "non-small cell lung cancer"),
        ("pneumonia, unspecified", "pneumonia"),
        ("invasive breast carcinoma of no special type (NST)", "invasive ductal carcinoma of the breast"),
        ("moderately differentiated invasive ductal carcinoma of the breast", "invasive ductal carcinoma of the breast"),
        ("grade 3 invasive ductal carcinoma of the breast", "invasive ductal carcinoma of the breast"),
        ("non-keratinizing squamous cell carcinoma of the lung", "squamous non-small cell lung cancer"),
        ("multiple myeloma, IgG kappa", "multiple myeloma"),
    ],
)
def test_words_that_make_no_other_illness_are_passed_over(written: str, concept: str) -> None:
    term = read_term(written)
    assert (term.concepts, term.leftover) == ((concept,), ())


@pytest.mark.parametrize(
    "written",
    ["poorly differentiated neuroendocrine tumor", "high-grade neuroendocrine tumor", "NOS", "unspecified", "grade 3 pain"],
)
def test_words_that_may_tell_something_are_not_passed_over(written: str) -> None:
    assert not read_term(written).known


@pytest.mark.parametrize(
    ("written", "concept"),
    [
        ("lymphoma, follicular", "follicular lymphoma"),
        ("lymphoma, large B-cell, diffuse", "diffuse large b-cell lymphoma"),
        ("carcinoma, squamous cell, lung", "squamous non-small cell lung cancer"),
        ("carcinoma, ductal, breast", "invasive ductal carcinoma of the breast"),
        ("leukemia, myeloid, acute", "acute myeloid leukemia"),
        ("adenocarcinoma, rectum", "rectal adenocarcinoma"),
    ],
)
def test_a_cancer_may_be_named_in_the_order_of_an_index(written: str, concept: str) -> None:
    assert read_term(written).concepts == (concept,)


def test_two_diagnoses_after_one_another_are_not_turned_round() -> None:
    assert set(read_term("breast cancer, lung cancer").concepts) == {"breast cancer", "lung cancer"}


@pytest.mark.parametrize(
    ("narrower", "broader"),
    [
        ("lepidic adenocarcinoma of the lung", "lung adenocarcinoma"),
        ("spermatocytic seminoma", "seminoma"),
        ("light chain myeloma", "multiple myeloma"),
        ("adenocarcinoma of the cecum", "colon adenocarcinoma"),
    ],
)
def test_a_kind_of_a_cancer_does_not_name_all_of_it(narrower: str, broader: str) -> None:
    relation = default_vocabulary().relation
    assert relation(_named(narrower), _named(broader)) is IS
    assert relation(_named(broader), _named(narrower)) is MAY_BE
