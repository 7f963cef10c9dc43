"""A portal to ask in tests: a folder and a day enter, a client without cookies leaves."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from fastapi.testclient import TestClient

from trialwright.portal.app import create_app
from trialwright.portal.settings import Settings

DAY = dt.date(2026, 11, 21)
ADDRESS = "http://portal.test"


def settings_for(folder: Path, *, read_only: bool = False) -> Settings:
    return Settings(folder=folder, base_url=ADDRESS, read_only=read_only, on=lambda: DAY)


def client_for(folder: Path, *, read_only: bool = False) -> TestClient:
    return TestClient(create_app(settings_for(folder, read_only=read_only)), base_url=ADDRESS, follow_redirects=False)
