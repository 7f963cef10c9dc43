"""Tables of patients, wide or long, become facts by their mapping; what is not understood is named with row and column."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import duckdb
import openpyxl
import pytest

from trialwright.errors import UserError
from trialwright.patients.facts import Fact, Kind
from trialwright.patients.table import read_table
from trialwright.patients.table_dates import date_in
from trialwright.patients.table_draft import draft_of, plain_head
from trialwright.patients.understood import Understood, Why
from trialwright.vocabulary.time import PartialDate

WIDE = """MRN,DOB,Sex,Diagnosis,Dx date,Stage,ECOG,Hgb (g/dL),ALT [U/L],ALT ULN,lab_date,HER2,trastuzumab,Brain mets,Comment
A1,04/03/1961,F,breast cancer,13/01/2025,IIIA,1,10.2,48,40,02/02/2026,positive,yes,no,well
A2,,M,gastric adenocarcinoma,14/01/2025,IV,0,<7,hemolysed,40,03/02/2026,neg,maybe,,
"""
MAPPING = """table: wide
person: MRN
birth_date: DOB
sex: Sex
dates: day first
columns:
  Diagnosis: {what: cell, date: Dx date, stage: Stage}
  ECOG: {what: ECOG performance status}
  Hgb (g/dL): {what: hemoglobin, unit: g/dL, date: lab_date}
  "ALT [U/L]": {what: ALT, unit: U/L, uln: ALT ULN, date: lab_date}
  HER2: {what: HER2}
  trastuzumab: {what: trastuzumab}
  Brain mets: {what: brain metastases}
"""
LONG = """id;test;result;units;date
7;Haemoglobin;10,2;g/dL;2026-01-02
8;HGB2;9;g/dL;2026-01-03
7;FOOBAR;1;;2026-01-02
7;cisplatin;;;2025-01-02
"""
LONG_MAPPING = """table: long
person: id
decimal: ","
long: {what: test, value: result, unit: units, date: date}
words: {HGB2: hemoglobin}
"""


def _read(folder: Path, table: str, mapping: str, name: str = "t.csv") -> tuple[Understood, ...]:
    (folder / name).write_text(table, "utf-8")
    (folder / f"{name}.map.yaml").write_text(mapping, "utf-8")
    return tuple(read_table(folder / name))


def _by_concept(one: Understood) -> dict[str | None, Fact]:
    return {fact.concept: fact for fact in one.patient.facts}


def test_a_column_a_variable(tmp_path: Path) -> None:
    first, second = _read(tmp_path, WIDE, MAPPING)
    assert (first.patient.id, first.patient.birth_date, first.patient.sex) == ("A1", PartialDate.parse("1961-03-04"), "female")
    facts = _by_concept(first)
    assert (facts["hemoglobin"].value, facts["hemoglobin"].unit) == (Decimal("10.2"), "g/dL")
    assert (facts["alanine aminotransferase"].uln, facts["alanine aminotransferase"].date) == (
        40,
        PartialDate.parse("2026-02-02"),
    )
    assert (facts["breast cancer"].qualifiers["stage"], facts["breast cancer"].date) == ("IIIA", PartialDate.parse("2025-01-13"))
    assert (facts["brain metastasis"].present, facts["trastuzumab"].present) == (False, True)
    assert facts["HER2"].place == "row 2, column HER2"
    assert _by_concept(second)["hemoglobin"].comparator == "<"


def test_what_is_not_understood_is_named_by_row_and_column_and_so_is_a_column_without_a_meaning(tmp_path: Path) -> None:
    first, second = _read(tmp_path, WIDE, MAPPING)
    assert [(item.why, item.what) for item in first.unread] == [(Why.COLUMN, "Comment")]
    assert [finding.code for finding in first.patient.findings if finding.code == "COLUMN_NOT_MAPPED"]
    assert {(item.why, item.where) for item in second.unread} == {
        (Why.VALUE, ("row 3, column ALT [U/L]",)),
        (Why.VALUE, ("row 3, column trastuzumab",)),
    }


def test_a_row_a_fact_with_the_rows_of_a_person_anywhere(tmp_path: Path) -> None:
    seven, eight = _read(tmp_path, LONG, LONG_MAPPING)
    assert {fact.concept: fact.value for fact in seven.patient.facts} == {"hemoglobin": Decimal("10.2"), "cisplatin": None}
    assert [(item.why, item.what) for item in seven.unread] == [(Why.CODE, "FOOBAR")]
    assert [(fact.concept, fact.value) for fact in eight.patient.facts] == [("hemoglobin", Decimal(9))]


def test_an_unknown_cell_says_nothing_and_nothing_is_complete_unless_the_mapping_says_so(tmp_path: Path) -> None:
    (one,) = _read(tmp_path, "id,HER2\nA,NA\n", "person: id\ncolumns: {HER2: {what: HER2}}\n")
    assert (one.patient.facts, one.unread, one.patient.coverage) == ((), (), frozenset())
    one, _ = _read(tmp_path, "id,HER2\nA,NA\nB,3+\n", "person: id\ncolumns: {HER2: {what: HER2}}\ncomplete: [biomarkers]\n")
    assert (one.patient.facts, one.patient.coverage) == ((), {Kind.BIOMARKERS})


def test_a_column_without_a_cell_and_a_kind_without_a_row_make_nobody_drug_free(tmp_path: Path) -> None:
    mapping = "person: id\ncolumns: {chemo: {what: chemotherapy}, HER2: {what: HER2}}\ncomplete: [treatments, biomarkers]\n"
    for table, complete in (
        ("id,HER2,chemo\nA,3+,\n", {Kind.BIOMARKERS}),  # nothing stands in the column of chemotherapy
        ("id,HER2,chemo\nA,3+,no\n", {Kind.BIOMARKERS}),  # no column speaks of radiotherapy
    ):
        (one,) = _read(tmp_path, table, mapping)
        assert one.patient.coverage == complete
        assert "NOT_COMPLETE" in {finding.code for finding in one.patient.findings}
    mapping = "person: id\ntable: long\nlong: {what: item}\ncomplete: [medications, treatments]\n"
    one, other = _read(tmp_path, "id,item\nA,cisplatin\nB,radiotherapy\n", mapping)
    assert one.patient.coverage == other.patient.coverage == {Kind.TREATMENTS}


def test_a_date_whose_order_is_not_told_is_not_read(tmp_path: Path) -> None:
    (one,) = _read(tmp_path, "id,ECOG,when\nA,1,03/04/2026\n", "person: id\ncolumns: {ECOG: {what: ECOG, date: when}}\n")
    assert [fact.date for fact in one.patient.facts] == [None]
    assert [item.why for item in one.unread] == [Why.DATE]


def test_of_a_comma_table_a_point_is_no_decimal_point(tmp_path: Path) -> None:
    mapping = 'person: id\ndecimal: ","\ncolumns: {hgb: {what: hemoglobin, unit: g/L}}\n'
    found = _read(tmp_path, 'id;hgb\nA;"10.2"\nB;"102,5"\nC;"<80,5"\n', mapping)
    assert [[str(fact.value) for fact in one.patient.facts] for one in found] == [[], ["102.5"], ["80.5"]]


def test_words_of_a_column_mean_what_the_mapping_says(tmp_path: Path) -> None:
    mapping = 'person: id\ncolumns: {smoker: {what: smoking, words: {"2": "no"}}, dx: {what: cell, words: {BC: breast cancer}}}\n'
    (one,) = _read(tmp_path, "id,smoker,dx\nA,2,BC\n", mapping)
    assert {(fact.concept, fact.present) for fact in one.patient.facts} == {("smoking", False), ("breast cancer", True)}


@pytest.mark.parametrize(
    ("mapping", "says", "place"),
    [
        ("columns: {}\n", "which column holds the person", "map.yaml"),
        ("person: MNR\n", "no column 'MNR'", "line 1"),
        ("person: MRN\ncolumns: {Hgb: {what: hemoglobin}}\n", "no column 'Hgb'", "line 2"),
        ("person: MRN\ncolumns:\n  ECOG: {what: ECOG, unit: furlong}\n", "unit 'furlong'", "line 3"),
        ("person: MRN\ncolumns:\n  ECOG: {wat: ECOG}\n", "unknown field 'wat'", "line 3"),
        ("person: MRN\ncolumns:\n  ECOG: {what: ECOG, as: dance}\n", "columns.ECOG.as is 'dance'", "line 3"),
        ("person: MRN\ndates: backwards\n", "dates is 'backwards'", "line 2"),
        ("person: MRN\nwords: {x: gobbledygook thing}\n", "not a term", "line 2"),
        ("person: MRN\ncomplete: [everything]\n", "complete is 'everything'", "line 2"),
        ("table: long\nperson: MRN\n", "names what a row is about", "map.yaml"),
        ("- a\n", "one set of fields", "map.yaml"),
    ],
)
def test_a_mistake_of_the_mapping_is_named_with_its_line(tmp_path: Path, mapping: str, says: str, place: str) -> None:
    with pytest.raises(UserError) as caught:
        _read(tmp_path, WIDE, mapping)
    assert says in caught.value.message
    assert place in str(caught.value.place)


@pytest.mark.parametrize(
    ("table", "says", "place"),
    [
        ("", "empty", "t.csv"),
        ("id,id\nA,B\n", "stands twice", "column 2"),
        ("id,x\nA,1\n,2\n", "no id of a person", "row 3, column id"),
        ("id,x\nA,1,2\n", "3 cells", "row 2"),
    ],
)
def test_a_mistake_of_the_table_is_named_with_its_row(tmp_path: Path, table: str, says: str, place: str) -> None:
    with pytest.raises(UserError) as caught:
        _read(tmp_path, table, "person: id\n")
    assert says in caught.value.message
    assert place in str(caught.value.place)


def test_a_table_without_a_mapping_says_how_to_make_one(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(WIDE)
    with pytest.raises(UserError) as caught:
        list(read_table(tmp_path / "t.csv"))
    assert "trialwright map" in str(caught.value.hint)


def test_parquet_and_excel_are_read_as_csv(tmp_path: Path) -> None:
    wanted = [one.patient.facts for one in _read(tmp_path, WIDE, MAPPING)]
    duckdb.sql(f"FROM read_csv('{tmp_path}/t.csv', all_varchar = true)").write_parquet(str(tmp_path / "t.parquet"))
    book = openpyxl.Workbook()
    for row in WIDE.splitlines():
        book.active.append([float(cell) if cell.replace(".", "").isdigit() else cell for cell in row.split(",")])
    book.save(tmp_path / "t.xlsx")
    for name in ("t.parquet", "t.xlsx"):
        mapping = tmp_path / "t.csv.map.yaml"
        assert [one.patient.facts for one in read_table(tmp_path / name, mapping=mapping)] == wanted


def test_a_draft_of_a_mapping_is_read_as_it_stands(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(WIDE, "utf-8")
    draft = draft_of(tmp_path / "t.csv")
    assert draft.unknown == ()
    found = _read(tmp_path, WIDE, draft.text)
    facts = _by_concept(found[0])
    assert {"breast cancer", "hemoglobin", "alanine aminotransferase", "HER2", "ECOG performance status"} <= facts.keys()
    assert facts["hemoglobin"].date == PartialDate.parse("2026-02-02")
    assert facts["trastuzumab"].date is None
    assert facts["alanine aminotransferase"].uln == 40


def test_the_draft_of_a_workbook_is_of_the_sheet_that_tells_of_people(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.title = "Read me"
    book.active.append(["This workbook holds our patients"])
    people = book.create_sheet("Patients")
    people.append(["PatID", "Hemoglobin (g/dL)"])
    people.append(["P1", 10.2])
    book.save(tmp_path / "t.xlsx")
    text = draft_of(tmp_path / "t.xlsx").text
    assert "sheet: Patients   # not read: Read me" in text and "person: PatID" in text
    assert "sheet: Read me" in draft_of(tmp_path / "t.xlsx", sheet="Read me").text


def test_an_empty_sheet_before_the_patients_is_passed_over(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    people = book.create_sheet("Patients")
    people.append(["PatID", "Hemoglobin (g/dL)"])
    people.append(["P1", 10.2])
    book.save(tmp_path / "t.xlsx")
    draft = draft_of(tmp_path / "t.xlsx")
    assert "person: PatID" in draft.text
    mapping = tmp_path / "t.map.yaml"
    mapping.write_text(draft.text, "utf-8")
    assert [one.patient.id for one in read_table(tmp_path / "t.xlsx", mapping=mapping)] == ["P1"]


def test_a_draft_of_a_long_table_lists_what_the_vocabulary_does_not_know(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(LONG, "utf-8")
    text = draft_of(tmp_path / "t.csv").text
    assert "table: long" in text and 'decimal: ","' in text and "#  FOOBAR:" in text
    assert len(_read(tmp_path, LONG, text)) == 2


def test_a_draft_names_the_columns_it_does_not_recognise_whatever_they_are_called(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text('id,"=1+1: {x}",yes,qqq zzz\nA,1,2,3\n', "utf-8")
    draft = draft_of(tmp_path / "t.csv")
    assert set(draft.unknown) == {"=1+1: {x}", "yes", "qqq zzz"}
    assert len(_read(tmp_path, "id,a\nA,1\n", "person: id\n")) == 1
    assert [one.patient.id for one in _read(tmp_path, 'id,"=1+1: {x}",yes,qqq zzz\nA,1,2,3\n', draft.text)] == ["A"]


def test_a_draft_knows_what_more_of_a_column_stands_in_others(tmp_path: Path) -> None:
    head = '"Hgb [g/dL]","Hgb [g/dL], date","Hgb [g/dL], uln",international normalized ratio,date of surgery'
    table = f"id,{head}\nA,10,2026-01-02,16,1.1,2025-03-04\n"
    (tmp_path / "t.csv").write_text(table, "utf-8")
    draft = draft_of(tmp_path / "t.csv")
    assert draft.unknown == ()
    (one,) = _read(tmp_path, table, draft.text)
    facts = _by_concept(one)
    assert (facts["hemoglobin"].date, facts["hemoglobin"].uln) == (PartialDate.parse("2026-01-02"), 16)
    assert facts["international normalized ratio"].value == Decimal("1.1")
    assert facts["surgery"].date == PartialDate.parse("2025-03-04")


@pytest.mark.parametrize(
    ("head", "plain", "unit"),
    [
        ("Hgb (g/dL)", "Hgb", "g/dL"),
        ("hgb_g_dl", "hgb", "g/dL"),
        ("serumCreatinine", "serum Creatinine", None),
        ("platelets 10^9/L", "platelets", "10*9/L"),
        ("visit date", "visit date", None),
        ("systolic blood pressure [mm[Hg]]", "systolic blood pressure", "mm[Hg]"),
    ],
)
def test_a_heading_is_read_as_words_and_a_unit(head: str, plain: str, unit: str | None) -> None:
    assert plain_head(head) == (plain, unit)


def test_a_cell_names_what_its_column_says(tmp_path: Path) -> None:
    table = "id,Allergies,Family history,Planned therapy,Metastatic sites,Smoker,able to swallow whole pills\n"
    table += "1,penicillin,breast cancer,cisplatin,Brain; Liver,Former,1\n"
    cells = ("Allergies", "Family history", "Planned therapy", "Metastatic sites")
    mapping = "person: id\ncolumns:\n" + "".join(f"  {name}: {{what: cell}}\n" for name in cells)
    mapping += "  Smoker: {what: smoking}\n  able to swallow whole pills: {what: able to swallow whole pills}\n"
    (one,) = _read(tmp_path, table, mapping)
    facts = _by_concept(one)
    assert set(facts) == {"penicillin", "brain metastasis", "liver metastasis", "smoking"}
    assert facts["penicillin"].kind is Kind.ALLERGIES
    assert facts["smoking"].qualifiers["ongoing"] == "false"
    assert {item.why for item in one.unread} >= {Why.WHOSE, Why.PLANNED, Why.CODE}


def test_answers_of_other_languages_are_known(tmp_path: Path) -> None:
    table = "Nr;Geschlecht;Hirnmetastasen;ER;Diagnose\n1;weiblich;nein;positiv;Mammakarzinom\n"
    mapping = "person: Nr\nsex: Geschlecht\ncolumns:\n  Hirnmetastasen: {what: Hirnmetastasen}\n"
    mapping += "  ER: {what: ER}\n  Diagnose: {what: cell}\n"
    (one,) = _read(tmp_path, table, mapping)
    facts = _by_concept(one)
    assert one.patient.sex == "female"
    assert (facts["brain metastasis"].present, facts["estrogen receptor"].value) == (False, "positive")
    assert "breast cancer" in facts


def test_a_row_that_is_called_diagnosis_names_it_in_its_value(tmp_path: Path) -> None:
    table = "id,param,result\n1,Diagnosis,breast cancer\n1,Allergies,penicillin\n1,Family history,breast cancer\n1,Diagnosis,\n"
    (one,) = _read(tmp_path, table, "table: long\nperson: id\nlong: {what: param, value: result}\n")
    assert [(fact.concept, fact.kind) for fact in one.patient.facts] == [
        ("breast cancer", Kind.CONDITIONS),
        ("penicillin", Kind.ALLERGIES),
    ]
    assert {item.what for item in one.unread} == {"Family history", "Diagnosis"}


def test_the_draft_knows_heads_of_other_languages_and_columns_by_their_cells(tmp_path: Path) -> None:
    table = tmp_path / "de.csv"
    table.write_text(
        "Patienten-ID;Geburtsdatum;Hauptdiagnose;UICC-Stadium;Vormedikamente;Hb (g/dl);Laborwertedatum;ER;T;Allergien\n"
        "1;03.04.1961;Mammakarzinom;IIIA;Paclitaxel;10,2;01.10.2026;positiv;T2;Penicillin\n",
        "utf-8",
    )
    text = draft_of(table).text
    for line in (
        "person: Patienten-ID",
        "birth_date: Geburtsdatum",
        'decimal: ","',
        "  Hauptdiagnose: {what: cell, stage: UICC-Stadium}",
        "  Vormedikamente: {what: cell}",
        '  "Hb (g/dl)": {what: Hb, unit: g/dL, date: Laborwertedatum}',
        "  ER: {what: ER}",
        '  "T": {what: T stage}',
        "  Allergien: {what: cell, as: allergy}",
    ):
        assert f"\n{line}" in text, line
    assert "dates:" not in text


@pytest.mark.parametrize(
    ("cell", "order", "birth", "day"),
    [
        ("1.10.26", None, False, None),
        ("1.10.26", "day first", False, "2026-10-01"),
        ("1/10/26", "month first", False, "2026-01-10"),
        ("26-10-01", "year first", False, "2026-10-01"),
        ("13/12/99", "day first", False, "1999-12-13"),
        ("13/12/25", "month first", False, None),
        ("12.05.54", "day first", True, "1954-05-12"),
        ("12.05.05", "day first", True, "2005-05-12"),
        ("12.05.20", "day first", True, None),
    ],
)
def test_a_year_of_two_digits_is_read_where_order_and_century_are_certain(
    cell: str, order: str | None, birth: bool, day: str | None
) -> None:
    found = date_in(cell, order, birth=birth)
    assert (None if found is None else str(found)) == day


@pytest.mark.parametrize(
    ("cells", "line"),
    [
        (("1.10.26", "24.12.25"), "dates:    "),
        (("1.10.54", "24.12.25"), "dates: day first"),
        (("10/24/98", "1/2/25"), "dates: month first"),
        (("1/2/25", "3/4/25"), "dates:    "),
    ],
)
def test_a_draft_asks_for_the_order_where_years_have_two_digits(tmp_path: Path, cells: tuple[str, ...], line: str) -> None:
    path = tmp_path / "t.csv"
    path.write_text("id,surgery date\n" + "".join(f"{at},{cell}\n" for at, cell in enumerate(cells)), "utf-8")
    assert any(text.startswith(line) for text in draft_of(path).text.splitlines())


def test_the_unit_and_the_number_of_a_cell_tell_what_an_abbreviation_stands_for(tmp_path: Path) -> None:
    table = "id,TB (mg/dL),SBP,HR,K mmol/L,Na\n1,0.8,160 mmHg,72 bpm,4.1,140\n"
    mapping = 'table: wide\nperson: id\ncolumns:\n  "TB (mg/dL)": {what: TB, unit: mg/dL}\n  SBP: {what: SBP}\n  HR: {what: HR}\n'
    (one,) = _read(tmp_path, table, mapping + "  K mmol/L: {what: K, unit: mmol/L}\nignore: [Na]\n")
    assert set(_by_concept(one)) == {"total bilirubin", "systolic blood pressure", "heart rate", "potassium"}


def test_the_draft_of_a_mapping_names_the_value_that_an_abbreviation_stands_for(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("id,TB (mg/dL),SBP [mmHg],TB,Na\n1,0.8,120,yes,140\n", "utf-8")
    text = draft_of(tmp_path / "t.csv").text
    assert '"TB (mg/dL)": {what: total bilirubin, unit: mg/dL}' in text
    assert '"SBP [mmHg]": {what: systolic blood pressure, unit: "mm[Hg]"}' in text
    assert "TB: {what: TB}   # tuberculosis" in text
    assert "Na: {what: sodium}" in text


def workbook(path: Path) -> Path:
    """A Dutch workbook of two sheets, with numbers as numbers and as texts."""
    book = openpyxl.Workbook()
    first, lab = book.active, book.create_sheet("Lab")
    assert first is not None
    first.title = "Patiënten"
    for row in (
        ("Patiëntnummer", "Geslacht", "Diagnose", "Hb (mmol/L)", "Medicatie"),
        (501, "V", "borstkanker", 7.4, "Tamoxifen"),
        (502, "M", "prostaatkanker", "6,1", "Abirateron"),
    ):
        first.append(row)
    for row in (("Patiëntnummer", "Datum", "Bepaling", "Uitslag", "Eenheid"), (501, "2026-10-02", "Hemoglobine", 7.5, "mmol/L")):
        lab.append(row)
    book.save(path / "nl.xlsx")
    return path / "nl.xlsx"


def drafted(path: Path, *, sheet: str | None = None, dates: str = "") -> list[Understood]:
    """The people of a table by the mapping that is drafted for it."""
    mapping = path.with_name("draft.yaml")
    mapping.write_text(draft_of(path, sheet=sheet).text.replace("dates: ", f"dates: {dates} "), "utf-8")
    return list(read_table(path, mapping=mapping))


def test_a_number_with_a_comma_keeps_its_unit_beside_numbers_with_a_point(tmp_path: Path) -> None:
    found = [fact for one in drafted(workbook(tmp_path)) for fact in one.patient.facts if fact.concept == "hemoglobin"]
    assert [(fact.value, fact.unit) for fact in found] == [(Decimal("7.4"), "mmol/L"), (Decimal("6.1"), "mmol/L")]


def test_the_other_sheets_of_a_workbook_are_named_and_each_can_be_read(tmp_path: Path) -> None:
    path = workbook(tmp_path)
    first, second = drafted(path), drafted(path, sheet="Lab")
    told = [[item.message for item in one.patient.findings if item.code == "SHEET_NOT_READ"] for one in (first[0], second[0])]
    assert told == [
        [f"{path}: only the sheet 'Patiënten' is read, not 'Lab'"],
        [f"{path}: only the sheet 'Lab' is read, not 'Patiënten'"],
    ]
    assert [(fact.concept, fact.value, fact.unit) for fact in second[0].patient.facts] == [
        ("hemoglobin", Decimal("7.5"), "mmol/L")
    ]
    assert "sheet: Lab   # not read: Patiënten" in draft_of(path, sheet="Lab").text


def test_numbers_of_a_workbook_are_read_where_its_texts_have_commas(tmp_path: Path) -> None:
    path, mapping = workbook(tmp_path), tmp_path / "m.yaml"
    mapping.write_text(draft_of(path).text + 'decimal: ","\n', "utf-8")
    found = [
        fact.value for one in read_table(path, mapping=mapping) for fact in one.patient.facts if fact.concept == "hemoglobin"
    ]
    assert found == [Decimal("7.4"), Decimal("6.1")]


def test_a_letter_for_the_sex_is_read_in_the_language_of_its_column(tmp_path: Path) -> None:
    assert [one.patient.sex for one in drafted(workbook(tmp_path))] == ["female", "male"]
    (tmp_path / "es.csv").write_text(
        "ID paciente;Sexo;Diagnóstico\n1;M;cáncer de mama\n2;F;cáncer de mama\n3;H;cáncer de pulmón\n", "utf-8"
    )
    mapping = tmp_path / "es.yaml"
    mapping.write_text("person: ID paciente\nsex: Sexo\ncolumns: {Diagnóstico: {what: cell}}\n", "utf-8")
    found = list(read_table(tmp_path / "es.csv", mapping=mapping))
    assert [one.patient.sex for one in found] == [None, "female", "male"]  # "M": mujer or masculino
    assert "sex m" in {item.what for item in found[0].unread}


@pytest.mark.parametrize(
    ("written", "concept"), [("Abirateron", "abiraterone"), ("Cyclophosphamid", "cyclophosphamide"), ("Exemestan", "exemestane")]
)
def test_a_medicine_is_known_without_the_last_letter_of_its_english_name(tmp_path: Path, written: str, concept: str) -> None:
    (tmp_path / "t.csv").write_text(f"Pat-Nr;Medikamente\n1;{written}\n", "utf-8")
    (found,) = drafted(tmp_path / "t.csv")
    assert [fact.concept for fact in found.patient.facts] == [concept]


def test_a_german_head_is_recognised_with_its_date(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(
        "Pat-Nr;Diagnose;Datum Diagnose;Raucher;Bilirubin ges. (mg/dl)\n1;Mammakarzinom;12.01.2024;nein;0,6\n", "utf-8"
    )
    draft = draft_of(tmp_path / "t.csv")
    assert draft.unknown == ()
    (found,) = drafted(tmp_path / "t.csv")
    assert [(fact.concept, fact.present, str(fact.date)) for fact in found.patient.facts] == [
        ("breast cancer", True, "2024-01-12"),
        ("smoking", False, "None"),
        ("total bilirubin", True, "None"),
    ]


def test_a_draft_knows_the_date_of_the_diagnosis_and_who_told_the_stage(tmp_path: Path) -> None:
    table = (
        "Patient No;Geb.-Datum;Geschlecht;Diagnosis;Date of diagnosis;cT;pN;M\n"
        "E3;25.05.1959;m;prostate cancer;30.12.2025;T1c;N0;M0\n"
    )
    (tmp_path / "t.csv").write_text(table, "utf-8")
    draft = draft_of(tmp_path / "t.csv")
    assert draft.unknown == ()
    (one,) = _read(tmp_path, table, draft.text)
    facts = _by_concept(one)
    assert one.patient.birth_date == PartialDate.parse("1959-05-25")
    assert facts["prostate cancer"].date == PartialDate.parse("2025-12-30")
    assert {"clinical T stage", "pathologic N stage", "M stage"} <= facts.keys()


def test_a_long_table_tells_which_of_two_blood_pressures_it_was(tmp_path: Path) -> None:
    head = "MRN,Test,Result,Units,Collected\n"
    rows = "M7,BP diastolic,76,mmHg,2026-03-10\nM7,BP systolic,128,mmHg,2026-03-10\nM7,Neutrophils Abs,1.1,K/uL,2026-03-10\n"
    (tmp_path / "t.csv").write_text(head + rows, "utf-8")
    (one,) = _read(tmp_path, head + rows, draft_of(tmp_path / "t.csv").text)
    facts = _by_concept(one)
    assert facts["diastolic blood pressure"].value == 76 and facts["systolic blood pressure"].value == 128
    assert facts["absolute neutrophil count"].value == Decimal("1.1")
