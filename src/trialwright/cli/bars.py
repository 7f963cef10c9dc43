"""How far a work has come enters; a bar on standard error leaves, where that is a terminal: elsewhere nothing is drawn."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, cast

from trialwright.cli.screen import err

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID


class Bar:
    """Tasks with how far each has come, drawn as they go on or not at all."""

    def __init__(self, drawn: Progress | None = None) -> None:
        self._drawn = drawn

    def add_task(self, description: str, *, total: float | None) -> int:
        """The number of a new task; without a `total` it is not known how much there is to do."""
        return 0 if self._drawn is None else self._drawn.add_task(description, total=total)

    def update(
        self, task: int, *, completed: float | None = None, advance: float | None = None, description: str | None = None
    ) -> None:
        """Tell how much of a task is done, or how much more than before."""
        if self._drawn is not None:
            self._drawn.update(cast("TaskID", task), completed=completed, advance=advance, description=description)

    def stop(self) -> None:
        """Take the bar away before its end."""
        if self._drawn is not None:
            self._drawn.stop()


@contextmanager
def bar(*, counted: bool = False, wanted: bool = True) -> Iterator[Bar]:
    """A bar that goes away at the end, with a share and the time that is left, or with counts."""
    if not wanted or not sys.stderr.isatty():
        yield Bar()
        return
    from rich import progress  # what draws takes a tenth of the time of a short command

    told = (progress.MofNCompleteColumn(),) if counted else (progress.TaskProgressColumn(), progress.TimeRemainingColumn())
    columns = (progress.TextColumn("{task.description}", markup=False), progress.BarColumn(), *told)
    with progress.Progress(*columns, console=err(), transient=True) as drawn:
        yield Bar(drawn)
