"""A portal over a small shelf for the tests of the API: five pages and five registry records enter, a client leaves."""

from __future__ import annotations

from pathlib import Path

from fastapi.testclient import TestClient
from tests.functional.command import PAGES, ROOT
from tests.functional.portal.site import ADDRESS, settings_for

from trialwright.portal.app import create_app
from trialwright.registries.reading import read_records
from trialwright.shelf.shelf import Shelf

RECORDS = ROOT / "tests" / "data" / "ctgov"
SOURCES = (*sorted(PAGES.glob("*.txt")), *sorted(path for path in RECORDS.glob("NCT*.*") if path.is_file()))
NUMBERS = (
    "NCT00002790", "NCT00034216", "NCT00984438", "NCT04147728", "NCT05198856", "NCT05389774", "NCT05688904", "NCT05697406",
    "NCT06120127", "NCT07000253",
)  # fmt: skip
"""The numbers on the shelf; two pages state none."""


def fill(folder: Path) -> Path:
    """A shelf in the folder with the example pages and the registry records of the tests."""
    with Shelf.open(folder, create=True, writable=True) as shelf:
        shelf.add(record for path in SOURCES for record in read_records(path))
    return folder


def api_client(folder: Path) -> TestClient:
    """A client of the portal over a filled folder; it follows no redirect by itself."""
    return TestClient(create_app(settings_for(folder, read_only=True)), base_url=ADDRESS, follow_redirects=False)
