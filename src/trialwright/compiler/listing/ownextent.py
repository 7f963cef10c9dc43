"""Own extent: the words before the first of a list in; the same without how far a disease has spread, where that is no word for
what stands behind it, out."""

from __future__ import annotations

from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import Setting


def own_extent_kept(lent: tuple[Chunk, ...], member: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """ "Except localized prostate cancer, cervical cancer or melanoma": of what is spared, only the first must be localized; a
    name that waits for the head of the next ("localized prostate or bladder cancer") shares its adjective too."""
    if not setting.spares or not any(_extent(chunk) for chunk in lent) or not _named_whole(member, setting):
        return lent
    return tuple(chunk for chunk in lent if not _extent(chunk))


def _extent(chunk: Chunk) -> bool:
    return chunk.sort is Sort.NARROWING and any(name.startswith("extent=") for name in chunk.names)


def _named_whole(member: Sequence[Chunk], setting: Setting) -> bool:
    named = next((chunk for chunk in member if chunk.sort is Sort.CONCEPT), None)
    alone = setting.tagger.tagged(named.text) if named is not None else ()
    return named is not None and len(alone) == 1 and alone[0].names == named.names


_EXTENTS = frozenset(
    {
        "distant metastasis",
        "locally advanced disease",
        "advanced disease",
        "recurrence",
        "locoregional recurrence",
        "local recurrence",
    }
)
_STATING = frozenset({Sort.CONCEPT, Sort.NARROWING, Sort.OR, Sort.SLASH, Sort.COMMA, Sort.FILL, Sort.HEADNOUN, Sort.EITHER})


def extents_of_all(chunks: Sequence[Chunk], setting: Setting) -> int | None:
    """ "Breast or ovarian cancer with recurrent or metastatic disease": where the "with" stands whose extents are of any of
    several cancers; None for anything else."""
    for place, chunk in enumerate(chunks):
        if not place or chunk.sort is not Sort.PREP or chunk.text.lower() != "with":
            continue
        named = [item for item in chunks[:place] if item.sort is Sort.CONCEPT]
        behind = [item for item in chunks[place + 1 :] if item.sort is Sort.CONCEPT]
        listed = len(named) > 1 and any(item.sort in (Sort.OR, Sort.SLASH) for item in chunks[:place])
        own = (item for item in chunks[:place] if not all(name.startswith("proof=") for name in item.names))
        listed = listed and not any(item.sort in (Sort.CODES, Sort.NARROWING) for item in own)  # "stage IV X with Y"
        kinds = {setting.vocabulary.kind(name) for item in named for name in item.names}
        spread = bool(behind) and all(name in _EXTENTS for item in behind for name in item.names)
        plain = all(item.sort in _STATING for item in chunks[place + 1 :])
        return place if listed and kinds <= {"cancer", "histology"} and spread and plain else None
    return None


_SPREAD = ("extent=", "setting=", "focality=", "laterality=")


def another_extent(number: int, members: list[tuple[Chunk, ...]], setting: Setting) -> bool:
    """ "Locally advanced or inflammatory breast cancer": how far a disease has spread is no word for the kind behind the "or"."""
    member, behind = members[number], members[number + 1 : number + 2]
    spread = [name for chunk in member if chunk.sort is Sort.NARROWING for name in chunk.names]
    if not behind or not spread or not all(name.startswith(_SPREAD) for name in spread):
        return False
    between = setting.normal.text[member[-1].end : behind[0][0].start].lower()
    return "," not in between and ("or" in between.split() or "/" in between)
