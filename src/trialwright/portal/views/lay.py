"""Plain words and practical facts of a trial enter, they leave with every sentence tied to where the portal shows its source."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import quote

from trialwright.lay.practical import PracticalFact, practical_facts
from trialwright.lay.summary import Believed, Sentence, Summary, Term, plain_summary
from trialwright.lay.tables import rows
from trialwright.portal.paths import trial_path
from trialwright.portal.views.look import Look
from trialwright.portal.views.origins import Origin, Origins
from trialwright.portal.views.status import Belief, Status
from trialwright.portal.views.words import field_label
from trialwright.protocol.protocol import Protocol
from trialwright.registries.record import TrialRecord

_WORDS = {Belief.OPEN: "open", Belief.SOON: "soon", Belief.DOUBTED: "doubted", Belief.CLOSED: "closed", Belief.UNKNOWN: "unknown"}


@dataclass(frozen=True, kw_only=True, slots=True)
class SourceLink:
    """Where the source of a sentence is shown: its name (to translate when `translated`), its address."""

    name: str
    address: str
    translated: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class LinkedSentence:
    """A sentence with its sources; none where it holds of every trial."""

    text: str
    sources: tuple[SourceLink, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class LinkedPart:
    """The sentences under one question, which is a text to translate."""

    head: str
    sentences: tuple[LinkedSentence, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Practical:
    """What the record says on one practical matter: `head` is to translate; each quote with its origin."""

    head: str
    quotes: tuple[tuple[str, Origin | None, str], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class LayView:
    """The plain words of a page; `ease` in place of the grade in a language other than English."""

    parts: tuple[LinkedPart, ...]
    grade: float
    ease: float | None
    terms: tuple[Term, ...]
    practical: tuple[Practical, ...]


def lay_view(record: TrialRecord, protocol: Protocol, status: Status, look: Look) -> LayView:
    """The plain summary and the practical facts of a trial, with their sources."""
    summary = plain_summary(record, protocol, believed_of(status), speech=look.speech)
    origins = Origins(record)
    return LayView(
        parts=tuple(_parts(summary, origins, look.key)),
        grade=summary.grade,
        ease=summary.ease,
        terms=summary.terms,
        practical=tuple(_practical(practical_facts(record), origins)),
    )


def believed_of(status: Status) -> Believed:
    """What the plain summary says of a status."""
    return Believed(word=_WORDS[status.belief], invitation=status.value == "ENROLLING_BY_INVITATION")


def _parts(summary: Summary, origins: Origins, key: str) -> Iterator[LinkedPart]:
    for part in summary.parts:
        yield LinkedPart(head=part.head, sentences=tuple(_linked(sentence, origins, key) for sentence in part.sentences))


def _linked(sentence: Sentence, origins: Origins, key: str) -> LinkedSentence:
    lines = tuple(SourceLink(name=line, address=f"#{quote(line)}", translated=False) for line in sentence.lines)
    return LinkedSentence(text=sentence.text, sources=(*lines, *(_field(path, origins, key) for path in sentence.fields[:3])))


def _field(path: str, origins: Origins, key: str) -> SourceLink:
    found = origins.of(path)
    anchor = f"#{quote(found.path)}" if found is not None else ""
    return SourceLink(name=field_label(path), address=f"{trial_path(key, 'sources')}{anchor}", translated=True)


def _practical(facts: tuple[PracticalFact, ...], origins: Origins) -> Iterator[Practical]:
    heads = {row["kind"]: row["text"] for row in rows("practical_kinds.tsv")}
    for kind, found in groupby(facts, key=lambda fact: fact.kind):
        yield Practical(
            head=heads[kind], quotes=tuple((fact.quote, origins.of(fact.path), field_label(fact.path)) for fact in found)
        )
