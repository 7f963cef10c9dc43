"""Patients enter, columns leave: the answer of each to every question of a program, as the reference matcher gives it.

Only what a patient's records touch is looked at, and each answer is kept by what was read for it (`views.View.signature`), so
that the reference answers once for all patients of whom it would read the same.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Sequence

import numpy as np

from trialwright.match.anchors import anchored_on
from trialwright.match.batch.answers import Codes
from trialwright.match.batch.block import Answered, Block, Sort, block_of, sort_of
from trialwright.match.batch.imprint import Change, Imprint, imprint_of
from trialwright.match.batch.landmarks import NEVER
from trialwright.match.batch.measured import Measured
from trialwright.match.batch.nobody import Nobodies
from trialwright.match.batch.program import Asked
from trialwright.match.batch.recall import Recall
from trialwright.match.batch.views import View
from trialwright.match.context import Context
from trialwright.match.knowing import know
from trialwright.match.known import Item, item_of
from trialwright.match.parts import cancers_named, of_another_disease
from trialwright.patients.facts import Kind, PatientFacts
from trialwright.protocol.criteria import Compare


class _Alike:
    """Trials that see the same in a patient of some cancers: the context of one, what they treat, and their questions by what is
    asked."""

    def __init__(
        self, named: Sequence[tuple[str, ...]], context: Context, diseases: frozenset[tuple[str, ...]], recall: Recall
    ) -> None:
        self.context = context
        self.diseases = diseases
        self._named = named
        self._recall = recall
        self._others: dict[tuple[str, ...], bool] = {}
        self._numbers: dict[int, list[int]] = {}

    def numbers(self, place: int) -> list[int]:
        """The questions of these trials that ask one thing."""
        found = self._numbers.get(place)
        if found is None:
            questions = self._recall.program.questions
            found = [one for one in self._recall.questions[place] if questions[one].diseases in self.diseases]
            self._numbers[place] = found
        return found

    def sees(self, diseases: tuple[str, ...]) -> bool:
        """Whether a trial that treats these diseases sees the same."""
        if diseases in self.diseases:
            return True
        found = self._others.get(diseases)
        if found is None:
            other = Context(on=self._recall.on, vocabulary=self._recall.vocabulary, diseases=diseases)
            found = self._others[diseases] = _parts(self._named, other) == _parts(self._named, self.context)
        return found


class Columns:
    """Answers questions for patients, one block after another, and keeps what it learns for the next."""

    def __init__(self, recall: Recall) -> None:
        self.recall = recall
        self._nobodies = Nobodies(recall)
        self._treated = list(dict.fromkeys(question.diseases for question in recall.program.questions))
        self._measured = [_measured(asked) for asked in recall.asked]
        for place, measured in enumerate(self._measured):
            if measured is not None:
                for concept in (measured.name, *anchored_on(measured.node.window)):
                    recall.readers.add(("of", concept, True), place)
        self._seen_alike: dict[Hashable, tuple[_Alike, ...]] = {}
        self._by_context: dict[int, _Alike] = {}

    def block(self, patients: Iterable[PatientFacts]) -> Block:
        """The answers of some patients."""
        ids, found = [], []
        for patient in patients:
            ids.append(patient.id)
            found.append(self.answered(patient))
        return block_of(ids, found, self.usual)

    def usual(self, sort: Sort) -> Codes:
        """What a person of that sort answers to every question when nothing is recorded of them."""
        return self._nobodies.of(sort).codes

    def nobody(self, sort: Sort) -> tuple[Item, ...]:
        """What is known of a person of that sort of whom nothing is recorded."""
        return self._nobodies.of(sort).known.items

    def answered(
        self, patient: PatientFacts, *, only: Collection[int] | None = None, seen: Callable[[View], None] = lambda view: None
    ) -> Answered:
        """What a patient answers otherwise than a person of their sort without records; of `only` some questions, if named.

        `seen` is shown each view of the patient when it was asked.
        """
        nobody = self._nobodies.of(sort_of(patient))
        found: dict[int, int] = {}
        turn, first = NEVER, None
        for alike in self._trials(patient):
            view = self.recall.view(know(patient, alike.context), first)
            first = view if first is None else first
            asked, worded = nobody.touched(view)
            for place in asked:
                numbers = alike.numbers(place)
                self._answer(place, view, numbers if only is None else [one for one in numbers if one in only], found)
            self._worded(alike, view, worded if only is None else worded.intersection(only), (found, nobody.codes))
            turn = min(turn, view.turn)
            seen(view)
        return self._unusual(sort_of(patient), found, turn)

    def again(
        self, patient: PatientFacts, before: tuple[Imprint, Answered], *, seen: Callable[[View], None] = lambda view: None
    ) -> Answered | None:
        """As `answered`, for a new record of a patient whose imprint and answers are there: only what reads of them something
        that is not as it was is answered again. None where the records have too little in common."""
        imprint, was = before
        trials = self._trials(patient)
        views: list[View] = []
        for alike in trials:
            views.append(self.recall.view(know(patient, alike.context), views[0] if views else None))
        change = imprint.change_to(imprint_of(views, self.recall.contents))
        if change is None:
            return None
        places, worded = self._reading(patient, change)
        found: dict[int, int] = {}
        usual = self._nobodies.of(was.sort).codes
        for alike, view in zip(trials, views, strict=True):
            for place in places:
                self._answer(place, view, alike.numbers(place), found)
            self._worded(alike, view, worded, (found, usual))
            seen(view)
        kept = dict(zip(was.questions.tolist(), was.codes.tolist(), strict=True))
        return self._unusual(was.sort, kept | found, min((was.turn, *(view.turn for view in views))))

    def _reading(self, patient: PatientFacts, change: Change) -> tuple[set[int], set[int]]:
        """What was read of what changed: places of what is asked, and among them the questions with words that are repeated."""
        contents, recall = self.recall.contents, self.recall
        whats = {contents.facts[number].what for number in change.facts}
        places = {place for number in change.items for place in recall.readers.finding(contents.items[number])}
        places.update(place for what in whats for place in recall.readers.repeated_by(what))
        places.update(recall.place_of(number) for what in whats for number in recall.worded_by(what))
        worded = {number for fact in patient.facts for number in recall.worded_by(fact.what)}
        return places, {number for number in worded if recall.place_of(number) in places}

    def _worded(self, alike: _Alike, view: View, numbers: Iterable[int], sides: tuple[dict[int, int], Codes]) -> None:
        """Answers by the words that trials use, where a fact may repeat them. `sides` are what was found, and what is usual."""
        found, usual = sides
        for number in numbers:
            if self.recall.program.questions[number].diseases in alike.diseases:
                found[number] = self.recall.worded(number, found.get(number, int(usual[number])), view.known)
                view.turn_with_all(self.recall.landmarks_of(number))

    def _unusual(self, sort: Sort, found: dict[int, int], turn: int) -> Answered:
        usual = self._nobodies.of(sort).codes
        unusual = sorted((number, code) for number, code in found.items() if code != usual[number])
        return Answered(
            sort=sort,
            questions=np.array([number for number, _ in unusual], dtype=np.uint32),
            codes=np.array([code for _, code in unusual], dtype=np.uint8),
            turn=turn,
        )

    def _answer(self, place: int, view: View, numbers: Sequence[int], found: dict[int, int]) -> None:
        """The answers to all questions that ask one thing of a patient who is seen alike by all of their trials."""
        if not numbers:
            return
        measured = self._measured[place]
        fact = None if measured is None else view.one_reading(measured.name, measured.node.window, self.recall.landmarks[place])
        if measured is not None and fact is not None:
            code, was_asked = measured.code(fact)
            self.recall.answered += was_asked
            found.update(dict.fromkeys(numbers, code))
            return
        known = view.taken_over(place)
        if known is not None:
            found.update(dict.fromkeys(numbers, known))
            return
        code, of_trial = -1, False
        for number in numbers:
            if code < 0 or of_trial:
                code, way = self.recall.code(number, view)
                of_trial = bool(way.of_trial)
                if not of_trial:
                    view.answers[place] = (code, way)
            found[number] = code

    def _trials(self, patient: PatientFacts) -> tuple[_Alike, ...]:
        """The trials by what they see in a patient."""
        context = self.recall.context()
        conditions = (item_of(fact) for fact in patient.facts if fact.kind is Kind.CONDITIONS)
        named = frozenset(cancers for item in conditions if (cancers := cancers_named(item, context)))
        found = self._seen_alike.get(named)
        if found is None:
            found = self._seen_alike[named] = tuple(self._group(named))
            self._by_context.update((id(alike.context), alike) for alike in found)
        return found

    def sees(self, context: Context, diseases: tuple[str, ...]) -> bool:
        """Whether patients who were seen in a context are seen so by trials that treat these diseases."""
        return self._by_context[id(context)].sees(diseases)

    def _group(self, named: frozenset[tuple[str, ...]]) -> Iterator[_Alike]:
        groups: dict[tuple[bool, ...], list[tuple[str, ...]]] = {}
        ordered = sorted(named)
        for diseases in self._treated:
            context = Context(on=self.recall.on, vocabulary=self.recall.vocabulary, diseases=diseases)
            groups.setdefault(_parts(ordered, context), []).append(diseases)
        for group in groups.values():
            context = Context(on=self.recall.on, vocabulary=self.recall.vocabulary, diseases=group[0])
            yield _Alike(ordered, context, frozenset(group), self.recall)


def _parts(named: Sequence[tuple[str, ...]], context: Context) -> tuple[bool, ...]:
    """Which cancers can be none that the trial treats."""
    return tuple(of_another_disease(cancers, context) for cancers in named)


def _measured(asked: Asked) -> Measured | None:
    """A comparison of a variable that one value answers; the age is none."""
    if not isinstance(asked, Compare) or asked.quantity.variable in (None, "age"):
        return None
    return Measured(node=asked, name=asked.quantity.variable or "")
