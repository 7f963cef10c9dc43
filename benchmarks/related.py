"""Related trials: how many of those we list are related, and in the right order, beside the likeness of words alone.

`python -m benchmarks.related RECORDS… [--judged TSV]` reads records (anything `read_records` reads), lists the five trials
most related to each one of the judged table, and prints for us and for TF-IDF over title and summary (scikit-learn; what
"more like this" of a search engine does): the share of listed pairs that are related, and nDCG at 5. A pair that nobody
judged counts as not related and is counted. The table was made of what both engines proposed at the time; the weights of ours
were set with it in view.
"""

from __future__ import annotations

import argparse
import csv
import math
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from sklearn.feature_extraction.text import TfidfVectorizer

from trialwright.find.meaning import Meaning
from trialwright.find.profile import profile_of
from trialwright.find.related import related
from trialwright.registries.reading import read_records
from trialwright.registries.record import TrialRecord

MOST = 5
JUDGED = Path(__file__).parent / "judged" / "related.tsv"
Grades = dict[str, dict[str, int]]
Engine = Callable[[str], Sequence[str]]


@dataclass(frozen=True, kw_only=True)
class Score:
    """Pairs listed, related, closely related, not judged, and the mean nDCG at 5."""

    listed: int
    related: int
    closely: int
    unjudged: int
    ndcg: float


def read_grades(path: Path) -> Grades:
    """The judged pairs by trial."""
    grades: Grades = defaultdict(dict)
    with path.open(encoding="utf-8") as lines:
        for row in csv.DictReader((line for line in lines if not line.startswith("#")), delimiter="\t"):
            grades[row["trial"]][row["other"]] = int(row["grade"])
    return grades


def text_of(record: TrialRecord) -> str:
    """What the sponsor says a trial is about."""
    summary = record.get("descriptionModule.briefSummary")
    return " ".join((record.title, record.title, *record.conditions, summary if isinstance(summary, str) else ""))


def ours(records: Sequence[TrialRecord]) -> Engine:
    """Our related trials, with the space of meaning of these records."""
    meaning = Meaning.fit([(record.key, text_of(record)) for record in records])
    profiles = [
        replace(profile_of(record, None, key=record.key), subject=meaning.place(record.key) if meaning else None)
        for record in records
    ]
    by_key = {profile.key: profile for profile in profiles}
    return lambda key: [item.key for item in related(by_key[key], profiles, most=MOST)]


def by_words(records: Sequence[TrialRecord]) -> Engine:
    """The trials whose words are most alike."""
    matrix = TfidfVectorizer(stop_words="english", sublinear_tf=True).fit_transform([text_of(record) for record in records])
    rows = {record.key: at for at, record in enumerate(records)}

    def most_alike(key: str) -> list[str]:
        likeness = (matrix @ matrix[rows[key]].T).toarray().ravel()
        likeness[rows[key]] = -1
        return [records[at].key for at in likeness.argsort()[::-1][:MOST]]

    return most_alike


def score(engine: Engine, grades: Grades) -> Score:
    """The figures of one engine."""
    listed = {key: list(engine(key)) for key in grades}
    found = [(key, other) for key, others in listed.items() for other in others]
    gains = [grades[key].get(other, 0) for key, other in found]
    quality = [
        _gain([grades[key].get(other, 0) for other in others]) / ideal
        for key, others in listed.items()
        if (ideal := _gain(sorted(grades[key].values(), reverse=True)[:MOST]))
    ]
    return Score(
        listed=len(found),
        related=sum(gain > 0 for gain in gains),
        closely=sum(gain > 1 for gain in gains),
        unjudged=sum(other not in grades[key] for key, other in found),
        ndcg=sum(quality) / max(len(quality), 1),
    )


def _gain(grades: Sequence[int]) -> float:
    return sum(grade / math.log2(place + 2) for place, grade in enumerate(grades))


def main() -> None:
    """Read the command line, run, print."""
    parser = argparse.ArgumentParser(prog="benchmarks.related", description=__doc__)
    parser.add_argument("records", nargs="+", type=Path)
    parser.add_argument("--judged", type=Path, default=JUDGED)
    chosen = parser.parse_args()
    records = list({record.key: record for record in chain.from_iterable(map(read_records, chosen.records))}.values())
    known = {record.key for record in records}
    grades = {key: found for key, found in read_grades(chosen.judged).items() if key in known}
    print(f"{len(records)} records, {len(grades)} judged trials, {sum(map(len, grades.values()))} judged pairs")
    for name, engine in (("ours", ours(records)), ("words alone (TF-IDF)", by_words(records))):
        found = score(engine, grades)
        share = found.related / max(found.listed, 1)
        print(
            f"{name:22} listed {found.listed:4}  related {found.related:4} ({share:.0%})  closely {found.closely:4}"
            f"  not judged {found.unjudged:3}  nDCG@5 {found.ndcg:.3f}"
        )


if __name__ == "__main__":
    main()
