"""Names of other systems for cancers of a part of an organ, and for metastases from one, name the cancer of the organ."""

from __future__ import annotations

import pytest

from trialwright.patients.fhir_names import CONDITIONS, named
from trialwright.vocabulary.concepts import package_vocabulary


@pytest.mark.parametrize(
    ("text", "concept", "more"),
    [
        ("Malignant neoplasm of upper-outer quadrant of female breast", "breast cancer", {}),
        ("Malignant neoplasm of upper lobe of left lung", "lung cancer", {"laterality": "left"}),
        ("Overlapping malignant neoplasm of colon", "colon cancer", {}),
        ("Metastasis from malignant tumor of prostate (disorder)", "prostate cancer", {"extent": "metastatic"}),
    ],
)
def test_a_cancer_of_a_part_is_one_of_the_organ(text: str, concept: str, more: dict[str, str]) -> None:
    found = named(text, CONDITIONS, package_vocabulary())
    assert found is not None
    assert found.concept == concept
    assert more.items() <= found.qualifiers.items()


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("Diabetic retinopathy associated with type II diabetes mellitus (disorder)", "diabetic retinopathy"),
        ("Nonproliferative diabetic retinopathy due to type 2 diabetes mellitus (disorder)", "diabetic retinopathy"),
        ("Smokes tobacco daily", "smoking"),
        ("Body mass index 30+ - obesity (finding)", "obesity"),
        ("Family history of diabetic retinopathy due to type 2 diabetes mellitus", None),
        ("Suspected pneumonia due to adenovirus", None),
    ],
)
def test_a_disease_that_comes_of_another_is_that_disease(text: str, concept: str | None) -> None:
    found = named(text, CONDITIONS, package_vocabulary())
    assert (found.concept if found is not None else None) == concept


@pytest.mark.parametrize("text", ["Family history of malignant neoplasm of breast", "Suspected malignant neoplasm of breast"])
def test_a_cancer_of_a_relative_or_a_suspected_one_is_none(text: str) -> None:
    assert named(text, CONDITIONS, package_vocabulary()) is None
