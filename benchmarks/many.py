"""A shelf of very many trials, whole: adding, indexing, disk, opening, questions with filters and facets, updates, memory.

`python -m benchmarks.many SUMMARIES.jsonl.gz [--trials 600000] [--folder F] [--workers N]` grows that many different records
from the titles and summaries of real trials (JSON lines, gzip: nct_id, title, summary; `benchmarks.grown` says how), puts each on
a shelf and into its index as `trialwright library add` does, and then asks the shelf as the portal does. With a `--folder` the
shelf stays; one that is there is gone on with, and one that has them all is only asked. Opening is timed in a process that has
read nothing of the shelf yet. The questions are those of `benchmarks.search`: 200, half of them with filters, all with ten facets
counted. They are asked twice, each time of a shelf that is opened for it and remembers nothing: the first answers may have to
read the index from the disk.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from itertools import islice
from pathlib import Path

from benchmarks.grown import records, summaries
from benchmarks.search import TODAY, questions, timed
from trialwright.find.asking import Near, Query
from trialwright.patients.sheet import read_sheet
from trialwright.shelf.adding import Adding
from trialwright.shelf.shelf import Shelf
from trialwright.shelf.store import DATABASE, Store
from trialwright.shelf.workers import usable_cores

UPDATES = 10
_SHEET = "{id: P, age: 61, sex: female, facts: [{what: breast cancer}]}"
_OPENED = """
import pathlib, sys, time
from trialwright.shelf.shelf import Shelf
before = time.perf_counter()
with Shelf.open(pathlib.Path(sys.argv[1])) as shelf:
    print(len(shelf), time.perf_counter() - before)
"""


def built(folder: Path, path: Path, trials: int, workers: int) -> None:
    """A shelf of so many trials in the folder, from where it was stopped."""
    real = summaries(path)
    store = Store(folder, create=True, writable=True)
    row = store.row("SELECT count(*) FROM trials")
    before = 0 if row is None else int(row[0])
    if before >= trials:
        store.close()
        return
    began = time.perf_counter()
    Adding(store).records(islice(records(real, trials), before, None))
    store.close()
    _rate("on the shelf", trials - before, time.perf_counter() - began)
    with Shelf(Store(folder, writable=True)) as shelf:  # not Shelf.open, which may bring the index up
        began = time.perf_counter()
        _rate(f"in the index, {workers} workers", shelf.bring_up(workers=workers), time.perf_counter() - began)


def _rate(said: str, count: int, seconds: float) -> None:
    if count > 0:
        print(f"{count:,} trials {said}: {seconds:,.0f} s, {count / seconds:,.0f} a second", flush=True)


def opened(folder: Path) -> None:
    """How long a new process needs until the shelf is open and has counted its trials."""
    told = []
    for _ in range(3):
        said = subprocess.run([sys.executable, "-c", _OPENED, folder], check=True, capture_output=True, text=True).stdout.split()
        told.append(float(said[1]))
    print(f"{int(said[0]):,} trials; opened and counted in {told[0]:.2f} s, then {min(told[1:]):.2f} s", flush=True)


def asked(folder: Path) -> None:
    """How quick questions are, and how much memory they take."""
    for said in ("at first", "by another reader"):
        with Shelf.open(folder) as shelf:
            timing = timed(lambda query: shelf.search(query, on=TODAY).total, questions())
        print(f"{len(questions())} questions with filters and facets, {said}: {timing.said()}", flush=True)
    with Shelf.open(folder) as shelf:
        facts = read_sheet(_SHEET)
        began = time.perf_counter()
        chosen = shelf.chosen_for(facts, Query(), on=TODAY, most=60)
        took = time.perf_counter() - began
        print(f"chosen for a patient: {len(chosen.keys)} of {chosen.found:,} ({chosen.same:,} for the disease) in {took:.2f} s")
    own, files = _held("RssAnon"), _held("RssFile")
    print(
        f"memory of the process that asks: {own:.0f} MB of its own, {files:.0f} MB of files (the system may drop them)",
        flush=True,
    )


def around(folder: Path) -> None:
    """How quick the same questions are around a place, the nearest site first."""
    near = Near(lat=48.86, lon=2.35, name="Paris", within_km=100.0)
    with Shelf.open(folder) as shelf:
        timing = timed(lambda query: shelf.search(query, on=TODAY).total, [replace(query, near=near) for query in questions()])
    print(f"the same around a place: {timing.said()}", flush=True)


def updated(folder: Path) -> None:
    """How soon a reader that is open already sees the update of one trial."""
    waits = []
    with Shelf.open(folder, writable=True) as writer, Shelf.open(folder) as reader:
        reader.search(Query(), on=TODAY)
        mark = dt.datetime.now(dt.UTC).strftime("%H%M%S")
        for number, key in enumerate(list(islice(writer.keys(), UPDATES))):
            trial = writer.trial(key)
            assert trial is not None
            record = trial.record
            word = "qx" + "".join("abcdfghjkm"[int(digit)] for digit in f"{mark}{number}") + "zq"
            status = {**record.protocol_section["statusModule"], "whyStopped": word}
            changed = replace(record, protocol_section={**record.protocol_section, "statusModule": status})
            began = time.perf_counter()
            writer.add([changed])
            found = reader.search(Query(words=f"AREA[WhyStopped]{word}"), on=TODAY)
            waits.append(time.perf_counter() - began)
            assert [hit.key for hit in found.hits] == [key]
    middle = sorted(waits)[len(waits) // 2]
    print(
        f"update of one trial seen by another reader: median {middle * 1000:.0f} ms, longest {max(waits) * 1000:.0f} ms",
        flush=True,
    )


def _held(what: str) -> float:
    """Megabytes that this process holds, of a kind that Linux tells."""
    text = Path("/proc/self/status").read_text("ascii")
    return int(text.partition(f"{what}:")[2].split()[0]) / 1000


def _size(folder: Path) -> float:
    return sum(item.stat().st_size for item in folder.rglob("*") if item.is_file()) / 1e6


def main() -> None:
    """Build, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("summaries", type=Path)
    parser.add_argument("--trials", type=int, default=600_000)
    parser.add_argument("--folder", type=Path, help="where the shelf is kept, or stands already")
    parser.add_argument("--workers", type=int, default=usable_cores(), help="processes that help to build the index")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as spare:
        folder = given.folder or Path(spare) / "shelf"
        print(f"load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
        built(folder, given.summaries, given.trials, given.workers)
        database, index = (folder / DATABASE).stat().st_size / 1e6, _size(folder / "search")
        print(f"on disk: {database:,.0f} MB the database, {index:,.0f} MB the index")
        opened(folder)
        asked(folder)
        updated(folder)
        around(folder)


if __name__ == "__main__":
    main()
