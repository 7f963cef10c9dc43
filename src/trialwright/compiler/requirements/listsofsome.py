"""Lists of some: a heading that names whom the list below it is of ("for those who had CAR-T:", "women < 50 years:", "HIV is
allowed, but patients with HIV must have:", "infections not meeting these criteria:") and what the list says in; both, of those
alone, out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

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
    aged = _of_their_age(own, statement)
    held = _held_to_more(statement) or aged
    if held is not None:
        of_some = When(condition=held, then=listed, otherwise=NoConstraint(why="for others", span=span), span=span)
        if held is not aged or not _asked_of_most(aged):
            return of_some
        return Readings(items=(of_some, AllOf(items=(aged, listed), span=span)), why="only of them, or only them", span=span)
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


_AGED_PEOPLE = re.compile(
    r"\W*(?:for |in |among )?(?:all |any |those |the |adult |pa?ediatric )*"
    r"(?:patients?|participants?|subjects?|individuals?|people|persons?|those|children|women|men|(?:fe)?males?)\b"
    r"(?: (?:patients?|participants?|subjects?))?[^:.;,]*\b(?:years?|yrs?|months?|age|aged|old|over|under)\b[^:.;,]*:\s*$",
    re.IGNORECASE,
)
_MORE_THAN_AGE = re.compile(r"\b(?:with|who|must|should|shall|have|has|that|will|are|is)\b", re.IGNORECASE)
_ADULT = 21


def _of_their_age(own: Criterion, statement: Statement) -> Criterion | None:
    """ "Women < 50 years of age:", "patients under 16 years:": those people; None for another heading."""
    said = statement.normal.text
    return _people(own) if _AGED_PEOPLE.match(said) and not _MORE_THAN_AGE.search(said) else None


def _asked_of_most(people: Criterion) -> bool:
    """True for people of an age that most trials ask of all ("patients >= 18 years:")."""
    leaves = [leaf for leaf in walk(people) if not children(leaf)]
    lows = [leaf.low.value for leaf in leaves if isinstance(leaf, Compare) and leaf.low is not None]
    return not any(isinstance(leaf, Has) for leaf in leaves) and any(isinstance(low, Decimal) and low <= _ADULT for low in lows)


def _people(own: Criterion) -> Criterion | None:
    """Whom a heading names by sex and age, as one condition; an age that was not understood is a hole in it."""
    match own:
        case Readings(items=(When() as free, AllOf())):
            return _people(free)
        case When(condition=sex, then=age, otherwise=NoConstraint()):
            parts = (_people(sex), _people(age))
            return AllOf(items=parts, span=own.span) if parts[0] is not None and parts[1] is not None else None  # type: ignore[arg-type]
        case AllOf(items=items):
            return own if all(_people(item) is not None for item in items) else None
        case Compare(quantity=quantity):
            return own if quantity.variable == "age" else None
        case Has(target=target):
            return own if default_vocabulary().kind(target.concept) == "demographic" else None
        case Unread():
            return own
        case _:
            return None


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


_BARE_LEAVE = re.compile(
    r"(?:(?:prior|previous|concurrent|concomitant) )?(?:treatments?|therap\w+|medications?) (?:allowed|permitted)\b[^:]*:",
    re.IGNORECASE,
)
""" "Prior treatments allowed (phase II):" says nothing of what is not allowed below it."""


def leave(statement: Statement, span: Span) -> Criterion:
    """What a list below a leave asks: of those it lets in alone. "Concurrent anticoagulation allowed, provided that:" among the
    exclusions has bans below it that may be the next of the exclusions."""
    banned = any(child.chunks and child.chunks[0].sort is Sort.NEG for child in statement.children)
    if not statement.exclusion and banned and _BARE_LEAVE.fullmatch(statement.normal.text.strip()):
        return Unread(text=statement.item.text, why="whether the bans below a leave are of everybody", span=span)
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
