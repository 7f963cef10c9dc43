"""What the commands about a cohort share: the modules they need, the folder, and words for numbers of patients."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from trialwright.cli.screen import one_line
from trialwright.errors import UserError

if TYPE_CHECKING:
    from trialwright.match.batch.store import CohortFolder

INSTALL = "pip install 'trialwright[cohort]'"
FolderArgument = Annotated[Path, typer.Argument(metavar="FOLDER", help="The folder that `trialwright cohort` made.")]


@contextmanager
def cohort_modules() -> Iterator[None]:
    """Imports in it need an extra: without it they are a `UserError`."""
    try:
        yield
    except ImportError as error:
        raise UserError(f"a cohort needs a package that is not installed: {error.name}", hint=INSTALL) from error


def cohort_in(folder: Path) -> CohortFolder:
    """The folder of a cohort."""
    with cohort_modules():
        from trialwright.match.batch.store import CohortFolder
    return CohortFolder(folder)


def of_patients(number: int) -> str:
    """ "1 patient", "2,048 patients"."""
    return f"{number:,} patient{'' if number == 1 else 's'}"


def stage_name(trial: dict[str, Any], stage: str) -> str:
    """A trial's key, with the stage where it has several."""
    return one_line(f"{trial['key']} {stage}" if len(trial["stages"]) > 1 else trial["key"])
