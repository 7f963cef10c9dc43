"""How fast a shelf is: adding real records and summaries, opening a shelf of many trials, seeing one trial's update.

    python -m benchmarks.shelf --data FOLDER [--grown 600000 --really 20000]

FOLDER holds `ctgov_v2.jsonl.gz` (API v2), `ctgov_xml.tar.gz` (legacy XML) and `oncology_summaries.jsonl.gz` (number, title and
summary a line, wrapped here as the least API v2 record). The big shelf is grown from the summaries: each is taken again and
again under a made-up number with words of its title and sentences of its summary changed, so that no two are the same. Only the
first of them are added one by one; the rest is multiplied inside the database, where the texts do not matter for opening, finding
by number and updating. How fast the search is on so many: `benchmarks.search`.
"""

from __future__ import annotations

import argparse
import datetime as dt
import gzip
import json
import random
import re
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count, islice
from pathlib import Path
from typing import Any

from trialwright.find.asking import Query
from trialwright.registries.reading import read_records
from trialwright.registries.record import TrialRecord
from trialwright.shelf.adding import Adding
from trialwright.shelf.shelf import Shelf
from trialwright.shelf.store import Store

_SENTENCE = re.compile(r"(?<=[.!?])\s+")


def summaries(path: Path) -> Iterator[dict[str, Any]]:
    """The summaries as the least API v2 studies."""
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        for line in stream:
            item = json.loads(line)
            yield _study(item["nct_id"], item["title"].removeprefix("(fifthQuint)"), item["summary"])


def _study(number: str, title: str, summary: str) -> dict[str, Any]:
    return {
        "protocolSection": {
            "identificationModule": {"nctId": number, "briefTitle": title},
            "descriptionModule": {"briefSummary": summary},
        }
    }


def grown(studies: list[dict[str, Any]], most: int) -> Iterator[TrialRecord]:
    """`most` records: each study again and again under another number, with words and sentences changed."""
    rng = random.Random(2026)
    for number in islice(count(), most):
        section = studies[number % len(studies)]["protocolSection"]
        title = section["identificationModule"]["briefTitle"].split()
        title.insert(rng.randrange(len(title) + 1), f"{rng.choice(title)}{rng.randrange(10_000)}")
        sentences = _SENTENCE.split(section["descriptionModule"]["briefSummary"])
        rng.shuffle(sentences)
        study = _study(f"NCT{90_000_000 + number}", " ".join(title), " ".join(sentences[: rng.randrange(1, len(sentences) + 1)]))
        yield from read_records(json.dumps(study).encode(), name="grown")


def timed(label: str, work: Callable[[], object], *, of: int = 0, unit: str = "records") -> float:
    """Do something and print how long it took."""
    begin = time.perf_counter()
    work()
    took = time.perf_counter() - begin
    rate = f"  {of / took:10,.0f} {unit}/s" if of else ""
    print(f"{label:60} {took:9.2f} s{rate}", flush=True)
    return took


def adding(folder: Path, label: str, path: Path) -> None:
    """A file is put on an empty shelf; reading, database and index are measured apart."""
    records: list[TrialRecord] = []
    timed(f"{label}: read", lambda: records.extend(read_records(path)), of=_count(path))
    store = Store(folder, create=True, writable=True)
    timed(f"{label}: into the database", lambda: Adding(store).records(records), of=len(records))
    timed(f"{label}: the same again", lambda: Adding(store).records(records), of=len(records))
    store.close()
    with Shelf(Store(folder, writable=True)) as shelf:  # not Shelf.open, which would bring the index up
        timed(f"{label}: into the search index", shelf.bring_up, of=len(shelf))
        last = records[-1]
        module = {**last.protocol_section, "statusModule": {"whyStopped": "an update that is looked for"}}
        timed(f"{label}: update one trial and find it", lambda: _found(shelf, replace(last, protocol_section=module)))


def _found(shelf: Shelf, record: TrialRecord) -> None:
    shelf.add([record])
    found = shelf.search(Query(words='AREA[WhyStopped]"looked for"', meaning=False), on=dt.date(2026, 1, 1))
    assert [hit.key for hit in found.hits] == [record.nct_id]


def _count(path: Path) -> int:
    return sum(1 for _ in read_records(path))


def big(folder: Path, studies: list[dict[str, Any]], most: int, really: int) -> None:
    """A shelf of many trials: opening, one reading, one update. `really` of them are added, the others multiplied in SQL."""
    store = Store(folder, create=True, writable=True)
    timed(f"{really} grown: read and into the database", lambda: Adding(store).records(grown(studies, really)), of=really)
    timed(f"multiplied to {most} in the database", lambda: multiplied(store, really, most))
    store.close()
    timed("open the shelf and count its trials", lambda: _opened(folder))
    with Shelf.open(folder) as shelf:
        print(f"{len(shelf)} trials on the shelf")
        timed("one trial by its number", lambda: shelf.trial("NCT90000007"))
    changed = next(grown([_study("", "An updated title of one trial", "One. Two.")], 1))
    store = Store(folder, writable=True)
    timed("update one trial in the database", lambda: Adding(store).records([changed]))
    store.close()
    with Shelf.open(folder) as shelf:
        trial = shelf.trial("NCT90000000")
        assert trial is not None
        assert trial.version == 2
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"on disk {size / 2**20:,.0f} MB, largest memory {memory:,.0f} MB")


_TABLES = (
    "INSERT INTO sources SELECT id + :by, origin, 'NCT' || (substr(mark, 4) + :by), trial + :by, version, body, hash, stated,"
    " plain, added, diseases, status FROM sources WHERE id <= :base",
    "INSERT INTO source_versions SELECT source + :by, number, body, hash, stated, layout, at FROM source_versions"
    " WHERE source <= :base",
    "INSERT INTO trials SELECT id + :by, 'NCT' || (substr(key, 4) + :by), 'NCT' || (substr(base, 4) + :by), active, version,"
    " body, hash, members, added, changed, generation, diseases, status FROM trials WHERE id <= :base",
    "INSERT INTO trial_versions SELECT trial + :by, number, body, hash, at, stated, why, members FROM trial_versions"
    " WHERE trial <= :base",
    "INSERT INTO names SELECT 'NCT' || (substr(name, 4) + :by), source + :by, how, registry FROM names WHERE source <= :base",
    "INSERT INTO prints SELECT print + :by, source + :by FROM prints WHERE source <= :base",
)


def multiplied(store: Store, base: int, most: int) -> None:
    """The first `base` trials again and again under other numbers, with the same texts, until there are `most`."""
    for by in range(base, most, base):
        with store.transaction():
            for sql in _TABLES:
                store.run(sql, {"by": by, "base": min(base, most - by)})


def _opened(folder: Path) -> None:
    with Shelf.open(folder) as shelf:
        assert len(shelf)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="the folder of the three files")
    parser.add_argument("--grown", type=int, default=0, help="also a shelf of so many trials")
    parser.add_argument("--really", type=int, default=20_000, help="so many of them are added, the rest is multiplied")
    given = parser.parse_args()
    studies = list(summaries(given.data / "oncology_summaries.jsonl.gz"))
    with tempfile.TemporaryDirectory() as place:
        lines = Path(place) / "summaries.jsonl"
        lines.write_text("".join(f"{json.dumps(study)}\n" for study in studies), "utf-8")
        for name, path in (
            ("API v2", given.data / "ctgov_v2.jsonl.gz"),
            ("XML", given.data / "ctgov_xml.tar.gz"),
            ("summaries", lines),
        ):
            adding(Path(place) / name, name, path)
        if given.grown:
            big(Path(place) / "big", studies, given.grown, min(given.really, given.grown))


if __name__ == "__main__":
    main()
