"""Where an answer goes: JSON or text enters, a file or standard output receives it; a file is replaced whole or not at all."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from trialwright.cli.inputs import STDIN
from trialwright.errors import UserError


def write_text(text: str, target: str | None) -> None:
    """Write to the file `target`, or to standard output for None and "-". What cannot be written raises `UserError`."""
    if target is None or target == STDIN:
        sys.stdout.write(text)
        return
    path = Path(target)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _replace(path, text)
    except OSError as error:
        raise UserError(f"it cannot be written: {error.strerror}", place=target, hint="name another file") from None


def _replace(path: Path, text: str) -> None:
    """Beside it first and then in its place, so that a file cut short is never left; a device is written to as it is."""
    if path.exists() and not path.is_file():
        path.write_text(text, "utf-8")
        return
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, prefix=f".{path.name}.", delete=False) as stream:
        stream.write(text)
    beside = Path(stream.name)
    beside.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o644)
    beside.replace(path)


def write_json_each(bodies: Iterable[Any]) -> None:
    """One value: a JSON document, indented. Several: JSON lines, one each, written as they come."""
    held: list[Any] = []
    several = False
    for body in bodies:
        if held:
            several = True
            sys.stdout.write(_line(held.pop()))
        held.append(body)
    if held:
        sys.stdout.write(_line(held[0]) if several else json.dumps(held[0], ensure_ascii=False, indent=2, default=str) + "\n")


def _line(body: Any) -> str:
    return json.dumps(body, ensure_ascii=False, default=str) + "\n"


def as_document(body: Any) -> str:
    """A JSON document, indented, with its line end."""
    return json.dumps(body, ensure_ascii=False, indent=2, default=str) + "\n"
