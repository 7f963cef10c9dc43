"""Places on scales that stand beside a condition: "heart failure, NYHA III"."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.match.facts_said import at_least, said

HEART = {"what": "heart failure"}
LIVER = {"what": "cirrhosis"}


@pytest.mark.parametrize(
    ("variable", "code", "fact", "holds"),
    [
        ("NYHA class", "III", HEART | {"status": "NYHA III"}, True),
        ("NYHA class", "III", HEART | {"status": "NYHA class II, stable"}, False),
        ("NYHA class", "III", HEART | {"status": "New York Heart Association functional class IV"}, True),
        ("NYHA class", "III", HEART | {"grade": "NYHA 1"}, False),
        ("NYHA class", "III", HEART | {"status": "class III"}, True),
        ("CCS angina class", "II", {"what": "stable angina", "status": "CCS II"}, True),
        ("CCS angina class", "II", {"what": "angina pectoris", "status": "CCS class I"}, False),
        ("Child-Pugh class", "B", LIVER | {"status": "Child-Pugh B"}, True),
        ("Child-Pugh class", "B", LIVER | {"status": "compensated, Child-Pugh A6"}, False),
        ("Child-Pugh class", "B", LIVER | {"stage": "Child Pugh class C"}, True),
        ("ECOG performance status", "2", {"what": "lung cancer", "status": "ECOG 1"}, False),
    ],
)
def test_a_condition_with_its_place_on_a_scale_gives_that_measurement(
    variable: str, code: str, fact: dict[str, Any], holds: bool
) -> None:
    assert said(at_least(variable, code), fact) is holds


@pytest.mark.parametrize(
    "fact",
    [
        HEART,
        HEART | {"status": "not NYHA III"},
        HEART | {"status": "previously NYHA III"},
        HEART | {"status": "NYHA II-III"},
        HEART | {"status": "NYHA class III or IV"},
        HEART | {"status": "< NYHA III"},
        HEART | {"status": "resolved, NYHA III"},
        HEART | {"status": "stage III"},
        {"what": "hypertension", "status": "class III"},
        HEART | {"status": "at worst NYHA III"},
    ],
)
def test_a_doubted_denied_or_former_place_on_a_scale_leaves_it_open(fact: dict[str, Any]) -> None:
    assert said(at_least("NYHA class", "III"), fact) is None
