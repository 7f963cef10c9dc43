"""The command line run inside the test: arguments and standard input in; exit code, standard output and standard error out."""

from __future__ import annotations

import contextlib
import io
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

from trialwright.cli.main import main

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "examples" / "pages"
PATIENTS = ROOT / "examples" / "patients"
GASTRIC, BREAST, COLORECTAL = (
    PATIENTS / f"{name}.yaml"
    for name in ("gastric-liver-metastases", "luminal-breast-oligometastases", "colorectal-liver-resected")
)
OMEC, OLIGAMI, THAL, BARE, CRLM = sorted(PAGES.glob("*.txt"))


@dataclass(frozen=True, kw_only=True)
class Done:
    """What a command did."""

    code: int
    out: str
    err: str

    @property
    def words(self) -> str:
        """Standard output on one line, however it was wrapped."""
        return " ".join(self.out.split())

    @property
    def remarks(self) -> str:
        """Standard error on one line."""
        return " ".join(self.err.split())


def run(*arguments: object, stdin: bytes = b"") -> Done:
    """Run `trialwright` with these arguments."""
    out, err = io.StringIO(), io.StringIO()
    with _stdin(stdin), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main([str(argument) for argument in arguments])
    return Done(code=code, out=out.getvalue(), err=err.getvalue())


@contextlib.contextmanager
def _stdin(data: bytes) -> Iterator[None]:
    with mock.patch.object(sys, "stdin", io.TextIOWrapper(io.BytesIO(data), encoding="utf-8")):
        yield
