"""What is measured and given by one name: with the day on which it began it is a medicine, with a value a result."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from trialwright.patients.fhir_drugs import medicines_of
from trialwright.patients.sheet import facts_from_mapping
from trialwright.patients.table import read_table
from trialwright.vocabulary.concepts import default_vocabulary


@pytest.mark.parametrize(
    ("entry", "concept"),
    [
        ({"what": "estradiol", "start": "2025-01-01"}, "estradiol therapy"),
        ({"what": "estradiol", "dose": "2 mg"}, "estradiol therapy"),
        ({"what": "testosterone", "start": "2025-01-01", "end": "2025-06-01"}, "testosterone therapy"),
        ({"what": "vitamin B12", "start": "2025-01-01"}, "vitamin B12 supplement"),
        ({"what": "estradiol", "value": 12, "unit": "pg/mL", "date": "2025-01-01"}, "estradiol"),
        ({"what": "testosterone", "date": "2025-01-01"}, "testosterone"),
        ({"what": "hemoglobin", "start": "2025-01-01"}, "hemoglobin"),
    ],
)
def test_a_sheet_tells_a_hormone_from_its_level(entry: dict[str, Any], concept: str) -> None:
    facts = facts_from_mapping({"id": "P", "facts": [entry]}, place="a test").facts
    assert [fact.concept for fact in facts] == [concept]


@pytest.mark.parametrize(
    ("product", "concepts"),
    [
        ("Estradiol 2 MG Oral Tablet", ["estradiol therapy"]),
        ("testosterone", ["testosterone therapy"]),
        ("hemoglobin", []),
        ("Fluoxetine 25 MG", ["fluoxetine"]),
    ],
)
def test_a_product_of_that_name_is_given(product: str, concepts: list[str]) -> None:
    assert [one.concept for one in medicines_of(product, default_vocabulary())] == concepts


def test_a_row_of_a_table_with_a_start_and_a_cell_that_names_medicines_are_given(tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    table.write_text("id;test;result;units;start\n1;Estradiol;12;pg/mL;\n2;Estradiol;;;2025-01-01\n3;Estradiol;;;\n", "utf-8")
    mapping = tmp_path / "t.csv.map.yaml"
    mapping.write_text("table: long\nperson: id\nlong: {what: test, value: result, unit: units, start: start}\n", "utf-8")
    assert [[fact.concept for fact in one.patient.facts] for one in read_table(table)] == [
        ["estradiol"],
        ["estradiol therapy"],
        [],
    ]
    table.write_text("id,Medication\n1,estradiol; metformin\n", "utf-8")
    mapping.write_text("person: id\ncolumns: {Medication: {what: cell}}\n", "utf-8")
    (one,) = read_table(table)
    assert [fact.concept for fact in one.patient.facts] == ["estradiol therapy", "metformin"]
