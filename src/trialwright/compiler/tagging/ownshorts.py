"""Own short forms: a whole text in; the abbreviations that it introduces itself ("multiple myeloma (MM)") with their long forms
out, which are read in their places everywhere else.

What the vocabulary cannot name by itself is taken ("MM" may be melanoma) where the letters are the initials of words that name
one thing, and what it would name otherwise ("platinum-based chemotherapy (PBC)" is no cholangitis), whatever the words are; both
only where the text gives no second meaning.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from difflib import SequenceMatcher

from trialwright.compiler.chunks import Sort
from trialwright.compiler.tagging.normalise import Normal, replaced
from trialwright.compiler.tagging.tag import Tagger, tag
from trialwright.vocabulary.variables import find_variable

_INTRODUCED = re.compile(r"[(\[]\s*(?P<short>[A-Z]{2,6})s?\s*[)\]]")
_BEFORE = re.compile(r"[^()\[\]\n.;:]{4,}\Z")
_LONGEST = 90
_WORD = re.compile(r"[A-Za-z]+(?:['’]s\b)?")
_SMALL = frozenset({"of", "the", "and", "in", "for", "to"})


def own_short_forms(text: str, tagger: Tagger) -> Mapping[str, str]:
    """The abbreviations that a text introduces, with the words that each stands for."""
    meant: dict[str, dict[tuple[str, ...] | None, str]] = {}
    for match in _INTRODUCED.finditer(text):
        before = _BEFORE.search(text[max(match.start() - _LONGEST, 0) : match.start()])
        long = _spelled(before[0], match["short"]) or _within_word(before[0], match["short"], tagger) if before else None
        if long is not None:
            meant.setdefault(match["short"], {})[_one_thing(long, tagger)] = long
    return {
        short: next(iter(names.values()))
        for short, names in meant.items()
        if len(names) == 1 and _is_meant(short, *next(iter(names.items())), tagger)
    }


_ILL = frozenset({"condition", "finding", "cancer", "histology", "procedure", "radiotherapy", "surgery", "demographic"})
_NAMES_OF_BODIES = re.compile(
    r"network|group|societ|associat|pathology|system|college|committee|institute|league|net\b", re.IGNORECASE
)
_LIKE = 0.6


def _is_meant(short: str, name: tuple[str, ...] | None, long: str, tagger: Tagger) -> bool:
    """True where a short form stands for its words: it has no other meaning, or plainly another than they say."""
    chunks = tag(short, tagger)
    if all(chunk.sort is Sort.WORD for chunk in chunks):
        return name is not None
    known = chunks[0].names[0] if len(chunks) == 1 and len(chunks[0].names) == 1 else None
    if known is None or len(short) <= len("AB") or _NAMES_OF_BODIES.search(long):
        return False
    concept = tagger.vocabulary.concepts.get(known)
    variable = find_variable(known)
    if variable is None and concept is not None and concept.kind not in _ILL:
        return False
    said = {other for chunk in tag(long, tagger) for other in chunk.names}
    if known in said:
        return False
    if name is not None:
        return not any(tagger.vocabulary.is_a(one, other) for one, other in ((name[0], known), (known, name[0])))
    spellings = (known, *(concept.synonyms if concept is not None else variable.synonyms if variable is not None else ()))
    return all(SequenceMatcher(None, long.lower(), other.lower()).ratio() < _LIKE for other in spellings)


def _spelled(before: str, short: str) -> str | None:
    """The last words whose initials are the letters, small words passed over; None where they are not."""
    letters = list(short.lower())
    for word in reversed(list(_WORD.finditer(before))):
        if word[0][0].lower() == letters[-1]:
            letters.pop()
        elif word[0].lower() not in _SMALL:
            return None
        if not letters:
            return " ".join(before[word.start() :].split())
    return None


def _within_word(before: str, short: str, tagger: Tagger) -> str | None:
    """ "Hypogammaglobulinemia (HGG)": the one long word before it that holds the letters in their order, and names one thing."""
    word = next((found[0] for found in reversed(list(_WORD.finditer(before)))), "")
    letters = iter(word.lower())
    within = len(word) > _LONG_WORD and word[0].lower() == short[0].lower() and all(one in letters for one in short.lower())
    return word if within and _one_thing(word, tagger) is not None else None


_LONG_WORD = 9


def _one_thing(long: str, tagger: Tagger) -> tuple[str, ...] | None:
    """The name of what the words name; None for several things, for words beside it, for none."""
    chunks = tag(long, tagger)
    named = len(chunks) == 1 and chunks[0].sort in (Sort.CONCEPT, Sort.VARIABLE) and len(chunks[0].names) == 1
    return chunks[0].names if named else None


def short_forms_read(shorts: Mapping[str, str]) -> Callable[[Normal], Normal]:
    """What puts the long forms in the places of the short ones; a bracket that only introduces one is left."""
    if not shorts:
        return lambda normal: normal
    names = "|".join(shorts)
    pattern = re.compile(rf"(?<![\w(\[-])(?:{names})(?![\w-])|(?<=[(\[])(?:{names})(?![\w)\]-])")
    return lambda normal: replaced(normal, pattern, lambda match: shorts[match[0]]) if pattern.search(normal.text) else normal
