"""Names of medicinal products: "1 ML DOCEtaxel 20 MG/ML Injection" in; the medicine, or one for each of a combination, out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from trialwright.patients.code_tables import rows
from trialwright.patients.fhir_parts import untagged
from trialwright.patients.terms import Meaning, given, meanings
from trialwright.vocabulary.concepts import Vocabulary
from trialwright.vocabulary.listing import MEDICINES

_BRAND = re.compile(r"\[[^\]]*\]|\bNDA\d+\b")
_NUMBER = re.compile(r"(?<![\w-])\d+(?:[.,]\d+)?%?(?![\w-])")
_GLUED = re.compile(r"(?<![\w-])\d+(?:\.\d+)?(?=(?:mg|mcg|ml|g|hr)\b)", re.IGNORECASE)
_STEROIDS = ("corticosteroid", "immunosuppressive agent", "immunosuppressant")


@cache
def _words() -> Mapping[str, tuple[str, str]]:
    return {row["word"]: (row["sort"], row["read"]) for row in rows("drug_words.tsv")}


def medicines_of(text: str, vocabulary: Vocabulary) -> tuple[Meaning, ...]:
    """The medicines of a product's name; () where one of them is not understood.

    A steroid that stays where it is put is not a steroid in the whole body: without a concept of its own it is not understood.
    """
    plain = _GLUED.sub(" ", _BRAND.sub(" ", untagged(text)))
    whole = given(meanings(plain.strip(), vocabulary), vocabulary)
    if all(_is_medicine(item, vocabulary) for item in whole):
        return whole
    parts = [part for part in re.split(r"\s+/\s+", plain) if part.strip()]
    local = next((read for part in parts for word in part.lower().split() if (read := _local(word))), "")
    found = [_medicine(part, local, vocabulary) for part in parts]
    return tuple(item for item in found if item is not None) if None not in found else ()


def given_by(found: tuple[Meaning, ...], local: str, vocabulary: Vocabulary) -> tuple[Meaning, ...]:
    """Medicines that are given by a route by which they stay where they are put ("topical", "inhaled"): as their names with that
    word before them are read; () where one of them is a steroid for which there is no such name.

    >>> from trialwright.vocabulary.concepts import package_vocabulary
    >>> words = package_vocabulary()
    >>> given_by(medicines_of("hydrocortisone", words), "topical", words)[0].concept
    'topical hydrocortisone'
    """
    narrow = [(item, _one(f"{local} {item.concept}", vocabulary)) for item in found]
    if any(_stays_local(item, other, vocabulary) for item, other in narrow):
        return ()
    return tuple(item if other is None else other for item, other in narrow)


def _local(word: str) -> str:
    sort, read = _words().get(word.strip(",;()"), ("", ""))
    return read if sort == "local" else ""


def _medicine(text: str, local: str, vocabulary: Vocabulary) -> Meaning | None:
    words = [word for word in _NUMBER.sub(" ", text).replace(",", " ").split() if word != "/"]
    without_form = [word for word in words if _words().get(word.lower(), ("", ""))[0] not in ("form", "unit", "local")]
    without_salt = [word for word in without_form if _words().get(word.lower(), ("", ""))[0] != "salt"]
    for chosen in (without_form, without_salt):
        name = " ".join(chosen)
        base = _one(name, vocabulary) if name else None
        if base is None:
            continue
        narrow = _one(f"{local} {name}", vocabulary) if local else base
        if local and _stays_local(base, narrow, vocabulary):
            return None
        return narrow or base
    return None


def _stays_local(base: Meaning, narrow: Meaning | None, vocabulary: Vocabulary) -> bool:
    """True for a steroid that is put in one place where the vocabulary has no concept for that."""
    concept = base.concept or ""
    systemic = any(vocabulary.is_a(concept, name) for name in _STEROIDS)
    return systemic and (narrow is None or narrow.concept == concept)


def _one(name: str, vocabulary: Vocabulary) -> Meaning | None:
    found = given(meanings(name, vocabulary), vocabulary)
    return found[0] if len(found) == 1 and _is_medicine(found[0], vocabulary) else None


def _is_medicine(meaning: Meaning, vocabulary: Vocabulary) -> bool:
    """True for a medicine that is named with nothing else: "Fluoxetine 25 MG" says nothing of myasthenia gravis."""
    alone = not {"site concept", "also"} & set(meaning.qualifiers)
    return alone and meaning.concept is not None and vocabulary.kind(meaning.concept) in (*MEDICINES, "regimen")
