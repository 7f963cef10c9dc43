"""Codes, answers with a day and kinds of a thing, as cells and heads of tables write them, say what they say, no more."""

from __future__ import annotations

from pathlib import Path

import pytest

from trialwright.patients.facts import Fact
from trialwright.patients.table import read_table
from trialwright.patients.table_draft import draft_of
from trialwright.patients.table_terms import term_in
from trialwright.patients.understood import Understood
from trialwright.vocabulary.concepts import default_vocabulary


def _as_drafted(folder: Path, table: str) -> tuple[str, list[Understood]]:
    path = folder / "people.csv"
    path.write_text(table, "utf-8")
    draft = draft_of(path).text
    (folder / "people.csv.map.yaml").write_text(draft, "utf-8")
    return draft, list(read_table(path))


def _facts(one: Understood) -> dict[str | None, Fact]:
    return {fact.concept: fact for fact in one.patient.facts}


@pytest.mark.parametrize(
    ("cell", "concept"),
    [
        ("C50.9", "breast cancer"),
        ("C50.911", "breast cancer"),
        ("ICD-10-CM C50911", "breast cancer"),
        ("ICD10: C50", "breast cancer"),
        ("C61.-", "prostate cancer"),
        ("Breast cancer (C50.9)", "breast cancer"),
        ("C50.9 Malignant neoplasm of breast, unspecified", "breast cancer"),
        ("E11.9 Type 2 diabetes", "type 2 diabetes mellitus"),
        ("D05.1", "ductal carcinoma in situ of the breast"),
        ("718-7", "hemoglobin"),
        ("LOINC 777-3", "platelet count"),
        ("2160-0 creatinine", "creatinine"),
        ("B12", "vitamin B12"),
    ],
)
def test_a_code_alone_or_beside_a_name_is_what_it_stands_for(cell: str, concept: str) -> None:
    assert [one.concept for one in term_in(cell, default_vocabulary()).meanings] == [concept]


@pytest.mark.parametrize(
    "cell",
    [
        "777-4",  # the last digit is not the one that the others ask for
        "2019-3",
        "C50",  # three signs alone can be anything
        "Lung cancer (C50.9)",
        "Z85.3 breast cancer",
        "no breast cancer (C50.9)",
        "suspected breast cancer C50.9",
        "family history of breast cancer C50.9",
        "history of C50.9",
        "V.a. C50.9",
        "C50.9?",
        "T4.5",
        "N1.2",
    ],
)
def test_a_code_that_is_denied_doubted_or_contradicted_names_nothing(cell: str) -> None:
    assert term_in(cell, default_vocabulary()).meanings[0].concept is None


def test_a_cell_with_several_codes_names_each(tmp_path: Path) -> None:
    table = 'id,ICD-10,Dx date\n1,"C50.9, E11.9",2024-01-02\n2,C61;I10.90,2024-01-03\n'
    draft, people = _as_drafted(tmp_path, table)
    assert "ICD-10: {what: cell, date: Dx date}" in draft
    assert [sorted(map(str, _facts(one))) for one in people] == [
        ["breast cancer", "type 2 diabetes mellitus"],
        ["hypertension", "prostate cancer"],
    ]


def test_a_column_or_row_that_is_a_code_of_loinc_is_read_by_it(tmp_path: Path) -> None:
    draft, (one,) = _as_drafted(tmp_path, "id,LOINC 777-3,2160-0,LVEF %\n1,210 10*9/L,1.1 mg/dL,60\n")
    assert "LOINC 777-3: {what: LOINC 777-3}   # platelet count" in draft
    assert {concept: str(fact.value) for concept, fact in _facts(one).items()} == {
        "platelet count": "210",
        "creatinine": "1.1",
        "left ventricular ejection fraction": "60",
    }
    _, (other,) = _as_drafted(tmp_path, "id;test;result;units;date;lower;upper\n1;718-7;11.2;g/dL;2026-01-02;12;16\n")
    hemoglobin = _facts(other)["hemoglobin"]
    assert (str(hemoglobin.value), str(hemoglobin.lln), str(hemoglobin.uln)) == ("11.2", "12", "16")


def test_the_day_on_which_a_treatment_began_is_not_the_only_day_on_which_it_was_given(tmp_path: Path) -> None:
    table = "id,ADT start,ADT stop,Prior chemo,Chemo start\n1,2024-02-01,2025-03-01,yes,2019-03-01\n2,2024-02-01,,no,\n3,,,,\n"
    draft, (one, two, three) = _as_drafted(tmp_path, table)
    assert "ADT start: {what: ADT, end: ADT stop, as: start}" in draft
    assert "Prior chemo: {what: Prior chemo, start: Chemo start}" in draft
    given = _facts(one)["androgen deprivation therapy"]
    assert (given.date, str(given.start), str(given.end)) == (None, "2024-02-01", "2025-03-01")
    assert str(_facts(one)["chemotherapy"].start) == "2019-03-01"
    assert _facts(two)["androgen deprivation therapy"].end is None
    assert not three.patient.facts


@pytest.mark.parametrize(
    ("cell", "date", "start"),
    [("ja (2019)", "2019", None), ("yes, 03/2019", "2019-03", None), ("Yes since 2019", None, "2019"), ("oui", None, None)],
)
def test_an_answer_can_tell_its_day(tmp_path: Path, cell: str, date: str | None, start: str | None) -> None:
    _, (one,) = _as_drafted(tmp_path, f'id,Prior chemo\n1,"{cell}"\n')
    fact = _facts(one)["chemotherapy"]
    assert fact.present
    assert tuple(day and str(day) for day in (fact.date, fact.start)) == (date, start)


@pytest.mark.parametrize("cell", ["no (2019)", "yes (3)", "ja, aber 2019", "planned FOLFOX", "declined docetaxel", "2019"])
def test_an_answer_that_is_none_is_listed_and_says_nothing(tmp_path: Path, cell: str) -> None:
    _, (one,) = _as_drafted(tmp_path, f'id,Prior chemo\n1,"{cell}"\n')
    assert not one.patient.facts
    assert [left.what for left in one.unread] == [f"Prior chemo: {cell}"]


@pytest.mark.parametrize(
    ("head", "cell", "concepts"),
    [
        ("Diabetes", "type 2", ["type 2 diabetes mellitus"]),
        ("Hepatitis", "B", ["hepatitis b"]),
        ("Prior chemo", "docetaxel, carboplatin", ["docetaxel", "carboplatin"]),
        ("Surgery", "prostatectomy", ["prostatectomy"]),
        ("Diabetes", "family history", []),
        ("Diabetes", "mother", []),
        ("Hepatitis", "B vaccinated", []),
        ("Surgery", "planned prostatectomy", []),
        ("Surgery", "refused", []),
        ("HIV", "hepatitis B", []),
    ],
)
def test_a_cell_that_names_a_kind_of_its_column_says_that_this_was_there(
    tmp_path: Path, head: str, cell: str, concepts: list[str]
) -> None:
    _, (one,) = _as_drafted(tmp_path, f'id,{head}\n1,"{cell}"\n')
    assert [fact.concept for fact in one.patient.facts if fact.present] == concepts


def test_a_cell_that_says_which_kind_of_a_thing_names_the_thing(tmp_path: Path) -> None:
    table = "patient_id,birth_date,condition,procedure\nP1,1960-01-01,axillary abscess,open splenectomy\n"
    _draft, (one,) = _as_drafted(tmp_path, table)
    assert {"abscess", "splenectomy"} <= set(_facts(one))
