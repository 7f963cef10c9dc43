"""Trials that would have one name enter; a key for each leaves, that stays its own and never comes to lead to another trial."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from trialwright.registries.ids import preference
from trialwright.shelf.origins import ADDRESS, OWN, REGISTRY, Name, Origin, told_apart


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
