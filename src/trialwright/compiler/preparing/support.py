"""Support: "unsupported by transfusions", "without growth factor support" behind a value in; a bracket of that sort, and what it
asks, out."""

from __future__ import annotations

from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrasing.asking import question
from trialwright.compiler.setting import Setting, flattened
from trialwright.compiler.wording.rules import matching
from trialwright.protocol.criteria import AnyOf, Compare, Criterion, Has, NoneOf, Target, walk
from trialwright.vocabulary.records import anew

SUPPORT = "support"
"""The value of a GROUP chunk that says by what means a value must not have been reached."""
_NUMBERS = frozenset({Sort.AMOUNT, Sort.CODES, Sort.POST})
_ENDS = frozenset({Sort.STOP, Sort.SEMICOLON, Sort.COMMA, Sort.WINDOW, Sort.SPAN_OF_TIME, Sort.GROUP, Sort.EXC, Sort.COLON})
_BLOOD = "blood transfusion"
_MEANS = {
    "platelet count": "platelet transfusion",
    "hemoglobin": "red blood cell transfusion",
    "hematocrit": "red blood cell transfusion",
}
"""What a bare "transfusion" is, by the value that it would raise."""
_KINDS = frozenset({"drug", "drug class", "procedure"})


def with_support_marked(items: Sequence[Chunk], setting: Setting) -> list[Chunk]:
    """The chunks with a GROUP of value SUPPORT for each such remark behind a value; one with a time of its own stays a list."""
    kept: list[Chunk] = []
    place = 0
    while place < len(items):
        chunk = items[place]
        end = _remark_end(items, place, kept, setting)
        if chunk.sort is Sort.GROUP and _follows_number(kept) and _remarks(chunk.inner, setting):
            kept.append(anew(chunk, value=SUPPORT))
            place += 1
        elif end is not None:
            inner = tuple(items[place:end])
            kept.append(Chunk(sort=Sort.GROUP, start=inner[0].start, end=inner[-1].end, text="()", value=SUPPORT, inner=inner))
            place = end
        else:
            kept.append(chunk)
            place += 1
    return kept


def _follows_number(before: Sequence[Chunk]) -> bool:
    last = next((chunk for chunk in reversed(before) if chunk.sort not in (Sort.FILL, Sort.COMMA, Sort.AND, Sort.MUST)), None)
    return last is not None and (last.sort in _NUMBERS or (last.sort is Sort.GROUP and last.value != SUPPORT and len(before) > 1))


def _remarks(inner: Sequence[Chunk], setting: Setting) -> bool:
    timed = any(chunk.sort in (Sort.WINDOW, Sort.SPAN_OF_TIME, Sort.AMOUNT, Sort.EXC) for chunk in flattened(inner))
    return bool(inner) and not timed and matching("support", setting.words(inner)) is not None


def _remark_end(items: Sequence[Chunk], place: int, before: Sequence[Chunk], setting: Setting) -> int | None:
    """The end of a remark outside brackets that begins at `place`."""
    if items[place].sort in (Sort.GROUP, Sort.AMOUNT, Sort.VARIABLE, Sort.CMP) or not _follows_number(before):
        return None
    if not any(chunk.sort in _NUMBERS for chunk in before):
        return None
    start = place
    while start < len(items) and items[start].sort in (Sort.COMMA, Sort.AND, Sort.FILL):
        start += 1
    end = start
    while end < len(items) and items[end].sort not in _ENDS and items[end].sort not in (Sort.CMP, Sort.AMOUNT):
        end += 1
    if end < len(items) and items[end].sort in (Sort.WINDOW, Sort.SPAN_OF_TIME, Sort.AMOUNT, Sort.CMP):
        return None
    return end if end > start and _remarks(items[place:end], setting) else None


def unsupported(base: Criterion, remark: Chunk, setting: Setting) -> Criterion:
    """What such a remark asks: that nothing of the sort was ever given, or else a person must tell."""
    asked = question(remark.inner, setting)
    named = [name for chunk in flattened(remark.inner) if chunk.sort is Sort.CONCEPT for name in chunk.names]
    raised = [node.quantity.variable for node in walk(base) if isinstance(node, Compare) and node.quantity.variable]
    means = [_MEANS.get(raised[-1], name) if name == _BLOOD and raised else name for name in named]
    span = setting.span((remark,))
    if not means or any(setting.vocabulary.kind(name) not in _KINDS for name in means):
        return asked
    given = tuple(Has(target=Target(concept=name), span=span) for name in means)
    return AnyOf(items=(NoneOf(items=given, span=span), asked), span=span)
