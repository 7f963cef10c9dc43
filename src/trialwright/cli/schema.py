"""The names and files of our JSON forms (docs/reference/json.md): a name in, its JSON Schema out."""

from __future__ import annotations

import json
from importlib import resources
from typing import Any

MATCH_SCHEMA = "trialwright.match/1"
COMPILE_SCHEMA = "trialwright.compile/1"
DIFF_SCHEMA = "trialwright.diff/1"
EXPORT_SCHEMA = "trialwright.export/1"
CHANGES_SCHEMA = "trialwright.changes/1"
_FILES = {
    MATCH_SCHEMA: "match-1.json",
    COMPILE_SCHEMA: "compile-1.json",
    DIFF_SCHEMA: "diff-1.json",
    EXPORT_SCHEMA: "export-1.json",
    CHANGES_SCHEMA: "changes-1.json",
}


def schema_of(name: str) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of one of our forms; a KeyError for a name that is none."""
    text = (resources.files("trialwright.cli") / "schemas" / _FILES[name]).read_text("utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded
