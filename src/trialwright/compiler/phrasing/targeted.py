"""Targeted: "agents directed against EGFR", "HER2-directed tyrosine kinase inhibitor" in; the class of drugs that the vocabulary
has under another name out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrasing.targets import THERAPY_KINDS
from trialwright.compiler.setting import Setting
from trialwright.vocabulary.records import anew
from trialwright.vocabulary.words import tokens

_AIMED = frozenset({"targeting", "directed against", "directed at", "directed to", "directed", "targeted", "target", "targets"})
_AGENTS = re.compile(
    r"(?:agent|drug|therap|treatment|medication|compound|antibod|inhibitor|product)\w*(?: (?:that|which))?", re.IGNORECASE
)
_AROUND = frozenset({"pathway", "pathways", "receptor", "receptors", "signaling", "signalling", "axis", "protein"})
_NAMES = ("{} targeted therapy", "anti-{} therapy", "{} inhibitor", "anti-{}")


def with_targets_named(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The chunks with each class that is told by what it is aimed at under its name; as they are where there is no such class."""
    items = list(chunks)
    for place in range(len(items)):
        aimed = place < len(items) and items[place].text.lower() in _AIMED
        if aimed or (0 < place < len(items) and _is_treatment_noun(items[place])):
            found = _before(items, place, setting) or _behind(items, place, setting) if aimed else _alone(items, place, setting)
            if found is not None:
                first, end, names = found
                items[first:end] = [anew(items[first], sort=Sort.CONCEPT, end=items[end - 1].end, names=names, value="")]
                return with_targets_named(items, setting)
    return tuple(items)


def _behind(items: Sequence[Chunk], place: int, setting: Setting) -> tuple[int, int, tuple[str, ...]] | None:
    """ "Agents targeting the EGFR pathway": where it begins and ends, and the class."""
    first = place - 1
    while first > 0 and items[first].sort is Sort.FILL:
        first -= 1
    end = place + 1
    while end < len(items) and items[end].sort is Sort.FILL:
        end += 1
    if first < 0 or end >= len(items) or _AGENTS.fullmatch(items[first].text) is None:
        return None
    names = _class_of(items[end], _NAMES, setting)
    end += 1
    while end < len(items) and items[end].text.lower() in _AROUND:
        end += 1
    return (first, end, names) if names else None


def _before(items: Sequence[Chunk], place: int, setting: Setting) -> tuple[int, int, tuple[str, ...]] | None:
    """ "HER2-directed tyrosine kinase inhibitor": the same."""
    first, end = place - 1, place + 1
    if first > 0 and items[first].text == "-":
        first -= 1
    if first < 0 or end >= len(items):
        return None
    own = items[end].sort is Sort.CONCEPT and all(setting.vocabulary.kind(name) in THERAPY_KINDS for name in items[end].names)
    if not own and not (items[end].sort is Sort.HEADNOUN and _AGENTS.fullmatch(items[end].text)):
        return None
    names = _class_of(items[first], (f"{{}} {items[end].text}",) if own else _NAMES, setting)
    return (first, end + 1, names) if names else None


def _alone(items: Sequence[Chunk], place: int, setting: Setting) -> tuple[int, int, tuple[str, ...]] | None:
    """ "HER2 therapy", "CD20 treatment": the same."""
    kinds = {setting.vocabulary.kind(name) for name in items[place - 1].names}
    names = _class_of(items[place - 1], _NAMES, setting) if kinds and kinds <= _TESTED and not items[place - 1].value else ()
    return (place - 1, place + 1, names) if names else None


_TESTED = frozenset({"gene", "biomarker", "receptor status"})


def _is_treatment_noun(chunk: Chunk) -> bool:
    """True for "therapy", "agents", "treatment": behind the name of a gene it is that which is given, not the gene."""
    return chunk.sort is Sort.HEADNOUN and _AGENTS.fullmatch(chunk.text) is not None


def _class_of(chunk: Chunk, patterns: Sequence[str], setting: Setting) -> tuple[str, ...]:
    if chunk.sort not in (Sort.CONCEPT, Sort.VARIABLE, Sort.WORD) or not any(letter.isupper() for letter in chunk.text):
        return ()
    for pattern in patterns:
        words = tokens(pattern.format(chunk.text))
        hit = setting.tagger.concepts.longest(words, 0)
        if hit is not None and hit[0] == len(words) and setting.vocabulary.kind(hit[1][0]) in THERAPY_KINDS:
            return hit[1]
    return ()


def sharing_their_aim(members: Sequence[tuple[Chunk, ...]]) -> list[tuple[Chunk, ...]]:
    """ "Therapy targeting EGFR or HER2", "agents directed against VEGF or VEGFR": what is aimed at one is aimed at the others."""
    result: list[tuple[Chunk, ...]] = []
    lent: tuple[Chunk, ...] = ()
    for member in members:
        aimed = next((place for place, chunk in enumerate(member) if place and chunk.text.lower() in _AIMED), None)
        if aimed is not None:
            lent = tuple(member[: aimed + 1]) if aimed + 1 < len(member) else ()
            result.append(member)
        elif lent and all(_is_aim(chunk) for chunk in member):
            result.append((*lent, *member))
        else:
            lent = ()
            result.append(member)
    return result


def _is_aim(chunk: Chunk) -> bool:
    named = chunk.sort in (Sort.CONCEPT, Sort.VARIABLE, Sort.WORD) and any(letter.isupper() for letter in chunk.text)
    return named or chunk.sort in (Sort.FILL, Sort.PREP, Sort.GROUP) or chunk.text.lower() in _AROUND or chunk.text == "-"
