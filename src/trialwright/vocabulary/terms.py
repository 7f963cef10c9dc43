"""Terms in text: a text in, the concepts and narrowing words that stand in it out, longest first (used by criteria and sheets
alike)."""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from trialwright.vocabulary.abbreviations import expanded
from trialwright.vocabulary.concepts import Concept, Vocabulary, default_vocabulary
from trialwright.vocabulary.records import record
from trialwright.vocabulary.words import Token, key, tokens

_VOCABULARIES = 4
"""For so many vocabularies the lexicons are kept: the package's, and those with terms of users."""
_END = None
"""The key, beside those of the next words, of what a spelling names that ends there."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Narrowing:
    """A word that narrows: its family and value in qualifiers.tsv."""

    family: str
    value: str


@dataclass(frozen=True, kw_only=True, slots=True)
class QualifierTable:
    """The families of narrowing words: spellings by their key, and which value stands within which."""

    spellings: Mapping[tuple[str, ...], tuple[Narrowing, ...]]
    within: Mapping[tuple[str, str], str]
    values: Mapping[str, tuple[str, ...]]

    def agree(self, family: str, recorded: str, asked: str) -> bool:
        """True when the recorded value is the asked one or stands within it, over as many steps as the table has."""
        seen: set[str] = set()
        step: str | None = recorded
        while step is not None and step not in seen:
            if step == asked:
                return True
            seen.add(step)
            step = self.within.get((family, step))
        return False


@cache
def qualifier_table() -> QualifierTable:
    """The package's table of narrowing words, read once."""
    spellings: dict[tuple[str, ...], list[Narrowing]] = {}
    within: dict[tuple[str, str], str] = {}
    values: dict[str, list[str]] = {}
    text = (resources.files("trialwright.vocabulary") / "data" / "qualifiers.tsv").read_text("utf-8")
    for row in csv.DictReader(
        (line for line in text.splitlines() if not line.startswith("#")), delimiter="\t", quoting=csv.QUOTE_NONE
    ):
        narrowing = Narrowing(family=row["family"], value=row["value"])
        values.setdefault(row["family"], []).append(row["value"])
        if row.get("within"):
            within[row["family"], row["value"]] = row["within"]
        for spelling in {row["value"], *filter(None, row["spellings"].split(";"))}:
            spellings.setdefault(key(spelling), []).append(narrowing)
    return QualifierTable(
        spellings={words: tuple(items) for words, items in spellings.items()},
        within=within,
        values={family: tuple(items) for family, items in values.items()},
    )


@record(frozen=True, slots=True)
class _Names:
    """What one spelling names: by how it is written, where case tells; else in `any_case`."""

    written: Mapping[str, tuple[str, ...]]
    any_case: tuple[str, ...]

    def of(self, words: Sequence[Token]) -> tuple[str, ...]:
        """The names of the spelling as the words write it."""
        exact = self.written.get("".join(word.text for word in words if word.text != "-")) if self.written else None
        return exact or self.any_case

    def without(self, names: Set[str]) -> _Names | None:
        """The same without some names; None where no other is left."""
        left = {text: tuple(name for name in found if name not in names) for text, found in self.written.items()}
        written = {text: found for text, found in left.items() if found}
        any_case = tuple(name for name in self.any_case if name not in names)
        return _Names(written, any_case) if written or any_case else None


@dataclass(frozen=True, kw_only=True)
class Lexicon:
    """A longest-match finder of terms over token forms."""

    tree: Mapping[str | None, Any]

    def begins(self, form: str) -> bool:
        """True where a term begins with the word of that form."""
        return form in self.tree

    def longest(self, words: Sequence[Token], first: int) -> tuple[int, tuple[str, ...]] | None:
        """The end and the names of the longest term that starts at token `first`, or None. Hyphens inside a term are passed
        over."""
        node = self.tree.get(words[first].form) if first < len(words) else None
        return None if node is None else _longest_below(node, words, first)


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


def build_lexicon(terms: Iterable[tuple[str, str]]) -> Lexicon:
    """A lexicon of (spelling, name) pairs; a spelling that starts with "=" is matched with its case."""
    entries: dict[tuple[str, ...], dict[tuple[str, str | None], None]] = {}
    for spelling, name in terms:
        cased = spelling.startswith("=")
        bare = spelling.lstrip("=")
        written = "".join(token.text for token in tokens(bare) if token.text != "-") if cased else None
        for words in _variants(bare):
            entries.setdefault(words, {})[name, written] = None
    return _lexicon_of_keys({words: _names(list(named)) for words, named in entries.items()})


_IN_NO_CASE: Mapping[str, tuple[str, ...]] = {}


def _names(entries: Sequence[tuple[str, str | None]]) -> _Names:
    if len(entries) == 1 and entries[0][1] is None:
        return _Names(_IN_NO_CASE, (entries[0][0],))
    exact: dict[str, tuple[str, ...]] = {}
    for name, written in entries:
        if written is not None:
            exact[written] = tuple(dict.fromkeys((*exact.get(written, ()), name)))
    return _Names(exact, tuple(dict.fromkeys(name for name, written in entries if written is None)))


def _lexicon_of_keys(names: Mapping[tuple[str, ...], _Names]) -> Lexicon:
    """A lexicon of what each sequence of forms names."""
    tree: dict[str | None, Any] = {}
    for words, named in names.items():
        node = tree
        for word in words:
            node = node.setdefault(word, {})
        node[_END] = named
    return Lexicon(tree=tree)


def _variants(spelling: str) -> Collection[tuple[str, ...]]:
    """The ways a term is split into tokens: as written, and with hyphens or spaces around digits closed up (`PD-L1`, `PDL1`)."""
    words = key(spelling)
    if not words:
        return ()
    return {words, key(spelling.replace("-", ""))} if "-" in spelling else (words,)


@cache
def narrowing_lexicon() -> Lexicon:
    """The lexicon of the package's narrowing words, named by family=value."""
    spellings = qualifier_table().spellings
    return _lexicon_of_keys(
        {words: _Names({}, tuple(f"{item.family}={item.value}" for item in named)) for words, named in spellings.items()}
    )


@lru_cache(maxsize=_VOCABULARIES)
def concept_lexicon(vocabulary: Vocabulary) -> Lexicon:
    """The lexicon of a whole vocabulary, built once."""
    return lexicon_of(vocabulary)


def lexicon_of(vocabulary: Vocabulary, *, without: frozenset[str] = frozenset(), ambiguous: bool = False) -> Lexicon:
    """A lexicon over every name and synonym of a vocabulary, concepts of the kinds `without` left out.

    A spelling that several concepts own ("UC") is not guessed: it is left out, unless `ambiguous` asks for all that it may mean.
    Measurements and scores that share one stay: their units and scales tell them apart.
    """
    if without and not ambiguous:
        return _thinned(concept_lexicon(vocabulary), [item for item in vocabulary.concepts.values() if item.kind in without])
    terms = [
        (spelling, concept.name)
        for concept in vocabulary.concepts.values()
        if concept.kind not in without
        for spelling in (concept.name, *concept.synonyms)
    ]
    doubtful = frozenset[str]() if ambiguous else ambiguous_spellings(vocabulary).keys()
    return build_lexicon((spelling, name) for spelling, name in terms if spelling not in doubtful)


def _thinned(whole: Lexicon, without: Iterable[Concept]) -> Lexicon:
    """A lexicon without some concepts, which shares with the whole one all that names none of them."""
    names = {concept.name for concept in without}
    spellings = (spelling.lstrip("=") for concept in without for spelling in (concept.name, *concept.synonyms))
    tree = dict(whole.tree)
    for words in {words for spelling in spellings for words in _variants(spelling)}:
        below = _rid(tree.pop(words[0], {}), words[1:], names)
        tree |= {words[0]: below} if below else {}
    return Lexicon(tree=tree)


def _rid(node: Mapping[str | None, Any], words: Sequence[str], names: Set[str]) -> dict[str | None, Any]:
    """A node of a lexicon without some names at the end of the words; the given one is left as it is."""
    step = words[0] if words else _END
    kept = {key: below for key, below in node.items() if key != step}
    below = node.get(step)
    if below is not None:
        rest = _rid(below, words[1:], names) if words else below.without(names)
        kept |= {step: rest} if rest else {}
    return kept


@lru_cache(maxsize=_VOCABULARIES)
def ambiguous_spellings(vocabulary: Vocabulary) -> Mapping[str, tuple[str, ...]]:
    """The spellings, as their rows write them, that may mean several things which no unit tells apart, and those things."""
    owners: dict[tuple[tuple[str, ...], str | None], dict[str, None]] = {}
    written: dict[str, tuple[tuple[str, ...], str | None]] = {}
    for concept in vocabulary.concepts.values():
        for spelling in (concept.name, *concept.synonyms):
            written[spelling] = (key(spelling.lstrip("=")), spelling if spelling.startswith("=") else None)
            owners.setdefault(written[spelling], {})[concept.name] = None
    return {
        spelling: tuple(owners[same])
        for spelling, same in written.items()
        if len(owners[same]) > 1 and any(vocabulary.kind(name) not in _TOLD_BY_UNIT for name in owners[same])
    }


@dataclass(frozen=True, kw_only=True, slots=True)
class Term:
    """What a short phrase names: its concepts, the narrowing words by family, and the words that were not understood."""

    text: str
    concepts: tuple[str, ...] = ()
    narrowing: Mapping[str, str] = field(default_factory=dict)
    leftover: tuple[str, ...] = ()
    history: bool = False
    allergy: bool = False

    @property
    def known(self) -> bool:
        """True when at least one concept was found and every word was understood."""
        return bool(self.concepts) and not self.leftover


_LITTLE_WORDS = (
    "of the a an to in at with and for by on or prior known documented due diagnosed diagnosis patient disease / , ( ) . ' - : +"
)
_PASSED_OVER = frozenset(_LITTLE_WORDS.split())
_TOLD_BY_UNIT = frozenset({"measurement", "score"})
_ALLERGY = frozenset({"allergy", "allergic", "hypersensitivity", "anaphylaxis", "intolerance"})
_ALTERNATIVES = frozenset({"or", "/"})
_HISTORY = frozenset({"history", "prior", "previous", "past"})


def read_term(text: str, vocabulary: Vocabulary | None = None) -> Term:
    """Compose a phrase of a fact sheet: "metastatic gastric cancer", "mCRPC", "thalidomide allergy", "germline BRCA1 mutation".

    A statement that only a person can make is not put together with other concepts ("contraindication to aspirin" is no aspirin):
    what is said beside it stays in `leftover`. Of "recurrent or metastatic" neither is said for certain, so neither narrows.
    """
    lexicon = concept_lexicon(vocabulary or default_vocabulary())
    table = qualifier_table()
    words = tokens(expanded(text))
    found: list[str] = []
    narrowing: dict[str, str] = {}
    before, doubtful = (frozenset[str](), -1), frozenset[str]()
    leftover: list[str] = []
    history = allergy = False
    position = 0
    while position < len(words):
        hit = lexicon.longest(words, position)
        narrow = _narrowing_at(words, position, table)
        if narrow is not None and (hit is None or narrow[0] > hit[0]):
            families = frozenset(item.family for item in narrow[1])
            if before[1] == position - 1 and words[position - 1].form in _ALTERNATIVES:
                doubtful |= families | before[0]
            for item in narrow[1]:
                narrowing.setdefault(item.family, item.value)
            before, position = (families, narrow[0]), narrow[0]
            continue
        if hit is not None:
            found.extend(hit[1])
            position = hit[0]
            continue
        word = words[position]
        if word.form in _ALLERGY:
            allergy = True
        elif word.form in _HISTORY:
            history = True
        elif word.form not in _PASSED_OVER:
            leftover.append(word.text)
        position += 1
    return Term(
        text=text,
        concepts=tuple(dict.fromkeys(found)),
        narrowing={family: value for family, value in narrowing.items() if family not in doubtful},
        leftover=(*leftover, *_beside_a_statement(found, vocabulary or default_vocabulary())),
        history=history,
        allergy=allergy,
    )


def _beside_a_statement(found: Sequence[str], vocabulary: Vocabulary) -> tuple[str, ...]:
    others = tuple(dict.fromkeys(name for name in found if vocabulary.kind(name) != "statement"))
    return others if len(others) < len(set(found)) else ()


def _narrowing_at(words: Sequence[Token], first: int, table: QualifierTable) -> tuple[int, tuple[Narrowing, ...]] | None:
    for length in range(min(6, len(words) - first), 0, -1):
        forms = tuple(word.form for word in words[first : first + length] if word.form != "-")
        if forms in table.spellings:
            return first + length, table.spellings[forms]
    return None


def read_narrowing(text: str) -> dict[str, tuple[str, ...]]:
    """The narrowing words of a free qualifier ("severe, requires treatment") by family; words of no family are passed over."""
    table = qualifier_table()
    words = tokens(text)
    found: dict[str, tuple[str, ...]] = {}
    position = 0
    while position < len(words):
        hit = _narrowing_at(words, position, table)
        if hit is None:
            position += 1
            continue
        for item in hit[1]:
            found[item.family] = tuple(dict.fromkeys((*found.get(item.family, ()), item.value)))
        position = hit[0]
    return found
