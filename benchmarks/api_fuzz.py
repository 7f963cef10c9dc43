"""`python -m benchmarks.api_fuzz`: requests made up after the API's description enter; counts of answers leave, or what failed.

Every answer must be one that the description names: status, type, headers and shape. That all requests are accepted is not asked:
a page token belongs to its question, and columns to a table.
"""

from __future__ import annotations

import argparse
import datetime as dt
import tempfile
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from traceback import format_exception
from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis.checks import positive_data_acceptance
from schemathesis.core.result import Ok

from benchmarks.api_formats import register_formats
from trialwright.portal.app import create_app
from trialwright.portal.settings import Settings
from trialwright.registries.reading import read_records
from trialwright.registries.record import TrialRecord
from trialwright.shelf.shelf import Shelf

ADDRESS = "http://testserver"
"""The name that schemathesis calls an application by."""
_DAY = dt.date(2026, 11, 21)
_MODES = (schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE)


@dataclass(kw_only=True)
class Fuzzing:
    """The API over one shelf, and how its paths answered so far: `POST /match` -> status -> times."""

    folder: Path
    answers: dict[str, Counter[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        with Shelf.open(self.folder) as shelf:
            register_formats([trial.record.nct_id for trial in shelf.trials() if trial.record.nct_id])
        self.app = create_app(Settings(folder=self.folder, base_url=ADDRESS, read_only=True, on=lambda: _DAY))
        self.schema = schemathesis.openapi.from_asgi("/api/openapi.json", self.app)

    def paths(self) -> list[tuple[str, str]]:
        """Every path with its method."""
        found = (item.ok() for item in self.schema.get_all_operations() if isinstance(item, Ok))
        return [(operation.path, operation.method) for operation in found]

    def ask(self, path: str, method: str, *, examples: int, start: int) -> None:
        """Ask one path so many times, with requests that fit its description and with ones that do not."""
        operation = self.schema[path][method]
        cases = st.one_of(*(operation.as_strategy(generation_mode=mode) for mode in _MODES))
        told = self.answers.setdefault(f"{method.upper()} {path}", Counter())

        @seed(start)
        @settings(
            max_examples=examples,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
            phases=(Phase.generate, Phase.shrink),
        )
        @given(cases)
        def asked(case: Any) -> None:
            answer = case.call_and_validate(excluded_checks=[positive_data_acceptance], timeout=300)
            told[answer.status_code] += 1

        asked()


def fill(folder: Path, sources: Iterable[Path]) -> None:
    """A shelf of the trials in the files."""

    def records() -> Iterable[TrialRecord]:
        for path in sources:
            yield from read_records(path)

    with Shelf.open(folder, create=True, writable=True) as shelf:
        shelf.add(records())


def main() -> None:
    """Asks every path and prints how it answered."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--max-examples", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    root = Path(__file__).parents[1]
    with tempfile.TemporaryDirectory() as folder:
        fill(
            Path(folder),
            [*sorted((root / "examples" / "pages").glob("*.txt")), *sorted((root / "tests/data/ctgov").glob("NCT*.*"))],
        )
        fuzzing = Fuzzing(folder=Path(folder))
        failed = 0
        for path, method in fuzzing.paths():
            try:
                fuzzing.ask(path, method, examples=options.max_examples, start=options.seed)
            except Exception as error:  # noqa: BLE001 - what failed is printed, the other paths are asked too
                failed += 1
                print(f"FAILED {method.upper()} {path}\n{''.join(format_exception(error))}")
            counts = fuzzing.answers.get(f"{method.upper()} {path}", Counter())
            print(f"{method.upper():5}{path:50}{sum(counts.values()):7}  {dict(sorted(counts.items()))}", flush=True)
        total = sum(counts.total() for counts in fuzzing.answers.values())
        print(f"{total} requests to {len(fuzzing.answers)} paths, {failed} paths failed")


if __name__ == "__main__":
    main()
