"""Concepts that are another one with a narrowing, and places within regions of the body."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.match.facts_said import MONTH, has, said

ALL = ("conditions", "treatments", "medications", "procedures")
RT = {"what": "radiotherapy", "start": "2026-02-20", "end": "2026-03-01"}


@pytest.mark.parametrize(
    ("concept", "fact", "holds"),
    [
        ("thoracic radiotherapy", RT | {"site": "lung"}, True),
        ("thoracic radiotherapy", RT | {"site": "left lung"}, True),
        ("thoracic radiotherapy", RT | {"site": "mediastinum"}, True),
        ("thoracic radiotherapy", RT | {"site": "thorax"}, True),
        ("thoracic radiotherapy", RT | {"site": "prostate"}, False),
        ("thoracic radiotherapy", RT | {"site": "brain metastases"}, False),
        ("thoracic radiotherapy", RT | {"site": "breast"}, None),
        ("thoracic radiotherapy", RT | {"site": "bone"}, None),
        ("thoracic radiotherapy", RT | {"site": "esophagus"}, None),
        ("thoracic radiotherapy", RT, None),
        ("pelvic radiotherapy", RT | {"site": "cervix"}, True),
        ("pelvic radiotherapy", RT | {"site": "rectum"}, True),
        ("pelvic radiotherapy", RT | {"site": "lung"}, False),
        ("pelvic radiotherapy", RT | {"site": "abdomen"}, None),
        ("pelvic radiotherapy", RT | {"site": "lymph node"}, None),
        ("abdominal radiotherapy", RT | {"site": "liver metastases"}, True),
        ("cranial radiotherapy", RT | {"site": "brain"}, True),
        ("cranial radiotherapy", RT | {"site": "skull"}, None),
        ("curative radiotherapy", RT | {"intent": "radical"}, True),
        ("curative radiotherapy", RT | {"intent": "adjuvant"}, True),
        ("curative radiotherapy", RT | {"intent": "palliative"}, False),
        ("palliative radiotherapy", RT | {"intent": "palliative", "site": "bone"}, True),
        ("palliative radiotherapy", RT | {"intent": "curative"}, False),
        ("palliative radiotherapy", RT | {"intent": "breast cancer"}, None),
        ("systemic corticosteroid", {"what": "hydrocortisone", "status": "topical", "start": "2026-02-20"}, False),
        ("systemic antibiotic", {"what": "vancomycin", "status": "intravenous", "start": "2026-03-10"}, True),
        ("allogeneic stem cell transplantation", {"what": "autologous stem cell transplantation", "date": "2026-03-01"}, False),
    ],
)
def test_a_narrowing_on_record_decides_what_is_named_for_it(concept: str, fact: dict[str, Any], holds: bool | None) -> None:
    assert said(has(concept, window=MONTH), fact, complete=ALL) is holds


@pytest.mark.parametrize(
    ("site", "region", "holds"),
    [("lung", "chest", True), ("bone", "chest", None), ("colon", "gastrointestinal tract", True), ("bone", "pelvis", None)],
)
def test_a_site_within_a_region_is_in_it_and_one_that_may_overlap_is_open(site: str, region: str, holds: bool | None) -> None:
    assert said(has("radiotherapy", site=region), RT | {"site": site}, complete=ALL) is holds


@pytest.mark.parametrize(
    ("fact", "holds"),
    [
        ({"what": "ciprofloxacin", "start": "2025-11-05", "end": "2025-11-12"}, False),
        ({"what": "ciprofloxacin", "start": "2026-03-05", "end": "2026-03-12"}, None),
        ({"what": "ciprofloxacin"}, None),
        ({"what": "ciprofloxacin", "start": "2025-11-05"}, None),
    ],
)
def test_what_may_belong_to_a_class_of_drugs_leaves_only_its_own_time_open(fact: dict[str, Any], holds: bool | None) -> None:
    assert said(has("systemic antibiotic", window=MONTH), fact, complete=ALL) is holds
