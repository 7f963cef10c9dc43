"""Spoken of: "therapy (A or B)", "prior therapy with A", "progression during or within 6 months of A" in; the same with the
therapy itself in the place of the noun, and one time for both, out."""

from __future__ import annotations

from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrasing.targets import THERAPY_KINDS
from trialwright.compiler.setting import LIST_SIGNS, Setting, stripped
from trialwright.compiler.wording.sought import needs
from trialwright.vocabulary.records import anew

_NOUNS = frozenset({"therapy", "treatment", "therapies", "treatments", "management", "intervention"})
_NOUN_WITH_BRACKET = frozenset({Sort.HEADNOUN, Sort.GROUP})
_WHILE = frozenset({"during", "on", "while on", "while receiving", "receiving", "while"})
_CURATIVE = frozenset({"setting=curative", "treatment=treated"})


def with_therapies_named(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The chunks with what a bare "treatment" is said to be instead of the noun."""
    sorts = {chunk.sort for chunk in chunks}
    items = list(chunks)
    if Sort.SPAN_OF_TIME in sorts:
        items = _with_one_time(items)
    if Sort.WORD in sorts:
        items = _with_settings(items)
    if not sorts >= _NOUN_WITH_BRACKET:
        return tuple(items)
    place = 0
    while place < len(items):
        if _is_noun(items[place]):
            items = _in_brackets(items, place, setting) or _given_with(items, place, setting) or items
        place += 1
    return tuple(items)


def _is_noun(chunk: Chunk) -> bool:
    return chunk.sort is Sort.HEADNOUN and chunk.text.lower() in _NOUNS


def _in_brackets(items: list[Chunk], place: int, setting: Setting) -> list[Chunk] | None:
    """ "Definitive treatment (surgery and/or radiation)": any of those."""
    group = items[place + 1] if place + 1 < len(items) else None
    inner = stripped(group.inner) if group is not None and group.sort is Sort.GROUP else ()
    named = [chunk for chunk in inner if chunk.sort is Sort.CONCEPT]
    plain = all(chunk.sort in LIST_SIGNS | {Sort.CONCEPT, Sort.NARROWING, Sort.FILL, Sort.EITHER} for chunk in inner)
    if not named or not plain or not all(_of_therapy(chunk, setting) for chunk in named):
        return None
    if any(chunk.sort is Sort.CONCEPT for chunk in items[max(place - 2, 0) : place]):
        return None  # "hormone therapy (tamoxifen)" is of its own kind
    start = place - 1 if place and items[place - 1].sort is Sort.NARROWING and set(items[place - 1].names) & _CURATIVE else place
    names = tuple(dict.fromkeys(name for chunk in named for name in chunk.names))
    if group is not None and all(chunk.sort in LIST_SIGNS | {Sort.CONCEPT} for chunk in inner):
        whole = anew(items[place], sort=Sort.CONCEPT, names=names, value="", end=group.end)
        return [*items[:start], whole, *items[place + 2 :]]
    either = [anew(chunk, sort=Sort.OR, value="or") if chunk.sort is Sort.AND else chunk for chunk in inner]
    return [*items[:start], *either, *items[place + 2 :]]


def _given_with(items: list[Chunk], place: int, setting: Setting) -> list[Chunk] | None:
    """ "Prior therapy (in the adjuvant setting) with an anthracycline": prior anthracycline, in that setting."""
    end = place + 1
    group = items[end : end + 1] if end < len(items) and items[end].sort is Sort.GROUP else []
    end += len(group)
    joint = items[end] if end < len(items) else None
    if not group or not place or items[place - 1].sort is not Sort.HIST or joint is None or joint.text.lower() != "with":
        return None
    named = next((chunk for chunk in items[end + 1 :] if chunk.sort is not Sort.FILL), None)
    if named is None or named.sort is not Sort.CONCEPT or not _of_therapy(named, setting):
        return None
    told = [chunk for chunk in group[0].inner if chunk.sort not in (Sort.FILL, Sort.PREP, Sort.HEADNOUN)]
    if any(chunk.sort not in (Sort.NARROWING, Sort.OR, Sort.COMMA, Sort.AND, Sort.SLASH) for chunk in told):
        return None
    return [*items[:place], *told, *items[end + 1 :]]


@needs("treatment with", "therapy with")
def with_disease_behind_treatment(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """ "Previous prostate cancer treatment with A or B": A or B for prostate cancer, not each of them beside it."""
    place = next((index for index, chunk in enumerate(chunks) if index and _with_what(chunk)), len(chunks))
    if place + 1 >= len(chunks):
        return tuple(chunks)
    disease = chunks[place - 1]
    if disease.sort is not Sort.CONCEPT or disease.end + 1 != chunks[place].start:
        return tuple(chunks)
    first = next((chunk for chunk in chunks[place + 1 :] if chunk.sort not in _BEFORE_A_DRUG), None)
    ill = all(setting.vocabulary.kind(name) in ("cancer", "histology", "condition") for name in disease.names)
    if not ill or first is None or first.sort is not Sort.CONCEPT or not _of_therapy(first, setting):
        return tuple(chunks)
    end = next((index for index in range(place + 1, len(chunks)) if chunks[index].sort not in _GIVEN), len(chunks))
    aim = anew(chunks[place], sort=Sort.FOR, text="for", value="for")
    start = place - 1
    while start and chunks[start - 1].sort is Sort.NARROWING and chunks[start - 1].names[0].startswith(_OF_A_DISEASE):
        start -= 1
    return (*chunks[:start], *chunks[place:end], aim, *chunks[start:place], *chunks[end:])


def _with_what(chunk: Chunk) -> bool:
    return chunk.sort is Sort.HIST and chunk.text.lower() in ("treatment with", "therapy with")


_OF_A_DISEASE = ("extent=", "recurrence=", "resectability=", "setting=palliative", "refractory=")
_BEFORE_A_DRUG = frozenset({Sort.FILL, Sort.EITHER, Sort.NARROWING})
_GIVEN = LIST_SIGNS | {Sort.CONCEPT, Sort.FILL, Sort.EITHER, Sort.NARROWING, Sort.GROUP, Sort.HEADNOUN, Sort.OTHER}


def _of_therapy(chunk: Chunk, setting: Setting) -> bool:
    return all(setting.vocabulary.kind(name) in THERAPY_KINDS for name in chunk.names)


def _with_settings(chunks: list[Chunk]) -> list[Chunk]:
    """ "In the adjuvant or metastatic setting": the noun says nothing behind what it is a setting of."""
    if not any(chunk.sort is Sort.WORD and chunk.text.lower() in _SETTINGS for chunk in chunks):
        return chunks
    return [
        anew(chunk, sort=Sort.HEADNOUN, value="head")
        if chunk.sort is Sort.WORD and chunk.text.lower() in _SETTINGS and place and _tells_setting(chunks[:place])
        else chunk
        for place, chunk in enumerate(chunks)
    ]


_SETTINGS = frozenset({"setting", "settings"})


def _tells_setting(before: Sequence[Chunk]) -> bool:
    last = before[-1] if before[-1].text.lower() != "disease" or len(before) == 1 else before[-2]
    return last.sort is Sort.NARROWING or last.names == ("advanced disease",)


def _with_one_time(chunks: Sequence[Chunk]) -> list[Chunk]:
    """ "During or within 6 months of": what came during it came within 6 months of its end."""
    result: list[Chunk] = []
    for chunk in chunks:
        within = chunk.sort is Sort.SPAN_OF_TIME and chunk.relative is not None and chunk.relative.compare in ("<=", "<")
        if within and len(result) > 1 and result[-1].sort is Sort.OR:
            cut = len(result) - 1
            while cut and result[cut - 1].text.lower() in _WHILE:
                cut -= 1
            if cut < len(result) - 1:
                del result[cut:]
        result.append(chunk)
    return result
