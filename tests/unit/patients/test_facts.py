"""Facts: what is made in haste is what the class itself would have made."""

from __future__ import annotations

import dataclasses
from decimal import Decimal

import pytest

from trialwright.patients.facts import Fact, Kind, stamped
from trialwright.vocabulary.time import PartialDate

DAY, LATER = PartialDate.parse("2024-03-01"), PartialDate.parse("2025-01")
FULL = Fact(
    what="Hgb", concept="hemoglobin", kind=Kind.MEASUREMENTS, present=False, value=Decimal(9), comparator="<", unit="g/dL",
    uln=Decimal(17), lln=Decimal(12), date=LATER, start=LATER, end=DAY, qualifiers={"method": "point of care"}, place="facts[1]",
)  # fmt: skip


@pytest.mark.parametrize("fact", [FULL, Fact(what="death", concept=None, kind=Kind.EVENTS)])
def test_a_stamped_fact_is_the_same_with_another_value_day_and_place(fact: Fact) -> None:
    made = stamped(fact, Decimal(11), (DAY, None, LATER), "facts[2]")
    assert type(made) is Fact
    assert made == dataclasses.replace(fact, value=Decimal(11), date=DAY, start=None, end=LATER, place="facts[2]")


def test_a_stamped_fact_cannot_be_changed() -> None:
    made = stamped(FULL, None, (None, None, None), "")
    with pytest.raises(dataclasses.FrozenInstanceError):
        made.what = "other"  # type: ignore[misc]
