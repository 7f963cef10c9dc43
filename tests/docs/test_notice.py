"""NOTICE names every source of the tables that we ship, with its licence, and the docs give every dependency its reason."""

from __future__ import annotations

import re
import tomllib
from importlib import resources
from pathlib import Path

ROOT = Path(__file__).parents[2]


def _sources() -> list[dict[str, str]]:
    text = (resources.files("trialwright.vocabulary") / "data" / "sources.tsv").read_text("utf-8")
    lines = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    return [dict(zip(lines[0], line, strict=False)) for line in lines[1:]]


def _notice() -> dict[str, str]:
    """What NOTICE says of each source, by the key that stands in brackets after its title."""
    text = (ROOT / "NOTICE").read_text("utf-8")
    parts = re.split(r"(?m)^## .*\[([a-z0-9_]+)\]$", text)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_every_source_of_a_table_is_in_the_notice_with_its_licence() -> None:
    said = _notice()
    for source in _sources():
        assert source["key"] in said, f"add a section for {source['key']} to NOTICE"
        assert source["licence"] in said[source["key"]], f"NOTICE, {source['key']}: say the licence {source['licence']!r}"


def test_every_source_named_by_a_row_is_listed() -> None:
    known = {source["key"] for source in _sources()}
    used: dict[str, str] = {}
    for table in (resources.files("trialwright.vocabulary") / "data").iterdir():
        if table.name.endswith(".tsv") and table.name != "sources.tsv":
            rows = [line.split("\t") for line in table.read_text("utf-8").splitlines() if line and not line.startswith("#")]
            if rows and "source" in rows[0]:
                at = rows[0].index("source")
                keys = {key.strip() for row in rows[1:] if len(row) > at for key in row[at].split(";") if key.strip()}
                used.update(dict.fromkeys(keys, table.name))
    assert used
    assert {key: table for key, table in used.items() if key not in known} == {}


def test_every_dependency_has_its_reason() -> None:
    text = (ROOT / "docs" / "decisions" / "0003-dependencies.md").read_text("utf-8")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    for requirement in project["dependencies"]:
        name = re.split(r"[<>=]", requirement)[0]
        assert f"| {name} |" in text, f"give {name} a line in docs/decisions/0003-dependencies.md"
    for row in re.findall(r"(?m)^\| ([a-z][a-z-]+) \| \d", text):
        assert any(re.split(r"[<>=]", item)[0] == row for item in project["dependencies"]), f"{row} is no dependency any more"
