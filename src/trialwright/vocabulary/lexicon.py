"""Spellings in, a finder of the terms among them out: a tree of words whose branches grow when a text first asks for them.

A vocabulary has some fifty thousand spellings and one record asks for a few hundred of them: to sort them by the form of their
first word takes a tenth of the time that the whole tree takes.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from trialwright.vocabulary.collecting import uncollected
from trialwright.vocabulary.concepts import Vocabulary
from trialwright.vocabulary.records import record
from trialwright.vocabulary.words import Token, first_form, key, tokens

_VOCABULARIES = 4
"""For so many vocabularies the lexicons are kept: the package's, and those with terms of users."""
_END = None
"""The key, beside those of the next words, of what a spelling names that ends there."""
_TOLD_BY_UNIT = frozenset({"measurement", "score"})
_MOST_KNOWN = 200_000
"""Of so many words it is noted that they begin no term: to see it is quicker than to ask again."""
Node = dict[Any, Any]
"""A word of a tree: the nodes of the words that may follow it, and what a term names that ends with it."""
Spelled = tuple[str, str]
"""A spelling and the name of what it names."""
_NONE: Node = {}


class Branches(dict[str | None, Any]):
    """The first words of a tree, by `tree[form]`: each branch grows when it is first asked for; of other words it is empty.

    Threads that ask at once may grow the same branch twice, which does no harm.
    """

    def __init__(self, grow: Callable[[str], Node]) -> None:
        self._grow = grow

    def __missing__(self, form: str) -> Node:
        node = self._grow(form) or _NONE
        if node or len(self) < _MOST_KNOWN:
            self[form] = node
        return node


@record(frozen=True, slots=True)
class _Names:
    """What one spelling names: by how it is written, where case tells; else in `any_case`."""

    written: Mapping[str, tuple[str, ...]]
    any_case: tuple[str, ...]

    def of(self, words: Sequence[Token]) -> tuple[str, ...]:
        """The names of the spelling as the words write it."""
        exact = self.written.get("".join(word.text for word in words if word.text != "-")) if self.written else None
        return exact or self.any_case


@dataclass(frozen=True, kw_only=True)
class Lexicon:
    """A longest-match finder of terms over token forms."""

    tree: Branches

    def begins(self, form: str) -> bool:
        """True where a term begins with the word of that form."""
        return bool(self.tree[form])

    def longest(self, words: Sequence[Token], first: int) -> tuple[int, tuple[str, ...]] | None:
        """The end and the names of the longest term that starts at token `first`, or None. Hyphens inside a term are passed
        over."""
        node = self.tree[words[first].form] if first < len(words) else None
        return _longest_below(node, words, first) if node else None


def _longest_below(node: Any, words: Sequence[Token], first: int) -> tuple[int, tuple[str, ...]] | None:
    """The longest term whose first word, at `first`, led to a node of a lexicon."""
    best: tuple[int, tuple[str, ...]] | None = None
    position, count = first + 1, len(words)
    while True:
        names = node[_END].of(words[first:position]) if _END in node else ()
        if names:
            best = (position, names)
        while position < count and words[position].form == "-":
            position += 1
        node = node.get(words[position].form) if position < count else None
        if node is None:
            return best
        position += 1


def build_lexicon(terms: Iterable[Spelled]) -> Lexicon:
    """A lexicon of (spelling, name) pairs; a spelling that starts with "=" is matched with its case."""
    known = by_first_form(terms)
    return Lexicon(tree=Branches(lambda form: _branch(known.get(form, ()), form)))


def by_first_form(terms: Iterable[Spelled]) -> dict[str, list[Spelled]]:
    """Spellings by the form of their first word; one with a hyphen stands also where it begins when that is closed up."""
    found: dict[str, list[Spelled]] = {}
    for term in terms:
        bare = term[0].lstrip("=")
        first = first_form(bare)
        found.setdefault(first, []).append(term)
        if "-" in bare and (closed := first_form(bare.replace("-", ""))) != first:
            found.setdefault(closed, []).append(term)
    return found


def _branch(terms: Iterable[Spelled], form: str) -> Node:
    """The part of a tree below a first word, made of spellings some of whose ways to be split begin with it."""
    entries: dict[tuple[str, ...], dict[tuple[str, str | None], None]] = {}
    for spelling, name in terms:
        cased = spelling.startswith("=")
        bare = spelling.lstrip("=")
        written = "".join(token.text for token in tokens(bare) if token.text != "-") if cased else None
        for words in variants(bare):
            if words[0] == form:
                entries.setdefault(words, {})[name, written] = None
    return _tree({words[1:]: _names(list(named)) for words, named in entries.items()})


_IN_NO_CASE: Mapping[str, tuple[str, ...]] = {}


def _names(entries: Sequence[tuple[str, str | None]]) -> _Names:
    if len(entries) == 1 and entries[0][1] is None:
        return _Names(_IN_NO_CASE, (entries[0][0],))
    exact: dict[str, tuple[str, ...]] = {}
    for name, written in entries:
        if written is not None:
            exact[written] = tuple(dict.fromkeys((*exact.get(written, ()), name)))
    return _Names(exact, tuple(dict.fromkeys(name for name, written in entries if written is None)))


def _tree(names: Mapping[tuple[str, ...], _Names]) -> Node:
    """A tree of what each sequence of forms names."""
    tree: Node = {}
    for words, named in names.items():
        node = tree
        for word in words:
            node = node.setdefault(word, {})
        node[_END] = named
    return tree


def lexicon_of_keys(names: Mapping[tuple[str, ...], tuple[str, ...]]) -> Lexicon:
    """A lexicon of what each sequence of forms names, in any case."""
    whole = _tree({words: _Names(_IN_NO_CASE, found) for words, found in names.items()})
    return Lexicon(tree=Branches(lambda form: whole.get(form, _NONE)))


def variants(spelling: str) -> Collection[tuple[str, ...]]:
    """The ways a term is split into tokens: as written, and with hyphens or spaces around digits closed up (`PD-L1`, `PDL1`)."""
    words = key(spelling)
    if not words:
        return ()
    return {words, key(spelling.replace("-", ""))} if "-" in spelling else (words,)


@dataclass(frozen=True, eq=False)
class Spellings:
    """Every name and synonym of a vocabulary, by the form of its first word."""

    vocabulary: Vocabulary

    @cached_property
    def _known(self) -> dict[str, list[Spelled]]:
        with uncollected():
            return by_first_form(_spelled(self.vocabulary))

    @cached_property
    def _doubtful(self) -> dict[str, frozenset[str]]:
        return {}

    def at(self, form: str) -> Sequence[Spelled]:
        """The spellings that begin with a word of that form, with the concept that each names."""
        return self._known.get(form, ())

    def doubtful(self, spelling: str) -> bool:
        """Whether several concepts own a spelling, which no unit tells apart ("UC"): to name one of them would be a guess."""
        form = first_form(spelling.lstrip("="))
        known = self._doubtful.get(form)
        if known is None:  # two that are the same begin with the same word
            known = self._doubtful[form] = frozenset(_ambiguous(self.at(form), self.vocabulary))
        return spelling in known


def _spelled(vocabulary: Vocabulary) -> Iterator[Spelled]:
    for concept in vocabulary.concepts.values():
        yield concept.name, concept.name
        for synonym in concept.synonyms:
            yield synonym, concept.name


@lru_cache(maxsize=_VOCABULARIES)
def spellings_of(vocabulary: Vocabulary) -> Spellings:
    """The spellings of a vocabulary, sorted once."""
    return Spellings(vocabulary)


@lru_cache(maxsize=_VOCABULARIES)
def concept_lexicon(vocabulary: Vocabulary) -> Lexicon:
    """The lexicon of a whole vocabulary, made once."""
    return lexicon_of(vocabulary)


def lexicon_of(vocabulary: Vocabulary, *, without: frozenset[str] = frozenset(), ambiguous: bool = False) -> Lexicon:
    """A lexicon over every name and synonym of a vocabulary, concepts of the kinds `without` left out.

    A spelling that several concepts own ("UC") is not guessed: it is left out, unless `ambiguous` asks for all that it may mean.
    Measurements and scores that share one stay: their units and scales tell them apart.
    """
    spellings = spellings_of(vocabulary)

    def grown(form: str) -> Node:
        found = (item for item in spellings.at(form) if vocabulary.concepts[item[1]].kind not in without)
        return _branch((item for item in found if ambiguous or not spellings.doubtful(item[0])), form)

    return Lexicon(tree=Branches(grown))


@lru_cache(maxsize=_VOCABULARIES)
def ambiguous_spellings(vocabulary: Vocabulary) -> Mapping[str, tuple[str, ...]]:
    """The spellings, as their rows write them, that may mean several things which no unit tells apart, and those things."""
    return _ambiguous(_spelled(vocabulary), vocabulary)


def _ambiguous(terms: Iterable[Spelled], vocabulary: Vocabulary) -> Mapping[str, tuple[str, ...]]:
    owners: dict[tuple[tuple[str, ...], str | None], dict[str, None]] = {}
    written: dict[str, tuple[tuple[str, ...], str | None]] = {}
    for spelling, name in terms:
        written[spelling] = (key(spelling.lstrip("=")), spelling if spelling.startswith("=") else None)
        owners.setdefault(written[spelling], {})[name] = None
    return {
        spelling: tuple(owners[same])
        for spelling, same in written.items()
        if len(owners[same]) > 1 and any(vocabulary.kind(name) not in _TOLD_BY_UNIT for name in owners[same])
    }
