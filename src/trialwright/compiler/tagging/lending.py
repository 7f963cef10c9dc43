"""Lending: the chunks of a list whose members share a head or a first word in; each with its own name out.

"Esophageal, gastric or junction tumor" names three tumors, "hepatitis B or C" two infections.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.vocabulary.concepts import Vocabulary
from trialwright.vocabulary.lexicon import Lexicon
from trialwright.vocabulary.records import anew, record
from trialwright.vocabulary.words import tokens

_BORROWED_HEADS = 3


@record(frozen=True, kw_only=True, slots=True)
class Names:
    """The names of concepts, and how they stand to one another."""

    concepts: Lexicon
    vocabulary: Vocabulary


def with_shared_heads(chunks: list[Chunk], names: Names) -> list[Chunk]:
    """Give "esophageal, gastric or junction tumor" its three tumors and "hepatitis B or C" its two: a list shares its head or its
    first word."""
    result = list(chunks)
    for index in range(len(result) - 1, -1, -1):
        adjectives = index and result[index - 1].sort is Sort.NARROWING
        if result[index].sort is not Sort.CONCEPT or not (adjectives or _listed(result, index)):
            continue
        words = [token.text for token in tokens(result[index].text) if token.text != "-"]
        sizes = range(1, min(_BORROWED_HEADS, len(words) - 1) + 1)
        for size in reversed(sizes):  # "clear cell or papillary renal cell carcinoma": the longest head first
            _borrow(result, index, (" ".join(words[-size:]), -1), names)
        for size in sizes:
            _borrow(result, index, (" ".join(words[:-size]), 1), names)
        _borrow_over_adjectives(result, index, names)
        _cross_acts(result, chunks, index, names)
        site = _SITE.search(result[index].text)
        if site is not None:
            _borrow(result, index, (site[0], -1), names)
            _cross(result, chunks, index, names)
    return result


def _cross(result: list[Chunk], chunks: Sequence[Chunk], index: int, names: Names) -> None:
    """ "Adenocarcinoma or squamous cell carcinoma of the esophagus or junction": the junction may have either kind."""
    lent = [place for place, chunk in enumerate(chunks) if chunk.names != result[place].names]
    for place in (place for place in lent if place > index):
        for kind in (place for place in lent if place < index):
            words = tokens(f"{chunks[kind].text} of the {chunks[place].text}")
            hit = names.concepts.longest(words, 0)
            if hit is not None and hit[0] == len(words):
                result[place] = anew(result[place], names=tuple(dict.fromkeys((*result[place].names, *hit[1]))))


def _cross_acts(result: list[Chunk], chunks: Sequence[Chunk], index: int, names: Names) -> None:
    """ "CYP3A4 and P-gp inhibitors or inducers": the inducers are of either."""
    behind = index + 2
    lent = result[behind].names if behind < len(result) and result[behind].names != chunks[behind].names else ()
    if not lent or not lent[0].endswith(" inducer") or chunks[index + 1].sort not in _SEPARATORS:
        return
    place = index - 1
    while place > 0 and chunks[place].sort in _SEPARATORS:
        place -= 1
        words = tokens(f"{chunks[place].text} {chunks[behind].text}")
        hit = names.concepts.longest(words, 0)
        if hit is not None and hit[0] == len(words):
            result[behind] = anew(result[behind], names=tuple(dict.fromkeys((*result[behind].names, *hit[1]))))
        place -= 1


_SEPARATORS = frozenset({Sort.COMMA, Sort.OR, Sort.AND, Sort.SLASH})


def _listed(chunks: Sequence[Chunk], index: int) -> bool:
    """Whether a sign or conjunction of a list stands beside the chunk."""
    behind = index + 1 < len(chunks) and chunks[index + 1].sort in _SEPARATORS
    return behind or (index > 0 and chunks[index - 1].sort in _SEPARATORS)


def _borrow(chunks: list[Chunk], index: int, shared: tuple[str, int], names: Names) -> None:
    part, step = shared
    place = index + step
    while 0 <= place < len(chunks):
        separators = 0
        while 0 <= place < len(chunks) and chunks[place].sort in _SEPARATORS:
            place, separators = place + step, separators + 1
        if step > 0 and separators and place < len(chunks) and chunks[place].text.lower() == "the":
            place += step  # "cancer of the stomach or the gastroesophageal junction"
        if not separators or not 0 <= place < len(chunks):
            return
        chunk = chunks[place]
        nameless = step < 0 and chunk.sort in (
            Sort.COUNTED,
            Sort.HEADNOUN,
        )  # "solid organ or marrow transplant", "drug or alcohol abuse"
        if not nameless and chunk.sort not in (Sort.WORD, Sort.CONCEPT, Sort.NARROWING, Sort.CODES):
            return
        if chunk.sort is Sort.CONCEPT and not _organ(chunk, names, part) and not (step > 0 and _sign(chunk, names)):
            if step < 0:
                return
            place += step  # "gastric bleeding, infection or perforation": it has a name of its own
            continue
        if nameless and place and chunks[place - 1].sort is Sort.WORD and _borrow_for_two(chunks, place, part, names):
            place -= 2
            continue
        phrase = f"{chunk.text} {part}" if step < 0 else f"{part} {chunk.text}"
        words = tokens(phrase)
        hit = names.concepts.longest(words, 0)
        if (hit is None or hit[0] != len(words)) and step < 0 and place and chunk.sort is chunks[place - 1].sort is Sort.WORD:
            if not _borrow_for_two(chunks, place, part, names):
                return
            place -= 2
            continue
        if hit is None or hit[0] != len(words) or _only_a_state(chunk, hit[1], chunks[index], names):
            return
        chunks[place] = anew(chunk, sort=Sort.CONCEPT, names=hit[1], value="")
        place += step


def _borrow_for_two(chunks: list[Chunk], place: int, part: str, names: Names) -> bool:
    """ "Acral lentiginous or uveal melanoma": two words that make a name together with the head."""
    before, chunk = chunks[place - 1], chunks[place]
    words = tokens(f"{before.text} {chunk.text} {part}")
    hit = names.concepts.longest(words, 0)
    if hit is None or hit[0] != len(words):
        return False
    chunks[place] = anew(chunk, sort=Sort.CONCEPT, names=hit[1], value="", start=before.start)
    chunks[place - 1] = anew(before, sort=Sort.FILL, value="fill")
    return True


def _borrow_over_adjectives(chunks: list[Chunk], index: int, names: Names) -> None:
    """ "Acute or extensive chronic GVHD", "viral or severe fungal infection": other kinds of the named thing."""
    place = index - 1
    while place > 0 and chunks[place].sort is Sort.NARROWING:
        place -= 1
    end = [token for token in tokens(chunks[index].text)[1:] if token.text != "-"]
    kinds = {parent for name in chunks[index].names for parent in names.vocabulary[name].parents}
    while end and 0 < place < index - 1 and chunks[place].sort in _SEPARATORS:
        while place and chunks[place].sort in _SEPARATORS:
            place -= 1
        words = [*tokens(chunks[place].text), *end]
        hit = names.concepts.longest(words, 0) if chunks[place].sort in (Sort.NARROWING, Sort.WORD) else None
        if hit is None or hit[0] != len(words) or not all(kinds & set(names.vocabulary[name].parents) for name in hit[1]):
            return
        chunks[place] = anew(chunks[place], sort=Sort.CONCEPT, names=hit[1], value="")
        place -= 1


STATES = ("activity=", "control=", "proof=", "symptoms=", "treatment=", "stability=")
"""Families of narrowing words that any disease may be described by."""


def _only_a_state(chunk: Chunk, hit: Sequence[str], lender: Chunk, names: Names) -> bool:
    """ "Active or prior interstitial lung disease": a state that any disease may be in is of the whole name, not of its last
    words."""
    state = chunk.sort is Sort.NARROWING and all(name.startswith(STATES) for name in chunk.names)
    return state and any(names.vocabulary.is_a(own, name) for own in lender.names for name in hit)


_SITE = re.compile(r"\bof (?:the )?.+$", re.IGNORECASE)
""" "Adenocarcinoma or squamous cell carcinoma of the esophagus": the site is of both."""


def _sign(chunk: Chunk, names: Names) -> bool:
    """A finding of one word ("ulceration"), which the first member of a list may say the place of."""
    return len(tokens(chunk.text)) == 1 and all(names.vocabulary.kind(name) == "finding" for name in chunk.names)


def _organ(chunk: Chunk, names: Names, part: str) -> bool:
    kinds = {names.vocabulary.kind(name) for name in chunk.names}
    return kinds == {"organ"} or (kinds == {"histology"} and part.lower().startswith("of "))
