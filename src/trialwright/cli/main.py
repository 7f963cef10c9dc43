"""Arguments enter, an exit code leaves: the commands by name, and errors turned into advice at this one border."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pkgutil import resolve_name
from typing import Annotated

import typer

from trialwright.cli.arguments import with_json_target
from trialwright.cli.screen import say_error, stdout_takes_any_text
from trialwright.errors import UserError

INTERRUPTED = 130

COMMANDS = {
    "read": "read:read_command",
    "compile": "compile:compile_command",
    "match": "match:match_command",
    "cohort": "cohort:cohort_command",
    "changes": "changes:changes_command",
    "funnel": "funnel:funnel_command",
    "spark": "spark:spark_command",
    "near-misses": "near_misses:near_misses_command",
    "next-question": "next_question:next_question_command",
    "overlap": "overlap:overlap_command",
    "patient": "patient:patient_command",
    "patients": "patients:patients_command",
    "map": "map:map_command",
    "review": "review:review_command",
    "diff": "diff:diff_command",
    "export": "export:export_command",
    "search": "search:search_command",
    "serve": "serve:serve_command",
    "mcp": "mcp:mcp_command",
    "synth": "synth:synth_command",
    "sql": "sql:sql_command",
    "library add": "library_add:add_command",
    "library list": "library_show:list_command",
    "library show": "library_show:show_command",
    "library update": "library_add:update_command",
    "library diff": "library_diff:library_diff_command",
    "library remove": "library_show:remove_command",
    "library export": "library_export:library_export_command",
    "library merges": "library_merges:merges_command",
    "library feed": "library_feed:feed_command",
    "library compile": "library_add:compile_command",
    "library reindex": "library_add:reindex_command",
    "library learn": "library_learn:learn_command",
    "users": "users:users",
}
"""Each command, or group of commands, with its module and its name there: the others need not be read to run one."""

GROUPS = {"library": "Keep trials on a shelf: one folder with their versions, numbers and search index."}
"""What the groups are for whose commands are named above by two words."""


def _show_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version  # which reads the whole of the e-mail package: no other command needs it

        typer.echo(f"trialwright {version('trialwright')}")
        raise typer.Exit


def commands(
    _version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    """Cancer trials from page to verdict.

    Exit codes: 0 all was done; 1 something could not be read, the rest was done; 2 wrong usage, or nothing could be read.
    """


def app_of(names: Iterable[str]) -> typer.Typer:
    """The command line with these of its commands."""
    app = typer.Typer(
        name="trialwright",
        add_completion=False,
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(commands)
    groups: dict[str, typer.Typer] = {"": app}
    for name in names:
        group, _, own = name.rpartition(" ")
        if group not in groups:
            groups[group] = typer.Typer(name=group, help=GROUPS[group], no_args_is_help=True)
            app.add_typer(groups[group])
        command = resolve_name(f"trialwright.cli.{COMMANDS[name]}")
        if isinstance(command, typer.Typer):
            app.add_typer(command)
        else:
            groups[group].command(own)(command)
    return app


def _needed(arguments: Sequence[str]) -> Iterable[str]:
    """The commands that a command line needs: the one that it begins with, and all where it begins otherwise, to be told of."""
    if arguments[:1] == ["--version"]:
        return ()
    for words in (2, 1):
        if (name := " ".join(arguments[:words])) in COMMANDS:
            return (name,)
    return [name for name in COMMANDS if name.split()[:1] == list(arguments[:1])] or COMMANDS


def main(arguments: Sequence[str]) -> int:
    """Run one command line and return its exit code: 0 done, 1 done in part, 2 wrong usage or nothing to read."""
    stdout_takes_any_text()
    try:
        app_of(_needed(arguments))(with_json_target(arguments), prog_name="trialwright")
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
