"""Concepts: reviewable tables in, a vocabulary of names, synonyms and hierarchy out.

Every `data/*.tsv` with the columns `name kind parents synonyms axis codes source note`, and `perhaps` where it is needed, is a
table of concepts (docs/reference/vocabulary.md). `name` is the concept's identity: a lower-case preferred term. `parents`,
`perhaps` (what it may stand below) and `synonyms` are separated by ";". A synonym that starts with "=" is matched with its case
("=ALL" is the leukaemia, "all" is a word). A user's own tables are read after the package's.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from enum import Enum
from functools import cache, cached_property
from importlib import resources
from pathlib import Path

from trialwright.errors import UserError
from trialwright.vocabulary.collecting import uncollected
from trialwright.vocabulary.records import anew, record

CONCEPT_COLUMNS = ("name", "kind", "parents", "perhaps", "synonyms", "axis", "codes", "source", "note")


_OVERLAPPING = frozenset(
    {
        "cancer",
        "histology",
        "metastasis",
        "drug",
        "drug class",
        "regimen",
        "surgery",
        "procedure",
        "imaging",
        "radiotherapy",
        "transplant",
    }
)
"""Kinds whose names cut a field in several ways, so that two that share a member may be one; a comorbidity is what it is
called."""


class Relation(Enum):
    """How a recorded concept stands to one that is asked for."""

    IS = "is"  # the same or narrower: a recorded gastric adenocarcinoma is a gastric cancer
    MAY_BE = "may be"  # broader, or silent on the axis that is asked for: an esophageal cancer may be squamous
    IS_NOT = "is not"


@record(frozen=True, kw_only=True, slots=True)
class Concept:
    """One concept. `axis` is the side of a disease that it specifies (site, histology, behaviour, extent, receptor), if any.

    `parents` contain it for certain; whether those of `perhaps` do is not known, or depends on who speaks.
    """

    name: str
    kind: str
    parents: tuple[str, ...] = ()
    perhaps: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()
    axis: str | None = None
    codes: tuple[str, ...] = ()
    source: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True, eq=False)
class Vocabulary:
    """All concepts by name. `table_of` tells from which table each came, for messages.

    A vocabulary is equal to itself alone, so that what is built from it can be remembered by it.
    """

    concepts: Mapping[str, Concept]
    table_of: Mapping[str, str] = field(default_factory=dict)

    def __contains__(self, name: object) -> bool:
        return name in self.concepts

    def __getitem__(self, name: str) -> Concept:
        return self.concepts[name]

    def kind(self, name: str) -> str | None:
        """The kind of the concept of that name, or None."""
        concept = self.concepts.get(name)
        return concept.kind if concept else None

    @cached_property
    def _ancestors(self) -> dict[str, frozenset[str]]:
        return {}

    def ancestors(self, name: str) -> frozenset[str]:
        """`name` and everything above it."""
        known = self._ancestors.get(name)
        if known is None:
            self._ancestors[name] = frozenset({name})  # a circle in the tables ends here; a test forbids them
            above = [self.ancestors(parent) for parent in self.concepts[name].parents if parent in self.concepts]
            known = frozenset({name}).union(*above)
            self._ancestors[name] = known
        return known

    @cached_property
    def _doubtful(self) -> dict[str, frozenset[str]]:
        return {}

    def doubtful_ancestors(self, name: str) -> frozenset[str]:
        """What may stand above `name`, and does not for certain."""
        known = self._doubtful.get(name)
        if known is None:
            self._doubtful[name] = frozenset()  # as in `ancestors`
            further = [self.ancestors(step) | self.doubtful_ancestors(step) for step in self._steps(name)]
            known = frozenset().union(*further) - self.ancestors(name)
            self._doubtful[name] = known
        return known

    def _steps(self, name: str) -> frozenset[str]:
        """The `perhaps` of a concept and of all above it."""
        above = (self.concepts[item] for item in self.ancestors(name) if item in self.concepts)
        return frozenset(step for concept in above for step in concept.perhaps if step in self.concepts)

    @cached_property
    def _descendants(self) -> dict[str, frozenset[str]]:
        below: dict[str, set[str]] = {name: set() for name in self.concepts}
        for name in self.concepts:
            for above in self.ancestors(name):
                below.setdefault(above, set()).add(name)
        return {name: frozenset(items) for name, items in below.items()}

    def descendants(self, name: str) -> frozenset[str]:
        """`name` and everything below it."""
        return self._descendants.get(name, frozenset())

    def is_a(self, name: str, other: str) -> bool:
        """True when `name` is `other` or stands below it."""
        return name in self.concepts and other in self.ancestors(name)

    def relation(self, recorded: str, asked: str) -> Relation:
        """How a recorded concept answers one that is asked for; both must be in the vocabulary."""
        if asked in self.ancestors(recorded):
            return Relation.IS
        if recorded in self.ancestors(asked) or self._perhaps(recorded, asked):
            return Relation.MAY_BE
        overlapping = self.concepts[recorded].kind in _OVERLAPPING and self.concepts[asked].kind in _OVERLAPPING
        if overlapping and self.descendants(recorded) & self.descendants(asked):
            return Relation.MAY_BE
        mine, theirs = self._axes(recorded), self._axes(asked)
        if not mine or not theirs:
            return Relation.IS_NOT
        shared = mine.keys() & theirs.keys()
        comparable = all(any(self._may_meet(a, b) for a in mine[axis] for b in theirs[axis]) for axis in shared)
        return Relation.MAY_BE if comparable else Relation.IS_NOT

    def _perhaps(self, recorded: str, asked: str) -> bool:
        """True where one may stand below the other. A drug that may belong to a class may belong to any class within it."""
        if asked in self.doubtful_ancestors(recorded) or recorded in self.doubtful_ancestors(asked):
            return True
        return self.kind(asked) == "drug class" and not self._steps(recorded).isdisjoint(self.ancestors(asked))

    def _may_meet(self, one: str, other: str) -> bool:
        """True where of two values of an axis one stands below the other, or may (a tongue cancer may be an oral one)."""
        below, above = self.ancestors(one) | self.doubtful_ancestors(one), self.ancestors(other) | self.doubtful_ancestors(other)
        return other in below or one in above

    @cached_property
    def _known_axes(self) -> dict[str, dict[str, tuple[str, ...]]]:
        return {}

    def _axes(self, name: str) -> dict[str, tuple[str, ...]]:
        """For each axis that the concept specifies, its most specific ancestors (or itself) on that axis."""
        known = self._known_axes.get(name)
        if known is None:
            known = self._known_axes[name] = self._most_specific(name)
        return known

    def _most_specific(self, name: str) -> dict[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for above in self.ancestors(name):
            axis = self.concepts[above].axis if above in self.concepts else None
            if axis:
                found.setdefault(axis, []).append(above)
        return {
            axis: tuple(item for item in names if not any(item != other and item in self.ancestors(other) for other in names))
            for axis, names in found.items()
        }


def read_concepts(rows: Iterable[str], *, place: str) -> Iterator[Concept]:
    """Concepts of one table; a row without a name or kind, or a table without those columns, is a UserError naming the line."""
    reader = csv.reader((row for row in rows if not row.startswith("#")), delimiter="\t", quoting=csv.QUOTE_NONE)
    columns = next(reader, [])
    if missing := [column for column in ("name", "kind") if column not in columns]:
        raise UserError(
            f"the table has no column {' or '.join(missing)}", place=place, hint=f"columns: {' '.join(CONCEPT_COLUMNS)}"
        )
    for number, cells in enumerate(filter(None, reader), start=2):
        row = dict(zip(columns, cells, strict=False))
        name, kind = row.get("name", "").strip(), row.get("kind", "").strip()
        if not name or not kind:
            raise UserError("a row needs a name and a kind", place=f"{place}, row {number}")
        yield Concept(
            name=name,
            kind=kind,
            parents=parts_of_cell(row.get("parents")),
            perhaps=parts_of_cell(row.get("perhaps")),
            synonyms=parts_of_cell(row.get("synonyms")),
            axis=row.get("axis", "").strip() or None,
            codes=parts_of_cell(row.get("codes")),
            source=row.get("source", "").strip(),
            note=row.get("note", "").strip(),
        )


def parts_of_cell(cell: str | None) -> tuple[str, ...]:
    """The parts of a cell that are separated by ";"."""
    return tuple([part for written in cell.split(";") if (part := written.strip())]) if cell else ()


CONCEPT_TABLES = (
    "variables.tsv",
    "biomarkers.tsv",
    "cancers.tsv",
    "oncotree_cancers.tsv",
    "conditions.tsv",
    "drugs.tsv",
    "regimens.tsv",
    "procedures.tsv",
    "events.tsv",
    "people.tsv",
    "mesh_conditions.tsv",
    "mesh_procedures.tsv",
    "drugbank_drugs.tsv",
    "hgnc_genes.tsv",
)


_IN_USE: ContextVar[Vocabulary | None] = ContextVar("vocabulary in use", default=None)


def default_vocabulary() -> Vocabulary:
    """The vocabulary that is used where none is given: the one of `using`, else the package's."""
    return _IN_USE.get() or package_vocabulary()


@cache
def package_vocabulary() -> Vocabulary:
    """The vocabulary of the package, read once."""
    with uncollected():
        return load_vocabulary()


@contextmanager
def using(vocabulary: Vocabulary) -> Iterator[Vocabulary]:
    """Within the block, everything reads with this vocabulary: trials, sheets and matches (in this thread or task)."""
    token = _IN_USE.set(vocabulary)
    try:
        yield vocabulary
    finally:
        _IN_USE.reset(token)


def load_vocabulary(*extra: Path) -> Vocabulary:
    """The package's tables and then the user's own; a later row of the same name adds its parents and synonyms."""
    concepts: dict[str, Concept] = {}
    table_of: dict[str, str] = {}
    folder = resources.files("trialwright.vocabulary") / "data"
    for table in CONCEPT_TABLES:
        _add(read_concepts((folder / table).read_text("utf-8").splitlines(), place=table), table, concepts, table_of)
    for path in extra:
        _add(read_concepts(path.read_text("utf-8").splitlines(), place=str(path)), str(path), concepts, table_of)
    return Vocabulary(concepts=concepts, table_of=table_of)


def _add(rows: Iterable[Concept], table: str, concepts: dict[str, Concept], table_of: dict[str, str]) -> None:
    for row in rows:
        before = concepts.get(row.name)
        concepts[row.name] = row if before is None else joined(before, row)
        table_of.setdefault(row.name, table)


def joined(before: Concept, row: Concept) -> Concept:
    """A concept with what a later row of the same name adds."""
    return anew(
        before,
        parents=tuple(dict.fromkeys(before.parents + row.parents)),
        perhaps=tuple(dict.fromkeys(before.perhaps + row.perhaps)),
        synonyms=tuple(dict.fromkeys(before.synonyms + row.synonyms)),
        axis=before.axis or row.axis,
        codes=tuple(dict.fromkeys(before.codes + row.codes)),
    )
