"""Lists of some: a heading that names whom the list below it is of ("for those who had CAR-T:", "HIV is allowed, but patients
with HIV must have:", "infections not meeting these criteria:") and what the list says in; both, of those alone, out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import denied
from trialwright.compiler.statement import Statement
from trialwright.findings import Span
from trialwright.protocol.criteria import (
    AllOf,
    AnyOf,
    Compare,
    Criterion,
    Has,
    NoConstraint,
    Readings,
    Target,
    Unread,
    When,
    children,
    walk,
)
from trialwright.vocabulary.concepts import default_vocabulary

_FOR_THOSE = re.compile(
    r"(?:^|[.;]\s+)(?:for|in|among|of) (?:(?:all|any|those|these|the|female|male|adult|pediatric) )*"
    r"(?:patients?|participants?|subjects?|individuals?|people|persons?|those|women|men)\b[^.;:]*:\s*$",
    re.IGNORECASE,
)
_ILL = frozenset({"condition", "infection", "finding", "metastasis"})


def of_those_alone(own: Criterion, listed: Criterion, statement: Statement) -> Criterion | None:
    """What is required of those whom the heading names; None for a heading that names nobody apart."""
    if statement.exclusion or isinstance(listed, NoConstraint):
        return None
    span = statement.item.span.joined(listed.span)
    held = _held_to_more(statement)
    if held is not None:
        return When(condition=held, then=listed, otherwise=NoConstraint(why="for others", span=span), span=span)
    found = _FOR_THOSE.search(statement.normal.text)
    if found is None:
        return None
    before, last = (own.items[:-1], own.items[-1]) if isinstance(own, AllOf) and found.start() else ((), own)
    if not all(isinstance(leaf, Has | Compare) for leaf in walk(last) if not children(leaf)):
        return None
    if last.span.start < statement.normal.span(found.start(), found.end()).start:
        return None
    asked = When(condition=last, then=listed, otherwise=NoConstraint(why="for others", span=span), span=span)
    return AllOf(items=(*before, asked), span=span) if before else asked


def _held_to_more(statement: Statement) -> Criterion | None:
    """ "HIV and hepatitis are allowed, but patients with HIV must have:": those with HIV; None where no leave stands before."""
    chunks = statement.chunks
    leave = next((place for place, chunk in enumerate(chunks) if chunk.sort is Sort.PERMIT), None)
    if leave is None or not any(chunk.sort is Sort.MUST for chunk in chunks[leave:]):
        return None
    return _anyone_with(chunks[leave:], statement) or _anyone_with(chunks[:leave], statement)


def _anyone_with(chunks: Sequence[Chunk], statement: Statement) -> Criterion | None:
    ill = [
        Has(target=Target(concept=chunk.names[0]), span=statement.normal.span(chunk.start, chunk.end))
        for chunk in chunks
        if chunk.sort is Sort.CONCEPT and len(chunk.names) == 1 and _is_illness(chunk.names[0])
    ]
    if len(ill) < 2:
        return ill[0] if ill else None
    return AnyOf(items=tuple(ill), span=ill[0].span.joined(ill[-1].span))


_TERMS = re.compile(r"(?:prior|previous|concurrent|concomitant)\b.*\b(?:if|provid\w+|when|as long as|following)\b", re.IGNORECASE)


def leave(statement: Statement, span: Span) -> Criterion:
    """What a list below a leave asks: of those it lets in alone. "Concurrent anticoagulation allowed, provided that:" among the
    exclusions has bans below it that may be the next of the exclusions."""
    banned = any(child.chunks and child.chunks[0].sort is Sort.NEG for child in statement.children)
    if statement.exclusion and banned and _TERMS.match(statement.normal.text):
        return Unread(text=statement.normal.text, why="whom the bans below a leave are of", span=span)
    return NoConstraint(why="permission", span=span)


def unmet(own: Criterion, listed: Criterion, statement: Statement) -> Criterion:
    """What excludes where a heading among the exclusions says that what stands below it is not met: its lack; of an illness that
    the heading names, only who has it, and it may be that the list tells what is not met."""
    lacking = denied(listed, listed.span)
    ill = _names_illness(statement)
    if ill is None:
        return lacking
    span = statement.item.span.joined(listed.span)
    known = own if isinstance(own, Has) else Unread(text=statement.normal.within(ill), why=_WHOSE, span=ill)
    failing = _as_failings(listed)
    own_illness = any(isinstance(leaf, Has) and _is_illness(leaf.target.concept) for leaf in walk(listed))
    if _BELOW.search(statement.normal.text) and not own_illness:
        return AllOf(items=(known, lacking), span=span)
    return Readings(
        items=(AllOf(items=(known, lacking), span=span), AllOf(items=(known, failing), span=span)), why=_WHY, span=span
    )


_BELOW = re.compile(r"\b(?:following|these|below)\b", re.IGNORECASE)
_WHOSE = "the illnesses that the list is of"
_WHY = "whether the list tells what must be met or what does not meet it is not said"


def _is_illness(name: str) -> bool:
    return default_vocabulary().kind(name) in _ILL


def _as_failings(listed: Criterion) -> Criterion:
    return AnyOf(items=listed.items, span=listed.span) if isinstance(listed, AllOf) else listed


def _names_illness(statement: Statement) -> Span | None:
    """Where the heading names an illness before it says that something is not met."""
    place = next((place for place, chunk in enumerate(statement.chunks) if chunk.sort is Sort.UNMET), 0)
    named = [chunk for chunk in statement.chunks[:place] if chunk.sort is Sort.CONCEPT and any(map(_is_illness, chunk.names))]
    return statement.normal.span(named[0].start, named[-1].end) if named else None
