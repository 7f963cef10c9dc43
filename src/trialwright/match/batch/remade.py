"""An imprint enters; the patient of whom it was made leaves, as far as any answer looks at them.

What a fact says, and its days, is all that counts (`views.Contents.of_fact`); where it stood in a file is not kept.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from trialwright.match.batch.imprint import Imprint, Said, rows
from trialwright.match.batch.views import Contents
from trialwright.match.context import Context
from trialwright.match.known import Item, Known
from trialwright.patients.facts import Fact, PatientFacts, stamped
from trialwright.vocabulary.time import PartialDate


class _Once(Known):
    """A patient who is asked one question: only those indexes over the items are made that it looks into."""

    def indexed(self) -> Mapping[str, object]:
        return {}


@dataclass(frozen=True, kw_only=True, slots=True)
class Remade:
    """Gives patients back from their imprints. `contents` are those that the imprints are made of."""

    contents: Contents

    def patient(self, imprint: Imprint) -> PatientFacts:
        """The record of a patient."""
        person = imprint.person
        return PatientFacts(
            id="",
            birth_date=person.birth_date,
            age=person.age,
            sex=person.sort[1],
            coverage=person.sort[0],
            facts=tuple(map(self._fact, rows(imprint.recorded))),
        )

    def known(self, imprint: Imprint, view: int, context: Context) -> Known:
        """The patient as trials of one of the imprint's contexts know them."""
        patient = self.patient(imprint)
        made = [self._fact(said) for said in rows(imprint.made[view])]
        facts = [*patient.facts, *reversed(made)]  # what is made is counted from the end
        return _Once(patient=patient, context=context, items=tuple(self._items(rows(imprint.items[view]), facts)))

    def _items(self, resting: Sequence[tuple[int, ...]], facts: Sequence[Fact]) -> Iterator[Item]:
        for number, *places in resting:
            found = object.__new__(Item)
            found.__dict__.update(self.contents.items[number].__dict__, facts=tuple(map(facts.__getitem__, places)))
            yield found

    def _fact(self, said: Said) -> Fact:
        number, *days = said
        fact = self.contents.facts[number]
        left = iter(days)

        def moment(day: PartialDate | None) -> PartialDate | None:
            return None if day is None else _moment(next(left), next(left))

        return stamped(fact, fact.value, (moment(fact.date), moment(fact.start), moment(fact.end)), fact.place)


@lru_cache(maxsize=65536)
def _moment(first: int, last: int) -> PartialDate:
    return PartialDate(first=dt.date.fromordinal(first), last=dt.date.fromordinal(last))
