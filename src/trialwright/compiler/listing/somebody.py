"""Somebody: a value that is asked of some patients only ("clearance >= 60 for those with creatinine > 1.5 x ULN") in; asked of
them alone, out."""

from __future__ import annotations

from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrasing.phrases import read_phrase
from trialwright.compiler.setting import Setting, joined_by, stripped
from trialwright.protocol.criteria import Compare, Criterion, Has, NoConstraint, Unread, When, walk
from trialwright.vocabulary.records import anew

_NUMBERS = frozenset({Sort.AMOUNT, Sort.CODES})
_PEOPLE = frozenset({"patients", "subjects", "participants", "those", "individuals", "children", "adults", "people"})


def value_of_some(member: Sequence[Chunk], setting: Setting) -> Criterion | None:
    """ "Karnofsky >= 50 % for patients > 16 years of age": asked of those only. None for a member said of everybody, or of those
    who were not read."""
    place = next((index for index in range(1, len(member)) if _begins_people(member, index)), None)
    if place is None:
        return None
    value, people = stripped(member[:place]), stripped(member[place + 1 :])
    measured = any(chunk.sort is Sort.VARIABLE for chunk in value) and any(chunk.sort in _NUMBERS for chunk in value)
    if not measured or not people or any(chunk.sort in (Sort.NEG, Sort.EXC) for chunk in people):
        return None
    windows = tuple(chunk for chunk in people if chunk.sort is Sort.WINDOW)
    of_whom = tuple(chunk for chunk in people if chunk not in windows)
    if member[place].value == "on":
        of_whom = (anew(member[place], sort=Sort.NOW, value="current"), *of_whom)
    condition = read_phrase(of_whom, anew(setting, exclusion=True))
    then = read_phrase((*value, *windows), setting)
    if not _plain(condition) or any(isinstance(node, Unread) for node in walk(then)):
        return None
    if setting.exclusion:
        return joined_by("and", (condition, then))
    span = setting.span(member)
    return When(condition=condition, then=then, otherwise=NoConstraint(why="for others", span=span), span=span)


def _plain(condition: Criterion) -> bool:
    leaves = [node for node in walk(condition) if isinstance(node, Has | Compare)]
    return bool(leaves) and not any(isinstance(node, Unread | NoConstraint) for node in walk(condition))


def _begins_people(member: Sequence[Chunk], place: int) -> bool:
    """True where "for patients with", "in subjects", "if" begins those of whom the value before it is asked."""
    chunk = member[place]
    if chunk.sort is Sort.IF:
        return True
    if chunk.text.lower() not in ("for", "in") or chunk.sort not in (Sort.FOR, Sort.PREP):
        return False
    behind = member[place + 1 : place + 3]
    return any(item.text.lower() in _PEOPLE for item in behind)
