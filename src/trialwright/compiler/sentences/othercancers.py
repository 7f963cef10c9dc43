"""Other cancers: sentences of one line that each name a cancer ("Solid tumor with KRAS G12 mutations. PDAC with wild-type RAS
(expansion)") in; together, as alternatives where nobody has them both, as either where one may be a kind of the other, out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialwright.compiler.listing.required import of_cancer
from trialwright.compiler.setting import Setting, joined_by
from trialwright.protocol.criteria import AllOf, AnyOf, Criterion, Has, Readings
from trialwright.vocabulary.concepts import Relation

_SAYS_MORE = re.compile(r"\b(?:must|should|shall|needs?|required?|have|has|had|is|are|was|were|also|currently)\b", re.IGNORECASE)
WHY = "whether all or any of these must hold is not said"


def with_other_cancers(nodes: Sequence[Criterion], setting: Setting) -> list[Criterion]:
    """The sentences, one that is but the name of another cancer, and what it is with, made what may stand for those before it."""
    kept: list[Criterion] = []
    for node in nodes:
        other = None if setting.exclusion or not kept else _other_cancer(kept[0], node, setting)
        if other is None:
            kept.append(node)
        elif other is Relation.IS_NOT:
            kept = [joined_by("or", (joined_by("and", kept), node))]
        else:
            together = joined_by("and", (*kept, node))
            either = joined_by("or", (joined_by("and", kept), node))
            kept = [Readings(items=(together, either), why=WHY, span=together.span)]
    return kept


def _other_cancer(first: Criterion, node: Criterion, setting: Setting) -> Relation | None:
    """How the cancer that a sentence is the name of stands to that of the first; None where it is no other, or the sentence says
    something of the patients."""
    before, named = _main(first, setting), _main(node, setting)
    if before is None or named is None or _SAYS_MORE.search(setting.normal.within(node.span)):
        return None
    if setting.vocabulary.is_a(before, named):
        return None
    return setting.vocabulary.relation(named, before)


def _main(node: Criterion, setting: Setting) -> str | None:
    """The cancer that a sentence begins with."""
    match node:
        case Has(target=target):
            return target.concept if of_cancer(node, setting) else None
        case AllOf(items=items) | AnyOf(items=items) | Readings(items=items):
            return _main(items[0], setting)
        case _:
            return None
