"""`trialwright map`: a table of patients enters; a draft of its mapping, for a person to correct, leaves."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from trialwright.cli.output import write_text
from trialwright.cli.screen import err, joined
from trialwright.cli.terms import TermsOption, own_terms
from trialwright.errors import UserError
from trialwright.patients.table_draft import draft_of
from trialwright.patients.table_files import ENDINGS, looks_like_table


def map_command(
    file: Annotated[str, typer.Argument(metavar="TABLE", help="A table of patients: CSV, Parquet or Excel.")],
    *,
    sheet: Annotated[
        str | None, typer.Option(metavar="NAME", help="The sheet of a workbook (default: the first with people).")
    ] = None,
    output: Annotated[str | None, typer.Option("--output", "-o", metavar="FILE", help="Write the draft to this file.")] = None,
    tables: TermsOption = None,
) -> None:
    """Draft the mapping of a table from the names of its columns; what is not recognised is listed for you to complete."""
    if not Path(file).exists():
        raise UserError("there is no such file", place=file)
    if not looks_like_table(file):
        raise UserError("no table that can be read", place=file, hint=f"a file named {', '.join(ENDINGS)}")
    with own_terms(tables):
        draft = draft_of(Path(file), sheet=sheet)
    write_text(draft.text, output)
    if draft.unknown:
        err().print(f"not recognised, to be completed: {joined(draft.unknown)}", soft_wrap=True)
