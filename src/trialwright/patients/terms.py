"""Terms of a sheet: what a person wrote for `what` in, the concept and the narrowing words of each fact it stands for out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from trialwright.patients.facts import Kind
from trialwright.vocabulary.concepts import Vocabulary, default_vocabulary
from trialwright.vocabulary.listing import MEDICINES, list_of
from trialwright.vocabulary.terms import read_term

_FIRST = (
    ("event", "statement"),
    ("measurement", "score"),
    ("transplant", "surgery", "radiotherapy", "procedure", "imaging"),
    ("biomarker", "gene", "receptor status"),
    ("drug", "drug class", "regimen"),
    ("metastasis",),
    ("condition", "finding"),
    ("cancer",),
    ("histology",),
    ("demographic",),
    ("organ",),
)
_PLACES = frozenset({"organ", "metastasis", "cancer", "histology", "condition", "finding"})
_DISEASES = frozenset({"cancer", "histology", "metastasis"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Meaning:
    """One thing that a term names: `concept` is None for a term that the vocabulary does not know."""

    concept: str | None
    kind: Kind
    qualifiers: Mapping[str, str] = field(default_factory=dict)


UNKNOWN = Meaning(concept=None, kind=Kind.STATEMENTS)


def meanings(text: str, vocabulary: Vocabulary | None = None) -> tuple[Meaning, ...]:
    """What a term of a sheet stands for: one meaning, or one for each drug of a list ("docetaxel and cyclophosphamide").

    A code is written `system|code`. A term with words that are not understood names nothing: it is a statement in its own words.
    """
    words = vocabulary or default_vocabulary()
    if "|" in text and (coded := _by_code(text, words)) is not None:
        return (Meaning(concept=coded, kind=Kind(list_of(coded, words))),)
    term = read_term(text, vocabulary)
    if not term.known:
        return (Meaning(concept=None, kind=Kind.ALLERGIES),) if term.allergy else (UNKNOWN,)
    qualifiers = dict(term.narrowing)
    if term.history:
        qualifiers.setdefault("activity", "history")
    if term.allergy:
        return tuple(Meaning(concept=name, kind=Kind.ALLERGIES, qualifiers=qualifiers) for name in term.concepts)
    drugs = [name for name in term.concepts if words.kind(name) in MEDICINES]
    if len(drugs) == len(term.concepts):
        return tuple(Meaning(concept=name, kind=Kind(list_of(name, words)), qualifiers=qualifiers) for name in drugs)
    return (_composed(term.concepts, qualifiers, words),)


def _composed(concepts: Sequence[str], qualifiers: dict[str, str], words: Vocabulary) -> Meaning:
    """Of several concepts the leading one; the others are its place, or are true of it as well."""
    order = {kind: rank for rank, kinds in enumerate(_FIRST) for kind in kinds}
    main = min(concepts, key=lambda name: order.get(words.kind(name) or "", len(_FIRST)))
    others = [name for name in concepts if name != main and not words.is_a(main, name)]
    kind = words.kind(main)
    same = [name for name in others if kind in _DISEASES and words.kind(name) in _DISEASES]
    places = [name for name in others if name not in same and words.kind(name) in _PLACES]
    also = [name for name in others if name not in places]
    if places:
        qualifiers["site concept"] = ";".join(places)
    if also:
        qualifiers["also"] = ";".join(also)
    return Meaning(concept=main, kind=Kind(list_of(main, words)), qualifiers=qualifiers)


def _by_code(text: str, words: Vocabulary) -> str | None:
    system, _, code = text.partition("|")
    wanted = f"{system.strip().lower()}|{code.strip().lower()}"
    return next((name for name, concept in words.concepts.items() if wanted in {item.lower() for item in concept.codes}), None)


def concepts_in(text: str, kinds: frozenset[str], vocabulary: Vocabulary | None = None) -> tuple[str, ...]:
    """The concepts of some kinds that a qualifier names ("T8 vertebra", "left breast"); what else it says is passed over."""
    words = vocabulary or default_vocabulary()
    return tuple(name for name in read_term(text, vocabulary).concepts if words.kind(name) in kinds)


SITES = frozenset({"organ", "metastasis", "cancer"})
HISTOLOGIES = frozenset({"cancer", "histology"})
