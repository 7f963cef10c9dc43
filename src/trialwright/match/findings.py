"""Findings of values: what is known in; what a measured value is called ("neutropenia", its grade) by data/findings.tsv out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from types import MappingProxyType

from trialwright.match.known import Item, Known
from trialwright.match.measure import latest
from trialwright.match.tables import listed, rows
from trialwright.match.values import fact_range
from trialwright.patients.facts import Fact
from trialwright.vocabulary.units import UnitsDiffer, convert, parse_unit

_STANDS = 31
"""Days for which a value tells what is so now."""
_NORMAL = "normal"


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One row of the table: from where a value may be called so, from where it surely is, from where it is of which grade."""

    condition: str
    wider: tuple[str, ...]
    variable: str
    side: str
    unit: str
    may: str
    sure: str
    grades: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, row: Mapping[str, str]) -> Finding:
        """A row of findings.tsv, read."""
        grades = tuple((grade, limit) for grade, _, limit in (part.partition(":") for part in row["grades"].split()))
        told = {name: row[name] for name in ("condition", "variable", "side", "unit", "may", "sure")}
        return cls(wider=listed(row["wider"]), grades=grades, **told)

    def beyond(self, fact: Fact, limit: str) -> bool:
        """Whether a value surely lies beyond a limit of the table, on the side of the finding."""
        normal = fact.uln if self.side == "above" else fact.lln
        of_normal = limit == _NORMAL or limit.endswith("x")
        if not limit or (of_normal and normal is None):
            return False
        value = fact_range(fact)
        end = None if value is None else value.low if self.side == "above" else value.high
        if end is None:
            return False
        edge: Decimal | None
        if of_normal:
            edge = None if normal is None else normal * (1 if limit == _NORMAL else Decimal(limit[:-1]))
        else:
            edge, end = Decimal(limit), self._converted(end, fact)
        if edge is None or end is None:
            return False
        return end > edge if self.side == "above" else end < edge

    def _converted(self, end: Decimal, fact: Fact) -> Decimal | None:
        unit = parse_unit(fact.unit or "")
        if unit is None:
            return end if self.unit == "1" else None
        try:
            return convert(end, unit, self.unit, variable=self.variable)
        except UnitsDiffer:
            return None

    def grade(self, fact: Fact) -> str | None:
        """The grade of a value by CTCAE; 1 for one that is found and of no higher grade, None where the table has no grades."""
        reached = [grade for grade, limit in self.grades if self.beyond(fact, limit)]
        return max(reached, default="1") if self.grades else None


@cache
def _table() -> Mapping[str, tuple[Finding, ...]]:
    found: dict[str, tuple[Finding, ...]] = {}
    for finding in map(Finding.of, rows("findings.tsv")):
        found[finding.variable] = (*found.get(finding.variable, ()), finding)
    return MappingProxyType(found)


def findings(known: Known) -> Iterator[Item]:
    """What the newest values are called, each of the last month: "suspected" where a value only may be called so.

    What is recorded as absent by its name is not suspected.
    """
    for variable, named in _table().items():
        found = [item for item in known.of(variable) if item.fact.moment is not None]
        newest = latest(found, None, known) if len(found) > 1 else tuple(found)
        for item in newest if isinstance(newest, tuple) else ():
            for finding in named:
                yield from _called(finding, item, known)


def _called(finding: Finding, item: Item, known: Known) -> Iterator[Item]:
    moment, name = item.fact.moment, finding.condition
    sure = finding.beyond(item.fact, finding.sure)
    if not sure and not finding.beyond(item.fact, finding.may):
        return
    if moment is None or not known.lately(moment.first, _STANDS) or name not in known.context.vocabulary:
        return
    if not sure and known.denied((name,)):
        return
    grade = finding.grade(item.fact)
    fact = item.fact if grade is None else replace(item.fact, qualifiers={**item.fact.qualifiers, "grade": grade})
    narrowing = {"activity": ("active",)} if sure else {"activity": ("active",), "proof": ("suspected",)}
    why = f"{finding.side} the limit for {name}" + (f", grade {grade} by CTCAE" if grade else "")
    only = frozenset((name, *finding.wider))
    yield Item(facts=(fact, *item.facts[1:]), concepts=(name,), narrowing=narrowing, why=why, only=only)
