"""Somebody: a value that is asked of some patients only ("clearance >= 60 for those with creatinine > 1.5 x ULN") in; asked of
them alone, out."""

from __future__ import annotations

from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrasing.phrases import read_phrase
from trialwright.compiler.phrasing.targets import DISEASE_KINDS
from trialwright.compiler.setting import Setting, denied, joined_by, stripped
from trialwright.protocol.criteria import Compare, Criterion, Has, NoConstraint, Unread, When, walk
from trialwright.vocabulary.records import anew

_NUMBERS = frozenset({Sort.AMOUNT, Sort.CODES})
_PEOPLE = frozenset({"patients", "subjects", "participants", "those", "individuals", "children", "adults", "people"})
ABSENT = frozenset({"in absence of", "in the absence of", "in the absence or"})
""" "Bilirubin <= 1.5 x ULN in the absence of Gilbert's syndrome"."""


def value_of_some(member: Sequence[Chunk], setting: Setting) -> Criterion | None:
    """ "Karnofsky >= 50 % for patients > 16 years of age": asked of those only. None for a member said of everybody, or of those
    who were not read."""
    place = next((index for index in range(1, len(member)) if _begins_people(member, index)), None)
    if place is None:
        return None
    value, people = stripped(member[:place]), stripped(member[place + 1 :])
    if member[place].text.lower() in ABSENT:
        people = (anew(member[place], sort=Sort.NEG, value="not"), *people)
    measured = any(chunk.sort is Sort.VARIABLE for chunk in value) and any(chunk.sort in _NUMBERS for chunk in value)
    lacking = _those_lacking(people) if not setting.exclusion else None
    if lacking is not None and not may_set_apart(lacking, setting):
        return None
    if not measured or not people or any(chunk.sort in (Sort.NEG, Sort.EXC) for chunk in lacking or people):
        return None
    windows = tuple(chunk for chunk in people if chunk.sort is Sort.WINDOW)
    of_whom = tuple(chunk for chunk in lacking or people if chunk not in windows)
    if member[place].value == "on":
        of_whom = (anew(member[place], sort=Sort.NOW, value="current"), *of_whom)
    condition = read_phrase(of_whom, anew(setting, exclusion=True))
    condition = denied(condition, condition.span) if lacking else condition
    then = read_phrase((*value, *windows), setting)
    if not _plain(condition) or any(isinstance(node, Unread) for node in walk(then)):
        return None
    if setting.exclusion:
        return joined_by("and", (condition, then))
    span = setting.span(member)
    return When(condition=condition, then=then, otherwise=NoConstraint(why="for others", span=span), span=span)


def _those_lacking(people: Sequence[Chunk]) -> tuple[Chunk, ...] | None:
    """What those who "are not on it" lack; None where they are told by what they have."""
    place = next((place for place, chunk in enumerate(people) if chunk.sort is not Sort.FILL), None)
    return stripped(people[place + 1 :]) if place is not None and people[place].sort is Sort.NEG else None


def may_set_apart(lacking: Sequence[Chunk], setting: Setting) -> bool:
    """Whether those who lack it may be people of whom a value is asked: not "platelets >= 100 in the absence of transfusion"."""
    named = [name for chunk in lacking if chunk.sort is Sort.CONCEPT for name in chunk.names]
    return bool(named) and all(
        setting.vocabulary.kind(name) in DISEASE_KINDS or setting.under(name, "anticoagulant") for name in named
    )


def _plain(condition: Criterion) -> bool:
    leaves = [node for node in walk(condition) if isinstance(node, Has | Compare)]
    return bool(leaves) and not any(isinstance(node, Unread | NoConstraint) for node in walk(condition))


def _begins_people(member: Sequence[Chunk], place: int) -> bool:
    """True where "for patients with", "in subjects", "if" begins those of whom the value before it is asked."""
    chunk = member[place]
    if chunk.sort is Sort.IF or chunk.text.lower() in ABSENT:
        return True
    if chunk.text.lower() not in ("for", "in") or chunk.sort not in (Sort.FOR, Sort.PREP):
        return False
    behind = member[place + 1 : place + 3]
    return any(item.text.lower() in _PEOPLE for item in behind)
