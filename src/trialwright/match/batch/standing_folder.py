"""Blocks of columns enter, a folder of Parquet stays; and from it the verdicts on all trials, in a second folder.

    standing/                  what was made of the patients' records, on one day
        about.json             the day, the mark of the program and of the matcher's version, how many patients each block has,
                               the ages among the values, a mark of these very columns; says last that they are whole
        seen.parquet           the values that comparisons rest on, each once, as the facts of one record
        columns/00000.parquet  a row a question: what most patients answer, and of each other answer whose it is
        values/00000.parquet   a row a variable and window: the numbers of the values there are, and which is each patient's
        people/00000.parquet   who they are, and the first day on which time alone may change an answer
    verdicts/
        about.json             the day, the marks, that of the columns; each stage with its lines, and the row of each line's tree
        stages/00000.parquet   a row a stage: eligible, ineligible, unknown, or not judged
        trees/00000.parquet    a row a tree of lines: true, false, or unknown for a reason
        people/00000.parquet   as above; written last: the block is done

A table of columns, stages or trees has beside it what is different of it, each once (`00000.columns.parquet`), and its planes.
A file is written beside its place and moved there when it is whole. Columns whose writing was stopped are refused, and written
anew; verdicts that were stopped go on with the blocks that are not done. Both are refused by another version of the matcher
(`standing_notes`).
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from trialwright.errors import UserError
from trialwright.match.batch.coded import Coded
from trialwright.match.batch.coded_tables import (
    CodedTables,
    columns_of,
    planes_of,
    read_coded,
    read_people,
    read_seen,
    read_values,
    write_people,
    write_seen,
    write_values,
)
from trialwright.match.batch.cohort import program_mark
from trialwright.match.batch.outcomes import StageTold, trees_of
from trialwright.match.batch.program import Begun, PlannedStage, Program, Question
from trialwright.match.batch.standing import Standing
from trialwright.match.batch.standing_notes import cleared, is_new, note, noted, put, stopped, writing
from trialwright.match.batch.values import Key, Seen, key_of


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """What judging needs of a program: its trees, and of its questions the comparisons only. `mark` tells the whole program."""

    program: Program
    keys: tuple[Key, ...]
    mark: str


def plan_of(program: Program) -> Plan:
    """The plan of a program."""
    nothing = Begun(concept="")
    unasked = Question(asked=nothing, place=nothing)

    def kept(question: Question) -> Question:
        asked = question.asked
        return unasked if key_of(asked) is None else Question(asked=asked, place=asked)

    keys = dict.fromkeys(key for question in program.questions if (key := key_of(question.asked)) is not None)
    lean = replace(program, questions=tuple(map(kept, program.questions)))
    return Plan(program=lean, keys=tuple(keys), mark=program_mark(program))


class StandingFolder:
    """The columns of a cohort on one day."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def write(self, plan: Plan, on: dt.date, blocks: Iterable[Standing], seen: Seen) -> None:
        """Writes blocks as they come; `seen` holds their values by the end. The folder must be new or empty; columns whose
        writing was stopped are written anew. Another one, and one that somebody else writes into, is a `UserError`."""
        with writing(self.folder):
            if not is_new(self.folder) and not stopped(self.folder):
                raise UserError("there is something already", place=str(self.folder), hint="name a new folder")
            cleared(self.folder, ("columns", "values", "people"))
            self._write(plan, on, blocks, seen)

    def _write(self, plan: Plan, on: dt.date, blocks: Iterable[Standing], seen: Seen) -> None:
        about = {"on": on.isoformat(), "program": plan.mark, "columns": secrets.token_hex(8)}
        note(self.folder, {**about, "whole": False})
        sizes = []
        for number, block in enumerate(blocks):
            columns = {place: block.values[key] for place, key in enumerate(plan.keys) if key in block.values}
            _put_coded(self._path("columns", number), block.columns)
            put(self._path("values", number), write_values, columns)
            put(self._path("people", number), write_people, block.ids, block.turns)
            sizes.append(len(block.ids))
        put(self.folder / "seen.parquet", write_seen, [value for value in seen.values if not isinstance(value, tuple)])
        ages = [[number, *value] for number, value in enumerate(seen.values) if isinstance(value, tuple)]
        note(self.folder, {**about, "patients": sizes, "ages": ages, "whole": True})

    def about(self) -> dict[str, Any]:
        """The note on the folder; one that holds no columns, not all, or those of another version is a `UserError`."""
        found = noted(self.folder)
        if found.get("whole") is not True:
            raise UserError("the columns were not written to their end", place=str(self.folder), hint="write them again")
        return found

    def seen(self) -> Seen:
        """The values, by their numbers."""
        facts = read_seen(self.folder / "seen.parquet")
        ages = {number: (low, high) for number, low, high in self.about()["ages"]}
        found, left = Seen(), iter(facts)
        for number in range(len(facts) + len(ages)):
            found.number(ages[number] if number in ages else next(left))
        return found

    def block(self, number: int, plan: Plan) -> Standing:
        """One block."""
        ids, turns = read_people(self._path("people", number))
        values = read_values(self._path("values", number))
        return Standing(
            ids=tuple(ids),
            turns=turns,
            columns=read_coded(self._path("columns", number), len(ids)),
            values={plan.keys[place]: valued for place, valued in values.items()},
        )

    def _path(self, name: str, number: int) -> Path:
        return self.folder / name / f"{number:05d}.parquet"


class VerdictFolder:
    """The verdicts of a cohort on all trials of a program, on one day."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def begin(self, plan: Plan, columns: dict[str, Any]) -> list[int]:
        """The numbers of the blocks that are not done yet, of columns with this note (`StandingFolder.about`). The folder is held
        (`writing`). One of something else, or of another version, is a `UserError`."""
        blocks = len(columns["patients"])
        rows = {tree: row for row, tree in enumerate(trees_of(plan.program))}
        stages = [
            {
                "trial": stage.trial,
                "stage": stage.name,
                "lines": list(stage.lines),
                "rows": [rows[root] for root in stage.roots],
                "begins": None if stage.begins is None else rows[stage.begins],
            }
            for stage in plan.program.stages
        ]
        about = {name: columns[name] for name in ("on", "program", "columns")} | {"blocks": blocks, "stages": stages}
        if is_new(self.folder):
            note(self.folder, about)
        elif {name: value for name, value in noted(self.folder).items() if name in about} != about:
            raise UserError("the folder holds other verdicts", place=str(self.folder), hint="name a new folder")
        cleared(self.folder)
        return self._left(blocks)

    def _left(self, blocks: int) -> list[int]:
        return [number for number in range(blocks) if not self.path("people", number).exists()]

    def put(self, number: int, of: Standing, stages: Sequence[Coded], trees: Sequence[Coded]) -> None:
        """Keeps the verdicts of a block, with who its patients are."""
        _put_coded(self.path("stages", number), stages)
        _put_coded(self.path("trees", number), trees)
        put(self.path("people", number), write_people, of.ids, of.turns)

    def stage(self, trial: str, name: str) -> Iterator[StageTold]:
        """What is told of one stage, block by block. One that is not there is a KeyError; verdicts of another version, and those
        that were stopped, are a `UserError`."""
        about = noted(self.folder)
        if left := self._left(about["blocks"]):
            message = f"{len(left)} of {about['blocks']} blocks are not judged yet"
            raise UserError(message, place=str(self.folder), hint="judge the same columns into the same folder: it goes on")
        named = [(place, one) for place, one in enumerate(about["stages"]) if (one["trial"], one["stage"]) == (trial, name)]
        if not named:
            raise KeyError(f"{trial} {name} is not among the trials")
        (place, found), *_ = named
        for number in range(about["blocks"]):
            ids, turns = read_people(self.path("people", number))
            (verdicts,) = read_coded(self.path("stages", number), len(ids), rows=[place])
            begins = [] if found["begins"] is None else [found["begins"]]
            codes = [one.codes(len(ids)) for one in read_coded(self.path("trees", number), len(ids), rows=begins + found["rows"])]
            yield StageTold(
                stage=PlannedStage(trial=trial, name=name, lines=tuple(found["lines"]), roots=()),
                ids=ids,
                turns=turns,
                verdicts=verdicts.codes(len(ids)),
                lines=codes[len(begins) :],
                begun=codes[0] if begins else None,
            )

    def path(self, name: str, number: int) -> Path:
        """Where a table of a block stands."""
        return self.folder / name / f"{number:05d}.parquet"


def _put_coded(path: Path, columns: Sequence[Coded]) -> None:
    tables = CodedTables(columns)
    put(planes_of(path), tables.write_planes)
    put(columns_of(path), tables.write_columns)
    put(path, tables.write_rows)
