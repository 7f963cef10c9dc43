"""One patient as a sheet, a bundle, tables of OMOP, and a table: no format gives another verdict, some leave it open."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from trialwright.library import protocol_of_record
from trialwright.match.context import Context
from trialwright.match.evaluate import evaluate_in
from trialwright.patients.facts import PatientFacts
from trialwright.patients.reading import people_in
from trialwright.patients.table_draft import draft_of
from trialwright.protocol.protocol import Protocol
from trialwright.registries.reading import read_records
from trialwright.synth.patient import SyntheticPatient
from trialwright.synth.trial import generate
from trialwright.synth.writing import Format, write_people

ON = dt.date(2026, 3, 16)
PAGES = Path(__file__).parents[3] / "examples" / "pages"
Verdicts = Mapping[tuple[str, str], str]


@pytest.fixture(scope="module")
def trials() -> list[Protocol]:
    return [protocol_of_record(record) for page in sorted(PAGES.glob("*.txt"))[:2] for record in read_records(page)]


@pytest.fixture(scope="module")
def people(trials: list[Protocol]) -> list[SyntheticPatient]:
    return list(generate(trials, 6, 20271110, ON))


def _verdicts(trials: list[Protocol], patient: PatientFacts) -> Verdicts:
    """Of each line; that a list is complete is left aside, since FHIR and OMOP cannot say it."""
    known = replace(patient, coverage=frozenset())
    stages = [(trial.key, stage) for trial in trials for stage in evaluate_in(trial, known, Context(on=ON, ahead=False)).stages]
    return {(f"{key} {stage.stage}", line.line.id): line.outcome.value for key, stage in stages for line in stage.lines}


def _read(form: Format, folder: Path) -> list[PatientFacts]:
    source = folder
    if form is Format.TABLE:
        source = folder / "patients.csv"
        source.with_name("patients.csv.map.yaml").write_text(draft_of(source).text, "utf-8")
    return [one.facts for one in people_in(str(source))]


@pytest.mark.parametrize(("form", "share"), [(Format.SHEET, 1.0), (Format.FHIR, 0.95), (Format.OMOP, 0.95), (Format.TABLE, 0.95)])
def test_every_format_gives_the_verdicts_of_the_patient_as_made_or_leaves_them_open(
    form: Format, share: float, trials: list[Protocol], people: list[SyntheticPatient], tmp_path: Path
) -> None:
    write_people(people, form, tmp_path / "out", ON)
    read = _read(form, tmp_path / "out")
    assert len(read) == len(people)
    same = compared = 0
    for made, found in zip(people, read, strict=True):
        expected, said = _verdicts(trials, made.facts), _verdicts(trials, found)
        others = {at: (verdict, said[at]) for at, verdict in expected.items() if said[at] != verdict}
        if form is Format.TABLE:  # of several of one kind the newest is kept: what the others leave open may be decided
            others = {at: sides for at, sides in others.items() if sides[0] != "unknown"}
        assert not {at: sides for at, sides in others.items() if sides[1] != "unknown"}
        same, compared = same + len(expected) - len(others), compared + len(expected)
    assert same >= share * compared
