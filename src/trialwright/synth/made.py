"""What is put into a record to give one leaf of a criterion a truth, and what may stand beside it without changing that truth."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

from trialwright.patients.facts import Fact, Kind
from trialwright.synth.tables import rows
from trialwright.vocabulary.concepts import Relation, default_vocabulary

Want = Literal["true", "false", "unknown"]
OPPOSITE: Mapping[Want, Want] = {"true": "false", "false": "true", "unknown": "unknown"}
_DISEASES = frozenset({"cancer", "histology", "metastasis", "biomarker", "gene", "receptor status"})
_WHOLE_DISEASE = "the disease"
"""A topic to which everything about a cancer speaks."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Made:
    """How one leaf was given its truth.

    `topics` are names of what nothing else in the record may speak to; `complete` and `open` the kinds that the source must, and
    must not, declare complete; `born` and `sex` what the patient must be ("" for a sex that is not recorded; the last day of the
    calendar for a birth date that is not), `ages` the completed years between which they must be; `case` and `how` say what was
    done.
    """

    want: Want
    topics: frozenset[str]
    facts: tuple[Fact, ...] = ()
    complete: frozenset[Kind] = frozenset()
    open: frozenset[Kind] = frozenset()
    born: dt.date | None = None
    sex: str | None = None
    ages: tuple[int, int] | None = None
    case: str = ""
    how: str = ""


Plan = tuple[Made, ...]


def fit_together(plan: Iterable[Made]) -> bool:
    """Whether none of the parts changes what another one was made for."""
    made = tuple(plan)
    complete = frozenset(kind for one in made for kind in one.complete)
    if any(complete & one.open for one in made):
        return False
    if len({one.sex for one in made if one.sex is not None}) > 1 or len({one.born for one in made if one.born}) > 1:
        return False
    return not any(
        speaks_to(fact, other.topics)
        for one in made
        for fact in one.facts
        for other in made
        if one is not other and not (one.want == other.want == "false" and not fact.present)
    )


def speaks_to(fact: Fact, topics: frozenset[str]) -> bool:
    """Whether a fact could answer a question about one of the topics, or a part of it."""
    name = fact.concept or f"statement {fact.what.lower()}"
    if not fact.qualifiers:
        return _speaks(name, "", topics)
    also = ";".join(fact.qualifiers.get(key, "") for key in ("also", "histology concept"))
    return _speaks(name, also.strip(";"), topics)


@lru_cache(maxsize=1 << 18)
def _speaks(name: str, also: str, topics: frozenset[str]) -> bool:
    names = (name, *(part for part in also.split(";") if part))
    return any(_related(one, topic) for one in names for topic in topics)


@lru_cache(maxsize=1 << 18)
def _related(name: str, topic: str) -> bool:
    if name == topic or not _groups(name).isdisjoint(_groups(topic)):
        return True
    if name.startswith("statement ") or topic.startswith("statement "):
        return _same_words(name, topic)
    words = default_vocabulary()
    if topic == _WHOLE_DISEASE:
        return words.kind(name) in _DISEASES
    if name not in words or topic not in words:
        return False
    return Relation.IS_NOT is not words.relation(name, topic) or Relation.IS_NOT is not words.relation(topic, name)


def _same_words(one: str, other: str) -> bool:
    """Whether a statement could be taken for the other one: they share half of the words of the shorter."""
    mine, theirs = ({word for word in text.split() if len(word) > 3} - {"statement"} for text in (one, other))
    return len(mine & theirs) * 2 >= max(1, min(len(mine), len(theirs)))


@lru_cache(maxsize=1 << 16)
def _groups(name: str) -> frozenset[str]:
    """The groups of links.tsv that a name, or anything above it, belongs to."""
    words = default_vocabulary()
    above = words.ancestors(name) if name in words else frozenset({name})
    return frozenset().union(*(_links().get(item, frozenset()) for item in above))


@cache
def _links() -> Mapping[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for row in rows("links.tsv"):
        for name in row["names"].split(";"):
            found[name] = found.get(name, frozenset()) | {row["group"]}
    return found


def topics_of(name: str) -> frozenset[str]:
    """The name, and the whole disease where its answer hangs on every part of that."""
    return frozenset({name, _WHOLE_DISEASE} if "disease" in _groups(name) else {name})
