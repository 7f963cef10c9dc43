"""What was said or found last counts: a refusal behind an agreement, a consent withdrawn, a positive test behind a negative."""

from __future__ import annotations

import pytest
from tests.unit.compiler.readings import outcome


def test_who_agreed_and_refuses_now_does_not_pass() -> None:
    line = "Women of childbearing potential who do not agree to use contraception during the study"
    facts = (
        {"what": "childbearing potential", "value": True},
        {"what": "agrees to use contraception", "value": True, "date": "2025-12-20"},
        {"what": "agrees to use contraception", "value": False, "date": "2026-03-12"},
    )
    assert outcome(line, "exclusion", *facts, sex="female", age=30).value == "unknown"
    assert outcome(line, "exclusion", *facts[:2], sex="female", age=30).value == "pass"


@pytest.mark.parametrize("said", ["informed consent withdrawn", "withdrew consent", "consent was revoked"])
def test_a_consent_that_was_withdrawn_is_none(said: str) -> None:
    given = {"what": "informed consent", "value": True, "date": "2025-12-01"}
    assert (
        outcome("Signed informed consent", "inclusion", given, {"what": said, "value": True, "date": "2026-03-01"}).value
        == "fail"
    )


@pytest.mark.parametrize(
    "line",
    [
        "Written informed consent, with the understanding that consent may be withdrawn at any time",
        "Signed informed consent, which can be withdrawn",
        "Informed consent that the patient may revoke or withdraw",
    ],
)
def test_the_right_to_withdraw_withdraws_nothing(line: str) -> None:
    assert outcome(line, "inclusion", {"what": "informed consent", "value": True, "date": "2026-03-01"}).value != "fail"


def test_a_positive_hcg_behind_an_old_negative_test_may_be_a_pregnancy() -> None:
    old, recent = ({"what": "pregnancy test", "value": "negative", "date": day} for day in ("2026-01-20", "2026-03-01"))
    hcg = {"what": "serum hCG", "value": "positive", "date": "2026-03-12"}
    assert outcome("Pregnant women", "exclusion", old, hcg, sex="female", age=30).value == "unknown"
    assert outcome("Pregnant women", "exclusion", recent, sex="female", age=30).value == "pass"


@pytest.mark.parametrize("illness", ["pleural effusion", "ascites", "edema", "urinary retention", "delirium"])
def test_a_passing_illness_that_is_over_is_asked_about(illness: str) -> None:
    over = {"what": illness, "date": "2025-06-01", "status": "resolved"}
    assert outcome(illness.capitalize(), "exclusion", over, complete=["conditions"]).value == "unknown"


@pytest.mark.parametrize(
    ("measured", "line"),
    [
        ("pleural fluid LDH", "LDH <= 250 U/L"),
        ("bone marrow platelets", "Platelets >= 0.5 U/L"),
        ("ascitic fluid LDH", "LDH <= 250 U/L"),
    ],
)
def test_what_is_measured_in_another_fluid_is_not_the_value_of_the_blood(measured: str, line: str) -> None:
    fact = {"what": measured, "value": 100, "unit": "U/L", "date": "2026-03-12"}
    assert outcome(line, "inclusion", fact).value == "unknown"
