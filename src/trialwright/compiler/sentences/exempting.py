"""Exempting: a proposition and a note that frees some patients from it ("(patients with marrow involvement are not required to
meet this)") in; the proposition of the others, for the member of a list that the note stands by, out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.listing.lists import read_list
from trialwright.compiler.phrasing.asking import question
from trialwright.compiler.phrasing.targets import THERAPY_KINDS
from trialwright.compiler.sentences.conditions import exception_applied, has_holes
from trialwright.compiler.sentences.notcounted import counted_without
from trialwright.compiler.sentences.ofonemember import in_its_member
from trialwright.compiler.setting import Setting, stripped
from trialwright.protocol.criteria import AllOf, Ask, Compare, Criterion, NoneOf, Not, Readings, Unread, children, walk
from trialwright.vocabulary.records import anew

PRESSURE = r"hypertension|blood pressure"
"""What names a blood pressure, or the disease of a high one."""


def exempted(base: Criterion, note: Sequence[Chunk], setting: Setting) -> Criterion:
    """The proposition with a note that frees some patients from it ("patients with marrow involvement are not required to meet
    this")."""
    end = next(index for index, chunk in enumerate(note) if chunk.sort is Sort.PERMIT)
    subject = stripped(note[:end]) or (stripped(note[end + 1 :]) if note[end].value == "exempt" else ())
    if not subject:
        return base
    of_people = subject[0].sort is Sort.IF
    if any(chunk.sort is Sort.IF for chunk in note[end + 1 :]):
        return exception_applied(base, stripped(note), setting, unless=of_people)  # "may be enrolled if they have no infection"
    limits = [leaf for leaf in walk(base) if not children(leaf)]
    only_limits = all(isinstance(leaf, Compare) and leaf.quantity.attribute != "lines" for leaf in limits)
    timed = all(isinstance(leaf, Compare) and leaf.quantity.attribute == "interval" for leaf in limits)
    if only_limits and not timed and not of_people and _is_means(subject, setting):
        return base  # "hemoglobin >= 8 g/dL (transfusions allowed)": leave to use a means does not move the limit
    if not setting.exclusion and not of_people and _lets_only_treat(base, subject, setting):
        return base
    if re.search(PRESSURE, setting.words(subject), re.IGNORECASE):
        pressure = partial(_with_pressure_allowed, subject=subject, setting=setting, unless=of_people)
        if only_limits and of_pressure(base):
            return pressure(base)
        if isinstance(base, AllOf) and any(map(of_pressure, base.items)):
            items = tuple(pressure(item) if of_pressure(item) else item for item in base.items)
            return AllOf(items=items, span=base.span)
    terms = stripped(note[end + 1 :]) if stripped(note[:end]) else ()
    if setting.exclusion and not of_people and _sets_terms(terms):
        return _allowed_on_terms(base, subject, terms, setting)
    return counted_without(base, subject, setting) or exception_applied(base, subject, setting, unless=of_people)


def _lets_only_treat(base: Criterion, subject: Sequence[Chunk], setting: Setting) -> bool:
    """ "Completed active treatment (endocrine therapy is acceptable)", "suitable for immunotherapy (prior immunotherapy is
    allowed)": whoever has had what is allowed is not let in for it. Where nothing is denied, and nobody has to be untreated."""
    leaves = [leaf for leaf in walk(base) if not children(leaf)]
    asked = all(isinstance(leaf, Ask | Unread) or _is_value(leaf) for leaf in leaves)
    denied = any(isinstance(part, Not | NoneOf) for part in walk(base)) or _UNTREATED.search(setting.normal.within(base.span))
    named = any(chunk.sort is Sort.CONCEPT for chunk in subject)
    means = _is_means(subject, setting) if named else _TREATED.search(setting.words(subject)) is not None
    return asked and not denied and means


_TREATED = re.compile(
    r"\b(?:prior|previous|adjuvant|neoadjuvant|palliative|current|concurrent)\b.*\b(?:treatments?|therap(?:y|ies))$"
)


def _is_value(leaf: Criterion) -> bool:
    return isinstance(leaf, Compare) and leaf.quantity.attribute is None


_UNTREATED = re.compile(
    r"\b(?:no|not|none|never|without|naive|naïve|untreated|first[- ]line|free|off|discontinu\w+|stopp\w+|since|wash-?out|"
    r"beyond|elapsed|abstain\w*|refrain\w*|avoid\w*|prior to|less than|fewer|more than|at most)\b",
    re.IGNORECASE,
)


_TERMS = frozenset({"but", "provided", "providing", "only"})


def _sets_terms(terms: Sequence[Chunk]) -> bool:
    """True for "if they are off steroids", "but patients must be off steroids" behind a leave."""
    if not terms:
        return False
    begins = terms[0].sort is Sort.IF or terms[0].value == "unless" or terms[0].text.lower() in _TERMS
    return begins or any(chunk.sort is Sort.MUST for chunk in terms)


def _allowed_on_terms(base: Criterion, subject: Sequence[Chunk], terms: Sequence[Chunk], setting: Setting) -> Criterion:
    """ "CNS metastases (treated brain metastases are allowed but must be stable)": spared is who has what is named and keeps to
    the terms, which somebody must tell."""
    named = read_list(subject, anew(setting, exclusion=False))
    said = (*subject, *terms)
    spared = (
        question(said, setting) if has_holes(named) else AllOf(items=(named, question(terms, setting)), span=setting.span(said))
    )
    return AllOf(items=(base, Not(item=spared, span=spared.span)), span=base.span)


def _with_pressure_allowed(base: Criterion, *, subject: Sequence[Chunk], setting: Setting, unless: bool) -> Criterion:
    """ "Blood pressure <= 150/90 (hypertension controlled by medication is allowed)": a pressure under control is one within
    the limit; whether others with the disease may be above it is not said."""
    if _CONTROLLED.search(setting.words(subject)):
        return base
    lifted = exception_applied(base, subject, setting, unless=unless)
    return Readings(items=(base, lifted), why="whether the leave moves the limit is not said", span=base.span)


_CONTROLLED = re.compile(
    r"(?<!un)(?<!not )(?<!poorly )\b(?:well[- ])?controlled\b|"
    r"\b(?:on|with|by|under|using|receiving|taking)\b.*\b(?:therapy|medications?|treatment|drugs?|agents?|antihypertensives?)\b|"
    r"\b(?:treated|stable|medically managed|history of)\b",
    re.IGNORECASE,
)


def exempted_member(base: Criterion, bracket: tuple[Sequence[Chunk], int], setting: Setting) -> Criterion:
    """The proposition with the leave in the bracket, for the member of a list that it stands by, or for all."""
    chunks, index = bracket
    inner = stripped(chunks[index].inner)
    own = in_its_member(base, bracket, setting, partial(_exempted_of, note=inner))
    return own or exempted(base, inner, setting)


def _exempted_of(base: Criterion, setting: Setting, *, note: Sequence[Chunk]) -> Criterion:
    return exempted(base, note, setting)


def of_pressure(measure: Criterion) -> bool:
    compared = [leaf.quantity.variable or "" for leaf in walk(measure) if isinstance(leaf, Compare)]
    return bool(compared) and all(name.endswith("blood pressure") for name in compared)


def _is_means(chunks: Sequence[Chunk], setting: Setting) -> bool:
    kinds = {setting.vocabulary.kind(name) for chunk in chunks if chunk.sort is Sort.CONCEPT for name in chunk.names}
    return bool(kinds) and kinds <= THERAPY_KINDS
