"""`trialwright synth`: trials, a number and a seed enter; invented patients, with the verdicts they were made for, leave."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

import typer

from trialwright.cli.dates import reference_date
from trialwright.cli.inputs import STDIN, Inputs
from trialwright.cli.library_folder import ShelfOption, opened
from trialwright.cli.protocols import of_trials, protocols_of
from trialwright.cli.screen import out
from trialwright.errors import UserError
from trialwright.protocol.protocol import Protocol
from trialwright.synth.population import generate_population
from trialwright.synth.trial import generate
from trialwright.synth.writing import TRUTH, Format, write_people

TRIAL_HELP = "A trial to make patients around: a file of trials, or a number on your shelf; repeat it. Without it: a population."


def synth_command(  # noqa: PLR0913 - one parameter is one option
    folder: Annotated[Path, typer.Option("--out", "-o", metavar="FOLDER", help="A new folder for the patients.")],
    *,
    trial: Annotated[list[str] | None, typer.Option("--trial", "-t", metavar="FILE|ID", help=TRIAL_HELP)] = None,
    n: Annotated[int, typer.Option("--n", metavar="N", min=1, help="How many patients.")] = 100,
    seed: Annotated[int, typer.Option("--seed", metavar="S", help="The same seed gives the same patients.")] = 1,
    form: Annotated[Format, typer.Option("--as", help="How they are written.")] = Format.SHEET,
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help="The day as of which they are known; today.")] = None,
    shelf: ShelfOption = None,
) -> None:
    """Make synthetic patients: around the limits of trials, with the verdicts they were made for, or a general population."""
    day = reference_date(on)
    protocols = list(_protocols(trial, shelf)) if trial else []
    people = generate(protocols, n, seed, day) if protocols else generate_population(n, seed, day)
    patients, verdicts = write_people(people, form, folder, day)
    said = f", {verdicts} verdicts they were made for in {folder / TRUTH}" if protocols else ""
    out().print(f"{patients} patients in {folder}{said}", highlight=False, soft_wrap=True, markup=False)


def _protocols(names: Sequence[str], shelf: Path | None) -> Iterator[Protocol]:
    """The trials by file, else by number on the shelf."""
    for name in names:
        if name == STDIN or Path(name).exists():
            yield from _of_file(name)
            continue
        with opened(shelf) as kept:
            if kept.trial(name) is None:
                raise UserError("there is no such file, and no such trial on the shelf", place=name, hint="name a file of trials")
            yield kept.protocol(name)


def _of_file(name: str) -> Iterator[Protocol]:
    inputs = Inputs(names=[name])
    found = [protocol for _, protocol in protocols_of(of_trials(inputs.trials(), inputs), inputs)]
    if not found:
        raise UserError("no trial could be read from it", place=name, hint="`trialwright read` shows what was read of any file")
    yield from found
