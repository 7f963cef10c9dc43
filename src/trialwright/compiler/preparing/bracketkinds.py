"""Kinds in brackets: a cancer with a bracket that lists kinds of it ("acute leukemia (AML or ALL)") or what counts as it ("HNSCC
(nasopharyngeal cancer included)") in; the cancers that are meant out."""

from __future__ import annotations

from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import LIST_SIGNS, Setting, with_inner
from trialwright.vocabulary.records import anew

_CANCERS = frozenset({"cancer", "histology"})
_BESIDE = frozenset({*LIST_SIGNS, Sort.FILL, Sort.EITHER})
_INCLUDED = frozenset({"included", "inclusive", "includes", "also included", "including", "incl.", "inclusive of"})


def with_kinds_named(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The chunks with a cancer and the bracket behind it as the cancers that the two together name."""
    result: list[Chunk] = []
    for chunk in chunks:
        before = result[-1] if result else None
        meant = _meant(before, chunk, setting) if before is not None and chunk.sort is Sort.GROUP else None
        if meant is None or before is None:
            result.append(chunk)
        else:
            result[-1] = anew(before, names=meant, end=chunk.end)
    return tuple(result)


def with_definitions_bare(chunks: tuple[Chunk, ...], setting: Setting) -> tuple[Chunk, ...]:
    """ "COPD (defined as FEV1 < 50 %)" among what is banned: a value in a bracket is what is meant, said so or not."""
    if not setting.exclusion and all(chunk.sort is not Sort.NEG for chunk in chunks[:2]):
        return chunks
    return tuple(with_inner(chunk, chunk.inner[1:]) if _defines_by_value(chunk) else chunk for chunk in chunks)


def _defines_by_value(chunk: Chunk) -> bool:
    inner = chunk.inner if chunk.sort is Sort.GROUP else ()
    valued = any(item.sort in (Sort.AMOUNT, Sort.CODES) for item in inner)
    return valued and inner[0].sort is Sort.DEFINES and inner[1].sort is Sort.VARIABLE


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
