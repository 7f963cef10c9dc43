"""Announced: "melanoma and none of the following: A, B", "at least two of the following: A, B, C" in; what stands before the
words that announce the list, and the list joined or denied as they say, out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.outlining.logic import Joining, joining
from trialwright.compiler.phrasing.targets import THERAPY_KINDS
from trialwright.compiler.preparing.prepared import prepared
from trialwright.compiler.setting import Reader, Setting, denied, joined_by, stripped
from trialwright.protocol.criteria import AllOf, AnyOf, AtLeast, Criterion, NoConstraint, NoneOf, Not, Readings
from trialwright.vocabulary.records import anew

_ANNOUNCES = re.compile(
    r".*\b(?:none|all|each|both|any|either|one|two|three|[1-5])\b.*?\b(?:the following|(?:of )?(?:following|below|these|those))\b"
    r".*"
)
_BETWEEN = frozenset({Sort.FILL, Sort.HEADNOUN, Sort.MUST, Sort.WINDOW})
_JOINS = frozenset({Sort.AND, Sort.COMMA, Sort.NARROW, Sort.PREP, Sort.IF, Sort.FILL, Sort.MUST, Sort.SEMICOLON})
_OPENS = frozenset({Sort.FILL, Sort.MUST, Sort.IF, Sort.EITHER})
_TIES = frozenset({"in", "of", "to", "on", "for", "by", "from", "against", "after"})
_LEADS = frozenset({Sort.ALLERGY, Sort.FAILED, Sort.HIST, Sort.NOW})
_DENIES = re.compile(r"\b(?:no|not|without|cannot|none)\b")
_NAMES = frozenset({Sort.CONCEPT, Sort.VARIABLE, Sort.NARROWING, Sort.AMOUNT, Sort.CODES, Sort.ASKED})


def announced_list(chunks: Sequence[Chunk], setting: Setting, read: Reader) -> Criterion | None:
    """What is said before an announced list, and the list, joined or denied as its announcement says.

    A list that stands below the statement is read there; before a denial of it, what stands before is all that is left. None
    where no list is announced so, or nothing is gained by reading it so.
    """
    end = next((place for place, chunk in enumerate(chunks) if chunk.sort is Sort.COLON), len(chunks))
    place = _announcing(chunks[:end])
    if place is None:
        return None
    listed = stripped(chunks[end + 1 :])
    if listed:
        listed = (*listed, *(chunk for chunk in chunks[place:end] if chunk.sort is Sort.WINDOW))
    parts = (tuple(chunks[: place + 1]), listed)
    counted = _counted_list(parts, setting, read)
    if counted is not None:
        return counted
    own = "none of" in chunks[place].text.lower()
    cue = place if own else _denial_before(chunks, place)
    if cue is not None and listed and not setting.exclusion and chunks[cue].sort is not Sort.UNMET:
        node = read(listed, setting)
        found = not_all(_items_of(node, listed) or (node,), setting.words(chunks[cue:end]))
        before = _without_joints(chunks[:cue])
        if found is not None and not any(chunk.sort in _NAMES for chunk in before):
            return found
    if cue is not None:
        return _denied_list(parts, (cue, own), setting, read)
    return _joined_list(parts, setting, read) if listed else None


_Parts = tuple[tuple[Chunk, ...], tuple[Chunk, ...]]
"""A sentence up to the words that announce its list, and the list."""


def _counted_list(parts: _Parts, setting: Setting, read: Reader) -> Criterion | None:
    """ "No more than one of the following:", "must not have two or more of these:" with nothing named before it: so many of the
    list. None for any other announcement."""
    chunks, listed = parts
    if not listed or any(chunk.sort not in _PLAIN for chunk in chunks[:-1]):
        return None
    if setting.exclusion and any(chunk.sort is Sort.MUST for chunk in chunks):
        return None  # what must be, among what excludes
    words = setting.words(chunks).lower()
    said = joining(words + ":", [], "inclusion")
    if said.at_least is None and said.at_most is None:
        return None
    node = read(listed, setting)
    items = _items_of(node, listed)
    if items is None or len(items) < (said.at_least or said.at_most or 0):
        return setting.unread((*chunks, *listed), "how many of what is not said")
    denied_number = _DENIED_NUMBER.search(words) is not None
    span = setting.span((*chunks, *listed))
    if said.at_most is not None:
        if setting.exclusion and _ALLOWANCE.search(words):
            return setting.unread((*chunks, *listed), "whether so many exclude or are let in is not said")
        return Not(item=AtLeast(count=said.at_most + 1, items=items, span=span), span=span)
    whole = AtLeast(count=said.at_least or 1, items=items, span=span)
    return Not(item=whole, span=span) if denied_number else whole


_PLAIN = _OPENS | {Sort.CMP, Sort.NEG, Sort.UNMET, Sort.AMOUNT, Sort.POST, Sort.PREP, Sort.HIST}
"""Words before a number that say nothing of what the list names."""
_DENIED_NUMBER = re.compile(r"\b(?:not|no|without|cannot|lacks?|fails?)\b(?! (?:more|fewer|less) than)")
_ALLOWANCE = re.compile(r"\b(?:no|not) more than\b|\bat (?:the )?most\b|\bup to\b|\bmaximum\b|<=")


def _denied_list(parts: _Parts, cue: tuple[int, bool], setting: Setting, read: Reader) -> Criterion | None:
    chunks, listed = parts
    before = _without_joints(chunks[: cue[0]])
    named = any(chunk.sort in _NAMES for chunk in before)
    if (setting.exclusion and not (named and listed)) or not (named or cue[1]):
        return None  # among what excludes, "none of the following" alone says again that these do
    if listed and listed[0].sort in (Sort.NEG, Sort.UNMET):
        return setting.unread((*chunks, *listed), "whether what is denied is denied again is not said")
    nodes = [read(before, setting)] if named else []
    if listed:
        required = chunks[cue[0]].sort is Sort.UNMET
        nodes.append(denied(read(listed, anew(setting, exclusion=not required)), setting.span(chunks[cue[0] :])))
    return joined_by("and", nodes) if nodes else NoConstraint(why="heading", span=setting.span(chunks))


_NOT_ALL = re.compile(
    r"\b(?:(?P<certain>not all)|(?:not|no|without|cannot)\b[^.;:]{0,40}?\b(?:all|both)) (?:of )?"
    r"(?:the |these )?(?:following|below)\b",
    re.IGNORECASE,
)


def not_all(items: tuple[Criterion, ...], said: str) -> Criterion | None:
    """ "Not all of the following: A, B": nobody has all of them; "must not have both of these" may say that nobody has any, too.
    None for any other denial."""
    denied_all = _NOT_ALL.search(said)
    if denied_all is None or not items[1:]:
        return None
    span = items[0].span
    some = Not(item=AllOf(items=items, span=span), span=span)
    if denied_all["certain"]:
        return some
    return Readings(items=(NoneOf(items=items, span=span), some), why="whether none or not all may hold is not said", span=span)


def _joined_list(parts: _Parts, setting: Setting, read: Reader) -> Criterion | None:
    chunks, listed = parts
    before = chunks[:-1]
    while before and before[-1].sort is Sort.FILL:
        before = before[:-1]
    named = any(chunk.sort not in _OPENS for chunk in before)
    leads = named and _needs_its_list(before)
    if named and not leads and not _stands_alone(_without_joints(before), setting):
        return None
    words = setting.words(chunks) + ":"
    said = joining(words, [], "exclusion" if setting.exclusion else "inclusion")
    plain = setting.exclusion and said.logic == "ANY"
    needed = leads and before[-1].sort not in (Sort.HIST, Sort.NOW)
    if said.sense is not None or not said.decides or (plain and not needed) or not (said.stated or plain):
        return None
    if leads:
        named, listed = False, prepared((*before, *listed), setting)
    node = read(listed, setting)
    items = _items_of(node, listed)
    joined = _joined_as(said, items, (node, listed)) if items is not None else None
    if joined is None:
        return None
    return joined_by("and", (read(_without_joints(before), setting), joined)) if named else joined


def _joined_as(said: Joining, items: tuple[Criterion, ...], whole: tuple[Criterion, Sequence[Chunk]]) -> Criterion | None:
    """The members joined as the announcement says; None where their own "or" says otherwise."""
    node, listed = whole
    if said.at_least is not None:
        return AtLeast(count=said.at_least, items=items, span=node.span)
    if said.at_most is not None:
        return Not(item=AtLeast(count=said.at_most + 1, items=items, span=node.span), span=node.span)
    if said.logic == "ANY":
        return AnyOf(items=items, span=node.span) if len(items) > 1 else items[0]
    if said.logic == "ALL" and (not isinstance(node, AnyOf) or not any(chunk.sort is Sort.OR for chunk in listed)):
        return AllOf(items=items, span=node.span) if len(items) > 1 else items[0]
    return NoneOf(items=items, span=node.span) if said.logic == "NONE" else None


def _items_of(node: Criterion, listed: Sequence[Chunk]) -> tuple[Criterion, ...] | None:
    """The members of a list that was read; None where it is more than one list of members."""
    if isinstance(node, AnyOf):
        return node.items
    if isinstance(node, AllOf):
        apart = any(chunk.sort is Sort.OR for chunk in listed)  # "A or B, with C" is of both
        return None if apart else node.items
    if isinstance(node, Readings):
        kinds = {type(item) for item in node.items}
        members = {item.items for item in node.items if isinstance(item, AllOf | AnyOf)}
        return next(iter(members)) if kinds == {AllOf, AnyOf} and len(members) == 1 else None
    return None


def _announcing(chunks: Sequence[Chunk]) -> int | None:
    """Where the words that announce a list end what stands before it."""
    for place in range(len(chunks) - 1, -1, -1):
        if chunks[place].sort in (Sort.FILL, Sort.AND, Sort.EITHER) and _ANNOUNCES.fullmatch(chunks[place].text.lower()):
            return place
        if chunks[place].sort not in _BETWEEN:
            break
    plain = " ".join(chunk.text.lower() for chunk in chunks)
    return len(chunks) - 1 if chunks and _SO_MANY_OF.fullmatch(plain) else None


_SO_MANY_OF = re.compile(
    r"(?:(?:presence of|(?:patients|subjects|participants) (?:with|who have)|has|have|having|with) )?(?:at least |any |>= ?)?"
    r"(?:two|three|four|five|[2-5])(?: or more)?(?: [\w-]+){0,2} of(?: these)?"
)


def _denial_before(chunks: Sequence[Chunk], place: int) -> int | None:
    """Where the denial of the announced list begins; None where nothing denies it."""
    while place and chunks[place - 1].sort is Sort.FILL:
        place -= 1
    before = chunks[place - 1] if place else None
    if before is None or before.sort not in (Sort.NEG, Sort.UNMET, Sort.ALSO):
        return None
    return place - 1 if before.sort is not Sort.ALSO or _DENIES.search(before.text.lower()) else None


def _needs_its_list(chunks: Sequence[Chunk]) -> bool:
    """ "Allergy to", "refractory to", "progression on", "received": of each that the list names."""
    last = chunks[-1]
    tied = last.sort is Sort.PREP and last.text.lower() in _TIES and any(chunk.sort is Sort.CONCEPT for chunk in chunks)
    return last.sort in _LEADS or tied or (last.sort is Sort.NARROW and last.text.lower().split()[-1] in _TIES)


def _stands_alone(chunks: Sequence[Chunk], setting: Setting) -> bool:
    """True for what is whole without the list behind it: a value, or a thing that is not given."""
    last = chunks[-1] if chunks else None
    if last is None or last.sort not in (Sort.CONCEPT, Sort.AMOUNT, Sort.CODES, Sort.WINDOW, Sort.POST):
        return False
    return not any(setting.vocabulary.kind(name) in THERAPY_KINDS for name in last.names)


def _without_joints(chunks: Sequence[Chunk]) -> tuple[Chunk, ...]:
    kept = tuple(chunks)
    while kept and (kept[-1].sort in _JOINS or kept[-1].text.lower() in ("but", "meeting", "having")):
        kept = kept[:-1]
    return stripped(kept)
