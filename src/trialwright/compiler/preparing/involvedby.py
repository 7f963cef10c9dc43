"""Involved by: "central nervous system involvement by leukemia or lymphoma" in; the involvement alone out, for the cancers behind
it only say by what: nobody is meant who has one of them elsewhere. So with "CNS tumor or metastases": those of the CNS."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import Setting
from trialwright.compiler.wording.sought import needs
from trialwright.vocabulary.records import anew

_INVOLVED = re.compile(r"(?:involvement|infiltration|invasion|manifestations?|metastas[ie]s)$", re.IGNORECASE)
_BY_ITS_NAME = re.compile(r"(?:involvement|infiltration|invasion) (?:by|from|of|with) ", re.IGNORECASE)
_BY = frozenset({"by", "from", "due to"})
_SIGNS = frozenset({Sort.OR, Sort.COMMA, Sort.SLASH, Sort.AND})
_CANCERS = frozenset({"cancer", "histology"})


@needs(_INVOLVED)
def with_involvement_alone(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The chunks without "by" and two cancers or more behind an involvement; where its name holds the first of them, the others
    are words that nothing knows."""
    result: list[Chunk] = []
    place = 0
    while place < len(chunks):
        chunk = chunks[place]
        result.append(chunk)
        place += 1
        if chunk.sort is not Sort.CONCEPT or place >= len(chunks):
            continue
        named = _BY_ITS_NAME.search(chunk.text) is not None
        said = _INVOLVED.search(chunk.text) is not None and chunks[place].text.lower() in _BY
        end = _cancers_end(chunks, place if named else place + 1, setting, first=not named) if named or said else place
        if named and end > place:
            result += [anew(item, sort=Sort.WORD, names=()) if item.sort is Sort.CONCEPT else item for item in chunks[place:end]]
        place = end if end > place + 1 else place
    return tuple(result)


_OF_CNS = {"brain": "brain metastasis", "central nervous system": "central nervous system metastasis"}
_ANYWHERE = re.compile(r"metastas[ie]s|metastatic (?:disease|involvement)|mets", re.IGNORECASE)
_TELLS_WHERE = frozenset({"to", "in", "of", "at", "outside", "from", "involving", "within", "beyond"})


@needs(_ANYWHERE)
def with_metastases_placed(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The chunks with the metastases that "CNS tumor, metastases or meningitis" and "brain malignancy or metastases" name: those
    of the same place, where no other is told; nobody would keep out all with metastases in these words."""
    result: list[Chunk] = []
    place = ""
    for index, chunk in enumerate(chunks):
        if chunk.sort is Sort.CONCEPT:
            bare = bool(place) and chunk.names == ("distant metastasis",) and _ANYWHERE.fullmatch(chunk.text) is not None
            told = any(item.text.lower() in _TELLS_WHERE for item in chunks[index + 1 : index + 2])
            result.append(anew(chunk, names=(_OF_CNS[place],)) if bare and not told else chunk)
            place = _place_of_tumor(chunk)
        else:
            result.append(chunk)
            place = place if chunk.sort in _BESIDE else ""
    return tuple(result)


_BESIDE = frozenset({Sort.COMMA, Sort.OR, Sort.SLASH, Sort.GROUP, Sort.FILL})


def _place_of_tumor(chunk: Chunk) -> str:
    """The place that a tumor of the brain or of the central nervous system is named by; nothing for any other name."""
    tumors = (f"{place} {kind}" for place in _OF_CNS for kind in ("tumor", "cancer"))
    return chunk.names[0].rpartition(" ")[0] if len(chunk.names) == 1 and chunk.names[0] in tumors else ""


def _cancers_end(chunks: Sequence[Chunk], place: int, setting: Setting, *, first: bool) -> int:
    """Where the cancers that are listed from `place` on end; `place` itself where there are fewer than two in all."""
    end, several = place, not first
    expects = first
    while end < len(chunks):
        chunk = chunks[end]
        if expects and chunk.sort is Sort.CONCEPT and _cancer(chunk, setting):
            expects, end = False, end + 1
        elif not expects and chunk.sort in _SIGNS and end + 1 < len(chunks) and _cancer(chunks[end + 1], setting):
            expects, several, end = True, True, end + 1
        else:
            break
    closed = end == len(chunks) or chunks[end].sort in (Sort.STOP, Sort.SEMICOLON, Sort.WINDOW)
    return end if several and closed and not expects else place


def _cancer(chunk: Chunk, setting: Setting) -> bool:
    return chunk.sort is Sort.CONCEPT and all(setting.vocabulary.kind(name) in _CANCERS for name in chunk.names)
