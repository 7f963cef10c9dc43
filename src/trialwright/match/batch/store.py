"""A folder of a cohort: blocks of verdicts enter as they are made, tables in Parquet stay; what was done is not done again.

    cohort.json           the question: trials with their lines, reference date, size of a block; what is compared on going on
    pairs/00000.parquet   patient, trial, stage, verdict, failing lines, unknown lines with the reason
    lines/00000.parquet   the funnel of every stage: how many pass, fail, are open, are left, are stopped by this line alone
    done/00000.json       written last: the counts of the block, and the mark of the patients it was made of

A file is written beside its place and moved there when it is whole. So a run that is killed loses at most the block it was at.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from trialwright.errors import UserError
from trialwright.match.batch.funnel import FunnelLine, joined
from trialwright.match.batch.screening import PairVerdict, StageCount
from trialwright.patients.facts import PatientFacts

FORMAT = 1
INSTALL = "pip install 'trialwright[cohort]'"


@dataclass(frozen=True, kw_only=True, slots=True)
class BlockResult:
    """What is kept of one block: a row for each pair, the counts of each stage, and the funnel of each stage."""

    pairs: Iterable[PairVerdict]
    counts: Sequence[StageCount]
    funnels: Sequence[tuple[str, str, tuple[FunnelLine, ...]]]
    patients: int


def mark_of(patients: Iterable[PatientFacts]) -> str:
    """A mark of everything that is known of some patients: another one when anything of it changes."""
    found = hashlib.sha256()
    for patient in patients:
        parts = (patient.id, patient.birth_date, patient.age, patient.sex, sorted(patient.coverage))
        found.update(repr((*parts, patient.facts)).encode())
    return found.hexdigest()


class CohortFolder:
    """The results of one question (trials, date) put to a cohort."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def begin(self, question: dict[str, Any]) -> None:
        """Makes the folder, or goes on in it. A folder that holds the answers to another question is a `UserError`."""
        about = {"format": FORMAT, **question}
        stated = self.folder / "cohort.json"
        if not stated.exists():
            if self.folder.exists() and any(self.folder.iterdir()):
                raise UserError("the folder is not empty and holds no cohort", place=str(self.folder), hint="name a new folder")
            for name in ("pairs", "lines", "done"):
                (self.folder / name).mkdir(parents=True, exist_ok=True)
            _placed(stated, lambda path: path.write_text(json.dumps(about, indent=1), "utf-8"))
        elif json.loads(stated.read_text("utf-8")) != json.loads(json.dumps(about)):
            raise UserError(
                "the folder holds the answers to another question (other trials, another date or size of a block)",
                place=str(self.folder),
                hint="name a new folder, or remove this one",
            )

    def question(self) -> dict[str, Any]:
        """What the folder holds the answers to."""
        stated = self.folder / "cohort.json"
        try:
            found = json.loads(stated.read_text("utf-8"))
        except (OSError, ValueError) as error:
            hint = "`trialwright cohort … --output FOLDER` makes one"
            raise UserError("this is no folder of a cohort", place=str(self.folder), hint=hint) from error
        if not isinstance(found, dict) or found.get("format") != FORMAT:
            raise UserError("the folder is of another version", place=str(self.folder), hint="make it anew with this one")
        return found

    def has(self, number: int, mark: str) -> bool:
        """Whether a block is done, for the very same patients."""
        done = self._done(number)
        return done is not None and done["mark"] == mark

    def put(self, number: int, mark: str, result: BlockResult) -> None:
        """Keeps a block: its tables first, then the note that it is done."""
        done = self._path("done", number)
        done.unlink(missing_ok=True)
        _placed(self._path("pairs", number), lambda path: _write_pairs(path, result.pairs))
        _placed(self._path("lines", number), lambda path: _write_lines(path, result.funnels))
        kept = {"mark": mark, "patients": result.patients, "counts": [asdict(count) for count in result.counts]}
        _placed(done, lambda path: path.write_text(json.dumps(kept), "utf-8"))

    def cut(self, blocks: int) -> None:
        """Forgets the blocks from a number on: the cohort has become smaller."""
        for name in ("done", "pairs", "lines"):
            for path in (self.folder / name).iterdir():
                if path.stem.isdigit() and int(path.stem) >= blocks:
                    path.unlink()

    def counts(self) -> list[StageCount]:
        """Each stage over all blocks that are done."""
        found: dict[tuple[str, str], StageCount] = {}
        for done in self._all_done():
            for row in done["counts"]:
                here = StageCount(**row)
                before = found.get((here.trial, here.stage))
                found[here.trial, here.stage] = here if before is None else _added(before, here)
        return list(found.values())

    def patients(self) -> int:
        """How many patients the blocks have that are done."""
        return sum(done["patients"] for done in self._all_done())

    def funnel(self, trial: str, stage: str) -> tuple[FunnelLine, ...]:
        """The funnel of a stage over all blocks that are done."""
        return joined(_read_lines(path, trial, stage) for path in sorted((self.folder / "lines").glob("*.parquet")))

    def _all_done(self) -> Iterator[dict[str, Any]]:
        for path in sorted((self.folder / "done").glob("*.json")):
            yield json.loads(path.read_text("utf-8"))

    def _done(self, number: int) -> dict[str, Any] | None:
        path = self._path("done", number)
        found: dict[str, Any] | None = json.loads(path.read_text("utf-8")) if path.exists() else None
        return found

    def _path(self, name: str, number: int) -> Path:
        return self.folder / name / f"{number:05d}.{'json' if name == 'done' else 'parquet'}"


def _added(one: StageCount, other: StageCount) -> StageCount:
    return StageCount(
        trial=one.trial,
        stage=one.stage,
        judged=one.judged + other.judged,
        eligible=one.eligible + other.eligible,
        ineligible=one.ineligible + other.ineligible,
    )


def _placed(path: Path, write: Callable[[Path], object]) -> None:
    """Writes a file beside its place, makes it safe on the disk, and moves it there."""
    beside = path.with_name(f".{path.name}.part")
    write(beside)
    with beside.open("rb+") as stream:
        os.fsync(stream.fileno())
    beside.replace(path)


def _arrow() -> Any:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise UserError("a cohort needs a package that is not installed: pyarrow", place="cohort", hint=INSTALL) from error
    return pyarrow


def _write_pairs(path: Path, pairs: Iterable[PairVerdict]) -> None:
    arrow = _arrow()
    rows = list(pairs)
    open_line = arrow.struct([("line", arrow.string()), ("reason", arrow.string())])
    table = arrow.table(
        {
            "patient": arrow.array([row.patient for row in rows], arrow.string()),
            "trial": arrow.array([row.trial for row in rows], arrow.string()).dictionary_encode(),
            "stage": arrow.array([row.stage for row in rows], arrow.string()).dictionary_encode(),
            "verdict": arrow.array([row.verdict.value for row in rows], arrow.string()).dictionary_encode(),
            "failing": arrow.array([list(row.failing) for row in rows], arrow.list_(arrow.string())),
            "unknown": arrow.array(
                [[{"line": line, "reason": reason.value} for line, reason in row.unknown] for row in rows], arrow.list_(open_line)
            ),
        }
    )
    arrow.parquet.write_table(table, path, compression="zstd")


_NUMBERS = ("passed", "failed", "unknown", "left", "only")


def _write_lines(path: Path, funnels: Sequence[tuple[str, str, tuple[FunnelLine, ...]]]) -> None:
    arrow = _arrow()
    rows = [(trial, stage, line) for trial, stage, lines in funnels for line in lines]
    columns: dict[str, Any] = {
        "trial": arrow.array([row[0] for row in rows], arrow.string()).dictionary_encode(),
        "stage": arrow.array([row[1] for row in rows], arrow.string()).dictionary_encode(),
        "line": arrow.array([row[2].line for row in rows], arrow.string()),
    }
    columns |= {name: arrow.array([getattr(row[2], name) for row in rows], arrow.int64()) for name in _NUMBERS}
    arrow.parquet.write_table(arrow.table(columns), path, compression="zstd")


def _read_lines(path: Path, trial: str, stage: str) -> tuple[FunnelLine, ...]:
    wanted = [("trial", "=", trial), ("stage", "=", stage)]
    rows = _arrow().parquet.read_table(path, filters=wanted).to_pylist()
    return tuple(FunnelLine(line=row["line"], **{name: row[name] for name in _NUMBERS}) for row in rows)
