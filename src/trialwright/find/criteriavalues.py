"""A trial's criteria, titles and conditions enter; the stages, biomarkers and lines of therapy that it asks for leave."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files

from trialwright.find.requirements import Requirement, Sign, requirements_of
from trialwright.find.settings import settings_of
from trialwright.protocol.criteria import AllOf, AnyOf, AtLeast, Compare, Criterion, Limit
from trialwright.protocol.protocol import Protocol, Section
from trialwright.vocabulary.concepts import Vocabulary

NONE_NAMED = "none named"
"""The criteria were read and speak of no biomarker."""
_MARKERS = frozenset({"gene", "biomarker"})
_NUMERALS = ("0", "I", "II", "III", "IV")
_ONE = r"(?:0|iv|i{1,3})[abc]?\d?"
_STAGE = re.compile(rf"\bstages?\s+({_ONE}(?:\s*(?:/|,|-|–|or|and|to|through)\s*(?:stage\s+)?{_ONE})*)\b", re.IGNORECASE)
_NUMERAL = re.compile(r"0|iv|i{1,3}", re.IGNORECASE)
_SPAN = re.compile(r"-|–|\bto\b|\bthrough\b", re.IGNORECASE)


def biomarker_values(protocol: Protocol | None, vocabulary: Vocabulary) -> tuple[str, ...]:
    """ "HER2: positive required", "EGFR: mutated excluded", "PD-L1 TPS limited"; that none is named; nothing without criteria."""
    if protocol is None or not protocol.criteria_shown:
        return ()
    every = requirements_of(protocol)
    found = {
        f"{asked.what} {asked.sign}"
        for asked in every
        if (name := asked.what.partition(": ")[0]) not in _not_of_tumor() and vocabulary.kind(name) in _MARKERS
    }
    found |= {f"{asked.what} {asked.sign}" for asked in every if _limited_marker(asked.sign, asked.what)}
    found |= {f"{result} {asked.sign}" for asked in every for result in _by_definition(asked, vocabulary)}
    return tuple(sorted(found)) or (NONE_NAMED,)


def _by_definition(asked: Requirement, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The results that make a cancer what it is ("triple-negative breast cancer"). Of one that is excluded, where it is a single
    one: who may have no triple-negative cancer may well be HER2-negative."""
    if asked.what not in vocabulary:
        return ()
    named = (asked.what, *sorted(vocabulary.ancestors(asked.what) - {asked.what}))
    results = next((_subtypes()[name] for name in named if name in _subtypes()), ())
    return results if asked.sign is Sign.REQUIRED or (len(results) == 1 and asked.what in _subtypes()) else ()


def _limited_marker(sign: Sign, name: str) -> bool:
    return sign is Sign.LIMITED and name in _measured_markers() and name not in _not_of_tumor()


def line_values(words: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The lines of therapy and phases of care that titles, conditions and the beginning of the summary tell of."""
    found = _settings(words)
    return tuple(sorted(found.get("line", frozenset()) | found.get("phase of care", frozenset())))


def stage_values(words: Mapping[str, tuple[str, ...]], protocol: Protocol | None) -> tuple[str, ...]:
    """The stages asked for ("stage III") and the extent of the disease ("metastatic"): from conditions, titles and criteria."""
    titled = (*words.get("Condition", ()), *words.get("BriefTitle", ()), *words.get("OfficialTitle", ()))
    numerals = {numeral for text in titled for numeral in _stages_in(text)}
    if protocol is not None:
        numerals |= {numeral for node in _required(protocol) for numeral in _stages_of(node)}
    stages = [f"stage {numeral}" for numeral in _NUMERALS if numeral in numerals]
    return (*stages, *sorted(_settings(words).get("extent", frozenset())))


def _settings(words: Mapping[str, tuple[str, ...]]) -> Mapping[str, frozenset[str]]:
    titles = (*words.get("BriefTitle", ()), *words.get("OfficialTitle", ()))
    return settings_of(titles, words.get("Condition", ()), " ".join(words.get("BriefSummary", ())))


def _stages_in(text: str) -> Iterator[str]:
    for match in _STAGE.finditer(text):
        named = [numeral.upper() for numeral in _NUMERAL.findall(match[1])]
        yield from _between(named[0], named[-1]) if _SPAN.search(match[1]) else named


def _required(protocol: Protocol) -> Iterator[Criterion]:
    """What the inclusion criteria require, alternatives too; not what they rule out."""
    waiting = [line.node for stage in protocol.stages for line in stage.lines if line.section is Section.INCLUSION]
    while waiting:
        node = waiting.pop()
        if isinstance(node, AllOf | AnyOf | AtLeast):
            waiting.extend(node.items)
        else:
            yield node


def _stages_of(node: Criterion) -> Iterable[str]:
    if not isinstance(node, Compare) or node.quantity.variable != "stage":
        return ()
    low, high = _numeral(node.low), _numeral(node.high)
    return _between(low or "I", high or "IV") if low or high else ()


def _numeral(limit: Limit | None) -> str | None:
    match = _NUMERAL.match(str(limit.value)) if limit is not None else None
    return match[0].upper() if match else None


def _between(low: str, high: str) -> tuple[str, ...]:
    first, last = sorted((_NUMERALS.index(low), _NUMERALS.index(high)))
    return _NUMERALS[first : last + 1]


@cache
def _not_of_tumor() -> frozenset[str]:
    text = files("trialwright.find").joinpath("data/not_of_tumor.tsv").read_text(encoding="utf-8")
    return frozenset(line for line in text.splitlines()[2:] if line)


@cache
def _subtypes() -> Mapping[str, tuple[str, ...]]:
    """Cancers that are defined by results of biomarkers, each with these: "HER2: positive"."""
    text = files("trialwright.find").joinpath("data/subtypes.tsv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()[1:], delimiter="\t", quoting=csv.QUOTE_NONE))
    names = dict.fromkeys(row["concept"] for row in rows)
    return {name: tuple(f"{row['marker']}: {row['value']}" for row in rows if row["concept"] == name) for name in names}


@cache
def _measured_markers() -> frozenset[str]:
    """Variables of the vocabulary's table of quantities that measure a biomarker."""
    text = files("trialwright.vocabulary").joinpath("data/variables.tsv").read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    return frozenset(row["name"] for row in rows if row["kind"] == "biomarker")
