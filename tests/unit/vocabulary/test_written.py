"""Names of concepts are shown as people write them."""

from __future__ import annotations

import pytest

from trialwright.vocabulary.concepts import default_vocabulary
from trialwright.vocabulary.written import written


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("hiv infection", "HIV infection"),
        ("non-hodgkin lymphoma", "non-Hodgkin lymphoma"),
        ("her2-positive breast cancer", "HER2-positive breast cancer"),
        ("t-cell/histiocyte-rich large b-cell lymphoma", "T-cell/histiocyte-rich large B-cell lymphoma"),
        ("hepatitis b", "hepatitis B"),
        ("siewert type ii gastroesophageal junction adenocarcinoma", "Siewert type II gastroesophageal junction adenocarcinoma"),
        ("brain metastasis", "brain metastasis"),
        ("able to lie still", "able to lie still"),
        ("crohn's disease", "Crohn's disease"),
    ],
)
def test_short_forms_and_names_of_people_have_their_capitals(name: str, shown: str) -> None:
    assert written(name) == shown


@pytest.mark.parametrize("name", ["BRCA1", "c-MET expression", "t(4;14)", "a"])
def test_what_has_capitals_already_stays(name: str) -> None:
    assert written(name) == name


def test_nothing_but_capitals_changes_in_any_name_of_the_vocabulary() -> None:
    assert all(written(name).lower() == name.lower() for name in default_vocabulary().concepts)
