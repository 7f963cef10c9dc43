"""A criterion and the truth that it shall have in; what each of its leaves must come to, and a record that makes it so, out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random

from trialwright.patients.facts import Kind
from trialwright.protocol.criteria import (
    AllOf,
    AnyOf,
    Ask,
    AtLeast,
    Compare,
    Criterion,
    Has,
    NoConstraint,
    NoneOf,
    Not,
    Readings,
    Unread,
    When,
    without_spans,
)
from trialwright.synth.draft import result
from trialwright.synth.made import OPPOSITE, Made, Plan, Want, fit_together
from trialwright.synth.numbers import make_number
from trialwright.synth.targets import Asking, make_target

Demand = tuple[Compare | Has | Ask, Want]


@dataclass(frozen=True, kw_only=True, slots=True)
class Setting:
    """What a record is made in: the diseases of the trial, the day, and the source of chance."""

    diseases: tuple[str, ...]
    on: dt.date
    rng: Random


def plan_for(node: Criterion, want: Want, setting: Setting) -> Plan | None:
    """A record that gives a criterion its truth, or None where none was found."""
    wanted = demands_of(node, want, setting.rng)
    return None if wanted is None else _plan(wanted, setting)


def demands_of(node: Criterion, want: Want, rng: Random) -> list[Demand] | None:
    """What leaves must come to for a criterion to have a truth, by one of the ways that there are; None where there is none."""
    match node:
        case AllOf():
            return _all(node.items, want, rng)
        case AnyOf():
            return _any(node.items, want, rng)
        case NoneOf():
            return _any(node.items, OPPOSITE[want], rng)
        case Not():
            return demands_of(node.item, OPPOSITE[want], rng)
        case AtLeast():
            return _at_least(node, want, rng)
        case When():
            return _when(node, want, rng)
        case Readings():
            return _readings(node.items, want, rng)
        case NoConstraint():
            return [] if want == "true" else None
        case Unread():
            return [] if want == "unknown" else None
        case _:
            return [(node, want)]


def _every(wants: Iterable[tuple[Criterion, Want]], rng: Random) -> list[Demand] | None:
    found: list[Demand] = []
    for node, want in wants:
        below = demands_of(node, want, rng)
        if below is None:
            return None
        found.extend(below)
    return found


def _shuffled(items: Sequence[Criterion], rng: Random) -> list[int]:
    places = list(range(len(items)))
    rng.shuffle(places)
    return places


def _all(items: Sequence[Criterion], want: Want, rng: Random) -> list[Demand] | None:
    """Of all: true of each; false of one, whatever the others are; unknown of one while the others are true."""
    if want == "true":
        return _every(((item, "true") for item in items), rng)
    for place in _shuffled(items, rng):
        others: Want = "true"
        rest = [] if want == "false" else [(item, others) for number, item in enumerate(items) if number != place]
        found = _every([(items[place], want), *rest], rng)
        if found is not None:
            return found
    return None


def _any(items: Sequence[Criterion], want: Want, rng: Random) -> list[Demand] | None:
    """Of any: false of each; true of one, whatever the others are; unknown of one while the others are false."""
    if want == "false":
        return _every(((item, "false") for item in items), rng)
    for place in _shuffled(items, rng):
        others: Want = "false"
        rest = [] if want == "true" else [(item, others) for number, item in enumerate(items) if number != place]
        found = _every([(items[place], want), *rest], rng)
        if found is not None:
            return found
    return None


def _at_least(node: AtLeast, want: Want, rng: Random) -> list[Demand] | None:
    places = _shuffled(node.items, rng)
    true, unknown = {"true": (node.count, 0), "false": (node.count - 1, 0), "unknown": (node.count - 1, 1)}[want]
    wants: list[tuple[Criterion, Want]] = []
    for number, place in enumerate(places):
        one: Want = "true" if number < true else "unknown" if number < true + unknown else "false"
        wants.append((node.items[place], one))
    return _every(wants, rng)


def _when(node: When, want: Want, rng: Random) -> list[Demand] | None:
    ways: list[tuple[Want, Criterion]] = [("true", node.then), ("false", node.otherwise)]
    rng.shuffle(ways)
    for condition, branch in ways:
        found = _every([(node.condition, condition), (branch, want)], rng)
        if found is not None:
            return found
    return None


def _readings(items: Sequence[Criterion], want: Want, rng: Random) -> list[Demand] | None:
    """What all readings agree on; unknown where one of them is."""
    if want != "unknown":
        return _every(((item, want) for item in items), rng)
    for place in _shuffled(items, rng):
        found = demands_of(items[place], "unknown", rng)
        if found is not None:
            return found
    return None


def _plan(wanted: Sequence[Demand], setting: Setting) -> Plan | None:
    """The parts of a record, one for each variable, target and question."""
    numbers: dict[str, dict[Criterion, tuple[Compare, Want]]] = {}
    others: dict[Criterion, tuple[Has | Ask, Want]] = {}
    for leaf, want in wanted:
        key = without_spans(leaf)
        if isinstance(leaf, Compare):
            group = numbers.setdefault(leaf.quantity.variable or "", {})
            if not leaf.quantity.variable or group.setdefault(key, (leaf, want))[1] != want:
                return None
        elif others.setdefault(key, (leaf, want))[1] != want:
            return None
    asked = {want for leaf, want in others.values() if isinstance(leaf, Ask)}
    silent = any(want == "unknown" for leaf, want in wanted if isinstance(leaf, Has))
    if silent and asked & {"true", "false"}:
        return None  # an answer in the words of the row may answer for the target too
    made = [make_number(list(group.values()), setting.on, setting.rng) for group in numbers.values()]
    if None not in made:
        made += [_leaf(leaf, want, setting) for leaf, want in others.values()]
    plan = tuple(one for one in made if one is not None)
    return plan if len(plan) == len(made) and fit_together(plan) else None


def _leaf(leaf: Has | Ask, want: Want, setting: Setting) -> Made | None:
    if isinstance(leaf, Ask):
        return _answer(leaf.statement, want, setting)
    asking = Asking(node=leaf, diseases=setting.diseases, on=setting.on, rng=setting.rng)
    return make_target(asking, want)


_ALLERGIES = frozenset({Kind.ALLERGIES})
"""A complete list of allergies answers questions that are asked in words about them."""


def _answer(statement: str, want: Want, setting: Setting) -> Made | None:
    """What a person attests, or nothing."""
    topics = frozenset({f"statement {statement.lower()}"})
    if want == "unknown":
        how = f"no answer to: {statement}"
        return Made(want=want, topics=topics, open=_ALLERGIES, case="nobody was asked", how=how)
    try:
        fact = result(statement, want == "true", date=setting.on - dt.timedelta(days=setting.rng.randrange(10)))
    except ValueError:
        return None
    if fact.concept is not None and fact.concept != statement:
        return None
    return Made(want=want, topics=topics, facts=(fact,), case="a person attests", how=f"{statement}: {fact.value}")
