"""Writing a reading anew: a line and its reading enter; a text in the criteria language that parses leaves, or none."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.text import Text

from trialwright.cli.screen import one_line, plain
from trialwright.errors import UserError
from trialwright.protocol.criteria import Criterion
from trialwright.protocol.deciding import doubts_of, slip_place
from trialwright.protocol.language import parse_criterion
from trialwright.protocol.protocol import Line

Ask = Callable[[str], str | None]
_NOTE = """\
# {text}
#
# Above is the line of the source. Below, write what it requires of a patient who is to take part: an exclusion
# reads "no ..." or "none of (...)". Lines that begin with # are comments. An empty text leaves the reading as it is.

"""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """The line whose reading is written anew, and the reading as it stands."""

    line: Line
    reading: str


def edited_reading(asked: Asked, ask: Ask, console: Console) -> str | None:
    """The reading as the person wrote it, in $VISUAL or $EDITOR where there is a terminal, else typed here; None for no change.

    One that does not parse is shown with the place of the slip, and asked for again.
    """
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR") if sys.stdin.isatty() else None
    draft = asked.reading
    while True:
        text = _from_editor(editor, asked.line, draft) if editor else _typed(ask, console)
        if text is None or text.strip() == asked.reading.strip():
            console.print("  the reading stays as it is")
            return None
        node = _parsed(text, console)
        if node is not None and (_as_meant(node, asked.line, console) or _yes(ask, "keep it so? [y/n] ")):
            return text
        draft = text
        if editor and not _yes(ask, "edit it again? [y/n] "):
            return None


def _yes(ask: Ask, prompt: str) -> bool:
    return (ask(prompt) or "").strip().lower() in ("y", "yes")


def _typed(ask: Ask, console: Console) -> str | None:
    console.print("  type the new reading; an empty line ends it, and alone leaves the reading as it is")
    rows: list[str] = []
    while (row := ask("  > ")) is not None and row.strip():
        rows.append(row.rstrip())
    return "\n".join(rows) or None


def _from_editor(editor: str, line: Line, draft: str) -> str | None:
    """What stands in the file when the editor is left, without our note."""
    with tempfile.TemporaryDirectory(prefix="trialwright-") as folder:
        path = Path(folder) / f"{re.sub(r'[^A-Za-z0-9]', '_', line.id)}.txt"
        path.write_text(_NOTE.format(text=one_line(line.text)) + draft + "\n", "utf-8")
        try:
            subprocess.run([*shlex.split(editor), str(path)], check=True)  # noqa: S603 - the user's own editor
        except (OSError, ValueError, subprocess.CalledProcessError) as error:
            raise UserError(f"the editor could not be run: {error}", place="$EDITOR", hint="set EDITOR, or unset it") from None
        rows = path.read_text("utf-8").splitlines()
    return "\n".join(row for row in rows if not row.lstrip().startswith("#")).strip() or None


def _parsed(text: str, console: Console) -> Criterion | None:
    """The tree; None where it does not parse, after the slip was shown in its place."""
    try:
        return parse_criterion(text)
    except UserError as error:
        found = slip_place(error)
        if found:
            rows = text.split("\n")
            row = rows[min(found[0], len(rows)) - 1]
            console.print(Text(f"  {plain(row)}"), soft_wrap=True)
            console.print(Text(f"  {' ' * (found[1] - 1)}^", style="bold red"), soft_wrap=True)
        console.print(Text(f"  {error.place}: {error.message}"), soft_wrap=True)
        if error.hint:
            console.print(Text(f"  mend: {error.hint}"), soft_wrap=True)
        return None


def _as_meant(node: Criterion, line: Line, console: Console) -> bool:
    """False where the reading looks like a slip, after that was said: a name nobody knows, or the contrary of ours."""
    doubts = doubts_of(node, line)
    for doubt in doubts:
        console.print(Text(f"  ! {doubt}"), soft_wrap=True)
    return not doubts
