"""A folder of columns or of verdicts enters; the note on what it holds leaves, with which version made it and how far it came.

The note stands from the beginning and says at its end that the folder is whole. What another version of the matcher has made is
refused, and so is what was not written to its end; who writes into a folder holds it (`held`).
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from trialwright.errors import UserError
from trialwright.match.batch.engine import engine_version
from trialwright.match.batch.held import HELD, held
from trialwright.match.batch.store import placed

_ABOUT = "about.json"
_FORMAT = 2
_PART = ".part"


def note(folder: Path, about: dict[str, Any]) -> None:
    """Keeps a note on a folder, with the version that made it."""
    text = json.dumps({"format": _FORMAT, "engine": engine_version(), **about})
    put(folder / _ABOUT, lambda place: place.write_text(text, "utf-8"))


def noted(folder: Path) -> dict[str, Any]:
    """The note on a folder; one without a note, or of another version, is a `UserError`."""
    found = _read(folder)
    if found is None:
        raise UserError("the folder has no note on what it holds", place=str(folder), hint="make it anew")
    if found.get("format") != _FORMAT or found.get("engine") != engine_version():
        raise UserError("the folder is of another version", place=str(folder), hint="make it anew with this one")
    return found


def stopped(folder: Path) -> bool:
    """Whether columns, of this or another version, were not written to their end."""
    found = _read(folder)
    return found is not None and {"engine", "columns"} <= found.keys() and found.get("whole") is False


def is_new(folder: Path) -> bool:
    """Whether nothing stands in a folder but what holding it, or a note that was being written, has left."""
    return all(path.name.startswith((HELD, f".{_ABOUT}.")) for path in folder.iterdir())


def cleared(folder: Path, tables: Iterable[str] = ()) -> None:
    """Clears away the halves of files that killed processes have left in a folder of ours, and whole tables by their names."""
    for path in (*folder.glob(f".*{_PART}"), *folder.glob(f"*/.*{_PART}")):
        path.unlink(missing_ok=True)
    for name in tables:
        shutil.rmtree(folder / name, ignore_errors=True)


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Makes the folder, if there is none, and holds it. One that somebody else holds, or that cannot be, is a `UserError`."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(f"the folder cannot be made: {error.strerror}", place=str(folder), hint="name another folder") from None
    with held(folder):
        yield


def put(path: Path, write: Callable[..., object], *what: object) -> None:
    """Writes a file beside its place and moves it there when it is whole. The name that it has until then is this process's own:
    one whose parent was killed may live on for a moment."""
    path.parent.mkdir(exist_ok=True)
    placed(path, lambda place: write(place, *what), own=f".{os.getpid()}")


def _read(folder: Path) -> dict[str, Any] | None:
    try:
        found = json.loads((folder / _ABOUT).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None
