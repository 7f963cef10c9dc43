"""Terms of a sheet: what a person wrote for `what` in, the concept and the narrowing words of each fact it stands for out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from trialwright.patients.facts import Kind
from trialwright.vocabulary.concepts import Vocabulary, default_vocabulary
from trialwright.vocabulary.homonyms import variable_by_unit
from trialwright.vocabulary.listing import MEDICINES, list_of
from trialwright.vocabulary.results import result_word
from trialwright.vocabulary.terms import Term, read_term
from trialwright.vocabulary.units import parse_unit
from trialwright.vocabulary.words import tokens

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


TESTS = frozenset({"gene", "biomarker", "receptor status"})
RESULT_CONCEPTS = frozenset({"pathogenic germline variant"})
REACTIONS = frozenset({"anaphylaxis", "drug hypersensitivity", "hypersensitivity reaction", "infusion reaction"})
UNKNOWN = Meaning(concept=None, kind=Kind.STATEMENTS)


def meanings(text: str, vocabulary: Vocabulary | None = None) -> tuple[Meaning, ...]:
    """What a term of a sheet stands for: one meaning, or one for each drug of a list ("docetaxel and cyclophosphamide").

    A code is written `system|code`. A term with words that are not understood names nothing: it is a statement in its own words.
    """
    words = vocabulary or default_vocabulary()
    if "|" in text and (coded := _by_code(text, words)) is not None:
        return (Meaning(concept=coded, kind=Kind(list_of(coded, words))),)
    term = read_term(text, vocabulary)
    if term.concepts and (tested := _altered(text, term, words)) is not None:
        return (tested,)
    reaction = [name for name in term.concepts if name in REACTIONS]
    if reaction and len(term.concepts) > 1 and not term.leftover:
        severe = {"severity": "severe"} if "anaphylaxis" in reaction else {}  # CTCAE grades it 3 and more alone
        concepts = tuple(name for name in term.concepts if name not in reaction)
        term = replace(term, concepts=concepts, allergy=True, narrowing=severe | dict(term.narrowing))
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
    found = _composed(term.concepts, qualifiers, words)
    place = found.qualifiers.get("site concept", "")
    if found.concept == _IN_SITU and words.kind(place) == "organ":
        return in_situ_at((found,), place, vocabulary)
    return (UNKNOWN,) if _of_another_fluid(found, text, words) else (found,)


_IN_SITU = "carcinoma in situ"


def _of_another_fluid(found: Meaning, text: str, words: Vocabulary) -> bool:
    """ "Pleural fluid LDH", "bone marrow neutrophils" are measured elsewhere than in the blood, and are not the blood's value."""
    measured = words.kind(found.concept or "") == "measurement"
    return measured and "site concept" in found.qualifiers and _FLUID.search(text) is not None


_FLUID = re.compile(r"\b(?:fluid|effusion|ascit\w+|marrow|CSF|cerebrospinal|saliva\w*|urin\w+)\b", re.IGNORECASE)


def given(found: tuple[Meaning, ...], vocabulary: Vocabulary | None = None) -> tuple[Meaning, ...]:
    """The medicine of a name that is measured, too, where it is said to be given ("estradiol" since a day, a drug's column)."""
    words, concept = vocabulary or default_vocabulary(), found[0].concept
    if len(found) > 1 or concept is None or words.kind(concept) != "measurement":
        return found
    name = next((f"{concept} {word}" for word in _GIVEN if f"{concept} {word}" in words), "")
    if words.kind(name) not in MEDICINES:
        return found
    return (Meaning(concept=name, kind=Kind(list_of(name, words)), qualifiers=found[0].qualifiers),)


_GIVEN = ("therapy", "supplement")


def narrower(found: tuple[Meaning, ...], text: str, vocabulary: Vocabulary | None = None) -> tuple[Meaning, ...]:
    """The meaning of a fuller phrase ("full dose warfarin", "inhaled budesonide")
    where it is a narrower medicine, else what was found."""
    words = vocabulary or default_vocabulary()
    first = found[0].concept
    if len(found) > 1 or first is None or words.kind(first) not in MEDICINES:
        return found
    fuller = meanings(text, vocabulary)
    concept = fuller[0].concept
    return fuller if len(fuller) == 1 and concept is not None and concept != first and words.is_a(concept, first) else found


def named_with(found: tuple[Meaning, ...], status: str, text: str, vocabulary: Vocabulary | None = None) -> tuple[Meaning, ...]:
    """The meaning of a cancer with its status before it ("castration-resistant") where both together name a narrower one."""
    words = vocabulary or default_vocabulary()
    first = found[0].concept
    if len(found) > 1 or first is None or words.kind(first) != "cancer":
        return found
    fuller = meanings(f"{status} {text}", vocabulary)
    concept = fuller[0].concept
    own = len(fuller) == 1 and concept is not None and concept != first and words.kind(concept) == "cancer"
    return fuller if own and concept is not None and words.is_a(concept, first) else found


def in_situ_at(found: tuple[Meaning, ...], site: str, vocabulary: Vocabulary | None = None) -> tuple[Meaning, ...]:
    """The meaning of a carcinoma in situ with the place where it is ("cervix"), where that one has a name of its own; an invasive
    cancer may be at a place to which it has spread."""
    words = vocabulary or default_vocabulary()
    first = found[0].concept
    if len(found) > 1 or first is None or first not in words or not words.is_a(first, "carcinoma in situ"):
        return found
    fuller = meanings(f"{first} of the {site}", vocabulary)
    concept = fuller[0].concept
    return fuller if len(fuller) == 1 and concept not in (None, first) and words.is_a(concept or "", first) else found


def told_by_status(found: tuple[Meaning, ...], status: str, vocabulary: Vocabulary | None = None) -> tuple[Meaning, ...]:
    """The finding that the status of a disease names in so many words ("blast crisis", "with ascites"): it is on record too."""
    words = vocabulary or default_vocabulary()
    if any(meaning.kind is not Kind.CONDITIONS or meaning.concept is None for meaning in found):
        return ()
    told = meanings(status, vocabulary)
    known = [words.kind(one.concept) if one.concept is not None and one.kind is Kind.CONDITIONS else None for one in told]
    return told if all(kind in _FINDINGS for kind in known) else ()


def of_number(found: tuple[Meaning, ...], text: str, unit: str | None, *, yes_or_no: bool = False) -> tuple[Meaning, ...]:
    """The meaning of a term beside a number in `unit`, where the number tells what an abbreviation stands for: "TB 0.8 mg/dL" is
    bilirubin and no tuberculosis. Without a unit a number is of no disease, unless it may be a yes or a no."""
    name = variable_by_unit(text, parse_unit(unit) if unit else None)
    if name is None and unit is None and not yes_or_no and found[0].kind in (Kind.CONDITIONS, Kind.STATEMENTS):
        name = variable_by_unit(text, None, alone=True)
    return found if name is None else (Meaning(concept=name, kind=Kind.MEASUREMENTS),)


_FINDINGS = frozenset({"cancer", "condition", "finding", "metastasis"})


def _altered(text: str, term: Term, words: Vocabulary) -> Meaning | None:
    """A test with what it found in one term: "EGFR T790M", "germline BRCA1 mutation", "TP53 wild type"."""
    tests = [name for name in term.concepts if words.kind(name) in TESTS]
    if len(tests) != 1 or not set(term.concepts) <= {*tests, *RESULT_CONCEPTS}:
        return None
    said = [token.text for token in tokens(text)]
    rest = " ".join(said)
    for spelling in (tests[0], *words[tests[0]].synonyms):
        rest = re.sub(rf"(?i)(?<!\w){re.escape(' '.join(token.text for token in tokens(spelling.lstrip('='))))}(?!\w)", " ", rest)
    origin = {family: value for family, value in term.narrowing.items() if family == "origin"}
    rest = re.sub(r"(?i)\b(?:germline|germ line|somatic|known|documented|confirmed|in|of|the|a|gene|tumou?r)\b", " ", rest)
    found = None
    if set(term.concepts) & RESULT_CONCEPTS:
        found = "pathogenic variant"
        origin |= {"origin": "germline"} if "germline" in text.lower() else {}
    elif re.search(r"\w|[+]", rest):
        kind = words.kind(tests[0])
        found = result_word(tests[0], kind, rest.replace(" ", "")) or result_word(tests[0], kind, rest)
    if found is None:
        return None
    return Meaning(concept=tests[0], kind=Kind(list_of(tests[0], words)), qualifiers={**origin, "alteration": found})


def _composed(concepts: Sequence[str], qualifiers: dict[str, str], words: Vocabulary) -> Meaning:
    """Of several concepts the leading one; the others are its place, or are true of it as well."""
    order = {kind: rank for rank, kinds in enumerate(_FIRST) for kind in kinds}
    main = min(concepts, key=lambda name: order.get(words.kind(name) or "", len(_FIRST)))
    others = [name for name in concepts if name != main and not words.is_a(main, name)]
    kind = words.kind(main)
    same = [name for name in others if kind in _DISEASES and words.kind(name) in _DISEASES]
    places = [name for name in others if name not in same and words.kind(name) in _PLACES]
    also = [name for name in others if name not in places]
    there = f"{places[0]} metastasis" if kind == "metastasis" and len(places) == 1 else ""
    if there in words and words.is_a(there, main):  # "metastasis to the brain": what is denied of it is not denied of others
        main, places = there, []
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
