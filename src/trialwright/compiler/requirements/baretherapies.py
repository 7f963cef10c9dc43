"""Bare therapies: a line of what is required that only names a therapy ("Neoadjuvant therapy", "Tubal sterilization"), or a
stable dose of what goes beside the treatment, in; the same out, in doubt for those who lack it: the first may be a heading or a
method that the lines around it speak of, the second be asked of those who take it."""

from __future__ import annotations

import re

from trialwright.compiler.chunks import Sort
from trialwright.compiler.phrasing.targets import THERAPY_KINDS
from trialwright.compiler.setting import eased, stripped
from trialwright.compiler.statement import Statement
from trialwright.protocol.criteria import Compare, Criterion, Has, Quantity, Target, Unread
from trialwright.vocabulary.concepts import default_vocabulary

_GIVEN = re.compile(r"\b(?:received|undergone|underwent|completed|treated|had|given|on|prior|previous|past)\b.*\w", re.IGNORECASE)
_GENERIC = re.compile(r"(?:prior|previous|past) (?:anti-?cancer )?(?:therap(?:y|ies)|treatments?)\W*", re.IGNORECASE)
_NAMES = frozenset({Sort.CONCEPT, Sort.HEADNOUN, Sort.FILL, Sort.NARROWING, Sort.PREP, Sort.COLON, Sort.OTHER_SIGN})


def perhaps_a_heading(statement: Statement, proposition: Criterion) -> Criterion:
    """The proposition of a line with nothing above or below it; in doubt, where it is but the name of a therapy."""
    if not statement.exclusion and _of_a_stable_dose(proposition, statement):
        why = "whether it is asked of those alone who take it is not said"
        return eased(proposition, Unread(text=statement.item.text, why=why, span=proposition.span))
    if statement.exclusion or statement.children or not isinstance(proposition, Has) or proposition.window is not None:
        return proposition
    if any(proposition.target.qualifier(name) is not None for name in ("outcome", "residual")):
        return proposition  # "platinum-resistant cancer", "R0 resection" say what came of it
    sorts = {chunk.sort for chunk in stripped(statement.chunks)}
    generic = _GENERIC.fullmatch(statement.item.text) is not None
    bare = sorts <= _NAMES or (generic and sorts <= _NAMES | {Sort.HIST})
    bare = bare and (generic or _GIVEN.search(statement.item.text) is None)
    if not bare or default_vocabulary().kind(proposition.target.concept) not in THERAPY_KINDS:
        return proposition
    why = "whether it must have been given, or is only named here, is not said"
    return eased(proposition, Unread(text=statement.item.text, why=why, span=proposition.span))


_TAKEN = re.compile(r"\b(?:on|receiving|taking|treated with|requir\w+|need\w*)\b", re.IGNORECASE)


def _of_a_stable_dose(proposition: Criterion, statement: Statement) -> bool:
    """ "Stable dose of antihypertensives for 4 weeks": what is no treatment of the cancer nobody is asked to take; steroids not
    even where they are said to be taken."""
    match proposition:
        case Has(target=target) | Compare(quantity=Quantity(attribute="duration", of=Target() as target)):
            stable, words = target.qualifier("stability"), default_vocabulary()
            if stable is None or stable.values != ("stable",) or target.concept not in words:
                return False
            if words.is_a(target.concept, "corticosteroid"):
                return True
            beside = words.kind(target.concept) in THERAPY_KINDS and not words.is_a(target.concept, "anticancer therapy")
            return beside and _TAKEN.search(statement.item.text) is None
        case _:
            return False
