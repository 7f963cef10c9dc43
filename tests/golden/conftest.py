"""The option with which `make golden` renews the golden files of this folder."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--update-golden`: write what the code does now; read the difference before you commit it."""
    parser.addoption("--update-golden", action="store_true", default=False, help="rewrite the golden files in tests/golden")
