"""Kinds: a narrowed thing and the kinds of it that a bracket or "such as" names in; the kinds, narrowed as far as it is, out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.listing.examplesasmain import described_alike, told_as_such
from trialwright.compiler.phrasing.targets import DISEASE_KINDS, THERAPY_KINDS
from trialwright.compiler.setting import (
    LIST_SIGNS,
    Reader,
    Setting,
    changed_leaves,
    denied,
    doubted,
    joined_by,
    split_at,
    stripped,
)
from trialwright.compiler.wording.rules import words
from trialwright.protocol.criteria import (
    AllOf,
    AnyOf,
    Ask,
    Compare,
    Criterion,
    Has,
    NoneOf,
    Not,
    Readings,
    Target,
    Unread,
    children,
    walk,
)
from trialwright.vocabulary.records import anew

_STATES = frozenset({"activity", "control", "treatment", "symptoms", "stability"})
_AIMS = frozenset({"purpose", "setting", "route"})
_GENERAL = 6
"""A concept with so many others below it is a class of things, which no example excludes as a whole."""
_OF_ILLNESS = re.compile(r"illness|disease|condition|disorder|comorbid|abnormalit|infection", re.IGNORECASE)


_SEVERAL = 2
_ILLNESSES = frozenset({"condition", "finding", "metastasis"})
_NO_NAMES = frozenset({Sort.EG, Sort.MUST, Sort.EXC, Sort.IF, Sort.NEG, Sort.PERMIT, Sort.DEFINES, Sort.ASKED})
_NUMBERED = frozenset({Sort.AMOUNT, Sort.CODES, Sort.VARIABLE})


def several_named(inner: Sequence[Chunk]) -> bool:
    """True for a bracket that lists two things or more, each by a name."""
    members = [stripped(piece) for piece, _sign in split_at(inner, LIST_SIGNS) if stripped(piece)]
    return len(members) >= _SEVERAL and all(any(chunk.sort is Sort.CONCEPT for chunk in member) for member in members)


def illness_with_kinds(member: Sequence[Chunk], setting: Setting, read: Reader) -> Criterion | None:
    """ "Heart disease (angina, arrhythmia) or stroke": the first member of such a ban is the disease, and each of the kinds that
    its bracket names, of which one may be meant where it is required; None for any other member."""
    place = next((index for index, chunk in enumerate(member) if chunk.sort is Sort.GROUP), 0)
    if not place:
        return None
    inner, outside = stripped(member[place].inner), (*member[:place], *member[place + 1 :])
    heads = [chunk for chunk in outside if chunk.sort is Sort.CONCEPT]
    named = {setting.vocabulary.kind(name) for chunk in (*heads, *inner) if chunk.sort is Sort.CONCEPT for name in chunk.names}
    pieces = [stripped(piece) for piece, _sign in split_at(inner, LIST_SIGNS) if stripped(piece)]
    telling = [piece for piece in pieces if any(chunk.sort is Sort.CONCEPT for chunk in piece)]
    if not (heads and telling and named <= _ILLNESSES) or not (len(pieces) >= _SEVERAL or _another_one(outside, inner, setting)):
        return None
    if inner[0].sort in (Sort.PREP, Sort.FOR) or any(chunk.sort in _NO_NAMES for chunk in inner):
        return None
    if any(chunk.sort in _NUMBERED for chunk in inner):
        if len(telling) < _SEVERAL:
            return None
        return setting.unread(member, "which of the bracket the number is of was not read")
    base, kinds = read(outside, setting), read(inner, anew(setting, exclusion=True))
    return with_its_kinds(base, kinds, setting)


def _another_one(outside: Sequence[Chunk], inner: Sequence[Chunk], setting: Setting) -> bool:
    """ "Metabolic disorders (hyperthyroidism)" among what excludes: one illness of its own in the bracket, which the vocabulary
    knows as no kind of what stands before it, nor as the same."""
    heads = [chunk for chunk in outside if chunk.sort is Sort.CONCEPT]
    first, second = (tuple(name for chunk in part for name in chunk.names) for part in (heads, inner))
    plain = (
        (setting.exclusion or outside[0].sort is Sort.NEG)
        and len(heads) == 1
        and len(inner) == 1
        and inner[0].sort is Sort.CONCEPT
    )
    apart = not any(setting.under(name, *first) for name in second) and not any(setting.under(name, *second) for name in first)
    return plain and apart and all(setting.vocabulary.kind(name) == "condition" for name in (*first, *second))


def with_its_kinds(base: Criterion, kinds: Criterion, setting: Setting) -> Criterion:
    """What stands before a bracket with the kinds of it that the bracket names: any excludes, one may be meant as required."""
    if setting.exclusion:
        return joined_by("or", (base, only_as_such(kinds, base, setting)))
    if isinstance(base, Not | NoneOf):
        return joined_by("and", (base, denied(kinds, kinds.span)))
    return Readings(items=(base, joined_by("and", (base, kinds))), why="the bracket may narrow or explain", span=base.span)


def illness_alone(chunks: Sequence[Chunk], setting: Setting, read: Reader) -> Criterion | None:
    """The same of a statement that names nothing else: not all that its bracket names need be known."""
    if any(chunk.sort in LIST_SIGNS for chunk in chunks):
        return None
    return _by_another_name(chunks, setting, read) or illness_with_kinds(chunks, setting, read)


def _by_another_name(chunks: Sequence[Chunk], setting: Setting, read: Reader) -> Criterion | None:
    """ "Clotting disorder (hypercoagulable state)": a bracket with one other illness narrows the first, or explains it."""
    place = next((index for index, chunk in enumerate(chunks) if chunk.sort is Sort.GROUP), 0)
    if not place or not setting.exclusion:
        return None
    parts = read((*chunks[:place], *chunks[place + 1 :]), setting), read(stripped(chunks[place].inner), setting)
    words = setting.vocabulary
    named = [part.target.concept for part in parts if isinstance(part, Has) and part.window is None]
    if len(named) < len(parts) or any(words.kind(name) != "condition" for name in named):
        return None
    if any(words.is_a(one, other) for one, other in (named, named[::-1])):
        return None
    span = setting.span(chunks)
    readings = AllOf(items=parts, span=span), AnyOf(items=parts, span=span)
    return Readings(items=readings, why="the bracket may narrow or explain", span=span)


def only_as_such(examples: Criterion, main: Criterion, setting: Setting) -> Criterion:
    """Examples of something that was not read whole exclude only as far as they are that: "another condition (e.g., a psychiatric
    disorder) that may interfere" excludes nobody for the disorder alone; nor is influenza an inactivated vaccine."""
    narrower = any(
        isinstance(node, Has) and any(node.target.qualifier(name) is not None for name in ("described", "dosing"))
        for node in walk(main)
    )
    if isinstance(main, AllOf) and _plainly_of(examples, main.items[-1], setting):
        return replace(main, items=(*main.items[:-1], examples), span=examples.span)
    narrower = narrower or isinstance(main, AllOf)
    doubt = Unread(text="as such", why="only as an example of what was not read", span=examples.span)
    if narrower or _unlike(examples, main, setting):
        return described_alike(examples, main, setting) or told_as_such(examples, main, setting) or doubted(examples, doubt)
    if any(isinstance(node, Has | Compare) for node in walk(main)):
        return _within_only(narrowed_alike(examples, main, setting), main, setting)
    if all(isinstance(leaf, Unread) for leaf in walk(main) if not children(leaf)) and not _OF_ILLNESS.search(_text_of(main)):
        return doubted(examples, doubt)

    def own_doubted(node: Criterion) -> Criterion:
        if isinstance(node, AnyOf):
            return replace(node, items=tuple(own_doubted(item) for item in node.items))
        if not isinstance(node, Has) or node.target.qualifiers or node.window is not None:
            return node
        general = len(setting.vocabulary.descendants(node.target.concept)) > _GENERAL
        if general and isinstance(main, Ask):
            return AllOf(items=(node, main), span=node.span)
        return doubted(node, doubt) if general else node

    return own_doubted(examples)


def _plainly_of(examples: Criterion, kind: Criterion, setting: Setting) -> bool:
    """ "Melanoma with a BRAF mutation who have received PD-1 inhibitors, such as nivolumab": true where each example is
    nothing but a kind of the last that is asked together."""
    leaves = [leaf for leaf in walk(examples) if not children(leaf)]
    if not isinstance(kind, Has) or kind.window is not None or kind.target.qualifiers or kind.target.other:
        return False
    return all(
        isinstance(leaf, Has) and leaf.window is None and setting.under(leaf.target.concept, kind.target.concept)
        for leaf in leaves
    )


def _within_only(examples: Criterion, main: Criterion, setting: Setting) -> Criterion:
    """ "ROR1-targeted therapy (e.g., conjugates, antibodies)": a form that drugs of a class have excludes only as far as it is of
    that class, not every antibody; nor does hydrocortisone by mouth as an example of topical corticosteroids."""
    classes = [leaf.target.concept for leaf in walk(main) if isinstance(leaf, Has)]
    if any(setting.vocabulary.kind(name) != "drug class" for name in classes):
        return examples
    local = any(name.split()[0] in words("local route") for name in classes)

    def doubted_form(leaf: Criterion) -> Criterion:
        if not isinstance(leaf, Has) or setting.under(leaf.target.concept, *classes):
            return leaf
        if not local and leaf.target.concept not in words("form of drugs"):
            return leaf
        doubt = Unread(text="as such", why="only as far as it is what it is an example of", span=leaf.span)
        return told_as_such(leaf, main, setting) or doubted(leaf, doubt)

    return changed_leaves(examples, doubted_form)


_CLAUSE = re.compile(
    r"\b(?:that|which|who)\b.{0,40}\b(?:would|could|may|might|can|will)\b|"
    r"\b(?:affect|impair|limit|compromis|alter|requir|necessitat)ing\b",
    re.IGNORECASE,
)


def narrowed_by_clause(head: Sequence[Chunk], examples: Criterion, setting: Setting) -> bool:
    """True for illnesses behind "conditions affecting absorption", "disease that may impair it", "infection requiring
    antibiotics": some of them only, which no name of an illness tells; a drug that may prolong the QT does so in everybody."""
    named = {setting.vocabulary.kind(leaf.target.concept) for leaf in walk(examples) if isinstance(leaf, Has)}
    return bool(named) and not named & THERAPY_KINDS and _CLAUSE.search(setting.words(head)) is not None


def restricts(behind: Sequence[Chunk], setting: Setting) -> bool:
    """True for what stands behind examples and restricts what they are examples of: "that would compromise the study"; behind a
    comma it tells more of them all."""
    return bool(behind) and behind[0].sort is not Sort.COMMA and _CLAUSE.search(setting.words(behind)) is not None


def narrowed_alike(kinds: Criterion, main: Criterion, setting: Setting) -> Criterion:
    """ "Active CNS metastases (brain or leptomeningeal)", "therapy for breast cancer (surgery, chemotherapy)": each kind in the
    state, for the purpose, at the time and with the exceptions of what it is a kind of. `main` is what stands before them."""
    heads = main.items if isinstance(main, AnyOf) else (main,)
    targets = [head.target for head in heads if isinstance(head, Has)]
    if not targets or len(targets) < len(heads):
        return kinds
    timed = any(isinstance(leaf, Has | Compare) and leaf.window is not None for leaf in walk(kinds))
    window = None if timed else next(head.window for head in heads if isinstance(head, Has))

    def lent(leaf: Criterion) -> Criterion:
        if not isinstance(leaf, Has) or not _of_one_sort(leaf.target, targets, setting):
            return leaf
        purposes = [item for target in targets for item in target.qualifiers if item.name == "purpose"]
        if len(purposes) == len(targets) and len(set(purposes)) > 1 and leaf.target.qualifier("purpose") is None:
            # "therapy for breast cancer or another cancer (chemotherapy)": for either of them
            return AnyOf(items=tuple(_lent_by(leaf, [target]) for target in targets), span=leaf.span)
        return _lent_by(leaf, targets)

    def _lent_by(leaf: Has, targets: list[Target]) -> Criterion:
        given = setting.vocabulary.kind(leaf.target.concept) in THERAPY_KINDS
        lendable = _STATES | _AIMS if given else _STATES | _AIMS - {"route"}
        own = {item.name for item in leaf.target.qualifiers}
        shared = tuple(
            item
            for item in targets[0].qualifiers
            if item.name in lendable and item.name not in own and all(item in target.qualifiers for target in targets)
        )
        target = replace(
            leaf.target,
            qualifiers=(*leaf.target.qualifiers, *shared),
            other=leaf.target.other or all(target.other for target in targets),
            exceptions=leaf.target.exceptions or targets[0].exceptions,
        )
        return replace(leaf, target=target, window=leaf.window or window)

    return changed_leaves(kinds, lent)


def _of_one_sort(kind: Target, targets: list[Target], setting: Setting) -> bool:
    named = {setting.vocabulary.kind(target.concept) for target in (kind, *targets)}
    return named <= THERAPY_KINDS or named <= DISEASE_KINDS


def _text_of(node: Criterion) -> str:
    return " ".join(leaf.text for leaf in walk(node) if isinstance(leaf, Unread))


def _unlike(examples: Criterion, main: Criterion, setting: Setting) -> bool:
    """True where therapies have diseases among their examples, or the other way round."""

    def therapies(node: Criterion) -> set[bool]:
        return {setting.vocabulary.kind(leaf.target.concept) in THERAPY_KINDS for leaf in walk(node) if isinstance(leaf, Has)}

    ours, theirs = therapies(main), therapies(examples)
    return (ours == {True} and False in theirs) or (ours == {False} and theirs == {True})
