"""Search: time and size of an index, how quick questions with filters and facets are, how soon an update shows.

`python -m benchmarks.search SUMMARIES.jsonl.gz [--trials N] [--folder F] [--beside]` takes titles and summaries of real trials
(JSON lines, gzip: nct_id, title, summary), grows them to N (all of the real ones unless told), indexes them through
`document_of` and `Index`, asks 200 questions with filters and facets, and prints p50 and p95 of clock and of processor time.
`--beside` does the same with SQLite FTS5 and with plain tantivy (its own tokenizer and query parser) in the same run. With a
`--folder` that holds an index already, that one is asked; one that was stopped on the way to N is gone on with.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import random
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

import tantivy

from benchmarks.grown import records, summaries
from trialwright.find.asking import Query
from trialwright.find.document import Document, document_of
from trialwright.find.entry import Entry, entry_of
from trialwright.find.index import Index
from trialwright.registries.record import TrialRecord
from trialwright.shelf.workers import made, usable_cores

TODAY = dt.date(2026, 11, 21)
QUESTIONS, BATCH, COMMIT = 200, 100, 200
"""How many questions; how many trials are made at once, and after how many such parts the index is written."""
FACETS = ("status", "believed", "freshness", "condition", "intervention", "drug_class", "phase", "country", "sex", "purpose")
TERMS = (
    *("breast cancer", "non-small cell lung cancer", "NSCLC", "melanoma", "glioblastoma", "gastric cancer", "sarcoma", "AML"),
    *("pembrolizumab", "osimertinib", "CAR-T", "PARP inhibitor", "radiotherapy", "stereotactic", "HER2-positive", "BRAF V600E"),
    *("quality of life", "elderly patients", "brain metastases", "neoadjuvant chemotherapy", "stem cell transplantation"),
    *("lymphoma relapsed", "prostate cancer castration-resistant", "ovarian cancer maintenance", "hepatocellular carcinoma"),
    *("colorectal liver metastases", "multiple myeloma", "neuroblastoma children", "thyroid cancer", "cervical cancer screening"),
)


@dataclass(frozen=True, kw_only=True)
class Timing:
    """Milliseconds of clock and processor time of each question."""

    clock: list[float]
    processor: list[float]

    def said(self) -> str:
        """p50 and p95 of both."""
        parts = (f"{name} p50 {_part(values, 0.5):.1f} p95 {_part(values, 0.95):.1f} ms" for name, values in self._both())
        return "; ".join(parts)

    def _both(self) -> tuple[tuple[str, list[float]], ...]:
        return ("clock", self.clock), ("processor", self.processor)


def _part(values: Sequence[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def questions() -> list[Query]:
    """200 different questions: words of one or two terms, half of them with one or two filters, all with ten facets counted."""
    dice = random.Random(7)
    filters: tuple[dict[str, tuple[str, ...]], ...] = (
        {"status": ("RECRUITING",)},
        {"phase": ("PHASE2", "PHASE3")},
        {"believed": ("RECRUITING",), "country": ("France", "Germany")},
        {"freshness": ("confirmed",), "phase": ("PHASE3",)},
    )
    asked: list[Query] = []
    while len(asked) < QUESTIONS:
        words = " ".join(dice.sample(TERMS, dice.choice((1, 1, 2))))
        query = Query(words=words, facets=dice.choice(filters) if dice.random() < 0.5 else {}, count_facets=FACETS)
        if dice.random() < 0.2:
            query = replace(query, age=float(dice.randrange(5, 90)), enrolment=(dice.randrange(10, 200), None))
        asked.append(query)
    return asked


def timed(ask: Callable[[Query], int], asked: Sequence[Query]) -> Timing:
    """Ask every question once, after one that is not counted."""
    ask(Query(words="warm up NSCLC"))
    clock, processor = [], []
    for query in asked:
        before, worked = time.perf_counter(), time.process_time()
        ask(query)
        clock.append((time.perf_counter() - before) * 1000)
        processor.append((time.process_time() - worked) * 1000)
    return Timing(clock=clock, processor=processor)


def documents(path: Path, count: int) -> Iterator[Document]:
    """The documents of so many records, real ones first."""
    real = summaries(path)
    for record in records(real, count or len(real)):
        yield document_of(record, None, key=record.key)


def entries(some: list[TrialRecord]) -> list[Entry]:
    """What the index keeps of some records: the part of indexing that other processes can do."""
    return [entry_of(document_of(record, None, key=record.key)) for record in some]


def index_ours(folder: Path, path: Path, count: int, workers: int) -> None:
    """Build the index through the product, from where it was stopped, and say how long it took."""
    started, worked = time.perf_counter(), _processor()
    real = summaries(path)
    with Index.open(folder, create=True, writable=True) as index:
        before = len(index)
        waiting = islice(records(real, count or len(real)), before, None)
        parts = iter(lambda: list(islice(waiting, BATCH)), [])
        for number, part in enumerate(made(entries, parts, workers=workers), start=1):
            index.update(part)
            if number % COMMIT == 0:
                index.commit()
        index.commit()
        trials = len(index)
    clock, processor = time.perf_counter() - started, _processor() - worked
    told = f"{clock:.0f} s ({processor:.0f} s of processor time, {workers} workers)"
    print(f"trialwright: {before:,} to {trials:,} trials in {told}, {_size(folder):.0f} MB", flush=True)


def _processor() -> float:
    """Seconds of processor time of this process and of those that helped it and have ended."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def ask_ours(folder: Path, path: Path) -> None:
    """Ask the questions, and time how soon the update of one trial is seen by another reader."""
    with Index.open(folder) as reader:
        timing = timed(lambda query: reader.search(query, on=TODAY).total, questions())
        print(f"trialwright: {len(reader):,} trials; {timing.said()}")

    waits = []
    with Index.open(folder, writable=True) as writer, Index.open(folder) as reader:
        reader.search(Query(), on=TODAY)
        for number, document in enumerate(islice(documents(path, 10), 10)):
            mark = f"qx{'abcdfghjkm'[number]}zq"
            started = time.perf_counter()
            writer.update([replace(document, words={**document.words, "Keyword": (mark,)})])
            writer.commit()
            seen = reader.search(Query(words=mark), on=TODAY).total
            waits.append((time.perf_counter() - started) * 1000 if seen == 1 else float("inf"))
    print(f"update of one trial seen by another reader: p50 {_part(waits, 0.5):.0f} ms, longest {max(waits):.0f} ms")


def beside_sqlite(folder: Path, path: Path, count: int) -> None:
    """The same trials and questions in SQLite FTS5: words over title and summary, filters and facets from a table beside it."""
    started = time.perf_counter()
    store = sqlite3.connect(folder / "fts.db")
    store.execute("CREATE VIRTUAL TABLE words USING fts5(title, summary, tokenize='porter unicode61')")
    store.execute("CREATE TABLE trial (id INTEGER PRIMARY KEY, status TEXT, phase TEXT, sex TEXT, purpose TEXT)")
    for number, document in enumerate(documents(path, count), start=1):
        texts = (number, document.words["BriefTitle"][0], document.words["BriefSummary"][0])
        store.execute("INSERT INTO words (rowid, title, summary) VALUES (?, ?, ?)", texts)
        row = (number, *(document.facets[name][0] for name in ("status", "phase", "sex", "purpose")))
        store.execute("INSERT INTO trial VALUES (?, ?, ?, ?, ?)", row)
    store.commit()
    size = (folder / "fts.db").stat().st_size / 1e6
    print(f"SQLite FTS5: {time.perf_counter() - started:.0f} s (with the making of the documents), {size:.0f} MB")

    def ask(query: Query) -> int:
        match = " ".join(f'"{word}"' for word in query.words.replace('"', " ").split())
        found = "FROM words JOIN trial ON trial.id = words.rowid WHERE words MATCH ?"
        values = [match]
        for name in ("status", "phase"):
            if name in query.facets:
                found += f" AND trial.{name} IN ({', '.join('?' * len(query.facets[name]))})"
                values += query.facets[name]
        rank = "bm25(words, 5.0, 1.0)"
        store.execute(
            f"SELECT words.rowid, snippet(words, 1, '', '', '', 30) {found} ORDER BY {rank} LIMIT 20", values
        ).fetchall()
        for name in ("status", "phase", "sex", "purpose") if query.count_facets else ():
            store.execute(f"SELECT trial.{name}, count(*) {found} GROUP BY 1", values).fetchall()
        return int(store.execute(f"SELECT count(*) {found}", values).fetchone()[0])

    print(f"SQLite FTS5 (words only, 4 facets of one value each): {timed(ask, questions()).said()}")
    store.close()


def beside_tantivy(folder: Path, path: Path, count: int) -> None:
    """The same trials and questions in tantivy as it comes: its own words and query parser, title and summary, four facets."""
    started = time.perf_counter()
    builder = tantivy.SchemaBuilder().add_text_field("title", stored=True, tokenizer_name="en_stem")
    builder.add_text_field("summary", stored=True, tokenizer_name="en_stem")
    for name in ("status", "phase", "sex", "purpose"):
        builder.add_text_field(name, fast=True, tokenizer_name="raw")
    (folder / "plain").mkdir()
    engine = tantivy.Index(builder.build(), path=str(folder / "plain"))
    writer = engine.writer(200_000_000, 1)
    for document in documents(path, count):
        entry = tantivy.Document(title=document.words["BriefTitle"][0], summary=document.words["BriefSummary"][0])
        for name in ("status", "phase", "sex", "purpose"):
            entry.add_text(name, document.facets[name][0])
        writer.add_document(entry)
    writer.commit()
    engine.reload()
    searcher = engine.searcher()
    seconds = time.perf_counter() - started
    print(f"plain tantivy: {seconds:.0f} s (with the making of the documents), {_size(folder / 'plain'):.0f} MB")

    def ask(query: Query) -> int:
        text = " AND ".join(f'"{word}"' for word in query.words.replace('"', " ").split())
        for name in ("status", "phase"):
            if name in query.facets:
                text += f" AND ({' OR '.join(f'{name}:{value}' for value in query.facets[name])})"
        parsed = engine.parse_query(text, ["title", "summary"], field_boosts={"title": 5.0})
        if query.count_facets:
            searcher.aggregate(parsed, {name: {"terms": {"field": name}} for name in ("status", "phase", "sex", "purpose")})
        found = searcher.search(parsed, 20)
        return len([searcher.doc(address) for _, address in found.hits])

    print(f"plain tantivy (words only, no snippets, 4 facets of one value each): {timed(ask, questions()).said()}")


def _size(folder: Path) -> float:
    return sum(item.stat().st_size for item in folder.rglob("*") if item.is_file()) / 1e6


def main() -> None:
    """Parse the arguments, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("summaries", type=Path)
    parser.add_argument("--trials", type=int, default=0, help="how many trials to grow to (0: the real ones alone)")
    parser.add_argument("--folder", type=Path, help="where the index is kept, or stands already")
    parser.add_argument("--workers", type=int, default=usable_cores(), help="processes that help to build it")
    parser.add_argument("--beside", action="store_true", help="SQLite FTS5 and plain tantivy too")
    given = parser.parse_args()
    folder = given.folder or Path(tempfile.mkdtemp(prefix="benchmark-search-"))
    print(f"load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    if given.trials or not (folder / "search").exists():
        index_ours(folder, given.summaries, given.trials, given.workers)
    ask_ours(folder, given.summaries)
    if given.beside:
        spare = Path(tempfile.mkdtemp(prefix="benchmark-beside-"))
        beside_sqlite(spare, given.summaries, given.trials)
        beside_tantivy(spare, given.summaries, given.trials)
        shutil.rmtree(spare)
    if given.folder is None:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
