"""A number of trials enters, what the portal stands under load leaves: requests a second, p95, errors, memory, weight.

`python -m benchmarks.portal [--trials 2000] [--source FILE…] [--seconds 20] [--minutes 10] [--connections 50]`

The server is `trialwright serve --read-only` as users start it, driven by wrk (Debian's package of that name) on this machine.
The shelf is grown from the records of the source: each copy has a number, a title and a size of its own, everything else is
repeated, and so its words are fewer than those of a real shelf of that size. "Asked again" draws from 200 addresses that were
asked for before; "new questions" draws from many thousands, nearly all of them for the first time.
"""

from __future__ import annotations

import argparse
import gzip
import itertools
import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from tests.browser.portal import SAMPLE, Portal, running, trialwright

from trialwright.find.facetvalues import facets
from trialwright.registries.reading import read_records

WORDS = (
    "melanoma",
    "cancer",
    "breast cancer",
    "esophageal",
    "solid tumor",
    "pembrolizumab",
    "radiotherapy",
    "surgery",
)
CHOSEN: tuple[dict[str, str], ...] = (
    {},
    {"phase": "PHASE1"},
    {"phase": "PHASE2"},
    {"status": "RECRUITING"},
    {"intervention": "DRUG"},
    {"sex": "ALL"},
)
PLACES = ("", "", "", "Amsterdam", "Madrid", "Boston")
_SCRIPT = """
local paths = {}
for line in io.lines("%s") do paths[#paths + 1] = line end
local seed = 0
function setup(thread) thread:set("seed", seed); seed = seed + 1 end
function init(args) math.randomseed(%d + seed) end
function request() return wrk.format("GET", paths[math.random(#paths)], {["Accept-Encoding"] = "gzip"}) end
function done(summary, latency, requests)
  local e = summary.errors
  io.write(string.format("FIGURES %%d %%d %%d %%d %%d\\n", summary.requests, summary.duration,
    e.connect + e.read + e.write + e.timeout + e.status, latency:percentile(50), latency:percentile(95)))
end
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Load:
    """What was measured: requests a second, the median and the 95th percentile in milliseconds, and how many requests failed."""

    name: str
    requests: int
    rate: float
    median: float
    p95: float
    errors: int

    def line(self) -> str:
        """One row of the table."""
        figures = f"{self.requests:>9,} {self.rate:>9.0f}/s {self.median:>8.0f} ms {self.p95:>8.0f} ms {self.errors:>7}"
        return f"{self.name:<34}{figures}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Drive:
    """How wrk is run."""

    address: str
    connections: int
    seconds: int

    def load(self, name: str, paths: Sequence[str]) -> Load:
        """The load of addresses drawn at random."""
        with tempfile.TemporaryDirectory() as folder:
            listed, script = Path(folder) / "paths.txt", Path(folder) / "drive.lua"
            listed.write_text("\n".join(paths) + "\n", "utf-8")
            script.write_text(_SCRIPT % (listed, random.randrange(10**6)), "utf-8")
            run = ["wrk", "-t2", f"-c{self.connections}", f"-d{self.seconds}s", "--timeout", "10s", "-s", str(script)]
            said = subprocess.run([*run, self.address], check=True, capture_output=True, text=True).stdout
        figures = next(line for line in said.splitlines() if line.startswith("FIGURES")).split()[1:]
        requests, micros, errors, median, p95 = (int(figure) for figure in figures)
        rate = requests / (micros / 1e6)
        return Load(name=name, requests=requests, rate=rate, median=median / 1000, p95=p95 / 1000, errors=errors)


def main() -> int:
    """Measures, and prints a table."""
    asked = _arguments()
    if shutil.which("wrk") is None:
        print("wrk is not installed; Debian: apt-get install wrk", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as made:
        folder = asked.shelf or Path(made) / "shelf"
        if not folder.exists():
            grow(asked.source or [SAMPLE], asked.trials, folder)
        with running(folder, "--read-only") as portal:
            measure(portal, asked)
    return 0


def measure(portal: Portal, asked: argparse.Namespace) -> None:
    """The figures of a portal that runs."""
    drive = Drive(address=portal.address, connections=asked.connections, seconds=asked.seconds)
    keys = [f"/trial/{key}" for key in _keys(portal.address)]
    questions = list(_questions())
    random.Random(1).shuffle(questions)
    some_trials, some_questions = keys[:200], questions[:200]
    for path in ["/", *some_trials[:3], some_questions[0]]:
        print(f"{path:<60} {_weight(portal.address + path) / 1000:>8.1f} kB packed")
    before = memory(portal.process)
    print(f"memory at first {before:.0f} MB in {len(_family(portal.process))} processes")
    print(f"{'':<34}{'requests':>9} {'rate':>11} {'median':>11} {'p95':>11} {'errors':>7}")
    print(drive.load("search, new questions", questions).line())
    print(drive.load("trial page, all of the shelf", keys).line())
    for name, paths in (("search, asked again", some_questions), ("trial page, asked again", some_trials)):
        for path in paths * 4:
            _weight(portal.address + path)
        print(drive.load(name, paths).line())
    print(f"memory {memory(portal.process):.0f} MB")
    for minute in range(asked.minutes):
        load = Drive(address=portal.address, connections=asked.connections, seconds=60).load("", [*keys, *questions])
        held = memory(portal.process)
        print(f"minute {minute + 1}: {load.rate:.0f}/s, p95 {load.p95:.0f} ms, {load.errors} errors, {held:.0f} MB")


def grow(source: Sequence[Path], trials: int, folder: Path) -> None:
    """A shelf of so many trials, compiled and indexed."""
    records = [_as_v2(record.protocol_section) for path in source for record in read_records(path)]
    with tempfile.TemporaryDirectory() as made:
        grown = Path(made) / "grown.jsonl.gz"
        with gzip.open(grown, "wt", encoding="utf-8") as out:
            for number, record in enumerate(itertools.islice(itertools.cycle(records), trials)):
                out.write(json.dumps(_copy(record, number)) + "\n")
        start = time.monotonic()
        subprocess.run(trialwright("library", "add", "--shelf", folder, grown), check=True, capture_output=True)
        subprocess.run(trialwright("library", "compile", "--shelf", folder), check=True, capture_output=True)
    print(f"{trials} trials on the shelf in {time.monotonic() - start:.0f} s")


def _as_v2(section: Any) -> dict[str, Any]:
    whole: dict[str, Any] = json.loads(json.dumps(section))
    return whole


def _copy(section: dict[str, Any], number: int) -> dict[str, Any]:
    named = section.get("identificationModule", {})
    title = f"{named.get('briefTitle', 'Trial')} ({number})"
    module = {"nctId": f"NCT{90_000_000 + number}", "briefTitle": title, "orgStudyIdInfo": {"id": f"GROWN-{number}"}}
    design = {**section.get("designModule", {}), "enrollmentInfo": {"count": 10 + number % 990, "type": "ESTIMATED"}}
    return {"protocolSection": {**section, "identificationModule": module, "designModule": design}}


def _keys(address: str) -> list[str]:
    with urllib.request.urlopen(f"{address}/sitemap.xml", timeout=60) as answer:
        text = answer.read().decode()
    return [part.partition("</loc>")[0].rpartition("/")[2] for part in text.split("<loc>")[1:]]


def _questions() -> Iterator[str]:
    assert all(name in facets() for chosen in CHOSEN for name in chosen)
    for word, chosen, place, age in itertools.product(WORDS, CHOSEN, PLACES[2:], range(18, 88)):
        yield "/search?" + urlencode({"q": word, **({"place": place} if place else {}), **chosen, "age": age})


def _weight(address: str) -> int:
    request = urllib.request.Request(address, headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return len(answer.read())


def _family(process: int) -> list[int]:
    children = Path(f"/proc/{process}/task/{process}/children").read_text("ascii").split()
    return [process, *(member for child in children for member in _family(int(child)))]


def memory(process: int) -> float:
    """Megabytes that a process and those it started hold, what they share counted once."""
    rolls = (Path(f"/proc/{member}/smaps_rollup").read_text("ascii") for member in _family(process))
    return sum(int(roll.partition("\nPss:")[2].split()[0]) for roll in rolls) / 1000


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--trials", type=int, default=2000)
    parser.add_argument("--source", type=Path, nargs="*", help="records to grow from; default: the sample of the tests")
    parser.add_argument("--shelf", type=Path, help="the folder of the shelf; one that is there is taken as it is")
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--minutes", type=int, default=0)
    parser.add_argument("--connections", type=int, default=50)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
