"""What an answer rests on: a patient as known enters, the same patient who notes everything that is read of them leaves.

An answer is a function of what was read: two patients of whom the same reads give the same results have the same answer. That
is what lets the cohort engine answer a question once for many, and skip those of whom nothing was read.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, TypeAlias

from trialwright.match.context import Context
from trialwright.match.known import Item, Known
from trialwright.match.statements import ENOUGH, likeness, word_for_word, wording
from trialwright.patients.facts import Fact, Kind
from trialwright.vocabulary.time import PartialDate

Read: TypeAlias = tuple[Hashable, ...]
"""A read: the name of the accessor of `Known`, and what it was asked."""

DAYS: Read = ("days",)
LATELY = "lately"
"""The name of a read that holds a day on record beside the reference date, so many days back."""
AGES: Read = ("ages",)
BORN: Read = ("born",)
SEX: Read = ("sex",)
DISEASES: Read = ("diseases",)
BEGINS: Read = ("begins",)
BARE: Read = ("bare",)
OPERATIONS: Read = ("operations",)
OF_THE_TRIAL = frozenset({DISEASES, BEGINS})
OF_THE_PERSON = frozenset({AGES, BORN, SEX})
BY_CONCEPT = frozenset({"of", "akin", "denying", "denied"})
"""The accessors that find an item by its concepts and by whether it is present, and by nothing else."""


Field: TypeAlias = tuple[str, str]
"""What was looked at of an item: its value, its words, the names of its qualifiers, one qualifier, or a family of narrowing."""
VALUE: Field = ("value", "")
WORDS: Field = ("words", "")
NAMES: Field = ("names", "")
ALL_NARROWING: Field = ("narrowing", "*")


@dataclass(slots=True)
class Notes:
    """Where the items of one patient note what is looked at; renewed for each answer."""

    fields: dict[Field, None] = field(default_factory=dict)


class NotedItem(Item):
    """An item that notes which of its particulars are looked at. What it is, of which kind, and when, is always taken as read."""

    _notes: Notes
    _item: Item

    @property
    def value(self) -> object:
        self._notes.fields[VALUE] = None
        return self._item.value

    @property
    def narrowing(self) -> Mapping[str, tuple[str, ...]]:
        return NotedNarrowing(self._item.narrowing, self._notes)

    def qualifier(self, name: str) -> str | None:
        self._notes.fields["qualifier", name] = None
        return self._item.qualifier(name)

    def qualified(self) -> Collection[str]:
        self._notes.fields[NAMES] = None
        return self._item.qualified()

    def written(self) -> str:
        self._notes.fields[WORDS] = None
        return self._item.written()


class NotedNarrowing(Mapping[str, tuple[str, ...]]):
    """Narrowing words that note which of their families are looked at."""

    def __init__(self, words: Mapping[str, tuple[str, ...]], notes: Notes) -> None:
        self._words, self._notes = words, notes

    def __getitem__(self, name: str) -> tuple[str, ...]:
        self._notes.fields["narrowing", name] = None
        return self._words[name]

    def __iter__(self) -> Iterator[str]:
        self._notes.fields[ALL_NARROWING] = None
        return iter(self._words)

    def __len__(self) -> int:
        self._notes.fields[ALL_NARROWING] = None
        return len(self._words)


def noted(item: Item, notes: Notes) -> Item:
    """The same item, which notes what is looked at."""
    found = object.__new__(NotedItem)
    found.__dict__.update(item.__dict__, _notes=notes, _item=item)
    for name in ("value", "narrowing"):
        del found.__dict__[name]
    return found


def field_of(item: Item, name: Field) -> Hashable:
    """One particular of an item, to be compared."""
    match name:
        case ("value", _):
            return (type(item.value).__name__, str(item.value))
        case ("words", _):
            return item.written()
        case ("names", _):
            return frozenset(item.qualified())
        case ("narrowing", "*"):
            return tuple(item.narrowing.items())
        case ("narrowing", str(family)):
            return item.narrowing.get(family)
        case (_, str(qualifier)):
            return item.qualifier(qualifier)
    raise ValueError(f"{name} is no field of an item")


class Noted(Context):
    """A context that notes when what the trial treats, or how its stages begin, is looked at."""

    log: dict[Read, None]

    def __getattribute__(self, name: str) -> Any:
        if name == "diseases":
            object.__getattribute__(self, "log")[DISEASES] = None
        elif name == "begins":
            object.__getattribute__(self, "log")[BEGINS] = None
        return object.__getattribute__(self, name)


@dataclass(frozen=True, kw_only=True)
class Watched(Known):
    """A patient who notes what is read of them, in `log`, in the order of reading."""

    log: dict[Read, None] = field(default_factory=dict)

    def of(self, concept: str, *, present: bool = True) -> tuple[Item, ...]:
        self.log["of", concept, present] = None
        return super().of(concept, present=present)

    def akin(self, concept: str) -> tuple[Item, ...]:
        self.log["akin", concept] = None
        return super().akin(concept)

    def denying(self, concept: str) -> tuple[Item, ...]:
        self.log["denying", concept] = None
        return super().denying(concept)

    def denied(self, names: Iterable[str]) -> tuple[Item, ...]:
        wanted = frozenset(names)
        self.log["denied", wanted] = None
        return super().denied(wanted)

    def covered(self, kinds: Iterable[Kind]) -> bool:
        needed = frozenset(kinds)
        self.log["covered", needed] = None
        return super().covered(needed)

    def cancers(self) -> tuple[Item, ...]:
        self.log["cancers",] = None
        return super().cancers()

    def listed(self, kind: Kind) -> tuple[Item, ...]:
        self.log["listed", kind] = None
        return super().listed(kind)

    def bare_words(self) -> tuple[Item, ...]:
        self.log[BARE] = None
        return super().bare_words()

    def of_no_class(self) -> tuple[Item, ...]:
        self.log["no class",] = None
        return super().of_no_class()

    def operated(self) -> bool:
        self.log[OPERATIONS] = None
        return super().operated()

    def staged_or_spread(self) -> tuple[Item, ...]:
        self.log["spread",] = None
        return super().staged_or_spread()

    def facts(self, *, like: str) -> tuple[Fact, ...]:
        self.log["like", like] = None
        return super().facts(like=like)

    def by_the_day(self) -> Known:
        self.log[DAYS] = None
        return self

    def lately(self, day: dt.date, days: int) -> bool:
        self.log[LATELY, days] = None
        return super().lately(day, days)

    @property
    def sex(self) -> str | None:
        self.log[SEX] = None
        return super().sex

    def ages(self) -> tuple[int, int] | None:
        self.log[AGES] = None
        return super().ages()

    def born(self) -> PartialDate | None:
        self.log[BORN] = None
        return super().born()


def watched(known: Known, context: Context) -> Watched:
    """The same patient, held against the trial of `context`, who notes what is read."""
    log: dict[Read, None] = {}
    noted = object.__new__(Noted)
    noted.__dict__.update(context.__dict__, log=log)
    found = Watched(patient=known.patient, context=noted, items=known.items, log=log)
    found.__dict__.update(known.indexed())
    return found


def result(read: Read, known: Known) -> tuple[Item, ...] | bool:
    """What a read gives of a patient: items, or the answer to a yes-or-no question."""
    match read:
        case ("of", str(concept), bool(present)):
            return known.of(concept, present=present)
        case ("akin", str(concept)):
            return known.akin(concept)
        case ("denying", str(concept)):
            return known.denying(concept)
        case ("denied", frozenset() as names):
            return known.denied(names)
        case ("covered", frozenset() as kinds):
            return known.covered(kinds)
        case ("cancers",):
            return known.cancers()
        case ("listed", Kind() as kind):
            return known.listed(kind)
        case ("bare",):
            return known.bare_words()
        case ("no class",):
            return known.of_no_class()
        case ("operations",):
            return known.operated()
        case ("spread",):
            return known.staged_or_spread()
    raise ValueError(f"{read} is no read of items")


@lru_cache(maxsize=1_048_576)
def alike(what: str, text: str) -> bool:
    """Whether a fact of these words may repeat a text: only such ones may be looked at in `Known.facts(like=text)`."""
    return likeness(wording(what), wording(text)) >= ENOUGH or word_for_word(what) == word_for_word(text)
