"""The tables of a cohort, in memory on one side, in Parquet on the other: answers, verdicts on pairs, lines, changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from trialwright.errors import UserError
from trialwright.match.batch.ahead import Ahead
from trialwright.match.batch.answers import Codes
from trialwright.match.batch.arrow import pairs_batch
from trialwright.match.batch.block import Answered, Sort
from trialwright.match.batch.changes import Change
from trialwright.match.batch.funnel import FunnelLine
from trialwright.match.batch.pairs import Pairs
from trialwright.match.batch.program import PlannedStage
from trialwright.match.batch.screening import PairVerdict
from trialwright.match.verdict import Eligibility, Reason
from trialwright.patients.facts import Kind

INSTALL = "pip install 'trialwright[cohort]'"


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One patient as kept: the answers, and a mark of what was known of them (`store.mark_of`)."""

    patient: str
    mark: str
    answered: Answered


@dataclass(frozen=True, kw_only=True, slots=True)
class Kept:
    """The rows of some patients in a table of pairs that was written before."""

    path: Path
    patients: frozenset[str]


def write_answers(path: Path, rows: Sequence[Row]) -> None:
    """A row for each patient: `turn` is when to look again (none: not by time alone), `questions` and `codes` what is unusual."""
    arrow = _arrow()
    kept = [row.answered for row in rows]
    _write(
        path,
        {
            "patient": arrow.array([row.patient for row in rows], arrow.string()),
            "mark": arrow.array([row.mark for row in rows], arrow.string()),
            "turn": arrow.array([_day(one.turn) for one in kept], arrow.date32()),
            **_sorts([one.sort for one in kept]),
            "questions": arrow.array([one.questions for one in kept], arrow.list_(arrow.uint32())),
            "codes": arrow.array([one.codes for one in kept], arrow.list_(arrow.uint8())),
        },
    )


def read_answers(path: Path) -> list[Row]:
    """The rows of `write_answers`, in their order."""
    table = _read(path)
    questions, codes = table["questions"].combine_chunks(), table["codes"].combine_chunks()
    numbers = questions.values.to_numpy(), codes.values.to_numpy()
    edges = questions.offsets.to_numpy()
    marks, turns = table["mark"].to_pylist(), table["turn"].to_pylist()
    return [
        Row(
            patient=patient,
            mark=marks[place],
            answered=Answered(
                sort=sort,
                questions=numbers[0][edges[place] : edges[place + 1]],
                codes=numbers[1][edges[place] : edges[place + 1]],
                turn=(turns[place] or dt.date.max).toordinal(),
            ),
        )
        for place, (patient, sort) in enumerate(zip(table["patient"].to_pylist(), _read_sorts(table), strict=True))
    ]


def read_patients(path: Path) -> list[str]:
    """Whose answers a file has."""
    found: list[str] = _read(path, columns=["patient"])["patient"].to_pylist()
    return found


def write_usual(path: Path, usual: dict[Sort, Codes]) -> None:
    """What is usual for each sort: the code of every question, a byte each."""
    arrow = _arrow()
    codes = arrow.array([one.tobytes() for one in usual.values()], arrow.binary())
    _write(path, {**_sorts(list(usual)), "codes": codes})


def read_usual(path: Path) -> dict[Sort, Codes]:
    """The table of `write_usual`."""
    table = _read(path)
    codes = (np.frombuffer(one, dtype=np.uint8) for one in table["codes"].to_pylist())
    return dict(zip(_read_sorts(table), codes, strict=True))


def write_pairs(path: Path, pairs: Pairs, *, kept: Kept | None = None, order: Sequence[str] = ()) -> None:
    """A row for each pair, stage by stage; those of `kept` are taken over. The patients stand in the order that is given."""
    arrow = _arrow()
    table = arrow.Table.from_batches([pairs_batch(pairs, coded=kept is None)])
    _write(path, table if kept is None else _with_kept(table, kept, (pairs.stages, order)))


def _with_kept(table: Any, kept: Kept, order: tuple[Sequence[PlannedStage], Sequence[str]]) -> Any:
    arrow = _arrow()
    old = _read(kept.path)
    old = old.filter(arrow.compute.is_in(old["patient"], value_set=arrow.array(sorted(kept.patients), arrow.string())))
    both = arrow.concat_tables([old.cast(table.schema), table])
    stages, patients = order
    names = arrow.compute.binary_join_element_wise(both["trial"], both["stage"], "\n")
    places = (_places(names, [f"{one.trial}\n{one.name}" for one in stages]), _places(both["patient"], patients))
    return both.take(np.lexsort(places[::-1]))


def _places(texts: Any, order: Sequence[str]) -> Any:
    arrow = _arrow()
    return arrow.compute.index_in(texts, value_set=arrow.array(order, arrow.string())).to_numpy()


def read_pairs(path: Path, trial: str, stage: str, verdict: Eligibility) -> Iterator[PairVerdict]:
    """The patients of a stage with a verdict, of those that `write_pairs` kept."""
    rows = _read(path, filters=[("trial", "=", trial), ("stage", "=", stage), ("verdict", "=", verdict.value)]).to_pylist()
    for row in rows:
        yield PairVerdict(
            patient=row["patient"],
            trial=trial,
            stage=stage,
            verdict=verdict,
            failing=tuple(row["failing"]),
            unknown=tuple((one["line"], Reason(one["reason"])) for one in row["unknown"]),
        )


_NUMBERS = ("passed", "failed", "unknown", "left", "only")


def write_lines(path: Path, funnels: Sequence[tuple[str, str, tuple[FunnelLine, ...]]]) -> None:
    """A row for each line of each stage."""
    arrow = _arrow()
    rows = [(trial, stage, line) for trial, stage, lines in funnels for line in lines]
    columns: dict[str, Any] = {
        "trial": arrow.array([row[0] for row in rows], arrow.string()).dictionary_encode(),
        "stage": arrow.array([row[1] for row in rows], arrow.string()).dictionary_encode(),
        "line": arrow.array([row[2].line for row in rows], arrow.string()),
    }
    columns |= {name: arrow.array([getattr(row[2], name) for row in rows], arrow.int64()) for name in _NUMBERS}
    _write(path, columns | {"failing": arrow.array([list(row[2].failing) for row in rows], arrow.list_(arrow.int64()))})


def read_lines(path: Path, trial: str, stage: str) -> tuple[FunnelLine, ...]:
    """The lines of a stage."""
    rows = _read(path, filters=[("trial", "=", trial), ("stage", "=", stage)]).to_pylist()
    return tuple(
        FunnelLine(line=row["line"], failing=tuple(row["failing"]), **{name: row[name] for name in _NUMBERS}) for row in rows
    )


def write_changes(path: Path, changes: Sequence[Change]) -> None:
    """A row for each pair whose verdict changed."""
    arrow = _arrow()
    line = arrow.struct([("line", arrow.string()), ("before", arrow.string()), ("after", arrow.string())])
    columns = {
        name: arrow.array([getattr(one, name) for one in changes], arrow.string())
        for name in ("patient", "trial", "stage", "before", "after")
    }
    columns["on"] = arrow.array([one.on for one in changes], arrow.date32())
    columns["causes"] = arrow.array([list(one.causes) for one in changes], arrow.list_(arrow.string()))
    lines = [[{"line": name, "before": before, "after": after} for name, before, after in one.lines] for one in changes]
    _write(path, columns | {"lines": arrow.array(lines, arrow.list_(line))})


def read_changes(path: Path) -> Iterator[Change]:
    """The rows of `write_changes`."""
    for row in _read(path).to_pylist():
        lines = tuple((line["line"], line["before"], line["after"]) for line in row.pop("lines"))
        yield Change(**(row | {"causes": tuple(row["causes"]), "lines": lines}))


def write_ahead(path: Path, ahead: Sequence[Ahead]) -> None:
    """A row for each pair whose verdict time alone will change."""
    arrow = _arrow()
    columns = {
        name: arrow.array([getattr(one, name) for one in ahead], arrow.string())
        for name in ("patient", "trial", "stage", "verdict", "becomes")
    }
    _write(path, columns | {"changes_on": arrow.array([one.changes_on for one in ahead], arrow.date32())})


def read_ahead(path: Path) -> Iterator[Ahead]:
    """The rows of `write_ahead`."""
    return (Ahead(**row) for row in _read(path).to_pylist())


def _day(ordinal: int) -> dt.date | None:
    return None if ordinal >= dt.date.max.toordinal() else dt.date.fromordinal(ordinal)


def _sorts(sorts: Sequence[Sort]) -> dict[str, Any]:
    arrow = _arrow()
    return {
        "sex": arrow.array([sex for _, sex in sorts], arrow.string()),
        "coverage": arrow.array([sorted(kind.value for kind in coverage) for coverage, _ in sorts], arrow.list_(arrow.string())),
    }


def _read_sorts(table: Any) -> list[Sort]:
    covered, sexes = table["coverage"].to_pylist(), table["sex"].to_pylist()
    return [(frozenset(map(Kind, kinds)), sex) for kinds, sex in zip(covered, sexes, strict=True)]


def _write(path: Path, columns: Any) -> None:
    """Writes a table, or the columns of one. How Arrow held it is not kept: what is coded is read back as what it says."""
    arrow = _arrow()
    table = arrow.table(columns) if isinstance(columns, dict) else columns
    arrow.parquet.write_table(table, path, compression="zstd", store_schema=False)


def _read(path: Path, **how: Any) -> Any:
    arrow = _arrow()
    try:
        return arrow.parquet.read_table(path, **how)
    except (OSError, arrow.ArrowException) as error:
        hint = "remove this folder, and run `trialwright cohort` again"
        raise UserError(f"the table is damaged: {error}", place=str(path), hint=hint) from error


def _arrow() -> Any:
    try:
        import pyarrow
        import pyarrow.compute
        import pyarrow.parquet
    except ImportError as error:
        raise UserError("a cohort needs a package that is not installed: pyarrow", place="cohort", hint=INSTALL) from error
    return pyarrow
