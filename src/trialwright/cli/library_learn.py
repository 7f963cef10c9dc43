"""`trialwright library learn`: what the words of a shelf mean is learnt from it, at once or by a process that goes on behind."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from trialwright.cli.bars import Bar, bar
from trialwright.cli.library_folder import ShelfOption, opened
from trialwright.cli.screen import err, out
from trialwright.errors import UserError
from trialwright.shelf.learning import LEAST, Default
from trialwright.shelf.shelf import Shelf

if TYPE_CHECKING:
    from trialwright.find.sentences import SentenceModel

AT_ONCE = 5_000
"""Of more trials the learning takes minutes: nobody who adds one trial waits for that."""
AT_ONCE_BY_MODEL = 300
"""The same where a sentence model looks at each, which takes it some hundredths of a second."""
_LESS_URGENT = 10


def learn_command(
    shelf: ShelfOption = None,
    *,
    model: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER", help="Also go by the sentence model in this folder (ONNX), from now on. Needs trialwright[minilm]."
        ),
    ] = None,
    without_model: Annotated[bool, typer.Option("--without-model", help="Go by no sentence model any more.")] = False,
    behind: Annotated[
        bool, typer.Option("--behind", help="Leave the processor to others, and say nothing.", hidden=True)
    ] = False,
) -> None:
    """Learn anew what the words on the shelf mean, for what the search finds by likeness."""
    if behind and hasattr(os, "nice"):
        os.nice(_LESS_URGENT)
    if model is not None and without_model:
        raise UserError("--model and --without-model contradict each other", hint="leave one out")
    wanted = _model(model) if model is not None else None if without_model else Default.SAME
    with opened(shelf) as kept, bar(wanted=not behind) as drawn:
        task = drawn.add_task("meaning of words", total=len(kept))
        done = kept.learn(lambda number: drawn.update(task, completed=number), model=wanted)
        used = kept.sentence_model if done else None
        few = len(kept) < LEAST
    if model is not None and not done:
        hint = f"of fewer than {LEAST} nothing is learnt: add trials first" if few else "wait until another process has learnt"
        raise UserError("nothing was learnt from this shelf", place=str(kept.folder), hint=hint)
    if not behind:
        told = f"{done} trials have a place by their meaning" if done else "nothing was learnt"
        out().print(f"{told}, with the sentence model {used.place}" if used is not None else told, soft_wrap=True)


def _model(folder: Path) -> SentenceModel:
    from trialwright.find.modelfiles import model_files
    from trialwright.find.sentences import open_model

    return open_model(partial(model_files, folder))


def follow_meaning(kept: Shelf, drawn: Bar) -> None:
    """Bring what words mean up to the shelf: at once where that is quick, else by a process that goes on when this one ends.

    A sentence model that is not there any more is told; the shelf is whole without.
    """
    try:
        _follow(kept, drawn)
    except UserError as error:
        err().print(f"what words mean was not brought up: {error}", soft_wrap=True)


def learn_anew(kept: Shelf) -> None:
    """Learn what words mean from all trials of a shelf; as above where that cannot be."""
    try:
        kept.learn()
    except UserError as error:
        err().print(f"what words mean was not learnt: {error}", soft_wrap=True)


def _follow(kept: Shelf, drawn: Bar) -> None:
    if kept.must_learn and len(kept) > (AT_ONCE if kept.sentence_model is None else AT_ONCE_BY_MODEL):
        learn_behind(kept.folder)
        told = "what words mean is learnt in the background, which takes minutes; until then the search goes by the words alone"
        err().print(told, soft_wrap=True)
        return
    task = drawn.add_task("meaning of words", total=None)
    kept.follow_meaning(lambda done: drawn.update(task, completed=done))


def learn_behind(folder: Path) -> subprocess.Popen[bytes]:
    """A process that learns from a shelf and ends by itself; a second one for the same shelf ends at once."""
    program = "from trialwright.cli.main import run; run()"
    command = [sys.executable, "-c", program, "library", "learn", "--shelf", str(folder.resolve()), "--behind"]
    quiet = subprocess.DEVNULL
    # Words of this program and a folder as one argument: no shell reads them.
    return subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True)  # noqa: S603 # nosec B603
