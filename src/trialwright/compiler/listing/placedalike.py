"""Placed alike: therapies of a list with a place behind the last ("topical steroids or retinoids in the treatment area"), or
histologies ("squamous cell carcinoma or adenocarcinoma of the lower esophagus"), in; each of them in that place out."""

from __future__ import annotations

from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrasing.targets import THERAPY_KINDS
from trialwright.compiler.setting import Setting

_PLACES = frozenset({"area", "areas", "field", "fields", "site", "sites", "region", "regions", "zone", "zones"})
_LOCAL = frozenset({"surgery", "radiotherapy", "procedure"})
_EVERYWHERE = ("systemic", "oral", "intravenous", "parenteral")
_TIES = ("in", "within", "outside", "on", "at", "to", "inside", "near", "over", "of")
_NAMES_PLACE = frozenset({Sort.FILL, Sort.HEADNOUN, Sort.WORD, Sort.PREP, Sort.NARROWING, Sort.STUDYDRUG, Sort.CONCEPT})
_BARE = frozenset({Sort.CONCEPT, Sort.FILL, Sort.HIST, Sort.NOW, Sort.NARROWING, Sort.EITHER, Sort.WINDOW, Sort.HEADNOUN})


def placed_alike(members: list[tuple[Chunk, ...]], setting: Setting) -> list[tuple[Chunk, ...]]:
    """The members with the place that stands behind the last, where all before it are therapies, or histologies, without one of
    their own."""
    last = members[-1]
    if (
        len(members) > 1
        and (part := _part_of_organ(last, setting))
        and all(_bare_histology(each, setting) for each in members[:-1])
    ):
        return [*((*member, *part) for member in members[:-1]), last]
    if len(members) > 1 and (where := _where_harmed(last)) and all(_bare_operation(member, setting) for member in members[:-1]):
        return [*((*_without_times(member), *where, *_times(member)) for member in members[:-1]), last]
    place = _place_in(last, setting)
    if len(members) == 1 or place is None or not all(_bare_therapy(member, setting) for member in members[:-1]):
        return members
    if any(chunk.start < last[0].start for member in members[:-1] for chunk in _times(member)):
        return members  # "radiotherapy within 1 week, or radiotherapy in the thoracic region within 6 months"
    topical = any("topical" in chunk.text.lower() for chunk in members[0])
    if not all(_of_a_place(member, setting, topical=topical) for member in members[:-1]):
        return members  # "chemotherapy, or radiotherapy to the pelvic area"
    told = last[slice(*place)]
    return [*((*_without_times(member), *told, *_times(member)) for member in members[:-1]), last]


_HARM = frozenset(
    {"injury", "injuries", "trauma", "fracture", "fractures", "damage", "wound", "wounds", "deformity", "abnormality"}
)
_ANY_OPERATION = frozenset(
    {"surgery", "major surgery", "minor surgery", "radiotherapy", "procedure", "medical procedure", "biopsy"}
)


def _where_harmed(member: tuple[Chunk, ...]) -> tuple[Chunk, ...]:
    """ "To either hip" behind "significant injury": the place of the harm, where nothing else is said behind it."""
    harm = next((index for index, chunk in enumerate(member) if chunk.text.lower() in _HARM), None)
    where = member[harm + 1 :] if harm is not None else ()
    end = next((index for index, chunk in enumerate(where) if chunk.sort in (Sort.GROUP, Sort.WINDOW)), len(where))
    where = where[:end]
    tied = len(where) > 1 and where[0].text.lower().split()[0] in _TIES
    return where if tied and all(chunk.sort in _NAMES_PLACE | {Sort.EITHER} for chunk in where) else ()


def _bare_operation(member: Sequence[Chunk], setting: Setting) -> bool:
    """ "Previous surgery": an operation of no kind and no place."""
    named = {name for chunk in member if chunk.sort is Sort.CONCEPT for name in chunk.names}
    return bool(named) and named <= _ANY_OPERATION and all(chunk.sort in _BARE for chunk in member)


def _part_of_organ(member: tuple[Chunk, ...], setting: Setting) -> tuple[Chunk, ...]:
    """ "Of the lower third of the esophagus" behind a histology; nothing where anything else is said."""
    head = next((index for index, chunk in enumerate(member) if _is_histology(chunk, setting)), None)
    part = member[head + 1 :] if head is not None else ()
    tied = any(chunk.sort is Sort.PREP for chunk in part[:2]) and all(chunk.sort in _OF_PARTS for chunk in part)
    named = [name for chunk in part if chunk.sort is Sort.CONCEPT for name in chunk.names]
    return part if tied and named and all(setting.vocabulary.kind(name) == "organ" for name in named) else ()


_OF_PARTS = frozenset({Sort.PREP, Sort.FILL, Sort.WORD, Sort.POST, Sort.CONCEPT, Sort.OR, Sort.NARROWING})


def _is_histology(chunk: Chunk, setting: Setting) -> bool:
    return chunk.sort is Sort.CONCEPT and {setting.vocabulary.kind(name) for name in chunk.names} == {"histology"}


def _bare_histology(member: Sequence[Chunk], setting: Setting) -> bool:
    named = any(_is_histology(chunk, setting) for chunk in member)
    return named and all(
        _is_histology(chunk, setting) or chunk.sort in (Sort.FILL, Sort.EITHER, Sort.NARROWING) for chunk in member
    )


def _place_in(member: Sequence[Chunk], setting: Setting) -> tuple[int, int] | None:
    """From where to where a place is told behind a therapy; None where none is."""
    head = next((index for index, chunk in enumerate(member) if _is_therapy(chunk, setting)), None)
    end = next((index + 1 for index, chunk in enumerate(member) if chunk.text.lower() in _PLACES), None)
    if head is None or end is None:
        return None
    start = next((index for index in range(head + 1, end) if member[index].text.lower().split()[0] in _TIES), None)
    if start is None or any(chunk.sort not in _NAMES_PLACE for chunk in member[start:end]):
        return None
    return start, end


def _is_therapy(chunk: Chunk, setting: Setting) -> bool:
    return chunk.sort is Sort.CONCEPT and all(setting.vocabulary.kind(name) in THERAPY_KINDS for name in chunk.names)


def _bare_therapy(member: Sequence[Chunk], setting: Setting) -> bool:
    named = [chunk for chunk in member if chunk.sort is Sort.CONCEPT]
    return bool(named) and all(_is_therapy(chunk, setting) for chunk in named) and all(chunk.sort in _BARE for chunk in member)


def _of_a_place(member: Sequence[Chunk], setting: Setting, *, topical: bool) -> bool:
    """True for what is done to a part of the body; a drug where the list begins with one for the skin."""
    if any(chunk.text.lower().startswith(_EVERYWHERE) for chunk in member):
        return False
    return topical or all(
        setting.vocabulary.kind(name) in _LOCAL for chunk in member for name in chunk.names if _is_therapy(chunk, setting)
    )


def _times(member: Sequence[Chunk]) -> tuple[Chunk, ...]:
    return tuple(chunk for chunk in member if chunk.sort is Sort.WINDOW)


def _without_times(member: Sequence[Chunk]) -> tuple[Chunk, ...]:
    return tuple(chunk for chunk in member if chunk.sort is not Sort.WINDOW)
