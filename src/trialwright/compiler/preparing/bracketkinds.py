"""Kinds in brackets: a cancer with a bracket that lists kinds of it ("acute leukemia (AML or ALL)") or what counts as it ("HNSCC
(nasopharyngeal cancer included)") in; the cancers that are meant out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import LIST_SIGNS, Setting, with_inner
from trialwright.compiler.wording.sought import needs
from trialwright.vocabulary.records import anew

_CANCERS = frozenset({"cancer", "histology"})
_BESIDE = frozenset({*LIST_SIGNS, Sort.FILL, Sort.EITHER})
_INCLUDED = frozenset({"included", "inclusive", "includes", "also included", "including", "incl.", "inclusive of"})


def with_kinds_named(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The chunks with a cancer and the bracket behind it as the cancers that the two together name."""
    result: list[Chunk] = []
    spared = any(chunk.sort is Sort.PERMIT for chunk in chunks)
    for chunk in chunks:
        before = result[-1] if result else None
        spared = spared or chunk.sort is Sort.EXC  # of what is spared, the bracket may say how little it is
        meant = _meant(before, chunk, setting) if before is not None and chunk.sort is Sort.GROUP else None
        if meant is None and before is not None and not spared and _lists_others(before, chunk, setting):
            sign = anew(chunk.inner[0], sort=Sort.COMMA, end=chunk.inner[0].start, text=",", value=",", names=())
            result.extend((sign, *chunk.inner))
        elif meant is None or before is None:
            result.append(chunk)
        else:
            result[-1] = anew(before, names=meant, end=chunk.end)
    return tuple(result)


_TYPES = frozenset({"type", "types", "subtype", "subtypes", "kind", "kinds", "histologies", "entities"})


@needs(_TYPES)
def without_types_before_bracket(chunks: tuple[Chunk, ...]) -> tuple[Chunk, ...]:
    """ "Non-epithelial tumor types (sarcoma, lymphoma)": the kinds in the bracket are of the tumors."""
    return tuple(
        chunk
        for place, chunk in enumerate(chunks)
        if not (
            chunk.text.lower() in _TYPES
            and 0 < place < len(chunks) - 1
            and chunks[place - 1].sort is Sort.CONCEPT
            and chunks[place + 1].sort is Sort.GROUP
        )
    )


def with_definitions_bare(chunks: tuple[Chunk, ...], setting: Setting) -> tuple[Chunk, ...]:
    """ "COPD (defined as FEV1 < 50 %)" among what is banned: a value in a bracket is what is meant, said so or not."""
    if not setting.exclusion and all(chunk.sort is not Sort.NEG for chunk in chunks[:2]):
        return chunks
    return tuple(with_inner(chunk, chunk.inner[1:]) if _defines_by_value(chunk) else chunk for chunk in chunks)


_SHOWN = frozenset({"evidenced", "shown", "demonstrated", "indicated", "manifested", "reflected", "documented"})


@needs(_SHOWN)
def with_values_as_meant(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """ "Renal impairment as evidenced by creatinine > 2 and/or clearance < 60" among what is banned: those values are what is
    meant, as behind "defined as"."""
    if not setting.exclusion:
        return tuple(chunks)
    result: list[Chunk] = []
    for place, chunk in enumerate(chunks):
        shown = chunk.text.lower() in _SHOWN or (result and result[-1].sort is Sort.DEFINES and chunk.text.lower() == "by")
        if not shown:
            result.append(chunk)
        elif result[-1:] and result[-1].sort is Sort.DEFINES:
            result[-1] = anew(result[-1], end=chunk.end)
        elif _values_behind(chunks, place):
            start = result.pop() if result[-1].text.lower() == "as" else chunk
            result.append(anew(chunk, sort=Sort.DEFINES, start=start.start, names=(), value="defines"))
        else:
            result.append(chunk)
    return tuple(result)


def _values_behind(chunks: Sequence[Chunk], place: int) -> bool:
    """Whether "by" and a limit stand behind the word, and an illness right before it."""
    behind = [chunk for chunk in chunks[place + 1 : place + 5] if chunk.sort is not Sort.FILL]
    limit = [chunk.sort for chunk in behind[1:3]] == [Sort.VARIABLE, Sort.CMP] and behind[0].text.lower() == "by"
    before = next((chunk for chunk in reversed(chunks[:place]) if chunk.text.lower() != "as"), None)
    return limit and before is not None and before.sort is Sort.CONCEPT and _IMPAIRED.search(before.text) is not None


_IMPAIRED = re.compile(r"impair|insufficien|dysfunction|failure|hypertension|an(?:a)?emia|penia\b", re.IGNORECASE)
""" "Progression as evidenced by PSA > 2" is not all who have such a value; an organ is impaired by its own."""


def _defines_by_value(chunk: Chunk) -> bool:
    inner = chunk.inner if chunk.sort is Sort.GROUP else ()
    valued = any(item.sort in (Sort.AMOUNT, Sort.CODES) for item in inner)
    return valued and inner[0].sort is Sort.DEFINES and inner[1].sort is Sort.VARIABLE


def _lists_others(head: Chunk, bracket: Chunk, setting: Setting) -> bool:
    """ "Non-epithelial tumors (sarcoma, lymphoma)" among what is banned: each of them, known to be such or not."""
    named = [chunk for chunk in bracket.inner if chunk.sort is Sort.CONCEPT]
    signs = {chunk.sort for chunk in bracket.inner if chunk.sort is not Sort.CONCEPT}
    several = setting.exclusion and len(named) > 1 and signs <= {Sort.COMMA, Sort.OR} and bracket.sort is Sort.GROUP
    return several and all(_is_cancer(chunk, setting) for chunk in (head, *named)) and bracket.inner[0].sort is Sort.CONCEPT


def _meant(head: Chunk, bracket: Chunk, setting: Setting) -> tuple[str, ...] | None:
    """The cancers that a name and its bracket stand for; None where the bracket says anything else."""
    named = [chunk for chunk in bracket.inner if chunk.sort is Sort.CONCEPT]
    rest = [chunk for chunk in bracket.inner if chunk.sort is not Sort.CONCEPT and chunk.sort not in _BESIDE]
    included = bool(rest) and all(chunk.text.lower() in _INCLUDED for chunk in rest)
    if (
        not _is_cancer(head, setting)
        or len(head.names) != 1
        or not named
        or not all(_is_cancer(chunk, setting) for chunk in named)
    ):
        return None
    names = tuple(dict.fromkeys(name for chunk in named for name in chunk.names))
    below = [name for name in names if setting.vocabulary.is_a(name, head.names[0])]
    if included:
        return (*head.names, *(name for name in names if name not in below))
    if rest or len(names) == 1 or len(below) < len(names) or head.names[0] in names:
        return None
    return names


def _is_cancer(chunk: Chunk, setting: Setting) -> bool:
    kinds = {setting.vocabulary.kind(name) for name in chunk.names}
    return chunk.sort is Sort.CONCEPT and not chunk.value and bool(kinds) and kinds <= _CANCERS
