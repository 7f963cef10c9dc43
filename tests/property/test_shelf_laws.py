"""Laws of the shelf: the same trials whatever the order of the records and the size of the batches; a wrong tie is never made."""

from __future__ import annotations

import datetime as dt
import json
import random
import tempfile
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from tests.often import often

from trialwright.find.asking import Near, Query
from trialwright.registries.record import Source, TrialRecord
from trialwright.shelf.adding import Adding
from trialwright.shelf.merging import Merging
from trialwright.shelf.origins import NAME, Name
from trialwright.shelf.query_form import query_from_json, query_to_json
from trialwright.shelf.shelf import Shelf
from trialwright.shelf.store import Store
from trialwright.shelf.ties import Tied, grouped

_NUMBERS = {
    "ClinicalTrials.gov": ["NCT00000001", "NCT00000002", "NCT00000003"],
    "EudraCT": ["2020-001234-12", "2020-005678-34"],
    "ISRCTN": ["ISRCTN10000001", "ISRCTN10000002"],
}
_ANY = [number for numbers in _NUMBERS.values() for number in numbers]


@st.composite
def _pages(draw: st.DrawFn) -> TrialRecord:
    """A page with a number of its own or none, and some that it lists."""
    own = draw(st.sampled_from([*_ANY, None]))
    listed = draw(st.lists(st.sampled_from(_ANY), max_size=2, unique=True))
    layout = draw(st.sampled_from(["one", "two", "three"]))
    title = f"{layout} of {own or draw(st.sampled_from('abc'))} with {' '.join(listed)}"
    section = {
        "identificationModule": {
            "briefTitle": title,
            **({"orgStudyIdInfo": {"id": own}} if own else {}),
            "secondaryIdInfos": [{"id": number} for number in listed],
        }
    }
    return TrialRecord(protocol_section=section, sources=(Source(name=f"{title}.txt", layout=layout, text=""),))


def _unlike(records: list[TrialRecord]) -> list[TrialRecord]:
    """One record of each source: which of two states of one without a date is newer, only their order can tell."""
    found: dict[tuple[str, str], TrialRecord] = {}
    for record in records:
        own = record.get("identificationModule.orgStudyIdInfo.id")
        found.setdefault((record.sources[0].layout, own or record.title), record)
    return list(found.values())


def _state(shelf: Shelf) -> list[tuple[object, ...]]:
    return [
        (
            trial.key,
            json.dumps(trial.record.to_json(), sort_keys=True),
            sorted((item.origin, item.mark) for item in trial.merged),
            trial.ids,
        )
        for trial in shelf.trials()
    ]


@often(25)
@given(st.lists(_pages(), max_size=8).map(_unlike), st.randoms(use_true_random=False), st.integers(1, 4))
def test_the_trials_are_the_same_whatever_the_order_and_the_size_of_batches(
    records: list[TrialRecord], rng: random.Random, batch: int
) -> None:
    mixed = rng.sample(records, len(records))
    states = []
    for given_records, size in ((records, 100), (mixed, batch)):
        with tempfile.TemporaryDirectory() as folder:
            store = Store(Path(folder), create=True, writable=True)
            shelf = Shelf(store)
            Adding(store, batch=size).records(given_records)
            Adding(store, batch=size).records(given_records)
            assert store.row("PRAGMA integrity_check")[0] == "ok"  # type: ignore[index]
            states.append(_state(shelf))
            shelf.close()
    assert states[0] == states[1]


@often(20)
@given(st.lists(_pages(), min_size=2, max_size=6).map(_unlike))
def test_every_parting_and_merging_can_be_undone_without_loss(records: list[TrialRecord]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder), create=True, writable=True)
        shelf = Shelf(store)
        Adding(store).records(records)
        before = _state(shelf)
        merging = Merging(store)
        acts = [merging.unmerge(trial.merged[-1].id, by="Ann") for trial in list(shelf.trials()) if len(trial.merged) > 1]
        acts += [merging.refuse(item.one.id, item.other.id, by="Ann") for item in list(merging.proposals())]
        for act in reversed(acts):
            merging.undo(act, by="Ann")
        assert _state(shelf) == before
        shelf.close()


_names = st.builds(
    Name,
    name=st.sampled_from(_ANY),
    registry=st.just(""),
    how=st.sampled_from(["own", "alias", "address", "secondary"]),
).map(lambda name: Name(name=name.name, registry=_registry(name.name), how=name.how))


def _registry(number: str) -> str:
    return next(registry for registry, numbers in _NUMBERS.items() if number in numbers)


@given(st.dictionaries(st.integers(1, 7), st.lists(_names, max_size=3, unique_by=lambda name: name.name), max_size=7))
def test_sources_with_different_numbers_of_one_registry_are_never_one_trial(names: dict[int, list[Name]]) -> None:
    found = grouped(Tied(names=names))
    assert sorted(source for group in found.groups for source in group) == sorted(names)
    for group in found.groups:
        for one, other in combinations(group, 2):
            mine, theirs = dict(_own(names[one])), dict(_own(names[other]))
            for registry in mine.keys() & theirs.keys():
                assert mine[registry] & theirs[registry]
            assert len(group) == 1 or _reached(one, group, names) == group


def _own(names: list[Name]) -> Iterator[tuple[str, set[str]]]:
    for registry in {name.registry for name in names}:
        numbers = {name.name for name in names if name.registry == registry and name.how not in ("secondary", NAME)}
        if numbers:
            yield registry, numbers


def _reached(source: int, group: frozenset[int], names: dict[int, list[Name]]) -> frozenset[int]:
    """The sources of a group that shared numbers lead to from one of it."""
    found, todo = {source}, [source]
    while todo:
        mine = {name.name for name in names[todo.pop()]}
        more = {other for other in group - found if mine & {name.name for name in names[other]}}
        found |= more
        todo += more
    return frozenset(found)


_days = st.dates(dt.date(1990, 1, 1), dt.date(2040, 1, 1))
_texts = st.text(max_size=8)
_places = st.builds(
    Near,
    name=_texts,
    lat=st.floats(-90, 90),
    lon=st.floats(-180, 180),
    within_km=st.none() | st.floats(0, 500),
    recruiting=st.booleans(),
)
_queries = st.builds(
    Query,
    words=_texts,
    areas=st.dictionaries(_texts, _texts, max_size=2),
    facets=st.dictionaries(_texts, st.lists(_texts, max_size=2).map(tuple), max_size=2),
    near=st.none() | _places,
    age=st.none() | st.floats(0, 120),
    dates=st.dictionaries(_texts, st.tuples(st.none() | _days, st.none() | _days), max_size=2),
    enrolment=st.tuples(st.none() | st.integers(0), st.none() | st.integers(0)),
    ids=st.lists(_texts, max_size=2).map(tuple),
    unexpanded=st.frozensets(_texts, max_size=2),
    meaning=st.booleans(),
    sort=st.lists(st.tuples(_texts, st.sampled_from(["asc", "desc"])), max_size=2).map(tuple),
)


@given(_queries)
def test_a_query_comes_back_from_its_stored_form(query: Query) -> None:
    assert query_from_json(json.loads(json.dumps(query_to_json(query)))) == query
