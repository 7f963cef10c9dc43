"""Names of files, folders or "-" enter, trials leave one by one; what cannot be read is reported and counted, never dropped."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from trialwright.cli.bars import bar
from trialwright.cli.screen import say_problem
from trialwright.errors import UserError
from trialwright.protocol.review_head import REVIEW_ENDING, is_review
from trialwright.registries.reading import read_records
from trialwright.registries.record import TrialRecord
from trialwright.registries.rejected import Rejected

if TYPE_CHECKING:
    from trialwright.protocol.review import Review

FILES_HELP = "Trial records or pages: JSON, JSON lines, XML, text, HTML; packed or not; a folder of them; - for standard input."
STDIN = "-"
STDIN_NAME = "standard input"


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """Something that could not be done: where, what, and how to mend it."""

    place: str
    message: str
    hint: str | None = None

    def to_json(self) -> dict[str, Any]:
        """`{"place", "message", "hint"}`."""
        return {"place": self.place, "message": self.message, "hint": self.hint}


@dataclass(kw_only=True)
class Inputs:
    """The trials of a command: read once, in the order named. `problems` grows as they are read; `read` counts the records."""

    names: Sequence[str]
    urls: Sequence[str] = ()
    problems: list[Problem] = field(default_factory=list)
    read: int = 0

    def records(self) -> Iterator[TrialRecord]:
        """Every record of every file. The file of a review is none, and is reported."""
        return (item for item in self._each(reviews=False) if isinstance(item, TrialRecord))

    def trials(self) -> Iterator[TrialRecord | Review]:
        """Every record and every review."""
        return self._each(reviews=True)

    def _each(self, *, reviews: bool) -> Iterator[TrialRecord | Review]:
        """Trial by trial, with a progress bar on standard error where that is a terminal."""
        files = list(self.files())
        with bar(counted=True, wanted=len(files) + sum(path is not None for _, path in files) >= 3) as drawn:
            task = drawn.add_task("reading", total=len(files))
            for place, (name, path) in enumerate(files):
                yield from self._of(name, path, self.urls[place] if place < len(self.urls) else None, reviews=reviews)
                drawn.update(task, advance=1, description=f"{self.read} trials")

    def problem(self, problem: Problem, *, label: str = "not read") -> None:
        """Report a problem at once, and keep it."""
        self.problems.append(problem)
        say_problem(problem.place, problem.message, problem.hint, label=label)

    def exit_code(self) -> int:
        """0 when all was read, 1 when some was, 2 when nothing was."""
        if not self.problems:
            return 0
        return 1 if self.read else 2

    def files(self) -> Iterator[tuple[str, Path | None]]:
        """Each file with the name to call it by; "-" has no path. A folder gives the files in it, hidden ones left out."""
        _at_most_one_stdin(self.names)
        for name in self.names:
            path = Path(name)
            if name == STDIN:
                yield STDIN_NAME, None
            elif path.is_dir():
                yield from self._folder(path)
            else:
                yield name, path

    def _folder(self, folder: Path) -> Iterator[tuple[str, Path | None]]:
        inside = sorted(path for path in folder.rglob("*") if path.is_file() and not _hidden(path.relative_to(folder)))
        if not inside:
            self.problem(
                Problem(place=str(folder), message="the folder holds no file", hint="name files of trials, or a folder of them")
            )
        yield from ((str(path), path) for path in inside)

    def _of(self, name: str, path: Path | None, url: str | None, *, reviews: bool) -> Iterator[TrialRecord | Review]:
        def rejected(item: Rejected) -> None:
            at = item.place.source if item.place.line is None else f"{item.place.source}, line {item.place.line}"
            message = item.finding.message.removeprefix(f"{at}: ")
            self.problem(Problem(place=fuller(at, name, path), message=message, hint=item.finding.hint))

        called = path.name if path else name
        try:
            with _source(path) as source:
                text = review_text(source)
                if text is not None:
                    found: Iterable[TrialRecord | Review] = (_review(text, called, wanted=reviews),)
                else:
                    found = read_records(source, name=called, url=url, report=rejected)
                for item in found:
                    self.read += 1
                    yield item
        except UserError as error:
            self.problem(Problem(place=fuller(error.place, name, path), message=error.message, hint=error.hint))


_HEAD = 4096


@contextmanager
def _source(path: Path | None) -> Iterator[Path | io.BufferedReader]:
    """A file by its path; standard input as a stream that can be looked into, left open behind."""
    if path is not None:
        yield path
        return
    stream = cast("io.BufferedReader", io.BufferedReader(cast("io.RawIOBase", sys.stdin.buffer)))
    try:
        yield stream
    finally:
        stream.detach()


def review_text(source: Path | io.BufferedReader) -> str | None:
    """The text of a review's file or stream; None for any other, and for what cannot be opened, which its reader will say."""
    try:
        if isinstance(source, io.BufferedReader):
            data = source.read() if is_review(source.peek(_HEAD)) else None
        else:
            data = _review_bytes(source) if source.is_file() else None
    except OSError:
        return None
    try:
        return None if data is None else data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise UserError("the file is not in UTF-8", hint="save it as UTF-8") from None


def _review_bytes(path: Path) -> bytes | None:
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
        return head + stream.read() if is_review(head) or path.name.endswith(REVIEW_ENDING) else None


def _review(text: str, name: str, *, wanted: bool) -> Review:
    if not wanted:
        raise UserError("this is the file of a review, not a record", hint="compile, match, review, diff and export read it")
    from trialwright.protocol.review_form import read_review  # with the grammar of the criteria language: only for reviews

    return read_review(text, name=name)


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def fuller(place: str | None, name: str, path: Path | None) -> str:
    """The reader's place with the path as the user wrote it; the reader knows only the file's name, less its ".gz"."""
    if place is None or path is None or place == str(path):
        return name if place is None else place
    for called in (path.name, path.name.removesuffix(".gz")):
        if place == called or place.startswith((f"{called}, ", f"{called}/")):
            return name + place.removeprefix(called)
    return f"{name}, {place}"


def one_stdin(patients: Sequence[str], trials: Sequence[str]) -> None:
    """Standard input gives patients or trials, once: else a `UserError`."""
    if [*patients, *trials].count(STDIN) > 1:
        raise UserError("standard input can be read once", place=STDIN, hint="name - for the patient or for a trial")


def _at_most_one_stdin(names: Sequence[str]) -> None:
    if list(names).count(STDIN) > 1:
        raise UserError("standard input can be read once", place="-", hint="name - once")
