"""Markdown enters; its `console` blocks leave: each command with the output printed below it, and what running it gives."""

from __future__ import annotations

import contextlib
import doctest
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

from trialwright.cli.main import main

ROOT = Path(__file__).parents[2]
_BLOCK = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)
_UP_TO_SEMICOLON, _UP_TO_BAR = (rf"""(?:'[^']*'|"[^"]*"|[^'"{sign}])+""" for sign in ";|")
_OURS = re.compile(r"\s*trialwright ([^<>&$`]*?)(?: > (\S+) 2>&1)?\s*")


@dataclass(frozen=True, kw_only=True)
class Example:
    """One command of a `console` block. In `output` a line or a part of one that is `...` stands for anything."""

    place: str
    command: str
    output: str


def pages() -> list[Path]:
    """README and every page of the documentation."""
    return [path for path in (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))) if path.exists()]


def examples(page: Path) -> Iterator[Example]:
    """Every command of the page."""
    text = page.read_text("utf-8")
    for block in _BLOCK.finditer(text):
        first = text.count("\n", 0, block.start()) + 2
        rows = block[1].splitlines()
        starts = [number for number, row in enumerate(rows) if row.startswith("$ ")]
        for start, end in zip(starts, [*starts[1:], len(rows)], strict=True):
            place = f"{page.relative_to(ROOT)}, line {first + start}"
            yield Example(place=place, command=rows[start][2:], output="\n".join(rows[start + 1 : end]))


def prints(command: str, folder: Path) -> str:
    """What a command prints on a terminal 80 signs wide in a folder that holds `examples`: remarks first, then the answer.

    `trialwright` is run inside this process, what stands before or behind it in a pipe by a shell.
    """
    if not (folder / "examples").exists():
        shutil.copytree(ROOT / "examples", folder / "examples")
    return "".join(_piped(re.findall(_UP_TO_BAR, part), folder) for part in re.findall(_UP_TO_SEMICOLON, command))


def _piped(stages: list[str], folder: Path) -> str:
    """What the stages of a pipe print, each of which reads what the one before wrote."""
    remarks, answer = "", ""
    for stage in stages:
        ours = _OURS.fullmatch(stage)
        if ours is None:
            done = subprocess.run(["sh", "-c", stage], cwd=folder, input=answer, capture_output=True, text=True, check=False)
            remarks, answer = remarks + done.stderr, done.stdout
            continue
        said, answer = _inside([path for word in shlex.split(ours[1]) for path in _expanded(word, folder)], folder, answer)
        if ours[2]:
            (folder / ours[2]).write_text(said + answer, "utf-8")
            said, answer = "", ""
        remarks, answer = (answer, said) if len(stages) == 1 and "written:" in said else (remarks + said, answer)
    return remarks + answer


def _expanded(word: str, folder: Path) -> list[str]:
    """A pattern of file names as a shell would expand it."""
    if "*" not in word:
        return [word]
    return sorted(str(path.relative_to(folder)) for path in folder.glob(word)) or [word]


def _inside(arguments: list[str], folder: Path, given: str) -> tuple[str, str]:
    out, err = io.StringIO(), io.StringIO()
    with (
        contextlib.chdir(folder),
        mock.patch.dict(os.environ, {"COLUMNS": "80"}),
        mock.patch.object(sys, "stdin", io.TextIOWrapper(io.BytesIO(given.encode()), encoding="utf-8")),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        main(arguments)
    return err.getvalue(), out.getvalue()


def agrees(example: Example, printed: str) -> bool:
    """Whether what was printed is what the page shows, however wide either was wrapped."""
    return doctest.OutputChecker().check_output(example.output, printed, doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
