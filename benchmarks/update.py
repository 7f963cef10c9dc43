"""How soon a running portal shows one changed trial of a large shelf, and how soon such a shelf opens.

`python -m benchmarks.update --data FOLDER --index FOLDER [--trials 600000] [--rounds 5]`

The database is that of `benchmarks.shelf` (some trials added, the rest multiplied in it), the search index beside it the one that
`benchmarks.search --folder` made, by links: it stays as it was. Then the product itself: `trialwright serve` runs, and
`trialwright library add` puts one changed record on the shelf, until a search of the portal finds the new word.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import resource
import shutil
import subprocess
import tempfile
import threading
import time
import urllib.request
from pathlib import Path

from tests.browser import portal as portals
from tests.browser.portal import running, trialwright

from benchmarks.shelf import _study, grown, multiplied, summaries
from trialwright.find.asking import Query
from trialwright.shelf.adding import Adding
from trialwright.shelf.shelf import Shelf
from trialwright.shelf.store import Store

_REALLY = 2_000
_LETTERS = "bcdfghjkmnpqrtvwxz"
_PATIENCE = 300.0


def shelf_of(folder: Path, data: Path, index: Path, trials: int) -> None:
    """A shelf of so many trials with the search index of the benchmark."""
    store = Store(folder, create=True, writable=True)
    studies = list(summaries(data / "oncology_summaries.jsonl.gz"))
    Adding(store).records(grown(studies, min(_REALLY, trials)))
    multiplied(store, min(_REALLY, trials), trials)
    shutil.copytree(index / "search", folder / "search", copy_function=_linked)
    last = store.row("SELECT max(generation), max(id) FROM trials")
    assert last is not None
    (folder / "search" / "index.json").write_text(json.dumps({"generation": last[0], "trial": last[1]}), "utf-8")
    store.close()


def _linked(source: str, target: str) -> str:
    """Files of the engine never change; those that do are written anew."""
    (shutil.copy if Path(source).suffix in (".json", ".lock") else os.link)(source, target)
    return target


def opening(folder: Path) -> None:
    """How long opening takes, and the first and second question."""
    started, worked = time.perf_counter(), time.process_time()
    with Shelf.open(folder) as shelf:
        said = f"{time.perf_counter() - started:.2f} s ({time.process_time() - worked:.2f} s of processor time)"
        print(f"a shelf of {len(shelf):,} trials opens in {said}")
        for number in ("first", "second"):
            started = time.perf_counter()
            found = shelf.search(Query(words="melanoma", count_facets=("condition", "country")), on=dt.date(2026, 11, 21))
            took = time.perf_counter() - started
            print(f"  {number} question: {took:.2f} s, {found.total:,} trials, {found.notes or 'no notes'}", flush=True)


def update(portal: str, folder: Path, number: int) -> None:
    """One record is changed; when the database, the index and the portal have it."""
    word = f"qx{_LETTERS[number]}zq{_LETTERS[-number - 1]}x"
    changed = folder.parent / f"{word}.json"
    changed.write_text(json.dumps(_study(f"NCT{90_000_000 + number}", f"A study of {word} in melanoma", "Changed.")), "utf-8")
    seen: list[float] = []
    started = time.perf_counter()
    watching = threading.Thread(target=_watch, args=(f"{portal}/api/v2/studies?query.term={word}&countTotal=true", seen))
    watching.start()
    before, state = resource.getrusage(resource.RUSAGE_CHILDREN), _changed(folder)
    subprocess.run(trialwright("library", "add", "--shelf", folder, changed), check=True, capture_output=True)
    ended, after = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    watching.join()
    assert _changed(folder) > state
    worked = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    shown = f"{seen[0] - started:.2f} s" if seen else "NOT SEEN"
    took = f"{ended - started:.2f} s ({worked:.2f} s of processor time)"
    print(f"  shown by the portal {shown} after the command began; the command took {took}", flush=True)


def _changed(folder: Path) -> int:
    return (folder / "search" / "state.json").stat().st_mtime_ns


def _watch(address: str, seen: list[float]) -> None:
    end = time.perf_counter() + _PATIENCE
    while time.perf_counter() < end:
        with urllib.request.urlopen(address, timeout=30) as answer:
            if json.load(answer)["totalCount"] == 1:
                seen.append(time.perf_counter())
                return
        time.sleep(0.02)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="the folder of oncology_summaries.jsonl.gz")
    parser.add_argument("--index", type=Path, required=True, help="the folder of an index made by benchmarks.search")
    parser.add_argument("--trials", type=int, default=600_000)
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    portals.PATIENCE = _PATIENCE
    print(f"load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    with tempfile.TemporaryDirectory(dir=given.index.parent) as place:
        folder = Path(place) / "shelf"
        shelf_of(folder, given.data, given.index, given.trials)
        opening(folder)
        with running(folder, "--read-only") as portal:
            for number in range(given.rounds):
                update(portal.address, folder, number)


if __name__ == "__main__":
    main()
