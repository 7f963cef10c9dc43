"""Idle brackets: "(or a legal representative)", "(due to its teratogenic effects)" in; the statement without them out; and
"infarction (< 3 months)", among what excludes, with the time that its bracket tells."""

from __future__ import annotations

from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrasing.targets import DISEASE_KINDS
from trialwright.compiler.setting import Setting, stripped, with_inner
from trialwright.compiler.wording.rules import matching
from trialwright.protocol.criteria import Window, WindowKind
from trialwright.vocabulary.records import anew
from trialwright.vocabulary.time import Duration, TimeUnit


def without_idle_brackets(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The chunks without brackets that narrow nothing and add nothing (data/wordings.tsv, "idle bracket")."""
    return tuple(chunk for chunk in chunks if chunk.sort is not Sort.GROUP or not _idle(chunk, setting))


def _idle(group: Chunk, setting: Setting) -> bool:
    return matching("idle bracket", setting.words(group.inner).strip(" .;,")) is not None


_UNITS = {"d": TimeUnit.DAY, "wk": TimeUnit.WEEK, "mo": TimeUnit.MONTH, "a": TimeUnit.YEAR}
_OPERATED = frozenset({"surgery", "transplant"})
_NO_EVENTS = ("remission", "disease-free interval", "progression-free interval")


def with_times_in_brackets(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """ "Recent (< 3 months) myocardial infarction", "stroke (< 6 months)" among what excludes: how long ago it was."""
    if not setting.exclusion:
        return tuple(chunks)
    result: list[Chunk] = []
    for place, chunk in enumerate(chunks):
        window = _window(stripped(chunk.inner)) if chunk.sort is Sort.GROUP else None
        of_it = window is not None and place > 0 and (_recent(chunks[place - 1]) or _an_event(chunks[place - 1], setting))
        result.append(with_inner(chunk, (window,)) if window is not None and of_it else chunk)
    return tuple(result)


_ENDS = frozenset({Sort.COMMA, Sort.SEMICOLON, Sort.STOP, Sort.OR, Sort.AND, Sort.EXC})


def with_bare_times(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """ "Myocardial infarction <= 6 months, stroke < 1 year" among what excludes: how long ago it was."""
    if not setting.exclusion:
        return tuple(chunks)
    result: list[Chunk] = []
    for place, chunk in enumerate(chunks):
        pair = chunks[place - 1 : place + 1] if place else ()
        behind = chunks[place + 1 : place + 2]
        window = _window(pair) if chunk.sort is Sort.AMOUNT and all(item.sort in _ENDS for item in behind) else None
        if window is not None and place > 1 and _an_event(chunks[place - 2], setting):
            result[-1] = window
        else:
            result.append(chunk)
    return tuple(result)


def _window(inner: Sequence[Chunk]) -> Chunk | None:
    """ "< 3 months" as the time up to now; None for anything else."""
    if [chunk.sort for chunk in inner] != [Sort.CMP, Sort.AMOUNT] or inner[0].value not in ("<", "<="):
        return None
    amount = inner[1].amount
    unit = _UNITS.get(amount.unit or "") if amount is not None and amount.high is None else None
    if amount is None or unit is None:
        return None
    length = Duration(amount=amount.low, unit=unit)
    window = Window(kind=WindowKind.WITHIN_BEFORE, amount=length, strict=inner[0].value == "<")
    return anew(inner[0], sort=Sort.WINDOW, end=inner[1].end, text=f"{inner[0].text} {inner[1].text}", value="", window=window)


def _recent(before: Chunk) -> bool:
    return before.names == ("recency=recent",)


def _an_event(before: Chunk, setting: Setting) -> bool:
    """Illnesses and operations, which happen; not a remission, nor a treatment, which may be meant to have lasted so long."""
    if before.sort is not Sort.CONCEPT or any(name in _NO_EVENTS for name in before.names):
        return False
    return all(setting.vocabulary.kind(name) in DISEASE_KINDS | _OPERATED for name in before.names)
