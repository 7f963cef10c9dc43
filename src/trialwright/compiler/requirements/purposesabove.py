"""Purposes above: "no prior treatment for breast cancer, including:" over a list of therapies in; each of them as given for that
disease, out.

Without it whoever had chemotherapy for another cancer is kept out, and "the following for their sarcoma" bans the sarcoma.
"""

from __future__ import annotations

from trialwright.compiler.chunks import Chunk, Sort
from trialwright.compiler.phrasing.targets import THERAPY_KINDS
from trialwright.compiler.setting import changed_leaves
from trialwright.compiler.statement import Statement
from trialwright.protocol.criteria import Criterion, Has, NoConstraint, NoneOf, Not, Qualifier, children, walk
from trialwright.vocabulary.concepts import default_vocabulary
from trialwright.vocabulary.records import anew

_FOR = ("for", "for the treatment of", "for treatment of", "to treat")
_BEHIND = frozenset({Sort.FILL, Sort.COLON, Sort.COMMA, Sort.STOP, Sort.EG, Sort.OTHER_SIGN, Sort.MUST})
_CANCERS = frozenset({"cancer", "histology"})


def with_purpose_above(own: Criterion, listed: Criterion, statement: Statement) -> tuple[Criterion, Criterion]:
    """What a heading says and its list, each therapy of the list given for the disease that the heading ends in."""
    disease = _purpose(statement.chunks)
    leaves = [leaf for leaf in walk(listed) if not children(leaf) and not isinstance(leaf, NoConstraint)]
    if disease is None or not leaves or not all(_is_therapy(leaf) for leaf in leaves):
        return own, listed
    purpose = Qualifier(name="purpose", values=(disease,))

    def given_for_it(leaf: Criterion) -> Criterion:
        if not isinstance(leaf, Has) or leaf.target.qualifier("purpose") is not None:
            return leaf
        return anew(leaf, target=anew(leaf.target, qualifiers=(*leaf.target.qualifiers, purpose)))

    inner = own.item if isinstance(own, Not) else own.items[0] if isinstance(own, NoneOf) and len(own.items) == 1 else own
    only_named = isinstance(inner, Has) and inner.target.concept == disease
    return NoConstraint(why="heading", span=own.span) if only_named else own, changed_leaves(listed, given_for_it)


def _purpose(chunks: tuple[Chunk, ...]) -> str | None:
    """The disease that a heading ends in behind "for"; None for another heading."""
    place = next((at for at in range(len(chunks) - 1, -1, -1) if chunks[at].sort is Sort.CONCEPT), 0)
    if not place or len(chunks[place].names) != 1 or any(chunk.sort not in _BEHIND for chunk in chunks[place + 1 :]):
        return None
    before = place - 1
    while before > 0 and chunks[before].sort in (Sort.FILL, Sort.NARROWING):
        before -= 1
    (name,) = chunks[place].names
    told = chunks[before].text.lower() in _FOR and default_vocabulary().kind(name) in _CANCERS
    return name if told else None


def _is_therapy(leaf: Criterion) -> bool:
    return isinstance(leaf, Has) and default_vocabulary().kind(leaf.target.concept) in THERAPY_KINDS
