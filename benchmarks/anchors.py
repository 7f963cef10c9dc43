"""Answers as planes enter; the same trials over the same answers in DuckDB and in Polars, ready to be run, leave."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import pyarrow as pa

from trialwright.match.batch.planes import AnsweredPlanes, Plane
from trialwright.match.batch.program import Op, PlannedStage, Program, Step

MOST = 40
"""Trials that an anchor is given."""
Counts = list[tuple[int, int]]


@dataclass(frozen=True)
class Anchor:
    """An engine with its table loaded: `run` counts the eligible and the excluded of each trial."""

    name: str
    run: Callable[[], Counts]


def chosen_stages(program: Program) -> list[PlannedStage]:
    """The first trials of one stage whose criteria are all shown, and in which nothing is asked twice."""
    trials = [stage.trial for stage in program.stages]
    return [
        stage
        for stage in program.stages
        if trials.count(stage.trial) == 1 and stage.roots and not stage.open_end and not _asks_twice(program, stage)
    ][:MOST]


def _asks_twice(program: Program, stage: PlannedStage) -> bool:
    return any(step.twice or step.op is Op.AT_LEAST for step in _steps(program, stage.roots))


def _steps(program: Program, roots: Sequence[int]) -> Iterator[Step]:
    for number in roots:
        if number >= len(program.questions):
            step = program.steps[number - len(program.questions)]
            yield step
            yield from _steps(program, step.items)


def answers_table(program: Program, answered: AnsweredPlanes, stages: Sequence[PlannedStage], patients: int) -> pa.Table:
    """A column for each question of some stages: true, false, or null where it is unknown."""
    asked = len(program.questions)
    numbers = {root for stage in stages for root in stage.roots if root < asked}
    numbers |= {item for stage in stages for step in _steps(program, stage.roots) for item in step.items if item < asked}

    def column(true: Plane, false: Plane) -> pa.Array:
        known = pa.py_buffer((true | false).tobytes())
        return pa.Array.from_buffers(pa.bool_(), patients, [known, pa.py_buffer(true.tobytes())])

    return pa.table({f"q{number}": column(answered.true[number], answered.false[number]) for number in sorted(numbers)})


def duckdb_anchor(table: pa.Table, program: Program, stages: Sequence[PlannedStage]) -> Iterator[Anchor]:
    """DuckDB: all trials in one query, and a query for each that leaves out whom a line excludes before it looks at the next."""
    import duckdb

    base = duckdb.connect()
    base.execute("SET threads TO 1")
    base.register("given", table)
    base.execute("CREATE TABLE answers AS SELECT * FROM given")
    whole = [" AND ".join(f"({_sql(program, root)})" for root in stage.roots) for stage in stages]
    one = ", ".join(f"count(*) FILTER ({text}), count(*) FILTER (NOT ({text}))" for text in whole)

    def at_once() -> Counts:
        row = base.execute(f"SELECT {one} FROM answers").fetchone() or ()
        return list(zip(row[::2], row[1::2], strict=True))

    def each() -> Counts:
        found = []
        for stage, text in zip(stages, whole, strict=True):
            left = " AND ".join(f"({_sql(program, root)}) IS NOT FALSE" for root in stage.roots)
            query = f"SELECT count(*), count(*) FILTER ({text}) FROM answers WHERE {left}"
            kept, eligible = base.execute(query).fetchone() or (0, 0)
            found.append((eligible, table.num_rows - kept))
        return found

    yield Anchor("DuckDB, one query", at_once)
    yield Anchor("DuckDB, line by line", each)


def _sql(program: Program, number: int) -> str:
    asked = len(program.questions)
    if number < asked:
        return f"q{number}"
    step = program.steps[number - asked]
    items = [f"({_sql(program, item)})" for item in step.items]
    match step.op:
        case Op.ALL:
            return " AND ".join(items) or "TRUE"
        case Op.ANY:
            return " OR ".join(items) or "FALSE"
        case Op.NONE:
            return f"NOT ({' OR '.join(items) or 'FALSE'})"
        case Op.NOT:
            return f"NOT {items[0]}"
        case Op.WHEN:
            condition, then, otherwise = items
            return (
                f"CASE WHEN {condition} THEN {then} WHEN NOT {condition} THEN {otherwise} "
                f"WHEN {then} AND {otherwise} THEN TRUE WHEN NOT ({then} OR {otherwise}) THEN FALSE END"
            )
    return f"CASE WHEN {' AND '.join(items)} THEN TRUE WHEN NOT ({' OR '.join(items)}) THEN FALSE END" if items else "NULL"


def polars_anchor(table: pa.Table, program: Program, stages: Sequence[PlannedStage]) -> Iterator[Anchor]:
    """Polars, where it is installed (it is no dependency): all trials in one lazy query, equal parts found by its optimiser."""
    try:
        polars = import_module("polars")
    except ImportError:
        print("  Polars is not installed: not measured")
        return
    frame: Any = polars.from_arrow(table)
    whole = [polars.all_horizontal([_expression(program, root, polars) for root in stage.roots]) for stage in stages]
    counts = [
        counted for place, one in enumerate(whole) for counted in (one.sum().alias(f"e{place}"), (~one).sum().alias(f"i{place}"))
    ]

    def at_once() -> Counts:
        row = frame.lazy().select(counts).collect().row(0)
        return list(zip(row[::2], row[1::2], strict=True))

    yield Anchor(f"Polars, {polars.thread_pool_size()} threads", at_once)


def _expression(program: Program, number: int, polars: Any) -> Any:
    asked = len(program.questions)
    if number < asked:
        return polars.col(f"q{number}")
    step = program.steps[number - asked]
    items = [_expression(program, item, polars) for item in step.items]
    match step.op:
        case Op.ALL:
            return polars.all_horizontal(items)
        case Op.ANY:
            return polars.any_horizontal(items)
        case Op.NONE:
            return ~polars.any_horizontal(items)
        case Op.NOT:
            return ~items[0]
        case Op.WHEN:
            condition, then, otherwise = items
            agreed = _agreed([then, otherwise], polars)
            return polars.when(condition).then(then).when(~condition).then(otherwise).otherwise(agreed)
    return _agreed(items, polars)


def _agreed(items: list[Any], polars: Any) -> Any:
    """What all say; null where they do not, or where there is none."""
    if not items:
        return polars.lit(None, dtype=polars.Boolean)
    yes, no = polars.lit(value=True), polars.lit(value=False)
    return polars.when(polars.all_horizontal(items)).then(yes).when(~polars.any_horizontal(items)).then(no)
