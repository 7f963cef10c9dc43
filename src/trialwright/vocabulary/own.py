"""A user's own terms: our vocabulary and tables of their own in, a vocabulary with both out; a mistake in a table is named with
its line and how to mend it."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NoReturn

from trialwright.errors import UserError
from trialwright.vocabulary.concepts import CONCEPT_COLUMNS, Concept, Vocabulary, joined, parts_of_cell
from trialwright.vocabulary.words import key, tokens

OWN_COLUMNS = (*CONCEPT_COLUMNS, "replaces")
OWN_KINDS = (
    "cancer",
    "histology",
    "metastasis",
    "condition",
    "finding",
    "organ",
    "drug",
    "drug class",
    "regimen",
    "radiotherapy",
    "surgery",
    "procedure",
    "imaging",
    "transplant",
    "biomarker",
    "gene",
    "receptor status",
)
"""What a user may add; a measurement has a unit, bounds and a question, which stand in a table of ours."""
_AXES = ("site", "histology", "behaviour", "extent", "receptor")

_Spelling = tuple[tuple[str, ...], str | None]


@dataclass(frozen=True, kw_only=True)
class _Row:
    concept: Concept
    replaces: tuple[str, ...]
    place: str


def with_own_terms(vocabulary: Vocabulary, *tables: Path) -> Vocabulary:
    """The vocabulary with the rows of the tables, read in their order (docs/how-to/add-your-own-terms.md).

    A row whose name the vocabulary has adds to that concept. Whatever cannot be meant raises `UserError` with file, line and how
    to mend it: an unknown column, kind, axis or parent, a circle, a spelling of another concept that is not in `replaces`.
    """
    rows = [row for table in tables for row in _rows(table)]
    concepts, table_of = dict(vocabulary.concepts), dict(vocabulary.table_of)
    for row in rows:
        before = concepts.get(row.concept.name)
        _check_kind(row, before)
        concepts[row.concept.name] = row.concept if before is None else joined(before, row.concept)
        table_of.setdefault(row.concept.name, row.place)
    _check_parents(rows, concepts)
    _take_spellings(rows, concepts)
    return Vocabulary(concepts=concepts, table_of=table_of)


def _rows(table: Path) -> Iterator[_Row]:
    columns: list[str] | None = None
    for number, line in enumerate(_text(table).splitlines(), start=1):
        place = f"{table}, line {number}"
        if not line.strip() or line.startswith("#"):
            continue
        cells = [cell.strip() for cell in line.split("\t")]
        if columns is None:
            columns = _columns(cells, place)
            continue
        if len(cells) > len(columns):
            _wrong(
                f"{len(cells)} cells in a table of {len(columns)} columns", place, "separate cells by one tab, and lists by ';'"
            )
        yield _row(dict(zip(columns, cells, strict=False)), place)
    if columns is None:
        _wrong("the table is empty", str(table), f"the first row names the columns: {' '.join(OWN_COLUMNS)}")


def _text(table: Path) -> str:
    try:
        return table.read_text("utf-8-sig")
    except OSError as error:
        _wrong(f"the table of terms cannot be read: {error.strerror or error}", str(table), "name a file of tab-separated text")
    except UnicodeDecodeError as error:
        _wrong(f"byte {error.start} is not UTF-8", str(table), "save the table as UTF-8 text, not as a workbook")


def _columns(cells: list[str], place: str) -> list[str]:
    for cell in cells:
        if cell not in OWN_COLUMNS:
            _wrong(f"no such column: {cell!r}", place, _one_of(cell, OWN_COLUMNS) + "; cells are separated by tabs")
    for column in ("name", "kind"):
        if column not in cells:
            _wrong(f"the table has no column {column}", place, f"columns: {' '.join(OWN_COLUMNS)}; name and kind are needed")
    return cells


def _row(row: dict[str, str], place: str) -> _Row:
    for column in ("name", "kind"):
        if not row.get(column):
            _wrong(f"a row needs a {column}", place, f"write one in the column {column}")
    axis = row.get("axis") or None
    if axis is not None and axis not in _AXES:
        _wrong(f"no such axis: {axis!r}", place, _one_of(axis, _AXES))
    concept = Concept(
        name=row["name"],
        kind=row["kind"],
        parents=parts_of_cell(row.get("parents")),
        perhaps=parts_of_cell(row.get("perhaps")),
        synonyms=parts_of_cell(row.get("synonyms")),
        axis=axis,
        codes=parts_of_cell(row.get("codes")),
        source=row.get("source", ""),
        note=row.get("note", ""),
    )
    return _Row(concept=concept, replaces=parts_of_cell(row.get("replaces")), place=place)


def _check_kind(row: _Row, before: Concept | None) -> None:
    kind = row.concept.kind
    if before is not None and before.kind != kind:
        _wrong(
            f"{before.name!r} is of the kind {before.kind!r} already", row.place, f"write {before.kind!r}, or choose another name"
        )
    if before is None and kind not in OWN_KINDS:
        _wrong(f"no such kind: {kind!r}", row.place, _one_of(kind, OWN_KINDS))


def _check_parents(rows: Sequence[_Row], concepts: dict[str, Concept]) -> None:
    owners = {key(text): name for name, concept in concepts.items() for text in (name, *concept.synonyms) if text[0] != "="}
    for row in rows:
        for parent in (*row.concept.parents, *row.concept.perhaps):
            if parent not in concepts:
                owner = owners.get(key(parent))
                hint = f"write {owner!r}, which has that spelling" if owner else _one_of(parent, concepts)
                _wrong(f"no concept is called {parent!r}", row.place, hint)
        if row.concept.name in _above(row.concept.name, concepts):
            _wrong(f"{row.concept.name!r} stands above itself", row.place, "leave out the parent that closes the circle")


def _above(name: str, concepts: dict[str, Concept]) -> set[str]:
    found: set[str] = set()
    waiting = list(concepts[name].parents)
    while waiting:
        parent = waiting.pop()
        if parent not in found and parent in concepts:
            found.add(parent)
            waiting.extend(concepts[parent].parents)
    return found


def _take_spellings(rows: Sequence[_Row], concepts: dict[str, Concept]) -> None:
    """Give each row its spellings; one that another concept has must be named in `replaces`, and is taken from it."""
    owners: dict[_Spelling, set[str]] = {}
    for concept in concepts.values():
        for text in (concept.name, *concept.synonyms):
            for spelling in _spellings(text):
                owners.setdefault(spelling, set()).add(concept.name)
    for row in rows:
        for text in row.replaces:
            _take(text, row, concepts, _others(text, row, owners))
            owners |= {spelling: {row.concept.name} for spelling in _spellings(text)}
        for text in (row.concept.name, *row.concept.synonyms):
            others = _others(text, row, owners)
            if others:
                hint = f"write {text} in the column replaces to take it from there, or leave it out"
                _wrong(f"{text!r} belongs to {', '.join(others)} already", row.place, hint)


def _others(text: str, row: _Row, owners: Mapping[_Spelling, set[str]]) -> list[str]:
    """The concepts but the row's own that have a spelling."""
    return sorted(set().union(*(owners.get(spelling, set()) for spelling in _spellings(text))) - {row.concept.name})


def _take(text: str, row: _Row, concepts: dict[str, Concept], others: Sequence[str]) -> None:
    if not others:
        _wrong(f"no other concept is spelt {text!r}", row.place, "leave it out of the column replaces")
    if text in others:
        _wrong(f"{text!r} is the name of a concept of ours", row.place, f"call your concept {text!r}: the row adds to ours")
    for other in others:
        kept = tuple(item for item in concepts[other].synonyms if _spellings(item).isdisjoint(_spellings(text)))
        concepts[other] = replace(concepts[other], synonyms=kept)


def _spellings(text: str) -> set[_Spelling]:
    """What makes two spellings one: the forms of the words, with and without hyphens, and after "=" the letters as they are."""
    bare = text.lstrip("=")
    written = "".join(token.text for token in tokens(bare) if token.text != "-") if text.startswith("=") else None
    return {(key(bare), written), (key(bare.replace("-", "")), written)}


def _one_of(word: str, known: Sequence[str] | dict[str, Concept]) -> str:
    near = difflib.get_close_matches(word, list(known), n=1)
    if near:
        return f"did you mean {near[0]!r}?"
    return f"one of: {', '.join(known)}" if len(known) < 30 else "give it a row of its own, or leave it out"


def _wrong(message: str, place: str, hint: str) -> NoReturn:
    raise UserError(message, place=place, hint=hint)
