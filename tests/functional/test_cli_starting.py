"""A command reads what it needs of the program and no more: reading the program is half of what a short one takes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

_PROGRAM = """
import sys
from trialwright.cli.main import main
code = main(sys.argv[1:])
print("\\n".join(sys.modules), file=sys.stderr)
raise SystemExit(code)
"""
_NOT_NEEDED = (
    *("numpy", "lark", "yaml", "lxml", "rich", "rapidfuzz", "xml.", "tarfile", "multiprocessing", "concurrent"),
    *("platformdirs", "trialwright.match.", "trialwright.compiler."),
)


def test_a_record_is_put_on_the_shelf_without_the_matcher_the_compiler_the_readers_of_pages_arrays_and_screens(
    tmp_path: Path,
) -> None:
    record = {"protocolSection": {"identificationModule": {"nctId": "NCT00000001", "briefTitle": "Drug X in Breast Cancer"}}}
    (tmp_path / "one.json").write_text(json.dumps(record), "utf-8")
    asked = ("library", "add", "--shelf", str(tmp_path / "shelf"), str(tmp_path / "one.json"))
    ran = subprocess.run([sys.executable, "-c", _PROGRAM, *asked], capture_output=True, text=True, check=True)
    assert ran.stdout.startswith("1 new\n")
    assert [name for name in ran.stderr.splitlines() if name.startswith(_NOT_NEEDED)] == []
