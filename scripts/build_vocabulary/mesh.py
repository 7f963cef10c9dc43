"""MeSH in, the tables of conditions and procedures that our own lack out.

    python scripts/build_vocabulary/mesh.py mesh_tree.txt.gz

MeSH tree: National Library of Medicine, "heading;tree number" on each line, 2023. What is taken is decided by hand in
`review/mesh_conditions.tsv` and `review/mesh_procedures.tsv`, where synonyms and parents of our own may stand.

The tree puts things together for librarians: achalasia below "motility disorders", a port-wine stain below tumors. So what stands
above a condition there is only a `perhaps` of it, unless its name says so too: a "viral conjunctivitis" is a "conjunctivitis".
"""

from __future__ import annotations

import gzip
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from tables import Row, Written, cells, other_generated, reviewed, without_repetition, write_table

from trialwright.vocabulary.words import key

_DISEASES = ("C", "F03")
_SIGNS = "C23.888"
_DEEPEST = 3
_SAME_IN_PLURAL = frozenset(
    {"diabetes", "herpes", "caries", "rabies", "scabies", "hypospadias", "exophthalmos", "oligohydramnios"}
)
_PLURALS = (("ies", "y"), ("oses", "osis"), ("sses", "ss"), ("xes", "x"), ("itides", "itis"), ("losses", "loss"))


def headings(path: Path) -> dict[str, list[str]]:
    """Every heading and its places in the tree."""
    places: dict[str, list[str]] = defaultdict(list)
    with gzip.open(path, "rt", encoding="utf-8", errors="replace") as lines:
        for line in lines:
            heading, _, number = line.strip().lstrip("\ufeff").rpartition(";")
            if heading:
                places[heading].append(number)
    return places


def natural(heading: str) -> str:
    """A heading as people say it: "Arrhythmias, Cardiac" is "cardiac arrhythmia".

    >>> natural("Heart Failure, Systolic")
    'systolic heart failure'
    """
    words = " ".join(reversed(heading.split(", "))).lower().split()
    return " ".join((*words[:-1], singular(words[-1])))


def singular(word: str) -> str:
    """The singular of the last word of a heading."""
    if word in _SAME_IN_PLURAL or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    for plural, one in _PLURALS:
        if word.endswith(plural):
            return word[: -len(plural)] + one
    return word[:-1]


class Tree:
    """The headings by what people call them, and what stands above each."""

    def __init__(self, places: Mapping[str, list[str]], written: Written) -> None:
        self._places, self._written = places, written
        self._heading_at = {number: heading for heading, numbers in places.items() for number in numbers}
        self._heading_of = {key(natural(heading)): heading for heading in places}
        self._taken: frozenset[tuple[str, ...]] = frozenset()

    def heading(self, name: str) -> str:
        """The heading that people call so; a name that MeSH does not have ends the import."""
        if key(name) not in self._heading_of:
            raise SystemExit(f"review: MeSH has no heading for {name!r}")
        return self._heading_of[key(name)]

    def numbers(self, name: str) -> list[str]:
        """The places of a condition among the diseases."""
        return [number for number in self._places[self.heading(name)] if number.startswith(_DISEASES)]

    def above(self, name: str, taken: Mapping[tuple[str, ...], str]) -> Iterator[str]:
        """The nearest concepts above a condition, one for each of its places."""
        for number in self.numbers(name):
            for upper in self._steps(number):
                concept = self._concept(natural(upper), taken)
                if concept is not None and concept != name:
                    yield concept
                    break

    def _steps(self, number: str) -> Iterator[str]:
        steps = number.split(".")
        for length in range(len(steps) - 1, max(len(steps) - 1 - _DEEPEST, 1), -1):
            heading = self._heading_at.get(".".join(steps[:length]))
            if heading is not None:
                yield heading

    def _concept(self, name: str, taken: Mapping[tuple[str, ...], str]) -> str | None:
        owners = self._written.owners(name)
        if len(owners) == 1 and self._written.vocabulary.kind(owners[0]) in ("condition", "finding"):
            return owners[0]
        return taken.get(key(name)) if not owners else None


def condition_rows(tree: Tree, written: Written) -> list[Row]:
    """The conditions taken from MeSH that our own tables lack."""
    wanted = reviewed("mesh_conditions.tsv")
    taken = {key(name): name for name in wanted if not written.has(name)}
    rows: list[Row] = []
    for name in taken.values():
        own = tuple(item for item in cells(wanted[name], "parents") if not item.startswith("!"))
        denied = {item.removeprefix("!") for item in cells(wanted[name], "parents")} - set(own)
        above = tuple(dict.fromkeys(upper for upper in tree.above(name, taken) if upper not in denied))
        named = tuple(upper for upper in above if key(name)[-len(key(upper)) :] == key(upper))
        parents = tuple(dict.fromkeys((*own, *named)))
        sign = all(number.startswith(_SIGNS) for number in tree.numbers(name))
        rows.append(
            Row(
                name=name,
                kind="finding" if sign else "condition",
                parents=parents,
                perhaps=tuple(upper for upper in above if upper not in parents),
                synonyms=(*cells(wanted[name], "synonyms"), *_swapped(name)),
                source="mesh",
            )
        )
    return rows


def _swapped(name: str) -> tuple[str, ...]:
    pairs = (("disease", "disorder"), ("disorder", "disease"))
    return tuple(name.removesuffix(end) + other for end, other in pairs if name.endswith(f" {end}"))


def procedure_rows(tree: Tree, written: Written) -> list[Row]:
    """The procedures taken from MeSH, each with its kind."""
    rows: list[Row] = []
    for name, row in reviewed("mesh_procedures.tsv").items():
        tree.heading(name)
        if not written.has(name):
            parents, perhaps, synonyms = (cells(row, column) for column in ("parents", "perhaps", "synonyms"))
            rows.append(Row(name=name, kind=row["kind"], parents=parents, perhaps=perhaps, synonyms=synonyms, source="mesh"))
    return rows


def main(arguments: list[str]) -> int:
    """Write both tables."""
    if len(arguments) != 1:
        print(__doc__)
        return 2
    written = Written()
    tree = Tree(headings(Path(arguments[0])), written)
    remark = "# Generated by scripts/build_vocabulary/mesh.py from MeSH and {}: change that, not this."
    for name, rows in (
        ("mesh_conditions.tsv", condition_rows(tree, written)),
        ("mesh_procedures.tsv", procedure_rows(tree, written)),
    ):
        others = other_generated(name)
        fresh = (row for row in rows if key(row.name) not in others)
        write_table(name, remark.format(f"scripts/build_vocabulary/review/{name}"), without_repetition(fresh, written))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
