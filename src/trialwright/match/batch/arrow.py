"""Batches of patients in Arrow enter, batches of verdicts leave: the kernel that runs wherever something hands out Arrow batches.

It is a function of its arguments: what is asked is one value (`Screen`) that can be sent to another machine. The engine that it
builds is kept by its process, so that what was learnt from one batch helps with the next.
"""

from __future__ import annotations

import datetime as dt
import json
import tempfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from trialwright.match.batch.answers import REASONS
from trialwright.match.batch.columns import Columns
from trialwright.match.batch.pairs import VERDICTS, Lines, Numbers, Pairs
from trialwright.match.batch.program import program_of
from trialwright.match.batch.recall import Recall
from trialwright.match.batch.screening import Screening
from trialwright.patients.arrow import patients_of
from trialwright.protocol.form import protocol_from_json, to_json
from trialwright.protocol.protocol import Protocol
from trialwright.vocabulary.concepts import Vocabulary, package_vocabulary, using
from trialwright.vocabulary.own import with_own_terms

BLOCK = 2048
"""Patients held at once."""
_ROWS = 65_536


@dataclass(frozen=True, kw_only=True, slots=True)
class Screen:
    """What is asked of every patient: the trials, the day, whether excluded pairs are told too, and tables of own terms.

    `protocols` are the trials as packed JSON, `terms` the texts of the tables: plain values, the same on every machine.
    """

    protocols: bytes
    on: dt.date
    excluded: bool = False
    terms: tuple[str, ...] = ()
    block: int = BLOCK

    def trials(self) -> list[Protocol]:
        """The trials that are asked for."""
        return _trials(self.protocols)


def screen_of(protocols: Iterable[Protocol], on: dt.date, *, excluded: bool = False, terms: Sequence[Path] = ()) -> Screen:
    """What is asked, ready to be sent; `terms` are the files of one's own terms."""
    packed = zlib.compress(json.dumps([to_json(protocol) for protocol in protocols]).encode())
    return Screen(protocols=packed, on=on, excluded=excluded, terms=tuple(path.read_text("utf-8") for path in terms))


def screen_batches(batches: Iterable[Any], screen: Screen) -> Iterator[Any]:
    """Holds the patients of each `RecordBatch` against the trials; batches of pairs (`pairs_schema`), stage by
    stage, in each in the patients' order.

    A batch that does not hold patients, or one whom nobody can be, is a `ValueError`.
    """
    columns = _engine(screen.protocols, screen.on, screen.terms)
    for batch in batches:
        for start in range(0, batch.num_rows, screen.block):
            with using(columns.recall.vocabulary):
                patients = list(patients_of(batch.slice(start, screen.block)))
                screening = Screening(columns.recall.program, columns.block(patients))
            found = pairs_batch(screening.columns(excluded=screen.excluded))
            yield from (found.slice(first, _ROWS) for first in range(0, found.num_rows, _ROWS))


@cache
def pairs_schema() -> Any:
    """The columns of verdicts: patient, trial, stage, verdict, the failing lines, the unknown ones with the first reason."""
    import pyarrow as pa

    text = pa.string()
    unknown = pa.list_(pa.struct([("line", text), ("reason", text)]))
    names = ("patient", "trial", "stage", "verdict")
    return pa.schema([*((name, text) for name in names), ("failing", pa.list_(text)), ("unknown", unknown)])


def pairs_batch(pairs: Pairs, *, coded: bool = False) -> Any:
    """Verdicts as one `RecordBatch` (`pairs_schema`); `coded` with each text once, as Arrow's dictionaries."""
    import pyarrow as pa

    def texts(numbers: Numbers, words: Sequence[str]) -> Any:
        said = pa.array(words, pa.string())
        return pa.DictionaryArray.from_arrays(pa.array(numbers), said) if coded else said.take(pa.array(numbers))

    def lists(lines: Lines, values: Any) -> Any:
        return pa.ListArray.from_arrays(pa.array(lines.starts), values)

    failing = texts(pairs.failing.numbers, pairs.failing.names)
    unknown = [texts(pairs.unknown.numbers, pairs.unknown.names), texts(pairs.reasons, [reason.value for reason in REASONS])]
    columns = {
        "patient": texts(pairs.patient, pairs.ids),
        "trial": texts(pairs.stage, [stage.trial for stage in pairs.stages]),
        "stage": texts(pairs.stage, [stage.name for stage in pairs.stages]),
        "verdict": texts(pairs.verdict, [verdict.value for verdict in VERDICTS]),
        "failing": lists(pairs.failing, failing),
        "unknown": lists(pairs.unknown, pa.StructArray.from_arrays(unknown, ["line", "reason"])),
    }
    found = pa.RecordBatch.from_pydict(columns)
    return found if coded else found.cast(pairs_schema())


@lru_cache(maxsize=1)
def _engine(protocols: bytes, on: dt.date, terms: tuple[str, ...]) -> Columns:
    """The engine of what is asked, with all that it learnt: a process that is given one batch after the other keeps it."""
    vocabulary = _vocabulary(terms)
    with using(vocabulary):
        program = program_of(_trials(protocols), vocabulary=vocabulary)
        return Columns(Recall(program=program, on=on, vocabulary=vocabulary))


def _trials(protocols: bytes) -> list[Protocol]:
    return [protocol_from_json(item) for item in json.loads(zlib.decompress(protocols))]


def _vocabulary(terms: Sequence[str]) -> Vocabulary:
    """The vocabulary of the package, with tables that came as texts."""
    with tempfile.TemporaryDirectory(prefix="trialwright-terms-") as place:
        paths = [Path(place) / f"{number}.tsv" for number in range(len(terms))]
        for path, text in zip(paths, terms, strict=True):
            path.write_text(text, "utf-8")
        return with_own_terms(package_vocabulary(), *paths) if paths else package_vocabulary()
