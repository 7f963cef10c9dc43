"""Names of coded things: the text beside a code in; the one concept that it names, with its narrowing words, out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from trialwright.patients.code_tables import rows
from trialwright.patients.fhir_parts import untagged
from trialwright.patients.terms import Meaning, meanings
from trialwright.vocabulary.concepts import Vocabulary

CONDITIONS = frozenset({"cancer", "histology", "metastasis", "condition", "finding"})
ACTS = frozenset({"surgery", "procedure", "transplant", "imaging", "radiotherapy", "drug class", "regimen", "drug"})
TESTS = frozenset({"measurement", "score", "biomarker", "gene", "receptor status"})
PLACES = frozenset({"organ", "metastasis", "cancer"})
_PLACED = CONDITIONS | ACTS
_UNSURE = frozenset({"suspected"})
_STEPS = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class _Wording:
    pattern: re.Pattern[str]
    words: tuple[str, ...]
    qualifiers: tuple[tuple[str, str], ...]


@cache
def _wordings() -> tuple[_Wording, ...]:
    return tuple(
        _Wording(
            pattern=re.compile(row["pattern"], re.IGNORECASE),
            words=tuple(filter(None, row["words"].split(";"))),
            qualifiers=tuple(_pair(part) for part in row["qualifiers"].split(";") if part),
        )
        for row in rows("fhir_names.tsv")
    )


def _pair(text: str) -> tuple[str, str]:
    name, _, value = text.partition("=")
    return name, value


def named(text: str, kinds: frozenset[str], vocabulary: Vocabulary) -> Meaning | None:
    """The one concept of some kinds that a name names; None where a word is not understood, or several concepts are named.

    A disease or an act may be named with its place ("biopsy of breast"). What is only suspected is named by nothing.

    >>> from trialwright.vocabulary.concepts import package_vocabulary
    >>> named("Malignant neoplasm of breast (disorder)", CONDITIONS, package_vocabulary()).concept
    'breast cancer'
    """
    return _read(untagged(text).strip(" ."), kinds, vocabulary, _STEPS)


def _read(text: str, kinds: frozenset[str], vocabulary: Vocabulary, steps: int) -> Meaning | None:
    if not text:
        return None
    for wording in _wordings():
        found = wording.pattern.fullmatch(text)
        if found is None or steps == 0:
            continue
        more = {name: found.expand(value) for name, value in wording.qualifiers}
        for words in wording.words:
            meaning = _read(found.expand(words), kinds, vocabulary, steps - 1)
            if meaning is not None:
                return replace(meaning, qualifiers={**meaning.qualifiers, **more})
    return _plain(text, kinds, vocabulary)


def _plain(text: str, kinds: frozenset[str], vocabulary: Vocabulary) -> Meaning | None:
    found = meanings(text, vocabulary)
    if len(found) != 1 or found[0].concept is None:
        return None
    meaning = found[0]
    others = meaning.qualifiers.get("site concept", "")
    placed = all(vocabulary.kind(name) == "organ" for name in others.split(";") if name)
    kind = vocabulary.kind(meaning.concept or "")
    if kind not in kinds or "also" in meaning.qualifiers or "alteration" in meaning.qualifiers:
        return None
    if (others and kind not in _PLACED) or not placed or meaning.qualifiers.get("proof") in _UNSURE:
        return None
    return _cancer_of(meaning, others, vocabulary)


def _cancer_of(meaning: Meaning, place: str, vocabulary: Vocabulary) -> Meaning:
    """A malignant histology in an organ is a cancer of that organ with that histology."""
    name, cancer = meaning.concept or "", f"{place} cancer"
    if not place or vocabulary.kind(name) not in ("histology", "cancer") or vocabulary.kind(cancer) != "cancer":
        return meaning
    if not vocabulary.is_a(name, "malignancy") and not vocabulary.is_a(name, "carcinoma"):
        return meaning
    qualifiers = {key: value for key, value in meaning.qualifiers.items() if key != "site concept"}
    qualifiers |= {"histology": name, "histology concept": name}
    return replace(meaning, concept=cancer, qualifiers=qualifiers)


def site_of(text: str, vocabulary: Vocabulary) -> dict[str, str]:
    """A body site as the fact sheet has it: `site` in its words, `site concept` and `laterality` where they are understood."""
    plain = untagged(text).strip(" .")
    if not plain:
        return {}
    found: dict[str, str] = {"site": plain}
    meaning = named(plain, PLACES, vocabulary)
    side = re.match(r"(?i)(left|right)\b", plain)
    if side is not None:
        found["laterality"] = side[1].lower()
    if meaning is not None and meaning.concept is not None:
        found["site concept"] = meaning.concept
    return found


_LOINC_NAME = re.compile(
    r"(?P<what>[^\[\]]+?) \[(?:Mass|Moles|#|Units|Enzymatic activity|Volume Fraction)(?:/volume)?\]"
    r" (?:in|of) (?:Blood|Serum|Plasma|Serum or Plasma|Serum, Plasma or Blood)(?: by [^\[\]]+)?"
)


def test_named(text: str, vocabulary: Vocabulary) -> Meaning | None:
    """The test that a name names: in our words, or in LOINC's for what is measured in blood, serum or plasma."""
    long = _LOINC_NAME.fullmatch(text)
    if "[" in text and long is None:
        return None
    return named(long["what"] if long else text, TESTS, vocabulary)


def first_that_names(texts: Iterator[str], kinds: frozenset[str], vocabulary: Vocabulary) -> Meaning | None:
    """The meaning of the first text that names one."""
    return next((meaning for text in texts if (meaning := named(text, kinds, vocabulary)) is not None), None)
