"""A browser and a portal for the tests of this folder: `trialwright serve` over the seeds and forty records, and Chromium."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright
from tests.browser.portal import PASSWORD, Portal, add_curator, cohort_of_samples, running, shelf_of_samples
from tests.browser.visitor import ARGUMENTS, Visitor, chromium

REQUIRED = "TRIALWRIGHT_BROWSER_TESTS"
HOW = "sh scripts/install_chromium.sh"
FOLDER = Path(__file__).parent
ONE = ("--processes", "1")
"""One process answers: there is one reader, and each process would have to read the vocabulary first."""
_skipped: list[str] = []


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The browser last: what is cheaper fails first, and its event loop meets no other test's."""
    items.sort(key=lambda item: FOLDER in item.path.parents)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Where the tests must run (an environment variable of .ci/run) one that is skipped has failed."""
    report = yield
    if FOLDER in item.path.parents and report.skipped:
        if os.environ.get(REQUIRED) == "required":
            report.outcome = "failed"
            report.longrepr = f"{item.nodeid} was skipped, and {REQUIRED}=required: {report.longrepr}"
        else:
            _skipped.append(item.nodeid)
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Says plainly which tests did not run, and how to have them run."""
    if _skipped:
        terminalreporter.section("no Chromium")
        terminalreporter.line(f"{len(_skipped)} tests in a browser did not run: no Chromium was found. To get it: {HOW}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = chromium()
    if program is None:
        pytest.skip(f"no Chromium; to get it: {HOW}")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        yield started
        started.close()


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shelf_of_samples(tmp_path_factory.mktemp("shelf"))


@pytest.fixture(scope="session")
def portal(shelf: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    cohort = cohort_of_samples(tmp_path_factory.mktemp("cohort") / "cohort")
    with running(shelf, *ONE, "--cohort", str(cohort)) as started:
        yield started


@pytest.fixture(scope="session")
def guarded(shelf: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """A portal where people sign in: one of them, "ada", is a curator."""
    folder = tmp_path_factory.mktemp("guarded") / "shelf"
    shutil.copytree(shelf, folder, ignore=shutil.ignore_patterns("*.lock"))
    add_curator(folder, "ada", PASSWORD)
    with running(folder, *ONE) as started:
        yield started


@pytest.fixture
def visit(browser: Browser, portal: Portal) -> Iterator[Callable[..., Visitor]]:
    """`visit(path, …)` opens a page as a reader who is new; at the end nothing may have gone wrong with any of them."""
    yield from _visits(browser, portal)


@pytest.fixture
def knock(browser: Browser, guarded: Portal) -> Iterator[Callable[..., Visitor]]:
    """`visit` at a portal where people sign in."""
    yield from _visits(browser, guarded)


def _visits(browser: Browser, portal: Portal) -> Iterator[Callable[..., Visitor]]:
    visitors: list[Visitor] = []

    def come(path: str, **habits: object) -> Visitor:
        visitor = Visitor.coming(browser, portal.address, **habits)
        visitors.append(visitor)
        visitor.go(path)
        return visitor

    yield come
    for visitor in visitors:
        visitor.leave()
    assert [wrong for visitor in visitors for wrong in visitor.wrong] == []
