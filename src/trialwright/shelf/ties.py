"""Sources with the numbers that they state enter; which of them are one trial leaves, with the reason for every tie.

A wrong tie is worse than none. Sources that state one registry number are one trial, unless they or others tied by it have
different numbers of their own in one registry, or a person said that they are not. What is left open so is only proposed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from trialwright.shelf.origins import HOW, NAME, SECONDARY, Name

TOO_COMMON = 40
"""A number that more sources state than this names no one trial (a programme, a filler)."""

Pair = tuple[int, int]
_UNSURE = len(HOW)


@dataclass(frozen=True, kw_only=True, slots=True)
class Tied:
    """What is known of some sources: the numbers of each, and what people decided on pairs of them (with the words for it)."""

    names: Mapping[int, Sequence[Name]]
    same: Mapping[Pair, str] = field(default_factory=dict)
    apart: Mapping[Pair, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Groups:
    """The sources of each trial, and why each source after the first belongs to it; ties that were not followed, and why."""

    groups: tuple[frozenset[int], ...]
    why: Mapping[Pair, str]
    left: Mapping[Pair, str]


def grouped(tied: Tied) -> Groups:
    """Which sources are one trial. The answer depends on the sources only, not on the order in which they came."""
    found = {pair: said for pair, said in _edges(tied).items() if pair not in tied.apart}
    edges = {pair: reason for pair, (sure, reason) in found.items() if sure < _UNSURE}
    left = {pair: reason for pair, (sure, reason) in found.items() if sure == _UNSURE}
    against = _against(tied)
    forced = {pair: reason for pair, reason in tied.same.items() if pair not in tied.apart}
    for source in _between(edges, against):
        for pair in [pair for pair in edges if source in pair and pair not in forced]:
            left[pair] = _undecided(edges.pop(pair))
    kept = {**edges, **forced}
    for part in _parts(tied.names, kept):
        if any(pair in against and pair not in forced for pair in combinations(sorted(part), 2)):
            for pair in [pair for pair in kept if pair[0] in part and pair not in forced]:
                left[pair] = _undecided(kept.pop(pair))
    likely = {pair: reason for pair, reason in left.items() if pair not in against and pair not in kept}
    return Groups(groups=tuple(_parts(tied.names, kept)), why=kept, left=likely)


def _undecided(reason: str) -> str:
    return f"{reason}, but so would be trials that are different"


def _edges(tied: Tied) -> dict[Pair, tuple[int, str]]:
    """Every two sources that state one number of a registry: how sure the surest such number is (less is surer), in words."""
    holders: dict[str, list[tuple[int, Name]]] = defaultdict(list)
    for source, names in tied.names.items():
        for name in names:
            if name.how != NAME:
                holders[name.name].append((source, name))
    found: dict[Pair, tuple[int, str]] = {}
    for number, having in holders.items():
        if len(having) > TOO_COMMON:
            continue
        for (one, mine), (other, theirs) in combinations(having, 2):
            unsure = mine.how == theirs.how == SECONDARY and not _own_numbers_lack(tied, one, other)
            sure = _UNSURE if unsure else max(HOW.index(mine.how), HOW.index(theirs.how))
            said = (sure, _how_shared(number, mine, theirs))
            found[pair_of(one, other)] = min(said, found.get(pair_of(one, other), said))
    return found


def _own_numbers_lack(tied: Tied, one: int, other: int) -> bool:
    """Whether one of two sources has no number of its own, so that a number which both only list can be its name."""
    return any(all(name.how in (SECONDARY, NAME) for name in tied.names[source]) for source in (one, other))


def _how_shared(number: str, mine: Name, theirs: Name) -> str:
    hows = {mine.how, theirs.how}
    if hows == {"address"}:
        return f"the addresses of both hold {number}"
    if "address" in hows:
        return f"one states {number}, the address of the other holds it"
    if hows == {SECONDARY}:
        return f"both list {number}"
    return f"both state {number}" if SECONDARY not in hows else f"{number} is the number of one, and the other lists it"


def _against(tied: Tied) -> set[Pair]:
    """The pairs that cannot be one trial: different numbers of their own in one registry, or a person said so."""
    own: dict[int, dict[str, set[str]]] = {}
    for source, names in tied.names.items():
        numbers: dict[str, set[str]] = defaultdict(set)
        for name in names:
            if name.how not in (SECONDARY, NAME):
                numbers[name.registry].add(name.name)
        own[source] = numbers
    found = {pair for pair in combinations(sorted(own), 2) if _different(own[pair[0]], own[pair[1]])}
    return found | set(tied.apart)


def _different(mine: Mapping[str, set[str]], theirs: Mapping[str, set[str]]) -> bool:
    return any(not mine[registry] & theirs[registry] for registry in mine.keys() & theirs.keys())


def _between(edges: Mapping[Pair, str], against: set[Pair]) -> list[int]:
    """The sources that are tied to two which cannot be one trial: nobody can tell to which they belong."""
    beside: dict[int, set[int]] = defaultdict(set)
    for one, other in edges:
        beside[one].add(other)
        beside[other].add(one)
    return [source for source, around in beside.items() if any(pair in against for pair in combinations(sorted(around), 2))]


def _parts(sources: Iterable[int], edges: Iterable[Pair]) -> Iterator[frozenset[int]]:
    """The sources that are tied to one another, directly or through others."""
    beside: dict[int, set[int]] = defaultdict(set)
    for one, other in edges:
        beside[one].add(other)
        beside[other].add(one)
    seen: set[int] = set()
    for source in sorted(sources):
        if source not in seen:
            part, todo = {source}, [source]
            while todo:
                more = beside[todo.pop()] - part
                part |= more
                todo += more
            seen |= part
            yield frozenset(part)


def pair_of(one: int, other: int) -> Pair:
    """Two sources as a pair, the smaller id first."""
    return (one, other) if one < other else (other, one)
