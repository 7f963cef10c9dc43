"""Blocks of a cohort in memory and the program of an amended trial enter; the planes of all its questions leave.

Answers to what some trial asks already are there, also where it treats something else, for all whom both see the same; a limit
that is another is held against the values; what no trial has asked of anybody is asked of one for all of whom it finds the same
(`likewise`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np

from trialwright.match.batch.answers import IS_BARE, IS_FALSE, IS_TRUE, Codes
from trialwright.match.batch.likewise import Likewise
from trialwright.match.batch.planes import AnsweredPlanes, Ends, Plane, bare_wanted, packed
from trialwright.match.batch.printed import Flags
from trialwright.match.batch.prints import Part, Prints
from trialwright.match.batch.program import Program, Question
from trialwright.match.batch.values import Limits, Seen, Values, sibling_key
from trialwright.protocol.criteria import Compare


@dataclass(slots=True)
class Held:
    """A block of patients, the first of whom has the seat `first`: the planes of all questions, and the values that comparisons
    rest on."""

    ids: list[str]
    first: int
    true: list[Plane]
    false: list[Plane]
    bare: dict[int, Plane]
    ends: Ends
    values: Values

    def turn(self, number: int, place: int, code: int) -> None:
        """Takes in a new answer of one patient. Planes may be in use elsewhere, and are copied."""
        sides = [(self.true, IS_TRUE), (self.false, IS_FALSE)]
        for planes, table in sides:
            planes[number] = _with(planes[number], place, is_in=bool(table[code]))
        if number in self.bare:
            self.bare[number] = _with(self.bare[number], place, is_in=bool(IS_BARE[code]))

    @property
    def seats(self) -> slice:
        """The seats of the block in the cohort."""
        return slice(self.first, self.first + len(self.ids))


@dataclass(frozen=True, kw_only=True, slots=True)
class Answerable:
    """The questions that are answered: their numbers, of comparisons those of one that has the same but for its limits, and of
    each those that are the same but for what the trial treats. `minding` tells whether an answer looked at the trial."""

    questions: Sequence[Question]
    number_of: dict[Question, int]
    siblings: dict[Hashable, int]
    twins: dict[Question, list[int]]
    seen: Seen
    minding: Callable[[int], bool]

    @classmethod
    def of(cls, program: Program, seen: Seen, minding: Callable[[int], bool]) -> Answerable:
        """Those of a program; `seen` are the values that its comparisons rest on."""
        numbers = {question: number for number, question in enumerate(program.questions)}
        siblings = {_kin(question): number for question, number in numbers.items()}
        twins: dict[Question, list[int]] = {}
        for question, number in numbers.items():
            twins.setdefault(_untreating(question), []).append(number)
        return cls(questions=program.questions, number_of=numbers, siblings=siblings, twins=twins, seen=seen, minding=minding)

    def twins_of(self, question: Question, former: Collection[tuple[str, ...]]) -> list[int]:
        """The numbers of some that ask the same for trials that treat something else, `former` first; none where what a trial
        treats may matter."""
        twins = self.twins.get(_untreating(question), [])
        if not question.diseases or not twins or self.minding(twins[0]):
            return []
        return sorted(twins, key=lambda number: self.questions[number].diseases not in former)[:_TWINS]

    def sibling(self, question: Question) -> int | None:
        """The number of a comparison that has the same but for its limits."""
        kin = _kin(question)
        return None if kin is None else self.siblings.get(kin)


_TWINS = 8
"""For so many other trials it is looked up whom they see as this one does."""


def _untreating(question: Question) -> Question:
    return replace(question, diseases=())


def _kin(question: Question) -> Hashable:
    key = sibling_key(question.asked)
    return None if key is None else (key, question.diseases, question.begins)


@dataclass(slots=True)
class _Sides:
    """The planes of all questions of one block while they are made, and by question who has to be asked."""

    true: list[Plane] = field(default_factory=list)
    false: list[Plane] = field(default_factory=list)
    bare: dict[int, Plane] = field(default_factory=dict)
    asked: dict[int, Plane] = field(default_factory=dict)

    def take_over(self, number: int, whom: Plane, other: tuple[Held, int]) -> None:
        """Puts the answers of some patients to another question into the planes; they need not be asked."""
        held, twin = other
        if number in self.asked:
            self.asked[number] = self.asked[number] & ~whom
            self.true[number] = self.true[number] & ~whom | held.true[twin] & whom
            self.false[number] = self.false[number] & ~whom | held.false[twin] & whom

    def put(self, number: int, whom: Plane, codes: Codes) -> None:
        """Puts the answers of some patients into the planes; `codes` are everybody's, those of others do not count."""
        self.true[number] = self.true[number] & ~whom | packed(IS_TRUE[codes]) & whom
        self.false[number] = self.false[number] & ~whom | packed(IS_FALSE[codes]) & whom
        if number in self.bare:
            self.bare[number] = self.bare[number] & ~whom | packed(IS_BARE[codes]) & whom


class Amending:
    """The questions of a trial over the blocks that are held; `likewise` is made when somebody has to be asked."""

    def __init__(self, program: Program, known: Answerable, likewise: Callable[[], Likewise]) -> None:
        self._numbers = [known.number_of.get(question) for question in program.questions]
        self._siblings = [
            None if number is not None else known.sibling(question)
            for number, question in zip(self._numbers, program.questions, strict=True)
        ]
        self._limits = {
            place: Limits(question.asked, known.seen)
            for place, question in enumerate(program.questions)
            if self._siblings[place] is not None and isinstance(question.asked, Compare)
        }
        self._wanted = bare_wanted(program)
        self._likewise = likewise
        former = {question.diseases for question in program.questions if question in known.number_of}
        self._twins = {
            place: known.twins_of(question, former)
            for place, question in enumerate(program.questions)
            if self._numbers[place] is None and place not in self._wanted
        }
        self._treating = known.questions
        self.asked = 0
        """How often the reference was asked."""

    def planes(self, blocks: Sequence[Held], prints: Prints) -> list[AnsweredPlanes]:
        """Those of all questions, of each block."""
        sides = [self._sides(held) for held in blocks]
        asked = dict.fromkeys(number for one in sides for number in one.asked)
        if asked:
            self._ask(list(asked), list(zip(blocks, sides, strict=True)), prints)
        return [
            AnsweredPlanes(ends=held.ends, true=one.true, false=one.false, bare=one.bare)
            for held, one in zip(blocks, sides, strict=True)
        ]

    def _sides(self, held: Held) -> _Sides:
        found = _Sides(bare={place: self._bare(place, held) for place in self._wanted})
        for place, number in enumerate(self._numbers):
            yes, no, open_ = self._question(place, number, held)
            found.true.append(yes)
            found.false.append(no)
            if open_ is not held.ends.none:
                found.asked[place] = open_
        return found

    def _question(self, place: int, number: int | None, held: Held) -> tuple[Plane, Plane, Plane]:
        """Truth and falsehood, and who has to be asked."""
        ends = held.ends
        if number is not None and (place not in self._wanted or number in held.bare):
            return held.true[number], held.false[number], ends.none
        sibling = self._siblings[place]
        if sibling is None or place in self._wanted:
            return ends.none, ends.none, ends.all
        limits = self._limits[place]
        within, without, several = held.values.held_against(limits)
        rest = packed(held.values.valueless(limits))
        return (
            ends.any((packed(within), ends.every((held.true[sibling], rest)))),
            ends.any((packed(without), ends.every((held.false[sibling], rest)))),
            packed(several) if several.any() else ends.none,
        )

    def _bare(self, place: int, held: Held) -> Plane:
        number = self._numbers[place]
        return held.ends.none if number is None else held.bare.get(number, held.ends.none)

    def _ask(self, asked: Sequence[int], blocks: Sequence[tuple[Held, _Sides]], prints: Prints) -> None:
        """Asks those who have to be asked, and puts their answers into the planes."""
        likewise = self._likewise()
        everybody = sum(len(held.ids) for held, _ in blocks)
        whom = {number: np.zeros(everybody, dtype=bool) for number in asked}
        for held, sides in blocks:
            for number, plane in sides.asked.items():
                bits = np.unpackbits(plane.view(np.uint8), count=len(held.ids), bitorder="little")
                whom[number][held.seats] = bits.view(bool)
        self._take_over(asked, (blocks, prints), (likewise, whom))
        codes = {number: np.zeros(everybody, dtype=np.uint8) for number in asked}
        for part, rows in prints.parts():
            for number in asked:
                mine = rows[whom[number][part.seats[rows]]]
                if len(mine):
                    codes[number][part.seats[mine]] = likewise.codes(number, part, mine)
        for held, sides in blocks:
            for number, plane in sides.asked.items():
                sides.put(number, plane, codes[number][held.seats])
        self.asked = likewise.asked

    def _take_over(
        self,
        asked: Sequence[int],
        held: tuple[Sequence[tuple[Held, _Sides]], Prints],
        asking: tuple[Likewise, dict[int, Flags]],
    ) -> None:
        """Takes answers over from trials that ask the same and see the same of a patient; `whom` is left has to be asked."""
        (blocks, prints), (likewise, whom) = held, asking
        alike: dict[tuple[tuple[str, ...], tuple[str, ...]], Flags] = {}
        having = [number for number in asked if self._twins.get(number)]
        repeated = {number: np.zeros(len(whom[number]), dtype=bool) for number in having}
        for part, rows in prints.parts():
            for number in having:
                repeated[number][part.seats[rows]] = likewise.repeating(number, part)[rows]
        for number in having:
            open_ = whom[number] & ~repeated[number]
            for twin in self._twins[number]:
                key = (likewise.treated(number), self._treating[twin].diseases)
                if key not in alike:
                    alike[key] = _by_seat(prints, len(open_), partial(likewise.seen_alike, key))
                mine = open_ & alike[key]
                open_ &= ~mine
                whom[number] &= ~mine
                for block, sides in blocks:
                    sides.take_over(number, packed(mine[block.seats]), (block, twin))


def _by_seat(prints: Prints, everybody: int, of: Callable[[Part], Flags]) -> Flags:
    """What is so of whom, by seat."""
    found: Flags = np.zeros(everybody, dtype=bool)
    for part, rows in prints.parts():
        found[part.seats[rows]] = of(part)[rows]
    return found


def _with(plane: Plane, place: int, *, is_in: bool) -> Plane:
    """A plane with one patient in it, or not."""
    word, bit = place >> 6, np.uint64(1 << (place & 63))
    if bool(plane[word] & bit) is is_in:
        return plane
    found = plane.copy()
    found[word] ^= bit
    return found
