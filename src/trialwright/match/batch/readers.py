"""Reads that were made for answers enter; what is asked that would read a given item, or a fact of given words, leaves.

The index behind two questions: what a record touches at all (`nobody`), and what a new record touches of what was answered before
(`columns.Columns.again`). A read gives items that are told by what each item is, so an item changes a read when it would be
found by it alone.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Iterator, Sequence
from dataclasses import replace

from trialwright.match.batch.reads import BY_CONCEPT, DAYS, OF_THE_PERSON, OF_THE_TRIAL, Read, alike, result
from trialwright.match.known import Item, Known, may_be, named_with_narrowing
from trialwright.match.statements import word_for_word, wording
from trialwright.vocabulary.concepts import Vocabulary


class Akin:
    """What concepts may be, found out once for all readers."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._words = vocabulary
        self._known: dict[tuple[str, ...], dict[str, bool]] = {}

    def of(self, concepts: tuple[str, ...], asked: Iterable[str]) -> Iterator[str]:
        """Those of the names asked for that something of these concepts is, or may be (`Known.akin`)."""
        known = self._known.setdefault(concepts, {})
        for name in asked:
            found = known.get(name)
            if found is None:
                found = known[name] = any(may_be(self._words, one, name) for one in concepts)
            if found:
                yield name


class Readers:
    """The places of what is asked, by what is read for its answers. `nobody` is a person of whom nothing is recorded."""

    def __init__(self, nobody: Known, akin: Akin) -> None:
        self._nobody, self._shared = nobody, akin
        self._places: dict[Read, set[int]] = {}
        self.version = 0
        """How often something new was read."""
        self._akin: dict[str, list[Read]] = {}
        self._denying: list[Read] = []
        self._of_the_rest: list[Read] = []
        self._like = Likeness()
        self._named: dict[Hashable, tuple[int, list[Read]]] = {}

    def add(self, read: Read, place: int) -> None:
        """Notes that what is asked at a place makes a read."""
        places = self._places.get(read)
        if places is not None:
            self.version += place not in places
            places.add(place)
            return
        self.version += 1
        self._places[read] = {place}
        if read[0] == "like":
            self._like.add(str(read[1]))
        elif read[0] == "akin":
            for name in (str(read[1]), *named_with_narrowing(str(read[1]))):
                self._akin.setdefault(name, []).append(read)
        elif read[0] in ("denying", "denied"):
            self._denying.append(read)
        elif _reads_items(read) and read[0] not in BY_CONCEPT:
            self._of_the_rest.append(read)

    def of(self, read: Read) -> Iterable[int]:
        """The places of what makes a read."""
        return self._places.get(read, ())

    def finding(self, item: Item) -> set[int]:
        """The places of what is asked that would find this item."""
        key = (item.concepts, item.present)
        size, named = self._named.get(key, (-1, []))
        if size != len(self._places):
            named = list(self._by_name(item))
            self._named[key] = (len(self._places), named)
        rest = self._reading(item, self._of_the_rest)
        return {place for read in (*named, *rest) for place in self._places[read]}

    def repeated_by(self, what: str) -> set[int]:
        """The places of what is asked in words that a fact of these words may repeat."""
        return {place for text in self._like.of(what) for place in self._places["like", text]}

    def _by_name(self, item: Item) -> Iterator[Read]:
        """The reads that find this item by the name of a concept."""
        words = self._nobody.context.vocabulary
        for concept in item.concepts:
            for name in words.ancestors(concept) if concept in words else (concept,):
                if ("of", name, item.present) in self._places:
                    yield "of", name, item.present
        if not item.present:
            yield from self._reading(item, self._denying)
            return
        for name in self._shared.of(item.concepts, self._akin):
            yield from self._akin[name]

    def _reading(self, item: Item, reads: Sequence[Read]) -> list[Read]:
        if not reads:
            return []
        alone = replace(self._nobody, items=(item,))
        return [read for read in reads if result(read, alone)]


def _reads_items(read: Read) -> bool:
    return read not in OF_THE_TRIAL and read not in OF_THE_PERSON and read != DAYS and read[0] not in ("like", "covered")


class Repeats:
    """Texts that are looked for among the words of facts, and the words that were met: which of these may repeat which text."""

    def __init__(self) -> None:
        self._texts = Likeness()
        self._numbers: dict[str, int] = {}
        self._by: dict[str, set[str]] = {}
        self._of_stem: dict[str, list[str]] = {}
        self._of_words: dict[str, list[str]] = {}

    def __len__(self) -> int:
        """How many texts are looked for."""
        return len(self._numbers)

    def number(self, text: str) -> int:
        """The number of a text, in the order in which they were looked for; a new one is taken in."""
        found = self._numbers.get(text)
        if found is None:
            found = self._numbers[text] = len(self._numbers)
            self._texts.add(text)
            near = {what for stem in wording(text).marks for what in self._of_stem.get(stem, ())}
            for what in near.union(self._of_words.get(word_for_word(text), ())):
                if alike(what, text):
                    self._by[what].add(text)
        return found

    def by(self, what: str) -> Collection[str]:
        """The texts that a fact of these words may repeat, of all that are looked for."""
        found = self._by.get(what)
        if found is None:
            found = self._by[what] = self._texts.of(what)
            self._of_words.setdefault(word_for_word(what), []).append(what)
            said = wording(what)
            for stem in (*sorted(said.stems)[:1], *(said.marks - said.stems)):  # a text that it repeats has all of its stems
                self._of_stem.setdefault(stem, []).append(what)
        return found


class Likeness:
    """Texts, found by a fact that may repeat them: all of its stems are in the text, or its words are those of the text."""

    def __init__(self, texts: Iterable[str] = ()) -> None:
        self._by_stem: dict[str, set[str]] = {}
        self._by_words: dict[str, set[str]] = {}
        for text in texts:
            self.add(text)

    def add(self, text: str) -> None:
        """Takes in a text."""
        self._by_words.setdefault(word_for_word(text), set()).add(text)
        for stem in wording(text).marks:
            self._by_stem.setdefault(stem, set()).add(text)

    def of(self, what: str) -> set[str]:
        """The texts that a fact of these words may repeat (`reads.alike`)."""
        found = self._by_words.get(word_for_word(what), set())
        said = wording(what)
        near = set.intersection(*(self._by_stem.get(stem, set()) for stem in said.stems)) if said.stems else set()
        near = near.union(*(self._by_stem.get(mark, set()) for mark in said.marks - said.stems))
        return {text for text in found | near if alike(what, text)}
