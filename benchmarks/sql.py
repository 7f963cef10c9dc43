"""Trials and patients enter; whether SQL over the tables says what the reference says, in each engine, and what it costs, leave.

python -m benchmarks.sql [--trials FILE] [--most 200] [--patients 200] [--people SOURCE ...] [--no-postgres]

The trials are those of the seed pages and, with `--trials`, of a file of records. `--patients` are drawn from the population of
the synthetic patients; `--people` are sources of real form besides. Every verdict and every line of each pair is compared with
the reference's. DuckDB runs in memory, PostgreSQL as a server of its own that is started for this.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.postgres_server import a_server
from tests.property.sql_cases import NOT_JUDGED, Run, Verdicts, in_duckdb, in_postgres, of_sql

from benchmarks.cohort import ON, timed
from trialwright.library import protocol_of_record
from trialwright.match.batch.program import program_of
from trialwright.match.batch.sql.dialects import Dialect
from trialwright.match.batch.sql.files import TableTerms, Written, write_tables
from trialwright.match.batch.sql.said import Said, said_of
from trialwright.match.batch.sql.statement import SqlTerms
from trialwright.match.context import Context
from trialwright.match.evaluate import evaluate_in
from trialwright.match.verdict import Reason
from trialwright.patients.facts import PatientFacts
from trialwright.patients.reading import people_in
from trialwright.protocol.protocol import Protocol
from trialwright.registries.reading import read_records
from trialwright.synth.population import generate_population

SEEDS = Path(__file__).parents[1] / "tests" / "data" / "seeds"


def main() -> int:
    """Writes the tables, runs every statement, compares, and prints; 1 when anything differs."""
    asked = _arguments()
    protocols, told = timed("", lambda: list(_protocols(asked.trials, asked.most)))
    print(f"{len(protocols)} trials compiled in {told.processor:.1f} s of processor time")
    patients = [one.facts for one in generate_population(asked.patients, 1, ON)]
    patients += [one.facts for source in asked.people for one in people_in(source)]
    said = said_of(program_of(protocols))
    lines = sum(len(stage.lines) for stage in said.program.stages)
    print(
        f"{lines:,} lines, {len(said.names):,} questions: {len(said.held):,} compared in SQL ({len(said.measures()):,} measures)"
    )
    expected, told = timed("", lambda: _reference(protocols, patients))
    print(f"reference: {len(expected):,} verdicts and lines of {len(protocols) * len(patients):,} pairs, {told.processor:.1f} s")
    with tempfile.TemporaryDirectory() as place:
        written, told = timed("", lambda: write_tables(said, patients, Path(place) / "tables", TableTerms(on=ON)))
        size = sum(path.stat().st_size for path in Path(place).rglob("*.parquet"))
        print(f"tables: {told.processor:.1f} s, {size / 2**20:.1f} MB; {_rows(written)}; set aside: {written.set_aside}")
        with in_duckdb(Path(place) / "tables") as run:
            wrong = _compared("DuckDB", (protocols, said, SqlTerms()), run, expected)
            if asked.postgres:
                with a_server() as address, in_postgres(address, "hospital", run) as there:
                    terms = SqlTerms(dialect=Dialect.POSTGRES, schema="hospital")
                    wrong += _compared("PostgreSQL", (protocols, said, terms), there, expected)
    return 1 if wrong else 0


def _protocols(source: Path | None, most: int) -> Iterator[Protocol]:
    seen: set[str] = set()
    for place in (*sorted(SEEDS.glob("*.txt")), *([source] if source else [])):
        left = most
        for record in read_records(place):
            protocol = protocol_of_record(record)
            if left and protocol.key not in seen:
                seen.add(protocol.key)
                left -= 1
                yield protocol
            if not left:
                break


def _reference(protocols: Sequence[Protocol], patients: Sequence[PatientFacts]) -> Verdicts:
    found: Verdicts = {}
    for patient in patients:
        for protocol in protocols:
            judged = {verdict.stage: verdict for verdict in evaluate_in(protocol, patient, Context(on=ON, ahead=False)).stages}
            for stage in protocol.stages:
                verdict = judged.get(stage.name)
                found[patient.id, protocol.key, stage.name, ""] = NOT_JUDGED if verdict is None else verdict.eligibility.value
                for line in () if verdict is None else verdict.lines:
                    later = line.reason is Reason.LATER and line.evidence.why.startswith("belongs to ")
                    found[patient.id, protocol.key, stage.name, line.line.id] = "unknown" if later else line.outcome.value
    return found


def _rows(written: Written) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in written.rows.items())


def _compared(name: str, what: tuple[Sequence[Protocol], Said, SqlTerms], run: Run, expected: Verdicts) -> int:
    """How much of what an engine says differs; the first ten are printed."""
    found, told = timed("", lambda: of_sql(*what, run))
    wrong = [at for at in expected.keys() | found.keys() if expected.get(at) != found.get(at)]
    for at in sorted(wrong)[:10]:
        print(f"  differs: {' '.join(at)}: the reference says {expected.get(at)}, {name} {found.get(at)}")
    pairs = len({at[:2] for at in expected})
    stages = sum(not line for *_, line in expected)
    print(f"{name}: {pairs:,} pairs, {stages:,} stages and {len(expected) - stages:,} lines compared, {len(wrong)} differ; "
          f"{told.clock:.1f} s on the clock, statements made and run")  # fmt: skip
    return len(wrong)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--trials", type=Path, help="records of trials: any file that the readers read")
    parser.add_argument("--most", type=int, default=200, help="how many trials of that file")
    parser.add_argument("--patients", type=int, default=200, help="how many patients of the synthetic population")
    parser.add_argument("--people", action="append", default=[], help="a source of patients besides; repeat it")
    parser.add_argument("--no-postgres", dest="postgres", action="store_false", help="DuckDB only")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
