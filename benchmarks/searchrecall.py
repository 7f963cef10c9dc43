"""Recall of oncology synonyms: how many of the trials that a term should find are found, with what is also searched and without.

`python -m benchmarks.searchrecall SUMMARIES.jsonl.gz` takes titles and summaries of real trials (JSON lines, gzip) and the list
`benchmarks/judged/search_terms.tsv`: terms with a pattern of the titles that they should find. It prints the mean over the terms
with and without synonyms, in one run, and the terms that fare worst. `--meaning N` looks at what is near in meaning instead: of
the twenty trials nearest to each term, on N of the summaries drawn by lot, how many have a fitting title; with `--model FOLDER` a
second time with that sentence model beside LSA.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import random
import re
import resource
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks.grown import records, summaries
from trialwright.find.asking import Query
from trialwright.find.document import document_of
from trialwright.find.index import Index
from trialwright.find.meaning import Meaning
from trialwright.find.modelfiles import model_files
from trialwright.find.sentences import open_model
from trialwright.shelf.learning import text_of

TODAY = dt.date(2026, 11, 21)
LIST = Path(__file__).parent / "judged" / "search_terms.tsv"
SEED = 20261122
_WORST, _MOST, _NEAR = 12, 50_000, 20


@dataclass(frozen=True, kw_only=True)
class Judged:
    """A term, how many trials it should find, the share found with and without synonyms, and how many were found in all."""

    term: str
    trials: int
    wide: float
    narrow: float
    found: int


def judged(folder: Path, path: Path) -> Iterator[Judged]:
    """Every term of the list against the real trials; a term whose pattern takes no title is left out and said."""
    real = summaries(path)
    with Index.open(folder, create=True, writable=True) as index:
        index.update(document_of(record, None, key=record.key) for record in records(real, len(real)))
        index.commit()
        for term, pattern in _terms():
            wanted = {key for key, title, _ in real if pattern.search(title)}
            if not wanted:
                print(f"{term}: no title matches {pattern.pattern}")
                continue
            wide, narrow = _found(index, Query(words=term)), _found(index, Query(words=term, unexpanded=frozenset({"*"})))
            yield Judged(
                term=term,
                trials=len(wanted),
                wide=len(wanted & wide) / len(wanted),
                narrow=len(wanted & narrow) / len(wanted),
                found=len(wide),
            )


def _terms() -> Iterator[tuple[str, re.Pattern[str]]]:
    lines = (line for line in LIST.read_text("utf-8").splitlines() if not line.startswith("#"))
    for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
        yield row["term"], re.compile(row["pattern"], re.IGNORECASE)


def _found(index: Index, query: Query) -> set[str]:
    return {key for key, _ in index.keys(query, on=TODAY, most=_MOST)}


def near_in_meaning(real: list[tuple[str, str, str]], most: int, folder: Path | None) -> None:
    """What LSA alone, and LSA with a sentence model, find for each term; printed with what it took."""
    random.Random(SEED).shuffle(real)
    chosen = real[:most]
    texts = [(record.key, text_of(record)) for record in records(chosen, len(chosen))]
    model = open_model(partial(model_files, folder)) if folder is not None else None
    for name, used in (("LSA", None), *([("LSA and the sentence model", model)] if model is not None else [])):
        started = time.process_time(), time.perf_counter()
        meaning = Meaning.fit(texts, model=used)
        took = time.process_time() - started[0], time.perf_counter() - started[1]
        if meaning is None:
            print("too few summaries")
            return
        found = right = terms = 0
        shares, asked = [], time.process_time()
        for term, pattern in _terms():
            wanted = {key for key, title, _ in chosen if pattern.search(title)}
            if not wanted:
                continue
            near = {item.key for item in meaning.near(term, most=_NEAR, model=used)}
            found, right, terms = found + len(near), right + len(near & wanted), terms + 1
            shares.append(len(near & wanted) / min(_NEAR, len(wanted)))
        asked = 1000 * (time.process_time() - asked) / max(terms, 1)
        held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
        print(
            f"{name}: {terms} terms on {len(texts)} summaries, {found} found, {right} right ({right / max(found, 1):.0%}),"
            f" recall in {_NEAR} {sum(shares) / max(terms, 1):.3f}; fitted in {took[0]:.1f} s of processor time"
            f" ({took[1]:.1f} s), asked in {asked:.1f} ms; at most {held:.0f} MB until then"
        )


def main() -> None:
    """Parse the arguments, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("summaries", type=Path)
    parser.add_argument("--meaning", type=int, metavar="N", help="what is near in meaning, on so many summaries")
    parser.add_argument("--model", type=Path, metavar="FOLDER", help="the folder of a sentence model")
    given = parser.parse_args()
    if given.meaning is not None:
        near_in_meaning(summaries(given.summaries), given.meaning, given.model)
        return
    with tempfile.TemporaryDirectory(prefix="benchmark-recall-") as folder:
        rows = list(judged(Path(folder), given.summaries))
    pairs = sum(row.trials for row in rows)
    print(f"{len(rows)} terms, {pairs:,} pairs of term and trial")
    for name, shares in (
        ("with synonyms and narrower terms", [row.wide for row in rows]),
        ("without", [row.narrow for row in rows]),
    ):
        of_pairs = sum(share * row.trials for share, row in zip(shares, rows, strict=True)) / pairs
        print(f"recall {name}: mean over the terms {sum(shares) / len(rows):.3f}, of all pairs {of_pairs:.3f}")
    for row in sorted(rows, key=lambda item: item.wide)[:_WORST]:
        print(f"  {row.term}: {row.wide:.2f} of {row.trials} (without {row.narrow:.2f}); {row.found} found in all")


if __name__ == "__main__":
    main()
