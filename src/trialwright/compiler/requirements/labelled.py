"""Labelled: a statement that is but a limit ("18 and over"), the label above it ("Age:") in; the limit of that variable out."""

from __future__ import annotations

from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import stripped
from trialwright.compiler.tagging.tag import Tagger, tag
from trialwright.compiler.wording.rules import matching
from trialwright.vocabulary.records import anew

LENDING_TOPICS = frozenset({"age", "performance status", "life expectancy"})
_OF_A_LIMIT = frozenset(
    {Sort.CMP, Sort.POST, Sort.AMOUNT, Sort.CODES, Sort.FILL, Sort.MUST, Sort.STOP, Sort.EITHER, Sort.SEMICOLON}
)
_PERFORMANCE = ("ECOG performance status",)
_NUMBERS = frozenset({Sort.AMOUNT, Sort.CODES})


def is_bare_limit(chunks: Sequence[Chunk]) -> bool:
    """True for words that set one limit and do not say of what ("at least 12 weeks", "18 to 70")."""
    sorts = [chunk.sort for chunk in chunks]
    return sum(sort in _NUMBERS for sort in sorts) == 1 and all(sort in _OF_A_LIMIT for sort in sorts)


def with_label(chunks: tuple[Chunk, ...], label: Sequence[Chunk]) -> tuple[Chunk, ...]:
    """The chunks with the one variable that the label names before them, where they are but a limit; else as they are."""
    if not chunks or not is_label(label):
        return chunks
    named = stripped(label)[0]
    limit = _without_scale(chunks) if named.names == _PERFORMANCE else chunks
    return (anew(named, start=chunks[0].start, end=chunks[0].start), *limit) if is_bare_limit(limit) else chunks


def is_label(chunks: Sequence[Chunk]) -> bool:
    """True for words that only name one variable ("Platelets:")."""
    named = stripped(chunks)
    return len(named) == 1 and named[0].sort is Sort.VARIABLE


def _without_scale(chunks: tuple[Chunk, ...]) -> tuple[Chunk, ...]:
    """ "GOG 0-2", below a label for the performance status: whose scale it is says nothing."""
    whose = chunks[0].sort is Sort.WORD and matching("performance scale", chunks[0].text) is not None
    return chunks[1:] if whose else chunks


def label_of_topic(topic: str | None, tagger: Tagger) -> tuple[Chunk, ...]:
    """The chunks of a part's heading that names what the limits below it are of ("Life expectancy"); none for other topics."""
    return tag(topic, tagger) if topic in LENDING_TOPICS else ()


def is_topic(words: str) -> bool:
    """True for words over a list that only say what it is about ("Renal", "Pulmonary function")."""
    return matching("topic heading", words) is not None
