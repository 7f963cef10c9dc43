"""Set times: the members of a list with a time that commas set off from them, or that the way of measuring carries, in; the
members that it is of with it out."""

from __future__ import annotations

from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort

_UNDATED = frozenset({("age",), ("life expectancy",)})
_VALUES = frozenset({Sort.VARIABLE, Sort.CODES, Sort.CMP, Sort.POST, Sort.AMOUNT})


def with_times_apart(members: list[tuple[Chunk, ...]]) -> list[tuple[Chunk, ...]]:
    """ "History, within the last 6 months, of stroke or infarction": a time set off by commas is of every member; behind values
    ("hemoglobin >= 9 g/dL, within 14 days of registration") it is of those before it."""
    times = [place for place, member in enumerate(members) if all(chunk.sort in (Sort.WINDOW, Sort.FILL) for chunk in member)]
    windows = tuple(chunk for place in times for chunk in members[place] if chunk.sort is Sort.WINDOW)[:1]
    if not windows or len(times) == len(members):
        return members
    return [
        (*member, *windows) if _takes_time(member, earlier=place < times[0]) else member
        for place, member in enumerate(members)
        if place not in times
    ]


def _takes_time(member: Sequence[Chunk], *, earlier: bool) -> bool:
    if any(chunk.sort is Sort.WINDOW for chunk in member):
        return False
    values = earlier and any(chunk.sort is Sort.VARIABLE and chunk.names not in _UNDATED for chunk in member)
    return names_thing(member) or (values and member[-1].sort in _VALUES)


def time_of_value(way: Sequence[Chunk], member: Sequence[Chunk]) -> tuple[Chunk, ...]:
    """ "LVEF >= 50 %, as determined by MUGA within 28 days": of the way a value is found, only its time is kept."""
    last = way[-1:] if way[-1].sort is Sort.WINDOW else ()
    return tuple(last) if _takes_time(member, earlier=True) else ()


def names_thing(member: Sequence[Chunk]) -> bool:
    return any(chunk.sort in (Sort.CONCEPT, Sort.STUDYDRUG) for chunk in member)
