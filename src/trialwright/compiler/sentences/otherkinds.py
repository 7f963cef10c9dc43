"""Other kinds: "Squamous NSCLC. Mixed histology is acceptable" in; that cancer, or one of the same organ of the kind that the
leave names, out.

Read as leave alone, the second sentence lets nobody in: who has the mixed kind would be held to the first.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrasing.asking import question
from trialwright.compiler.sentences.leavelimits import PROVIDED
from trialwright.compiler.setting import Setting, changed_leaves, joined_by, stripped
from trialwright.compiler.wording.sought import sought
from trialwright.protocol.criteria import AllOf, AnyOf, Criterion, Has, NoneOf, Not, Target, When, walk

_MIXED = sought(r"\b(?:mixed|combined|variant|divergent)\b|\bhistolog(?:y|ies)\b", re.IGNORECASE)
_ANY = re.compile(r"\b(?:any|all)\b.{0,30}histolog", re.IGNORECASE)
_ELSE = frozenset({Sort.HIST, Sort.OTHER, Sort.EXC, Sort.NEG, Sort.WINDOW, Sort.CMP, Sort.AMOUNT})
_CANCERS = frozenset({"cancer", "histology"})


def with_other_kinds_let_in(read: Sequence[Criterion], sentence: Sequence[Chunk], setting: Setting) -> list[Criterion] | None:
    """What was read, with the kind of the required cancer that the leave of a sentence lets in besides; None for a sentence that
    lets in no such kind."""
    place = next((index for index, chunk in enumerate(sentence) if chunk.sort is Sort.PERMIT), 0)
    subject = stripped(sentence[:place])
    if setting.exclusion or not subject or any(chunk.sort in _ELSE or chunk.text.lower() == "only" for chunk in sentence):
        return None
    kinds = [name for chunk in subject if chunk.sort is Sort.CONCEPT for name in chunk.names]
    mixed = _MIXED.search(setting.words(subject)) is not None
    if _ANY.search(setting.words(sentence)):
        return None
    if not mixed and not (kinds and all(setting.vocabulary.kind(name) == "histology" for name in kinds)):
        return None
    for index in range(len(read) - 1, -1, -1):
        wider = _of_the_organ(read[index], setting)
        if wider is None:
            continue
        told = not mixed and len(kinds) == 1 and not any(chunk.text.lower() in PROVIDED for chunk in sentence)
        span = setting.span(sentence)
        kind = (
            Has(target=Target(concept=kinds[0]), span=span)
            if told
            else question(stripped(_without_leave(sentence, place)), setting)
        )
        either = AnyOf(items=(read[index], joined_by("and", (wider, kind))), span=read[index].span.joined(span))
        return [*read[:index], either, *read[index + 1 :]]
    return None


def _without_leave(sentence: Sequence[Chunk], place: int) -> tuple[Chunk, ...]:
    """All of a sentence that ties its leave to something; without a condition, what stands before the leave."""
    tied = any(chunk.text.lower() in PROVIDED for chunk in sentence[place:])
    return tuple(sentence) if tied else tuple(chunk for chunk in sentence[:place] if chunk.sort is not Sort.ASKED)


def _of_the_organ(node: Criterion, setting: Setting) -> Criterion | None:
    """What is required, of any cancer of the organ instead of the one kind; None where no kind of one is required."""
    if any(isinstance(part, Not | NoneOf | When) for part in walk(node)):
        return None
    named = {leaf.target.concept for leaf in walk(node) if isinstance(leaf, Has) and _is_cancer(leaf, setting)}
    wider = {name: organ for name in named if (organ := _organ_of(name, setting)) is not None}
    if len(named) != 1 or not wider or not isinstance(node, Has | AllOf):
        return None

    def widened(leaf: Criterion) -> Criterion:
        if not isinstance(leaf, Has) or leaf.target.concept not in wider:
            return leaf
        return replace(leaf, target=replace(leaf.target, concept=wider[leaf.target.concept]))

    return changed_leaves(node, widened)


def _is_cancer(leaf: Has, setting: Setting) -> bool:
    return setting.vocabulary.kind(leaf.target.concept) in _CANCERS


def _organ_of(name: str, setting: Setting) -> str | None:
    """The cancer of an organ of which, by its parents, one histology is meant: lung cancer for lung adenocarcinoma."""
    organ = name
    while setting.vocabulary.kind(organ) == "cancer":
        kinds = {setting.vocabulary.kind(parent): parent for parent in reversed(setting.vocabulary[organ].parents)}
        if "histology" not in kinds or "cancer" not in kinds:
            break
        organ = kinds["cancer"]
    return organ if organ != name else None
