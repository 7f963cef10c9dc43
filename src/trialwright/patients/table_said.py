"""What a whole table tells of: its rows, as they pass, in; the kinds that it can be complete of out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

from trialwright.findings import Finding
from trialwright.patients.code_tables import rows
from trialwright.patients.complete import Parts, believed
from trialwright.patients.facts import Kind
from trialwright.patients.table_mapping import CELL, TableMapping
from trialwright.patients.terms import Meaning, meanings
from trialwright.vocabulary.concepts import Vocabulary

NOTHING = frozenset(
    {"", "na", "n/a", "nan", "null", "none recorded", "unknown", "unk", "not known", "missing", "not done", "nd", ".", "-", "?"}
)


@cache
def _heads() -> Mapping[str, str]:
    return {row["head"]: row["role"] for row in rows("table_heads.tsv")}


def role_of(head: str) -> str | None:
    """What a column, or a row of a table of facts, with such a name is for ("Date of birth": birth_date), or None."""
    return _heads().get(" ".join(head.lower().replace("-", " ").replace(".", " ").split()))


_RADIOTHERAPY = "radiotherapy"
_PARTS: dict[Kind, Parts] = {kind: (frozenset({kind.value}),) for kind in Kind} | {
    Kind.TREATMENTS: (frozenset({Kind.TREATMENTS.value}), frozenset({_RADIOTHERAPY}))
}
"""Treatments are medicines against cancer and radiotherapy: a column of the one says nothing of the other."""


@dataclass(kw_only=True)
class Said:
    """The columns in which something stands, and the terms of those whose cells name what they are about."""

    columns: tuple[str, ...]
    mapping: TableMapping
    filled: set[str] = field(default_factory=set)
    terms: set[str] = field(default_factory=set)

    def noting(self, rows: Iterator[tuple[int, tuple[str, ...]]]) -> Iterator[tuple[int, tuple[str, ...]]]:
        """The rows as they are; what they tell of is noted."""
        places = {name: place for place, name in enumerate(self.columns)}
        naming = [places[column.name] for column in self.mapping.columns if column.what == CELL]
        naming += [places[self.mapping.long["what"]]] if self.mapping.long else []
        waiting = {places[column.name]: column.name for column in self.mapping.columns if column.what != CELL}
        for number, row in rows:
            for place in [place for place in waiting if row[place].lower() not in NOTHING]:
                self.filled.add(waiting.pop(place))
            self.terms.update(row[place] for place in naming)
            yield number, row

    def complete(
        self, declared: frozenset[Kind], name: str, vocabulary: Vocabulary
    ) -> tuple[frozenset[Kind], tuple[Finding, ...]]:
        """The declared kinds that can be complete, when all rows have passed, and a finding for each of the others."""
        if not declared:
            return frozenset(), ()
        told = {part for meaning in self._meanings(vocabulary) for part in _parts_of(meaning, vocabulary)}
        return believed(declared, _PARTS, told, name)

    def _meanings(self, vocabulary: Vocabulary) -> Iterator[Meaning]:
        words = dict(self.mapping.words)
        for column in self.mapping.columns:
            if column.name in self.filled:
                yield from column.meanings
            if column.what == CELL:
                words.update(column.words)
        for text in self.terms:
            if text.lower() not in NOTHING:
                yield from meanings(words.get(text.lower(), text), vocabulary)


def _parts_of(meaning: Meaning, vocabulary: Vocabulary) -> Iterator[str]:
    if meaning.concept is not None:
        yield _RADIOTHERAPY if vocabulary.kind(meaning.concept) == "radiotherapy" else meaning.kind.value
