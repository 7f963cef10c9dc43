"""Specification tables: a criterion and a table of patients in; each row evaluated and held against the truth in its last column.

A column is a term of the fact sheet, or `age`, `birth`, `sex`, `complete`, `on`; a blank cell means "not recorded". In a cell:
a number with
its unit is the value, a day is the date, `day..day` start and end (`day..` still going on), `absent`, `yes`, `no`, `listed`
(nothing but
the term), a word the value, `name=text` a qualifier, `;` between two facts of one column. The truth is T, F or ? with its reason.
"""

from __future__ import annotations

import datetime as dt
import re
from functools import cache
from pathlib import Path
from typing import Any

from trialwright.match.context import Context
from trialwright.match.evaluate import evaluate_criterion
from trialwright.match.truth import Truth
from trialwright.patients.sheet import facts_from_mapping
from trialwright.protocol.criteria import Criterion
from trialwright.vocabulary.concepts import Vocabulary, read_concepts

TODAY = dt.date(2026, 3, 16)
_DAY = r"\d{4}(?:-\d{2}(?:-\d{2})?)?"
_TRUTHS = {"T": Truth.TRUE, "F": Truth.FALSE, "?": Truth.UNKNOWN}


@cache
def small_vocabulary() -> Vocabulary:
    """A vocabulary of a few dozen concepts, so that the tables say what
    matching means and not what the package happens to know."""
    path = Path(__file__).with_name("vocabulary.tsv")
    rows = read_concepts(path.read_text("utf-8").splitlines(), place=path.name)
    return Vocabulary(concepts={row.name: row for row in rows})


def holds(criterion: Criterion, table: str, *, diseases: tuple[str, ...] = (), begins: tuple[str, ...] = ()) -> None:
    """Every row of the table comes out as its last column says."""
    rows = [line for line in table.splitlines() if line.strip()]
    names = [cell.strip() for cell in rows[0].split("|")][:-1]
    assert len(rows) > 1, "a table without rows shows nothing"
    for row in rows[1:]:
        *cells, expected = [cell.strip() for cell in row.split("|")]
        assert len(cells) == len(names), f"the row has {len(cells)} cells for {len(names)} columns: {row}"
        sheet, day = sheet_of(dict(zip(names, cells, strict=True)))
        facts = facts_from_mapping(sheet, place="table", vocabulary=small_vocabulary())
        context = Context(on=day, vocabulary=small_vocabulary(), diseases=diseases, begins=begins)
        evidence = evaluate_criterion(criterion, facts, context)
        sign, _, reason = expected.partition(" ")
        assert evidence.truth is _TRUTHS[sign], f"{row}\n  is {evidence.truth.name}: {evidence.why}"
        if reason:
            assert evidence.reasons and evidence.reasons[0].value == reason.strip(), f"{row}\n  is unknown for {evidence.reasons}"


def sheet_of(cells: dict[str, str]) -> tuple[dict[str, Any], dt.date]:
    """The fact sheet of one row, and its reference date."""
    sheet: dict[str, Any] = {"id": "row", "facts": []}
    day = dt.date.fromisoformat(cells.get("on") or TODAY.isoformat())
    for name, cell in cells.items():
        if not cell or name == "on":
            continue
        if name == "age":
            sheet["age"] = int(cell)
        elif name == "birth":
            sheet["birth_date"] = cell
        elif name == "sex":
            sheet["sex"] = cell
        elif name == "complete":
            sheet["complete"] = cell.replace(",", " ").split()
        else:
            sheet["facts"] += [fact_of(name, part.strip()) for part in cell.split(";")]
    return sheet, day


def fact_of(what: str, cell: str) -> dict[str, Any]:
    """The fact that one cell writes."""
    fact: dict[str, Any] = {"what": what}
    words = cell.split()
    for word in words:
        if word == "absent":
            fact["present"] = False
        elif word in ("yes", "no"):
            fact["value"] = word == "yes"
        elif word == "listed":
            continue
        elif found := re.fullmatch(rf"({_DAY})\.\.({_DAY})?", word):
            fact["start"] = found[1]
            fact |= {"end": found[2]} if found[2] else {}
        elif re.fullmatch(r"\d{4}-\d{2}(-\d{2})?|(19|20)\d{2}", word) and "value" in fact | {"value": 1}:
            fact["date"] = word
        elif found := re.fullmatch(r"(\w+)=(.+)", word):
            fact[found[1]] = float(found[2]) if found[1] in ("uln", "lln") else found[2].replace("_", " ")
        elif "value" in fact:
            fact["unit"] = word
        else:
            fact["value"] = number_of(word)
    return fact


def number_of(word: str) -> float | int | str:
    """A cell's word as a number where it is one."""
    if re.fullmatch(r"\d+", word):
        return int(word)
    return float(word) if re.fullmatch(r"\d+\.\d+", word) else word.replace("_", " ")
