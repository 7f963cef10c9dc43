"""Resistance: "platinum-resistant disease", "imatinib-resistant CML" in; "failed platinum" out, with the disease before it where
it has a name, for it is the disease that resists, and the therapy that did not help."""

from __future__ import annotations

from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrasing.failures import FAILED
from trialwright.compiler.phrasing.targets import THERAPY_KINDS
from trialwright.compiler.setting import LIST_SIGNS, Setting
from trialwright.compiler.wording.sought import needs
from trialwright.vocabulary.records import anew, record

_DISEASE = frozenset({"disease", "cancer", "tumor", "malignancy"})
_NAMED = frozenset({"cancer", "histology"})
_PLAIN = frozenset({Sort.FILL, Sort.PREP, Sort.CONCEPT, Sort.NARROWING, Sort.HEADNOUN, Sort.WORD, Sort.GROUP})
_RESISTS = frozenset({"refractory=refractory"})
_JOINS = frozenset({Sort.OR, Sort.SLASH, Sort.COMMA})
_JOINTS = frozenset({Sort.OR, Sort.AND, Sort.SLASH})


@record(frozen=True, kw_only=True, slots=True)
class _Resisting:
    """Where the words end that say which therapies a disease resists, and those therapies."""

    end: int
    therapies: tuple[Chunk, ...]


@needs("refractory", "sensitive")
def with_resistance_told(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The chunks with a therapy and the disease that resists it as that disease, and the therapy, which failed. What is
    "sensitive" to a therapy keeps that as words that narrow it."""
    result: list[Chunk] = []
    place = 0
    while place < len(chunks):
        told = _resisting(chunks, place, setting)
        named = _disease_at(chunks, told.end, setting) if told is not None else None
        if told is not None and named is not None:
            plain = named
            while plain < len(chunks) and chunks[plain].sort in _PLAIN:
                plain += 1
            ends = plain == len(chunks) or chunks[plain].sort in (Sort.STOP, Sort.SEMICOLON)
            rest = chunks[named:plain] if ends else ()
            disease = (anew(chunks[told.end], start=chunks[place].start), *chunks[told.end + 1 : named])
            result.extend((*disease, *rest, *_failed_behind((*disease, *rest)[-1], told, joined=bool(rest))))
            place = named + len(rest)
            continue
        end = _end_of_disease(chunks, place, told)
        if told is not None and end is not None:
            first, last = chunks[place], chunks[end - 1]
            said = setting.normal.text[first.end : last.end]
            result.append(anew(first, sort=Sort.FAILED, names=(), value=FAILED, start=first.end, end=last.end, text=said))
            result.extend(told.therapies)
            place = end
            continue
        sensitive = _sensitive_at(chunks, place, setting)
        if sensitive > place:
            words = setting.normal.text[chunks[place].start : chunks[sensitive - 1].end]
            result.append(anew(chunks[place], sort=Sort.WORD, names=(), value="", end=chunks[sensitive - 1].end, text=words))
            place = sensitive
            continue
        result.append(chunks[place])
        place += 1
    return tuple(result)


def _resisting(chunks: Sequence[Chunk], place: int, setting: Setting) -> _Resisting | None:
    """ "Platinum-resistant", "platinum-resistant or -refractory", "rituximab- or bortezomib-refractory": None for other words."""
    therapies = [chunks[place]]
    if not _is_therapy(chunks[place], setting):
        return None
    step = _behind_dash(chunks, place + 1)
    if step + 1 < len(chunks) and chunks[step].sort in _JOINTS and _is_therapy(chunks[step + 1], setting):
        others = _resisting(chunks, step + 1, setting)  # "lenalidomide and bortezomib refractory"
        return _Resisting(end=others.end, therapies=(*therapies, chunks[step], *others.therapies)) if others else None
    if step < len(chunks) and chunks[step].names == ("refractory disease",) and chunks[step].sort is Sort.CONCEPT:
        return _Resisting(end=step, therapies=tuple(therapies))
    if step >= len(chunks) or not _resists(chunks[step]):
        return None
    step += 1
    while step + 1 < len(chunks) and chunks[step].sort in _JOINS:
        later = step + 1
        while later < len(chunks) and chunks[later].sort in _JOINS:
            later += 1
        if later < len(chunks) and _is_therapy(chunks[later], setting) and chunks[later].names == therapies[0].names:
            later = _behind_dash(chunks, later + 1)
        later = _behind_dash(chunks, later)
        if later >= len(chunks) or not _resists(chunks[later]):
            break
        step = later + 1
    return _Resisting(end=step, therapies=tuple(therapies))


def _behind_dash(chunks: Sequence[Chunk], place: int) -> int:
    return place + (place < len(chunks) and chunks[place].text == "-")


def _resists(chunk: Chunk) -> bool:
    return chunk.sort is Sort.NARROWING and bool(chunk.names) and _RESISTS.issuperset(chunk.names)


def _is_therapy(chunk: Chunk, setting: Setting) -> bool:
    return chunk.sort is Sort.CONCEPT and all(setting.vocabulary.kind(name) in THERAPY_KINDS for name in chunk.names)


def _disease_at(chunks: Sequence[Chunk], place: int, setting: Setting) -> int | None:
    """Where a disease with a name ends, with the words that narrow it, that is no member of a list; None for anything else."""
    step = place
    while step < len(chunks) and chunks[step].sort in (Sort.NARROWING, Sort.FILL):
        step += 1
    chunk = chunks[step] if step < len(chunks) else None
    if chunk is None or chunk.sort is not Sort.CONCEPT or chunk.names[:1] in (("malignancy",), ("refractory disease",)):
        return None
    behind = chunks[step + 1] if step + 1 < len(chunks) else None
    listed = behind is not None and behind.sort in LIST_SIGNS
    return step + 1 if not listed and all(setting.vocabulary.kind(name) in _NAMED for name in chunk.names) else None


def _failed_behind(last: Chunk, told: _Resisting, *, joined: bool) -> tuple[Chunk, ...]:
    """The therapies that failed, behind the disease that they failed in, or behind what else is said of it and "and"."""
    at = last.end
    failed = anew(last, sort=Sort.FAILED, names=(), value=FAILED, start=at, end=at, text="failed", inner=())
    joint = (anew(failed, sort=Sort.AND, value="and", text="and"),) if joined else ()
    return *joint, failed, *(anew(therapy, start=at, end=at) for therapy in told.therapies)


def _end_of_disease(chunks: Sequence[Chunk], place: int, told: _Resisting | None) -> int | None:
    """Where "platinum resistant disease" ends that begins at a place, a disease of no name; None where none does."""
    if told is None or told.end >= len(chunks):
        return None
    step = told.end
    while step < len(chunks) and chunks[step].sort is Sort.NARROWING:
        step += 1
    disease = chunks[step] if step < len(chunks) else chunks[place]
    if step == told.end and disease.sort is Sort.CONCEPT and disease.names == ("refractory disease",):
        return step + 1
    named = disease.names[:1] == ("malignancy",) or (disease.sort is Sort.HEADNOUN and disease.text.lower() in _DISEASE)
    return step + 1 if step == told.end and named else None


def _sensitive_at(chunks: Sequence[Chunk], place: int, setting: Setting) -> int:
    """Where "platinum-sensitive" ends that begins at a place; the place itself where it does not."""
    if not _is_therapy(chunks[place], setting):
        return place
    step = _behind_dash(chunks, place + 1)
    said = step > place + 1 and step < len(chunks) and chunks[step].text.lower() == "sensitive"
    return step + 1 if said and step + 1 < len(chunks) else place
