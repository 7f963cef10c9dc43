"""Results: "HER2 negative", "EGFR exon 19 deletion", "PD-L1 positive" in; a test with the result asked for out."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.setting import Setting, joined_by
from trialwright.protocol.criteria import Criterion, Has, Qualifier, Target
from trialwright.vocabulary.terms import Lexicon, build_lexicon
from trialwright.vocabulary.words import tokens

TESTED_KINDS = frozenset({"biomarker", "gene", "receptor status"})
_NAMED = (Sort.CONCEPT, Sort.VARIABLE)


@dataclass(frozen=True, kw_only=True)
class _Values:
    lexicon: Lexicon


@cache
def _values() -> Lexicon:
    text = (resources.files("trialwright.vocabulary") / "data" / "values.tsv").read_text("utf-8")
    rows = csv.DictReader((line for line in text.splitlines() if not line.startswith("#")), delimiter="\t", quoting=csv.QUOTE_NONE)
    pairs: list[tuple[str, str]] = []
    for row in rows:
        spellings = {row["value"], *filter(None, (row["spellings"] or "").split(";"))}
        pairs.extend((spelling.strip(), row["value"]) for spelling in spellings)
    return build_lexicon(pairs)


def result_of(chunks: Sequence[Chunk], setting: Setting) -> Criterion | None:
    """A phrase that names tests and one result of them; None for any other phrase."""
    tests = [chunk for chunk in chunks if chunk.sort in _NAMED and _tested(chunk, setting)]
    if not tests or any(chunk.sort in (Sort.AMOUNT, Sort.CODES, Sort.CMP) for chunk in chunks):
        return None
    others = [chunk for chunk in chunks if chunk.sort in _NAMED and chunk not in tests]
    rest = [chunk for chunk in chunks if chunk not in tests and chunk not in others]
    values = _values_in(rest, setting)
    if values is None or others:
        return None
    window = next((chunk.window for chunk in chunks if chunk.window is not None), None)
    span = setting.span(chunks)
    qualifiers = (Qualifier(name="value", values=values),) if values else ()
    items: list[Criterion] = [
        Has(target=Target(concept=name, qualifiers=qualifiers or _named_result(name)), window=window, span=span) for chunk in tests for name in chunk.names
    ]
    return joined_by("or" if setting.exclusion else "and", items)


def results_for(chunks: Sequence[Chunk], setting: Setting) -> Criterion | None:
    """ "Positive or negative for ER, PgR and HER2": results first, then the tests that must have one of them; None for anything else."""
    place = next((index for index, chunk in enumerate(chunks) if chunk.sort in _NAMED), None)
    if place is None or place < 2 or not all(_tested(chunk, setting) for chunk in chunks if chunk.sort in _NAMED):
        return None
    words = setting.words(chunks[:place]).lower()
    parts = re.fullmatch(r"(?:(?P<before>[\w ]+?) )?(?P<one>positive|negative) ?(?:/|or|and/or) ?(?P<two>positive|negative) (?:for|in)", words)
    behind = all(chunk.sort in (*_NAMED, Sort.COMMA, Sort.AND, Sort.OR, Sort.SLASH, Sort.FILL) for chunk in chunks[place:])
    if parts is None or not behind:
        return None
    known = Qualifier(name="value", values=(parts["one"], parts["two"]))
    items: list[Criterion] = [
        Has(target=Target(concept=chunk.names[0], qualifiers=(known,)), span=setting.span((chunk,))) for chunk in chunks[place:] if chunk.sort in _NAMED
    ]
    return joined_by("and", items)


def _named_result(name: str) -> tuple[Qualifier, ...]:
    return (Qualifier(name="value", values=("positive",)),)


def _tested(chunk: Chunk, setting: Setting) -> bool:
    return all(setting.vocabulary.kind(name) in TESTED_KINDS for name in chunk.names)


def _values_in(chunks: Sequence[Chunk], setting: Setting) -> tuple[str, ...] | None:
    """The results named; None when a word is neither a result nor empty."""
    found: list[str] = []
    passed = (Sort.FILL, Sort.IF, Sort.AGED, Sort.HEADNOUN, Sort.WINDOW, Sort.MUST, Sort.EITHER, Sort.HIST, Sort.PREP, Sort.TAIL, Sort.COLON, Sort.COUNTED)
    for chunk in chunks:
        words = tokens(chunk.text)
        hit = _values().longest(words, 0)
        if hit is not None and hit[0] == len(words):
            found.append(hit[1][0])
        elif chunk.sort not in passed and chunk.text not in "+-":
            return None
        elif chunk.text == "+":
            found.append("positive")
    return tuple(dict.fromkeys(found))
