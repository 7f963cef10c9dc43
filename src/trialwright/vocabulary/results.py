"""Results of categorical tests: a test and what people write of it in; the canonical word, and what contains what, out."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType

from trialwright.vocabulary.words import key

ANY = "*"
_KIND = "kind:"


@dataclass(frozen=True, kw_only=True, slots=True)
class Result:
    """One result of the tests `of` (concepts, "kind:gene", or "*"): its canonical word and other spellings of it.

    `phrases` name test and result at once ("dMMR"); `within` is the result of the same test that contains this one
    ("V600E" lies in "V600", that in "mutated").
    """

    of: tuple[str, ...]
    value: str
    spellings: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    within: str | None = None


@cache
def all_results() -> tuple[Result, ...]:
    """The table `data/values.tsv`, in its order."""
    return tuple(_results())


def result_word(concept: str, kind: str | None, text: str) -> str | None:
    """The canonical word for a result as written ("del19" of EGFR is "exon 19 deletion"), or None.

    Rows of the concept itself come before those of its kind, these before those of any test.
    """
    written = key(text)
    return next((words[written] for words in _tables(concept, kind) if written in words), None)


def result_within(concept: str, kind: str | None, recorded: str, asked: str) -> bool:
    """True when the recorded result is the asked one or lies in it, both in canonical words: G12C of KRAS is "mutated"."""
    seen: set[str] = set()
    current: str | None = recorded
    while current is not None and current not in seen:
        if current == asked:
            return True
        seen.add(current)
        current = _container(concept, kind, current)
    return False


@cache
def result_phrases() -> Mapping[str, tuple[str, str]]:
    """Phrases that name a test and its result at once: "MSI-H" to ("microsatellite instability", "MSI-high")."""
    found = {phrase: (result.of[0], result.value) for result in all_results() for phrase in result.phrases}
    return MappingProxyType(found)


def _container(concept: str, kind: str | None, value: str) -> str | None:
    for group in _groups(concept, kind):
        for result in all_results():
            if group in result.of and result.value == value and result.within:
                return result.within
    return None


def _groups(concept: str, kind: str | None) -> tuple[str, ...]:
    return (concept, f"{_KIND}{kind}", ANY) if kind else (concept, ANY)


def _tables(concept: str, kind: str | None) -> Iterator[Mapping[tuple[str, ...], str]]:
    return (_words(group) for group in _groups(concept, kind))


@cache
def _words(group: str) -> Mapping[tuple[str, ...], str]:
    """Every spelling of the results of one group; where two rows claim one spelling, the first row has it."""
    found: dict[tuple[str, ...], str] = {}
    for result in all_results():
        if group in result.of:
            for spelling in (result.value, *result.spellings, *result.phrases):
                found.setdefault(key(spelling), result.value)
    return MappingProxyType(found)


def _results() -> Iterator[Result]:
    text = (resources.files("trialwright.vocabulary") / "data" / "values.tsv").read_text("utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
        yield Result(
            of=_split(row["of"]),
            value=row["value"],
            spellings=_split(row["spellings"]),
            phrases=_split(row["phrases"]),
            within=row["within"] or None,
        )


def _split(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(";") if part.strip())
