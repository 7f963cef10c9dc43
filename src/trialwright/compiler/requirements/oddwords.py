"""Odd words: a reading in; the same with what no such thing can be ("HER2, metastatic", "biopsy, untreated") left unread, out.

A test has no extent and an operation is not active: where a reading says so, a word of its neighbour was put on it. The one guard
against such a reading, whichever rule of the grammar made it.
"""

from __future__ import annotations

from functools import partial

from trialwright.compiler.phrasing.targets import DISEASE_KINDS
from trialwright.compiler.setting import changed_leaves
from trialwright.compiler.statement import Statement
from trialwright.protocol.criteria import Compare, Criterion, Has, Unread
from trialwright.vocabulary.concepts import default_vocabulary
from trialwright.vocabulary.records import anew

WHY = "a word was understood that can not be said of it"
_OF_TUMORS = ("extent", "resectability", "recurrence", "stability", "activity", "proof")
_OF_ILLNESSES = ("activity", "stability", "resectability")
_IMPOSSIBLE: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("gene", "biomarker"), _OF_TUMORS),
    **dict.fromkeys(("surgery", "procedure", "imaging", "device"), _OF_ILLNESSES),
}


def without_odd_words(statement: Statement, text: str) -> Statement:
    """The statement with every leaf unread that says of a test or a treatment what only an illness can be. `text`: the whole."""
    node = changed_leaves(statement.node, partial(_unless_odd, text=text))
    return statement if node is statement.node else anew(statement, node=node)


def _unless_odd(leaf: Criterion, *, text: str) -> Criterion:
    if isinstance(leaf, Compare) and _dose_of_an_illness(leaf):
        return Unread(text=leaf.span.cut(text), why=WHY, span=leaf.span)
    if not isinstance(leaf, Has) or not leaf.target.qualifiers or leaf.target.concept not in default_vocabulary():
        return leaf
    families = _IMPOSSIBLE.get(default_vocabulary().kind(leaf.target.concept) or "", ())
    odd = any(item.name in families for item in leaf.target.qualifiers) or _unstable_therapy(leaf)
    return Unread(text=leaf.span.cut(text), why=WHY, span=leaf.span) if odd else leaf


_MEASURED_IN = ("dose", "cumulative dose", "cycles", "lines")


def _dose_of_an_illness(leaf: Compare) -> bool:
    """ "Less than 21 mg of prednisone daily for GVHD": the milligrams are of the drug."""
    of = leaf.quantity.of.concept if leaf.quantity.of is not None else None
    if of is None or leaf.quantity.attribute not in _MEASURED_IN or of not in default_vocabulary():
        return False
    return default_vocabulary().kind(of) in DISEASE_KINDS


_THERAPIES = frozenset({"drug", "drug class", "therapy", "regimen", "radiotherapy", "surgery", "procedure"})


def _unstable_therapy(leaf: Has) -> bool:
    """True for "androgen deprivation therapy, progressive": it is the disease under it that is."""
    if default_vocabulary().kind(leaf.target.concept) not in _THERAPIES:
        return False
    said = {(item.name, value) for item in leaf.target.qualifiers for value in item.values}
    return not said.isdisjoint({("stability", "unstable"), ("treatment", "untreated"), ("origin", "germline")})
