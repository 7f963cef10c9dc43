"""The package's tables of concepts as text in: names, synonyms, parents and sources that hold together out."""

from __future__ import annotations

import csv
from collections import defaultdict
from importlib import resources

import pytest

from trialwright.vocabulary.concepts import CONCEPT_COLUMNS, CONCEPT_TABLES, Concept, default_vocabulary, read_concepts
from trialwright.vocabulary.words import key, tokens

DATA = resources.files("trialwright.vocabulary") / "data"
KINDS = frozenset(
    {"cancer", "histology", "metastasis", "condition", "finding", "organ", "drug", "drug class", "regimen", "radiotherapy"}
    | {"surgery", "procedure", "imaging", "transplant", "measurement", "score", "biomarker", "gene", "receptor status"}
    | {"event", "demographic", "statement"}
)
AXES = frozenset({"site", "histology", "behaviour", "extent", "receptor"})
ROWS = [
    (table, row) for table in CONCEPT_TABLES for row in read_concepts((DATA / table).read_text("utf-8").splitlines(), place=table)
]
OWN_TABLES = ("cancers.tsv", "conditions.tsv", "events.tsv")


def _rows(name: str) -> list[dict[str, str]]:
    lines = [line for line in (DATA / name).read_text("utf-8").splitlines() if not line.startswith("#")]
    return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def _spelling(text: str) -> tuple[tuple[str, ...], str | None]:
    """What makes two spellings one: the forms of the words, and for a spelling with "=" the letters as they are."""
    bare = text.lstrip("=")
    return key(bare), "".join(token.text for token in tokens(bare) if token.text != "-") if text.startswith("=") else None


def _owners() -> dict[tuple[tuple[str, ...], str | None], set[str]]:
    owners: dict[tuple[tuple[str, ...], str | None], set[str]] = defaultdict(set)
    for _, row in ROWS:
        for text in (row.name, *row.synonyms):
            owners[_spelling(text)].add(row.name)
    return owners


def test_every_spelling_belongs_to_one_concept_unless_it_is_declared_ambiguous() -> None:
    declared = {_spelling(row["synonym"]): set(row["concepts"].split(";")) for row in _rows("ambiguous.tsv")}
    shared = {spelling: names for spelling, names in _owners().items() if len(names) > 1}
    assert {spelling: names for spelling, names in shared.items() if declared.get(spelling) != names} == {}


def test_every_ambiguous_spelling_stands_in_the_row_of_each_of_its_concepts() -> None:
    owners = _owners()
    declared = [(row["synonym"], set(row["concepts"].split(";"))) for row in _rows("ambiguous.tsv")]
    assert [synonym for synonym, concepts in declared if owners[_spelling(synonym)] != concepts] == []


def test_a_name_stands_in_one_row_of_one_table() -> None:
    seen: dict[str, list[str]] = defaultdict(list)
    for table, row in ROWS:
        seen[row.name].append(table)
    assert {name: tables for name, tables in seen.items() if len(tables) > 1} == {}


def test_every_parent_is_a_concept() -> None:
    names = {row.name for _, row in ROWS}
    above = [(table, row.name, parent) for table, row in ROWS for parent in (*row.parents, *row.perhaps)]
    assert [item for item in above if item[2] not in names] == []


def test_what_is_only_perhaps_above_a_concept_is_not_one_of_its_parents() -> None:
    assert [(row.name, both) for _, row in ROWS if (both := set(row.parents) & set(row.perhaps))] == []


def test_no_concept_stands_above_itself() -> None:
    parents = {row.name: row.parents for _, row in ROWS}
    circles = [name for name in parents if name in _above(name, parents)]
    assert circles == []


def _above(name: str, parents: dict[str, tuple[str, ...]]) -> set[str]:
    found: set[str] = set()
    waiting = list(parents[name])
    while waiting:
        parent = waiting.pop()
        if parent not in found:
            found.add(parent)
            waiting.extend(parents.get(parent, ()))
    return found


def test_every_row_names_a_source_that_is_listed() -> None:
    sources = {row["key"] for row in _rows("sources.tsv")}
    assert [(table, row.name, row.source) for table, row in ROWS if row.source not in sources] == []


def test_every_row_has_a_known_kind_and_a_known_axis() -> None:
    assert [(table, row.name, row.kind) for table, row in ROWS if row.kind not in KINDS] == []
    assert [(table, row.name, row.axis) for table, row in ROWS if row.axis and row.axis not in AXES] == []


@pytest.mark.parametrize("table", OWN_TABLES)
def test_names_of_diseases_and_events_are_lower_case(table: str) -> None:
    assert [row.name for where, row in ROWS if where == table and row.name != row.name.lower()] == []


@pytest.mark.parametrize("table", CONCEPT_TABLES)
def test_no_cell_of_a_table_has_stray_space_or_an_empty_part(table: str) -> None:
    faults: list[str] = []
    for row in _rows(table):
        for column in CONCEPT_COLUMNS:
            cell = row.get(column) or ""
            if (
                column in ("parents", "perhaps", "synonyms", "codes")
                and cell
                and any(not part.strip() for part in cell.split(";"))
            ):
                faults.append(f"{row['name']}: {column}")
            if cell != cell.strip() or (column == "name" and '"' in cell):
                faults.append(f"{row['name']}: {column}")
    assert faults == []


def test_every_code_names_its_system() -> None:
    known = {"OncoTree", "LOINC", "HGNC", "MeSH", "UCUM", "DrugBank", "CAS"}
    codes = [(row.name, code) for _, row in ROWS for code in row.codes]
    assert [(name, code) for name, code in codes if code.partition("|")[0] not in known or not code.partition("|")[2]] == []


def test_one_code_belongs_to_one_concept() -> None:
    owners: dict[str, set[str]] = defaultdict(set)
    for _, row in ROWS:
        for code in row.codes:
            if code.startswith(("OncoTree|", "MeSH|")):
                owners[code].add(row.name)
    assert {code: names for code, names in owners.items() if len(names) > 1} == {}


def test_every_type_of_oncotree_belongs_to_a_concept() -> None:
    table = (resources.files("trialwright.exports") / "data" / "oncotree.tsv").read_text("utf-8")
    lines = [line for line in table.splitlines() if not line.startswith("#")]
    types = {row["code"] for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)}
    ours = {code.removeprefix("OncoTree|") for _, row in ROWS for code in row.codes if code.startswith("OncoTree|")}
    assert len(types) > 890
    assert types - ours == set()


def test_a_cancer_of_a_site_stands_under_the_tumor_of_that_site_and_under_malignancy() -> None:
    vocabulary = default_vocabulary()
    for site in ("breast", "lung", "gastric", "esophageal", "colon", "ovarian", "prostate", "bladder", "thyroid", "pancreatic"):
        assert vocabulary.is_a(f"{site} cancer", f"{site} tumor")
        assert vocabulary.is_a(f"{site} cancer", "solid tumor")
        assert not vocabulary.is_a(f"{site} tumor", "malignancy")


def _concept(name: str) -> Concept:
    return default_vocabulary()[name]


def test_an_abbreviation_that_is_also_a_word_is_matched_with_its_case() -> None:
    assert "=ALL" in _concept("acute lymphoblastic leukemia").synonyms
    assert "=AIDS" in _concept("acquired immunodeficiency syndrome").synonyms
