"""A portal to ask in tests: records and a day enter, a client without cookies leaves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path

from fastapi.testclient import TestClient

from trialwright.portal.app import create_app
from trialwright.portal.settings import Settings
from trialwright.registries.reading import read_records
from trialwright.registries.record import TrialRecord
from trialwright.shelf.shelf import Shelf

DAY = dt.date(2026, 11, 21)
ADDRESS = "http://portal.test"
PAGES = Path("examples/pages")


def seeds() -> list[TrialRecord]:
    """The five pages of examples/pages."""
    return [record for path in sorted(PAGES.glob("*.txt")) for record in read_records(path)]


def shelf_of(folder: Path, records: Iterable[TrialRecord] = ()) -> Path:
    """A shelf with records, closed again."""
    with Shelf.open(folder, create=True, writable=True) as shelf:
        shelf.add(records)
    return folder


def settings_for(folder: Path, *, read_only: bool = False) -> Settings:
    return Settings(folder=folder, base_url=ADDRESS, read_only=read_only, on=lambda: DAY)


def client_for(folder: Path, *, read_only: bool = False) -> TestClient:
    return TestClient(create_app(settings_for(folder, read_only=read_only)), base_url=ADDRESS, follow_redirects=False)
