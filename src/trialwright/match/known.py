"""What is known of a patient on a day: facts in, items to hold against a criterion out (presence, narrowing words, period)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property, lru_cache

from trialwright.match.context import Context
from trialwright.match.diseases import of_none
from trialwright.match.memory import Memory
from trialwright.match.recorded import ALSO, affirms, counts_none, is_a_test
from trialwright.match.tables import rows, traits
from trialwright.patients.facts import Fact, Kind, PatientFacts
from trialwright.vocabulary.concepts import Relation, Vocabulary, default_vocabulary
from trialwright.vocabulary.examinations import found_by, is_examination
from trialwright.vocabulary.listing import MEDICINES
from trialwright.vocabulary.terms import Term, qualifier_table, read_narrowing, read_term
from trialwright.vocabulary.time import PartialDate
from trialwright.vocabulary.words import key

_LAST_OF_ALL = dt.date(9000, 1, 1)
CANCER_KINDS = frozenset({"cancer", "histology"})
RESULT_KINDS = frozenset({Kind.MEASUREMENTS, Kind.BIOMARKERS})
_NEGATION = re.compile(
    r"\b(no|not|without|never|non)\b[\s-]+(?:(?:further |clinical |radiological )?(?:evidence|signs?) (?:of|for) )?([A-Za-z-]+)",
    re.IGNORECASE,
)
_WHY = re.compile(r" (?:for|due to|because of|owing to) [^,;.]*", re.IGNORECASE)
""" "No discontinuation for toxicity": why nothing was stopped is no toxicity."""
_TEXT_QUALIFIERS = (
    "status",
    "timing",
    "intent",
    "grade",
    "method",
    "extent",
    "response",
    "laterality",
    "distribution",
    "symptomatic",
    "stage",
)


@dataclass(frozen=True, kw_only=True)
class Item:
    """One thing that a fact says: concepts that are all true of it (or absent of the patient), narrowing words by family, a
    result.

    A fact may give several items (a regimen gives its drugs), and an item may follow from several facts (`facts`); `why` then
    says how.
    """

    facts: tuple[Fact, ...]
    concepts: tuple[str, ...]
    present: bool = True
    narrowing: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    value: object = None
    kind: Kind = Kind.CONDITIONS
    why: str = ""
    only: frozenset[str] = frozenset()
    """What it surely is, where that it makes anything else of a wider name is for a person to say."""

    @property
    def fact(self) -> Fact:
        """The fact that it mainly rests on."""
        return self.facts[0]

    def qualifier(self, name: str) -> str | None:
        """A qualifier of the fact as written."""
        return self.fact.qualifiers.get(name)

    def qualified(self) -> Collection[str]:
        """The names of all qualifiers of the fact."""
        return self.fact.qualifiers.keys()

    def written(self) -> str:
        """The fact's own words."""
        return self.fact.what


@dataclass(frozen=True, kw_only=True)
class Known:
    """A patient as the matcher sees them on the reference date of `context`."""

    patient: PatientFacts
    context: Context
    items: tuple[Item, ...]
    turns: tuple[dt.date, ...] = ()
    """The days after the reference date on which, nothing happening, other things are known of the patient."""
    edges: list[dt.date] = field(default_factory=list, compare=False, repr=False)
    """The days on which what lies so many days back (`lately`) has passed its edge: of all that was asked."""
    memory: Memory | None = field(default=None, compare=False, repr=False)  # where it is held against many trials

    def covered(self, kinds: Iterable[Kind]) -> bool:
        """True when the source declares all of these kinds complete (and there is at least one)."""
        needed = frozenset(kinds)
        return bool(needed) and needed <= self.patient.coverage

    def of(self, concept: str, *, present: bool = True) -> tuple[Item, ...]:
        """The items that are the concept, or narrower."""
        return self._index.get((concept, present), ())

    def denying(self, concept: str) -> tuple[Item, ...]:
        """The items recorded as absent that may speak of the concept: of it, of something broader, or of either narrowed."""
        words = self.context.vocabulary
        return self._absent_of(words.ancestors(concept) if concept in words else (concept,))

    def denied(self, names: Iterable[str]) -> tuple[Item, ...]:
        """The items recorded as absent that are one of the concepts by name."""
        wanted = frozenset(names)
        return tuple(item for item in self._absent_of(wanted) if wanted & set(item.concepts))

    def _absent_of(self, names: Iterable[str]) -> tuple[Item, ...]:
        return tuple(self.items[place] for place in sorted({place for name in names for place in self._absent.get(name, ())}))

    @cached_property
    def _absent(self) -> dict[str, list[int]]:
        words = self.context.vocabulary
        found: dict[str, list[int]] = {}
        for place, item in enumerate(self.items):
            for name in item.concepts if not item.present else ():
                narrower_of = decomposed(name, words)
                for key_name in {name, *([narrower_of[0]] if narrower_of else [])}:
                    found.setdefault(key_name, []).append(place)
        return found

    @cached_property
    def _index(self) -> dict[tuple[str, bool], tuple[Item, ...]]:
        words = self.context.vocabulary
        found: dict[tuple[str, bool], list[Item]] = {}
        above: dict[tuple[str, ...], set[str]] = {}
        for item in self.items:
            wider = above.get(item.concepts)
            if wider is None:
                known = (words.ancestors(concept) if concept in words else (concept,) for concept in item.concepts)
                wider = above[item.concepts] = {name for names in known for name in names}
            for name in wider:
                found.setdefault((name, item.present), []).append(item)
        return {key: tuple(items) for key, items in found.items()}

    def indexed(self) -> Mapping[str, object]:
        """The indexes over the items, for another who knows the same items."""
        return {name: getattr(self, name) for name in _INDEXES}

    def cancers(self) -> tuple[Item, ...]:
        """The items that are a cancer, metastases among them where they name it."""
        return self._cancers

    @cached_property
    def _cancers(self) -> tuple[Item, ...]:
        words = self.context.vocabulary
        return tuple(
            item for item in self.items if item.present and any(words.kind(name) in CANCER_KINDS for name in item.concepts)
        )

    def akin(self, concept: str) -> tuple[Item, ...]:
        """The present items that are, or may be, the concept: no other one can fit a target of that name."""
        found = self._akin.get(concept)
        if found is None:
            answers = _akin_answers(self.context.vocabulary, (concept, *named_with_narrowing(concept)))
            places = [place for concepts, own in self._present_by_concepts.items() if answers[concepts] for place in own]
            found = self._akin[concept] = tuple(self.items[place] for place in sorted(places))
        return found

    @cached_property
    def _akin(self) -> dict[str, tuple[Item, ...]]:
        return {}

    @cached_property
    def _present_by_concepts(self) -> dict[tuple[str, ...], list[int]]:
        found: dict[tuple[str, ...], list[int]] = {}
        for place, item in enumerate(self.items):
            if item.present:
                found.setdefault(item.concepts, []).append(place)
        return found

    def listed(self, kind: Kind) -> tuple[Item, ...]:
        """The present items of a kind."""
        return tuple(item for item in self.items if item.present and item.kind is kind)

    def bare_words(self) -> tuple[Item, ...]:
        """The statements that name nothing of the vocabulary ("resectable: yes")."""
        return self._bare_words

    @cached_property
    def _bare_words(self) -> tuple[Item, ...]:
        return tuple(item for item in self.items if not item.concepts and item.kind is Kind.STATEMENTS)

    def of_no_class(self) -> tuple[Item, ...]:
        """The present items of medicines and treatments that are no drug of a known class."""
        return self._of_no_class

    @cached_property
    def _of_no_class(self) -> tuple[Item, ...]:
        words = self.context.vocabulary
        return tuple(
            item
            for item in self.items
            if item.present
            and item.kind in (Kind.MEDICATIONS, Kind.TREATMENTS)
            and not any(
                words.kind(above) == "drug class"
                for name in item.concepts
                if name in words
                for above in (words.ancestors(name) - {name})
            )
        )

    def operated(self) -> bool:
        """True when any operation is on record."""
        return self._operated

    @cached_property
    def _operated(self) -> bool:
        words = self.context.vocabulary
        return any(words.kind(name) == "surgery" for item in self.items if item.present for name in item.concepts)

    def staged_or_spread(self) -> tuple[Item, ...]:
        """The present items that are a metastasis or say of themselves how far a disease has spread."""
        return self._staged_or_spread

    @cached_property
    def _staged_or_spread(self) -> tuple[Item, ...]:
        words = self.context.vocabulary
        return tuple(
            item
            for item in self.items
            if item.present
            and (
                item.qualifier("stage")
                or "extent" in item.narrowing
                or any(words.kind(name) == "metastasis" for name in item.concepts)
            )
        )

    def facts(self, *, like: str) -> tuple[Fact, ...]:
        """All facts as recorded, for the one use of finding those that say nearly the same as `like` (`statements.likeness`)."""
        return self.patient.facts

    def by_the_day(self) -> Known:
        """The same; said by what counts the days between two records, and does not only ask which came first."""
        return self

    def lately(self, day: dt.date, days: int) -> bool:
        """Whether a day on record lies at most so many days before the reference date, or after it: the one place where days are
        counted back from it, so that `edges` tells when an answer may turn."""
        if day < _LAST_OF_ALL:
            self.edges.append(day + dt.timedelta(days=days + 1))
        return (self.context.on - day).days <= days

    @property
    def sex(self) -> str | None:
        """The recorded sex."""
        return self.patient.sex

    def ages(self) -> tuple[int, int] | None:
        """The youngest and oldest completed years on the reference date."""
        return self.patient.age_range(self.context.on)

    def born(self) -> PartialDate | None:
        """The birth date."""
        return self.patient.birth_date

    def others(self) -> tuple[Item, ...]:
        """The cancers on record that cannot be what the trial treats."""
        words, diseases = self.context.vocabulary, self.context.diseases
        return tuple(item for item in self.cancers() if of_none(item.concepts, diseases, words))

    def is_cancer_surgery(self, item: Item) -> bool:
        """True for an operation that takes a cancer out."""
        return any(self.context.vocabulary.is_a(name, "cancer surgery") for name in item.concepts)

    def has_trait(self, concept: str, trait: str) -> bool:
        """True when the concept or anything above it has that trait in traits.tsv."""
        return has_trait(self.context.vocabulary, concept, trait)


def has_trait(words: Vocabulary, concept: str, trait: str) -> bool:
    """True when the concept or anything above it has that trait in traits.tsv."""
    above = words.ancestors(concept) if concept in words else frozenset({concept})
    return bool(above & traits().get(trait, frozenset()))


_INDEXES = (
    "_index",
    "_absent",
    "_akin",
    "_present_by_concepts",
    "_cancers",
    "_bare_words",
    "_staged_or_spread",
    "_of_no_class",
    "_operated",
)
Expansion = Callable[[Item, Context], Iterable[Item]]


def item_of(fact: Fact) -> Item:
    """The item that a fact gives by itself."""
    value: object = fact.value
    present = fact.present
    if fact.kind is Kind.PROCEDURES and found_by(value) and is_examination(fact.concept or "", default_vocabulary()):
        pass  # "brain MRI: negative" was done
    elif fact.kind not in RESULT_KINDS:
        present = present and affirms(value) and not counts_none(fact)
    elif not present and value is None and ("alteration" in fact.qualifiers or is_a_test(fact)):
        present, value = True, "negative"  # without T790M, EGFR can be altered otherwise
    counted = (fact.concept or "").startswith("number of ")  # what is counted may long be over, and there is no day to it
    others = () if counted else tuple(part for key in ALSO for part in fact.qualifiers.get(key, "").split(";"))
    concepts = tuple(dict.fromkeys(name for name in (fact.concept, *others) if name))
    return Item(facts=(fact,), concepts=concepts, present=present, narrowing=narrowing_of(fact), value=value, kind=fact.kind)


def narrowing_of(fact: Fact) -> dict[str, tuple[str, ...]]:
    """The narrowing words of a fact by family, from its qualifiers as written."""
    families = qualifier_table().values
    found: dict[str, tuple[str, ...]] = {}

    def add(family: str, values: Iterable[str]) -> None:
        found[family] = tuple(dict.fromkeys((*found.get(family, ()), *values)))

    for name, text in fact.qualifiers.items():
        if name in families and text in families[name]:
            add(name, (text,))
        elif name in _TEXT_QUALIFIERS or name in families:
            for family, values in read_status(text).items():
                add(family, values)
    if "symptomatic" in fact.qualifiers:
        found["symptoms"] = ("symptomatic",) if _true(fact.qualifiers["symptomatic"]) else ("asymptomatic",)
    if "ongoing" in fact.qualifiers:
        found["activity"] = ("active",) if _true(fact.qualifiers["ongoing"]) else ("history",)
    elif fact.start is not None and fact.end is None and fact.kind is Kind.CONDITIONS:
        found.setdefault("activity", ("active",))
    return found


def _true(text: str) -> bool:
    return text.strip().lower() in {"true", "yes", "1"}


def read_status(text: str) -> dict[str, tuple[str, ...]]:
    """The narrowing words of free text, with "no active disease" read as over and other negated words left out."""
    spellings = qualifier_table().spellings
    plain, over = text, False
    for match in _NEGATION.finditer(text):
        start = key(match[0])
        if not any(words[: len(start)] == start for words in spellings):
            reason = _WHY.match(text, match.end())
            plain = plain.replace(match[0] + (reason[0] if reason is not None else ""), " ")
            over = over or match[2].lower() == "active"
    found = read_narrowing(plain)
    if over:
        found = {**found, "activity": ("history",)}
    return found


def term_of(text: str, context: Context) -> Term:
    """What a phrase of a sheet or a criterion names, in the vocabulary of the match."""
    return read_term(text, context.vocabulary)


def term_in(text: str, known: Known) -> Term:
    """As `term_of`, for a patient who is prepared already."""
    return term_of(text, known.context)


def related(item: Item, asked: str, known: Known) -> Relation:
    """How an item stands to a concept, with all that the item says of it (an
    esophageal cancer whose histology is squamous is both)."""
    words = known.context.vocabulary
    if asked not in words or not item.concepts:
        return Relation.IS_NOT
    relations = [relation(name, asked, known) for name in item.concepts if name in words]
    if Relation.IS in relations:
        return Relation.IS
    if not relations or all(relation is Relation.IS_NOT for relation in relations):
        return Relation.IS_NOT
    if len(item.concepts) > 1:
        return _together(item, asked, known)
    return Relation.MAY_BE


def _together(item: Item, asked: str, known: Known) -> Relation:
    """A disease that is only the meeting of its parents is there when every parent is; it is not when one side says otherwise."""
    words = known.context.vocabulary
    if _is_meeting(asked, words):
        sides = [related(item, parent, known) for parent in words[asked].parents]
        if all(side is Relation.IS for side in sides):
            return Relation.IS
    separate = [relation(name, asked, known) for name in item.concepts if name in words]
    return Relation.IS_NOT if Relation.IS_NOT in separate else Relation.MAY_BE


@lru_cache(maxsize=65_536)
def _is_meeting(concept: str, words: Vocabulary) -> bool:
    """True for a concept that says no more than its parents together: "gastric adenocarcinoma", and not "brain metastasis"."""
    parents = words[concept].parents
    said = {word for parent in parents if parent in words for name in (parent, *words[parent].synonyms) for word in key(name)}
    return (
        words[concept].axis is None
        and len(parents) > 1
        and set(key(concept)) <= said
        and all(parent in words for parent in parents)
    )


def relation(recorded: str, asked: str, known: Known) -> Relation:
    """As the vocabulary's, but a medicine and an act that meet only in what is both (a radioligand) are not one another."""
    return relation_in(known.context.vocabulary, recorded, asked)


@lru_cache(maxsize=1_048_576)
def relation_in(words: Vocabulary, recorded: str, asked: str) -> Relation:
    """As `relation`, in a vocabulary; both must be in it."""
    found = words.relation(recorded, asked)
    if found is Relation.MAY_BE and recorded not in words.ancestors(asked):
        sorts = {_sort(words.kind(recorded)), _sort(words.kind(asked))}
        if sorts == {"medicine", "act"}:
            return Relation.IS_NOT
    if found is Relation.MAY_BE and words.is_a(asked, "oligometastasis") and has_trait(words, recorded, "diffuse"):
        return Relation.IS_NOT
    if found is Relation.IS_NOT and recorded == "oligometastasis" and words.is_a(asked, "distant metastasis"):
        return Relation.MAY_BE  # how many there are does not say where
    if found is Relation.IS_NOT and asked == "toxicity of earlier treatment" and has_trait(words, recorded, "toxicity"):
        return Relation.MAY_BE  # what caused it is not said
    return found


@lru_cache(maxsize=1_048_576)
def may_be(words: Vocabulary, recorded: str, asked: str) -> bool:
    """False only where what is recorded cannot be what is asked for; what the vocabulary does not have is nothing else."""
    return recorded in words and asked in words and relation_in(words, recorded, asked) is not Relation.IS_NOT


@lru_cache(maxsize=65_536)
def _akin_answers(words: Vocabulary, asked: tuple[str, ...]) -> _AkinAnswers:
    return _AkinAnswers(words, asked)


class _AkinAnswers(dict[tuple[str, ...], bool]):
    """Whether what is named by some concepts is, or may be, what is asked: found out once for each."""

    def __init__(self, words: Vocabulary, asked: tuple[str, ...]) -> None:
        super().__init__()
        self._words, self._asked = words, asked

    def __missing__(self, concepts: tuple[str, ...]) -> bool:
        found = self[concepts] = any(may_be(self._words, name, one) for name in concepts for one in self._asked)
        return found


@cache
def _narrowed() -> Mapping[str, str]:
    return {row["concept"]: row["parent"] for row in rows("composed.tsv")}


def named_with_narrowing(concept: str) -> tuple[str, ...]:
    """The concept that another is by its name with a narrowing ("palliative radiotherapy": radiotherapy), if it is such a one."""
    parent = _narrowed().get(concept)
    return () if parent is None else (parent,)


def _sort(kind: str | None) -> str:
    if kind in MEDICINES or kind == "regimen":
        return "medicine"
    return "act" if kind in ("surgery", "radiotherapy", "procedure", "transplant", "imaging") else ""


def decomposed(concept: str, vocabulary: Vocabulary) -> tuple[str, tuple[tuple[str, str], ...]] | None:
    """A concept named as its parent with narrowing words before it ("active infection"): the parent, and the words by family."""
    table = qualifier_table()
    for parent in vocabulary[concept].parents if concept in vocabulary else ():
        if concept.endswith(f" {parent}"):
            found = table.spellings.get(key(concept.removesuffix(f" {parent}")))
            if found:
                return parent, tuple((item.family, item.value) for item in found)
    return None


def derived(item: Item, concept: str, *, why: str, present: bool | None = None) -> Item:
    """An item that follows from another, with its dates and qualifiers."""
    return replace(item, concepts=(concept,), why=why, present=item.present if present is None else present)
