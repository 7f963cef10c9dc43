"""If tested so: "prior irinotecan and, if RAS wild-type, an anti-EGFR antibody", "oxaliplatin and a BRAF inhibitor (if BRAF
mutated)" in; the therapy that only those with that result must have had asked of those only, the others of all, out."""

from __future__ import annotations

from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrasing.results import tested
from trialwright.compiler.phrasing.targets import THERAPY_KINDS
from trialwright.compiler.phrasing.therapies import MOVES
from trialwright.compiler.setting import Reader, Setting, joined_by, stripped
from trialwright.protocol.criteria import Compare, Criterion, Has, NoConstraint, When, children, walk
from trialwright.vocabulary.records import anew, record

_PARTS = frozenset({Sort.AND, Sort.COMMA, Sort.SEMICOLON})
_IF = frozenset({Sort.IF, Sort.FOR})
_LEAD = frozenset({Sort.HIST, Sort.FILL, Sort.MUST, Sort.FAILED, Sort.PREP, Sort.FOR, Sort.NARROWING, Sort.HEADNOUN, Sort.EITHER})


@record(frozen=True, kw_only=True, slots=True)
class _Clause:
    """The result that a sentence sets as a condition, the therapy asked of those with it, and the rest of the sentence."""

    result: tuple[Chunk, ...]
    therapy: tuple[Chunk, ...]
    rest: tuple[Chunk, ...]


def if_tested(chunks: Sequence[Chunk], setting: Setting, read: Reader) -> Criterion | None:
    """The requirement of a sentence with one such condition; None for any other sentence, and for what excludes."""
    if setting.exclusion:
        return None
    clause = next((found for place in range(1, len(chunks)) if (found := _clause_at(chunks, place, setting)) is not None), None)
    if clause is None:
        return None
    condition = read(_said(clause.result), anew(setting, exclusion=True))
    leaves = [leaf for leaf in walk(condition) if not children(leaf)]
    if not leaves or not all(isinstance(leaf, Has | Compare) for leaf in leaves):
        return None
    lead = _lead(chunks, clause.therapy, setting)
    span = setting.span(chunks)
    asked = read((*lead, *clause.therapy), setting)
    of_some = When(condition=condition, then=asked, otherwise=NoConstraint(why="for others", span=span), span=span)
    return joined_by("and", (read(clause.rest, setting), of_some)) if clause.rest else of_some


def _clause_at(chunks: Sequence[Chunk], place: int, setting: Setting) -> _Clause | None:
    chunk = chunks[place]
    if chunk.sort is Sort.GROUP and chunk.inner and stripped(chunk.inner) and stripped(chunk.inner)[0].sort in _IF:
        result, end = stripped(chunk.inner), place + 1
    elif chunk.sort is Sort.IF:
        end = next((index for index in range(place, len(chunks)) if chunks[index].sort in (*_PARTS, Sort.STOP)), len(chunks))
        result = tuple(chunks[place:end])
    else:
        return None
    if not any(item.sort in (Sort.CONCEPT, Sort.VARIABLE) and tested(item, setting) for item in result):
        return None
    before = chunks[place - 1]
    if before.sort in _PARTS:
        start, first = end, place
        start += start < len(chunks) and chunks[start].sort is Sort.COMMA
        stop = len(chunks)
        if chunk.sort is Sort.GROUP:
            stop = next((index for index in range(start, len(chunks)) if chunks[index].sort in _PARTS), stop)
    else:
        ends = end == len(chunks) or chunks[end].sort in (*_PARTS, Sort.STOP)
        first = next((index + 1 for index in range(place - 1, -1, -1) if chunks[index].sort in _PARTS), 0)
        start, stop, end = first, place, end if ends else len(chunks) + 1
    therapy = stripped(chunks[start:stop])
    if end > len(chunks) or not _is_therapy(therapy, setting):
        return None
    rest = stripped((*chunks[:first], *chunks[max(stop, end) :]))
    return _Clause(result=result, therapy=therapy, rest=_with_and(rest, chunks[first - 1 : first]))


def _with_and(rest: tuple[Chunk, ...], joint: Sequence[Chunk]) -> tuple[Chunk, ...]:
    """ "A, B and (if RAS wild type) C" without its end: "A and B"."""
    joins = [index for index, chunk in enumerate(rest) if chunk.sort in (Sort.AND, Sort.OR, Sort.SLASH, Sort.COMMA)]
    listed = bool(joins) and all(rest[index].sort is Sort.COMMA for index in joins)
    if not listed or not any(chunk.sort is Sort.AND for chunk in joint):
        return rest
    last = joins[-1]
    return (*rest[:last], anew(rest[last], sort=Sort.AND, value="and"), *rest[last + 1 :])


def _said(result: Sequence[Chunk]) -> tuple[Chunk, ...]:
    """The result without the words that make it a condition, and without whose it is."""
    kept = [chunk for chunk in result[1:] if chunk.sort not in (Sort.FILL, Sort.IF, Sort.HEADNOUN, Sort.COUNTED)]
    while kept and kept[-1].text.lower() in ("tumor", "tumors", "patients", "disease", "cancer"):
        kept.pop()
    return tuple(kept)


def _is_therapy(chunks: Sequence[Chunk], setting: Setting) -> bool:
    named = [name for chunk in chunks if chunk.sort is Sort.CONCEPT for name in chunk.names]
    kinds = {setting.vocabulary.kind(name) for name in named if name not in MOVES}
    return bool(kinds) and kinds <= THERAPY_KINDS


def _lead(chunks: Sequence[Chunk], therapy: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The words before the first therapy of the sentence that are of every one ("prior", "progression on")."""
    if not therapy or therapy[0].start <= chunks[0].start:
        return ()
    lead: list[Chunk] = []
    for chunk in chunks:
        moves = chunk.sort is Sort.CONCEPT and MOVES.issuperset(chunk.names)
        if not moves and chunk.sort not in _LEAD:
            return tuple(lead) if chunk.sort is Sort.CONCEPT and _is_therapy((chunk,), setting) else ()
        lead.append(chunk)
    return ()
