"""The words of a question enter, what belongs together leaves: terms of the vocabulary with their concepts, single words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from trialwright.find.resultnames import named_results
from trialwright.find.tagging import Tagger
from trialwright.vocabulary.abbreviations import abbreviations
from trialwright.vocabulary.concepts import Vocabulary
from trialwright.vocabulary.lexicon import ambiguous_spellings

_CHUNK = re.compile(r"\S+")
_NUMBER = re.compile(r"(?:\d+(?:\.\d+)?[a-c]?|i{1,3}v?[abc]?|iv[abc]?)", re.IGNORECASE)
_SIGNED = re.compile(
    r"(?<![^\s/,(])(?P<marker>[A-Za-z][A-Za-z0-9]*(?:[-/][A-Za-z0-9]+)*?)"
    r"(?:(?P<sign>[+\-−–](?![^\s/,)]))|[ -](?P<word>pos(?:itive)?|neg(?:ative)?)(?![\w-]))",
    re.IGNORECASE,
)
_RESULTS = {"+": "positive", "-": "negative", "−": "negative", "–": "negative", "pos": "positive", "neg": "negative"}
_MARKERS = frozenset({"gene", "biomarker", "receptor status"})
_NUMBERED = frozenset(("phase", "stage", "grade", "type", "cohort", "class", "level", "group", "arm", "line"))


@dataclass(frozen=True, kw_only=True, slots=True)
class Unit:
    """A stretch of a question: its text, the concepts that it names, and the longer words it stands for ("mCRPC"), if any.

    `result` is what a test is asked to have found: "negative" of "HER2-" and of "HER2 negative", whose concept is HER2; `also`
    are other expressions that say both, where it was named by one ("dMMR").
    """

    text: str
    concepts: tuple[str, ...] = ()
    stands_for: str = ""
    result: str = ""
    also: tuple[str, ...] = ()


def units(text: str, tagger: Tagger) -> tuple[Unit, ...]:
    """The stretches of a text: a term of the vocabulary is one, a marker with its result, else each word; a number goes with the
    word before it."""
    found: list[Unit] = []
    place = 0
    for start, end, unit in _results(text, tagger):
        found.extend((*_terms(text[place:start], tagger), unit))
        place = end
    return (*found, *_terms(text[place:], tagger))


def _results(text: str, tagger: Tagger) -> Iterator[tuple[int, int, Unit]]:
    """The markers of a text that have their result with them, by a sign or a word, and where they stand."""
    longer = [(start, end) for start, end, _ in tagger.spans(text)]
    named = [
        (start, end, Unit(text=text[start:end], concepts=(found.marker,), result=found.value, also=found.expressions))
        for start, end, found in named_results(text)
        if not any(first <= start and end < last for first, last in longer)
    ]
    yield from sorted((*named, *_signed(text, tagger, (*longer, *((first, last + 1) for first, last, _ in named)))), key=_place)


def _place(found: tuple[int, int, Unit]) -> int:
    return found[0]


def _signed(text: str, tagger: Tagger, longer: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int, Unit]]:
    """The markers with a sign or a word for their result that stand in nothing longer."""
    for match in _SIGNED.finditer(text):
        if any(start <= match.start() and match.end() < end for start, end in longer):
            continue  # "HER2-positive breast cancer" is a term of its own
        names = next((names for start, end, names in tagger.spans(match["marker"]) if end - start == len(match["marker"])), ())
        if len(names) == 1 and tagger.vocabulary.kind(names[0]) in _MARKERS:
            result = _RESULTS[match["sign"] or match["word"][:3].lower()]
            yield match.start(), match.end(), Unit(text=match[0], concepts=names, result=result)


def _terms(text: str, tagger: Tagger) -> tuple[Unit, ...]:
    found: list[Unit] = []
    place = 0
    for start, end, names in tagger.spans(text):
        if start < place or not _apart(text, start, end):
            continue
        found.extend(_single_words(text[place:start]))
        words = text[start:end]
        found.append(Unit(text=words, concepts=names, stands_for=_longer_words().get(_compact(words), "")))
        place = end
    found.extend(_single_words(text[place:]))
    return tuple(found)


def whole_unit(text: str, tagger: Tagger) -> Unit:
    """The text as one: with concepts where they are named by all of it."""
    bare = text.strip()
    found = [(start, end, names) for start, end, names in tagger.spans(bare) if (start, end) == (0, len(bare))]
    concepts = found[0][2] if found else ()
    return Unit(text=bare, concepts=concepts, stands_for=_longer_words().get(_compact(bare), "") if found else "")


def doubtful_meanings(text: str, tagger: Tagger) -> dict[str, tuple[str, ...]]:
    """The words of a question that may mean several things, and those: "UC" is ulcerative colitis or urothelial carcinoma."""
    meanings = _ambiguous(tagger.vocabulary)
    return {chunk: meanings[chunk] for chunk in _CHUNK.findall(text) if chunk in meanings}


@lru_cache(maxsize=4)
def _ambiguous(vocabulary: Vocabulary) -> Mapping[str, tuple[str, ...]]:
    return {spelling.lstrip("="): names for spelling, names in ambiguous_spellings(vocabulary).items()}


def _apart(text: str, start: int, end: int) -> bool:
    """Whether a term stands by itself: not inside "V600E" or "anti-PD-1/PD-L1"."""
    before, after = text[start - 1 : start], text[end : end + 1]
    return not (before.isalnum() or after.isalnum() or before in ("/", "-") or after in ("/", "-"))


def _single_words(text: str) -> Iterator[Unit]:
    chunks = _CHUNK.findall(text)
    at = 0
    while at < len(chunks):
        taken = 2 if _goes_together(chunks[at : at + 2]) else 1
        yield Unit(text=" ".join(chunks[at : at + taken]))
        at += taken


def _goes_together(pair: Sequence[str]) -> bool:
    return len(pair) == 2 and pair[0].lower() in _NUMBERED and _NUMBER.fullmatch(pair[1]) is not None


@cache
def _longer_words() -> dict[str, str]:
    return {"".join(parts).lower(): words for parts, words in abbreviations().items()}


def _compact(words: str) -> str:
    return "".join(char for char in words.lower() if char.isalnum() or char == "/")
