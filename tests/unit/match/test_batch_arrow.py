"""The kernel over batches of Arrow: the reference's verdicts, however the patients are dealt out, wherever it is sent."""

from __future__ import annotations

import datetime as dt
import pickle
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pytest
from tests.property.batch_cases import a_patient, a_trial
from tests.unit.match.test_cohort import of_the_reference

from trialwright.library import load
from trialwright.match.batch.arrow import Screen, pairs_schema, screen_batches, screen_of
from trialwright.patients.arrow import batch_of
from trialwright.patients.facts import PatientFacts
from trialwright.patients.sheet import read_sheets
from trialwright.protocol.protocol import Protocol
from trialwright.vocabulary.concepts import default_vocabulary, package_vocabulary, using
from trialwright.vocabulary.own import with_own_terms

ON = dt.date(2026, 3, 16)
OWN = "name\tkind\tparents\tsynonyms\nfrobnicine\tdrug\tanticancer therapy\tfrobnicin\n"


@pytest.fixture(scope="module")
def trials() -> list[Protocol]:
    rng = Random("trials of a kernel")
    return [a_trial(rng, f"T{number}") for number in range(5)]


@pytest.fixture(scope="module")
def patients() -> list[PatientFacts]:
    rng = Random("patients of a kernel")
    return [a_patient(rng, f"P{number:02}", vocabulary=default_vocabulary()) for number in range(24)]


def rows(batches: list[Any], screen: Screen) -> list[dict[str, Any]]:
    found = [row for batch in screen_batches(batches, screen) for row in batch.to_pylist()]
    return sorted(found, key=lambda row: (row["patient"], row["trial"], row["stage"]))


def test_every_pair_is_as_the_reference_judges_it_however_the_patients_are_dealt_out(
    trials: list[Protocol], patients: list[PatientFacts]
) -> None:
    expected = of_the_reference(trials, patients)
    for size, block in ((24, 2048), (7, 3), (1, 1)):
        batches = [batch_of(patients[start : start + size]) for start in range(0, len(patients), size)]
        assert rows(batches, replace(screen_of(trials, ON, excluded=True), block=block)) == expected


def test_without_excluded_pairs_the_others_are_the_same(trials: list[Protocol], patients: list[PatientFacts]) -> None:
    expected = [row for row in of_the_reference(trials, patients) if row["verdict"] != "ineligible"]
    assert rows([batch_of(patients)], screen_of(trials, ON)) == expected
    assert len(expected) > 10


def test_what_is_asked_arrives_on_another_machine_as_it_was(trials: list[Protocol], patients: list[PatientFacts]) -> None:
    screen = screen_of(trials, ON, excluded=True)
    sent = pickle.loads(pickle.dumps(screen))
    assert sent == screen and sent.trials() == trials
    assert rows([batch_of(patients)], sent) == rows([batch_of(patients)], screen)


def test_batches_have_the_columns_that_are_promised(trials: list[Protocol], patients: list[PatientFacts]) -> None:
    (batch,) = screen_batches([batch_of(patients)], screen_of(trials, ON, excluded=True))
    assert batch.schema == pairs_schema()
    assert list(screen_batches([batch_of([])], screen_of(trials, ON))) == []


def test_ones_own_terms_travel_with_what_is_asked(tmp_path: Path) -> None:
    (tmp_path / "own.tsv").write_text(OWN)
    with using(with_own_terms(package_vocabulary(), tmp_path / "own.tsv")):
        trial = load(b"Inclusion Criteria:\n- Prior treatment with frobnicin", name="trial.txt")
        (patient,) = read_sheets("id: P\nage: 50\nfacts: [{what: frobnicine, date: 2025-01-01}]")
    batch = batch_of([patient])
    (row,) = rows([batch], screen_of([trial], ON, terms=[tmp_path / "own.tsv"]))
    assert row["verdict"] == "eligible"
    with pytest.raises(ValueError, match="no concept 'frobnicine'"):
        rows([batch], screen_of([trial], ON))


def test_a_batch_of_something_else_is_refused(trials: list[Protocol]) -> None:
    with pytest.raises(ValueError, match="no column 'id'"):
        list(screen_batches([pa.RecordBatch.from_pylist([{"x": 1}])], screen_of(trials, ON)))
