"""A patient who is held against many trials enters; each verdict leaves as `evaluate` gives it, and what trials ask alike is
answered once.

An answer is a function of what is read of the patient, of what is asked, and of as much of the trial as is looked at: what it
treats, how its stages begin (`Noted` tells of both). An answer for which neither was looked at is that of every trial; one for
which it was, that of trials which treat the same. The cohort engine rests on the same (`match.batch.reads`), for many patients.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from trialwright.match.answer import Answer
from trialwright.match.context import Context
from trialwright.match.knowing import know
from trialwright.match.known import Known, item_of
from trialwright.match.parts import cancers_named, of_another_disease
from trialwright.patients.facts import PatientFacts
from trialwright.protocol.criteria import Has, Target, Window
from trialwright.vocabulary.concepts import Vocabulary

_Sight = tuple[dt.date, Vocabulary, tuple[bool, ...]]
"""What decides which items are known of a patient: the day, the vocabulary, and which of the cancers on record are another
disease than what the trial treats (`match.parts`)."""
_TRIAL = ("diseases", "begins")


class Noted(Context):
    """A context that notes in `looked` when what the trial treats, or how its stages begin, is looked at."""

    looked: set[str]

    @classmethod
    def of(cls, context: Context) -> Noted:
        """The same context, noting."""
        made = object.__new__(cls)
        made.__dict__.update(context.__dict__, looked=set())
        return made


def _noting(name: str) -> Any:
    """An attribute that is noted when it is read. What is made of a context by `dataclasses.replace` notes nothing."""

    def read(context: Noted) -> object:
        looked = context.__dict__.get("looked")
        if looked is not None:
            looked.add(name)
        return context.__dict__[name]

    def write(context: Noted, value: object) -> None:
        context.__dict__[name] = value

    return property(read, write)


for _name in _TRIAL:
    setattr(Noted, _name, _noting(_name))


@dataclass(frozen=True, kw_only=True, slots=True)
class _Answered:
    """An answer, the days that were noted for it, and what was looked at of the trial, by name."""

    answer: Answer
    edges: tuple[dt.date, ...]
    looked: Mapping[str, object]

    def holds(self, context: Noted) -> bool:
        """Whether it is the answer for the trial of a context too."""
        return all(context.__dict__[name] == value for name, value in self.looked.items())


@dataclass(frozen=True, kw_only=True, slots=True)
class _Seen:
    """What is known of the patient by one sight, its indexes, and what was answered of it."""

    known: Known
    indexed: Mapping[str, object]
    answers: dict[tuple[Target, Window | None], list[_Answered]] = field(default_factory=dict)


class Repeatedly:
    """One patient, to be held against many trials (`evaluate.evaluate_again`). Not for several threads at once."""

    def __init__(self, facts: PatientFacts) -> None:
        self.facts = facts
        self._seen: dict[_Sight, _Seen] = {}
        self._cancers: dict[Vocabulary, tuple[tuple[str, ...], ...]] = {}

    def known(self, context: Context) -> Known:
        """As `know(facts, context)`, with what was found out before."""
        sight = self._sight(context)
        seen = self._seen.get(sight)
        if seen is None:
            known = know(self.facts, context)
            seen = self._seen[sight] = _Seen(known=known, indexed=known.indexed())
        noted = Noted.of(context)
        memory = _Memory(patient=self, context=noted, seen=seen)
        found = Known(patient=self.facts, context=noted, items=seen.known.items, turns=seen.known.turns, memory=memory)
        found.__dict__.update(seen.indexed)
        return found

    def _sight(self, context: Context) -> _Sight:
        cancers = self._cancers.get(context.vocabulary)
        if cancers is None:
            named = (cancers_named(item_of(fact), context) for fact in self.facts.facts)
            cancers = self._cancers[context.vocabulary] = tuple(dict.fromkeys(names for names in named if names))
        return context.on, context.vocabulary, tuple(of_another_disease(names, context) for names in cancers)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Memory:
    """What one trial may use of what was found out for others."""

    patient: Repeatedly
    context: Noted
    seen: _Seen

    def known(self, context: Context) -> Known:
        """The patient in another context."""
        return self.patient.known(context)

    def answer(self, node: Has, known: Known, ask: Callable[[Has, Known], Answer]) -> Answer:
        """The answer of `ask`, which is asked only where nobody asked the same before."""
        if known.context is not self.context or known.items is not self.seen.known.items:
            return ask(node, known)  # it is asked of a part of what is known, or as of another trial
        before = self.seen.answers.setdefault((node.target, node.window), [])
        found = next((item for item in before if item.holds(self.context)), None)
        if found is None:
            found = self._asked(node, known, ask)
            before.append(found)
        else:
            known.edges.extend(found.edges)
        self.context.looked.update(found.looked)
        return found.answer

    def _asked(self, node: Has, known: Known, ask: Callable[[Has, Known], Answer]) -> _Answered:
        looked, edges = self.context.looked, len(known.edges)
        outside = frozenset(looked)
        looked.clear()
        answer = ask(node, known)
        own = {name: self.context.__dict__[name] for name in looked}
        looked.update(outside)
        return _Answered(answer=answer, edges=tuple(known.edges[edges:]), looked=own)
