"""All that items say, of whatever patient, enters; which of it a read finds leaves: found out once for all of them.

A read finds an item by what the item is (`readers`), so all contents can stand beside one another as if one patient had them.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from trialwright.match.batch.printed import Numbers
from trialwright.match.batch.reads import BARE, Read, alike, result
from trialwright.match.batch.views import Contents, Fields
from trialwright.match.known import Item, Known

_FEW = 32
"""As many parts of the contents stand beside one another before they are made one."""


class Finder:
    """What reads find among the contents that were met. `nobody` is a person of whom nothing is recorded."""

    def __init__(self, contents: Contents, nobody: Known) -> None:
        self.contents, self._nobody = contents, nobody
        self._parts: list[tuple[int, Known]] = []
        self._met = 0
        self._found: dict[Read, tuple[int, list[int]]] = {}
        self._like: dict[str, tuple[int, list[int]]] = {}
        self._told: dict[tuple[Read, Fields], tuple[int, Numbers, Numbers]] = {}

    def items(self, read: Read, fields: Fields) -> tuple[Numbers, Numbers]:
        """The numbers, growing, of the contents that a read of items finds, and what some particulars tell of each."""
        self._meet()
        size, numbers, told = self._told.get((read, fields), (-1, _NONE, _NONE))
        if size != self._met:
            found = self._look(read)
            numbers = np.array(found, dtype=np.int64)
            plain = fields is None or read == BARE
            told = numbers if plain else np.array([self.contents.told(number, fields) for number in found], dtype=np.int64)
            self._told[read, fields] = (self._met, numbers, told)
        return numbers, told

    def facts(self, text: str) -> Numbers:
        """The numbers, growing, of the facts whose words may repeat a text."""
        facts = self.contents.facts
        size, found = self._like.get(text, (0, []))
        if size != len(facts):
            new = list(facts.items())[size:]
            found = [*found, *(number for number, fact in new if alike(fact.what, text))]
            self._like[text] = (len(facts), found)
        return np.array(sorted(found), dtype=np.int64)

    def _meet(self) -> None:
        """Takes in the contents that were met since."""
        items = self.contents.items
        if len(items) == self._met:
            return
        if len(self._parts) == _FEW:
            self._parts, self._found, self._met = [], {}, 0
        self._parts.append((self._met, replace(self._nobody, items=tuple(items[self._met :]))))
        self._met = len(items)

    def _look(self, read: Read) -> list[int]:
        seen, found = self._found.get(read, (0, []))
        for start, known in self._parts:
            if start >= seen:
                found = [*found, *sorted(self._within(read, start, known))]
        self._found[read] = (self._met, found)
        return found

    def _within(self, read: Read, start: int, known: Known) -> list[int]:
        """The numbers of those that a read finds in one part of the contents."""
        given = result(read, known)
        if not isinstance(given, bool):
            places = {id(item): start + place for place, item in enumerate(known.items)}
            return [places[id(item)] for item in given]
        if not given:
            return []
        return [start + place for place, item in enumerate(known.items) if result(read, self._alone(item))]

    def _alone(self, item: Item) -> Known:
        return replace(self._nobody, items=(item,))


_NONE: Numbers = np.zeros(0, dtype=np.int64)
