"""A text enters, the vocabulary's concepts that it names leave, with all that stands above them; quick enough for a shelf."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from itertools import pairwise
from typing import Any

from trialwright.vocabulary.abbreviations import abbreviations
from trialwright.vocabulary.concepts import Vocabulary, default_vocabulary
from trialwright.vocabulary.lexicon import Branches, Node, Spellings, by_first_form, spellings_of, variants
from trialwright.vocabulary.words import form_of

_WORDS = re.compile(r"[^\W\d_]+(?:['’]s\b)?|\d+(?:\.\d+)?|[^\w\s]|_")
_HYPHENS = frozenset("-–—‐")
_ANY, _CASED = 0, 1
_CODE_LETTERS, _YEAR = 3, re.compile(r"(?:19|20)\d\d")
_TELLING = 4
"""An abbreviation of so many letters is no word of its own in small letters ("all" and "met" are)."""
_DENYING = "non"
_SHORT, _REMEMBERED = 80, 100_000
"""Short texts (conditions, drugs) come again and again: what they name is remembered."""
_NO_CONCEPTS = frozenset({"measurement", "score", "demographic", "statement", "organ", "event"})
"""Kinds that are not what a trial is about: an age or a blood count in a text is no reason to find it."""


class _Forms(dict[str, str]):
    """The form of every word met so far: looking up is faster than working out."""

    def __missing__(self, word: str) -> str:
        form = self[word] = form_of(word) if word not in _HYPHENS else "-"
        return form


@dataclass(frozen=True, eq=False)
class Tagger:
    """A finder of concepts in running text: a tree of forms, at whose ends stand the concepts a spelling names.

    What several concepts own ("UC") is not guessed; kinds that no trial is about are passed over. An abbreviation of more than
    one thought ("mCRPC") names the concepts of its words.
    """

    tree: Branches
    vocabulary: Vocabulary
    forms: _Forms
    repeated: dict[str, frozenset[str]] = field(default_factory=dict)

    def spans(self, text: str) -> Iterator[tuple[int, int, tuple[str, ...]]]:
        """Each concept named in a text: its characters from and to (exclusive), and its names. Longer terms come before shorter.

        Capitals are not asked of long abbreviations, as nobody types them in a search ("nsclc", "mcrpc").
        """
        words = list(_WORDS.finditer(text))
        for first, last, names in self._mentions([word[0] for word in words], typed=True):
            yield words[first].start(), words[last - 1].end(), names

    def _mentions(self, words: list[str], *, typed: bool = False) -> Iterator[tuple[int, int, tuple[str, ...]]]:
        forms = [self.forms[word] for word in words]
        tree, done = self.tree, 0
        for position in self._beginnings(forms):
            if position < done:
                continue
            *_, found = (None, *_terms(tree[forms[position]], (words, forms), position, typed))
            if found is not None:
                done = found[0]
                yield position, done, found[1]

    def meant(self, text: str) -> frozenset[str]:
        """The concepts that a text speaks of: of terms that stand in one another, the longest alone."""
        return frozenset(name for _, _, names in self._mentions(_WORDS.findall(text)) for name in names)

    def concepts(self, text: str) -> frozenset[str]:
        """All concepts that a text names, without what stands above them: a HER2-positive breast cancer names HER2 too.

        What "non" takes back is not named: there is no small cell lung cancer in "non-small cell lung cancer".
        """
        if len(text) > _SHORT:
            return self._concepts(text)
        known = self.repeated.get(text)
        if known is None:
            if len(self.repeated) > _REMEMBERED:
                self.repeated.clear()
            known = self.repeated[text] = self._concepts(text)
        return known

    def _concepts(self, text: str) -> frozenset[str]:
        words = _WORDS.findall(text)
        forms = [self.forms[word] for word in words]
        found: set[str] = set()
        denied = 0
        for position in self._beginnings(forms):
            if position < denied:
                continue
            ends = list(_terms(self.tree[forms[position]], (words, forms), position, False))
            if ends and forms[position] == _DENYING:
                found.update(ends[-1][1])
                denied = ends[-1][0]
            else:
                found.update(name for _, names in ends for name in names)
        return frozenset(found)

    def _beginnings(self, forms: Sequence[str]) -> list[int]:
        """Where a term may begin: at its first word, with its second behind it."""
        found = []
        for at, (form, after) in enumerate(pairwise((*forms, ""))):
            node = self.tree[form]
            if node and (after in node or after == "-" or _ANY in node or _CASED in node):
                found.append(at)
        return found

    def with_broader(self, names: Iterable[str]) -> frozenset[str]:
        """Concepts and everything above them."""
        known = (self.vocabulary.ancestors(name) for name in names if name in self.vocabulary)
        return frozenset().union(*known)


def _terms(node: Any, text: tuple[list[str], list[str]], first: int, typed: bool) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Where each term ends whose first word led to the node, and its names; the longest last. `text`: the words, their forms."""
    words, forms = text
    position, count = first + 1, len(words)
    while True:
        if _ANY in node or _CASED in node:
            names = _named(node, words[first:position], typed)
            if names and not (position == first + 1 and _begins_code(words, first)):
                yield position, names
        while position < count and forms[position] == "-":
            position += 1
        node = node.get(forms[position]) if position < count else None
        if node is None:
            return
        position += 1


def _begins_code(words: Sequence[str], at: int) -> bool:
    """Whether a short abbreviation is the beginning of the number of a drug or study: "HL-085" is no Hodgkin lymphoma and
    "CT-2103" no scan, while ALL-2008 has a year behind it, and CLL-14 and PSMA-617 are named after what they are for."""
    short, *behind = words[at : at + 3]
    if not (len(short) <= _CODE_LETTERS and short.isupper() and len(behind) == 2 and behind[0] in _HYPHENS):
        return False
    number = behind[1]
    return number.isdigit() and (number.startswith("0") or len(number) >= 3) and not _YEAR.fullmatch(number)


def _named(node: Any, words: Sequence[str], typed: bool) -> tuple[str, ...]:
    cased = node.get(_CASED)
    names: tuple[str, ...] = node.get(_ANY, ())
    if cased is None:
        return names
    written = "".join(word for word in words if word not in _HYPHENS)
    exact: tuple[str, ...] = cased.get(written, ())
    if not exact and typed and not names and len(written) >= _TELLING:
        exact = next((found for other, found in cased.items() if other.lower() == written.lower()), ())
    return exact or names


@lru_cache(maxsize=4)
def tagger_of(vocabulary: Vocabulary) -> Tagger:
    """The tagger of a vocabulary, made once."""
    spellings = spellings_of(vocabulary)
    plain = Tagger(Branches(partial(_branch, spellings)), vocabulary, _Forms())
    short = by_first_form(("".join(parts), words) for parts, words in abbreviations().items())

    def grown(form: str) -> Node:
        tree = {form: _branch(spellings, form)}
        for written, words in short.get(form, ()):
            for name in sorted(plain.concepts(words)):
                _plant(tree, f"={written}", name)
        return tree[form]

    return Tagger(Branches(grown), vocabulary, _Forms())


def _branch(spellings: Spellings, form: str) -> Node:
    """The part of a tagger's tree below a first word."""
    tree: Node = {form: {}}
    concepts = spellings.vocabulary.concepts
    for spelling, name in spellings.at(form):
        if concepts[name].kind not in _NO_CONCEPTS and not spellings.doubtful(spelling):
            _plant(tree, spelling, name)
    found: Node = tree[form]
    return found


def _plant(tree: Node, spelling: str, name: str) -> None:
    bare = spelling.lstrip("=")
    for words in variants(bare):
        node = tree
        for word in words:
            node = node.setdefault(word, {})
        if spelling.startswith("="):
            written = "".join(word for word in _WORDS.findall(bare) if word not in _HYPHENS)
            cased = node.setdefault(_CASED, {})
            cased[written] = tuple(dict.fromkeys((*cased.get(written, ()), name)))
        else:
            node[_ANY] = tuple(dict.fromkeys((*node.get(_ANY, ()), name)))


def default_tagger() -> Tagger:
    """The tagger of the vocabulary in use."""
    return tagger_of(default_vocabulary())
