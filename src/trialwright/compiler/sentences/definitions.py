"""Definitions: "X, defined as D" in; D in the place of X where it was read whole, X in doubt where it was not, out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.listing.assays import measured_result
from trialwright.compiler.listing.lists import read_list
from trialwright.compiler.phrasing.targets import DISEASE_KINDS, THERAPY_KINDS
from trialwright.compiler.sentences.brackets import JUDGED
from trialwright.compiler.sentences.examples import with_examples
from trialwright.compiler.setting import Reader, Setting, changed_leaves, denied, doubted, flattened, joined_by, stripped
from trialwright.protocol.criteria import (
    AnyOf,
    Ask,
    Compare,
    Criterion,
    Has,
    NoConstraint,
    Readings,
    Unread,
    When,
    WindowKind,
    children,
    walk,
)
from trialwright.vocabulary.records import anew

GUIDELINE_DEFINED = frozenset({"HER2"})
"""Tests that laboratories report by one guideline, so that a trial's own words for it need not be read (ASCO/CAP HER2, 2018)."""


def defined_as(chunks: Sequence[Chunk], setting: Setting, read: Reader) -> Criterion | None:
    """ "X, defined as D": D stands for X where it was read whole; where it was not, X may be narrower than it says."""
    place = next((index for index, chunk in enumerate(chunks) if chunk.sort is Sort.DEFINES), None)
    if place is None or any(chunk.sort is Sort.EG for chunk in chunks[:place]):
        return None  # an example alone is defined
    people = _of_people(chunks, place, setting)
    if people is not None:
        return read(people, setting)
    told = _SAYS_WHAT_IT_IS.search(setting.words(chunks[: place + 1])) is not None
    if told and not setting.exclusion and stripped(chunks[place + 1 :]) and _names_a_cancer(chunks[:place], setting):
        return _asked_of_those_named(chunks, place, setting, read)
    if place == 0:
        return read(stripped(chunks[1:]), setting) if stripped(chunks[1:]) else None
    lacking = next((index for index in range(place) if chunks[index].sort is Sort.NEG), None)
    if lacking is not None:
        return _lacking_defined(chunks, lacking, setting, read)
    measured = measured_result(chunks, setting, read_list)
    if measured is not None:
        return measured
    listed = _of_one_in_list(chunks, place, setting, read) if setting.exclusion else None
    if listed is not None:
        return listed
    head, meaning = stripped(chunks[:place]), stripped(chunks[place + 1 :])
    return _of_all(chunks, place, setting, read) if head and meaning else (read(head, setting) if head else None)


_PEOPLE = frozenset({"childbearing potential", "female", "male"})
_GOES_ON = frozenset({Sort.WINDOW, Sort.MUST, Sort.ASKED, Sort.NARROW})


def _of_people(chunks: Sequence[Chunk], place: int, setting: Setting) -> tuple[Chunk, ...] | None:
    """ "A negative test in women of childbearing potential, defined as not postmenopausal, within a week": what is said of them
    without whom it means, which is asked of nobody; None where something else is defined, or nothing else said."""
    head = stripped(chunks[:place])
    if not head or head[-1].sort is not Sort.CONCEPT or not _PEOPLE.issuperset(head[-1].names):
        return None
    commas = (index for index in range(place, len(chunks) - 1) if chunks[index].sort is Sort.COMMA)
    end = next((index for index in commas if chunks[index + 1].sort in _GOES_ON), len(chunks))
    kept = (*head, *chunks[end + 1 :])
    return kept if any(chunk.sort is not Sort.FILL and chunk is not head[-1] for chunk in kept) else None


def _of_all(chunks: Sequence[Chunk], place: int, setting: Setting, read: Reader) -> Criterion | None:
    """The definition as one of all that stands before it."""
    head, meaning = stripped(chunks[:place]), stripped(chunks[place + 1 :])
    if not head or not meaning or chunks[place + 1].sort is Sort.TAIL:
        return None if not head else read(head, setting)
    if any(chunk.sort is Sort.VARIABLE for chunk in head):
        if _says_the_value(head, meaning) or (not setting.exclusion and _says_each_value(head, meaning)):
            diseases = () if setting.exclusion else _widest_diseases(head, setting)
            return joined_by("and", [*diseases, read(meaning, setting)])
        return with_examples(tuple(chunk for chunk in chunks if chunk.sort is not Sort.DEFINES), setting)
    spelled = _with_one_of(meaning, setting, read) or read(meaning, setting)
    if not halves_a_lack(meaning, setting) and not any(isinstance(node, Unread | Ask) for node in walk(spelled)):
        spelled = _measured_in_time(spelled, head)
        return _signs_of(head, spelled, setting, read) if setting.exclusion else _of_its_disease(head, spelled, setting)
    if re.search(JUDGED, setting.words(head), re.IGNORECASE):
        return setting.unread(chunks, "a definition that was not understood")
    own = read(head, setting)
    known = {name for chunk in head for name in chunk.names} & GUIDELINE_DEFINED
    only_by_rule = (
        all(chunk.sort not in (Sort.AMOUNT, Sort.NARROW) for chunk in flattened(meaning))
        and isinstance(own, Has)
        and len(meaning) <= 8
        and _BY_A_RULE.search(setting.words(chunks[place:])) is not None
    )
    return (
        own
        if known or only_by_rule or _only_a_standard(meaning, setting)
        else doubted(own, setting.unread(meaning, "a definition that was not understood"))
    )


_BY_A_RULE = re.compile(
    r"^\W*(?:(?:which|that|who) )?(?:(?:is|are|as) )?(?:defined|determined|assessed|established|characteri[sz]ed) "
    r"(?:by|in|per|according|on)\b|"
    r"\b(?:criteria|guidelines?|classification|recommendations?|categor\w+|system|below|follows|above|"
    r"meeting|meets?|who|protocol|appendix)\b",
    re.IGNORECASE,
)
""" "Progression as defined by radiology", "measurable disease defined as follows": how it is found, no narrower kind of it."""


def _measured_in_time(meaning: Criterion, head: Sequence[Chunk]) -> Criterion:
    """ "Adequate renal function within 14 days of registration, defined as creatinine <= 1.5 mg/dL": the time in which each value
    is measured that has no time of its own."""
    last = head[-1].window
    if last is None or last.kind is not WindowKind.WITHIN_BEFORE or last.amount is None:
        return meaning

    def timed(leaf: Criterion) -> Criterion:
        measured = isinstance(leaf, Compare) and leaf.quantity.variable is not None and leaf.quantity.variable not in _UNDATED
        return replace(leaf, window=last) if isinstance(leaf, Compare) and measured and leaf.window is None else leaf

    return changed_leaves(meaning, timed)


_UNDATED = frozenset({"age", "life expectancy"})
_LISTED = THERAPY_KINDS | DISEASE_KINDS
WHOSE = "what is defined may be the last of the list or all of it"


def _of_one_in_list(chunks: Sequence[Chunk], place: int, setting: Setting, read: Reader) -> Criterion | None:
    """The definition as one of a single member of a list, the last before it or the first behind it; None for any other."""
    of_last = _of_the_last(chunks, place, setting, read)
    if of_last is not None:
        return of_last
    joint = next((index for index in range(place, len(chunks)) if chunks[index].sort is Sort.COMMA), len(chunks) - 1)
    behind = stripped(chunks[joint + 1 :])
    own = {name for chunk in chunks[:place] if chunk.sort is Sort.CONCEPT for name in chunk.names}
    of_it = any(setting.under(name, other) for chunk in behind for name in chunk.names for other in own)
    if of_it or chunks[joint + 1 : joint + 2] == () or chunks[joint + 1].sort not in (Sort.OR, Sort.AND):
        return None
    if not _names_alone(behind, setting, DISEASE_KINDS):
        return None
    whole = _of_all(chunks, place, setting, read)
    apart = joined_by("or", (read(stripped(chunks[:joint]), setting), read(behind, setting)))
    why = "what stands behind the definition may be part of it, or one more of what is listed"
    return apart if whole is None else Readings(items=(whole, apart), why=why, span=setting.span(chunks))


def _of_the_last(chunks: Sequence[Chunk], place: int, setting: Setting, read: Reader) -> Criterion | None:
    """ "Heart failure, or uncontrolled hypertension defined as BP > 160/100" bans heart failure too: the meaning is of the last;
    in doubt, where a comma or a list of meanings shows that it may be of all. None where nothing before it would be lost."""
    head, meaning = stripped(chunks[:place]), stripped(chunks[place + 1 :])
    joint = next((index for index in range(len(head) - 1, 0, -1) if head[index].sort in (Sort.OR, Sort.AND)), 0)
    joint = joint or next((index for index in range(len(head) - 1, 0, -1) if head[index].sort is Sort.COMMA), 0)
    before, last = stripped(head[:joint]), stripped(head[joint + 1 :])
    if not meaning or not _names_alone(before, setting, _LISTED) or not _names_alone(last, setting, _LISTED):
        return None
    together = _of_all(chunks, place, setting, read)
    of_either = isinstance(together, Readings) and together.why == WHOSE
    kept = {leaf.target.concept for leaf in walk(together) if isinstance(leaf, Has)} if together and not of_either else set()
    if together is None or kept & {name for chunk in before for name in chunk.names}:
        return None
    apart = joined_by("or", (read(before, setting), read((*last, *chunks[place:]), setting)))
    listed = any(chunk.sort in (Sort.COLON, Sort.AND, Sort.SEMICOLON, Sort.COMMA, Sort.WINDOW) for chunk in meaning)
    if chunks[place - 1].sort is not Sort.COMMA and not listed:
        return apart
    return together if of_either else Readings(items=(apart, together), why=WHOSE, span=setting.span(chunks))


def _names_alone(words: Sequence[Chunk], setting: Setting, kinds: frozenset[str]) -> bool:
    """True for names with their adjectives, of which the last is one without the noun behind a conjunction."""
    if not words or words[-1].sort is not Sort.CONCEPT or any(chunk.sort not in _OF_NAMES for chunk in words):
        return False
    alone = setting.tagger.tagged(words[-1].text)
    own = len(alone) == 1 and alone[0].names == words[-1].names
    return own and all(setting.vocabulary.kind(name) in kinds for name in words[-1].names)


_OF_NAMES = frozenset(
    {Sort.CONCEPT, Sort.NARROWING, Sort.FILL, Sort.COMMA, Sort.OR, Sort.AND, Sort.HIST, Sort.NOW, Sort.WORD, Sort.CODES}
)


_STANDARD = re.compile(
    r"\b(?:NCI[ -]?CTC\w*|CTCAE|common (?:terminology|toxicity) criteria|New York Heart Association|NYHA|RECIST|Child-?Pugh|"
    r"World Health Organization|American (?:Heart|Diabetes|Psychiatric) Association)\b",
    re.IGNORECASE,
)


def _only_a_standard(meaning: Sequence[Chunk], setting: Setting) -> bool:
    """ "As defined by the New York Heart Association functional classification system": by whose rule, no limit of its own."""
    limits = (Sort.CMP, Sort.POST, Sort.CODES, Sort.NEG, Sort.WINDOW, Sort.EXC, Sort.AND, Sort.OR)
    return _STANDARD.search(setting.words(meaning)) is not None and not any(chunk.sort in limits for chunk in flattened(meaning))


def _asked_of_those_named(chunks: Sequence[Chunk], place: int, setting: Setting, read: Reader) -> Criterion:
    span = setting.span(chunks)
    named = tuple(chunk for chunk in chunks[:place] if chunk.sort in (Sort.CONCEPT, Sort.NARROWING))
    own, meant = read(named, anew(setting, exclusion=True)), read(stripped(chunks[place + 1 :]), setting)
    if any(isinstance(node, Unread | Ask) for node in walk(meant)):
        meant = setting.unread(chunks[place + 1 :], "a definition that was not understood")
    return When(condition=own, then=meant, otherwise=NoConstraint(why="for others", span=span), span=span)


_SAYS_WHAT_IT_IS = re.compile(r"\b(?:is|are|be) defined\b", re.IGNORECASE)


def _names_a_cancer(head: Sequence[Chunk], setting: Setting) -> bool:
    """ "TNBC will be defined as …", "metastasis is defined as …" says who is meant by it, not that all have it."""
    named = [name for chunk in head if chunk.sort is Sort.CONCEPT for name in chunk.names]
    plain = all(chunk.sort in (Sort.CONCEPT, Sort.FILL, Sort.ASKED, Sort.NARROWING, Sort.WORD) for chunk in head)
    return plain and bool(named) and all(setting.vocabulary.kind(name) in ("cancer", "metastasis") for name in named)


_HALF = re.compile(
    r"\b(?:lack|absence|loss|failure)\b[^.;,]*\bor\b (?:by|with|as|progress\w*|relaps\w*|recurr\w*)", re.IGNORECASE
)


def halves_a_lack(meaning: Sequence[Chunk], setting: Setting) -> bool:
    """True for "a lack of response or progression within 91 days": only the first is lacking."""
    return _HALF.search(setting.words(meaning)) is not None


_PRESSURE = "blood pressure"


def _says_the_value(head: Sequence[Chunk], meaning: Sequence[Chunk]) -> bool:
    """ "Controlled blood pressure with or without drugs, defined as BP <= 150/90": the value stands behind, with its name."""
    named = {name for chunk in head if chunk.sort is Sort.VARIABLE for name in chunk.names}
    again = {name for chunk in meaning if chunk.sort is Sort.VARIABLE for name in chunk.names}
    plain = all(chunk.sort not in (Sort.AMOUNT, Sort.CODES, Sort.CMP, Sort.AND, Sort.OR) for chunk in flattened(head))
    return plain and bool(again) and all(name in again or name == _PRESSURE for name in named)


def _says_each_value(head: Sequence[Chunk], meaning: Sequence[Chunk]) -> bool:
    """ "ER-negative, PR-negative breast cancer, defined as ER < 5 % and PR < 5 %": each word of a result has its limit
    behind, which is what the trial means by it."""
    named = {name for chunk in head if chunk.sort is Sort.VARIABLE for name in chunk.names}
    limited = {
        name
        for place, chunk in enumerate(meaning[:-1])
        if chunk.sort is Sort.VARIABLE and meaning[place + 1].sort in (Sort.CMP, Sort.AMOUNT)
        for name in chunk.names
    }
    plain = all(chunk.sort not in (Sort.AMOUNT, Sort.CODES, Sort.CMP, Sort.OR, Sort.NEG) for chunk in flattened(head))
    return plain and bool(named) and named <= limited


def _widest_diseases(head: Sequence[Chunk], setting: Setting) -> list[Criterion]:
    """The diseases that a head names, without those that are a kind of another of them: the definition says which kind."""
    named = [chunk for chunk in flattened(head) if chunk.sort is Sort.CONCEPT]
    diseases = [chunk for chunk in named if setting.vocabulary.kind(chunk.names[0]) == "cancer"]
    widest = [
        chunk
        for chunk in diseases
        if not any(other.names != chunk.names and setting.vocabulary.is_a(chunk.names[0], other.names[0]) for other in diseases)
    ]
    proofs = [chunk for chunk in head if chunk.sort is Sort.NARROWING and chunk.names[0].startswith("proof=")]
    return [read_list((*proofs, chunk), setting) for chunk in widest]


def _lacking_defined(chunks: Sequence[Chunk], place: int, setting: Setting, read: Reader) -> Criterion:
    """ "No uncontrolled hypertension, defined as systolic BP > 160": what is defined is what must be absent."""
    said = [chunk for chunk in chunks[:place] if chunk.sort not in (Sort.FILL, Sort.MUST, Sort.IF, Sort.PREP)]
    if said or (chunks[place].value == "permitted" and not chunks[place].text.lower().startswith("no")):
        return setting.unread(chunks, "what is defined, and what denied, was not understood")
    node = read(chunks[place + 1 :], anew(setting, exclusion=True))
    lacking = denied(node, setting.span(chunks))
    if not setting.exclusion:
        return lacking
    return Readings(items=(lacking, node), why="what is defined may be the lack or what is lacking", span=node.span)


def _of_its_disease(head: Sequence[Chunk], meaning: Criterion, setting: Setting) -> Criterion:
    """ "Operable breast cancer, defined as T1-2, N0-1 and M0": what the definition does not name, a stage and a limit are still
    asked of that cancer alone."""
    kinds = {setting.vocabulary.kind(leaf.target.concept) for leaf in walk(meaning) if isinstance(leaf, Has)}
    if kinds & {"cancer", "histology", "metastasis"}:
        return meaning
    said = re.split(r"\brisk (?:of|for)\b", setting.words(head), maxsplit=1)[0]
    before = [chunk for chunk in head if chunk.end <= head[0].start + len(said)]  # not in "risk of recurrence of cancer"
    diseases = [node for node in _widest_diseases(before, setting) if isinstance(node, Has) and not _any_tumor(node)]
    return joined_by("and", (*diseases, meaning)) if diseases else meaning


def _any_tumor(node: Has) -> bool:
    return node.target.concept in ("neoplasm", "malignancy", "solid tumor")


def _place_of(leaf: Criterion) -> bool:
    """True for a place on a scale of one disease ("NYHA class III"), which nobody has without it."""
    return isinstance(leaf, Compare) and (leaf.quantity.variable or "").startswith(("NYHA", "CCS"))


def _signs_of(head: Sequence[Chunk], signs: Criterion, setting: Setting, read: Reader) -> Criterion:
    """ "Cirrhosis defined by ascites or varices" excludes nobody for ascites of another cause: signs need what they are of."""
    own = read(head, setting)
    findings = all(isinstance(leaf, Has) or _place_of(leaf) for leaf in walk(signs) if not children(leaf))
    if findings and isinstance(own, AnyOf) and all(isinstance(item, Has) for item in own.items):
        return _signs_of_several(own, signs, setting)
    if not findings or not isinstance(own, Has):
        return signs
    kinds = [leaf.target.concept for leaf in walk(signs) if isinstance(leaf, Has)]
    if all(setting.under(name, own.target.concept) for name in kinds):
        return signs
    return joined_by("and", (own, signs))


def _signs_of_several(own: AnyOf, signs: Criterion, setting: Setting) -> Criterion:
    """ "Cirrhosis or unstable liver or biliary disease defined by ascites or jaundice": nobody is kept out for the ascites of
    another illness; whether they are signs of the first too is not said."""
    named = [leaf.target.concept for leaf in walk(signs) if isinstance(leaf, Has)]
    heads = [leaf.target.concept for leaf in walk(own) if isinstance(leaf, Has)]
    if len(set(heads)) == 1 or all(any(setting.under(name, head) for head in heads) for name in named):
        return signs
    whole, first = joined_by("and", (own, signs)), own.items[0]
    apart = joined_by("or", (first, joined_by("and", (joined_by("or", own.items[1:]), signs))))
    return Readings(items=(apart, whole), why=WHOSE, span=whole.span)


def _with_one_of(chunks: Sequence[Chunk], setting: Setting, read: Reader) -> Criterion | None:
    """ "Cirrhosis and one of the following: A, B": the first, and any of the rest; None for anything else."""
    colon = next((index for index, chunk in enumerate(chunks) if chunk.sort is Sort.COLON), None)
    joint = next((index for index in range(colon or 0) if chunks[index].sort is Sort.AND), None)
    if colon is None or joint is None or any(chunk.sort not in _HAD for chunk in chunks[joint + 1 : colon]):
        return None
    first, rest = read(chunks[:joint], setting), read_list(chunks[colon + 1 :], anew(setting, exclusion=True))
    return joined_by("and", (first, rest))


_HAD = frozenset({Sort.FILL, Sort.HIST, Sort.PREP, Sort.NARROWING})
