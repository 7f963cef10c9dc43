"""Several sources of patients enter; their people leave, each once, and the facts of those that are wanted."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from trialwright.errors import UserError
from trialwright.patients.facts import PatientFacts
from trialwright.patients.reading import Person, ReadOptions, people_in


def each_once(sources: Iterable[tuple[str, str | bytes]], options: ReadOptions) -> Iterator[Person]:
    """The people of all sources (a name, and a path, an address or bytes), one by one.

    A source that cannot be read, and an id that stands twice, is a `UserError`: it is two people, or one told twice.
    """
    seen: set[str] = set()
    for name, source in sources:
        for person in people_in(source, name=name, options=options):
            if person.id in seen:
                raise UserError(f"the id {person.id!r} stands twice", place=name, hint="give each patient an id of their own")
            seen.add(person.id)
            yield person


def facts_of(people: Iterable[Person], ids: Collection[str]) -> Iterator[PatientFacts]:
    """The facts of those people who have one of the ids; where none is wanted, nobody is read."""
    wanted = frozenset(ids)
    for person in people if wanted else ():
        if person.id in wanted:
            yield person.facts
