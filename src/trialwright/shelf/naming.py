"""Trials that would have one name enter; a key for each leaves, that stays its own and never comes to lead to another trial. And
back: a name enters, the keys that it leads to leave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from trialwright.registries.ids import numbers_in, preference
from trialwright.shelf.origins import ADDRESS, HOW, OWN, REGISTRY, Name, Origin, told_apart
from trialwright.shelf.store import Store

_BY_NAME = (
    "SELECT DISTINCT n.how, t.key FROM names n JOIN sources s ON s.id = n.source JOIN trials t ON t.id = s.trial"
    " WHERE n.name = ? ORDER BY t.key"
)
_BY_FORMER_KEY = (
    "SELECT DISTINCT t.key FROM trials r JOIN sources s ON s.id = r.id JOIN trials t ON t.id = s.trial"
    " WHERE r.key = ? COLLATE NOCASE AND NOT r.active"
)


def base_of(names: Sequence[Name], plain: str) -> str:
    """What a trial would be called if no other had that name: its number in the best known registry, else its plain name."""
    for how in (OWN, ADDRESS):
        found = [item for item in names if item.how == how]
        if found:
            return min(found, key=lambda item: (preference(item.registry), item.name)).name
    return plain


def rank_of(origin: Origin, names: Sequence[Name]) -> tuple[object, ...]:
    """The place of a source among those of one trial: the registry first, then by its number, then by its own name."""
    best = min((preference(name.registry) for name in names if name.how in (OWN, ADDRESS)), default=preference(""))
    return (origin.origin != REGISTRY, best, origin.origin, origin.mark)


def named(base: str, trials: Mapping[int, tuple[Origin, Sequence[Name]]]) -> dict[int, str]:
    """The key of each trial that would be called `base`.

    Alone, a trial has the name itself. Of several, the best source has a registry's number, since it is its own; a plain name has
    none of them.
    """
    if len(trials) <= 1:
        return dict.fromkeys(trials, base)
    keys = {trial: told_apart(base, origin.identity) for trial, (origin, _) in trials.items()}
    holders = [trial for trial, (_, names) in trials.items() if any(name.name == base and name.registry for name in names)]
    if holders:
        keys[min(holders, key=lambda trial: rank_of(*trials[trial]))] = base
    return keys


def keys_by_name(store: Store, text: str) -> tuple[str, ...]:
    """The keys of the trials that a number or a name leads to: those that have it as their own before all others."""
    names = {number for numbers in numbers_in(text).values() for number in numbers} or {" ".join(text.upper().split())}
    rows = [row for name in names for row in store.rows(_BY_NAME, (name,))]
    for how in HOW:
        if found := tuple(dict.fromkeys(row["key"] for row in rows if row["how"] == how)):
            return found
    return tuple(row["key"] for row in store.rows(_BY_FORMER_KEY, (text.strip(),)))
