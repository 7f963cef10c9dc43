"""Or requiring: "uncontrolled infection or requiring antibiotics" in; the thing named for either alternative out."""

from __future__ import annotations

from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import COPULAS, Setting
from trialwright.compiler.wording.sought import needs
from trialwright.protocol.criteria import WindowKind
from trialwright.vocabulary.records import anew

_CLAUSES = ("requiring", "requires", "that require", "which require", "needing", "in need of", "that need")
_DISEASES = frozenset({"condition", "finding", "infection", "metastasis", "cancer", "histology"})


@needs("requir", "need", "those")
def with_either_named(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The chunks with the thing once more behind an "or" that a clause about it stands behind, where it is narrowed before: the
    one narrowing or the other, not both."""
    result: list[Chunk] = []
    chunks = _without_those(chunks, setting)
    for place, chunk in enumerate(chunks):
        before = chunks[place - 1] if place else chunk
        needs = (
            before.sort is Sort.OR and chunk.text.lower().startswith(_CLAUSES) and _ill(chunks[place + 1 : place + 2], setting)
        )
        if needs:  # "severe dyspnea or requiring oxygen": who depends on it, dyspnea or not
            result.append(anew(chunk, sort=Sort.NOW, value="current"))
            continue
        result.append(chunk)
        behind = chunks[place + 1] if place + 1 < len(chunks) else None
        clause = behind is not None and behind.text.lower().startswith(_CLAUSES)
        if chunk.sort is Sort.OR and behind is not None and clause and not _ill(chunks[place + 2 : place + 3], setting):
            named = _named_before(chunks[:place], setting)
            if named is not None:
                result.append(anew(named, start=behind.start, end=behind.start))
    return _with_times_of_needs(_with_clauses_hung(result, setting), setting)


def _without_those(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """ "Symptomatic metastases or those requiring therapy": the clause is about what is named before; "subjects with GVHD or
    those requiring steroids" names persons, who need those now."""
    result: list[Chunk] = []
    for place, chunk in enumerate(chunks):
        behind = chunks[place + 1] if place + 1 < len(chunks) else chunk
        before = result[-1] if result else None
        clause = before is not None and before.sort is Sort.OR and behind.text.lower().startswith(_CLAUSES)
        if clause and chunk.text.lower() == "those":
            continue
        persons = (
            before is not None and before.end < chunk.start and setting.normal.text[before.end : chunk.start].strip() == "those"
        )
        if persons and setting.exclusion and chunk.sort is Sort.NARROW and _named_before(result[:-1], setting) is None:
            result.append(anew(chunk, sort=Sort.NOW, value="current"))
        else:
            result.append(chunk)
    return tuple(result)


def _with_clauses_hung(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """ "Pleural effusion, requires drainage", "arrhythmia … or requires treatment": a clause of the illness, no therapy."""
    result: list[Chunk] = []
    commas = 0
    for chunk in chunks:
        clause = setting.exclusion and chunk.sort is Sort.NOW and chunk.text.lower().startswith(("requires", "needs"))
        before = result[-1] if result else None
        if clause and before is not None and before.sort is Sort.COMMA and commas == 1 and _ill(result[-2:-1], setting):
            result[-1:] = [anew(chunk, sort=Sort.NARROW, value="narrow")]
        elif clause and before is not None and before.start == before.end == chunk.start and _ill([before], setting):
            result.append(anew(chunk, sort=Sort.NARROW, value="narrow"))
        else:
            result.append(chunk)
        commas += chunk.sort is Sort.COMMA
    return tuple(result)


def _with_times_of_needs(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """ "Malignancy that has required treatment within 3 years": so long ago was the treatment, and not the malignancy."""
    result: list[Chunk] = []
    needed = False
    for chunk in chunks:
        named = next((item for item in reversed(result) if item.sort is Sort.CONCEPT), None)
        cancer = named is not None and all(setting.vocabulary.kind(name) in _CANCERS for name in named.names)
        begins = cancer and chunk.text.lower().startswith(_REQUIRED)
        needed = begins if chunk.sort is Sort.NARROW else needed and chunk.sort in _WITHIN_CLAUSE
        past = chunk.window is not None and chunk.window.kind is WindowKind.WITHIN_BEFORE
        result.append(anew(chunk, sort=Sort.WORD, window=None) if needed and past else chunk)
    return tuple(result)


_CANCERS = frozenset({"cancer", "histology"})
_REQUIRED = ("that required", "which required", "that has required", "which has required", "that have required")
_WITHIN_CLAUSE = frozenset({Sort.NARROWING, Sort.HEADNOUN, Sort.FILL, Sort.PREP, Sort.CONCEPT, Sort.WINDOW})


def _ill(chunks: Sequence[Chunk], setting: Setting) -> bool:
    named = [name for chunk in chunks if chunk.sort is Sort.CONCEPT for name in chunk.names]
    return bool(named) and all(setting.vocabulary.kind(name) in _DISEASES for name in named)


def _named_before(before: Sequence[Chunk], setting: Setting) -> Chunk | None:
    """The disease right before, that narrowing words stand before, or behind "which is"."""
    if len(before) > _WITH_ITS_WORD and before[-1].sort is Sort.NARROWING and before[-2].text.lower() in COPULAS:
        return before[-3] if _ill(before[-3:-2], setting) else None
    named = before[-1] if before else None
    if named is None or named.sort is not Sort.CONCEPT or len(before) < _WITH_ITS_WORD or before[-2].sort is not Sort.NARROWING:
        return None
    return named if all(setting.vocabulary.kind(name) in _DISEASES for name in named.names) else None


_WITH_ITS_WORD = 2
