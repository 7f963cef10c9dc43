"""That clauses: "any medications or substances that are strong CYP3A4 inhibitors", "patients that have metastases" in; the class
of which they are, and what the patients have, alone, out."""

from __future__ import annotations

from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrasing.targets import THERAPY_KINDS
from trialwright.compiler.setting import COPULAS, Setting
from trialwright.vocabulary.records import anew

_GENERIC = frozenset(
    {"medication", "drug", "agent", "substance", "product", "food", "supplement", "medicine", "compound", "treatment", "therapy"}
)
_LISTS = frozenset({Sort.OR, Sort.AND, Sort.COMMA, Sort.SLASH, Sort.FILL, Sort.EITHER, Sort.OTHER})


def without_generic_nouns(chunks: Sequence[Chunk], setting: Setting) -> tuple[Chunk, ...]:
    """The chunks with nouns for any medicine, of which a clause says of which class it is, as empty words before the class."""
    items = list(chunks)
    for place, chunk in enumerate(items[:-1]):
        if chunk.sort is not Sort.NARROW or chunk.text.lower() not in COPULAS or not _is_class(items, place + 1, setting):
            continue
        first = place
        while first and (_generic(items[first - 1]) or (first < place and items[first - 1].sort in _LISTS)):
            first -= 1
        if first < place and any(map(_generic, items[first:place])):
            items[first : place + 1] = [
                item if item.sort in (Sort.EITHER, Sort.OTHER) else anew(item, sort=Sort.FILL, value="fill")
                for item in items[first : place + 1]
            ]
    return tuple(items)


def _generic(chunk: Chunk) -> bool:
    """True for "drugs", "concomitant medication": a noun for any medicine, which names none."""
    word = chunk.text.lower()
    return chunk.sort in (Sort.HEADNOUN, Sort.WORD) and (word in _GENERIC or word.removesuffix("s") in _GENERIC)


def _is_class(items: Sequence[Chunk], place: int, setting: Setting) -> bool:
    """True where, adjectives aside, a class of drugs follows."""
    named = next((chunk for chunk in items[place:] if chunk.sort not in (Sort.NARROWING, Sort.FILL, Sort.HIST, Sort.WORD)), None)
    kinds = {setting.vocabulary.kind(name) for name in named.names} if named is not None and named.sort is Sort.CONCEPT else set()
    return bool(kinds) and kinds <= THERAPY_KINDS


_PEOPLE = frozenset(
    {
        "patient",
        "patients",
        "participant",
        "participants",
        "subject",
        "subjects",
        "individual",
        "individuals",
        "those",
        "any",
        "all",
    }
)


def with_that_as_who(chunks: Sequence[Chunk]) -> tuple[Chunk, ...]:
    """ "Patients that have liver metastases": at the head of a sentence "that" is "who", and narrows nobody."""
    place = next((index for index, chunk in enumerate(chunks) if chunk.sort not in (Sort.FILL, Sort.EITHER)), 0)
    that = chunks[place] if chunks else None
    if that is None or not place or that.sort is not Sort.NARROW or chunks[place - 1].text.lower() not in _PEOPLE:
        return tuple(chunks)
    if that.text.lower() not in _THAT_HAVE:
        return tuple(chunks)
    return (*chunks[:place], anew(that, sort=Sort.FILL, value="fill"), *chunks[place + 1 :])


_THAT_HAVE = frozenset({"that have", "that has", "that had", "that are", "that is", "that were"})
