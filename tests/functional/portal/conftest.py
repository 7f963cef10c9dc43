"""The shelf that the tests of the API ask, made once; hashes of passwords that cost little."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from tests.functional.portal.api_site import api_client, fill
from tests.light_passwords import light_passwords


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a shelf of twelve trials."""
    return fill(tmp_path_factory.mktemp("api-shelf"))


@pytest.fixture
def api(filled: Path) -> Iterator[TestClient]:
    """A client of the API over it."""
    with api_client(filled) as client:
        yield client


@pytest.fixture(scope="module", autouse=True)
def cheap_hashes() -> Iterator[None]:
    """The settings of hashes in this folder."""
    yield from light_passwords()
