"""Patients in Parquet: told from other Parquet, read like any source, and refused with a reason when damaged or foreign."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet
from tests.functional.command import run

from trialwright.errors import UserError
from trialwright.patients.arrow import COLUMNS, batch_of, patients_of
from trialwright.patients.parquet import looks_like_patients, read_patients, write_patients
from trialwright.patients.reading import ReadOptions, people_in
from trialwright.patients.sheet import read_sheets
from trialwright.patients.understood import Understood

SHEET = """
id: P-1
birth_date: 1961-03
sex: female
complete: [medications]
facts:
  - {what: breast cancer, date: 2025, stage: IV}
  - {what: hemoglobin, value: "<10.20", unit: g/dL, date: 2026-03-01}
---
id: P-2
age: 62
facts: [{what: something of ours}]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_patients((Understood(patient=one) for one in read_sheets(SHEET)), tmp_path / "patients", per_file=1)
    return tmp_path / "patients"


def changed(folder: Path, column: str, values: list[Any]) -> Path:
    """The folder as one file, with other values in a column."""
    table = parquet.read_table(folder)
    number = table.schema.get_field_index(column)
    other = pa.array(values, table.schema.field(number).type) if values else table.column(number)
    path = folder.parent / "changed.parquet"
    parquet.write_table(table.set_column(number, table.schema.field(number), other), path)
    return path


def test_a_folder_and_each_file_of_it_are_a_source_like_any_other(folder: Path) -> None:
    first, second = read_sheets(SHEET)
    assert [one.facts for one in people_in(folder)] == [first, second]
    assert [one.facts for one in people_in(str(folder / "part-00001.parquet"))] == [second]
    assert [one.id for one in people_in(folder, options=ReadOptions(person=frozenset({"P-2"})))] == ["P-2"]


def test_what_another_tool_leaves_in_the_folder_is_passed_over(folder: Path) -> None:
    (folder / "_SUCCESS").touch()
    (folder / "_committed.parquet").write_bytes(b"no")
    (folder / ".part-0.parquet").write_bytes(b"no")
    assert len(list(read_patients(folder))) == 2


def test_other_parquet_is_not_taken_for_patients(tmp_path: Path) -> None:
    parquet.write_table(pa.table({"person_id": [1], "gender_concept_id": [8532]}), tmp_path / "person.parquet")
    (tmp_path / "empty").mkdir()
    (tmp_path / "short.parquet").write_bytes(b"PAR1")
    for path in (tmp_path / "person.parquet", tmp_path, tmp_path / "empty", tmp_path / "short.parquet", tmp_path / "none"):
        assert not looks_like_patients(path)


def test_a_file_of_another_sort_among_them_is_an_error_that_names_it(folder: Path) -> None:
    parquet.write_table(pa.table({"x": [1]}), folder / "z.parquet")
    with pytest.raises(UserError, match="does not say that it holds patients") as caught:
        list(people_in(folder))
    assert "z.parquet" in str(caught.value.place)


def test_a_patient_who_stands_there_twice_is_an_error(folder: Path) -> None:
    (folder / "part-00002.parquet").write_bytes((folder / "part-00000.parquet").read_bytes())
    with pytest.raises(UserError, match="'P-1' stands there twice"):
        list(people_in(folder))


FACT = {"what": "hemoglobin", "concept": "hemoglobin", "kind": "measurements", "present": True, "qualifiers": []}


@pytest.mark.parametrize(
    ("column", "values", "said"),
    [
        ("id", [None, "P-2"], "has no id"),
        ("age", [-1, 3], "an age below 0"),
        ("coverage", [["moods"], []], "'moods' is not a valid Kind"),
        ("facts", [None, []], "no list of facts"),
        ("facts", [[FACT | {"kind": None}], []], "a fact has no kind"),
        ("facts", [[FACT | {"what": None}], []], "a fact has no what"),
        ("facts", [[FACT | {"present": None}], []], "a fact has no present"),
        ("facts", [[None], []], "a fact has no what"),
        ("facts", [[FACT | {"concept": "hemoglobine"}], []], "no concept 'hemoglobine'"),
        ("facts", [[FACT | {"number": "ten"}], []], "ConversionSyntax"),
        ("facts", [[FACT | {"number": "NaN"}], []], "'NaN' is no number"),
        ("facts", [[FACT | {"number": "1", "flag": True}], []], "a fact has two values"),
        ("facts", [[FACT | {"comparator": "~"}], []], "'~' is no comparator"),
        ("facts", [[FACT | {"qualifiers": [("stage", None)]}], []], "a qualifier has no name or no value"),
        ("birth_date", [{"first": 20_000, "last": 0}, None], "a date ends before it begins"),
        ("birth_date", [{"first": 2**31 - 1, "last": None}, None], "no calendar has the day"),
        ("unread", [None, []], "NoneType"),
        ("findings", [[{"code": "X", "severity": "loud"}], []], "'loud' is not a valid Severity"),
        ("observed", [[{"start": None, "end": None}], []], "a time of observation has no days"),
    ],
)
def test_what_no_patient_can_have_is_an_error_that_says_so(folder: Path, column: str, values: list[Any], said: str) -> None:
    path = changed(folder, column, values)
    with pytest.raises(UserError, match=said) as caught:
        list(people_in(path))
    assert "changed.parquet" in str(caught.value.place)


def test_facts_that_lack_a_part_are_refused_and_not_filled_up() -> None:
    batch = batch_of(read_sheets(SHEET))
    facts = batch.column("facts")
    fewer = pa.StructArray.from_arrays(facts.values.flatten()[:-2], fields=list(facts.type.value_type)[:-2])
    less = pa.RecordBatch.from_arrays([*batch.columns[:-1], pa.ListArray.from_arrays(facts.offsets, fewer)], names=list(COLUMNS))
    with pytest.raises(ValueError, match="its facts are not"):
        list(patients_of(less))
    with pytest.raises(ValueError, match="no column 'sex'"):
        list(patients_of(batch.drop_columns(["sex"])))


def test_a_damaged_file_is_an_error_or_says_what_it_said(folder: Path) -> None:
    path = folder / "part-00000.parquet"
    whole, chance, refused = path.read_bytes(), random.Random("damaged"), 0
    for _ in range(60):
        torn = bytearray(whole)
        for _ in range(chance.choice((1, 3, 20))):
            torn[chance.randrange(4, len(whole) - 8)] = chance.randrange(256)
        path.write_bytes(bytes(torn[: chance.choice((len(torn), chance.randrange(len(torn))))]))
        try:
            list(read_patients(folder))
        except UserError as error:
            assert "part-00000.parquet" in str(error.place)
            refused += 1
    assert refused > 30


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(UserError, match="something already"):
        write_patients([], tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_source_that_breaks_off_leaves_no_folder_that_could_be_taken_for_whole(tmp_path: Path) -> None:
    def people() -> Any:
        yield from (Understood(patient=one) for one in read_sheets(SHEET))
        raise UserError("the database went away")

    with pytest.raises(UserError, match="went away"):
        write_patients(people(), tmp_path / "patients")
    assert not (tmp_path / "patients").exists()
    assert write_patients((Understood(patient=one) for one in read_sheets(SHEET)), tmp_path / "patients") == (2, 1)


def test_the_command_keeps_what_was_understood_and_what_was_not(tmp_path: Path) -> None:
    folder = tmp_path / "patients"
    told = run("patients", "examples/table/clinic.csv", "examples/patients/colorectal-liver-resected.yaml", "-o", str(folder))
    assert told.code == 0, told.err
    assert "files: 1" in told.out and "not understood or left out: 1;" in told.out
    before = run("patient", "examples/table/clinic.csv", "examples/patients/colorectal-liver-resected.yaml", "--json")
    assert run("patient", str(folder), "--json").out == before.out
