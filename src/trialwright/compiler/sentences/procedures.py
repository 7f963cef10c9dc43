"""Procedures: a sentence of which nothing was read in; a question, where its form shows that a person does or decides what it
says, out."""

from __future__ import annotations

from collections.abc import Sequence

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrasing.asking import question
from trialwright.compiler.setting import Setting, flattened, sorts_of, stripped
from trialwright.compiler.wording.rules import matching
from trialwright.protocol.criteria import Ask, Criterion, NoConstraint, Unread, children, walk

_KINDS = ("duty", "circumstance", "left to a person", "examined", "known result", "specimen")
_OTHER_GRAMMAR = frozenset({Sort.EXC, Sort.PERMIT, Sort.UNMET, Sort.BARRED, Sort.NEG})
_NUMBERS = frozenset({Sort.AMOUNT, Sort.CODES, Sort.CMP})
_RESULTS = frozenset({"negative", "positive", "normal"})
_TIMES = frozenset({Sort.AMOUNT, Sort.WINDOW, Sort.SPAN_OF_TIME})
_THERAPIES = frozenset({"drug", "drug class", "regimen", "radiotherapy", "surgery", "transplant"})


def done_by_people(node: Criterion, chunks: Sequence[Chunk], setting: Setting) -> Ask | None:
    """ "Imaging of chest and pelvis must be performed within 28 days", "the neoplastic nature must be confirmed by histology": a
    question as a whole, where nothing of it was read otherwise. None for what compares a value, spares or lets somebody in."""
    leaves = [leaf for leaf in walk(node) if not children(leaf)]
    unread = any(isinstance(leaf, Unread) for leaf in leaves)
    if setting.exclusion or not unread or not all(isinstance(leaf, Unread | Ask | NoConstraint) for leaf in leaves):
        return None
    there = sorts_of(chunks)
    if there & _OTHER_GRAMMAR or (Sort.VARIABLE in there and there & _NUMBERS):
        return None
    if there & _TIMES and any(_is_therapy(chunk, setting) for chunk in flattened(chunks)):
        return None  # "at least 4 weeks are required between the last radiotherapy and registration": the record can tell
    if any(chunk.text.lower() in _RESULTS for chunk in flattened(chunks)):
        return None  # "a negative pregnancy test must be documented": the record can tell
    said = setting.words(stripped(chunks)).rstrip(" .;,:")
    asked = any(matching(kind, said) is not None for kind in _KINDS)
    return question(chunks, setting) if asked else None


def _is_therapy(chunk: Chunk, setting: Setting) -> bool:
    return any(setting.vocabulary.kind(name) in _THERAPIES for name in chunk.names)
