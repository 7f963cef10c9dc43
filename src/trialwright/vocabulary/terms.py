"""Terms in text: a text in, the concepts and narrowing words that stand in it out, longest first (used by criteria and sheets
alike)."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import resources

from trialwright.vocabulary.abbreviations import expanded
from trialwright.vocabulary.concepts import Vocabulary, default_vocabulary
from trialwright.vocabulary.lexicon import Lexicon, concept_lexicon, lexicon_of_keys
from trialwright.vocabulary.words import Token, key, tokens


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


@cache
def narrowing_lexicon() -> Lexicon:
    """The lexicon of the package's narrowing words, named by family=value."""
    spellings = qualifier_table().spellings
    return lexicon_of_keys({words: tuple(f"{item.family}={item.value}" for item in named) for words, named in spellings.items()})


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


@dataclass(frozen=True, kw_only=True, slots=True)
class IdleWords:
    """Words of a diagnosis that make no other illness of it: beside which kinds of concepts, and which they do tell apart."""

    kinds: frozenset[str]
    besides: tuple[str, ...]


_CANCERS = frozenset({"cancer", "histology"})
_ILLNESSES = frozenset({"cancer", "histology", "condition", "finding", "metastasis"})


@cache
def idle_words() -> Mapping[tuple[str, ...], IdleWords]:
    """The table `data/no_other_illness.tsv`, by the key of the words."""
    text = (resources.files("trialwright.vocabulary") / "data" / "no_other_illness.tsv").read_text("utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return {
        key(row["words"]): IdleWords(
            kinds=_CANCERS if row["beside"] == "cancer" else _ILLNESSES,
            besides=tuple(filter(None, row["except"].split(";"))),
        )
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    }


_LITTLE_WORDS = (
    "of the a an to in at with and for by on or prior known documented due diagnosed diagnosis patient disease / , ( ) . ' - : +"
)
_PASSED_OVER = frozenset(_LITTLE_WORDS.split())
_ALLERGY = frozenset({"allergy", "allergic", "hypersensitivity", "anaphylaxis", "intolerance"})
_OF_AN_ALLERGY = frozenset({"reaction", "reactions"})
""" "Allergic reaction to penicillin" is an allergy to it."""
_ALTERNATIVES = frozenset({"or", "/"})
_HISTORY = frozenset({"history", "prior", "previous", "past"})


def read_term(text: str, vocabulary: Vocabulary | None = None) -> Term:
    """What a phrase of a fact sheet names, see `_read_in_order`. A cancer may be named in the order of an index: "lymphoma, large
    B-cell, diffuse", "carcinoma, squamous cell, lung"."""
    term = _read_in_order(text, vocabulary)
    parts = [part.strip() for part in text.split(",")]
    alone = term.known and len(term.concepts) == 1
    if alone or not 1 < len(parts) <= _MOST_PARTS or not all(parts):
        return term
    turned = _read_in_order(" ".join(reversed(parts)), vocabulary)
    words = vocabulary or default_vocabulary()
    one = turned.known and len(turned.concepts) == 1 and words.kind(turned.concepts[0]) in _CANCERS
    cancers = [name for name in term.concepts if words.kind(name) in _CANCERS]
    return replace(turned, text=text) if one and all(words.is_a(turned.concepts[0], name) for name in cancers) else term


_MOST_PARTS = 4


def _read_in_order(text: str, vocabulary: Vocabulary | None) -> Term:
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
    idle: list[tuple[int, int, int, IdleWords]] = []
    history = allergy = False
    position = 0
    while position < len(words):
        hit = lexicon.longest(words, position)
        narrow = _narrowing_at(words, position, table)
        passed = _idle_at(words, position)
        if passed is not None and passed[0] > max(hit[0] if hit else 0, narrow[0] if narrow else 0):
            idle.append((position, passed[0], len(leftover), passed[1]))
            position = passed[0]
            continue
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
    for first, last, place, words_of in reversed(idle):
        if not _says_no_more(words_of, found, vocabulary or default_vocabulary()):
            leftover[place:place] = [word.text for word in words[first:last] if word.form not in _PASSED_OVER]
    leftover = [word for word in leftover if not (allergy and word.lower() in _OF_AN_ALLERGY)]
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


def _idle_at(words: Sequence[Token], first: int) -> tuple[int, IdleWords] | None:
    for last in range(min(first + _MOST_IDLE, len(words)), first, -1):
        found = idle_words().get(tuple(word.form for word in words[first:last] if word.form != "-"))
        if found is not None and words[last - 1].form != "-":
            return last, found
    return None


_MOST_IDLE = 6


def _says_no_more(idle: IdleWords, found: Sequence[str], vocabulary: Vocabulary) -> bool:
    """Whether idle words stand beside an illness of their kinds, and beside none that they tell apart."""
    beside = [name for name in found if vocabulary.kind(name) in idle.kinds]
    return bool(beside) and not any(vocabulary.is_a(name, other) for name in found for other in idle.besides)


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
