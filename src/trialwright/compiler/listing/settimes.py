"""Set times: the members of a list with a time that commas set off from them, or that the way of measuring carries, in; the
members that it is of with it out."""

from __future__ import annotations

from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.listing.bannedtimes import with_banned_times
from trialwright.compiler.phrasing.targets import DISEASE_KINDS, THERAPY_KINDS
from trialwright.compiler.setting import LIST_SIGNS, Setting, flattened
from trialwright.protocol.criteria import Window, WindowKind

_UNDATED = frozenset({("age",), ("life expectancy",)})
_VALUES = frozenset({Sort.VARIABLE, Sort.CODES, Sort.CMP, Sort.POST, Sort.AMOUNT})


def with_times_apart(members: list[tuple[Chunk, ...]]) -> list[tuple[Chunk, ...]]:
    """ "History, within the last 6 months, of stroke or infarction": a time set off by commas is of every member; behind values
    ("hemoglobin >= 9 g/dL, within 14 days of registration") it is of those before it. In a bracket before the first thing that is
    named ("recent (within 6 months) stroke or infarction"), it is of every member."""
    head = next((index for index, chunk in enumerate(members[0]) if chunk.sort is Sort.CONCEPT), 0)
    group = next((chunk for chunk in members[0][:head] if chunk.sort is Sort.GROUP and _tells_time(chunk)), None)
    if group is not None:
        own = tuple(chunk for chunk in group.inner if chunk.sort is Sort.WINDOW)
        first = tuple(chunk for chunk in members[0] if chunk is not group)
        return [(*member, *own) if _takes_time(member, earlier=False) else member for member in (first, *members[1:])]
    times = [place for place, member in enumerate(members) if all(chunk.sort in (Sort.WINDOW, Sort.FILL) for chunk in member)]
    windows = tuple(chunk for place in times for chunk in members[place] if chunk.sort is Sort.WINDOW)[:1]
    if not windows or len(times) == len(members):
        return members
    return [
        (*member, *windows) if _takes_time(member, earlier=place < times[0]) else member
        for place, member in enumerate(members)
        if place not in times
    ]


def times_of_label(label: Sequence[Chunk], *, excludes: bool) -> tuple[Chunk, ...]:
    """The times in what stands before a colon, those in its brackets too ("history (within 6 months) of: stroke, infarction");
    of what is required, only of brackets that say nothing else."""
    told = [chunk for chunk in label if chunk.sort is not Sort.GROUP or excludes or _tells_time(chunk)]
    return tuple(chunk for chunk in flattened(told) if chunk.sort is Sort.WINDOW)


def with_purpose_of_label(label: Sequence[Chunk], members: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The members of a ban, each therapy with what it was for by their label: "prior treatment for prostate cancer: surgery"."""
    named = [chunk for chunk in label if chunk.sort is Sort.CONCEPT]
    place = label.index(named[-1]) if setting.exclusion and named else 0
    tied = label[place - 1] if place else None
    told = [chunk for chunk in members if chunk.sort is Sort.CONCEPT]
    purpose = (tied, named[-1]) if tied is not None and tied.text.lower() == "for" else ()
    own = any(chunk.sort is Sort.FOR or chunk.text.lower() == "for" for chunk in members)
    if not purpose or own or not _all_of(DISEASE_KINDS, purpose[1:], setting) or not _all_of(THERAPY_KINDS, told, setting):
        return tuple(members)
    if all(chunk.sort in _LISTED for chunk in members):
        return (*members, *purpose)  # which the last shares with the others
    return tuple(item for chunk in members for item in (chunk, *(purpose if chunk.sort is Sort.CONCEPT else ())))


_LISTED = LIST_SIGNS | {Sort.CONCEPT, Sort.FILL, Sort.STOP, Sort.EITHER}


def _all_of(kinds: frozenset[str], chunks: Sequence[Chunk], setting: Setting) -> bool:
    return all(setting.vocabulary.kind(name) in kinds for chunk in chunks for name in chunk.names)


_WITHIN = frozenset({"≤", "<", "<="})
_MEASURED = frozenset({"obtained", "assessed", "measured", "performed", "determined", "done", "documented", "evaluated", "taken"})


def time_said(chunks: Sequence[Chunk]) -> Window | None:
    """The first time in what stands above a list, or in a bracket there that says nothing else."""
    times = (item.window for chunk in with_banned_times(chunks) for item in (chunk, *(chunk.inner if _is_aside(chunk) else ())))
    return next((window for window in times if window is not None), None)


def _is_aside(chunk: Chunk) -> bool:
    return chunk.sort is Sort.GROUP and _tells_time(chunk)


def _tells_time(group: Chunk) -> bool:
    """True for "(within 6 months)", "(<= 6 months before entry)", "(obtained within 7 days before entry)"."""
    rest = [chunk for chunk in group.inner if chunk.sort is not Sort.WINDOW]
    plain = all(chunk.sort is Sort.FILL or chunk.text.lower() in _WITHIN | _MEASURED for chunk in rest)
    times = [chunk.window for chunk in group.inner if chunk.window is not None]
    return plain and len(times) == 1 and times[0].kind is WindowKind.WITHIN_BEFORE


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
