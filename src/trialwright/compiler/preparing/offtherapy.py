"""Off therapy: "off steroids for at least 14 days", "no steroids for 2 weeks" in; the denial of them within that time out."""

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
_NOT = frozenset({"no", "not", "and no", "and not"})


def with_off_as_not(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The chunks with "off" before a therapy as the denial that it is, and how long it lasts as a time before the trial."""
    result: list[Chunk] = []
    if not any(map(_is_off, chunks)):
        return tuple(chunks)
    place = 0
    while place < len(chunks):
        begin, chunk = place, chunks[place]
        place += 1
        place += chunk.text.lower() in _NOT and place < len(chunks) and _at_present(chunks[place])
        last = _last_therapy(chunks, place, setting) if _is_off(chunk) else None
        if last is None:
            result.extend(chunks[begin:place])
            continue
        end, window = for_so_long(chunks, last + 1)
        last = last if window is not None else place
        end = end if window is not None else place + 1
        closes = end == len(chunks) or chunks[end].sort in _CLOSES or _denies_more(chunks[end : end + 2])
        if not closes or (window is None and chunk.sort in (Sort.NEG, Sort.ALSO)) or _is_of_length(chunks[place:end], chunk):
            result.extend(chunks[begin:place])  # what stands behind would be denied with it
            continue
        result = [*result, chunk] if chunk.sort in (Sort.NEG, Sort.ALSO) else _denying(result, chunk)
        now = (anew(chunk, sort=Sort.NOW, value="current"),) if window is None else ()
        result.extend((*now, *chunks[place : last + 1]))
        result.extend((window,) if window is not None else ())
        place = end
    return tuple(result)


def _at_present(chunk: Chunk) -> bool:
    return chunk.sort is Sort.NOW or (chunk.sort is Sort.PREP and chunk.text.lower() == "on")


def _last_therapy(chunks: Sequence[Chunk], place: int, setting: Setting) -> int | None:
    """The place of the last therapy of a list of nothing else that begins there; None where none does."""
    last = None
    while place < len(chunks) and _is_therapy(chunks[place], setting):
        last = place
        place += 1
        while place < len(chunks) and chunks[place].sort in (Sort.OR, Sort.COMMA, Sort.SLASH):
            place += 1
    return last


def _is_off(chunk: Chunk) -> bool:
    if chunk.sort not in (Sort.WORD, Sort.NEG, Sort.ALSO):
        return False
    word = chunk.text.lower()
    return (chunk.sort is not Sort.ALSO and word in _LACKING) or (chunk.sort is not Sort.WORD and word in _NOT)


def _denies_more(chunks: Sequence[Chunk]) -> bool:
    """ "… and no radiotherapy for 4 weeks" behind a first denial."""
    sorts = [chunk.sort for chunk in chunks]
    return sorts[:1] == [Sort.ALSO] or (sorts[1:] == [Sort.NEG] and sorts[0] in (Sort.AND, Sort.COMMA))


def _is_of_length(chunks: Sequence[Chunk], denial: Chunk) -> bool:
    """ "No steroids for more than 2 weeks" may forbid a long course only; "no steroids for 2 weeks" does not."""
    return denial.text.lower() in _NOT and any(chunk.sort is Sort.CMP and chunk.value == ">" for chunk in chunks)


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


def for_so_long(chunks: Sequence[Chunk], place: int) -> tuple[int, Chunk | None]:
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
