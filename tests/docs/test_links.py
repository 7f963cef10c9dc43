"""Every link of the papers at the root leads somewhere, and the built documentation asks no other host for anything."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
_LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)\s]*)?\)")


@pytest.mark.parametrize("paper", sorted(path.name for path in ROOT.glob("*.md")))
def test_every_link_of_the_paper_leads_somewhere(paper: str) -> None:
    links = _LINK.findall((ROOT / paper).read_text("utf-8"))
    assert [link for link in links if "://" not in link and not (ROOT / link).exists()] == []


def test_the_readme_is_read_for_links() -> None:
    assert "LICENSE" in _LINK.findall((ROOT / "README.md").read_text("utf-8"))


def test_the_documentation_needs_no_other_host() -> None:
    text = (ROOT / "mkdocs.yml").read_text("utf-8")
    settings = yaml.safe_load(text)
    assert settings["theme"]["font"] is False
    assert "://" not in text
    pages = (ROOT / "docs").rglob("*.md")
    assert [page.name for page in pages if re.search(r"<script|<link|!\[[^]]*\]\(https?:", page.read_text("utf-8"))] == []
