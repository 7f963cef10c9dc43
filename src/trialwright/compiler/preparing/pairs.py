"""Pairs of states: "primary or acquired immunodeficiency", "past or resolved hepatitis" in; each pair as the one thing or state
that it means, out."""

from __future__ import annotations

from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import Setting
from trialwright.compiler.tagging.tag import tag
from trialwright.compiler.wording.rules import words
from trialwright.compiler.wording.sought import needs
from trialwright.vocabulary.records import anew

_JOINTS = frozenset({Sort.OR, Sort.SLASH})


_DE_NOVO = frozenset({"de novo", "de-novo"})
_TELLING = _DE_NOVO | {"primary"}


@needs(_TELLING, "past", "origin=germline", words("innate"))
def with_pairs(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The chunks with each such pair as one."""
    items = [
        _telling(chunk, chunks[place + 1 : place + 2], setting) if chunk.text.lower() in _TELLING else chunk
        for place, chunk in enumerate(chunks)
    ]
    for place in range(len(items) - 2):
        if place + 2 >= len(items):
            break
        first, joint, last = items[place : place + 3]
        if joint.sort not in _JOINTS:
            continue
        if _innate(first) and "origin=somatic" in last.names and _ill(items[place + 3 : place + 4], setting):
            items[place : place + 3] = []  # "congenital or acquired bleeding disorder": however one came by it
            continue
        either = _kind_of_both(first, last, setting)
        if either is not None:
            items[place : place + 3] = [either]
        elif first.sort is Sort.HIST and first.text.lower() == "past" and "activity=history" in last.names:
            items[place : place + 2] = []
    return tuple(items)


def _telling(chunk: Chunk, behind: Sequence[Chunk], setting: Setting) -> Chunk:
    """ "Primary lymphedema" is not all lymphedema, though a primary cancer is that cancer."""
    told = chunk.sort is Sort.FILL and chunk.text.lower() == "primary" and bool(behind) and behind[0].sort is Sort.CONCEPT
    if told and {setting.vocabulary.kind(name) for name in behind[0].names} <= {"condition"}:
        return anew(chunk, sort=Sort.WORD)
    if _de_novo(chunk) and bool(behind) and any(setting.under(name, *_OF_BLOOD) for name in behind[0].names):
        return anew(chunk, sort=Sort.WORD, names=(), value="")  # of a leukemia, that none was before it
    return chunk


_OF_BLOOD = ("leukemia", "myelodysplastic syndrome")


def _de_novo(chunk: Chunk) -> bool:
    return chunk.text.lower() in _DE_NOVO


def _ill(behind: Sequence[Chunk], setting: Setting) -> bool:
    return any(setting.vocabulary.kind(name) in ("condition", "finding") for chunk in behind for name in chunk.names)


def _innate(chunk: Chunk) -> bool:
    return "origin=germline" in chunk.names or (chunk.sort is Sort.WORD and chunk.text.lower() in words("innate"))


def _kind_of_both(first: Chunk, last: Chunk, setting: Setting) -> Chunk | None:
    """ "Primary or acquired immunodeficiency", "primary or metastatic brain tumor": the thing without the words for its kind."""
    adjective, _, noun = last.text.partition(" ")
    if (
        not (first.text.lower() == "primary" or _innate(first) or _de_novo(first))
        or last.sort is not Sort.CONCEPT
        or adjective.lower() not in words("not primary")
    ):
        return None
    found = [chunk for chunk in tag(noun, setting.tagger) if chunk.sort is not Sort.FILL]
    if len(found) != 1 or found[0].sort is not Sort.CONCEPT:
        return None
    return anew(last, names=found[0].names, text=noun, start=last.end - len(noun))
