"""Off therapy: "off steroids for at least 14 days" in; the denial of them within that time out."""

from __future__ import annotations

from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrasing.denials import free_for_so_long
from trialwright.compiler.phrasing.targets import THERAPY_KINDS
from trialwright.compiler.setting import Setting
from trialwright.protocol.criteria import Window, WindowKind
from trialwright.vocabulary.records import anew
from trialwright.vocabulary.time import Duration, TimeUnit

_BEGINS = frozenset({Sort.COMMA, Sort.EXC, Sort.IF, Sort.MUST, Sort.FILL, Sort.SEMICOLON, Sort.NEG, Sort.COLON, Sort.STOP})
_CLOSES = frozenset({Sort.STOP, Sort.SEMICOLON})
_UNITS = {"d": TimeUnit.DAY, "wk": TimeUnit.WEEK, "mo": TimeUnit.MONTH, "a": TimeUnit.YEAR}
_LACKING = frozenset({"without", "off"})


def with_off_as_not(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The chunks with "off" before a therapy as the denial that it is, and how long it lasts as a time before the trial."""
    result: list[Chunk] = []
    place = 0
    while place < len(chunks):
        chunk = chunks[place]
        behind = chunks[place + 1] if place + 1 < len(chunks) else None
        place += 1
        if not _is_off(chunk) or behind is None or not _is_therapy(behind, setting):
            result.append(chunk)
            continue
        end, window = _for_so_long(chunks, place + 1)
        closes = end == len(chunks) or chunks[end].sort in _CLOSES
        if not closes or (window is None and chunk.sort is Sort.NEG):
            result.append(chunk)  # what stands behind would be denied with it
            continue
        result = [*result, chunk] if chunk.sort is Sort.NEG else _denying(result, chunk)
        result.extend((behind,) if window is not None else (anew(chunk, sort=Sort.NOW, value="current"), behind))
        result.extend((window,) if window is not None else ())
        place = end
    return tuple(result)


def _is_off(chunk: Chunk) -> bool:
    return chunk.sort in (Sort.WORD, Sort.NEG) and chunk.text.lower() in _LACKING


def _is_therapy(chunk: Chunk, setting: Setting) -> bool:
    return chunk.sort is Sort.CONCEPT and all(setting.vocabulary.kind(name) in THERAPY_KINDS for name in chunk.names)


def _denying(before: list[Chunk], off: Chunk) -> list[Chunk]:
    """What stands before, and the denial: "stable off steroids", "treated and off steroids" are so, and not on them."""
    if before and before[-1].sort is Sort.AND:
        joint = anew(before[-1], sort=Sort.ALSO, end=off.end, text="and not", value="and")
        return [*before[:-1], joint]
    if not before or before[-1].sort in _BEGINS:
        return [*before, anew(off, sort=Sort.NEG, text="not", value="not")]
    return [*before, anew(off, sort=Sort.ALSO, text="and not", value="and")]


def _for_so_long(chunks: Sequence[Chunk], place: int) -> tuple[int, Chunk | None]:
    """Where the time behind a therapy ends, and the same time counted back from the trial; no time where none is told."""
    first = place + (place < len(chunks) and chunks[place].sort is Sort.FOR)
    told = chunks[first] if first < len(chunks) else None
    if told is not None and told.sort is Sort.WINDOW and told.window is not None:
        return first + 1, free_for_so_long(chunks[place : first + 1])[-1]
    signed = told is not None and told.sort is Sort.CMP and told.value in (">=", ">")
    number = chunks[first + signed] if first + signed < len(chunks) else None
    amount = number.amount if number is not None and first > place else None
    if number is None or amount is None or amount.unit not in _UNITS:
        return place, None
    window = Window(kind=WindowKind.WITHIN_BEFORE, amount=Duration(amount=amount.low, unit=_UNITS[amount.unit]))
    return first + signed + 1, anew(number, sort=Sort.WINDOW, amount=None, window=window)
