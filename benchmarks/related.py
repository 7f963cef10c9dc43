"""Related trials: how many of those we list are related, and in the right order, beside the likeness of words alone.

`python -m benchmarks.related RECORDS… [--judged TSV] [--model FOLDER]` reads records (anything `read_records` reads), lists the
five trials most related to each one of the judged table, and prints for us and for TF-IDF over title and summary (scikit-learn;
what "more like this" of a search engine does): the share of listed pairs that are related, and nDCG at 5. A pair that nobody
judged counts as not related and is counted. The table was made of what both engines proposed at the time; the weights of ours
were set with it in view: beside each nDCG stands the one of the list without the pairs that nobody judged, which is kinder to an
engine that came later. Also printed is what the space of meaning lists by itself (candidates of ours), with the time and memory
that it took. `--model` does that a second time with a sentence model beside LSA, and tries its likeness in the order of ours too.
"""

from __future__ import annotations

import argparse
import csv
import math
import resource
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from pathlib import Path

from sklearn.feature_extraction.text import TfidfVectorizer

from trialwright.find.meaning import Meaning
from trialwright.find.modelfiles import model_files
from trialwright.find.profile import Profile, profile_of
from trialwright.find.related import related
from trialwright.find.sentences import SentenceModel, open_model
from trialwright.registries.reading import read_records
from trialwright.registries.record import TrialRecord

MOST, DEEP = 5, 200
JUDGED = Path(__file__).parent / "judged" / "related.tsv"
Grades = dict[str, dict[str, int]]
Engine = Callable[[str], Sequence[str]]


@dataclass(frozen=True, kw_only=True)
class Score:
    """Pairs listed, related, closely related, not judged, and the mean nDCG at 5: of all that is listed, and of the judged."""

    listed: int
    related: int
    closely: int
    unjudged: int
    ndcg: float
    judged_ndcg: float


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


def fitted(records: Sequence[TrialRecord], model: SentenceModel | None) -> Meaning | None:
    """The space of meaning of these records; what it took is printed."""
    started = time.process_time(), time.perf_counter()
    meaning = Meaning.fit([(record.key, text_of(record)) for record in records], model=model)
    took = time.process_time() - started[0], time.perf_counter() - started[1]
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    name = "LSA and the sentence model" if model is not None else "LSA"
    print(f"{name}: {took[0]:.1f} s of processor time, {took[1]:.1f} s; the process had {held:.0f} MB at most until then")
    return meaning


def ours(profiles: Sequence[Profile], place: Callable[[str], tuple[float, ...] | None]) -> Engine:
    """Our related trials, with the places of trials in a space of meaning."""
    placed = [replace(profile, subject=place(profile.key)) for profile in profiles]
    by_key = {profile.key: profile for profile in placed}
    return lambda key: [item.key for item in related(by_key[key], placed, most=DEEP)]


def by_meaning(meaning: Meaning) -> Engine:
    """What the space of meaning lists by itself."""
    return lambda key: [item.key for item in meaning.like(key, most=DEEP)]


def place_by_both(meaning: Meaning) -> Callable[[str], tuple[float, ...] | None]:
    """Places whose cosine is the mean of those of LSA and of the sentence model."""
    rows = {key: row for row, key in enumerate(meaning.keys)}
    vectors = meaning.sentences.vectors if meaning.sentences is not None else meaning.places
    return lambda key: tuple(float(value) / math.sqrt(2) for part in (meaning.places, vectors) for value in part[rows[key]])


def by_words(records: Sequence[TrialRecord]) -> Engine:
    """The trials whose words are most alike."""
    matrix = TfidfVectorizer(stop_words="english", sublinear_tf=True).fit_transform([text_of(record) for record in records])
    rows = {record.key: at for at, record in enumerate(records)}

    def most_alike(key: str) -> list[str]:
        likeness = (matrix @ matrix[rows[key]].T).toarray().ravel()
        likeness[rows[key]] = -1
        return [records[at].key for at in likeness.argsort()[::-1][:DEEP]]

    return most_alike


def score(engine: Engine, grades: Grades) -> Score:
    """The figures of one engine."""
    deep = {key: list(engine(key)) for key in grades}
    listed = {key: others[:MOST] for key, others in deep.items()}
    found = [(key, other) for key, others in listed.items() for other in others]
    gains = [grades[key].get(other, 0) for key, other in found]
    judged = {key: [other for other in others if other in grades[key]][:MOST] for key, others in deep.items()}
    return Score(
        listed=len(found),
        related=sum(gain > 0 for gain in gains),
        closely=sum(gain > 1 for gain in gains),
        unjudged=sum(other not in grades[key] for key, other in found),
        ndcg=_quality(listed, grades),
        judged_ndcg=_quality(judged, grades),
    )


def _quality(listed: Mapping[str, Sequence[str]], grades: Grades) -> float:
    """The mean nDCG of lists, over the trials that have anything related."""
    found = [
        _gain([grades[key].get(other, 0) for other in others]) / ideal
        for key, others in listed.items()
        if (ideal := _gain(sorted(grades[key].values(), reverse=True)[:MOST]))
    ]
    return sum(found) / max(len(found), 1)


def _gain(grades: Sequence[int]) -> float:
    return sum(grade / math.log2(place + 2) for place, grade in enumerate(grades))


def main() -> None:
    """Read the command line, run, print."""
    parser = argparse.ArgumentParser(prog="benchmarks.related", description=__doc__)
    parser.add_argument("records", nargs="+", type=Path)
    parser.add_argument("--judged", type=Path, default=JUDGED)
    parser.add_argument("--model", type=Path, help="the folder of a sentence model")
    chosen = parser.parse_args()
    records = list({record.key: record for record in chain.from_iterable(map(read_records, chosen.records))}.values())
    known = {record.key for record in records}
    grades = {key: found for key, found in read_grades(chosen.judged).items() if key in known}
    print(f"{len(records)} records, {len(grades)} judged trials, {sum(map(len, grades.values()))} judged pairs")
    profiles = [profile_of(record, None, key=record.key) for record in records]
    engines = {"words alone (TF-IDF)": by_words(records)}
    lsa = fitted(records, None)
    if lsa is not None:
        engines |= {"LSA alone": by_meaning(lsa), "ours": ours(profiles, lsa.place)}
    model = open_model(partial(model_files, chosen.model)) if chosen.model is not None else None
    both = fitted(records, model) if model is not None else None
    if both is not None:
        engines |= {"LSA and model alone": by_meaning(both), "ours, order by both": ours(profiles, place_by_both(both))}
    for name, engine in engines.items():
        found = score(engine, grades)
        share = found.related / max(found.listed, 1)
        print(
            f"{name:22} listed {found.listed:4}  related {found.related:4} ({share:.0%})  closely {found.closely:4}"
            f"  not judged {found.unjudged:3}  nDCG@5 {found.ndcg:.3f}, of those judged {found.judged_ndcg:.3f}"
        )


if __name__ == "__main__":
    main()
