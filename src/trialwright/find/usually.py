"""Concepts enter; those that usually are one of them, though not always, leave: "melanoma" for "skin cancer"."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from trialwright.vocabulary.concepts import Vocabulary


def usually_one_of(names: Iterable[str], vocabulary: Vocabulary) -> tuple[str, ...]:
    """The concepts that usually are one of `names` and do not stand below them, in the order of the table.

    The source of each is in `data/usually.tsv`.

    >>> from trialwright.vocabulary.concepts import default_vocabulary
    >>> usually_one_of(["skin cancer"], default_vocabulary())
    ('melanoma',)
    """
    wanted = frozenset(names)
    return tuple(
        concept
        for concept, usual in _table()
        if not wanted.isdisjoint(vocabulary.ancestors(usual)) and wanted.isdisjoint(vocabulary.ancestors(concept))
    )


@cache
def _table() -> tuple[tuple[str, str], ...]:
    text = (files("trialwright.find") / "data" / "usually.tsv").read_text("utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return tuple((row["concept"], row["usually"]) for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
