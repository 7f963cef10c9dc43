"""Other times: "within 4 weeks (6 weeks for nitrosoureas or mitomycin)" in; the proposition with the time of each therapy out."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.listing.lists import read_list
from trialwright.compiler.phrasing.measures import targets_in
from trialwright.compiler.phrasing.targets import THERAPY_KINDS
from trialwright.compiler.sentences.conditions import with_exceptions
from trialwright.compiler.setting import Reader, Setting, changed_leaves, split_at, stripped
from trialwright.compiler.tagging.moments import anchor_at
from trialwright.protocol.criteria import (
    AllOf,
    AnyOf,
    Compare,
    Criterion,
    Has,
    Limit,
    NoneOf,
    Not,
    Quantity,
    Target,
    WindowKind,
    children,
    walk,
)
from trialwright.vocabulary.records import anew, record
from trialwright.vocabulary.time import Duration, TimeUnit

_UNITS = {"h": TimeUnit.HOUR, "d": TimeUnit.DAY, "wk": TimeUnit.WEEK, "mo": TimeUnit.MONTH, "a": TimeUnit.YEAR}
_UCUM = {unit: code for code, unit in _UNITS.items()}
_DAYS = {TimeUnit.HOUR: 1 / 24, TimeUnit.DAY: 1.0, TimeUnit.WEEK: 7.0, TimeUnit.MONTH: 30.4, TimeUnit.YEAR: 365.2}
_CUES = frozenset({Sort.FOR, Sort.IF, Sort.PREP, Sort.HIST, Sort.NOW, Sort.OR, Sort.AND, Sort.COMMA, Sort.CMP, Sort.FILL})
_BEFORE = re.compile(r"\s*(?:prior to|before|preceding|of|from)\s", re.IGNORECASE)


@record(frozen=True, kw_only=True, slots=True)
class _Other:
    """Another time, and the therapies that it is of; none where they were not read."""

    time: Duration
    targets: tuple[Target, ...]
    chunks: tuple[Chunk, ...]


def with_other_times(chunks: Sequence[Chunk], setting: Setting, read: Reader) -> Criterion | None:
    """A sentence with a bracket that gives some therapies a time of their own; None for any other sentence."""
    chunks = _with_leave_as_bracket(chunks)
    for place, chunk in enumerate(chunks):
        if chunk.sort is not Sort.GROUP or not place:
            continue
        timed = next((index for index in range(place - 1, -1, -1) if _duration(chunks[index]) is not None), None)
        others = _others(chunk, setting) if timed is not None else ()
        first = _duration(chunks[timed]) if timed is not None else None
        if timed is None or first is None or not others:
            continue
        rest = _without(chunks, place, timed, setting)
        if rest is None:
            return None
        base = read(rest, setting)
        leaves = [leaf for leaf in walk(base) if not children(leaf) and _of_time(leaf, first)]
        if not leaves:
            doubt = setting.unread(chunk.inner, "a time of some therapies")
            return AnyOf(items=(AllOf(items=(base, doubt), span=base.span), doubt), span=base.span)
        for other in others:
            base = _with_one(base, other, first, setting)
        return base
    return None


def _with_leave_as_bracket(chunks: Sequence[Chunk]) -> tuple[Chunk, ...]:
    """ "Within 4 weeks, except palliative radiotherapy, which is permitted up to 1 week before": as "(1 week for palliative
    radiotherapy)"."""
    place = next((index for index, chunk in enumerate(chunks) if index and _excepts(chunk)), None)
    if place is None:
        return tuple(chunks)
    group = chunks[place].sort is Sort.GROUP
    spared = chunks[place].inner[1:] if group else tuple(chunks[place + 1 :])
    behind = tuple(chunks[place + 1 :]) if group else ()
    told = _allowed_until(spared)
    if told is None:
        return tuple(chunks)
    before = stripped(chunks[:place])
    return (*before, anew(chunks[place], sort=Sort.GROUP, inner=told, end=told[-1].end), *behind)


def _excepts(chunk: Chunk) -> bool:
    if chunk.sort is Sort.GROUP:
        return bool(chunk.inner) and _excepts(chunk.inner[0])
    return chunk.sort is Sort.EXC and chunk.value != "unless"


def _allowed_until(chunks: Sequence[Chunk]) -> tuple[Chunk, ...] | None:
    """ "Palliative radiotherapy is permitted up to 1 week before the first dose": the time, and of which therapy it is; None for
    any other stretch."""
    leave = next((index for index, chunk in enumerate(chunks) if _gives_leave(chunk)), None)
    if not leave:
        return None
    named = stripped(chunks[:leave])
    while named and (named[-1].sort in (Sort.COMMA, Sort.FILL) or named[-1].text.lower() in _WHICH_IS):
        named = named[:-1]
    behind = stripped(chunks[leave + 1 :])
    while behind and behind[0].sort is Sort.FILL:
        behind = behind[1:]
    until = bool(behind) and behind[0].text.lower().startswith(("up to", "until", "up until"))
    if until and behind[0].sort is not Sort.WINDOW:
        behind = behind[1:]
    time = behind[0] if until and behind else None
    if time is None or _own_time(time) is None or any(chunk.sort not in _BEHIND_TIME for chunk in behind[1:]):
        return None
    if not any(chunk.sort is Sort.CONCEPT for chunk in named) or any(chunk.sort not in _NAMED for chunk in named):
        return None
    return (time, anew(chunks[leave], sort=Sort.FOR, value="for"), *named)


def _gives_leave(chunk: Chunk) -> bool:
    """ "Is permitted", "which may (be given)"."""
    if chunk.sort is Sort.PERMIT:
        return chunk.value == "permitted"
    return chunk.sort is Sort.NARROW and chunk.text.lower() in ("which can", "which could", "which may", "that can", "that may")


_WHICH_IS = frozenset({"which is", "which are", "that is", "that are", "which", "that"})
_BEHIND_TIME = frozenset({Sort.PREP, Sort.FILL, Sort.STOP})
_NAMED = frozenset({Sort.CONCEPT, Sort.FILL, Sort.OR, Sort.AND, Sort.COMMA, Sort.NARROWING, Sort.EITHER, Sort.HEADNOUN})


def until_its_own_time(ban: Criterion, sentence: Sequence[Chunk], setting: Setting) -> Criterion | None:
    """The ban before "palliative radiotherapy is permitted up to 1 week before": of that therapy only within that time; None for
    a sentence that says nothing of the kind, and where the ban has no time."""
    told = _allowed_until(sentence)
    time = _own_time(told[0]) if told is not None else None
    if told is None or time is None or not (setting.exclusion or isinstance(ban, Not | NoneOf)):
        return None
    first = next((leaf.window.amount for leaf in walk(ban) if isinstance(leaf, Has) and leaf.window is not None), None)
    targets = _therapies(told[2:], setting)
    if first is None or not targets or _days(time) >= _days(first):
        return None
    return _with_one(ban, _Other(time=time, targets=targets, chunks=told[2:]), first, setting)


def _duration(chunk: Chunk) -> Duration | None:
    """The length of a time that is no range and counts in nothing but itself."""
    if chunk.sort is Sort.WINDOW and chunk.window is not None and not chunk.window.event:
        return chunk.window.amount
    if chunk.sort is Sort.SPAN_OF_TIME and chunk.relative is not None and chunk.relative.shortest is None:
        return chunk.relative.duration
    return None


def _others(group: Chunk, setting: Setting) -> tuple[_Other, ...]:
    """The times in a bracket, each with its therapies; none unless all of the bracket is of that kind."""
    pieces = [stripped(piece) for piece, _sign in split_at(group.inner, frozenset({Sort.SEMICOLON}))]
    found: list[_Other] = []
    for piece in (part for whole in pieces for part in _at_each_time(_time_first(whole))):
        time = _own_time(piece[0]) if piece else None
        named = piece[1:]
        cue = named[0] if named else None
        if time is None or cue is None or (cue.sort not in _CUES and not (cue.sort is Sort.CONCEPT and piece[0].relative)):
            return ()
        while named and named[0].sort in _CUES:
            named = named[1:]
        if not any(chunk.sort is Sort.CONCEPT for chunk in named) and not any(chunk.sort is Sort.WORD for chunk in named):
            return ()
        found.append(_Other(time=time, targets=_therapies(named, setting), chunks=tuple(named)))
    return tuple(found)


def _time_first(chunks: Sequence[Chunk]) -> tuple[Chunk, ...]:
    """ "Minor surgery within 7 days" with its time before it, where that is all."""
    plain = len(chunks) > 1 and chunks[-1].sort is Sort.WINDOW and _own_time(chunks[-1]) is not None
    if not plain or any(_own_time(chunk) is not None for chunk in chunks[:-1]):
        return tuple(chunks)
    return (chunks[-1], anew(chunks[-1], sort=Sort.FILL), *chunks[:-1])


def _at_each_time(chunks: Sequence[Chunk]) -> list[tuple[Chunk, ...]]:
    """A stretch cut before every time in it, signs and words like "at least" left out."""
    parts: list[list[Chunk]] = []
    for chunk in chunks:
        if _own_time(chunk) is not None:
            parts.append([chunk])
        elif parts:
            parts[-1].append(chunk)
        elif chunk.sort not in _CUES:
            return [tuple(chunks)]
    return [tuple(part) for part in parts] or [()]


def _own_time(chunk: Chunk) -> Duration | None:
    amount = chunk.amount
    if chunk.sort is Sort.AMOUNT and amount is not None and amount.high is None and amount.unit in _UNITS:
        return Duration(amount=amount.low, unit=_UNITS[amount.unit])
    return None if chunk.value else _duration(chunk)


def _therapies(chunks: Sequence[Chunk], setting: Setting) -> tuple[Target, ...]:
    said = tuple(anew(chunk, sort=Sort.OR, value="or") if chunk.sort is Sort.AND else chunk for chunk in chunks)
    node = read_list(said, anew(setting, exclusion=True))
    targets = tuple(targets_in(node))
    plain = all(setting.vocabulary.kind(target.concept) in THERAPY_KINDS for target in targets)
    return targets if plain else ()


def _without(chunks: Sequence[Chunk], place: int, timed: int, setting: Setting) -> tuple[Chunk, ...] | None:
    """The chunks without the bracket; a moment behind it ("within 4 weeks (…) of the first dose") is that of the time before.
    None where the time counts from something else."""
    after = _BEFORE.match(setting.normal.text, chunks[place].end)
    window = chunks[timed].window
    if after is None or timed != place - 1:
        return (*chunks[:place], *chunks[place + 1 :])
    moment = anchor_at(setting.normal.text, after.end() - 1)
    if moment is None or window is None:
        return None
    dated = anew(chunks[timed], window=replace(window, anchor=moment[1]))
    behind = tuple(chunk for chunk in chunks[place + 1 :] if chunk.start >= moment[0])
    return (*chunks[:timed], dated, *behind)


def _of_time(leaf: Criterion, time: Duration) -> bool:
    if isinstance(leaf, Has):
        return leaf.window is not None and leaf.window.amount == time
    limit = leaf.low or leaf.high if isinstance(leaf, Compare) and leaf.quantity.attribute == "interval" else None
    return limit is not None and isinstance(leaf, Compare) and limit.value == time.amount and leaf.unit == _UCUM[time.unit]


def _with_one(base: Criterion, other: _Other, first: Duration, setting: Setting) -> Criterion:
    """The proposition with the time of some therapies: those of a shorter time are taken out of what has the first."""
    leaves = [leaf for leaf in walk(base) if not children(leaf) and _of_time(leaf, first)]
    shorter = _days(other.time) < _days(first)
    holders = [leaf for leaf in leaves if _covers(leaf, other.targets, setting)] or leaves[-1:]

    def changed(leaf: Criterion) -> Criterion:
        if leaf not in leaves:
            return leaf
        kept = with_exceptions(leaf, other.targets) if shorter and other.targets else leaf
        return _beside(kept or leaf, leaf, other, setting) if leaf in holders else (kept or leaf)

    return changed_leaves(base, changed)


def _covers(leaf: Criterion, targets: Sequence[Target], setting: Setting) -> bool:
    of = leaf.target if isinstance(leaf, Has) else leaf.quantity.of if isinstance(leaf, Compare) else None
    return of is not None and bool(targets) and all(setting.under(target.concept, of.concept) for target in targets)


def _days(time: Duration) -> float:
    return float(time.amount) * _DAYS[time.unit]


def _beside(kept: Criterion, leaf: Criterion, other: _Other, setting: Setting) -> Criterion:
    """The leaf and what the other time says: one more thing that was too recent, or one more that must be long ago."""
    recent = isinstance(leaf, Has) and leaf.window is not None and leaf.window.kind is WindowKind.WITHIN_BEFORE
    recent = recent or (isinstance(leaf, Compare) and leaf.low is None)
    join: Callable[..., Criterion] = AnyOf if recent else AllOf
    span = leaf.span.joined(setting.span(other.chunks))
    own: tuple[Criterion, ...] = tuple(_timed(leaf, target, other.time) for target in other.targets)
    if not own:
        # Whose time it is was not read: it may be longer, and be asked of more, or shorter, and spare some.
        doubt = setting.unread(other.chunks, "a time of some therapies")
        return AnyOf(items=(AllOf(items=(kept, doubt), span=span), doubt), span=span)
    return join(items=(kept, *own), span=span)


def _timed(leaf: Criterion, target: Target, time: Duration) -> Criterion:
    if isinstance(leaf, Has) and leaf.window is not None:
        late = leaf.window.kind is WindowKind.AT_LEAST_BEFORE
        window = replace(leaf.window, amount=time, kind=WindowKind.WITHIN_BEFORE)
        if not late:
            return Has(target=target, window=window, span=leaf.span)
        recent = Has(target=target, window=replace(window, strict=not leaf.window.strict), span=leaf.span)
        return NoneOf(items=(recent,), span=leaf.span)
    assert isinstance(leaf, Compare)
    limit = leaf.low or leaf.high
    assert limit is not None
    bound = Limit(value=time.amount, inclusive=limit.inclusive)
    return replace(
        leaf,
        quantity=Quantity(attribute="interval", of=target, until=leaf.quantity.until),
        low=bound if leaf.low is not None else None,
        high=bound if leaf.high is not None else None,
        unit=_UCUM[time.unit],
    )
