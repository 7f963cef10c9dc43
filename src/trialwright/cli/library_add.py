"""`trialwright library add | update | compile | reindex`: files enter, their trials are on the shelf; what was done is told."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from trialwright.cli.bars import Bar, bar
from trialwright.cli.inputs import FILES_HELP, Inputs, Problem, fuller, review_text
from trialwright.cli.library_folder import ShelfOption, opened
from trialwright.cli.library_learn import follow_meaning, learn_anew
from trialwright.cli.output import as_document, write_text
from trialwright.cli.screen import err, say
from trialwright.cli.terms import TermsOption, own_terms
from trialwright.errors import UserError
from trialwright.shelf.shelf import Shelf
from trialwright.shelf.trial import Added
from trialwright.shelf.workers import usable_cores

JSON_HELP = "Print JSON."
WorkersOption = Annotated[
    int | None,
    typer.Option(
        min=1,
        max=64,
        metavar="N",
        envvar="TRIALWRIGHT_WORKERS",
        help="Processes that help with thousands of trials. Default: the cores.",
    ),
]
_COUNTS = ("new", "changed", "older", "same", "skipped")
_TOLD = {"older": "older than what is there", "skipped": "done before"}


@dataclass(kw_only=True)
class Adding:
    """An adding under way: what was done with each file, and how far the reading is, in bytes."""

    shelf: Shelf
    inputs: Inputs
    bar: Bar
    task: int
    counts: Counter[str] = field(default_factory=Counter)
    before: int = 0

    def file(self, name: str, path: Path) -> None:
        """Put the records of one file on the shelf, or a review."""
        refused = 0

        def said(done: Added) -> None:
            nonlocal refused
            for item in done.rejected[refused:]:
                self._problem(Problem(place=fuller(item.place, name, path), message=item.message, hint=item.hint))
            refused = len(done.rejected)
            told = f"{sum(self.counts.values()) + done.total + done.skipped} trials"
            self.bar.update(self.task, completed=self.before + done.read, description=told)

        try:
            text = review_text(path)
            if text is not None:
                self.shelf.put_review(text, name=path.name)
                self.counts["reviews"] += 1
            else:
                self._count(self.shelf.add_file(path, said=said, follow=False))
        except UserError as error:
            self._problem(Problem(place=fuller(error.place, name, path), message=error.message, hint=error.hint))
        self.before += path.stat().st_size if path.exists() else 0
        self.bar.update(self.task, completed=self.before)

    def stream(self) -> None:
        """Put the records of standard input on the shelf."""
        from trialwright.registries.reading import read_records

        try:
            records = read_records(sys.stdin.buffer, name="standard input", report=self._refused)
            self._count(self.shelf.add(records))
        except UserError as error:
            self._problem(Problem(place=error.place or "standard input", message=error.message, hint=error.hint))

    def _count(self, done: Added) -> None:
        self.counts.update({name: getattr(done, name) for name in _COUNTS})

    def _refused(self, item: Any) -> None:
        self._problem(Problem(place=item.place.source, message=item.finding.message, hint=item.finding.hint))

    def _problem(self, problem: Problem) -> None:
        self.inputs.problem(problem, label="not added")

    def exit_code(self) -> int:
        """0 when all was added, 1 when some was, 2 when nothing was."""
        if not self.inputs.problems:
            return 0
        return 1 if sum(self.counts.values()) else 2


def add_command(  # noqa: PLR0913 - one parameter is one option
    sources: Annotated[list[str], typer.Argument(metavar="SOURCE...", help=FILES_HELP)],
    *,
    shelf: ShelfOption = None,
    compiled: Annotated[bool, typer.Option("--compile", help="Compile all criteria now, not when first asked for.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help=JSON_HELP)] = False,
    workers: WorkersOption = None,
    terms: TermsOption = None,
) -> None:
    """Put trials, or the reviews of trials, on the shelf. Stop it with Ctrl-C, and go on with the same command."""
    with own_terms(terms), opened(shelf, create=True, writable=True) as kept:
        code = _add(kept, sources, as_json=as_json, workers=workers)
        if compiled:
            code = max(code, _compile(kept, workers))
    raise typer.Exit(code)


def update_command(
    sources: Annotated[
        list[str] | None,
        typer.Argument(metavar="[SOURCE]...", help="Files to read again. Default: those added before that have changed."),
    ] = None,
    *,
    shelf: ShelfOption = None,
    as_json: Annotated[bool, typer.Option("--json", help=JSON_HELP)] = False,
    workers: WorkersOption = None,
    terms: TermsOption = None,
) -> None:
    """Read files again, and keep what has changed as new versions. Without SOURCE: the files that were added before."""
    with own_terms(terms), opened(shelf, writable=True) as kept:
        names = sources
        if not names:
            known = list(kept.files())
            names = [str(item.path) for item in known if item.changed]
            for item in known:
                if item.missing:
                    err().print(f"not there any more: {item.path}", soft_wrap=True)
        code = _add(kept, names, as_json=as_json, workers=workers) if names else _nothing(kept, as_json=as_json)
    raise typer.Exit(code)


def _nothing(kept: Shelf, *, as_json: bool) -> int:
    _tell(kept, Counter(), as_json=as_json)
    return 0


def _add(kept: Shelf, sources: Iterable[str], *, as_json: bool, workers: int | None) -> int:
    inputs = Inputs(names=list(sources))
    files = [(name, path) for name, path in inputs.files()]
    total = sum(path.stat().st_size for _, path in files if path is not None and path.exists())
    with bar() as drawn:
        adding = Adding(shelf=kept, inputs=inputs, bar=drawn, task=drawn.add_task("reading", total=total or None))
        try:
            for name, path in files:
                if path is None:
                    adding.stream()
                else:
                    adding.file(name, path)
        except KeyboardInterrupt:
            drawn.stop()
            err().print("stopped; what was added until then is on the shelf: the same command goes on from there", soft_wrap=True)
            raise
        _index(kept, drawn, workers)
    _tell(kept, adding.counts, as_json=as_json, problems=inputs.problems)
    return adding.exit_code()


def _index(kept: Shelf, drawn: Bar, workers: int | None) -> None:
    task = drawn.add_task("search index", total=kept.behind or None)
    kept.bring_up(lambda done: drawn.update(task, completed=done), workers=workers or usable_cores())
    follow_meaning(kept, drawn)


def _tell(kept: Shelf, counts: Counter[str], *, as_json: bool, problems: Iterable[Problem] = ()) -> None:
    refused = [problem.to_json() for problem in problems]
    if as_json:
        body = {name: counts[name] for name in (*_COUNTS, "reviews")}
        write_text(as_document({**body, "problems": refused, "trials": len(kept), "shelf": str(kept.folder)}), None)
        return
    told = [f"{counts[name]} {_TOLD.get(name, name)}" for name in _COUNTS if counts[name]]
    told += [f"{counts['reviews']} review{'s' * (counts['reviews'] > 1)}"] if counts["reviews"] else []
    told += [f"{len(refused)} not added"] if refused else []
    say(", ".join(told) or "nothing new")
    say(f"{len(kept)} trials on the shelf in {kept.folder}")


def compile_command(shelf: ShelfOption = None, *, workers: WorkersOption = None, terms: TermsOption = None) -> None:
    """Compile the criteria of all trials that are not compiled yet; else each is when it is first asked for."""
    with own_terms(terms), opened(shelf, writable=True) as kept:
        code = _compile(kept, workers)
    raise typer.Exit(code)


def _compile(kept: Shelf, workers: int | None) -> int:
    problems: list[str] = []
    with bar() as drawn:
        task = drawn.add_task("compiling", total=len(kept))
        tell = partial(drawn.update, task)
        done = kept.compiling.all(lambda place: tell(completed=place), problems.append, workers=workers or usable_cores())
        _index(kept, drawn, workers)
    for problem in problems:
        err().print(f"not compiled: {problem}", soft_wrap=True)
    say(f"{done} compiled")
    return int(bool(problems))


def reindex_command(shelf: ShelfOption = None, *, workers: WorkersOption = None) -> None:
    """Make the search index anew from what is on the shelf, and learn anew what its words mean."""
    with opened(shelf, writable=True) as kept, bar() as drawn:
        task = drawn.add_task("search index", total=len(kept))
        tell = partial(drawn.update, task)
        done = kept.bring_up(lambda number: tell(completed=number), anew=True, workers=workers or usable_cores())
        learn_anew(kept)
        trials = min(done, len(kept))  # one that was compiled since it changed is put in twice, over itself
    say(f"{trials} trials in the search index")
