"""Readers of exported documents, written from the standards and not from our exports: documents in, truths out.

CTML as MatchMiner's engine reads it: met or not met, ages by birthday, a diagnosis by its OncoTree name or one above it.
FHIR in three values: a characteristic without a definition is unknown.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

from dateutil.relativedelta import relativedelta

Json = Mapping[str, Any]
Truth = bool | None  # None: unknown


@dataclass(frozen=True, kw_only=True)
class Record:
    """A patient as MatchMiner's database has one: clinical values, and a row for each alteration."""

    born: dt.date
    clinical: Mapping[str, Any]
    diagnosis: str  # an OncoTree code
    alterations: tuple[Mapping[str, Any], ...] = ()


def _oncotree() -> dict[str, tuple[str, str]]:
    text = (resources.files("trialwright.exports") / "data" / "oncotree.tsv").read_text("utf-8")
    rows = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")][1:]
    return {row[0]: (row[1], row[2]) for row in rows}


ONCOTREE = _oncotree()


def _names(code: str) -> set[str]:
    found: list[str] = []
    tissue = code
    while code:
        tissue = code
        found.append(ONCOTREE[code][0])
        code = ONCOTREE[code][1]
    return {*found, "_LIQUID_" if tissue in ("LYMPH", "MYELOID") else "_SOLID_"}


_COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    ">=": lambda a, b: a >= b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    "<": lambda a, b: a < b,
}


def ctml_met(tree: Json, record: Record, on: dt.date) -> bool:
    """Whether a patient matches a match tree."""
    ((kind, body),) = tree.items()
    if kind == "and":
        return all(ctml_met(item, record, on) for item in body)
    if kind == "or":
        return any(ctml_met(item, record, on) for item in body)
    if kind == "clinical":
        return all(_clinical(key, value, record, on) for key, value in body.items())
    assert kind == "genomic"
    return _genomic(body, record)


def _clinical(key: str, value: str, record: Record, on: dt.date) -> bool:
    if key == "age_numerical":
        found = re.fullmatch(r"(>=|<=|>|<)(\d+)", value)
        assert found
        # an age is a birth date that far back: "<=75" is born on that day 75 years ago or after it
        return _COMPARE[{">=": "<=", "<=": ">=", ">": "<", "<": ">"}[found[1]]](
            record.born, on - relativedelta(years=int(found[2]))
        )
    if key == "oncotree_primary_diagnosis":
        return (value.removeprefix("!") in _names(record.diagnosis)) is not value.startswith("!")
    if key == "tmb_numerical":
        found = re.fullmatch(r"(>=|<=|>|<)([\d.]+)", value)
        assert found
        return _COMPARE[found[1]](record.clinical[key], float(found[2]))
    return bool(record.clinical[key] == value)


def _genomic(body: Json, record: Record) -> bool:
    asked = {key: value for key, value in body.items() if key != "wildcard_protein_change"}
    denied = str(asked.get("variant_category", "")).startswith("!")
    if denied:
        asked["variant_category"] = asked["variant_category"].removeprefix("!")
    wild = body.get("wildcard_protein_change")
    rows = [row for row in record.alterations if all(row.get(key) == value for key, value in asked.items())]
    if wild is not None:
        rows = [row for row in rows if re.fullmatch(re.escape(wild) + "[A-Z]", str(row.get("protein_change")))]
    return bool(rows) is not denied


def fhir_truth(characteristic: Json, leaf: Callable[[Json], Truth], whole: Sequence[Json], *, naive: bool = False) -> Truth:
    """The truth of a characteristic. `leaf` answers definitions; `whole` are all characteristics, for those named by id.

    A `naive` reader passes over what has no definition, as if it did not stand in its combination.
    """
    by_link = {item["linkId"]: item for item in _walk(whole)}

    def judge(item: Json) -> Truth:
        if "definitionId" in item:
            found = judge(by_link[item["definitionId"]])
        elif "definitionByCombination" in item:
            found = _combined(item["definitionByCombination"], judge, naive)
        else:
            found = leaf(item) if any(key.startswith("definition") for key in item) else None
        return (not found if found is not None else None) if item.get("exclude") else found

    return judge(characteristic)


def _walk(items: Sequence[Json]) -> Iterator[Json]:
    for item in items:
        yield item
        yield from _walk(item.get("definitionByCombination", {}).get("characteristic", ()))


def _combined(body: Json, judge: Callable[[Json], Truth], naive: bool) -> Truth:
    items = [item for item in body["characteristic"] if not naive or any(key.startswith("definition") for key in item)]
    values = [judge(item) for item in items]
    needed = {"all-of": len(values), "any-of": 1, "at-least": body.get("threshold")}[body["code"]]
    if sum(value is True for value in values) >= needed:
        return True
    return None if sum(value is not False for value in values) >= needed else False
