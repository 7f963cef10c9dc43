"""DrugBank's open vocabulary in, the table of drugs that our own lacks out.

    python scripts/build_vocabulary/drugs.py drugbank_open_vocabulary.csv.gz

DrugBank open vocabulary: https://go.drugbank.com/releases/latest#open-data (CC0 1.0), the CSV, packed with gzip. Taken are

- the drugs that `review/drugs.tsv` names, with the classes and spellings that it gives,
- the drugs of a class that `review/drug_classes.tsv` names, and
- every drug whose international nonproprietary name ends in a stem of `review/drug_stems.tsv` ("-ciclib", "-parib"), with what
  the stem says of it.

The codes that a company used ("MK-3475") come with the drug; its other synonyms (Latin, chemistry) do not.
"""

from __future__ import annotations

import csv
import gzip
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from tables import REVIEW, Row, Written, cells, other_generated, reviewed, without_repetition, write_table

from trialwright.vocabulary.words import key

TABLE = "drugbank_drugs.tsv"
_CODE = re.compile(r"[A-Z]{2,5}[- ]?\d{3,7}[A-Z]?")
_LONGEST = 3


@dataclass(frozen=True, kw_only=True)
class Substance:
    """One entry of the open vocabulary."""

    name: str
    synonyms: tuple[str, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        """The synonyms that are a company's code."""
        return tuple(text for text in self.synonyms if _CODE.fullmatch(text))


def substances(path: Path) -> dict[str, Substance]:
    """Every entry by its common name in lower case."""
    found: dict[str, Substance] = {}
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            synonyms = tuple(part.strip() for part in row["Synonyms"].split(" | ") if part.strip())
            found[row["Common name"].lower()] = Substance(name=row["Common name"], synonyms=synonyms)
    return found


def our_name(name: str) -> str:
    """Names are in lower case, codes and chemical signs as written.

    >>> our_name("Darovasertib"), our_name("AEE-788")
    ('darovasertib', 'AEE-788')
    """
    return name.lower() if name[1:].islower() and name.isalpha() else name


def named_rows(known: Mapping[str, Substance]) -> Iterator[Row]:
    """The drugs of `review/drugs.tsv`."""
    by_synonym = {text.lower(): item for item in known.values() for text in item.synonyms}
    by_name = {**by_synonym, **known}
    for group in _groups():
        for entry in cells(group, "names"):
            name, *spellings = entry.split("=")
            found = next((by_name[text.lower()] for text in (name, *spellings) if text.lower() in by_name), None)
            yield Row(
                name=our_name(name),
                kind="drug",
                parents=cells(group, "parents"),
                perhaps=cells(group, "perhaps"),
                synonyms=(*spellings, *(found.codes if found else ())),
                source="drugbank_open" if found else "trialwright",
            )


def _groups() -> list[dict[str, str]]:
    text = (REVIEW / "drugs.tsv").read_text("utf-8").splitlines()
    return list(csv.DictReader((line for line in text if not line.startswith("#")), delimiter="\t", quoting=csv.QUOTE_NONE))


def class_rows(known: Mapping[str, Substance]) -> Iterator[Row]:
    """The drugs of `review/drug_classes.tsv`."""
    for group in reviewed("drug_classes.tsv").values():
        for entry in cells(group, "members"):
            name, *spellings = entry.split("=")
            found = next((known[text.lower()] for text in (name, *spellings) if text.lower() in known), None)
            yield Row(
                name=our_name(name),
                kind="drug",
                parents=(group["class"],),
                synonyms=(*spellings, *(found.codes if found else ())),
                source="drugbank_open" if found else "trialwright",
            )


def merged(rows: Iterable[Row]) -> list[Row]:
    """One row for each drug, with the parents of all of them: a stem says less than a hand, and both are right."""
    found: dict[tuple[str, ...], Row] = {}
    name_of: dict[tuple[str, ...], tuple[str, ...]] = {}
    for row in rows:
        spellings = [key(text) for text in (row.name, *row.synonyms)]
        name = next((name_of[spelling] for spelling in spellings if spelling in name_of), key(row.name))
        name_of |= dict.fromkeys(spellings, name)
        before = found.get(name, row)
        parents = tuple(dict.fromkeys((*before.parents, *row.parents)))
        found[name] = replace(
            before,
            parents=parents,
            perhaps=tuple(name for name in dict.fromkeys((*before.perhaps, *row.perhaps)) if name not in parents),
            synonyms=tuple(dict.fromkeys((*before.synonyms, row.name, *row.synonyms))),
        )
    return list(found.values())


def stemmed_rows(known: Iterable[Substance]) -> Iterator[Row]:
    """The drugs whose name ends in a stem."""
    left_out = reviewed("drug_stems_left_out.tsv")
    stems = reviewed("drug_stems.tsv")
    for item in known:
        stem = next((row for row in stems.values() if _ends(item.name, row)), None)
        if stem is not None and item.name not in left_out and len(item.name.split()) <= _LONGEST:
            parents, perhaps = cells(stem, "parents"), cells(stem, "perhaps")
            yield Row(
                name=our_name(item.name),
                kind="drug",
                parents=parents,
                perhaps=perhaps,
                synonyms=item.codes,
                source="drugbank_open",
            )


def _ends(name: str, row: Mapping[str, str]) -> bool:
    words = row["words"]
    return (
        name.endswith(row["stem"])
        and (not words or len(name.split()) == int(words))
        and re.fullmatch(r"[A-Za-z -]+", name) is not None
    )


def fresh(rows: Iterable[Row], known: Mapping[str, Substance], written: Written) -> Iterator[Row]:
    """The rows of drugs that no table has under any of their names."""
    others = other_generated(TABLE)
    for row in rows:
        item = known.get(row.name.lower())
        names = (row.name, *(item.synonyms if item else ()))
        if not any(written.has(name) or key(name) in others for name in names if len(name) > _LONGEST):
            yield row


def main(arguments: list[str]) -> int:
    """Write the table."""
    if len(arguments) != 1:
        print(__doc__)
        return 2
    written = Written()
    known = substances(Path(arguments[0]))
    rows = merged((*named_rows(known), *stemmed_rows(known.values()), *class_rows(known)))
    sources = "DrugBank's open vocabulary and scripts/build_vocabulary/review/drug*.tsv"
    remark = f"# Generated by scripts/build_vocabulary/drugs.py from {sources}: change those, not this."
    write_table(TABLE, remark, without_repetition(fresh(rows, known, written), written))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
