"""What the commands about a cohort share: the modules they need, the stage that is meant, and words for numbers of patients."""

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


def trial_of(question: dict[str, Any], trial: str) -> dict[str, Any]:
    """A trial of the folder. One that it does not have is a `UserError` that names those it has."""
    keys = {found["key"]: found for found in question["trials"]}
    if trial not in keys:
        known = ", ".join(list(keys)[:8]) + (" …" if len(keys) > 8 else "")
        raise UserError(f"the folder has no trial {trial!r}", place="TRIAL", hint=f"its trials: {known}")
    found: dict[str, Any] = keys[trial]
    return found


def stage_of(question: dict[str, Any], trial: str, stage: str | None) -> dict[str, Any]:
    """A stage of a trial of the folder, the first unless one is named. One that it does not have is a `UserError`."""
    stages: list[dict[str, Any]] = trial_of(question, trial)["stages"]
    for found in stages:
        if stage in (None, found["name"]):
            return found
    raise UserError(
        f"{trial} has no stage {stage!r}", place="--stage", hint=f"stages: {', '.join(one['name'] for one in stages)}"
    )
