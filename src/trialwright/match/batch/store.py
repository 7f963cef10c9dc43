"""A folder of a cohort: blocks of answers and verdicts enter as they are made, tables in Parquet stay; nothing is made twice.

    cohort.json           the question: trials with their lines, reference date, size of a block; the number of the run
    protocols.json.gz     the trials as they were read
    answers/00000.parquet a row a patient: the answers to all questions, when to look again, a mark of what was known
    usual/00000.parquet   what persons without records answer, of each sort
    pairs/00000.parquet   patient, trial, stage, verdict, failing lines, unknown lines with the reason
    lines/00000.parquet   the funnel of every stage: how many pass, fail, are open, are left, are stopped by this line alone
    ahead/00000.parquet   when it was asked for: whose verdict time alone will change, on which day, and to what
    done/00000.json       written last: the counts of the block, and the mark of the patients it was made of
    changes/00002/        of each run after the first: whose verdict is another than before, from what to what, and why
    next/                 a run that has not come to its end: the same once more
    .held.*               which run is writing into the folder (`held`)

A file is written beside its place and moved there when it is whole; a run is made in `next` and takes the place of the one before
when it is whole. So a run that is killed loses at most the block it was at, and what was there before stands until then.
"""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import json
import os
import shutil
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from trialwright.errors import UserError
from trialwright.match.batch.ahead import Ahead
from trialwright.match.batch.answers import Codes
from trialwright.match.batch.block import Sort
from trialwright.match.batch.changes import Change, net, tells
from trialwright.match.batch.funnel import FunnelLine, joined
from trialwright.match.batch.held import HELD, held
from trialwright.match.batch.pairs import Pairs
from trialwright.match.batch.screening import PairVerdict, StageCount
from trialwright.match.batch.tables import (
    Kept,
    Row,
    read_ahead,
    read_answers,
    read_changes,
    read_lines,
    read_pairs,
    read_usual,
    write_ahead,
    write_answers,
    write_changes,
    write_lines,
    write_pairs,
    write_usual,
)
from trialwright.match.verdict import Eligibility
from trialwright.patients.facts import PatientFacts
from trialwright.protocol.form import protocol_from_json, to_json
from trialwright.protocol.protocol import Protocol

FORMAT = 2
_ABOUT, _PROTOCOLS, _WHOLE = "cohort.json", "protocols.json.gz", "whole"
_LINE = ("id", "section", "text")
_TABLES = ("answers", "usual", "pairs", "lines", "ahead", "done")
_ANEW = "remove this folder, and run `trialwright cohort` again"
AGAIN = "run `trialwright cohort` again with the same folder"


@dataclass(frozen=True, kw_only=True, slots=True)
class BlockResult:
    """What is kept of one block: its patients' answers and what is usual for their sorts, a row for each pair (with `kept`, those
    that stand from before), the counts and the funnel of each stage, what has changed, and what time alone will change."""

    rows: Sequence[Row]
    usual: dict[Sort, Codes]
    pairs: Pairs
    kept: Kept | None
    counts: Sequence[StageCount]
    funnels: Sequence[tuple[str, str, tuple[FunnelLine, ...]]]
    changes: Sequence[Change] = ()
    ahead: Sequence[Ahead] = ()


def mark_of(patient: PatientFacts) -> str:
    """A mark of everything that is known of a patient: another one when anything of it changes."""
    parts = (patient.id, patient.birth_date, patient.age, patient.sex, sorted(patient.coverage), patient.facts)
    return hashlib.blake2b(repr(parts).encode(), digest_size=16).hexdigest()


class Run:
    """The tables of one run over a cohort, whole or not yet."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def question(self) -> dict[str, Any]:
        """What the run holds the answers to. A folder without one is a `UserError`."""
        stated = self.folder / _ABOUT
        try:
            found = json.loads(stated.read_text("utf-8"))
        except OSError as error:
            hint = "`trialwright cohort … --output FOLDER` makes one"
            raise UserError("this is no folder of a cohort", place=str(self.folder), hint=hint) from error
        except ValueError as error:
            raise UserError("the note on the cohort is damaged", place=str(stated), hint=_ANEW) from error
        if not isinstance(found, dict) or found.get("format") != FORMAT:
            raise UserError("the folder is of another version", place=str(self.folder), hint="make it anew with this one")
        if not _is_question(found):
            raise UserError("the note on the cohort is damaged", place=str(stated), hint=_ANEW)
        return found

    def protocols(self) -> tuple[Protocol, ...]:
        """The trials of the run, as they were read for it."""
        path = self.folder / _PROTOCOLS
        try:
            return tuple(map(protocol_from_json, json.loads(gzip.decompress(path.read_bytes()))))
        except (OSError, EOFError, ValueError, KeyError, TypeError, zlib.error) as error:
            raise UserError(f"the trials of the folder cannot be read: {error}", place=str(path), hint=AGAIN) from error

    def blocks(self) -> int:
        """How many blocks are done."""
        return sum(1 for _ in self._all_done())

    def mark(self, number: int) -> str | None:
        """The mark of the patients that a block was made of; None when it is not done, or cannot be read."""
        try:
            return str(json.loads(self.path("done", number).read_text("utf-8"))["mark"])
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def rows(self, number: int) -> list[Row]:
        """The answers of a block's patients."""
        return read_answers(self.path("answers", number))

    def usual(self, number: int) -> dict[Sort, Codes]:
        """What is usual for the sorts of a block's patients."""
        return read_usual(self.path("usual", number))

    def counts(self) -> list[StageCount]:
        """Each stage over all blocks."""
        found: dict[tuple[str, str], StageCount] = {}
        for done in self._all_done():
            for row in done["counts"]:
                here = StageCount(**row)
                before = found.get((here.trial, here.stage))
                found[here.trial, here.stage] = here if before is None else before + here
        return list(found.values())

    def patients(self) -> int:
        """How many patients there are."""
        return sum(done["patients"] for done in self._all_done())

    def funnel(self, trial: str, stage: str) -> tuple[FunnelLine, ...]:
        """The funnel of a stage over all blocks."""
        return joined(read_lines(self.path("lines", number), trial, stage) for number in self._numbers())

    def pairs(self, trial: str, stage: str, verdict: Eligibility) -> Iterator[PairVerdict]:
        """The patients of a stage with a verdict; those who are excluded only where the run was asked to keep them."""
        return (one for number in self._numbers() for one in read_pairs(self.path("pairs", number), trial, stage, verdict))

    def ahead(self, number: int | None = None) -> Iterator[Ahead]:
        """What time alone will change, of one block or of all; a run that was not asked to look ahead tells none."""
        paths = sorted((self.folder / "ahead").glob("*.parquet")) if number is None else [self.path("ahead", number)]
        return (one for path in paths for one in read_ahead(path))

    def path(self, name: str, number: int) -> Path:
        """Where a table of a block stands."""
        return self.folder / name / f"{number:05d}.{'json' if name == 'done' else 'parquet'}"

    def _numbers(self) -> list[int]:
        """The numbers of the blocks that are done."""
        return sorted(int(path.stem) for path in (self.folder / "done").glob("*.json") if path.stem.isdecimal())

    def _all_done(self) -> Iterator[dict[str, Any]]:
        for path in sorted((self.folder / "done").glob("*.json")):
            try:
                found = json.loads(path.read_text("utf-8"))
                known = isinstance(found["patients"], int) and isinstance(found["counts"], list)
            except (ValueError, KeyError, TypeError):
                known = False
            if not known:
                raise UserError("the note on a block is damaged", place=str(path), hint=f"remove it, and {AGAIN}")
            yield found


class NextRun(Run):
    """A run that is being made."""

    def begin(self, question: dict[str, Any], protocols: Sequence[Protocol]) -> None:
        """Goes on with the run that was stopped when it asks the same; else begins anew.

        A first run that was stopped has no run before it to fall back on: when it asked something else, that is a `UserError`.
        """
        about = {"format": FORMAT, **question}
        stated = self.folder / _ABOUT
        if stated.exists():
            stopped = _json(stated)
            if stopped == json.loads(json.dumps(about)):
                return
            if stopped.get("run") == 1 and self.blocks():
                message = (
                    f"the first run, of {stopped['on']}, was stopped ({self.blocks()} blocks are done), and asked something else"
                )
                hint = f"go on with --on {stopped['on']} and the same trials, or remove this folder to begin anew"
                raise UserError(message, place=str(self.folder), hint=hint)
        shutil.rmtree(self.folder, ignore_errors=True)
        for name in (*_TABLES, "changes"):
            (self.folder / name).mkdir(parents=True)
        text = json.dumps([to_json(protocol) for protocol in protocols], ensure_ascii=False)
        placed(self.folder / _PROTOCOLS, lambda path: path.write_bytes(gzip.compress(text.encode("utf-8", "surrogatepass"))))
        placed(stated, lambda path: path.write_text(json.dumps(about, indent=1), "utf-8"))

    def put(self, number: int, mark: str, result: BlockResult) -> None:
        """Keeps a block: its tables first, then the note that it is done."""
        self.path("done", number).unlink(missing_ok=True)
        placed(self.path("answers", number), lambda path: write_answers(path, result.rows))
        placed(self.path("usual", number), lambda path: write_usual(path, result.usual))
        order = [row.patient for row in result.rows]
        placed(self.path("pairs", number), lambda path: write_pairs(path, result.pairs, kept=result.kept, order=order))
        placed(self.path("lines", number), lambda path: write_lines(path, result.funnels))
        placed(self.path("ahead", number), lambda path: write_ahead(path, result.ahead))
        placed(self.path("changes", number), lambda path: write_changes(path, result.changes))
        kept = {"mark": mark, "patients": len(result.rows), "counts": [asdict(count) for count in result.counts]}
        placed(self.path("done", number), lambda path: path.write_text(json.dumps(kept), "utf-8"))

    def take(self, number: int, earlier: Run) -> None:
        """Keeps a block as it was in an earlier run, in which nothing has changed."""
        self.path("done", number).unlink(missing_ok=True)
        for name in _TABLES:
            placed(self.path(name, number), lambda path, name=name: _linked(earlier.path(name, number), path))  # type: ignore[misc]

    def put_departed(self, changes: Sequence[Change], blocks: int) -> None:
        """Keeps the changes of those who are gone, as if they were one more block."""
        placed(self.path("changes", blocks), lambda path: write_changes(path, changes))

    def cut(self, blocks: int) -> None:
        """Forgets the blocks from a number on: the cohort has become smaller since a run was stopped."""
        for name in (*_TABLES, "changes"):
            for path in (self.folder / name).iterdir():
                if path.stem.isdigit() and int(path.stem) >= blocks:
                    path.unlink()


class CohortFolder(Run):
    """The results of the last whole run over a cohort, and the changes of all runs."""

    @contextmanager
    def held(self) -> Iterator[None]:
        """Makes the folder, if there is none, and holds it for a run. A folder of something else, and one that another run
        holds, is a `UserError`."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            message = f"the folder cannot be made: {error.strerror}"
            raise UserError(message, place=str(self.folder), hint="name another folder") from None
        ours = (self.folder / _ABOUT).exists() or (self.folder / "next" / _WHOLE).exists()
        if not ours and any(path.name != "next" and not path.name.startswith(HELD) for path in self.folder.iterdir()):
            raise UserError("the folder is not empty and holds no cohort", place=str(self.folder), hint="name a new folder")
        with held(self.folder):
            yield

    def begin(self, question: dict[str, Any], protocols: Sequence[Protocol]) -> NextRun:
        """The run to be made, in a folder that is held: that of this question where one was stopped."""
        found = NextRun(self.folder / "next")
        self._adopt(found)
        number = self.question()["run"] + 1 if self.begun() else 1
        found.begin({"run": number, **question}, protocols)
        return found

    def begun(self) -> bool:
        """Whether there is a whole run."""
        return (self.folder / _ABOUT).exists()

    def question(self) -> dict[str, Any]:
        """As for any run; one that has not come to its end yet is told."""
        if not self.begun() and (self.folder / "next" / _ABOUT).exists():
            done = NextRun(self.folder / "next").blocks()
            raise UserError(f"the first run has not come to its end ({done} blocks are done)", place=str(self.folder), hint=AGAIN)
        return super().question()

    @property
    def being_replaced(self) -> bool:
        """Whether a whole run is being moved to its place: what stands there is partly of it, partly of the one before."""
        return (self.folder / "next" / _WHOLE).exists()

    def finish(self, run: NextRun) -> None:
        """The run takes the place of the one before."""
        placed(run.folder / _WHOLE, lambda path: path.write_text("", "utf-8"))
        self._adopt(run)

    def changes(self) -> Iterator[Change]:
        """All changes of all runs, in their order."""
        for folder in sorted((self.folder / "changes").glob("*")):
            yield from _changes_in(folder)

    def last_changes(self) -> Iterator[Change]:
        """Those of the last run; none of the first."""
        found = _changes_in(self.folder / "changes" / f"{self.question()['run']:05d}")
        return (one for one in found if tells((one.before, one.after), one.causes))

    def changes_since(self, day: dt.date) -> tuple[Change, ...]:
        """What is different from how it was on a day: one change for each pair."""
        return net(change for change in self.changes() if change.on > day)

    def _adopt(self, run: NextRun) -> None:
        """Moves a whole run to its place; begun again after it was killed, it goes on."""
        if not (run.folder / _WHOLE).exists():
            return
        number = _json(run.folder / _ABOUT if (run.folder / _ABOUT).exists() else self.folder / _ABOUT)["run"]
        moves = [(name, name) for name in _TABLES] + ([("changes", f"changes/{number:05d}")] if number > 1 else [])
        for name, place in moves:
            if (run.folder / name).exists():
                shutil.rmtree(self.folder / place, ignore_errors=True)
                (self.folder / place).parent.mkdir(exist_ok=True)
                (run.folder / name).replace(self.folder / place)
        for name in (_PROTOCOLS, _ABOUT):
            if (run.folder / name).exists():
                (run.folder / name).replace(self.folder / name)
        shutil.rmtree(run.folder)


def _is_question(found: dict[str, Any]) -> bool:
    """Whether a note says what is looked for in it."""
    try:
        dt.date.fromisoformat(found["on"])
        lines = [line for trial in found["trials"] for stage in trial["stages"] for line in stage["lines"]]
        trials = [(trial["key"], trial["title"]) for trial in found["trials"]]
        stages = [stage["name"] for trial in found["trials"] for stage in trial["stages"]]
        texts = [*(part for trial in trials for part in trial), *stages, *(line[name] for line in lines for name in _LINE)]
        return isinstance(found["run"], int) and all(isinstance(text, str) for text in texts)
    except (KeyError, TypeError, ValueError):
        return False


def _changes_in(folder: Path) -> Iterator[Change]:
    for path in sorted(folder.glob("*.parquet")):
        yield from read_changes(path)


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        hint = "remove the folder `next` in it, and run `trialwright cohort` again"
        raise UserError("the note on a run is damaged", place=str(path), hint=hint) from error


def _linked(source: Path, place: Path) -> None:
    """The same file once more: it is never written to, only replaced."""
    place.unlink(missing_ok=True)
    try:
        os.link(source, place)
    except OSError:
        shutil.copyfile(source, place)


def placed(path: Path, write: Callable[[Path], object], own: str = "") -> None:
    """Writes a file beside its place, makes it safe on the disk, and moves it there. `own` parts the names of several writers."""
    beside = path.with_name(f".{path.name}{own}.part")
    write(beside)
    with beside.open("rb+") as stream:
        os.fsync(stream.fileno())
    beside.replace(path)
