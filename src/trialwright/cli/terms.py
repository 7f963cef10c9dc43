"""The tables of `--terms` enter; while the command runs, everything is read with the vocabulary and them."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Annotated

import typer

from trialwright.vocabulary.concepts import Vocabulary, package_vocabulary, using
from trialwright.vocabulary.own import with_own_terms

TermsOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--terms",
        metavar="FILE",
        envvar="TRIALWRIGHT_TERMS",
        help="A table of your own terms, tab-separated; repeat it.",
    ),
]
"""The option of every command that reads criteria or patients. In the variable, paths are separated as in PATH."""


def own_terms(tables: Sequence[Path] | None) -> AbstractContextManager[Vocabulary]:
    """Within the block, trials and sheets are read with the tables as well; a mistake in one is a `UserError`."""
    package = package_vocabulary()
    return using(with_own_terms(package, *tables) if tables else package)
