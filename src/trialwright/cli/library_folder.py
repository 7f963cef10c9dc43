"""The option that names a shelf enters, the opened shelf leaves."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from trialwright.shelf.place import default_folder
from trialwright.shelf.shelf import Shelf

ShelfOption = Annotated[
    Path | None,
    typer.Option(
        "--shelf", metavar="FOLDER", envvar="TRIALWRIGHT_SHELF", help="The folder of the shelf. Default: your data folder."
    ),
]
"""The option of every command on a shelf."""


def opened(folder: Path | None, *, create: bool = False, writable: bool = False) -> Shelf:
    """The shelf of a folder, or of the user."""
    return Shelf.open(folder or default_folder(), create=create, writable=writable)
