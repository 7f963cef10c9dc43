"""Persons of whom nothing is recorded enter; what a record must touch to answer a question otherwise than for them leaves.

A question is touched by a person when something that is read for its answer is different from what it is for a person of the same
sex and coverage of whom nothing is recorded; all others have that person's answer.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import replace

import numpy as np

from trialwright.match.batch.answers import Codes
from trialwright.match.batch.block import Sort
from trialwright.match.batch.reads import AGES, BORN, DAYS, OF_THE_PERSON, OF_THE_TRIAL, Read, alike, result
from trialwright.match.batch.recall import Recall
from trialwright.match.batch.views import View
from trialwright.match.knowing import know
from trialwright.match.known import Item, may_be, named_with_narrowing
from trialwright.match.statements import word_for_word, wording
from trialwright.patients.facts import PatientFacts

_BY_CONCEPT = frozenset({"of", "akin", "denying", "denied"})


class Nobodies:
    """The persons of whom nothing is recorded, one of each sort that was met."""

    def __init__(self, recall: Recall) -> None:
        self._recall = recall
        self._shared = _Shared(recall)
        self._found: dict[Sort, Nobody] = {}

    def of(self, sort: Sort) -> Nobody:
        """The person of a sort."""
        found = self._found.get(sort)
        if found is None:
            found = self._found[sort] = Nobody(self._recall, sort, self._shared)
        return found


class _Shared:
    """What is found out once for the persons of all sorts: what concepts may be, and whose words are repeated."""

    def __init__(self, recall: Recall) -> None:
        self._words = recall.vocabulary
        self._akin: dict[tuple[str, ...], dict[str, bool]] = {}
        self.worded: dict[str, list[int]] = {}
        for index, question in enumerate(recall.program.questions):
            for words, _ in question.words:
                self.worded.setdefault(words, []).append(index)
        self.alike_words = _Likeness(self.worded)

    def akin(self, concepts: tuple[str, ...], asked: Iterable[str]) -> Iterator[str]:
        """Those of the names asked for that something of these concepts is, or may be (`Known.akin`)."""
        known = self._akin.setdefault(concepts, {})
        for name in asked:
            found = known.get(name)
            if found is None:
                found = known[name] = any(may_be(self._words, one, name) for one in concepts)
            if found:
                yield name


class Nobody:
    """A person of whom nothing is recorded: the answers to all questions, and what a record must touch to change one."""

    def __init__(self, recall: Recall, sort: Sort, shared: _Shared) -> None:
        self._recall = recall
        self._shared = shared
        coverage, sex = sort
        self.known = know(PatientFacts(id="", sex=sex, coverage=coverage), recall.context())
        self._view = recall.view(self.known)
        self.codes: Codes = np.zeros(len(recall.program.questions), dtype=np.uint8)
        self._readers: dict[Read, list[int]] = {}
        for place in range(len(recall.asked)):
            for read in self._ask(place):
                self._readers.setdefault(read, []).append(place)
        items = [read for read in self._readers if _reads_items(read)]
        self._of_the_rest = [read for read in items if read[0] not in _BY_CONCEPT]
        self._denying = [read for read in items if read[0] in ("denying", "denied")]
        self._akin: dict[str, list[Read]] = {}
        for read in items:
            if read[0] == "akin":
                for name in (str(read[1]), *named_with_narrowing(str(read[1]))):
                    self._akin.setdefault(name, []).append(read)
        self._like = _Likeness(read[1] for read in self._readers if read[0] == "like")
        self._by_concept: dict[Hashable, frozenset[int]] = {}
        self._by_rest: dict[Hashable, frozenset[int]] = {}
        self._by_words: dict[str, tuple[frozenset[int], frozenset[int]]] = {}

    def _ask(self, place: int) -> set[Read]:
        """Answers one thing that is asked, for each of its questions where the trial was looked at; gives all that was read."""
        reads: set[Read] = set()
        code = -1
        for number in self._recall.questions[place]:
            if code < 0 or reads & OF_THE_TRIAL:
                code, way = self._recall.code(number, self._view)
                reads.update(way.reads)
            self.codes[number] = code
        return reads

    def touched(self, view: View) -> tuple[set[int], set[int]]:
        """What a patient touches: things asked (by their place), and questions whose own words a fact may repeat."""
        asked: set[int] = set()
        worded: set[int] = set()
        known = view.known
        for number in set(view.numbers) ^ set(self._view.numbers):
            asked |= self._of(self._recall.contents.items[number], number)
        for fact in known.patient.facts:
            plain, own = self._said(fact.what)
            asked |= plain
            worded |= own
        if known.patient.age_range(self._recall.on) is not None:
            asked.update(self._readers.get(AGES, ()))
        if known.patient.birth_date is not None:
            asked.update(self._readers.get(BORN, ()))
        return asked, worded

    def _of(self, item: Item, number: int) -> frozenset[int]:
        found = self._by_rest.get(number)
        if found is None:
            key = (item.concepts, item.present)
            named = self._by_concept.get(key)
            if named is None:
                named = self._by_concept[key] = self._by_name(item)
            found = self._by_rest[number] = named | self._reading(item, self._of_the_rest)
        return found

    def _by_name(self, item: Item) -> frozenset[int]:
        """The places of what is asked that would find this item by the name of a concept."""
        if not item.present:
            return self._reading(item, (*self._above(item), *self._denying))
        akin = [read for name in self._shared.akin(item.concepts, self._akin) for read in self._akin[name]]
        return frozenset(place for read in (*self._above(item), *akin) for place in self._readers[read])

    def _above(self, item: Item) -> Iterator[Read]:
        """The reads by the name of a concept that the item is."""
        words = self._recall.vocabulary
        for concept in item.concepts:
            for name in words.ancestors(concept) if concept in words else (concept,):
                if ("of", name, item.present) in self._readers:
                    yield "of", name, item.present

    def _reading(self, item: Item, reads: Iterable[Read]) -> frozenset[int]:
        """The places of what is asked that would find this item by one of the reads."""
        alone = replace(self.known, items=(item,))
        return frozenset(place for read in reads if result(read, alone) for place in self._readers[read])

    def _said(self, what: str) -> tuple[frozenset[int], frozenset[int]]:
        found = self._by_words.get(what)
        if found is None:
            asked = frozenset(place for text in self._like.of(what) for place in self._readers["like", text])
            worded = frozenset(number for text in self._shared.alike_words.of(what) for number in self._shared.worded[text])
            found = self._by_words[what] = (asked, worded)
        return found


def _reads_items(read: Read) -> bool:
    return read not in OF_THE_TRIAL and read not in OF_THE_PERSON and read != DAYS and read[0] not in ("like", "covered")


class _Likeness:
    """Texts, found by a fact that may repeat them: all of its stems are in the text, or its words are those of the text."""

    def __init__(self, texts: Iterable[object]) -> None:
        self._by_stem: dict[str, set[str]] = {}
        self._by_words: dict[str, set[str]] = {}
        for text in map(str, texts):
            self._by_words.setdefault(word_for_word(text), set()).add(text)
            for stem in wording(text).stems:
                self._by_stem.setdefault(stem, set()).add(text)

    def of(self, what: str) -> set[str]:
        """The texts that a fact of these words may repeat (`reads.alike`)."""
        found = self._by_words.get(word_for_word(what), set())
        stems = wording(what).stems
        near = set.intersection(*(self._by_stem.get(stem, set()) for stem in stems)) if stems else set()
        return {text for text in found | near if alike(what, text)}
