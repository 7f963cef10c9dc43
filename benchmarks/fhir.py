"""How fast FHIR is read: bundles and a large NDJSON in; bundles and resources a second of processor time, and peak memory, out.

python -m benchmarks.fhir [FOLDER] [--resources 200000]

FOLDER holds bundles (default: those of the tests). The NDJSON is made of their resources, again and again under other patients.
"""

from __future__ import annotations

import argparse
import gc
import gzip
import json
import resource as usage
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from trialwright.patients.fhir import READERS, read_fhir
from trialwright.patients.fhir_bytes import plain
from trialwright.patients.understood import Understood, Why
from trialwright.vocabulary.collecting import uncollected

T = TypeVar("T")
HERE = Path(__file__).parent.parent / "tests" / "data" / "fhir"


def main() -> None:
    """Read everything and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=HERE)
    parser.add_argument("--resources", type=int, default=200_000)
    given = parser.parse_args()
    paths = sorted(path for path in given.folder.rglob("*.json*") if path.is_file())
    for path in paths[:3]:
        read_fhir(path)  # the vocabulary is read once
    _bundles(paths)
    _ndjson(paths, given.resources)


def _timed(work: Callable[[], T]) -> tuple[T, float]:
    gc.collect()
    with uncollected():  # as the reader does, so that the JSON alone is measured alike
        began = time.process_time()
        found = work()
        return found, time.process_time() - began


def _memory() -> int:
    return usage.getrusage(usage.RUSAGE_SELF).ru_maxrss // 1024


def _bundles(paths: list[Path]) -> None:
    texts = [gzip.decompress(data) if (data := path.read_bytes())[:2] == b"\x1f\x8b" else data for path in paths]
    count = sum(len(json.loads(text).get("entry", ())) for text in texts)
    _, parsing = _timed(lambda: sum(plain(text) is not None for text in texts))
    found, whole = _timed(lambda: [one for text in texts for one in read_fhir(text)])
    _, again = _timed(lambda: [one for text in texts for one in read_fhir(text)])
    size = sum(map(len, texts)) / 1e6
    print(f"bundles: {len(texts)}, {count} resources, {size:.1f} MB of JSON, processor time")
    print(f"  whole          {len(texts) / whole:8.1f} bundles/s  {count / whole:10,.0f} resources/s")
    print(f"  codes known    {len(texts) / again:8.1f} bundles/s  {count / again:10,.0f} resources/s")
    print(f"  JSON alone     {len(texts) / parsing:8.1f} bundles/s  {count / parsing:10,.0f} resources/s")
    _totals(found)


def _totals(found: list[Understood]) -> None:
    facts = sum(len(one.patient.facts) for one in found)
    left: Counter[Why] = Counter()
    for one in found:
        for item in one.unread:
            left[item.why] += item.count
    print(f"  facts understood: {facts}; not understood or left out: {sum(left.values())}")
    for why, count in left.most_common():
        print(f"    {why.value}: {count}")


def _ndjson(paths: list[Path], wanted: int) -> None:
    """A file of one resource a line, written to disk and read from it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export.ndjson"
        count, known = _write(path, paths, wanted)
        size = path.stat().st_size / 1e6
        before = _memory()
        found, whole = _timed(lambda: read_fhir(path))
        print(f"NDJSON: {count} resources ({known} of kinds that are read), {len(found)} patients, {size:.0f} MB, processor time")
        print(f"  whole          {count / whole:10,.0f} resources/s  {size / whole:6.0f} MB/s")
        _, parsing = _timed(lambda: _parsed(path))
        print(f"  JSON alone     {count / parsing:10,.0f} resources/s  {size / parsing:6.0f} MB/s  (every line, as plain values)")
        print(f"  those read     {known / whole:10,.0f} resources/s")
        print(f"  peak memory    {_memory()} MB ({_memory() - before} MB of it for this file)")
        _, alone = _write(path, paths, wanted, only=frozenset(READERS) | {"Patient"})
        _, whole = _timed(lambda: read_fhir(path))
        print(f"  a file of the kinds that are read and their patients: {alone / whole:,.0f} resources/s without the patients")


def _parsed(path: Path) -> int:
    with path.open("rb", buffering=2**20) as lines:
        return sum(plain(line) is not None for line in lines)


def _write(path: Path, paths: list[Path], wanted: int, only: frozenset[str] | None = None) -> tuple[int, int]:
    """How many resources were written, of all kinds or some, and how many of them are of the kinds that are read."""
    resources = [(owner, body) for owner, body in _resources(paths) if only is None or body["resourceType"] in only]
    written = known = 0
    with path.open("w", encoding="utf-8") as out:
        turn = 0
        while written < wanted:
            turn += 1
            for owner, body in resources:
                kind = body["resourceType"]
                line = json.dumps({"resourceType": kind} | body | {"id": f"{body.get('id')}-{turn}"} | _owned(kind, owner, turn))
                out.write(line + "\n")
                written += 1
                known += kind in READERS
    return written, known


def _owned(kind: str, owner: str, turn: int) -> dict[str, Any]:
    if kind == "Patient":
        return {}
    return {"patient" if kind == "AllergyIntolerance" else "subject": {"reference": f"Patient/{owner}-{turn}"}}


def _resources(paths: list[Path]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path in paths:
        data = path.read_bytes()
        bundle = json.loads(gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data)
        bodies = [entry["resource"] for entry in bundle.get("entry", ()) if "resource" in entry]
        owner = next((body["id"] for body in bodies if body["resourceType"] == "Patient"), None)
        if owner is not None:
            yield from ((owner, body) for body in bodies)


if __name__ == "__main__":
    main()
