"""What a way finds of many patients at once is put in order as it would be for each of them alone."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from trialwright.match.batch.likewise import _distinct
from trialwright.match.batch.signed import _first_met, _ranked
from trialwright.match.batch.views import ranked


@pytest.mark.parametrize("seed", range(20))
def test_the_days_of_each_patient_are_ranked_as_for_that_patient_alone(seed: int) -> None:
    rng, named = Random(seed), (50, 36, 64)
    people = {owner: [rng.randrange(30, 70) for _ in range(rng.randrange(1, 6))] for owner in range(0, 40, 3)}
    owners = np.array([owner for owner, days in people.items() for _ in days], dtype=np.int64)
    whose, ranks = _ranked(owners, np.array([day for days in people.values() for day in days], dtype=np.int64), named)
    alone = {owner: [rank for group in ranked([tuple(days)], named) for rank in group] for owner, days in people.items()}
    assert {owner: ranks[whose == owner].tolist() for owner in people} == alone


@pytest.mark.parametrize("seed", range(20))
def test_facts_are_numbered_by_where_each_patient_meets_them_first(seed: int) -> None:
    rng = Random(seed)
    met = {owner: [100 * owner + rng.randrange(5) for _ in range(rng.randrange(1, 8))] for owner in range(12)}
    owners = np.array([owner for owner, facts in met.items() for _ in facts], dtype=np.int64)
    first, shape = _first_met(owners, np.array([fact for facts in met.values() for fact in facts], dtype=np.int64))
    expected = [list(dict.fromkeys(facts)).index(fact) for facts in met.values() for fact in facts]
    assert shape.tolist() == expected
    assert len(first) == sum(len(set(facts)) for facts in met.values())


def test_of_nobody_nothing_is_found() -> None:
    none = np.zeros(0, dtype=np.int64)
    assert [side.tolist() for side in (*_first_met(none, none), *_ranked(none, none, (1, 2)))] == [[], [], [], []]


@pytest.mark.parametrize("halves", [[(1, 2), (1, 2), (3, 4)], [(1, 2), (1, 3), (0, 2), (1, 2)]])
def test_two_are_the_same_when_both_halves_of_their_sums_are(halves: list[tuple[int, int]]) -> None:
    sums = np.array(halves, dtype=np.uint64).T
    pairs, inverse = _distinct(sums)
    assert (pairs[:, inverse] == sums).all()
    assert pairs.shape[1] == len(set(halves))
