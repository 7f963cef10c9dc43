"""The pins in requirements/ are whole: every dependency, every hash, no address of an index; what setup installs is pinned."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = ("runtime.lock", "dev.lock", "spark.lock")
_PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)==(\S+)((?:.*\\\n)(?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)?", re.MULTILINE)
_INDEX = re.compile(
    r"(?i)pypi\.org|pythonhosted|--(?:extra-)?index-url|--find-links|index-url\s*=|simple/?\"|\[\[(?:tool\.uv\.)?index\]\]"
)
_HERE = Path(__file__).name


def _names(requirements: list[str]) -> set[str]:
    return {re.split(r"[<>=!~;\[ ]", item, maxsplit=1)[0].lower() for item in requirements}


def _project() -> dict[str, object]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def _locked(name: str) -> dict[str, bool]:
    """Every pinned package, and whether hashes follow it."""
    text = (ROOT / "requirements" / name).read_text("utf-8")
    return {found[1]: bool(found[3]) for found in _PIN.finditer(text)}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_its_hashes(lock: str) -> None:
    assert _locked(lock)
    assert [name for name, hashed in _locked(lock).items() if not hashed] == []


def test_every_dependency_is_pinned() -> None:
    project = _project()["project"]
    assert isinstance(project, dict)
    runtime = _names(project["dependencies"])
    assert sorted(runtime - _locked("runtime.lock").keys()) == [], "run `make lock`"
    extras = {name for wanted in project["optional-dependencies"].values() for name in _names(wanted)} - {"trialwright"}
    assert sorted((runtime | extras) - _locked("dev.lock").keys() - _locked("spark.lock").keys()) == [], "run `make lock`"


def test_what_setup_and_the_build_need_is_pinned() -> None:
    build = _project()["build-system"]
    assert isinstance(build, dict)
    assert sorted((_names(build["requires"]) | {"uv", "editables"}) - _locked("dev.lock").keys()) == []


def test_the_two_locks_pin_the_same_versions() -> None:
    def pins(name: str) -> set[tuple[str, str]]:
        return {(found[1], found[2]) for found in _PIN.finditer((ROOT / "requirements" / name).read_text("utf-8"))}

    assert sorted(pins("runtime.lock") - pins("dev.lock")) == []


def test_no_committed_file_names_a_package_index() -> None:
    files = [
        name
        for name in _committed()
        if name.endswith((".lock", ".toml", ".md", ".sh", ".yml", ".cfg", "Makefile", ".ci/run", ".py"))
    ]
    assert "requirements/dev.lock" in files
    found = [name for name in files if Path(name).name != _HERE and _INDEX.search((ROOT / name).read_text("utf-8"))]
    assert found == []


@pytest.mark.parametrize(
    "text", ["--index-url https://example.org/simple", "https://files.pythonhosted.org/x.whl", "[[tool.uv.index]]"]
)
def test_an_index_address_would_be_found(text: str) -> None:
    assert _INDEX.search(text)


def _committed() -> list[str]:
    """The files of the repository; without git (a source archive) all but what is made."""
    made = {".git", ".venv", "out", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis", "__pycache__"}
    asked = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if asked.returncode == 0 and asked.stdout:
        return [name for name in asked.stdout.splitlines() if (ROOT / name).is_file()]
    paths = (path for path in ROOT.rglob("*") if path.is_file() and not made & set(path.relative_to(ROOT).parts))
    return [path.relative_to(ROOT).as_posix() for path in paths]
