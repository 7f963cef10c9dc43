"""A shelf and an address enter, the portal runs on it until it is stopped."""

from __future__ import annotations

from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from trialwright.cli.library_folder import ShelfOption, opened
from trialwright.errors import UserError
from trialwright.shelf.place import default_folder

_NEEDED = ("argon2", "babel", "fastapi", "itsdangerous", "limits", "multipart", "tantivy", "uvicorn")


def serve_command(  # noqa: PLR0913 - one parameter is one option
    shelf: ShelfOption = None,
    *,
    host: Annotated[str, typer.Option(metavar="HOST", help="The address to listen at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(metavar="PORT", min=1, max=65535, help="The port to listen at.")] = 8000,
    base_url: Annotated[str, typer.Option(metavar="URL", help="The address that readers use, for links and the sitemap.")] = "",
    read_only: Annotated[bool, typer.Option("--read-only", help="Show the shelf; nobody can change it.")] = False,
    cohort: Annotated[
        Path | None, typer.Option("--cohort", metavar="FOLDER", help="Show curators the cohort that `trialwright cohort` made.")
    ] = None,
    patients: Annotated[
        list[str] | None,
        typer.Option("--patients", "-p", metavar="SOURCE", help="The records of its patients, for curves and near misses."),
    ] = None,
    processes: Annotated[
        int | None, typer.Option(metavar="N", min=1, max=64, help="How many processes answer: by default one for each processor.")
    ] = None,
) -> None:
    """Show the shelf as a web site: search, a page for every trial."""
    missing = [name for name in _NEEDED if find_spec(name) is None]
    if missing:
        raise UserError(f"the portal is not installed ({', '.join(missing)} missing)", hint="pip install 'trialwright[portal]'")
    from trialwright.portal.serving import serve
    from trialwright.portal.settings import Settings

    address = base_url or f"http://{f'[{host}]' if ':' in host else host}:{port}"
    settings = Settings(
        folder=shelf or default_folder(),
        base_url=address,
        read_only=read_only,
        processes=processes,
        cohort=cohort,
        patients=tuple(patients or ()),
    )
    serve(settings, host=host, port=port, said=partial(_said, settings.folder, address))


def _said(folder: Path, address: str) -> None:
    """Tell where the portal is, and what its readers would have to do without."""
    with opened(folder) as kept:
        trouble, unread, trials = kept.model_trouble, kept.compiling.unread, len(kept)
    if trouble is not None:
        typer.echo(f"What is near in meaning is found without the sentence model: {trouble}", err=True)
    if unread:
        waits = "not read yet by this version, and the first reader of each waits a moment longer"
        typer.echo(
            f"The criteria of {unread:,} of {trials:,} trials are {waits}. All at once: trialwright library compile", err=True
        )
    typer.echo(f"The portal is at {address} (stop it with Ctrl-C).", err=True)
