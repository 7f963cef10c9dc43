"""OncoTree as CTML uses it: a cancer of the vocabulary in; the names of the types that a trial in CTML asks for, or forbids, out.

A name stands for its type and every type below it. Where the vocabulary's cancer is no type of OncoTree, the tissues that hold
all of it are asked for: more people, never fewer.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Set
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import chain

from trialwright.exports.tables import rows
from trialwright.vocabulary.concepts import Vocabulary
from trialwright.vocabulary.terms import read_term

SOLID, LIQUID = "_SOLID_", "_LIQUID_"
_WHOLE = {"solid tumor": SOLID, "hematologic malignancy": LIQUID}
_LIQUID_TISSUES = frozenset({"LYMPH", "MYELOID"})
_MOST = 40


@dataclass(frozen=True, kw_only=True, slots=True)
class Types:
    """Names of types, any of which will do; `wider` where they hold more than the cancer."""

    names: tuple[str, ...]
    wider: bool = False


@cache
def _parents() -> dict[str, str]:
    return {row["code"]: row["parent"] for row in rows("oncotree.tsv")}


@cache
def _names() -> dict[str, str]:
    return {row["code"]: row["name"] for row in rows("oncotree.tsv")}


@cache
def _named() -> dict[str, tuple[str, ...]]:
    """What the vocabulary makes of each type's name."""
    return {code: read_term(name).concepts for code, name in _names().items()}


def _line(code: str) -> list[str]:
    """A type and those above it, up to its tissue."""
    found = [code]
    while _parents()[found[-1]]:
        found.append(_parents()[found[-1]])
    return found


@lru_cache(maxsize=4)
def _coded(vocabulary: Vocabulary) -> dict[str, str]:
    """The types that are a concept of the vocabulary, with it."""
    pairs = (
        (code.removeprefix("OncoTree|"), name)
        for name, item in vocabulary.concepts.items()
        for code in item.codes
        if code.startswith("OncoTree|")
    )
    return {code: name for code, name in pairs if code in _names()}


@lru_cache(maxsize=1024)
def types_of(cancer: str, vocabulary: Vocabulary) -> Types | None:
    """The types of which a patient with this cancer has one; None where OncoTree cannot tell."""
    coded = _coded(vocabulary)
    perhaps = _may_be(vocabulary).get(cancer, frozenset())
    exact = [code for code, name in coded.items() if name in perhaps]
    if cancer in coded.values() and vocabulary.kind(cancer) == "cancer":
        return _listed(_below(exact, cancer, vocabulary))
    if exact and _has_site(cancer, vocabulary):
        return _listed({_line(code)[-1] for code in _below(exact, cancer, vocabulary)}, wider=True)
    above = [name for name in vocabulary.ancestors(cancer) if name in coded.values() and vocabulary.kind(name) == "cancer"]
    if above:
        nearest = max(above, key=lambda name: (len(vocabulary.ancestors(name)), name))
        found = types_of(nearest, vocabulary)
        return replace(found, wider=True) if found else None
    return _half(cancer, exact, vocabulary)


def _half(cancer: str, exact: Iterable[str], vocabulary: Vocabulary) -> Types | None:
    """All solid or all liquid tumors, with the types of this cancer that OncoTree counts with the others."""
    half = next((name for above, name in _WHOLE.items() if vocabulary.is_a(cancer, above)), None)
    if half is None:
        return None
    others = {code for code in _below(exact, cancer, vocabulary) if (_line(code)[-1] in _LIQUID_TISSUES) is (half == SOLID)}
    found = _listed(others)
    return Types(names=(half, *found.names), wider=True) if found else None


def types_within(cancer: str, vocabulary: Vocabulary) -> Types | None:
    """Types that are this cancer for certain; None where there are none. Whoever has one of them has the cancer.

    A tissue is not: it holds tumors that are no cancers.
    """
    coded = _coded(vocabulary)
    exact = {code for code, name in coded.items() if vocabulary.is_a(name, cancer) and _parents()[code]}
    within = {code for code in _names() if exact & set(_line(code))}
    outside = {_names()[code] for code in _names().keys() - within}
    certain = {code for code in within if _names()[code] not in outside}
    whole = any(coded[code] == cancer for code in exact) and vocabulary.kind(cancer) == "cancer"
    return _listed(certain, wider=not whole) if certain else None


def _below(exact: Iterable[str], cancer: str, vocabulary: Vocabulary) -> set[str]:
    """The coded types, and those without a code whose name says that cancer."""
    perhaps = _may_be(vocabulary).get(cancer, frozenset())
    named = {code for code, names in _named().items() if not perhaps.isdisjoint(names)}
    return set(exact) | named


@lru_cache(maxsize=4)
def _may_be(vocabulary: Vocabulary) -> Mapping[str, Set[str]]:
    """By cancer, the names of types' concepts of which whoever has the one has the other, for certain or perhaps."""
    found: dict[str, set[str]] = {}
    for name in {*_coded(vocabulary).values(), *chain.from_iterable(_named().values())}:
        for cancer in vocabulary.ancestors(name) | vocabulary.doubtful_ancestors(name) if name in vocabulary else ():
            found.setdefault(cancer, set()).add(name)
    return found


def _has_site(cancer: str, vocabulary: Vocabulary) -> bool:
    return any(vocabulary[name].axis == "site" for name in vocabulary.ancestors(cancer) if name in vocabulary)


def _listed(codes: Collection[str], *, wider: bool = False) -> Types | None:
    """The topmost of the types, by name. A tissue holds tumors that are no cancers."""
    top = [code for code in codes if not set(_line(code)[1:]) & set(codes)]
    names = tuple(sorted({_names()[code] for code in top}))
    return Types(names=names, wider=wider or not all(_parents()[code] for code in top)) if len(names) <= _MOST else None
