"""Bare adjectives: members of a list of what excludes that are only an adjective ("partial or complete bowel obstruction",
"gastric or small bowel resection") in; each with the head of the member behind that it is an adjective of out."""

from __future__ import annotations

from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrasing.phrases import adjectives
from trialwright.compiler.phrasing.targets import DISEASE_KINDS, THERAPY_KINDS
from trialwright.compiler.setting import Setting
from trialwright.vocabulary.records import anew
from trialwright.vocabulary.words import tokens

_BEFORE = frozenset({Sort.NARROWING, Sort.FILL, Sort.HIST, Sort.NOW, Sort.EITHER, Sort.IF, Sort.WORD, Sort.OTHER})
_ALONE = frozenset({Sort.WINDOW, *_BEFORE})
_ORDINALS = frozenset({"second", "2nd"})
""" "Second or third degree heart block"."""
_HEADS = DISEASE_KINDS | THERAPY_KINDS | {"procedure"}


def with_heads_of_adjectives(members: list[tuple[Chunk, ...]], setting: Setting) -> list[tuple[Chunk, ...]]:
    """The members with the head of what stands behind given to each that ends in an adjective of it."""
    if not setting.exclusion:
        return members
    result = list(members)
    holder: tuple[Chunk, ...] = ()
    for place in range(len(members) - 1, -1, -1):
        member = members[place]
        if holder and result[place + 1] is not members[place + 1] and _only_narrows(member):
            head = next((chunk for chunk in holder if _is_head(chunk, setting)), None)
            result[place] = (*member[:-1], anew(member[-1], sort=Sort.WORD, names=()), head) if head is not None else member
            continue  # "systemic, pulmonary or pericardial infection": of the infection, which pulmonary is one of
        if not _bare(member):
            holder = member
            continue
        found = _head_for(member[-1], holder, setting)
        if found is not None:
            result[place] = (*member[:-1], *found)
    return result


def _bare(member: Sequence[Chunk]) -> bool:
    """True for "partial", "history of lactic": an unknown word, and before it nothing but what may stand before a noun."""
    last = member[-1]
    unknown = last.sort is Sort.WORD or (last.sort is Sort.OTHER and last.text.lower() in _ORDINALS)
    return unknown and all(chunk.sort in _BEFORE for chunk in member[:-1])


def _only_narrows(member: Sequence[Chunk]) -> bool:
    return member[-1].sort is Sort.NARROWING and all(chunk.sort in (Sort.NARROWING, Sort.FILL) for chunk in member)


def _is_head(chunk: Chunk, setting: Setting) -> bool:
    kinds = {setting.vocabulary.kind(name) for name in chunk.names}
    return chunk.sort is Sort.CONCEPT and bool(kinds) and kinds <= _HEADS


def _head_for(adjective: Chunk, holder: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...] | None:
    """The name that the adjective makes with an end of the head's words; else the adjective and the head, or what the head is a
    kind of by its words and by the vocabulary where it has no adjective of its own; None where there is neither."""
    place = next((index for index, chunk in enumerate(holder) if _is_head(chunk, setting)), None)
    if place is None or any(chunk.sort not in _ALONE and chunk.sort is not Sort.CONCEPT for chunk in holder[:place]):
        return None
    head, behind = holder[place], tuple(holder[place + 1 :])
    plain = all(chunk.sort in (Sort.WINDOW, Sort.NARROW, Sort.WORD) for chunk in behind)
    restricted = tuple(chunk for chunk in behind if plain and chunk.sort is not Sort.WINDOW)  # a time is lent to all of them
    words = [token for token in tokens(head.text) if token.text != "-"]
    for size in range(len(words), 0, -1):
        whole = [*tokens(adjective.text), *words[len(words) - size :]]
        hit = setting.tagger.concepts.longest(whole, 0)
        if hit is not None and hit[0] == len(whole):
            return anew(adjective, sort=Sort.CONCEPT, names=hit[1], value=""), *restricted
    if not adjectives((adjective,)):
        return None
    if place and holder[place - 1].sort is Sort.WORD and adjectives(holder[place - 1 : place]):
        return adjective, head, *restricted
    for size in range(1, len(words)):
        hit = setting.tagger.concepts.longest(words[len(words) - size :], 0)
        if hit is not None and hit[0] == size and all(setting.under(name, *hit[1]) for name in head.names):
            return adjective, anew(head, names=hit[1]), *restricted
    return None
