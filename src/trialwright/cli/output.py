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
    _to_file([text], target, newline=None)


def write_pieces(pieces: Iterable[str], target: str | None) -> None:
    """Write a long text as it is made, with its own line ends. What cannot be written raises `UserError`."""
    if target is not None and target != STDIN:
        _to_file(pieces, target, newline="")
        return
    for piece in pieces:
        sys.stdout.write(piece)


def _to_file(pieces: Iterable[str], target: str, *, newline: str | None) -> None:
    path = Path(target)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _replace(path, pieces, newline)
    except OSError as error:
        raise UserError(f"it cannot be written: {error.strerror}", place=target, hint="name another file") from None


def _replace(path: Path, pieces: Iterable[str], newline: str | None) -> None:
    """Beside it first and then in its place, so that a file cut short is never left; a device is written to as it is."""
    if path.exists() and not path.is_file():
        with path.open("w", encoding="utf-8", newline=newline) as stream:
            stream.writelines(pieces)
        return
    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", newline=newline, dir=path.parent, prefix=f".{path.name}.", delete=False
    ) as stream:
        beside = Path(stream.name)
        try:
            stream.writelines(pieces)
        except BaseException:
            beside.unlink()
            raise
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
