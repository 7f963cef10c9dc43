"""Spared states: a ban on metastases and "unless asymptomatic, stable for at least 4 weeks and not requiring steroids" in; the
ban on those that are not in every one of these states out.

Each clause is held against the patient by itself: whoever takes steroids is not spared, whatever else is known.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.listing.lists import read_list
from trialwright.compiler.phrasing.denials import free_for_so_long
from trialwright.compiler.phrasing.targets import THERAPY_KINDS
from trialwright.compiler.setting import Setting, changed_leaves, denied, joined_by, stripped
from trialwright.compiler.tagging.narrowings import qualifier_choices
from trialwright.protocol.criteria import (
    AllOf,
    AnyOf,
    Ask,
    Criterion,
    Has,
    Not,
    Target,
    Window,
    WindowKind,
    children,
    walk,
)
from trialwright.protocol.interview import question_of
from trialwright.vocabulary.records import anew
from trialwright.vocabulary.time import Duration, TimeUnit

_PARTS = frozenset({Sort.COMMA, Sort.AND, Sort.ALSO})
_UNITS = {"d": TimeUnit.DAY, "wk": TimeUnit.WEEK, "mo": TimeUnit.MONTH, "a": TimeUnit.YEAR}
_TIMES = frozenset({Sort.FOR, Sort.CMP, Sort.AMOUNT, Sort.WINDOW})
_OF_TIME = _TIMES | {Sort.FILL}
_DISEASES = frozenset({"metastasis", "condition", "finding"})
_MOST = 3


def spared_clause_by_clause(base: Criterion, exception: Sequence[Chunk], setting: Setting) -> Criterion | None:
    """The ban with each clause of the exception as a condition of its own; None where what is banned is no metastasis, where a
    clause was not read whole, or where none says more than one word of a state."""
    leaves = [node for node in walk(base) if not children(node)]
    banned = [node for node in leaves if isinstance(node, Has)]
    kinds = {setting.vocabulary.kind(node.target.concept) for node in banned}
    spread = "metastasis" in kinds and kinds <= _DISEASES
    if not setting.exclusion or not 0 < len(banned) <= _MOST or len(banned) < len(leaves) or not spread:
        return None
    parts = _parts(exception)
    states = [part for part, lacking in parts if not lacking]
    lacks = [part for part, lacking in parts if lacking]
    if not (lacks or any(time_in(part) for part in states)) or not all(_is_state(part) for part in states):
        return None
    free = [_without(part, setting) for part in lacks]
    if any(node is None for node in free):
        return None

    def spared(node: Criterion) -> Criterion:
        if not isinstance(node, Has):
            return node
        conditions = [condition for part in states for condition in _in_state(node.target, part, setting)]
        kept = joined_by("and", [*conditions, *(item for item in free if item is not None)])
        return AllOf(items=(node, Not(item=kept, span=kept.span)), span=node.span.joined(kept.span))

    return changed_leaves(base, spared)


def _parts(exception: Sequence[Chunk]) -> list[tuple[tuple[Chunk, ...], bool]]:
    """The clauses of an exception, each with whether it is denied."""
    parts: list[tuple[list[Chunk], bool]] = [([], False)]
    for chunk in stripped(exception):
        if chunk.sort in _PARTS:
            parts.append(([], chunk.sort is Sort.ALSO and chunk.text.lower().endswith(("not", "no", "without"))))
        elif chunk.sort is Sort.NEG and not parts[-1][0]:
            parts[-1] = ([], True)
        else:
            parts[-1][0].append(chunk)
    return [(stripped(part), lacking) for part, lacking in parts if stripped(part)]


def _is_state(part: Sequence[Chunk]) -> bool:
    """Words that narrow, and at most how long it has been so."""
    first = next((place for place, chunk in enumerate(part) if chunk.sort in _TIMES), len(part))
    said = [chunk for chunk in part[:first] if chunk.sort is not Sort.FILL]
    timed = first == len(part) or (time_in(part) is not None and all(chunk.sort in _OF_TIME for chunk in part[first:]))
    return bool(said) and all(chunk.sort is Sort.NARROWING for chunk in said) and timed


def time_in(part: Sequence[Chunk]) -> Window | None:
    """Since when a state must have lasted: "for at least 4 weeks (before registration)"."""
    for place, chunk in enumerate(part):
        window = chunk.window
        if chunk.sort is Sort.WINDOW and window is not None and window.kind is WindowKind.AT_LEAST_BEFORE:
            return window
        least = place > 0 and part[place - 1].sort is Sort.CMP and part[place - 1].value in (">=", ">")
        if chunk.amount is not None and least and chunk.amount.unit in _UNITS:
            amount = Duration(amount=chunk.amount.low, unit=_UNITS[chunk.amount.unit])
            return Window(kind=WindowKind.AT_LEAST_BEFORE, amount=amount)
    return None


def _in_state(target: Target, part: Sequence[Chunk], setting: Setting) -> list[Criterion]:
    """What is banned in that state; how long it has been so is told by its date, or by a person."""
    span = setting.span(part)
    choices = qualifier_choices([chunk for chunk in part if chunk.sort is Sort.NARROWING], therapy=False)
    found: list[Criterion] = [Has(target=replace(target, qualifiers=choice, exceptions=()), span=span) for choice in choices]
    state, window = joined_by("or", found), time_in(part)
    if window is None or not isinstance(state, Has):
        return [state]
    words = setting.words(part)
    asked = Ask(statement=words, question=question_of(words), span=span)
    return [state, AnyOf(items=(replace(state, window=window), asked), span=span)]


def _without(part: Sequence[Chunk], setting: Setting) -> Criterion | None:
    """That the therapy of a denied clause is not given; None where the clause is of something else."""
    node = read_list(free_for_so_long(_counted_back(part)), anew(setting, exclusion=True, subject=()))
    leaves = [leaf for leaf in walk(node) if not children(leaf)]
    given = [leaf for leaf in leaves if isinstance(leaf, Has) and setting.vocabulary.kind(leaf.target.concept) in THERAPY_KINDS]
    plain = all(isinstance(leaf, Has) and leaf.target.qualifier("described") is None for leaf in leaves)
    return denied(node, node.span) if given and len(given) == len(leaves) and plain else None


def _counted_back(part: Sequence[Chunk]) -> tuple[Chunk, ...]:
    """ "Requiring steroids for at least 2 weeks", which is denied, with those weeks as a time before the trial."""
    lasted = time_in(part)
    if lasted is None or any(chunk.sort is Sort.WINDOW for chunk in part):
        return tuple(part)
    cut = next(place for place, chunk in enumerate(part) if chunk.sort in _TIMES)
    return (*part[:cut], anew(part[-1], sort=Sort.WINDOW, amount=None, window=replace(lasted, kind=WindowKind.WITHIN_BEFORE)))
