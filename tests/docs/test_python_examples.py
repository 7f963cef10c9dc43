"""Every Python example of the README and the documentation gives what it says."""

from __future__ import annotations

import doctest
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted(path for path in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")] if ">>>" in path.read_text("utf-8"))


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_the_examples_of_the_page_are_true(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    result = doctest.testfile(str(page), module_relative=False, encoding="utf-8", optionflags=doctest.ELLIPSIS)
    assert result.attempted > 0
    assert result.failed == 0


def test_examples_are_found() -> None:
    assert ROOT / "docs" / "reference" / "api.md" in PAGES


def test_every_public_name_is_documented_and_exists() -> None:
    import trialwright

    text = (ROOT / "docs" / "reference" / "api.md").read_text("utf-8")
    functions = [name for name in trialwright.__all__ if name[0].islower()]
    assert functions
    assert [name for name in functions if f"`{name}(" not in text] == []
    assert [name for name in trialwright.__all__ if not hasattr(trialwright, name)] == []
