"""Stages of a purpose: "surgery or chemotherapy for metastatic (stage IV) breast cancer" in; the stage before the disease that
the therapies were for, so that all of them share it and the disease is not cut in two, out."""

from __future__ import annotations

from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrasing.targets import THERAPY_KINDS
from trialwright.compiler.setting import Setting
from trialwright.compiler.wording.sought import needs
from trialwright.vocabulary.records import anew

_IN_BRACKET = frozenset({Sort.VARIABLE, Sort.CODES, Sort.FILL, Sort.OR, Sort.AND, Sort.COMMA, Sort.SLASH})
_OF_DISEASE = frozenset({Sort.NARROWING, Sort.CONCEPT, Sort.OR, Sort.SLASH, Sort.FILL, Sort.HEADNOUN, Sort.GROUP})


@needs("stage")
def with_stages_of_purpose(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The chunks with such a bracket before the adjectives of the disease; several of them as one. Only where a list of therapies
    has the purpose, or an "or" stands between the brackets."""
    purpose = next((place for place, chunk in enumerate(chunks) if _opens_purpose(chunk)), len(chunks))
    end = next((at for at in range(purpose + 1, len(chunks)) if chunks[at].sort not in _OF_DISEASE), len(chunks))
    brackets = [chunk for chunk in chunks[purpose + 1 : end] if _says_stage(chunk)]
    given = [chunk for chunk in chunks[:purpose] if chunk.sort is Sort.CONCEPT]
    kinds = {setting.vocabulary.kind(name) for chunk in given for name in chunk.names}
    if not brackets or not kinds or not kinds <= THERAPY_KINDS or len(given) + len(brackets) <= _ONE_OF_EACH:
        return tuple(chunks)
    disease = tuple(chunk for chunk in chunks[purpose + 1 : end] if chunk not in brackets)
    named = sum(chunk.sort is Sort.CONCEPT for chunk in disease)
    if any(chunk.sort is Sort.GROUP for chunk in disease) or (named > 1 and len(brackets) > 1):
        return tuple(chunks)
    whole = chunks[purpose].sort is Sort.NARROWING  # "for metastatic disease (stage IV)"
    opened = chunks[: purpose + (not whole)]
    return (*opened, *_as_one(brackets), *chunks[len(opened) : purpose + 1], *disease, *chunks[end:])


_ONE_OF_EACH = 2


def _opens_purpose(chunk: Chunk) -> bool:
    return chunk.sort is Sort.FOR or (chunk.sort is Sort.NARROWING and chunk.text.lower().startswith("for "))


def _says_stage(chunk: Chunk) -> bool:
    named = [name for item in chunk.inner if item.sort is Sort.VARIABLE for name in item.names]
    plain = chunk.sort is Sort.GROUP and all(item.sort in _IN_BRACKET for item in chunk.inner)
    return plain and named == ["stage"] and sum(item.sort is Sort.CODES for item in chunk.inner) == 1


def _as_one(brackets: Sequence[Chunk]) -> tuple[Chunk, ...]:
    """The stage of one bracket, or all the stages of several."""
    if len(brackets) == 1:
        return brackets[0].inner
    codes = [item for bracket in brackets for item in bracket.inner if item.sort is Sort.CODES]
    named = next(item for item in brackets[0].inner if item.sort is Sort.VARIABLE)
    names = tuple(name for item in codes for name in (item.names if "-" not in item.names else ()))
    if any("-" in item.names for item in codes):
        return ()  # "(stage I-II) or (stage III-IV)": the stages are left out, and are told to be
    return named, anew(codes[0], names=names, text=" or ".join(item.text for item in codes))
