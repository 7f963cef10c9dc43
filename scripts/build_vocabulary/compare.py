"""Compare the disease tables with their sources: OncoTree (JSON) and the MeSH tree in, differences for a reviewer out.

    python scripts/build_vocabulary/compare.py oncotree.json mesh_tree.txt.gz

OncoTree: https://oncotree.info (CC BY 4.0), the JSON of its API, version 2025-10-03. MeSH tree: National Library of
Medicine, "heading;tree number" on each line, 2023. The tables themselves are edited by hand; nothing here writes to them.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from trialwright.vocabulary.concepts import Vocabulary, default_vocabulary
from trialwright.vocabulary.words import key

_DISEASE_BRANCHES = ("C", "F01", "F03")


def oncotree_types(path: Path) -> dict[str, str]:
    """Every OncoTree code and its name."""
    return dict(_walk(json.loads(path.read_text("utf-8"))["TISSUE"]))


def _walk(node: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield node["code"], node["name"]
    for child in node["children"].values():
        yield from _walk(child)


def oncotree_differences(vocabulary: Vocabulary, types: Mapping[str, str]) -> Iterator[str]:
    """Codes of ours that OncoTree does not have, and types of OncoTree that no row of ours carries."""
    coded = [(code, concept.name) for concept in vocabulary.concepts.values() for code in concept.codes]
    ours = {code.removeprefix("OncoTree|"): name for code, name in coded if code.startswith("OncoTree|")}
    yield from (f"no such OncoTree code: {code} ({name})" for code, name in ours.items() if code not in types)
    yield from (f"not in our tables: {code} {name}" for code, name in types.items() if code not in ours)


def mesh_ancestors(path: Path) -> dict[str, set[str]]:
    """Every MeSH disease heading and the headings above it on any of its branches."""
    places: dict[str, set[str]] = defaultdict(set)
    heading_at: dict[str, str] = {}
    with gzip.open(path, "rt", encoding="utf-8", errors="replace") as lines:
        for line in lines:
            heading, _, number = line.strip().lstrip("\ufeff").rpartition(";")
            if heading and number.startswith(_DISEASE_BRANCHES):
                places[heading].add(number)
                heading_at[number] = heading
    return {
        heading: {heading_at[above] for number in numbers for above in _above(number) if above in heading_at}
        for heading, numbers in places.items()
    }


def _above(number: str) -> Iterator[str]:
    steps = number.split(".")
    return (".".join(steps[:length]) for length in range(1, len(steps)))


def mesh_differences(vocabulary: Vocabulary, ancestors: Mapping[str, set[str]]) -> Iterator[str]:
    """Parents of ours that MeSH does not have, for the rows whose name is a MeSH heading."""
    heading_of: dict[tuple[str, ...], str] = {}
    for heading in ancestors:
        heading_of[key(heading)] = heading
        first, comma, rest = heading.partition(", ")
        if comma:
            heading_of.setdefault(key(f"{rest} {first}"), heading)
    known = {name: heading_of[key(name)] for name in vocabulary.concepts if key(name) in heading_of}
    for name, heading in known.items():
        for parent in vocabulary[name].parents:
            if parent in known and known[parent] not in ancestors[heading]:
                yield f"not in MeSH: {name} < {parent}"


def main(arguments: list[str]) -> int:
    """Print all differences; both files are needed."""
    if len(arguments) != 2:
        print(__doc__)
        return 2
    vocabulary = default_vocabulary()
    for difference in oncotree_differences(vocabulary, oncotree_types(Path(arguments[0]))):
        print(difference)
    for difference in mesh_differences(vocabulary, mesh_ancestors(Path(arguments[1]))):
        print(difference)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
