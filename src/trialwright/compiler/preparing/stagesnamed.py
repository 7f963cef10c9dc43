"""Stages named: "stage IIIB or IV metastatic breast cancer" of what is required in; the same without "metastatic", which not
all of the stages can be, out; and "early-stage cancer (stage I to III)" as its stages alone."""

from __future__ import annotations

from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import Setting
from trialwright.compiler.wording.sought import needs

_METASTATIC = "extent=metastatic"
_SPREAD = "IV"


@needs("stage")
def with_all_stages(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The chunks without the adjective right behind a list of stages, right before it, or in a bracket that says the cancer
    again, where the list names a stage without distant metastases."""
    place = next((index for index, chunk in enumerate(chunks) if _names_several(chunks, index)), None)
    if setting.exclusion or place is None:
        return tuple(chunks)
    behind = place + 1 < len(chunks) and _is_metastatic(chunks[place + 1])
    before = place > 1 and _is_metastatic(chunks[place - 2]) and not behind
    if not (behind or before):
        return tuple(chunks)
    adjective = chunks[place + 1] if behind else chunks[place - 2]
    return tuple(chunk for chunk in chunks if chunk is not adjective and not _says_again(chunk))


def _names_several(chunks: Sequence[Chunk], place: int) -> bool:
    """True for the codes of a stage that are several, stage IV among them."""
    codes = chunks[place]
    if not place or codes.sort is not Sort.CODES or chunks[place - 1].names != ("stage",):
        return False
    spread = [name.startswith(_SPREAD) for name in codes.names if name != "-"]
    return any(spread) and not all(spread)


def _is_metastatic(chunk: Chunk) -> bool:
    return chunk.sort is Sort.NARROWING and _METASTATIC in chunk.names


def _says_again(chunk: Chunk) -> bool:
    """ "(MBC)" behind the cancer."""
    return (
        chunk.sort is Sort.GROUP
        and [item.sort for item in chunk.inner] == [Sort.NARROWING, Sort.CONCEPT]
        and _is_metastatic(chunk.inner[0])
    )


@needs("stage")
def with_early_as_staged(chunks: Sequence[Chunk], _setting: Setting) -> tuple[Chunk, ...]:
    """The chunks without "early" where the stage of the one cancer that is named says how far it may have come: to stage III,
    which has not stayed in its place."""
    cancers = [place for place, chunk in enumerate(chunks) if chunk.sort is Sort.CONCEPT]
    early = [chunk for chunk in chunks if chunk.sort is Sort.NARROWING and set(chunk.names) == {_LOCAL}]
    if len(cancers) != 1 or len(early) != 1:
        return tuple(chunks)
    beside = chunks[cancers[0] + 1 : cancers[0] + 2]
    stage = beside[0].inner if beside and beside[0].sort is Sort.GROUP else chunks
    told = any(_reaches_third(stage, place) for place in range(1, len(stage)))
    return tuple(chunk for chunk in chunks if chunk is not early[0]) if told else tuple(chunks)


_LOCAL = "extent=localized"


def _reaches_third(chunks: Sequence[Chunk], place: int) -> bool:
    staged = chunks[place].sort is Sort.CODES and chunks[place - 1].names == ("stage",)
    return staged and any(name.startswith(("III", "3")) for name in chunks[place].names)
