"""Allergies: a statement like "hypersensitivity to components of niraparib" and the allergies on record in; whether there is such
a one out.

Who is allergic to what the statement names has; who is allergic to nothing akin to it, by a complete list, or is recorded as not
allergic to it, has not. Of what else may be in a product no record tells, so an allergy to an unnamed thing leaves it open.
"""

from __future__ import annotations

import re

from trialwright.match.answer import Answer, decided, described
from trialwright.match.known import Item, Known, related, term_in
from trialwright.patients.facts import Kind
from trialwright.vocabulary.concepts import Relation
from trialwright.vocabulary.listing import MEDICINES

_SAYS_MORE = re.compile(
    r"\b(?:severe|serious|life|grade|anaphyla\w*|unless|except|requir\w*|cannot|can not|unable|manag\w*|contraindicat\w*|"
    r"prevent\w*|preclud\w*|asthma\w*|history of (?!\w*\s*(?:allerg|hypersens))|discontinu\w*|immediate|significant|multiple)\b",
    re.IGNORECASE,
)
_NO_SUBSTANCE = frozenset({"hypersensitivity reaction", "drug hypersensitivity", "allergy", "drug allergy", "allergic reaction"})
_WIDE = frozenset({"anticancer therapy", "systemic therapy"})
"""Classes that hold what has nothing to do with one another."""


_DENIED = re.compile(r"\b(?:no|not|non|never|without|none|absence|lack|free)\b", re.IGNORECASE)


def denies(said: str) -> bool:
    """Whether words before or about an allergy deny it ("no known"); "uncontrolled" and "unable" deny something else."""
    return _DENIED.search(said) is not None


def allergic(statement: str, known: Known) -> Answer | None:
    """The answer of the allergies on record to a statement about one; None where they leave it open."""
    named = _substances(statement, known)
    if not named:
        return None
    negative, listed = denies(statement), known.listed(Kind.ALLERGIES)
    having = [item for item in listed if any(related(item, name, known) is Relation.IS for name in named)]
    if having and not _SAYS_MORE.search(statement):
        return decided(not negative, "; ".join(described(item.fact) for item in having), *(item.fact for item in having))
    if known.covered({Kind.ALLERGIES}) and listed and not any(_may_be_akin(item, named, known) for item in listed):
        facts = tuple(item.fact for item in listed)
        words = "; ".join(described(fact) for fact in facts)
        return decided(negative, f"listed, and complete: {words}", *facts)
    against = [[item for item in known.denying(name) if item.kind is Kind.ALLERGIES and not item.narrowing] for name in named]
    if not listed and all(against):
        facts = tuple(items[0].fact for items in against)
        return decided(negative, "; ".join(described(fact) for fact in facts), *facts)
    return None


def _substances(statement: str, known: Known) -> tuple[str, ...]:
    """The medicines that the statement names; none where it names anything else."""
    words = known.context.vocabulary
    named = [name for name in term_in(statement, known).concepts if name not in _NO_SUBSTANCE]
    return tuple(named) if all(words.kind(name) in MEDICINES for name in named) else ()


def _may_be_akin(item: Item, named: tuple[str, ...], known: Known) -> bool:
    """Whether what a patient is allergic to may be one of the substances, or is of a class with one."""
    words = known.context.vocabulary
    if not item.concepts or any(related(item, name, known) is not Relation.IS_NOT for name in named):
        return True
    own = {above for name in item.concepts if name in words for above in words.ancestors(name)}
    return any((own & words.ancestors(name)) - _WIDE for name in named)
