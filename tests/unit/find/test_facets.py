"""The counts of facets are those of the trials themselves, on every day, by sets or by values."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from trialwright.find import answer
from trialwright.find.asking import Query
from trialwright.find.document import Document
from trialwright.find.facetvalues import facets
from trialwright.find.index import Index
from trialwright.protocol.freshness import Freshness, ageing, standing

STATUSES = (*ageing(), "UNKNOWN", "")
DAYS = [dt.date(2024, 2, day) for day in (27, 28, 29)] + [dt.date(2025, 3, 1), dt.date(2025, 2, 28), dt.date(2026, 11, 21)]
DAYS += [dt.date(2025, month, 30 if month in (4, 6) else 31) for month in (1, 3, 4, 5, 6, 12)]
COUNTRIES = ("France", "Germany", "Japan", "United States")


def _trial(number: int, dice: random.Random) -> Document:
    """A trial with dates around the limits: one or two years before a day that is asked, or some days from that."""
    status = STATUSES[number % len(STATUSES)]
    years, days = dice.choice((0, 1, 2)), dice.choice((-2, -1, 0, 1, 2, 300))
    confirmed = dice.choice(DAYS)
    confirmed = confirmed.replace(year=confirmed.year - years, day=min(confirmed.day, 28)) + dt.timedelta(days=days)
    completed = dice.choice(DAYS) + dt.timedelta(days=dice.choice((-400, -1, 0, 1, 400)))
    countries = tuple(dice.sample(COUNTRIES, dice.randrange(1, 4)))
    phases = tuple(dice.sample(("PHASE1", "PHASE2"), number % 2 + 1))
    return Document(
        key=f"NCT{number:08}",
        version=1,
        whole={"OverallStatus": (status,)} if status else {},
        facets={
            "status": (status or "unknown",),
            "country": countries,
            "phase": phases,
        },
        confirmed=confirmed if dice.random() < 0.8 else None,
        completed=completed if dice.random() < 0.8 else None,
    )


TRIALS = [_trial(number, random.Random(number)) for number in range(900)]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    with Index.open(tmp_path_factory.mktemp("facets"), create=True, writable=True) as opened:
        for start in range(0, len(TRIALS), 300):
            opened.update(TRIALS[start : start + 300])
            opened.commit()
        yield opened


def _standing(trial: Document, on: dt.date) -> tuple[str, str]:
    status = next(iter(trial.whole.get("OverallStatus", ())), None)
    found = standing(status, trial.confirmed, trial.completed, on=on)
    return found.grade.value, found.status


@pytest.mark.parametrize("on", DAYS, ids=str)
def test_what_is_to_be_believed_on_a_day_is_counted_and_found_as_each_trial_stands(index: Index, on: dt.date) -> None:
    counted = index.search(Query(count_facets=("freshness", "believed"), size=0), on=on).facets
    stand = [_standing(trial, on) for trial in TRIALS]
    assert {item.value: item.count for item in counted["freshness"]} == Counter(grade for grade, _ in stand)
    assert {item.value: item.count for item in counted["believed"]} == Counter(status for _, status in stand)
    for at, facet, values in ((0, "freshness", set(Freshness)), (1, "believed", {status for _, status in stand})):
        for value in values:
            found = index.search(Query(facets={facet: (value,)}, size=len(TRIALS)), on=on)
            held = {trial.key for trial, both in zip(TRIALS, stand, strict=True) if both[at] == value}
            assert {hit.key for hit in found.hits} == held, value


@pytest.mark.parametrize("most", [15_000, 2])
def test_values_are_counted_alike_by_sets_and_one_by_one(index: Index, most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """With more different sets than a facet may have, its values are counted one by one."""
    known = {name: replace(facet, sets=min(facet.sets, most)) for name, facet in facets().items()}
    monkeypatch.setattr(answer, "facets", lambda: known)
    query = Query(facets={"status": ("RECRUITING", "COMPLETED")}, count_facets=("country", "phase", "status"), size=most % 7)
    counted = index.search(query, on=dt.date(2026, 1, most % 27 + 1)).facets
    chosen = [trial for trial in TRIALS if trial.facets["status"][0] in ("RECRUITING", "COMPLETED")]
    for facet, trials in (("country", chosen), ("phase", chosen), ("status", TRIALS)):
        values = Counter(value for trial in trials for value in trial.facets[facet])
        assert {item.value: item.count for item in counted[facet]} == values, facet


def test_an_index_without_trials_has_no_counts(tmp_path: Path) -> None:
    with Index.open(tmp_path, create=True, writable=True) as empty:
        found = empty.search(Query(count_facets=("freshness", "believed", "country", "status")), on=DAYS[0])
    assert {name: values for name, values in found.facets.items() if values} == {}
