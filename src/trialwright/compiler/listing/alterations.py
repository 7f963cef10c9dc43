"""Alterations: "mutations in KRAS, NRAS or HRAS at codons 12, 13 or 61", "pathogenic variant in one of: ATM, PALB2" in; the
change in each of the genes out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.listing.joining import joined
from trialwright.compiler.phrasing.results import result_of, tested
from trialwright.compiler.setting import LIST_SIGNS, Setting, joined_by, split_at
from trialwright.protocol.criteria import Criterion
from trialwright.vocabulary.records import anew

_CHANGE = re.compile(
    r"\b(?:mutations?|mutated|alterations?|variants?|fusions?|rearrangements?|translocations?|amplifications?|deletions?|"
    r"insertions?|loss|gain|aberrations?|inactivation)\b",
    re.IGNORECASE,
)
_LEADS = frozenset(
    {
        Sort.WORD,
        Sort.FILL,
        Sort.OR,
        Sort.COMMA,
        Sort.SLASH,
        Sort.AND,
        Sort.NARROWING,
        Sort.HIST,
        Sort.IF,
        Sort.EITHER,
        Sort.OTHER_SIGN,
    }
)
_IN = frozenset({"in", "of", "in the", "of the", "within", "involving", "for", "affecting"})
_AMONG = frozenset({*LIST_SIGNS, Sort.FILL, Sort.EITHER, Sort.COLON, Sort.HEADNOUN, Sort.BOTH})
_BEHIND = frozenset({Sort.WORD, Sort.FILL, Sort.WINDOW, Sort.PREP, Sort.OTHER_SIGN})


def alterations_in(chunks: Sequence[Chunk], setting: Setting) -> Criterion | None:
    """The change that a stretch names before a list of genes, or the changes behind it, in each of them; None for any other
    stretch."""
    place = next((index for index, chunk in enumerate(chunks) if index and _is_in(chunk)), None)
    if place is None:
        return changes_alike(chunks, setting)
    if any(chunk.sort not in (*_LEADS, Sort.GROUP) for chunk in chunks[:place]):
        return None
    change = tuple(chunk for chunk in chunks[:place] if chunk.sort is not Sort.GROUP)
    if _CHANGE.search(setting.words(change)) is None:
        return None
    last = max((index for index, chunk in enumerate(chunks) if _is_gene(chunk, setting)), default=-1)
    named = chunks[place + 1 : last + 1]
    genes = [chunk for chunk in named if _is_gene(chunk, setting)]
    if not genes or any(chunk not in genes and chunk.sort not in _AMONG for chunk in named):
        return None
    behind = [chunk for chunk in chunks[last + 1 :] if chunk.sort is not Sort.GROUP]
    if any(chunk.sort not in _BEHIND for chunk in behind):
        return None
    words = [anew(chunk, sort=Sort.FILL) if chunk.sort in (*LIST_SIGNS, Sort.EITHER) else chunk for chunk in (*change, *behind)]
    nodes = [result_of((*words[: len(change)], gene, *words[len(change) :]), setting) for gene in genes]
    signs = [chunk for chunk in named if chunk.sort in LIST_SIGNS]
    if any(node is None for node in nodes):
        return None
    if _ONE.search(setting.words(named)) is not None:
        return joined_by("or", [node for node in nodes if node is not None])
    return joined([node for node in nodes if node is not None], signs, named, setting)


def changes_alike(chunks: Sequence[Chunk], setting: Setting) -> Criterion | None:
    """ "EGFR, ALK or ROS1 rearrangement or mutation": either change, in each of the genes."""
    places = [index for index, chunk in enumerate(chunks) if _is_gene(chunk, setting)]
    if len(places) < _SEVERAL:
        return None
    named, behind = chunks[places[0] : places[-1] + 1], chunks[places[-1] + 1 :]
    genes = [chunks[index] for index in places]
    lead = [chunk for chunk in chunks[: places[0]] if chunk.names != _TUMOR]
    signs = [chunk for chunk in named if chunk.sort in LIST_SIGNS]
    if any(chunk not in genes and chunk.sort not in LIST_SIGNS | {Sort.FILL} for chunk in named):
        return None
    if lead and lead[-1].sort is Sort.PREP and lead[-1].text.lower() == "with":
        lead.pop()
    if any(chunk.sort not in _PLAIN for chunk in lead) or any(chunk.sort not in _ALTERED for chunk in behind):
        return None
    pieces = [setting.words(piece) for piece, _sign in split_at(behind, frozenset({Sort.OR, Sort.SLASH, Sort.COMMA})) if piece]
    if len(pieces) < _SEVERAL or not all(_CHANGE.fullmatch(piece.split()[-1]) for piece in pieces):
        return None
    words = [anew(chunk, sort=Sort.FILL) if chunk.sort in LIST_SIGNS else chunk for chunk in behind]
    nodes = [result_of((gene, *words), setting) for gene in genes]
    told = [node for node in nodes if node is not None]
    return joined(told, signs, named, setting) if len(told) == len(nodes) else None


_SEVERAL = 2
_PLAIN = frozenset({Sort.FILL, Sort.IF, Sort.HIST, Sort.EITHER, Sort.MUST})
_TUMOR = ("origin=somatic",)
_ALTERED = frozenset({Sort.WORD, Sort.FILL, Sort.OR, Sort.SLASH, Sort.COMMA, Sort.OTHER_SIGN})
_ONE = re.compile(r"\b(?:one|any|either)\b(?! copy)", re.IGNORECASE)


def changes_in(chunks: Sequence[Chunk], setting: Setting) -> bool:
    """True for a label that ends in what the genes behind it must have ("mutation in one of the following genes")."""
    place = next((index for index, chunk in enumerate(chunks) if index and _is_in(chunk)), None)
    if place is None or any(chunk.sort not in (*_AMONG, Sort.WORD) for chunk in chunks[place + 1 :]):
        return False
    return (
        all(chunk.sort in (*_LEADS, Sort.GROUP) for chunk in chunks[:place])
        and _CHANGE.search(setting.words(chunks[:place])) is not None
    )


def _is_in(chunk: Chunk) -> bool:
    return chunk.sort in (Sort.PREP, Sort.FOR) and chunk.text.lower() in _IN


def _is_gene(chunk: Chunk, setting: Setting) -> bool:
    return chunk.sort is Sort.CONCEPT and not chunk.value and tested(chunk, setting)
