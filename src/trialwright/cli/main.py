"""Arguments enter, an exit code leaves: the commands by name, and errors turned into advice at this one border."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.metadata import version
from typing import Annotated

import typer

from trialwright.cli.arguments import with_json_target
from trialwright.cli.cohort import cohort_command, funnel_command
from trialwright.cli.compile import compile_command
from trialwright.cli.diff import diff_command
from trialwright.cli.export import export_command
from trialwright.cli.library import library
from trialwright.cli.map import map_command
from trialwright.cli.match import match_command
from trialwright.cli.mcp import mcp_command
from trialwright.cli.patient import patient_command
from trialwright.cli.patients import patients_command
from trialwright.cli.read import read_command
from trialwright.cli.review import review_command
from trialwright.cli.screen import say_error, stdout_takes_any_text
from trialwright.cli.search import search_command
from trialwright.cli.serve import serve_command
from trialwright.cli.synth import synth_command
from trialwright.cli.users import users
from trialwright.errors import UserError

INTERRUPTED = 130

app = typer.Typer(
    name="trialwright",
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("read")(read_command)
app.command("compile")(compile_command)
app.command("match")(match_command)
app.command("cohort")(cohort_command)
app.command("funnel")(funnel_command)
app.command("patient")(patient_command)
app.command("patients")(patients_command)
app.command("map")(map_command)
app.command("review")(review_command)
app.command("diff")(diff_command)
app.command("export")(export_command)
app.command("search")(search_command)
app.command("serve")(serve_command)
app.command("mcp")(mcp_command)
app.command("synth")(synth_command)
app.add_typer(library)
app.add_typer(users)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"trialwright {version('trialwright')}")
        raise typer.Exit


@app.callback()
def commands(
    _version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    """Cancer trials from page to verdict.

    Exit codes: 0 all was done; 1 something could not be read, the rest was done; 2 wrong usage, or nothing could be read.
    """


def main(arguments: Sequence[str]) -> int:
    """Run one command line and return its exit code: 0 done, 1 done in part, 2 wrong usage or nothing to read."""
    stdout_takes_any_text()
    try:
        app(with_json_target(arguments), prog_name="trialwright")
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else int(stop.code is not None)
    except UserError as error:
        say_error(error)
        return error.exit_code
    except KeyboardInterrupt:
        return INTERRUPTED
    return 0


def run() -> None:
    """The console script."""
    sys.exit(main(sys.argv[1:]))
