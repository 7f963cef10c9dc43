"""Two words of one lack joined ("inability or unwillingness") deny once, and not each other."""

from __future__ import annotations

import pytest
from tests.unit.compiler.readings import outcome

from trialwright.match.verdict import Outcome

EXCLUDED = [
    "Inability or unwillingness to comply with study procedures",
    "Unwilling or unable to comply with study procedures",
    "Inability or refusal to comply with study procedures",
    "Refusal or inability to comply with study procedures",
    "Unwillingness or refusal to comply with study procedures",
    "Inability and/or unwillingness to comply with study procedures",
]


@pytest.mark.parametrize("said", EXCLUDED)
def test_who_is_able_and_willing_is_not_kept_out(said: str) -> None:
    fact = {"what": "able and willing to comply with study procedures", "value": True, "date": "2026-03-11"}
    assert outcome(said, "exclusion", fact) is not Outcome.FAIL


@pytest.mark.parametrize("said", [*EXCLUDED[:4], EXCLUDED[5]])
def test_who_is_neither_is_not_let_in(said: str) -> None:
    fact = {"what": "able and willing to comply with study procedures", "value": False, "date": "2026-03-11"}
    assert outcome(said, "exclusion", fact) is not Outcome.PASS


@pytest.mark.parametrize(
    "said",
    [
        "Inability or unwillingness to sign informed consent",
        "Refusal or inability to sign informed consent",
        "Unwillingness or refusal to sign informed consent",
        "Refuses or is unable to sign informed consent",
    ],
)
def test_who_has_signed_is_not_kept_out(said: str) -> None:
    assert outcome(said, "exclusion", {"what": "informed consent signed", "value": True}) is Outcome.PASS
