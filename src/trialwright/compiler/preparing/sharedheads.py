"""Shared heads: "estrogen and/or progesterone receptor", "CML in chronic or accelerated phase" in; "estrogen receptor" in the
place of "estrogen", the disease in each of its phases out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import Setting, split_at
from trialwright.compiler.tagging.tag import tag
from trialwright.compiler.wording.sought import needs
from trialwright.vocabulary.records import anew

_JOINTS = frozenset({Sort.AND, Sort.OR, Sort.SLASH})
_RESULTS = frozenset({Sort.CONCEPT, Sort.VARIABLE})
_TENDENCIES = frozenset({"tendency", "tendencies", "diathesis", "predisposition"})
""" "Hemorrhage or thrombotic tendency": who bled once has no tendency to it."""
_HYPHEN = Sort.OTHER_SIGN


def with_heads_shared(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The chunks with each thing that stands beside one of another kind given the other's head, where that makes it one of those.

    An oestrogen is a drug; beside "or progesterone receptor" it is a receptor.
    """
    items = list(chunks)
    for place, chunk in enumerate(items):
        if chunk.sort not in (Sort.CONCEPT, Sort.WORD):
            continue
        hyphen = place + 1 < len(items) and items[place + 1].sort is _HYPHEN and items[place + 1].text == "-"
        joint = place + 1 + hyphen
        if joint + 1 >= len(items) or items[joint].sort not in _JOINTS or items[joint + 1].sort not in _RESULTS:
            continue
        if chunk.sort is Sort.WORD and items[joint + 1].sort is not Sort.VARIABLE:
            continue  # "aspartate and alanine aminotransferase": a word alone is told by what is measured only
        meant = _with_head_of(chunk, items[joint + 1], setting)
        if meant is not None:
            items[place] = meant
            if hyphen:
                items[place + 1] = anew(items[place + 1], sort=Sort.FILL)
    return tuple(items)


def _with_head_of(first: Chunk, second: Chunk, setting: Setting) -> Chunk | None:
    words = second.text.replace("-", " ").split()
    kinds = {setting.vocabulary.kind(name) for name in second.names}
    alike = bool(kinds & {setting.vocabulary.kind(name) for name in first.names})
    if len(words) < 2 or len(kinds) != 1 or (alike and words[-1].lower() not in _TENDENCIES):
        return None
    found = [chunk for chunk in tag(f"{first.text} {words[-1]}", setting.tagger) if chunk.sort is not Sort.FILL]
    if len(found) != 1 or found[0].sort is not second.sort or {setting.vocabulary.kind(name) for name in found[0].names} != kinds:
        return None
    return anew(first, sort=found[0].sort, names=found[0].names)


@needs("phase", "crisis")
def with_phases_named(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """ "CML in chronic or accelerated phase", "accelerated or blast phase CML": the chunks with the disease in each of its
    phases, where each has a name."""
    apart = [piece for chunk in chunks for piece in _in_words(chunk, setting)]
    ends = [place for place, chunk in enumerate(apart) if chunk.text.lower() in _PHASES]
    for place in reversed(ends):
        first = place
        while first and _tells_phase(apart[first - 1]):
            first -= 1
        said = apart[first : place + 1]
        if not any(chunk.sort in (*_JOINTS, Sort.COMMA) for chunk in said) or said[0].sort in (*_JOINTS, Sort.COMMA):
            continue
        around = _disease_of(apart, first, place + 1)
        named = _each_named(said, apart[around[0]], setting) if around is not None else None
        if around is not None and named is not None:
            return (*apart[: min(first, around[0])], *named, *apart[max(place + 1, around[1]) :])
    return tuple(chunks)


_BETWEEN = frozenset({Sort.FILL, Sort.GROUP, Sort.FOR})
_PHASES = frozenset({"phase", "phases", "crisis"})
_NAMED_PHASE = re.compile(r"(.+?) in (\w+) (phase|crisis)|(\w+)[ -](phase|crisis)(?: (.+))?", re.IGNORECASE)


def _in_words(chunk: Chunk, setting: Setting) -> Iterator[Chunk]:
    """ "CML in chronic phase", "accelerated phase CML", "blast crisis" as the words that they are of, to be put together anew."""
    match = _NAMED_PHASE.fullmatch(chunk.text) if chunk.sort is Sort.CONCEPT else None
    if match is None:
        yield chunk
        return
    for number in range(1, len(match.groups()) + 1):
        start, end = match.span(number)
        disease = number in (1, match.re.groups)
        if match[number]:
            piece = anew(chunk, start=chunk.start + start, end=chunk.start + end, text=match[number])
            names = tuple(name for item in tag(match[number], setting.tagger) for name in item.names) if disease else ()
            yield anew(piece, names=names) if names else anew(piece, sort=Sort.WORD, names=(), value=match[number].lower())


def _tells_phase(chunk: Chunk) -> bool:
    one_word = chunk.sort in (Sort.WORD, Sort.NARROWING, Sort.VARIABLE) and chunk.text.isalpha()
    return one_word or chunk.text.lower() == "chronic" or chunk.sort in (*_JOINTS, Sort.COMMA)


def _disease_of(chunks: Sequence[Chunk], first: int, end: int) -> tuple[int, int] | None:
    """Where the disease stands that is in those phases, before them ("CML (Ph+) in") or right behind them, and where it ends."""
    if end < len(chunks) and chunks[end].sort is Sort.CONCEPT:
        return end, end + 1
    place = first
    while place and (
        chunks[place - 1].sort in (Sort.FILL, Sort.GROUP, Sort.FOR) or chunks[place - 1].text.lower() in ("in", "with")
    ):
        place -= 1
    return (place - 1, place) if place and chunks[place - 1].sort is Sort.CONCEPT else None


def _each_named(said: Sequence[Chunk], disease: Chunk, setting: Setting) -> list[Chunk] | None:
    """The disease in each phase of a list, with the signs between them; None where it has no such name."""
    result: list[Chunk] = []
    for words, sign in split_at(said, frozenset({*_JOINTS, Sort.COMMA})):
        phases = [chunk for chunk in words if chunk.text.lower() not in _PHASES]
        if len(phases) > 1 or (not phases and words):
            return None
        for chunk in phases:
            name = _in_phase(disease, chunk.text.lower(), setting)
            if name is None:
                return None
            result.append(anew(disease, start=chunk.start, end=chunk.end, text=chunk.text, names=(name,)))
        result.extend([sign] if sign is not None else [])
    return result


def _in_phase(disease: Chunk, phase: str, setting: Setting) -> str | None:
    """The name of a disease in one phase, where the vocabulary has one."""
    for named in disease.names:
        found = [item for item in tag(f"{named} in {phase} phase", setting.tagger) if item.sort is not Sort.FILL]
        known = len(found) == 1 and found[0].sort is Sort.CONCEPT and len(found[0].names) == 1
        if known and found[0].names[0] != named and setting.under(found[0].names[0], named):
            return found[0].names[0]
    return None
