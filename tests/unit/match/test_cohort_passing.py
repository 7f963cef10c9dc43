"""Passing illnesses in a cohort: patients of whom one has what is over for another enter; each gets the reference's verdict."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from pyarrow import parquet

from trialwright.library import protocol_of_line
from trialwright.match.batch.cohort import CohortTerms, screen_cohort
from trialwright.match.batch.store import CohortFolder
from trialwright.match.evaluate import evaluate
from trialwright.patients.sheet import facts_from_mapping

ON = dt.date(2026, 3, 16)


def test_an_illness_that_is_over_is_not_answered_for_by_one_that_goes_on(tmp_path: Path) -> None:
    trial = protocol_of_line("Tumor lysis syndrome", section="exclusion")
    said = ({"date": "2026-03-11", "status": "ongoing"}, {"date": "2009-02-14", "status": "resolved"})
    sheets = [{"id": f"P{number}", "facts": [{"what": "tumor lysis syndrome", **more}]} for number, more in enumerate(said)]
    patients = [facts_from_mapping(sheet, place="a test") for sheet in sheets]
    screen_cohort([trial], patients, CohortFolder(tmp_path), CohortTerms(on=ON, excluded=True))
    rows = [row for path in sorted((tmp_path / "pairs").glob("*.parquet")) for row in parquet.read_table(path).to_pylist()]
    found = {row["patient"]: row["verdict"] for row in rows}
    assert found == {patient.id: evaluate(trial, patient, on=ON).stages[0].eligibility.value for patient in patients}
    assert found == {"P0": "ineligible", "P1": "unknown"}


def test_what_was_half_understood_is_not_answered_for_by_what_was_measured(tmp_path: Path) -> None:
    trial = protocol_of_line("Measurable disease", section="inclusion")
    cancer = {"what": "colon cancer", "stage": "IV", "date": "2025-01-10"}
    large = {"what": "target lesion", "size": "26 mm", "method": "CT", "date": "2026-03-04"}
    half = {"what": "measurable disease by INRC", "date": "2026-03-04"}
    patients = [facts_from_mapping({"id": fact["what"], "facts": [cancer, fact]}, place="a test") for fact in (large, half)]
    screen_cohort([trial], patients, CohortFolder(tmp_path), CohortTerms(on=ON, excluded=True))
    rows = [row for path in sorted((tmp_path / "pairs").glob("*.parquet")) for row in parquet.read_table(path).to_pylist()]
    found = {row["patient"]: row["verdict"] for row in rows}
    assert found == {patient.id: evaluate(trial, patient, on=ON).stages[0].eligibility.value for patient in patients}
    assert found == {"target lesion": "eligible", "measurable disease by INRC": "unknown"}
