"""A number of trials enters, what the portal stands under load leaves: requests a second, p95, errors, memory, weight.

`python -m benchmarks.portal [--trials 2000] [--source FILE…] [--shelf FOLDER] [--seconds 20] [--minutes 10] [--connections 50]
[--idle 0]`

The server is `trialwright serve --read-only` as users start it, driven by wrk (Debian's package of that name) on this machine.
The shelf is grown from the records of the source: each copy has a number, a title and a size of its own, everything else is
repeated, and so its words are fewer than those of a real shelf of that size.

"As readers come" draws trials and questions as readers do, some often and most seldom (Zipf: the n-th is asked for 1/n as often
as the first): three pages in five are trials, from all of the shelf, the others are searches, from 200 questions. "Cold" begins
when the server has just begun to answer, or has stood idle for `--idle` seconds,
in which it makes pages of trials ahead. "Nobody asked before" and "all of the shelf" are the worst that can come: nearly every
page is asked for the first time. `--minutes` holds that up, with new questions and matches among them, and tells the memory
every half minute.
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
from dataclasses import dataclass, replace
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
PATIENTS = tuple(
    {"disease": disease, "age": age, "sex": sex, "ecog": "1"}
    for disease in ("melanoma", "breast cancer", "colorectal cancer", "non-small cell lung cancer", "gastric cancer")
    for age, sex in (("34", "female"), ("61", "male"), ("78", "female"))
)
QUESTIONS, DRAWN = 200, 50_000
HALF_MINUTE = 30
_PATIENCE = "120s"
_SCRIPT = """
local asked = {}
for line in io.lines("%s") do
  local path, body = line:match("^(.-)\\t(.*)$")
  local headers = {["Accept-Encoding"] = "gzip"}
  if body ~= "" then headers["Content-Type"] = "application/x-www-form-urlencoded" end
  asked[#asked + 1] = {path, body, headers}
end
local seed, at = 0, 0
function setup(thread) thread:set("seed", seed); seed = seed + 1 end
function init(args) math.randomseed(%d + seed); at = math.random(#asked) end
function request()
  at = at %% #asked + 1
  local path, body, headers = asked[at][1], asked[at][2], asked[at][3]
  return body == "" and wrk.format("GET", path, headers) or wrk.format("POST", path, headers, body)
end
function done(summary, latency, requests)
  local e = summary.errors
  io.write(string.format("FIGURES %%d %%d %%d %%d %%d %%d %%d %%d %%d\\n", summary.requests, summary.duration,
    latency:percentile(50), latency:percentile(95), e.connect, e.read, e.write, e.timeout, e.status))
end
"""
Asked = tuple[str, str]
"""A path, and the body of a form or ""."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Load:
    """What was measured: requests a second, the median and the 95th percentile in milliseconds, and how many requests failed, by
    what failed."""

    name: str
    requests: int
    rate: float
    median: float
    p95: float
    failed: dict[str, int]

    @property
    def errors(self) -> str:
        """How many requests failed, and what failed."""
        kinds = ", ".join(f"{count} {kind}" for kind, count in self.failed.items() if count)
        return f"{sum(self.failed.values())}" + (f" ({kinds})" if kinds else "")

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

    def load(self, name: str, asked: Sequence[Asked]) -> Load:
        """The load of requests, one after the other from a place drawn at random."""
        with tempfile.TemporaryDirectory() as folder:
            listed, script = Path(folder) / "paths.txt", Path(folder) / "drive.lua"
            listed.write_text("".join(f"{path}\t{body}\n" for path, body in asked), "utf-8")
            script.write_text(_SCRIPT % (listed, random.randrange(10**6)), "utf-8")
            run = ["wrk", "-t2", f"-c{self.connections}", f"-d{self.seconds}s", "--timeout", _PATIENCE, "-s", str(script)]
            said = subprocess.run([*run, self.address], check=True, capture_output=True, text=True).stdout
        figures = next(line for line in said.splitlines() if line.startswith("FIGURES")).split()[1:]
        requests, micros, median, p95, *counts = (int(figure) for figure in figures)
        rate = requests / (micros / 1e6)
        failed = dict(zip(("connect", "read", "write", "timeout", "status"), counts, strict=True))
        return Load(name=name, requests=requests, rate=rate, median=median / 1000, p95=p95 / 1000, failed=failed)


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
            time.sleep(asked.idle)
            measure(portal, asked)
    return 0


def measure(portal: Portal, asked: argparse.Namespace) -> None:
    """The figures of a portal that has just begun to answer."""
    drive = Drive(address=portal.address, connections=asked.connections, seconds=asked.seconds)
    print(f"memory at first {memory(portal.process):.0f} MB in {len(_family(portal.process))} processes")
    trials = [(f"/trial/{key}", "") for key in _keys(portal.address)]
    new = [(path, "") for path in _questions()]
    random.Random(1).shuffle(trials)
    random.Random(1).shuffle(new)
    questions, matches = new[:QUESTIONS], [("/match", urlencode(patient)) for patient in PATIENTS]
    mix = [*drawn(trials)[: DRAWN * 3 // 5], *drawn(questions)[: DRAWN * 2 // 5]]
    random.Random(4).shuffle(mix)
    print(f"{'':<34}{'requests':>9} {'rate':>11} {'median':>11} {'p95':>11} {'errors':>7}")
    print(drive.load("as readers come, cold", mix).line())
    for name, some in (
        ("as readers come, then", mix),
        ("trial page, then", drawn(trials)),
        ("search, then", drawn(questions)),
        ("search nobody asked before", new[QUESTIONS:]),
        ("trial page, all of the shelf", trials),
    ):
        print(drive.load(name, some).line(), flush=True)
    print(f"memory {memory(portal.process):.0f} MB")
    for path, body in (("/", ""), *trials[:3], questions[0], matches[0]):
        print(f"{path:<60} {_weight(portal.address + path, body) / 1000:>8.1f} kB packed")
    soak(portal, replace(drive, seconds=HALF_MINUTE), [*mix, *new[QUESTIONS : QUESTIONS + DRAWN // 20]], asked.minutes)
    print(drive.load("match of a patient", matches).line())  # last: those that wrk no longer waits for are still judged


def soak(portal: Portal, drive: Drive, asked: Sequence[Asked], minutes: int) -> None:
    """Minutes of load, with the memory every half minute; how much that grew in the second half."""
    held: list[float] = []
    among = [*asked, *(("/match", urlencode(patient)) for patient in PATIENTS)]
    random.Random(2).shuffle(among)
    for number in range(1, 2 * minutes + 1):
        load = drive.load("", among)
        held.append(memory(portal.process))
        figures = f"{load.rate:.0f}/s, p95 {load.p95:.0f} ms, {load.errors} errors"
        print(f"after {number * HALF_MINUTE:>4} s: {figures}, {held[-1]:.0f} MB", flush=True)
    if minutes:
        print(f"memory in the second half: {held[-1] - held[len(held) // 2]:+.0f} MB")


def drawn(some: Sequence[Asked]) -> list[Asked]:
    """What readers ask for of these: the n-th 1/n as often as the first."""
    weights = [1 / place for place in range(1, len(some) + 1)]
    return random.Random(3).choices(some, weights, k=DRAWN)


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


def _weight(address: str, body: str) -> int:
    request = urllib.request.Request(address, body.encode() or None, {"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return len(answer.read())


def _family(process: int) -> list[int]:
    children = Path(f"/proc/{process}/task/{process}/children").read_text("ascii").split()
    return [process, *(member for child in children for member in _family(int(child)))]


def memory(process: int) -> float:
    """Megabytes that a process and those it started hold, what they share counted once."""
    return sum(_kilobytes(member) for member in _family(process)) / 1000


def _kilobytes(process: int) -> int:
    try:
        roll = Path(f"/proc/{process}/smaps_rollup").read_text("ascii")
    except ProcessLookupError:  # it has just ended
        return 0
    return int(roll.partition("\nPss:")[2].split()[0])


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--trials", type=int, default=2000)
    parser.add_argument("--source", type=Path, nargs="*", help="records to grow from; default: the sample of the tests")
    parser.add_argument("--shelf", type=Path, help="the folder of the shelf; one that is there is taken as it is")
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--minutes", type=int, default=0)
    parser.add_argument("--connections", type=int, default=50)
    parser.add_argument("--idle", type=int, default=0, help="seconds between the start and the load")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
