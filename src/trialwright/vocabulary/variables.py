"""Named variables: the tables of variables and biomarkers in; units, bounds, scales, molar masses and questions out."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib import resources
from types import MappingProxyType

from trialwright.errors import UserError


@dataclass(frozen=True, kw_only=True, slots=True)
class Variable:
    """Something with a number or a place on an ordered scale. `unit` is the preferred UCUM unit, None for a pure scale.

    `low` and `high` are bounds in that unit beyond which a value is a slip of the pen; `molar_mass` is in g/mol; `scale`
    names a scale of `data/scales.tsv`; `question` is how to ask a coordinator.
    """

    name: str
    kind: str
    synonyms: tuple[str, ...] = ()
    unit: str | None = None
    molar_mass: Decimal | None = None
    valence: int | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    scale: str | None = None
    question: str = ""

    def plausible(self, value: Decimal) -> bool:
        """False when `value`, in the preferred unit, lies outside the bounds."""
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)


@dataclass(frozen=True, kw_only=True, slots=True)
class Equation:
    """`to` = slope x `unit` + intercept, where two ways of reporting one variable are tied by an equation, not a factor."""

    variable: str
    unit: str
    to: str
    slope: Decimal
    intercept: Decimal


@dataclass(frozen=True, kw_only=True, slots=True)
class Grade:
    """One code of an ordered scale. `part_of` is the code that contains it ("IIIA" lies in "III")."""

    scale: str
    rank: Decimal
    code: str
    part_of: str | None = None
    spellings: tuple[str, ...] = ()


def variable(name: str) -> Variable:
    """The variable of that name; a name that is no variable is a UserError."""
    found = all_variables().get(name)
    if found is None:
        raise UserError(f"{name!r} is not a variable of the vocabulary")
    return found


def find_variable(name: str) -> Variable | None:
    """The variable of that name, or None."""
    return all_variables().get(name)


@cache
def all_variables() -> Mapping[str, Variable]:
    """All variables by name, in the order of the tables: biomarkers with a unit (a share of stained cells) are variables too."""
    rows = [*_rows("variables.tsv"), *(row for row in _rows("biomarkers.tsv") if row["unit"])]
    return MappingProxyType({row["name"]: _variable(row) for row in rows})


@cache
def equations() -> Mapping[tuple[str, str, str], Equation]:
    """The equations by (variable, unit, to)."""
    made = (
        Equation(
            variable=row["variable"],
            unit=row["unit"],
            to=row["to"],
            slope=Decimal(row["slope"]),
            intercept=Decimal(row["intercept"]),
        )
        for row in _rows("equations.tsv")
    )
    return MappingProxyType({(item.variable, item.unit, item.to): item for item in made})


def equation(name: str, unit: str, to: str) -> Equation | None:
    """The equation from one unit of a variable to another, if there is one."""
    return equations().get((name, unit, to))


@cache
def scales() -> Mapping[str, tuple[Grade, ...]]:
    """The ordered scales by name, each from its lowest grade up."""
    found: dict[str, list[Grade]] = {}
    for row in _rows("scales.tsv"):
        grade = Grade(
            scale=row["scale"],
            rank=Decimal(row["rank"]),
            code=row["code"],
            part_of=row["part_of"] or None,
            spellings=_split(row["spellings"]),
        )
        found.setdefault(grade.scale, []).append(grade)
    return MappingProxyType({name: tuple(sorted(grades, key=lambda grade: grade.rank)) for name, grades in found.items()})


def scale_code(scale: str, text: str) -> str | None:
    """The code that `text` spells on a scale ("class ii" on "NYHA class" is "II"), or None."""
    return _codes(scale).get(_folded(text))


def scale_rank(scale: str, code: str) -> Decimal | None:
    """The rank of a code (or a spelling of one) on a scale, or None. Only ranks of one scale compare."""
    known = scale_code(scale, code)
    return next((grade.rank for grade in scales().get(scale, ()) if grade.code == known), None)


def scale_range(scale: str, code: str) -> tuple[Decimal, Decimal] | None:
    """The lowest and highest rank a code may stand for: "III" may be IIIA or IIIC, "IIIB" is itself. None as `scale_rank`."""
    known = scale_code(scale, code)
    ranks = [grade.rank for grade in scales().get(scale, ()) if known is not None and known in _containers(scale, grade.code)]
    return (min(ranks), max(ranks)) if ranks else None


@cache
def _containers(scale: str, code: str) -> tuple[str, ...]:
    """The code and every code that contains it."""
    above = next((grade.part_of for grade in scales()[scale] if grade.code == code), None)
    return (code, *(_containers(scale, above) if above else ()))


def scale_grades(scale: str) -> tuple[Grade, ...]:
    """The grades of a scale, lowest first; a name that is no scale is a UserError."""
    if scale not in scales():
        raise UserError(f"{scale!r} is not a scale of the vocabulary")
    return scales()[scale]


@cache
def _codes(scale: str) -> Mapping[str, str]:
    return {_folded(text): grade.code for grade in scales().get(scale, ()) for text in (*grade.spellings, grade.code)}


def _folded(text: str) -> str:
    return " ".join(re.sub(r"(?<=\w)-(?=\w)", " ", text.lower()).split())


def _variable(row: Mapping[str, str]) -> Variable:
    return Variable(
        name=row["name"],
        kind=row["kind"],
        synonyms=_split(row["synonyms"]),
        unit=row["unit"] or None,
        molar_mass=_number(row.get("molar_mass")),
        valence=int(row["valence"]) if row.get("valence") else None,
        low=_number(row.get("low")),
        high=_number(row.get("high")),
        scale=row.get("scale") or None,
        question=row.get("question") or f"What is the patient's {row['name']}?",
    )


def _number(cell: str | None) -> Decimal | None:
    return Decimal(cell) if cell else None


def _split(cell: str | None) -> tuple[str, ...]:
    return tuple(part.strip() for part in (cell or "").split(";") if part.strip())


def _rows(table: str) -> Iterator[dict[str, str]]:
    text = (resources.files("trialwright.vocabulary") / "data" / table).read_text("utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
        yield {column: (cell or "").strip() for column, cell in row.items() if column is not None}
