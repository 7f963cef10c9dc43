"""A record enters; what it says of visits, questionnaires, blood, money, privacy and leaving leaves, always in its own words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from trialwright.lay.tables import rows
from trialwright.registries.record import TrialRecord

MOST = 3
"""How many sentences are quoted of one kind."""
LONGEST = 600
_SENTENCE = re.compile(r"[^\n.!?]*(?:[.!?](?!\s|$)[^\n.!?]*)*(?:[.!?]+|(?=\n)|$)")
_TEXTS = ("descriptionModule.briefSummary", "descriptionModule.detailedDescription")


@dataclass(frozen=True, kw_only=True, slots=True)
class PracticalFact:
    """One thing that taking part means: its kind ("payment"), the sentence that says so, the field it stands in."""

    kind: str
    quote: str
    path: str


def practical_facts(record: TrialRecord) -> tuple[PracticalFact, ...]:
    """The practical facts that a record states, by kind in the order of `practical_kinds.tsv`; none is worked out."""
    found = list(_found(record))
    order = [row["kind"] for row in rows("practical_kinds.tsv")]
    return tuple(sorted(found, key=lambda fact: order.index(fact.kind)))


def _found(record: TrialRecord) -> Iterator[PracticalFact]:
    sentences = list(sentences_of(record))
    for kind, pattern in _patterns():
        quotes: dict[str, str] = {}
        for path, sentence in sentences:
            if len(quotes) < MOST and pattern.search(sentence):
                quotes.setdefault(sentence, path)
        yield from (PracticalFact(kind=kind, quote=quote, path=path) for quote, path in quotes.items())


def sentences_of(record: TrialRecord) -> Iterator[tuple[str, str]]:
    """Every sentence of what a record says in prose, with the field it stands in; a portal's own summary comes last."""
    for path, text in _texts(record):
        yield from ((path, sentence) for sentence in _told(text))


def first_sentence(text: str) -> str:
    """The first sentence of a text that tells anything; "" where there is none."""
    return next(_told(text), "")


def _told(text: str) -> Iterator[str]:
    for sentence in _whole(text[:60_000]):
        if len(sentence) > 12 and not sentence.endswith(":"):
            yield sentence if len(sentence) <= LONGEST else f"{sentence[:LONGEST]} …"


def _whole(text: str) -> Iterator[str]:
    """The sentences of a text; a full stop inside a bracket ("(incl. scans)") ends none."""
    held = ""
    for match in _SENTENCE.finditer(text):
        part = " ".join(match.group().split())
        held = f"{held} {part}".strip()
        if held.count("(") <= held.count(")") or text[match.end() : match.end() + 1] == "\n":
            yield held
            held = ""
    yield held


def _texts(record: TrialRecord) -> Iterator[tuple[str, str]]:
    for path in _TEXTS:
        text = record.get(path)
        if isinstance(text, str):
            yield path, text
    for name, field in (("armGroups", "description"), ("interventions", "description")):
        items = record.get(f"armsInterventionsModule.{name}")
        for at, item in enumerate(items if isinstance(items, list | tuple) else ()):
            text = item.get(field) if isinstance(item, dict) else None
            if isinstance(text, str):
                yield f"armsInterventionsModule.{name}.{at}.{field}", text
    portal = record.extra.get("portalSummary")
    if isinstance(portal, str):
        yield "extra.portalSummary", portal


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((row["kind"], re.compile(row["pattern"], re.IGNORECASE)) for row in rows("practical.tsv"))
