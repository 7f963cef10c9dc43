"""Phrases: the chunks of one plain phrase in, the comparison, target, question or hole that it is out. Read whole, or not at all."""

from __future__ import annotations

from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.intervals import interval_of
from trialwright.compiler.measures import measure_of
from trialwright.compiler.results import result_of
from trialwright.compiler.setting import Setting, flattened, stripped
from trialwright.compiler.targets import has_of, sorted_out
from trialwright.protocol.criteria import Ask, Criterion, NoConstraint

_NUMBERS = frozenset({Sort.AMOUNT, Sort.CODES})


def read_phrase(chunks: Sequence[Chunk], setting: Setting, *, carried: Sequence[Chunk] = ()) -> Criterion:
    """What one phrase says. `carried` are the variables named just before, for a phrase that only gives another limit."""
    flat = stripped(_opened(chunks, setting))
    if not flat or all(chunk.sort in (Sort.FILL, Sort.MUST, Sort.TAIL, Sort.EITHER) for chunk in flat):
        return NoConstraint(why="no condition", span=setting.span(chunks))
    if any(chunk.sort is Sort.ASKED for chunk in flat):
        words = setting.words(stripped(chunks)).rstrip(" .;,:")
        return Ask(statement=words, question=f"{words[:1].upper()}{words[1:]}?", span=setting.span(chunks))
    return _understood(flat, setting, carried) or setting.unread(chunks)


def _understood(flat: Sequence[Chunk], setting: Setting, carried: Sequence[Chunk]) -> Criterion | None:
    interval = interval_of(flat, setting)
    if interval is not None:
        return interval
    result = result_of(flat, setting)
    if result is not None:
        return result
    if any(chunk.sort in _NUMBERS for chunk in flat):
        return measure_of(flat, setting, carried=carried)
    phrase = sorted_out(flat)
    if phrase.others or not phrase.concepts:
        return None
    return has_of(phrase, setting)


def reads_alone(chunks: Sequence[Chunk], setting: Setting) -> bool:
    """True when the phrase names a concept that could stand for itself."""
    return any(chunk.sort is Sort.CONCEPT for chunk in chunks)


def _opened(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The phrase with its brackets dealt with: an abbreviation or a repetition is dropped, a window or narrowing word taken in."""
    result: list[Chunk] = []
    for chunk in chunks:
        if chunk.sort is not Sort.GROUP:
            result.append(chunk)
            continue
        inner = flattened(chunk.inner)
        if _says_nothing_new(inner, result, setting):
            continue
        result.extend(inner)
    return tuple(result)


def _says_nothing_new(inner: Sequence[Chunk], before: Sequence[Chunk], setting: Setting) -> bool:
    words = [chunk for chunk in inner if chunk.sort not in (Sort.FILL, Sort.COMMA)]
    if not words:
        return True
    if words[0].sort is Sort.TAIL:
        return True
    named = {name for chunk in before for name in chunk.names}
    if all(chunk.sort in (Sort.CONCEPT, Sort.VARIABLE) and (set(chunk.names) & named or _abbreviates(chunk, named, setting)) for chunk in words):
        return True
    return len(words) == 1 and words[0].sort is Sort.WORD and words[0].text.isupper() and len(words[0].text) <= 6 and bool(named)


def _abbreviates(chunk: Chunk, named: set[str], setting: Setting) -> bool:
    return any(setting.vocabulary.is_a(other, name) for name in chunk.names for other in named)
