"""Every command and option is documented, every documented one exists, and every console example does what it shows."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import typer
from tests.docs.console import ROOT, Example, agrees, examples, pages, prints

from trialwright.cli.main import COMMANDS, app_of
from trialwright.patients.sheet import FACT_FIELDS, SHEET_FIELDS, read_sheets

CLI = (ROOT / "docs" / "reference" / "cli.md").read_text("utf-8")
EXAMPLES = [example for page in pages() for example in examples(page)]
SHEETS = [
    (page, block)
    for page in (ROOT / "docs" / "reference" / "patient-sheet.md", ROOT / "docs" / "how-to" / "write-a-patient-sheet.md")
    for block in re.findall(r"^```yaml\n(.*?)^```", page.read_text("utf-8"), re.MULTILINE | re.DOTALL)
]


def options() -> dict[str, set[str]]:
    """The options of each command; those of `trialwright` itself under ""."""
    group = typer.main.get_command(app_of(COMMANDS))
    commands = {"": group, **_below(group)}
    return {
        name: {option for item in command.params for option in (*item.opts, *item.secondary_opts) if option.startswith("-")}
        for name, command in commands.items()
    }


def _below(group: Any, above: str = "") -> dict[str, Any]:
    """The commands of a group and of the groups in it, by all their words: "library add". A group whose commands have no heading
    of their own is documented under its own, in a table of them."""
    found = {}
    for name, command in group.commands.items():
        found[f"{above}{name}"] = command
        inside = _below(command, f"{above}{name} ") if hasattr(command, "commands") else {}
        assert [item for item in inside if f"trialwright {item}" not in CLI] == []
        found |= {item: inner for item, inner in inside.items() if f"\n## trialwright {item}\n" in CLI}
    return found


def section(name: str) -> str:
    """The part of the reference under a command's heading; the whole page for ""."""
    return CLI if not name else CLI.split(f"\n## trialwright {name}\n", 1)[1].split("\n## ", 1)[0]


@pytest.mark.parametrize("name", sorted(options()))
def test_every_command_and_option_is_in_the_reference(name: str) -> None:
    undocumented = {
        option for option in options()[name] if f"`{option}" not in section(name) and f" {option}\n" not in section(name)
    }
    assert undocumented == set()


@pytest.mark.parametrize("name", sorted(set(options()) - {""}))
def test_every_option_of_the_reference_exists(name: str) -> None:
    rows = [row.split("|")[1] for row in section(name).splitlines() if row.startswith("| `-")]
    documented = {option for row in rows for option in re.findall(r"`(--?[a-z-]+)", row)}
    assert documented == options()[name] - {"--help", "-h"}


def test_every_field_of_a_sheet_is_in_the_reference() -> None:
    text = (ROOT / "docs" / "reference" / "patient-sheet.md").read_text("utf-8")
    assert [name for name in (*SHEET_FIELDS, *FACT_FIELDS) if f"`{name}`" not in text] == []


@pytest.mark.parametrize(("page", "block"), SHEETS)
def test_every_sheet_of_the_documentation_is_read_without_a_remark(page: Path, block: str) -> None:
    assert [patient.findings for patient in read_sheets(block, name=page.name)] == [()]


def test_there_are_examples_to_run() -> None:
    assert len(EXAMPLES) >= 10


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("docs")


@pytest.mark.parametrize("example", EXAMPLES, ids=[example.place for example in EXAMPLES])
def test_a_console_example_prints_what_the_page_shows(example: Example, folder: Path) -> None:
    printed = prints(example.command, folder)
    assert agrees(example, printed), f"{example.place}: $ {example.command}\n{printed[:3000]}"
