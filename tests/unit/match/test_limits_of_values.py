"""Values that stand on one scale are held against a limit only beside it: each has the code that it has when it is asked about
alone."""

from __future__ import annotations

from decimal import Decimal
from random import Random

import numpy as np
import pytest

from trialwright.match.batch.answers import code_of
from trialwright.match.batch.values import Limits, Seen, Valued
from trialwright.match.measure import held_against
from trialwright.patients.facts import Fact, Kind
from trialwright.protocol.criteria import Compare, Limit, Quantity

UNITS = {"hemoglobin": ("g/dL", "g/L", "mmol/L", "furlong"), "creatinine": ("mg/dL", "umol/L"), "ECOG": ("{score}", None)}
LIMITS = ("0", "0.5", "1", "1.5", "8", "9", "9.5", "90", "120")


def a_value(rng: Random, name: str) -> Fact:
    value = rng.choice((Decimal(rng.randrange(0, 200)) / 10, Decimal(rng.randrange(200)), "odd", "<8", True))
    comparator = rng.choice((None, None, None, None, "<", ">"))
    uln, lln = rng.choice(((None, None), (None, None), (Decimal("1.2"), None), (Decimal(17), Decimal(12))))
    unit = rng.choice(UNITS[name])
    return Fact(what=name, concept=name, kind=Kind.MEASUREMENTS, value=value, comparator=comparator, unit=unit, uln=uln, lln=lln)


def a_comparison(rng: Random, name: str) -> Compare:
    limits = [Limit(value=Decimal(rng.choice(LIMITS)), inclusive=rng.random() < 0.5) for _ in range(2)]
    low, high = rng.choice(((limits[0], None), (None, limits[0]), (limits[0], limits[1])))
    relative = rng.choice((None, None, "ULN", "LLN"))
    unit = None if relative else rng.choice(UNITS[name])
    return Compare(quantity=Quantity(variable=name), low=low, high=high, unit=unit, relative=relative)


@pytest.mark.parametrize("name", UNITS)
@pytest.mark.parametrize("seed", range(4))
def test_a_value_among_others_has_the_code_that_the_reference_gives_it(name: str, seed: int) -> None:
    rng, seen = Random(f"{name} {seed}"), Seen()
    numbers = np.unique([seen.number(a_value(rng, name)) for _ in range(400)]).astype(np.int32)
    growing = seen.growing(numbers)
    assert sum(len(one.numbers) for one in growing) > 20
    for _ in range(25):
        node = a_comparison(rng, name)
        expected = [code_of(held_against(fact, node, name)) for fact in seen.values if isinstance(fact, Fact)]
        assert Limits(node, seen).codes(numbers, growing).tolist() == expected, node
        half = Limits(node, seen)
        half.codes(numbers[::2], seen.growing(numbers[::2]))
        assert half.codes(numbers, growing).tolist() == expected, "what is new among them"


def test_values_of_patients_are_those_that_any_of_them_has_and_their_places() -> None:
    numbers = np.array([7, -1, 3, 7, -2, 300_000], dtype=np.int32)
    found = Valued.of(numbers)
    assert found.values.tolist() == [3, 7, 300_000]
    assert found.numbers().tolist() == [7, -1, 3, 7, -1, 300_000]
    assert found.single().tolist() == [True, False, True, True, False, True]
    assert found.places.dtype == np.uint8
    assert not Valued.of(np.array([-1, -2], dtype=np.int32)).single().any()
