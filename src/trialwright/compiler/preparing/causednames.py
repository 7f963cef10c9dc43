"""Named by a cause: "breast cancer related lymphedema", "radiation induced enteritis" in; the same as if a hyphen stood there, so
that the illness behind is meant, and not the cause, out. And "cirrhosis manifested by ascites or bleeding", with the signs as
words of it."""

from __future__ import annotations

from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import LIST_SIGNS, Setting
from trialwright.compiler.wording.sought import needs
from trialwright.vocabulary.records import anew

_CAUSED = frozenset({"related", "induced", "associated", "mediated"})
_ILL = frozenset({"condition", "finding"})


@needs(_CAUSED)
def with_causes_hyphened(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The chunks with a hyphen between a name, such a word right behind it, and the illness that stands behind both."""
    result: list[Chunk] = []
    for place, chunk in enumerate(chunks):
        named = 0 < place < len(chunks) - 1 and chunks[place - 1].sort is Sort.CONCEPT
        named = named and not any(item.sort in LIST_SIGNS for item in chunks[max(0, place - 2) : place])  # "A or B induced C"
        word = chunk.sort is Sort.WORD and chunk.text.lower() in _CAUSED
        if named and word and _is_illness(chunks[place + 1 :], setting):
            result.append(anew(chunk, sort=Sort.OTHER_SIGN, text="-", value="-", end=chunk.start))
        result.append(chunk)
    return tuple(result)


def _is_illness(behind: Sequence[Chunk], setting: Setting) -> bool:
    """True for an illness, with or without its place before it ("upper extremity lymphedema")."""
    named = next((chunk for chunk in behind[:_FEW] if chunk.sort is not Sort.WORD and not _is_organ(chunk, setting)), None)
    return named is not None and bool(named.names) and all(setting.vocabulary.kind(name) in _ILL for name in named.names)


def _is_organ(chunk: Chunk, setting: Setting) -> bool:
    return bool(chunk.names) and all(setting.vocabulary.kind(name) == "organ" for name in chunk.names)


_FEW = 4


_MANIFEST = frozenset({"manifested", "evidenced", "characterized", "characterised"})
_IN_SIGNS = frozenset(
    {Sort.CONCEPT, Sort.OR, Sort.AND, Sort.COMMA, Sort.SLASH, Sort.FILL, Sort.PREP, Sort.TAIL, Sort.HIST, Sort.WORD}
)


@needs(_MANIFEST)
def with_signs_as_words(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The chunks with the signs by which an illness is told as words that describe it: of another cause they keep nobody out."""
    place = next((index for index, chunk in enumerate(chunks) if index and _manifest(chunk)), None)
    if place is None or not setting.exclusion or not _of_illness(chunks[:place], setting):
        return tuple(chunks)
    end = next((index for index in range(place, len(chunks)) if chunks[index].sort in (Sort.STOP, Sort.SEMICOLON)), len(chunks))
    signs = chunks[place + 1 : end]
    named = [chunk for chunk in signs if chunk.sort is Sort.CONCEPT]
    plain = all(chunk.sort in _IN_SIGNS for chunk in signs)
    if not named or not plain or not all(_of_illness((chunk,), setting) for chunk in named):
        return tuple(chunks)
    told = anew(chunks[place], sort=Sort.NARROW, value="narrow")
    return (*chunks[:place], told, *(anew(chunk, sort=Sort.WORD, names=(), value="") for chunk in signs), *chunks[end:])


_CANCERS = frozenset({"cancer", "histology", "metastasis"})
_SYMPTOMS = frozenset({"symptoms", "signs", "complaints"})


@needs(" from ")
@needs("requir", "need", "treated with", "necessitat", "despite")
def with_causes_as_clauses(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """ "Pain from metastatic prostate cancer requiring opioids": the chunks with the cause as a clause of the symptom, as "due
    to" makes one; the remedy behind it is for pain of that cause."""
    result: list[Chunk] = []
    for place, chunk in enumerate(chunks):
        before = chunks[place - 1] if place else chunk
        symptom = before.text.lower() in _SYMPTOMS or (before.sort is Sort.CONCEPT and _of_illness((before,), setting))
        named = next((item for item in chunks[place + 1 :] if item.sort is not Sort.NARROWING), chunk)
        cancer = named.sort is Sort.CONCEPT and all(setting.vocabulary.kind(name) in _CANCERS for name in named.names)
        caused = chunk.sort is Sort.PREP and chunk.text.lower() == "from" and symptom and cancer
        result.append(anew(chunk, sort=Sort.NARROW, value="narrow") if caused else chunk)
    return tuple(result)


def _manifest(chunk: Chunk) -> bool:
    return chunk.sort in (Sort.NARROW, Sort.WORD) and not _MANIFEST.isdisjoint(chunk.text.lower().split())


def _of_illness(chunks: Sequence[Chunk], setting: Setting) -> bool:
    """True where the last thing that is named is an illness, and nothing before it begins a list."""
    named = [chunk for chunk in chunks if chunk.sort is Sort.CONCEPT]
    listed = any(chunk.sort in LIST_SIGNS for chunk in chunks)
    return bool(named) and not listed and all(setting.vocabulary.kind(name) in _ILL for name in named[-1].names)
