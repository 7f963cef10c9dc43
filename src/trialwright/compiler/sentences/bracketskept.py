"""Brackets kept: "severe neurotoxicity (grade 2 or higher with pain)" in, a sentence that was not read with its bracket; what it
says without it out, the bracket's words kept with what it stands behind.

Words kept so are told by no fact: nobody has the thing for certain who has it, and nobody has it who lacks it. That is right of a
bracket that narrows what stands before it, and, where that is barred, of one that spares some of it. A bracket that adds another
way ("or B", "including B"), permits, obliges, names a group of the trial, or tells a value, is not such a one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import takewhile

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrasing.asking import says_nothing
from trialwright.compiler.phrasing.targets import DISEASE_KINDS, THERAPY_KINDS
from trialwright.compiler.setting import Reader, Setting, changed_leaves, flattened, stripped
from trialwright.compiler.wording.rules import matching
from trialwright.protocol.criteria import (
    Compare,
    Criterion,
    Has,
    NoneOf,
    Not,
    Qualifier,
    Readings,
    Unread,
    children,
    walk,
)
from trialwright.vocabulary.concepts import default_vocabulary

_TURNS = frozenset({Sort.PERMIT, Sort.BARRED, Sort.MUST, Sort.UNMET, Sort.EITHERWAY, Sort.ASKED, Sort.REFER})
_ADDS = frozenset({Sort.EG, Sort.OR, Sort.AND, Sort.EITHER, Sort.BOTH, Sort.ALSO})
_TIES = frozenset({Sort.PREP, Sort.FOR, Sort.NARROW, Sort.CMP})
""" "With pain", "under general anesthesia": what they name is told of the thing, and is no other one."""
_KEPT = THERAPY_KINDS | DISEASE_KINDS
_REQUIRED = frozenset({"cancer", "histology"})
_BESIDE = _REQUIRED | {"gene", "biomarker"}
_OWN_TEST = frozenset({"pregnancy", "breastfeeding"})
"""What a bracket behind them tells is how it is shown."""
_FEWEST, _MOST = 2, 160
"""A name in short has one word; what is longer is a rule of its own."""
_LEAVE = re.compile(r"\b(?:not|no|are|is|absence|without|unless|except\w*|exclu\w+|eligible|allowed|permitted)\b", re.IGNORECASE)
_SHORT_FORM = re.compile(r"[A-Z][A-Za-z]*[A-Z][A-Za-z0-9]*")


def with_brackets_kept(chunks: Sequence[Chunk], node: Criterion, setting: Setting, read: Reader) -> Criterion:
    """The reading of one sentence, `node`, or a better one: what it says without the brackets that hindered it."""
    if not any(chunk.sort is Sort.GROUP for chunk in chunks) or not any(isinstance(leaf, Unread) for leaf in walk(node)):
        return node
    same = [place for place, chunk in enumerate(chunks) if place and _says_no_more(chunk, chunks[:place], setting)]
    told = [place for place, chunk in enumerate(chunks) if place and place not in same and _narrows(chunk, setting)]
    if not told and not same:
        return node
    bare = read(tuple(chunk for place, chunk in enumerate(chunks) if place not in (*told, *same)), setting)
    if any(isinstance(part, Unread | Readings) for part in walk(bare)):
        return node
    if not setting.exclusion and not all(map(_of_the_cancer, _things(bare))):
        return node
    for place in told:
        kept = _kept(bare, chunks, place, setting)
        if kept is None:
            return node
        bare = kept
    return bare


def _things(node: Criterion) -> list[str]:
    return [leaf.target.concept for leaf in walk(node) if isinstance(leaf, Has)]


def _of_the_cancer(name: str) -> bool:
    """ "Cancer confirmed by a biopsy (which must be new)" asks for no biopsy: only what a required sentence says of a cancer."""
    return default_vocabulary().kind(name) in _BESIDE


def _closed(group: Chunk, setting: Setting) -> bool:
    return group.sort is Sort.GROUP and setting.normal.text[group.start : group.end][-1:] in (")", "]")


def _narrows(group: Chunk, setting: Setting) -> bool:
    """True for a bracket that says more of what stands before it, and may not let in or bar anything besides."""
    inner = stripped(group.inner) if _closed(group, setting) else ()
    words = _said(group, setting)
    if not inner or not len(words.split()) >= _FEWEST or len(words) > _MOST or group.inner[0].sort in _ADDS:
        return False
    there = flattened(group.inner)
    if [chunk.sort for chunk in inner] == [Sort.CMP, Sort.AMOUNT]:
        return False  # "chemotherapy (< 6 months)": how long, or how long ago, is not said
    if any(chunk.sort in _TURNS or chunk.sort is Sort.VARIABLE for chunk in there):
        return False
    if not setting.exclusion and any(chunk.sort in (Sort.EXC, Sort.IF, Sort.NEG) for chunk in there):
        return False
    return matching("widening bracket", words) is None


def _says_no_more(group: Chunk, before: Sequence[Chunk], setting: Setting) -> bool:
    """ "Myelodysplastic syndromes (MDS)", "HIV infection (positive antibody test)": the same again, or how it is shown or why."""
    if not _closed(group, setting):
        return False
    words = _said(group, setting)
    if says_nothing(words) is not None:
        return True
    if _LEAVE.search(words) is None and matching("same again", words) is not None:
        return True
    if _SHORT_FORM.fullmatch(words) is None:
        return False
    said = [word.lower() for word in re.findall(r"[A-Za-z]+", setting.words(before))][-len(words) - 2 :]
    letters = [letter.lower() for letter in words if letter.isupper()]
    starts = iter(said)
    return all(any(word.startswith(letter) for word in starts) for letter in letters)


def _said(group: Chunk, setting: Setting) -> str:
    return setting.normal.text[group.start + 1 : group.end - 1].strip(" .;,")


def _kept(node: Criterion, chunks: Sequence[Chunk], place: int, setting: Setting) -> Criterion | None:
    """The reading with the words of a bracket kept with what stands right before it; None where that was not read as a thing."""
    before = _named_before(chunks[:place])
    if before is None or not _OWN_TEST.isdisjoint(before.names):
        return None
    kinds = _KEPT if setting.exclusion else _REQUIRED
    if not all(setting.vocabulary.kind(name) in kinds for name in before.names):
        return None
    untied = takewhile(lambda chunk: chunk.sort not in _TIES, flattened(chunks[place].inner))
    if any(_may_be_another(chunk, before, setting) for chunk in untied):
        return None
    span, words = setting.span((before,)), _said(chunks[place], setting)
    denied = {id(leaf) for part in walk(node) if isinstance(part, Not | NoneOf) for leaf in walk(part)}
    spares = any(chunk.sort in (Sort.EXC, Sort.IF) for chunk in flattened(chunks[place].inner))
    found: list[Has] = []
    there = {leaf.target.concept for leaf in walk(node) if isinstance(leaf, Has)}
    meant = there & set(before.names) or {name for name in there if setting.under(name, *before.names)}

    def told(leaf: Criterion) -> Criterion:
        if not isinstance(leaf, Has) or not (leaf.span.start <= span.start and span.end <= leaf.span.end):
            return leaf
        if leaf.target.concept not in meant or (spares and id(leaf) in denied):
            return leaf
        found.append(leaf)
        return _described(leaf, words)

    changed = changed_leaves(node, told)
    stands_for_it = found and not any(isinstance(leaf, Compare) and leaf.span.end >= span.end for leaf in _leaves_at(node, span))
    return changed if stands_for_it else None


def _leaves_at(node: Criterion, span: object) -> Iterable[Criterion]:
    return (leaf for leaf in walk(node) if not children(leaf) and leaf.span == span)


def _named_before(chunks: Sequence[Chunk]) -> Chunk | None:
    """The thing whose name ends right before a bracket, but for a noun behind it."""
    for chunk in reversed(chunks):
        if chunk.sort is Sort.CONCEPT:
            return chunk
        if chunk.sort not in (Sort.HEADNOUN, Sort.FILL):
            return None
    return None


def _may_be_another(chunk: Chunk, named: Chunk, setting: Setting) -> bool:
    """True for a thing of the same sort: a kind of the one named, to be read by itself, or one more of them."""
    if chunk.sort is not Sort.CONCEPT:
        return False
    for family in (THERAPY_KINDS, DISEASE_KINDS):
        ours = all(setting.vocabulary.kind(name) in family for name in named.names)
        if ours and any(setting.vocabulary.kind(name) in family for name in chunk.names):
            return True
    return False


def _described(leaf: Has, words: str) -> Has:
    own = leaf.target.qualifier("described")
    said = "; ".join((*(own.values if own is not None else ()), words))
    kept = (item for item in leaf.target.qualifiers if item is not own)
    return replace(leaf, target=replace(leaf.target, qualifiers=(*kept, Qualifier(name="described", values=(said,)))))
