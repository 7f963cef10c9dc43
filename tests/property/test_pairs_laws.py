"""The pairs of a block as columns: they say of every patient and line what is said of each patient by itself."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from pyarrow import parquet
from tests.property.batch_cases import a_patient
from tests.property.cohort_worlds import World, a_world

from trialwright.match.batch.arrow import pairs_batch, pairs_schema
from trialwright.match.batch.screening import PairVerdict, Screening
from trialwright.match.batch.tables import Kept, write_pairs


def a_row(pair: PairVerdict) -> dict[str, object]:
    unknown = [{"line": line, "reason": reason.value} for line, reason in pair.unknown]
    named = {"patient": pair.patient, "trial": pair.trial, "stage": pair.stage, "verdict": pair.verdict.value}
    return {**named, "failing": list(pair.failing), "unknown": unknown}


def screening_of(world: World) -> Screening:
    return Screening(world.program, world.evaluation().block)


def stage_by_stage(screening: Screening, *, excluded: bool, but: frozenset[str] = frozenset()) -> list[dict[str, object]]:
    place = {(stage.trial, stage.name): number for number, stage in enumerate(screening.program.stages)}
    pairs = sorted(screening.pairs(excluded=excluded, but=but), key=lambda one: place[one.trial, one.stage])
    return list(map(a_row, pairs))


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("excluded", [True, False])
def test_the_columns_say_what_is_said_patient_by_patient(seed: int, excluded: bool) -> None:
    world = a_world(f"pairs {seed}", trials=30, patients=90)
    screening = screening_of(world)
    but = frozenset(patient.id for patient in world.patients[10:20])
    for coded in (True, False):
        found = pairs_batch(screening.columns(excluded=excluded, but=but), coded=coded)
        assert found.to_pylist() == stage_by_stage(screening, excluded=excluded, but=but)
    assert found.schema == pairs_schema()
    reasons = {one["reason"] for row in found.to_pylist() for one in row["unknown"]}
    assert reasons >= {"ambiguous", "not recorded", "later"}


def test_rows_that_stand_from_before_are_where_they_would_be_written_anew(tmp_path: Path) -> None:
    world = a_world("kept", trials=10, patients=60)
    screening = screening_of(world)
    order = [patient.id for patient in world.patients]
    write_pairs(tmp_path / "whole.parquet", screening.columns(excluded=True), order=order)
    same = frozenset(Random(1).sample(order, 40))
    kept = Kept(path=tmp_path / "whole.parquet", patients=same)
    write_pairs(tmp_path / "again.parquet", screening.columns(excluded=True, but=same), kept=kept, order=order)
    whole, again = (parquet.read_table(tmp_path / f"{name}.parquet") for name in ("whole", "again"))
    assert whole.to_pylist() == again.to_pylist()
    assert whole.schema.field("patient").type == "string"


def test_a_block_of_nobody_has_no_pairs() -> None:
    world = World(trials=a_world("nobody").trials, patients=[a_patient(Random(1), "P")])
    found = pairs_batch(screening_of(world).columns(excluded=True, but={"P"}))
    assert found.num_rows == 0
    assert found.schema == pairs_schema()
