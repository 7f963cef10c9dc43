"""A record enters; marks that records with like titles share leave: likely pairs are found without comparing all with all."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from trialwright.registries.likeness import tokens
from trialwright.registries.record import TrialRecord

_TITLES = ("identificationModule.briefTitle", "identificationModule.officialTitle")
_SUMMARY = "descriptionModule.briefSummary"
_LEAST, _HEAD = 5, 8
_SUMMARY_HEAD, _RARE = 24, 6


def prints_of(record: TrialRecord) -> tuple[int, ...]:
    """The marks of a record, 64 bits each: of each title, of its beginning, of its longest words in any order; of how the summary
    begins; of the sponsor's number."""
    return tuple(sorted({_hashed(text) for text in _texts(record)}))


def _texts(record: TrialRecord) -> Iterator[str]:
    for path in _TITLES:
        words = tokens(value) if isinstance(value := record.get(path), str) else ()
        if len(words) >= _LEAST:
            yield "title " + " ".join(words)
            yield "longest " + " ".join(sorted(sorted(set(words), key=lambda word: (-len(word), word))[:_RARE]))
        if len(words) >= _HEAD:
            yield "head " + " ".join(words[:_HEAD])
    summary = record.get(_SUMMARY)
    if isinstance(summary, str) and len(words := tokens(summary[:2000])) >= _SUMMARY_HEAD:
        yield "summary " + " ".join(words[:_SUMMARY_HEAD])
    number = record.get("identificationModule.orgStudyIdInfo.id")
    if isinstance(number, str) and len(number) > _LEAST and any(char.isdigit() for char in number):
        yield "number " + number.upper()


def _hashed(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big", signed=True)
