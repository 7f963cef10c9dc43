"""Risk groups: the chunks of a statement in; the same with the words of a named scale ("IPSS-R intermediate, high or very high",
"poor risk by IMDC") as codes of it out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import Setting
from trialwright.vocabulary.records import anew
from trialwright.vocabulary.variables import find_variable, scale_code, scales

_JOINT = r"\s?(?:,\s?or\b|,\s?and\b|,|/|\band/or\b|\bor\b|\band\b|\bto\b-?|\bthrough\b|\s-(?=\s))\s?"
_BEFORE = re.compile(
    r"(?:\s?\([\w '-]{1,40}\))?[\s:=(]*"
    r"(?:(?:of|is|are|was|as|either|being|must be|should be|risk|group|category|score|status)[\s:=]+)*"
)
_RISK = r"(?:[\s-]risk)?"
_NOUN = r"(?:[\s-](?:categor(?:y|ies)|groups?|class(?:es)?|disease|scores?|status)\b)?"
_CUES = re.compile(
    r"(?:(?:by|per|to|on|using|in|with|as|the|according|based|assessed|defined|determined|classified|risk|groups?|category|"
    r"categories|criteria|classification|model|score|patients|having|disease)\W*)+",
    re.IGNORECASE,
)
_BETWEEN = frozenset({Sort.CONCEPT, Sort.FILL, Sort.HEADNOUN, Sort.NARROWING, Sort.PREP, Sort.TAIL, Sort.NARROW, Sort.GROUP})


def with_risk_groups(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The chunks with the words behind or before a scale of words as its codes."""
    result = tuple(chunks)
    for chunk in chunks:
        scale = _scale_of(chunk)
        if scale is not None:
            result = _behind(result, chunk, scale, setting) or _before(result, chunk, scale, setting) or result
        elif chunk.sort is Sort.GROUP:
            inner = with_risk_groups(chunk.inner, setting)
            result = tuple(anew(item, inner=inner) if item is chunk and inner != chunk.inner else item for item in result)
    return result


def _scale_of(chunk: Chunk) -> str | None:
    """The scale of words that a chunk names, itself or alone in brackets; None for any other chunk."""
    if chunk.sort is Sort.GROUP:
        named = [item for item in chunk.inner if item.sort is Sort.VARIABLE]
        plain = all(item.sort in (Sort.VARIABLE, Sort.TAIL, Sort.NARROW, Sort.FILL) for item in chunk.inner)
        return _scale_of(named[0]) if plain and len(named) == 1 else None
    if chunk.sort is not Sort.VARIABLE:
        return None
    variables = (find_variable(name) for name in chunk.names)
    named_scales = (variable.scale for variable in variables if variable is not None and variable.scale is not None)
    return next((scale for scale in named_scales if scale in _worded()), None)


def _of_scale(chunk: Chunk, scale: str) -> Chunk:
    """A name of two variables ("IPSS") as the one that has the scale."""
    names = tuple(name for name in chunk.names if (found := find_variable(name)) is not None and found.scale == scale)
    return anew(chunk, names=names) if names and names != chunk.names else chunk


@cache
def _worded() -> frozenset[str]:
    """Scales of risk and indices, all of whose codes are words."""
    told = (name for name in scales() if "risk" in name or "IPSS" in name or name.endswith(" index"))
    return frozenset(name for name in told if all(re.fullmatch(r"[a-z][\w -]+", grade.code) for grade in scales()[name]))


@cache
def _run(scale: str) -> re.Pattern[str]:
    """One or more codes of a scale, joined as lists and ranges are."""
    words = {word for grade in scales()[scale] for word in (grade.code, *grade.spellings)}
    bare = sorted((word for word in words if not word.endswith("risk")), key=len, reverse=True)
    spelled = "|".join(re.escape(word).replace(r"\ ", r"[\s-]").replace(r"\-", r"[\s-]") for word in bare)
    code = rf"(?:{spelled}){_RISK}{_NOUN}(?![\w])-?"
    return re.compile(rf"(?<![\w-])(?:{code}(?:{_JOINT}{code})*)", re.IGNORECASE)


def _codes(scale: str, text: str) -> tuple[str, ...] | None:
    parts = re.split(rf"({_JOINT})", text)
    names: list[str] = []
    for place, part in enumerate(parts):
        if place % 2:
            ranged = part.strip() in ("to", "to-", "through", "-")
            names.extend(["-"] if ranged else [])
            continue
        word = re.sub(rf"{_RISK}{_NOUN}-?$", "", part.strip(), flags=re.IGNORECASE)
        code = scale_code(scale, word)
        if code is None:
            return None
        names.append(code)
    return tuple(names)


def _behind(chunks: tuple[Chunk, ...], named: Chunk, scale: str, setting: Setting) -> tuple[Chunk, ...] | None:
    """ "IPSS-R risk category of intermediate, high or very high"."""
    if named.sort is Sort.GROUP:
        return None
    text = setting.normal.text
    opening = _BEFORE.match(text, _bracket_end(chunks, named))
    start = opening.end() if opening is not None else named.end
    signed = next((chunk for chunk in chunks if chunk.start == start and chunk.sort is Sort.CMP), None)
    if signed is not None:
        start = signed.end + 1
    found = _run(scale).match(text, start)
    marked = _replaced(chunks, found, scale) if found is not None else None
    return None if marked is None else tuple(_of_scale(chunk, scale) if chunk is named else chunk for chunk in marked)


def _bracket_end(chunks: tuple[Chunk, ...], named: Chunk) -> int:
    """Where a name ends, with a bracket behind it that abbreviates it."""
    behind = chunks[chunks.index(named) + 1 :][:1]
    short = bool(behind) and behind[0].sort is Sort.GROUP and len(behind[0].inner) == 1
    return behind[0].end if short else named.end


def _before(chunks: tuple[Chunk, ...], named: Chunk, scale: str, setting: Setting) -> tuple[Chunk, ...] | None:
    """ "Intermediate-2 or high-risk myelofibrosis per DIPSS", "high-risk MDS (IPSS-R)"."""
    place = chunks.index(named)
    found = [item for item in _run(scale).finditer(setting.normal.text, 0, named.start) if item.end() <= named.start]
    if not found:
        return None
    last = found[-1]
    between = [chunk for chunk in chunks[:place] if chunk.start >= last.end()]
    if any(chunk.sort not in _BETWEEN or not _says_nothing(chunk) for chunk in between):
        return None
    marked = _replaced(chunks, last, scale)
    if marked is None:
        return None
    cues = [chunk for chunk in between if chunk.sort in (Sort.TAIL, Sort.NARROW, Sort.PREP)]
    opened = tuple(item for item in named.inner if item.sort is Sort.VARIABLE) if named.sort is Sort.GROUP else (named,)
    result: list[Chunk] = []
    for chunk in marked:
        if chunk is named:
            result.extend(_of_scale(item, scale) for item in opened)
        else:
            result.append(anew(chunk, sort=Sort.FILL, value="fill") if chunk in cues else chunk)
    return tuple(result)


def _says_nothing(chunk: Chunk) -> bool:
    """True for a thing, or for words that only lead to the scale."""
    cue = chunk.sort in (Sort.TAIL, Sort.NARROW, Sort.PREP)
    return not cue or _CUES.fullmatch(chunk.text) is not None


def _replaced(chunks: tuple[Chunk, ...], found: re.Match[str], scale: str) -> tuple[Chunk, ...] | None:
    """The chunks with those of the run as one chunk of codes; None where the run cuts a chunk in two or is no code."""
    codes = _codes(scale, found[0])
    inside = [chunk for chunk in chunks if chunk.start < found.end() and chunk.end > found.start()]
    if codes is None or not inside or inside[0].start < found.start() or inside[-1].end > found.end():
        return None
    if any(chunk.sort is Sort.GROUP for chunk in inside):
        return None
    first = chunks.index(inside[0])
    run = Chunk(sort=Sort.CODES, start=found.start(), end=found.end(), text=found[0], names=codes)
    return (*chunks[:first], run, *chunks[first + len(inside) :])
