"""How fast OMOP is read: a database in; people and rows a second of processor time, facts understood and not, peak memory, out.

python -m benchmarks.omop SOURCE [--times 40] [--top 20]

SOURCE is a DuckDB file, a folder or zip of CSV or Parquet files, or the address of a PostgreSQL database. With `--times N` a
folder or zip is first multiplied: each person N times under other ids, as Parquet, so that the vocabulary and the start weigh as
little as they do in a large database.
"""

from __future__ import annotations

import argparse
import resource as usage
import tempfile
import time
from collections import Counter
from pathlib import Path

from trialwright.patients.omop import read_omop
from trialwright.patients.understood import Why

_OWN_KEYS = (
    "visit_occurrence_id",
    "condition_occurrence_id",
    "measurement_id",
    "observation_id",
    "drug_exposure_id",
    "episode_id",
)
_OF_PEOPLE = (
    "person", "observation_period", "death", "visit_occurrence", "condition_occurrence", "measurement", "observation",
    "procedure_occurrence", "drug_exposure", "episode",
)  # fmt: skip
_SHARED = ("concept", "concept_relationship", "concept_ancestor", "care_site")


def main() -> None:
    """Read everything and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source")
    parser.add_argument("--times", type=int, default=1, help="multiply the people of a folder or zip so many times")
    parser.add_argument("--top", type=int, default=20, help="list so many of what is most often not understood")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        source = _multiplied(Path(given.source), Path(scratch), given.times) if given.times > 1 else given.source
        _measure(source, given.top)


def _measure(source: str | Path, top: int) -> None:
    began, clock = time.process_time(), time.perf_counter()
    people = facts = rows = 0
    first = 0.0
    left: Counter[Why] = Counter()
    what: Counter[tuple[str, str, str]] = Counter()
    for one in read_omop(source):
        if not people:
            first = time.process_time() - began
        people += 1
        facts += len(one.patient.facts)
        rows += sum(count for _, count in one.resources)
        for item in one.unread:
            left[item.why] += item.count
            what[item.resource, item.what, item.why.value] += item.count
    whole = time.process_time() - began
    later = max(whole - first, 1e-9)
    print(f"{people} people, {rows} rows; processor time {whole:.1f} s, of it {first:.1f} s until the first person")
    print(f"  people/s  {people / whole:10,.0f}   after the first person {(people - 1) / later:10,.0f}")
    print(f"  rows/s    {rows / whole:10,.0f}   after the first person {rows / later:10,.0f}")
    print(f"  clock     {time.perf_counter() - clock:10.1f} s")
    print(f"  memory    {usage.getrusage(usage.RUSAGE_SELF).ru_maxrss // 1024:10,} MB at most")
    print(f"  facts understood: {facts}; not understood or left out: {sum(left.values())}")
    for why, count in left.most_common():
        print(f"    {why.value}: {count}")
    for (table, words, why_), count in what.most_common(top):
        print(f"      {count:8} {table}: {words} ({why_})")


def _multiplied(source: Path, folder: Path, times: int) -> Path:
    """The people of a folder or zip again and again under other ids, as Parquet."""
    import duckdb

    from trialwright.patients.omop_duckdb import open_duckdb

    target = folder / "many"
    target.mkdir()
    database = open_duckdb(source)
    try:
        for name in (*_OF_PEOPLE, *_SHARED):
            relation = database.relation(name)
            if relation is None:
                continue
            path = target / f"{name}.parquet"
            connection: duckdb.DuckDBPyConnection = database.connection  # type: ignore[attr-defined]
            if name in _SHARED:
                connection.execute(f"COPY (FROM {relation.sql}) TO '{path}'")
                continue
            moved = [
                f"CAST({key} AS BIGINT) + n * 1000000000 AS {key}" for key in ("person_id", *_OWN_KEYS) if key in relation.columns
            ]
            again = f"SELECT * REPLACE ({', '.join(moved)}) FROM {relation.sql}, range({times}) r(n)"
            connection.execute(f"COPY (SELECT * EXCLUDE (n) FROM ({again})) TO '{path}'")
    finally:
        database.close()
    return target


if __name__ == "__main__":
    main()
