"""Restrictions: the members of a list as chunks in; the other ways in which what narrows one of them may reach the rest out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.measures import TELLS_HOW
from trialwright.compiler.members import BARE, LENT, bare_therapy, names_thing
from trialwright.compiler.phrases import reads_alone
from trialwright.compiler.setting import Setting


def restricted_alike(members: Sequence[tuple[Chunk, ...]], setting: Setting) -> list[tuple[Chunk, ...]] | None:
    """ "Pleural effusion or ascites requiring drainage": the members with the last one's restriction; None where it has none, or
    where others have their own."""
    last = members[-1]
    heads = [index for index, chunk in enumerate(last) if chunk.sort is Sort.CONCEPT]
    graded = any(chunk.sort is Sort.GRADEOF for chunk in last)
    start = heads[0] + 1 if heads else 1
    cut = next((index for index in range(start, len(last)) if _restricts(last[index], told=bool(heads))), None)
    if cut is None or not setting.exclusion or last[cut].text.lower().startswith(TELLS_HOW):
        return None
    if len({member[0].start for member in members}) < len(members):
        return None  # the members of one clause, each with its own part
    if any(chunk.sort in (Sort.NARROW, Sort.AMOUNT, Sort.CODES) for member in members[:-1] for chunk in member):
        return None
    if graded and heads:
        cut = heads[-1] + 1  # "nausea or diarrhea >= grade 2": the sign belongs to the grade
    return [(*member, *last[cut:]) if reads_alone(member, setting) else member for member in members[:-1]] + [last]


_ANY_GRADE = re.compile(r"\b(?:any|all) grades?\b", re.IGNORECASE)


def graded_alike(members: Sequence[tuple[Chunk, ...]], setting: Setting) -> list[tuple[Chunk, ...]] | None:
    """ "Grade 3 or higher neuropathy or diarrhea": the members with the grade before the first; None where it begins with none or
    others have limits of their own."""
    first = members[0]
    head = next((index for index, chunk in enumerate(first) if chunk.sort is Sort.CONCEPT), 0)
    start = next((index for index, chunk in enumerate(first[:head]) if chunk.sort is Sort.GRADEOF), None)
    limits = (Sort.AMOUNT, Sort.CODES)
    if start is None or not any(chunk.sort in limits for chunk in first[start:head]):
        return None
    own = any(chunk.sort in limits for member in members[1:] for chunk in member)
    if own or _ANY_GRADE.search(setting.normal.text, first[head].end):
        return None  # "grade 3 colitis or uveitis of any grade"
    return [first, *((*first[start:head], *member) if names_thing(member) else member for member in members[1:])]


_BARE_AILMENT = frozenset({Sort.CONCEPT, Sort.FILL, Sort.WINDOW, Sort.TAIL})


def graded_throughout(members: Sequence[tuple[Chunk, ...]], setting: Setting) -> bool:
    """ "Grade >= 3 neuropathy, diarrhea or rash": behind the first, bare ailments that have grades too."""
    named = [chunk for member in members[1:] for chunk in member if chunk.sort is Sort.CONCEPT]
    ailments = all(setting.vocabulary.kind(name) in ("condition", "finding") for chunk in named for name in chunk.names)
    return ailments and all(
        names_thing(member) and all(chunk.sort in _BARE_AILMENT for chunk in member) for member in members[1:]
    )


_CONDITION_FAMILIES = ("control=", "severity=", "symptoms=", "activity=", "treatment=", "stability=", "significance=")


def _restricts(chunk: Chunk, *, told: bool) -> bool:
    """True for words behind a thing that narrow it ("requiring drainage", "uncontrolled by medication")."""
    return chunk.sort in (Sort.NARROW, Sort.GRADEOF) or (
        told and chunk.sort is Sort.NARROWING and all(name.startswith(_CONDITION_FAMILIES) for name in chunk.names)
    )


def with_objects(members: Sequence[tuple[Chunk, ...]], setting: Setting) -> list[tuple[Chunk, ...]] | None:
    """ "Infection requiring antibiotics, antifungals or antivirals": the members with what "requiring" may go on with taken into
    it; None where no member has such words with bare members behind it."""
    if not setting.exclusion:
        return None
    for place, member in enumerate(members[:-1]):
        cut = next((index for index, chunk in enumerate(member) if index and chunk.sort is Sort.NARROW), None)
        objects = cut is not None and cut + 1 < len(member) and not member[cut].text.lower().startswith(TELLS_HOW)
        behind = members[place + 1 :]
        if objects and all(
            chunk.sort in BARE | {Sort.NARROWING, Sort.OTHER, Sort.VARIABLE} or (chunk.sort is Sort.NOW and chunk in members[0])
            for item in behind
            for chunk in item
        ):
            return [*members[:place], (*member, *(chunk for item in behind for chunk in item))]
    return None


_REMEDIES = ("antimicrobial", "antiviral", "immunosuppressive agent", "corticosteroid")


def needs_all_of(member: Sequence[Chunk], setting: Setting) -> bool:
    """ "Infection requiring antibiotics, antifungals or antivirals": all are remedies of the one illness, so none is a member of
    its own."""
    cut = next((index for index, chunk in enumerate(member) if index and chunk.sort is Sort.NARROW), len(member))
    needs = cut < len(member) and "requir" in member[cut].text.lower()
    named = [name for chunk in member[cut:] if chunk.sort is Sort.CONCEPT for name in chunk.names]
    return needs and bool(named) and all(setting.under(name, *_REMEDIES) for name in named)


def hangs_on_first(members: Sequence[Sequence[Chunk]]) -> bool:
    """ "A with B or C" may be A with C: true where the first member holds two things by a preposition and the last is bare."""
    first, last = members[0], members[-1]
    things = [index for index, chunk in enumerate(first) if chunk.sort is Sort.CONCEPT]
    tied = len(things) > 1 and any(
        chunk.sort is Sort.PREP and chunk.text.lower() in ("with", "due to", "from", "of")
        for chunk in first[things[0] : things[1]]
    )
    return tied and len(last) == 1 and last[0].sort is Sort.CONCEPT


def ends_in_its_phrase(members: Sequence[tuple[Chunk, ...]], setting: Setting) -> bool:
    """ "LVEF below 50 % during or after trastuzumab or lapatinib": the therapies say when it was measured."""
    first = members[0]
    measured = any(chunk.sort is Sort.AMOUNT for chunk in first) and any(chunk.sort is Sort.VARIABLE for chunk in first)
    when = next((index for index, chunk in enumerate(first) if chunk.sort is Sort.PREP and "after" in chunk.text.lower()), None)
    return measured and when is not None and all(bare_therapy(member, setting) for member in members[1:])


_STATE_FIRST = re.compile(r"(?:non|un)-?\w+ing |\w+, ", re.IGNORECASE)
""" "Non-healing wound", "serious, nonhealing wound": a state before a thing; "non-small cell" is a name."""


def leads_by_its_own_name(members: Sequence[tuple[Chunk, ...]]) -> bool:
    """ "Non-healing wound, ulcer or fracture": the first name begins with an adjective that bare names behind it may share."""
    named = [chunk for chunk in members[0] if chunk.sort is Sort.CONCEPT]
    bare = all(all(chunk.sort in BARE | LENT | {Sort.WORD} for chunk in member) for member in members[1:])
    return len(named) == 1 and _STATE_FIRST.match(named[0].text) is not None and bare
