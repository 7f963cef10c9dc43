"""The tables of `synth/data`: the name of one in; its rows, and the weighted choices that its cells hold, out."""

from __future__ import annotations

import csv
from bisect import bisect
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import accumulate
from random import Random
from types import MappingProxyType


@cache
def rows(table: str) -> tuple[Mapping[str, str], ...]:
    """The rows of a table, lines that begin with # left out; an empty cell is ""."""
    text = (resources.files("trialwright.synth") / "data" / table).read_text("utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    reader = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    return tuple(MappingProxyType({name: (cell or "").strip() for name, cell in row.items() if name}) for row in reader)


def shares(cell: str) -> tuple[tuple[str, float], ...]:
    """The names of a cell with their shares: "brain metastases:0.25;bone metastases:0.35"."""
    pairs = (part.rsplit(":", 1) for part in cell.split(";") if part)
    return tuple((name.strip(), float(share)) for name, share in pairs)


@dataclass(frozen=True, slots=True)
class Choice:
    """Names to draw from by weight."""

    names: tuple[str, ...]
    bounds: tuple[float, ...]

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, float]]) -> Choice:
        """The choice among names with their weights."""
        known = tuple(pairs)
        return cls(names=tuple(name for name, _ in known), bounds=tuple(accumulate(weight for _, weight in known)))

    def draw(self, rng: Random) -> str:
        """One of the names; "" where there is none."""
        return self.names[bisect(self.bounds, rng.random() * self.bounds[-1])] if self.names else ""


@cache
def choice(cell: str) -> Choice:
    """The weighted choice that a cell holds: "I:25;II:10"."""
    return Choice.of(shares(cell))
