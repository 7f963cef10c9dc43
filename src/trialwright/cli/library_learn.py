"""`trialwright library learn`: what the words of a shelf mean is learnt from it, at once or by a process that goes on behind."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from trialwright.cli.bars import Bar
from trialwright.cli.library_folder import ShelfOption, opened
from trialwright.cli.screen import err, out
from trialwright.shelf.shelf import Shelf

AT_ONCE = 5_000
"""Of more trials the learning takes minutes: nobody who adds one trial waits for that."""
_LESS_URGENT = 10


def learn_command(
    shelf: ShelfOption = None,
    *,
    behind: Annotated[
        bool, typer.Option("--behind", help="Leave the processor to others, and say nothing.", hidden=True)
    ] = False,
) -> None:
    """Learn anew what the words on the shelf mean, for what the search finds by likeness."""
    if behind and hasattr(os, "nice"):
        os.nice(_LESS_URGENT)
    with opened(shelf) as kept:
        done = kept.learn()
    if not behind:
        out().print(f"{done} trials have a place by their meaning" if done else "nothing was learnt", soft_wrap=True)


def follow_meaning(kept: Shelf, bar: Bar) -> None:
    """Bring what words mean up to the shelf: at once where that is quick, else by a process that goes on when this one ends."""
    if kept.must_learn and len(kept) > AT_ONCE:
        learn_behind(kept.folder)
        told = "what words mean is learnt in the background, which takes minutes; until then the search goes by the words alone"
        err().print(told, soft_wrap=True)
        return
    task = bar.add_task("meaning of words", total=None)
    kept.follow_meaning(lambda done: bar.update(task, completed=done))


def learn_behind(folder: Path) -> subprocess.Popen[bytes]:
    """A process that learns from a shelf and ends by itself; a second one for the same shelf ends at once."""
    program = "from trialwright.cli.main import run; run()"
    command = [sys.executable, "-c", program, "library", "learn", "--shelf", str(folder.resolve()), "--behind"]
    quiet = subprocess.DEVNULL
    # Words of this program and a folder as one argument: no shell reads them.
    return subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True)  # noqa: S603 # nosec B603
