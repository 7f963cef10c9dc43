"""`trialwright library`: the commands on a shelf by name."""

from __future__ import annotations

import typer

from trialwright.cli.library_add import add_command, compile_command, reindex_command, update_command
from trialwright.cli.library_diff import library_diff_command
from trialwright.cli.library_export import library_export_command
from trialwright.cli.library_feed import feed_command
from trialwright.cli.library_learn import learn_command
from trialwright.cli.library_merges import merges_command
from trialwright.cli.library_show import list_command, remove_command, show_command

library = typer.Typer(
    name="library", help="Keep trials on a shelf: one folder with their versions, numbers and search index.", no_args_is_help=True
)
library.command("add")(add_command)
library.command("list")(list_command)
library.command("show")(show_command)
library.command("update")(update_command)
library.command("diff")(library_diff_command)
library.command("remove")(remove_command)
library.command("export")(library_export_command)
library.command("merges")(merges_command)
library.command("feed")(feed_command)
library.command("compile")(compile_command)
library.command("reindex")(reindex_command)
library.command("learn")(learn_command)
