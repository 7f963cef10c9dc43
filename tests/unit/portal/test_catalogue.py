"""Every text of the portal has its translation."""

from __future__ import annotations

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
