"""The order of the tests: first the files whose few tests take long, so that none of them is waited for at the end.

No law is timed: how long an input takes tells of the machine, and of who else works on it.
"""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")

LONG = (
    "test_spark.py",
    "test_kills.py",
    "test_workers.py",
    "test_mcp.py",
    "test_commands.py",
    "test_difference_laws.py",
    "test_cli_review.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long files in their order, then the others as they were found."""
    items.sort(key=lambda item: LONG.index(item.path.name) if item.path.name in LONG else len(LONG))
