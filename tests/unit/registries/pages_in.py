"""What the tests of the readers share: where the test data is, and one way to read a page given as text."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from trialwright.registries.pages.recognise import read_page
from trialwright.registries.pages.text import page_text
from trialwright.registries.record import TrialRecord

DATA = Path(__file__).parents[2] / "data"
SEEDS = sorted((DATA / "seeds").glob("*.txt"))


def read_text(text: str, *, name: str = "page.txt", url: str | None = None) -> TrialRecord:
    """The record of a page's text or HTML."""
    return read_page(page_text(text, name=name, url=url))


def golden_of(seed: Path) -> dict[str, Any]:
    """The record that a seed page should become."""
    return dict(json.loads((DATA / "seeds" / "golden" / f"{seed.stem}.json").read_text(encoding="utf-8")))


def strings_of(value: Any) -> list[str]:
    """Every string in a JSON value, keys left out."""
    if isinstance(value, dict):
        return [text for item in value.values() for text in strings_of(item)]
    if isinstance(value, list | tuple):
        return [text for item in value for text in strings_of(item)]
    return [value] if isinstance(value, str) else []
