"""Concomitant: an exclusion for medicines in; the same for those who take them now out, where its words speak of no earlier use.

"Use of rifampin", "anticoagulants" keep out whom the medicine would meet the study drug in, not everybody who ever had it.
"""

from __future__ import annotations

import re

from trialwright.compiler.setting import changed_leaves
from trialwright.compiler.statement import Statement
from trialwright.compiler.wording.rules import words
from trialwright.compiler.wording.sought import sought
from trialwright.protocol.criteria import Compare, Criterion, Has, Target, Window, WindowKind, walk
from trialwright.vocabulary.concepts import default_vocabulary
from trialwright.vocabulary.records import anew

_EARLIER = sought(
    r"\b(?:prior|previous(?:ly)?|histor(?:y|ies)|receipt|received|taken|ever|had|undergone|exposure|exposed|past|treated|given|failed|"
    r"failure|allerg\w*|hypersensitiv\w*|reactions?|refractory|resistan\w+|intoleran\w+|progress\w*|after|since|naive|within|last|"
    r"(?:that|which|who|has|have|had) (?:required|needed))\b",
    re.IGNORECASE,
)


def with_present_medicines(statement: Statement) -> Statement:
    """The statement with every medicine that is kept out for what it does beside the study drug asked about at present."""
    if not statement.exclusion or any(_EARLIER.search(part) for part in _texts(statement)):
        return statement
    named = [taken.concept for leaf in walk(statement.node) if (taken := _taken(leaf)) is not None]
    if not any(is_concomitant(name) and not _of_cancer(name) for name in named):
        return statement  # "methotrexate" by itself is a treatment of the cancer, beside prednisone it is none
    return anew(statement, node=changed_leaves(statement.node, _at_present))


def _texts(statement: Statement) -> list[str]:
    return [statement.normal.text, *(text for child in statement.children for text in _texts(child))]


def _at_present(leaf: Criterion) -> Criterion:
    taken = _taken(leaf)
    if taken is None or taken.qualifier("allergy") is not None or not is_concomitant(taken.concept):
        return leaf
    assert isinstance(leaf, Has | Compare)
    return anew(leaf, window=Window(kind=WindowKind.CURRENT)) if leaf.window is None else leaf


def _taken(leaf: Criterion) -> Target | None:
    """What a leaf asks whether, or in which daily dose, somebody takes it."""
    if isinstance(leaf, Has):
        return leaf.target
    return leaf.quantity.of if isinstance(leaf, Compare) and leaf.quantity.attribute == "dose" else None


def is_concomitant(concept: str) -> bool:
    """True for a medicine that may be taken beside the study drug, and is asked about for that."""
    known = default_vocabulary()
    return concept in known and not words("concomitant medicine").isdisjoint(known.ancestors(concept))


def _of_cancer(concept: str) -> bool:
    known = default_vocabulary()
    return known.is_a(concept, "anticancer therapy") or known.is_a(concept, "mTOR inhibitor")
