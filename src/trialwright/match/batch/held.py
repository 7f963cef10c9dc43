"""A folder enters; that nobody else writes into it while a block of code runs is what leaves.

The lock is SQLite's on a file in the folder, which the system lets go of when the process that holds it ends, however that came
about. Beside it is written who holds it, for the message to the next one.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from platform import node
from typing import Any

from trialwright.errors import UserError

HELD = ".held"
"""How the names of what stands in a folder that is, or was, held begin."""
_LOCK, _HOLDER = f"{HELD}.sqlite", f"{HELD}.json"


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Holds a folder. One that somebody else holds is a `UserError` that says who; so is one that cannot be written to."""
    with closing(_locked(folder)):
        holder = {"process": os.getpid(), "machine": node(), "since": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC"}
        (folder / _HOLDER).write_text(json.dumps(holder), "utf-8")
        yield
        (folder / _HOLDER).unlink(missing_ok=True)


def _locked(folder: Path) -> sqlite3.Connection:
    store = None
    try:
        store = sqlite3.connect(folder / _LOCK, timeout=0, isolation_level=None)
        store.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as error:
        if store is not None:
            store.close()
        if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
            hint = "name a folder that can be written to"
            raise UserError(f"the folder cannot be written to: {error}", place=str(folder), hint=hint) from None
        hint = "wait until it has come to its end, or stop it; or name another folder"
        raise UserError(f"another run is writing into this folder{_who(folder)}", place=str(folder), hint=hint) from None
    return store


def _who(folder: Path) -> str:
    try:
        found: Any = json.loads((folder / _HOLDER).read_text("utf-8"))
        return f" (process {int(found['process'])} on {found['machine']}, since {found['since']})"
    except (OSError, ValueError, KeyError, TypeError):
        return ""
