"""Tables of concepts: rows that an import made and the tables written by hand in, a generated table that says nothing again
out."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from trialwright.vocabulary.concepts import CONCEPT_TABLES, Vocabulary, load_vocabulary, read_concepts
from trialwright.vocabulary.lexicon import lexicon_of
from trialwright.vocabulary.words import key, tokens

ROOT = Path(__file__).parents[2]
DATA = ROOT / "src" / "trialwright" / "vocabulary" / "data"
REVIEW = Path(__file__).parent / "review"
GENERATED = ("mesh_conditions.tsv", "mesh_procedures.tsv", "drugbank_drugs.tsv", "hgnc_genes.tsv")
COLUMNS = ("name", "kind", "parents", "perhaps", "synonyms", "source")


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row of a generated table."""

    name: str
    kind: str
    parents: tuple[str, ...] = ()
    perhaps: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()
    source: str


class Written:
    """What the hand-written tables say already: whose each spelling is, whatever its case."""

    def __init__(self) -> None:
        self.vocabulary: Vocabulary = hand_vocabulary()
        self._lexicon = lexicon_of(self.vocabulary, ambiguous=True)
        concepts = self.vocabulary.concepts.values()
        spellings = (text.lstrip("=") for concept in concepts for text in (concept.name, *concept.synonyms))
        self._keys = {key(text) for text in spellings}

    def owners(self, spelling: str) -> tuple[str, ...]:
        """The concepts that own a whole spelling."""
        words = tokens(spelling)
        hit = self._lexicon.longest(words, 0)
        return hit[1] if hit is not None and hit[0] == len(words) else ()

    def has(self, spelling: str) -> bool:
        """True for a spelling that is taken, in whatever case it is written there."""
        return key(spelling) in self._keys


def hand_vocabulary() -> Vocabulary:
    """The vocabulary without the generated tables."""
    whole = load_vocabulary()
    own = {name: concept for name, concept in whole.concepts.items() if whole.table_of[name] not in GENERATED}
    return Vocabulary(concepts=own, table_of={name: whole.table_of[name] for name in own})


def reviewed(name: str) -> Mapping[str, dict[str, str]]:
    """A table of decisions made by hand (`review/NAME`), by its first column."""
    lines = [line for line in (REVIEW / name).read_text("utf-8").splitlines() if line and not line.startswith("#")]
    reader = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    first = (reader.fieldnames or [""])[0]
    return {row[first]: row for row in reader}


def cells(row: Mapping[str, str], column: str) -> tuple[str, ...]:
    """The parts of a cell."""
    return tuple(part.strip() for part in (row.get(column) or "").split(";") if part.strip())


def without_repetition(rows: Iterable[Row], written: Written) -> list[Row]:
    """The rows with names and synonyms that nobody owns yet, first come first served; a row whose name is taken falls out."""
    taken: set[tuple[str, ...]] = set()
    kept: list[Row] = []
    for row in rows:
        if written.has(row.name) or key(row.name) in taken or row.name in written.vocabulary:
            continue
        taken.add(key(row.name))
        synonyms: list[str] = []
        for text in row.synonyms:
            bare = key(text.lstrip("="))
            if bare and bare not in taken and not written.has(text.lstrip("=")):
                taken.add(bare)
                synonyms.append(text)
        kept.append(replace(row, synonyms=tuple(synonyms)))
    return kept


def other_generated(name: str) -> set[tuple[str, ...]]:
    """The spellings of the other generated tables."""
    tables = [table for table in CONCEPT_TABLES if table in GENERATED and table != name and (DATA / table).exists()]
    rows = (row for table in tables for row in read_concepts((DATA / table).read_text("utf-8").splitlines(), place=table))
    return {key(text.lstrip("=")) for row in rows for text in (row.name, *row.synonyms)}


def write_table(name: str, remark: str, rows: Sequence[Row]) -> None:
    """Write a generated table, ordered by name."""
    lines = [remark, "\t".join(COLUMNS)]
    for row in sorted(rows, key=lambda item: (item.name.lower(), item.name)):
        parts = (row.name, row.kind, ";".join(row.parents), ";".join(row.perhaps), ";".join(row.synonyms), row.source)
        lines.append("\t".join(parts))
    (DATA / name).write_text("\n".join(lines) + "\n", "utf-8")
    print(f"{name}: {len(rows)} rows, {sum(1 + len(row.synonyms) for row in rows)} spellings")
