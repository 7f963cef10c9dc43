"""Every text of the portal has its translation."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from scripts.catalogue import languages, problems, texts

from trialwright.portal.settings import Settings


def test_texts_are_found_in_templates_and_tables() -> None:
    assert {"Search", "About and help"} <= {message.id for message in texts()}


def test_every_offered_language_but_english_has_a_catalogue() -> None:
    assert set(Settings.__dataclass_fields__["languages"].default) - {"en"} == set(languages())


@pytest.mark.parametrize("code", languages())
def test_every_text_has_its_translation(code: str) -> None:
    assert list(problems(code)) == []


PORTAL = Path(__file__).parents[3] / "src" / "trialwright" / "portal"
_LOOKED_UP = ("text", "say", "gettext", "ngettext", "many")


def _asked_in(path: Path) -> Iterator[str]:
    """The texts that a module has translated: the strings in calls of `say(…)`, `visit.text(…)`, `many(…)` and their kind."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in _LOOKED_UP:
                yield from (said.value for said in node.args if isinstance(said, ast.Constant) and isinstance(said.value, str))


def test_what_is_printed_on_paper_is_a_text_of_the_catalogue() -> None:
    known = {said for message in texts() for said in (message.id if isinstance(message.id, tuple) else (message.id,))}
    asked = {said for path in (PORTAL / "paper").glob("*.py") for said in _asked_in(path)}
    assert "Status unknown" in asked
    assert asked - known == set()
