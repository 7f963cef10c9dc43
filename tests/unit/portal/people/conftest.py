"""Hashes of passwords that cost little, for the tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.light_passwords import light_passwords


@pytest.fixture(scope="module", autouse=True)
def cheap_hashes() -> Iterator[None]:
    """The settings of hashes in this folder."""
    yield from light_passwords()
