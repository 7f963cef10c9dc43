"""Requests that a machine makes up after the description of the API: every answer is one that the description names.

The longer run is `python -m benchmarks.api_fuzz`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from benchmarks.api_fuzz import Fuzzing

from trialwright.portal.api.routers import API

PATHS = sorted((route.path, method.lower()) for router in API for route in router.routes for method in route.methods)


@pytest.fixture(scope="module")
def fuzzing(filled: Path) -> Iterator[Fuzzing]:
    made = Fuzzing(folder=filled)
    yield made
    made.app.state.shelf.close()


def test_every_path_of_the_api_is_in_its_description(fuzzing: Fuzzing) -> None:
    assert sorted((path.replace("{id}", "{id:path}"), method) for path, method in fuzzing.paths()) == PATHS


@pytest.mark.parametrize(("path", "method"), PATHS)
def test_every_answer_is_one_that_the_description_names(fuzzing: Fuzzing, path: str, method: str) -> None:
    fuzzing.ask(path.replace("{id:path}", "{id}"), method, examples=12, start=1)
    assert sum(fuzzing.answers[f"{method.upper()} {path.replace('{id:path}', '{id}')}"].values()) >= 1
